"""Names of queries and columns for people: after the facts, rules and conclusions, and quoted only where they must be.

The steps of a reading are named so that no two can clash; here `hours_225_met__0__holds__hours-225-met` becomes
`rule_hours_225_met`, and the second of two readings has a `__2` after it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import sqlglot.expressions as sge
from sqlglot.dialects.dialect import Dialect

from reformrules.count.warehouse.pieces import Piece, only_source, owners
from reformrules.rulebook.book import Rulebook

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
# Reserved in SQL Server, PostgreSQL or DuckDB, and not among the keywords that sqlglot knows.
_RESERVED = """
ANALYSE ASYMMETRIC AUTHORIZATION BACKUP BOTH BREAK BROWSE BULK CASCADE CAST CHECK CHECKPOINT CLOSE COALESCE COMPUTE
CONTAINS CONTAINSTABLE CONTINUE CONVERT CURRENT CURSOR DBCC DEALLOCATE DEFERRABLE DENY DISK DISTRIBUTED DUMP ERRLVL
EXIT EXTERNAL FILLFACTOR FREETEXT FREETEXTTABLE GOTO HOLDLOCK IDENTITY IDENTITYCOL IDENTITY_INSERT IF INITIALLY
LAMBDA LEADING LINENO NATIONAL NOCHECK NULLIF OF OFF OFFSETS OPEN OPENDATASOURCE OPENQUERY OPENROWSET OPENXML
PLACING PLAN PUBLIC RAISERROR READ READTEXT RECONFIGURE REPLICATION RESTORE RESTRICT RETURN REVERT ROWCOUNT
ROWGUIDCOL RULE SAVE SECURITYAUDIT SETUSER SHUTDOWN SYMMETRIC TEXTSIZE TRAILING TRAN TRANSACTION TRY_CONVERT TSEQUAL
UPDATETEXT USER WAITFOR WHILE WITHIN WRITETEXT
"""
_WHAT = {"holds": "", "says": "__says", "counts": "__counts"}


def name_for_people(
    book: Rulebook, pieces: list[Piece], last: sge.Select, columns: Names, before: str = ""
) -> list[tuple[Piece, tuple[str, ...]]]:
    """The pieces with new names, each with what it works out; one that only renames columns is left out.

    columns: remembers the new names of columns. before: what the name of each piece begins with.
    """
    stays = list[Piece]()
    for piece in pieces:
        renamed = _only_renames(piece)
        if renamed is None:
            stays.append(piece)
            continue
        for alias, old in renamed.items():
            columns.given[old] = columns.of(alias)
    moved = {piece.name: piece.query.args["from_"].this.name for piece in pieces if piece not in stays}
    steps = Names(lambda name: name)
    for piece in stays:
        steps.give(piece.name, before + _step_name(book, piece, columns))
    worked_out = [owners(book, piece) for piece in stays]
    for query in (*(piece.query for piece in stays), last):
        _rename(query, columns, steps, moved)
    for piece in stays:
        piece.name = steps.of(piece.name)
    return list(zip(stays, worked_out, strict=True))


class Names:
    """New names for old, no two the same."""

    def __init__(self, make: Callable[[str], str]) -> None:
        self.make = make
        self.given: dict[str, str] = {}

    def of(self, old: str) -> str:
        if old not in self.given:
            self.give(old, self.make(old))
        return self.given[old]

    def give(self, old: str, new: str) -> None:
        taken = {name for key, name in self.given.items() if key != old}
        while new in taken:
            new += "_"
        self.given[old] = new


def column_name(book: Rulebook, name: str) -> str:
    """A column by the rule or conclusion it belongs to."""
    parts = name.split("__")
    if parts[0] in book.conclusions and len(parts) > 2 and parts[1].isdigit():
        second = f"__{int(parts[1]) + 1}" if parts[1] != "0" else ""
        if parts[-1] in book.rules and parts[2] in _WHAT:
            return f"{rule_name(parts[-1])}{_WHAT[parts[2]]}{second}"
        return "__".join([parts[0], *parts[2:]]) + second
    return "__".join([rule_name(parts[0]), *parts[1:]]) if parts[0] in book.rules and "-" in parts[0] else name


def rule_name(rule: str) -> str:
    """What a rule is called in SQL."""
    return "rule_" + re.sub("[^a-z0-9]", "_", rule)


def _step_name(book: Rulebook, piece: Piece, columns: Names) -> str:
    """After the first column of a piece that works out a rule or a conclusion; else as it is."""
    of = owners(book, piece)
    if not piece.star or not of or of[0] in book.facts:
        return piece.name.removesuffix("_0")
    return columns.of(next(iter(piece.own)))


def _only_renames(piece: Piece) -> dict[str, str] | None:
    if not piece.star or only_source(piece) is None:
        return None
    own = {alias: expression.unalias() for alias, expression in piece.own.items()}
    if not all(isinstance(e, sge.Column) and "__" in e.name for e in own.values()):
        return None
    return {alias: e.name for alias, e in own.items()}


def _rename(query: sge.Select, columns: Names, steps: Names, moved: dict[str, str]) -> None:
    """Put the new names in, and call a table by its own name where its columns are."""
    tables = dict[str, str]()
    for table in query.find_all(sge.Table):
        name = table.name
        while name in moved:
            name = moved[name]
        tables[table.alias_or_name] = name
    alone = len(tables) == 1 and not query.find(sge.Subquery)
    for column in query.find_all(sge.Column):
        table_name = tables.get(column.table)
        if alone:
            column.set("table", None)
        elif table_name is not None:
            column.set("table", sge.to_identifier(steps.of(table_name)))
        column.this.set("this", columns.of(column.name))
    for alias in query.find_all(sge.Alias):
        alias.args["alias"].set("this", columns.of(alias.alias))
    for table in query.find_all(sge.Table):
        table.this.set("this", steps.of(tables[table.alias_or_name]))
        table.set("alias", None)


def quote_where_needed(query: sge.Expression, dialect: Dialect) -> None:
    """Quote the names that the dialect would read as something else, and no others."""
    words = frozenset(_RESERVED.split()).union(*(word.split() for word in dialect.tokenizer_class.KEYWORDS))
    for identifier in query.find_all(sge.Identifier):
        name = identifier.name
        identifier.set("quoted", not _PLAIN.fullmatch(name) or name.upper() in words)
