"""One citizen of a caseload as a case record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from reformrules.case.record import CaseRecord, Entry
from reformrules.count.caseload.loading import stored
from reformrules.count.caseload.opening import Caseload
from reformrules.count.tables import (
    CASE,
    ID,
    PERSONS,
    POSITION,
    Column,
    entry_columns,
    flag,
    may_be_left_out,
    person_columns,
)
from reformrules.errors import Both, InputError, Problem, quoted
from reformrules.rulebook.meaning import UNKNOWN
from reformrules.rulebook.models import RecordShape, Section

Row = Mapping[str, Any]
BATCH = 2000


def case_of(caseload: Caseload, citizen: str) -> CaseRecord:
    """The case of one citizen; raises InputError when there is none, or it was set aside."""
    rows = caseload.connection.execute(f"SELECT {CASE} FROM {stored(PERSONS)} WHERE {ID} = ?", [citizen]).fetchall()
    if rows:
        return next(cases_of(caseload, [rows[0][0]]))
    if faults := caseload.faults(citizen):
        aside = Both("borgeren ", "the citizen ") + quoted(citizen) + Both(" er lagt til side", " was set aside")
        raise InputError(Problem(aside), *faults)
    raise InputError(Problem(Both("sagsstammen har ikke borgeren ", "the caseload has no citizen ") + quoted(citizen)))


def cases_of(caseload: Caseload, numbers: Iterable[int]) -> Iterator[CaseRecord]:
    """The cases of the citizens of these numbers, in the order of the numbers."""
    record, wanted = caseload.record, sorted(set(numbers))
    persons = _rows(caseload, PERSONS, wanted, CASE)
    entries: dict[str, dict[int, list[Row]]] = {}
    for name in record.sections:
        grouped = entries.setdefault(name, {})
        for row in _rows(caseload, name, wanted, f"{CASE}, start, {POSITION}"):
            grouped.setdefault(row[CASE], []).append(row)
    for person in persons:
        yield _case(person, {name: grouped.get(person[CASE], []) for name, grouped in entries.items()}, record)


def every_case(caseload: Caseload) -> Iterator[CaseRecord]:
    """The cases of all citizens that are kept, in the order of their numbers, which has gaps."""
    rows = caseload.connection.execute(f"SELECT {CASE} FROM {stored(PERSONS)} ORDER BY 1").fetchall()
    numbers = [row[0] for row in rows]
    for start in range(0, len(numbers), BATCH):
        yield from cases_of(caseload, numbers[start : start + BATCH])


def _rows(caseload: Caseload, table: str, wanted: list[int], order: str) -> list[Row]:
    found = caseload.connection.execute(
        f"SELECT * FROM {stored(table)} WHERE {CASE} IN (SELECT unnest(?)) ORDER BY {order}", [wanted]
    )
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _case(person: Row, entries: dict[str, list[Row]], record: RecordShape) -> CaseRecord:
    known = _values(person, person_columns(record))
    sections = {
        name: _entries(name, section, entries[name])
        for name, section in record.sections.items()
        if not (may_be_left_out(section) and person[flag(name)])
    }
    return CaseRecord(person[ID], {name: v for name, v in known.items() if v is not UNKNOWN}, sections)


def _values(row: Row, columns: dict[str, Column]) -> dict[str, Any]:
    return {
        name: UNKNOWN if column.may_be_unknown and row[flag(name)] else _plain(row[name])
        for name, column in columns.items()
    }


def _plain(value: Any) -> Any:
    """A number as a person would write it: without the zeros that the column has behind the point."""
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else value.normalize()
    return value


def _entries(name: str, section: Section, rows: list[Row]) -> tuple[Entry, ...]:
    columns = {field: column for field, column in entry_columns(section).items() if field in section.fields}
    runs = {row[POSITION]: row for row in reversed(rows)}  # of a run of months one row says it all
    found = []
    for index, row in enumerate(sorted(runs.values(), key=lambda row: (row["start"], row[POSITION]))):
        start, end = row["start"], row["end"]
        days = {"on": start} if section.shape == "event" else {"from": start, "starts": start, "to": end, "ends": end}
        values = {"kind": row["kind"], **_values(row, columns), **days}
        found.append(Entry(name, index, row["kind"], start, end, values))
    return tuple(found)
