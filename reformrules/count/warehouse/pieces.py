"""The steps of a reading as parts of one statement that is read by people: cut to what one of them is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sqlglot.expressions as sge

from reformrules.rulebook.book import Rulebook


@dataclass
class Piece:
    """One named query.

    star: it has all columns of the table it reads too. kept: its rows are used more than once.
    """

    name: str
    query: sge.Select
    star: bool
    kept: bool = False

    @property
    def own(self) -> dict[str, sge.Expression]:
        """What it works out itself: its columns, without the star."""
        return {e.alias_or_name: e for e in self.query.expressions if not isinstance(e, sge.Star)}


def sources(query: sge.Select) -> dict[str, str]:
    """The tables that a query reads, by the names that it gives them; those of a query within it are its own too."""
    found = {table.alias_or_name: table.name for table in query.find_all(sge.Table)}
    for inner in query.find_all(sge.Subquery):
        table = inner.find(sge.Table)
        if table is not None:
            found[inner.alias] = table.name
    return found


def only_source(piece: Piece) -> sge.Table | None:
    """The one table that a piece reads, if it is one and nothing is joined or asked of its rows."""
    source = piece.query.args["from_"].this
    plain = not any(piece.query.args.get(part) for part in ("joins", "where", "group", "having", "distinct"))
    return source if plain and isinstance(source, sge.Table) else None


def about(book: Rulebook, column: str) -> str | None:
    """The fact, rule or conclusion that a column belongs to; None for the keys."""
    parts = column.split("__")
    if parts[-1] in book.rules and len(parts) > 3:
        return parts[-1]
    return parts[0] if parts[0] in book.rules or parts[0] in book.conclusions or parts[0] in book.facts else None


def owners(book: Rulebook, piece: Piece) -> tuple[str, ...]:
    """The facts, rules and conclusions that a piece works out, each once."""
    return tuple(dict.fromkeys(owner for name in piece.own if (owner := about(book, name)) is not None))


def cut(book: Rulebook, pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Pieces that only add columns, each cut into one for each rule or conclusion; the last keeps the name."""
    for piece in pieces:
        if not piece.star:
            yield piece
            continue
        every = list(dict.fromkeys(about(book, name) for name in piece.own))
        base = piece.query.args["from_"].this.name
        for number, owner in enumerate(every):
            name = piece.name if number == len(every) - 1 else f"{piece.name}:{number}"
            query = piece.query.copy()
            query.args["from_"].this.this.set("this", base)
            mine = [e for alias, e in piece.own.items() if about(book, alias) == owner]
            query.set("expressions", [sge.Star(), *(e.copy() for e in mine)])
            kept = piece.kept and name == piece.name
            yield Piece(name, query, True, kept)
            base = name
