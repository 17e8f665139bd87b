"""A reading as SQL that a municipality can run in a warehouse of its own, and that people can read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import sqlglot as sg
import sqlglot.expressions as sge

from reformrules.count.reading import Reading
from reformrules.count.tables import CASE, ID, schemas
from reformrules.count.warehouse.dialects import Speech
from reformrules.count.warehouse.naming import Names, column_name, name_for_people
from reformrules.count.warehouse.pieces import Piece, cut, sources
from reformrules.count.warehouse.pruning import pruned
from reformrules.count.warehouse.tidying import tidied
from reformrules.rulebook.book import Rulebook


@dataclass(frozen=True)
class Part:
    """A named query as text, and the facts, rules and conclusions that it works out.

    reads: the tables and queries that it names. kept: it is worth a table of its own.
    """

    name: str
    sql: str
    about: tuple[str, ...]
    reads: frozenset[str]
    kept: bool


@dataclass(frozen=True)
class Statement:
    """Queries that build on each other, the last without a name; `reads` are the tables of the caseload in it."""

    parts: tuple[Part, ...]
    last: str
    reads: tuple[str, ...]

    def tables(self) -> list[tuple[Part, list[Part]]]:
        """The parts that are worth a table, each with those before it that are only read there."""
        readers = Counter(name for part in self.parts for name in part.reads)
        kept = {part.name for part in (*self.parts[-1:], *self.parts) if part.kept or readers[part.name] != 1}
        waiting, found = dict[str, Part](), list[tuple[Part, list[Part]]]()
        for part in self.parts:
            if part.name in kept:
                found.append((part, _before(part, waiting)))
            else:
                waiting[part.name] = part
        return found

    def sql(self) -> str:
        """All in one statement, without comments."""
        named = ",\n".join(f"{part.name} AS (\n{part.sql}\n)" for part in self.parts)
        return f"WITH {named}\n{self.last}" if named else self.last


def statement(
    reading: Reading, speech: Speech, reasons: bool = False, rule: str | None = None, apart: bool = False
) -> Statement:
    """The answers of a reading in the dialect of a warehouse; reasons: with what leaves an answer open.

    rule: only whether one rule holds for each citizen, and what it says. apart: the parts are to be run one by one.

    Raises CannotCount for what the dialect has no word for.
    """
    last = _answers(reading, speech, reasons) if rule is None else _of_rule(reading, rule)
    steps = [Piece(s.name, speech.select(s.query, s.star), s.star, s.kept) for s in reading.chain.steps]
    pieces = pruned(list(cut(reading.book, steps)), last, apart)
    columns = Names(lambda name: column_name(reading.book, name))
    named = name_for_people(reading.book, pieces, last, columns, speech.temporary if apart else "")
    booleans = {columns.of(name) for name in _booleans(reading)}
    read = {table for query in (last, *(piece.query for piece, _ in named)) for table in sources(query).values()}
    parts = [
        Part(speech.name(piece.name), speech.text(tidied(piece.query), booleans), about,
             frozenset(map(speech.name, sources(piece.query).values())), piece.kept)
        for piece, about in named
    ]  # fmt: skip
    reads = sorted(read & schemas(reading.book.record).keys())
    return Statement(tuple(parts), speech.text(tidied(last), booleans), tuple(reads))


def _before(part: Part, waiting: dict[str, Part]) -> list[Part]:
    """The waiting parts that one is built on, in their order."""
    found, todo = set[str](), [part]
    while todo:
        names = todo.pop().reads & waiting.keys() - found
        found |= names
        todo += [waiting[name] for name in names]
    return [one for name, one in waiting.items() if name in found]


def _booleans(reading: Reading) -> set[str]:
    """The columns that hold a yes or no, of the tables and of the steps."""
    every = [*schemas(reading.book.record).values(), *(step.query.schema() for step in reading.chain.steps)]
    return {name for schema in every for name, dtype in schema.items() if dtype.is_boolean()}


def _answers(reading: Reading, speech: Speech, reasons: bool) -> sge.Select:
    last = speech.select(reading.answers)
    if isinstance(last.expressions[0], sge.Star):
        alias = last.args["from_"].this.alias
        last.set("expressions", [sg.column(name, table=alias) for name in reading.answers.columns])
    last.set("expressions", [e for e in last.expressions if reasons or not e.alias_or_name.endswith("__why")])
    return last


def _of_rule(reading: Reading, rule: str) -> sge.Select:
    """The columns that a rule has in the steps of its conclusion."""
    found = [(step.name, name) for step in reading.chain.steps for name in step.query.columns if is_of(name, rule)]
    table = [step for step, name in found if step.split("_")[0] in ("rules", "counts")][-1]
    names = dict.fromkeys(name for _, name in found)
    return sge.select(*(sg.column(n, table="t0") for n in (CASE, ID, *names))).from_(sge.to_table(table, alias="t0"))


def is_of(column: str, rule: str) -> bool:
    """Whether a column says that a rule holds, counts beside those that override it, or what it says."""
    parts = column.split("__")
    return len(parts) == 4 and parts[3] == rule and parts[2] in ("holds", "counts", "says")


def tables(book: Rulebook, speech: Speech) -> Iterator[str]:
    """The statements that make the tables of a caseload."""
    for name, schema in schemas(book.record).items():
        never_null = [c for c in schema if c in (CASE, ID, "position", "kind", "start", "month") or "__unknown" in c]
        key = [CASE] if ID in schema else []
        yield speech.table(name, schema, never_null, key)
