"""A reading as one statement that a municipality can run in a warehouse of its own, and that people can read."""

from __future__ import annotations

from dataclasses import dataclass

import sqlglot.expressions as sge
from sqlglot.dialects.dialect import Dialect

from reformrules.count.chain import select_of
from reformrules.count.reading import Reading
from reformrules.count.tables import schemas
from reformrules.count.warehouse.naming import name_for_people, quote_where_needed
from reformrules.count.warehouse.pieces import Piece, cut, sources
from reformrules.count.warehouse.pruning import pruned
from reformrules.count.warehouse.tidying import tidied


@dataclass(frozen=True)
class Part:
    """A named query of a statement as text, and the facts, rules and conclusions that it works out."""

    name: str
    sql: str
    about: tuple[str, ...]


@dataclass(frozen=True)
class Statement:
    """Queries that build on each other, the last without a name; `reads` are the tables of the caseload in it."""

    parts: tuple[Part, ...]
    last: str
    reads: tuple[str, ...]

    def sql(self) -> str:
        """The whole statement, without comments."""
        named = ",\n".join(f"{part.name} AS (\n{part.sql}\n)" for part in self.parts)
        return f"WITH {named}\n{self.last}" if named else self.last


def statement(reading: Reading, dialect: str, reasons: bool = False) -> Statement:
    """The answers of a reading as one statement; reasons: with what leaves an answer open."""
    last = select_of(reading.answers, dialect)
    shown = [name for name in reading.answers.columns if reasons or not name.endswith("__why")]
    if isinstance(last.expressions[0], sge.Star):
        last.set("expressions", [sge.column(name, table=last.args["from_"].this.alias) for name in reading.answers.columns])
    last.set("expressions", [e for e in last.expressions if e.alias_or_name in shown])
    steps = [Piece(s.name, select_of(s.query, dialect, s.star), s.star) for s in reading.chain.steps]
    pieces = pruned(list(cut(reading.book, steps)), last)
    pieces = name_for_people(reading.book, pieces, last)
    tables = set(schemas(reading.book.record))
    reads = {t for query in (last, *(p.query for p in pieces)) for t in sources(query).values()} & tables
    speaks = Dialect.get_or_raise(dialect if dialect != "pyspark" else "spark")
    parts = tuple(Part(_name(piece.name, speaks), _text(piece.query, speaks), piece.about) for piece in pieces)
    return Statement(parts, _text(last, speaks), tuple(sorted(reads)))


def _name(name: str, dialect: Dialect) -> str:
    identifier = sge.to_identifier(name)
    quote_where_needed(identifier, dialect)
    return identifier.sql(dialect=dialect)


def _text(query: sge.Select, dialect: Dialect) -> str:
    query = tidied(query)
    quote_where_needed(query, dialect)
    return query.sql(dialect=dialect, pretty=True, max_text_width=110)
