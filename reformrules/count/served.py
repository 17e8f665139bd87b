"""How many citizens of a caseload each local initiative could serve, and whom it leaves uncovered when it ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import duckdb

from reformrules.count.caseload import sql
from reformrules.count.caseload.loading import stored
from reformrules.count.reading import Reading, read_columns
from reformrules.count.tables import CASE, PERSONS, flag, may_be_left_out
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.initiatives import Initiative, answer_of, conclusion_name
from reformrules.rulebook.status import LawSetting

TODAY = "served"


@dataclass(frozen=True, slots=True)
class Asked:
    """A table of answers that is needed: the name it gets, and the day and the law setting it is read by."""

    table: str
    on: date
    law: LawSetting


@dataclass(frozen=True, slots=True)
class Reach:
    """Of each initiative, citizens by its id.

    can: who can be referred on the date. doubt: of whom it is undetermined. left: of those who can, who can be
    referred to no initiative on the day after the last. proposed: of those, who it is proposed to go on for.
    """

    can: dict[str, int] = field(default_factory=dict)
    doubt: dict[str, int] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)
    proposed: dict[str, int] = field(default_factory=dict)


def for_citizens(book: Rulebook) -> dict[str, Initiative]:
    """The initiatives that citizens can be referred to."""
    return {id_: one for id_, one in book.initiatives.items() if one.for_ is not None}


def ends(book: Rulebook, on: date) -> list[date]:
    """The days after the last of initiatives that citizens can be referred to on a date."""
    running = [one.valid.until for id_, one in for_citizens(book).items() if one.valid.from_ <= on
               and answer_of(book, id_, "open") is not None]  # fmt: skip
    return sorted({until for until in running if until is not None and until > on})


def tables_asked(book: Rulebook, on: date, law: LawSetting) -> Iterator[Asked]:
    """The answers to be counted: those of the date, and those of each day on which initiatives have ended."""
    yield Asked(TODAY, on, law)
    for index, end in enumerate(ends(book, on)):
        yield Asked(f"left_{index}", end, law)
        yield Asked(f"proposed_{index}", end, LawSetting.proposed)


def reading_of(book: Rulebook, asked: Asked) -> Reading:
    """How the initiatives are read over a caseload."""
    names = [conclusion_name(id_) for id_ in for_citizens(book)]
    return read_columns(book, asked.on, asked.law, names, set())


def reach(connection: duckdb.DuckDBPyConnection, book: Rulebook, on: date) -> Reach:
    """Count the citizens, the tables of answers being there."""
    found, opened = Reach(), _answered(book, "open", "a")
    for id_ in for_citizens(book):
        found.can[id_] = _count(connection, f"{TODAY} a", opened.get(id_, "false"))
        found.doubt[id_] = _count(connection, f"{TODAY} a", f'a."{flag(conclusion_name(id_))}"')
    none = " AND ".join(f"({test}) IS NOT TRUE" for test in _answered(book, "open", "b").values())
    again = _answered(book, "proposed", "c")
    for index, end in enumerate(ends(book, on)):
        after = f"{TODAY} a JOIN left_{index} b USING ({CASE}) JOIN proposed_{index} c USING ({CASE})"
        for id_, test in opened.items():
            if book.initiatives[id_].valid.until == end:
                found.left[id_] = _count(connection, after, f"{test} AND {none}")
                found.proposed[id_] = _count(connection, after, f"{test} AND {none} AND {again.get(id_, 'false')}")
    return found


def _answered(book: Rulebook, what: Literal["open", "proposed"], alias: str) -> dict[str, str]:
    """Of each initiative that is ever answered so, whether it is so answered in a table, as SQL."""
    said = {id_: answer_of(book, id_, what) for id_ in for_citizens(book)}
    return {id_: f'{alias}."{conclusion_name(id_)}" = {sql.text(str(value))}'
            for id_, value in said.items() if value is not None}  # fmt: skip


def not_told(connection: duckdb.DuckDBPyConnection, book: Rulebook) -> dict[str, int]:
    """Sections that bring citizens into a target group and are left out, each with of how many citizens."""
    rest = {name for id_ in for_citizens(book) for name in book.rests_on(conclusion_name(id_)) if name in book.facts}
    measures = [book.facts[name].measure for name in sorted(rest)]
    read = sorted({str(getattr(one, one.kind)) for one in measures if one.absent == "false"})
    sections = [name for name in read if name in book.record.sections and may_be_left_out(book.record.sections[name])]
    found = {name: _count(connection, f"{stored(PERSONS)} a", f'a."{flag(name)}"') for name in sections}
    return {name: citizens for name, citizens in found.items() if citizens}


def _count(connection: duckdb.DuckDBPyConnection, tables: str, test: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {tables} WHERE {test}").fetchone()
    assert row is not None  # an aggregate always has a row
    return int(row[0])
