"""The tables of a caseload: the shape of a case record as columns.

`persons` has a row for each case: its id, a number that the other tables name it by, its fields, and for each
section whether it is unknown as a whole.
Each section has a table with a row for each entry; of a run of months, a row for each month. A field is
NULL where none or unknown; the flag beside it (`name__unknown`) tells the two apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis
import pyarrow as pa

from reformrules.case.record import CaseRecord, Entry
from reformrules.count.expressions import dtype
from reformrules.rulebook.legal_time import shift
from reformrules.rulebook.meaning import UNKNOWN
from reformrules.rulebook.models import FieldSpec, RecordShape, Section

PERSONS, CASE, ID, POSITION, MONTH = "persons", "citizen", "id", "position", "month"


def flag(name: str) -> str:
    """The column that says whether another is unknown."""
    return f"{name}__unknown"


@dataclass(frozen=True, slots=True)
class Column:
    """A field as a column: its type, and whether a row may lack it (unknown) or have none."""

    dtype: str
    may_be_unknown: bool
    may_be_none: bool


def field_column(spec: FieldSpec) -> Column:
    """The column of a field of the person or of an entry."""
    none = spec.may_be_none or bool(spec.only) or spec.absent == "none"
    return Column(dtype(spec.type), spec.absent == "unknown" and not spec.required, none)


def person_columns(record: RecordShape) -> dict[str, Column]:
    """The fields of the person as columns."""
    return {name: field_column(spec) for name, spec in record.person.items()}


def entry_columns(section: Section) -> dict[str, Column]:
    """The columns of a section beside `case` and `position`: kind, first and last day, the month, fields."""
    found = {"kind": Column("string", False, False), "start": Column("date", False, False)}
    found["end"] = Column("date", False, section.shape == "spell")
    if section.shape == "month":
        found[MONTH] = Column("date", False, False)
    return found | {name: field_column(spec) for name, spec in section.fields.items()}


def may_be_left_out(section: Section) -> bool:
    """Whether a case may leave a section unknown as a whole."""
    return section.absent != "none"


def schemas(record: RecordShape) -> dict[str, ibis.Schema]:
    """The schema of every table of a caseload."""
    persons = {CASE: "int64", ID: "string", **_with_flags(person_columns(record))}
    persons |= {flag(name): "boolean" for name, section in record.sections.items() if may_be_left_out(section)}
    found = {PERSONS: ibis.schema(persons)}
    for name, section in record.sections.items():
        columns = {CASE: "int64", POSITION: "int64", **_with_flags(entry_columns(section))}
        found[name] = ibis.schema(columns)
    return found


def _with_flags(columns: dict[str, Column]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, column in columns.items():
        found[name] = column.dtype
        if column.may_be_unknown:
            found[flag(name)] = "boolean"
    return found


def tables_of(cases: Iterable[CaseRecord], record: RecordShape, first: int = 0) -> dict[str, pa.Table]:
    """The tables of a number of cases; `first` is the number of the first citizen."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in (PERSONS, *record.sections)}
    for number, case in enumerate(cases, first):
        rows[PERSONS].append({CASE: number, **_person(case, record)})
        for name, section in record.sections.items():
            rows[name] += ({CASE: number, **row} for row in _entries(case, name, section))
    return {name: pa.Table.from_pylist(rows[name], schema=schema.to_pyarrow())
            for name, schema in schemas(record).items()}  # fmt: skip


def _person(case: CaseRecord, record: RecordShape) -> dict[str, Any]:
    row: dict[str, Any] = {ID: case.id}
    for name, column in person_columns(record).items():
        row |= _cell(name, column, case.person.get(name, UNKNOWN))
    row |= {flag(n): n not in case.sections for n, s in record.sections.items() if may_be_left_out(s)}
    return row


def _cell(name: str, column: Column, value: Any) -> dict[str, Any]:
    cells = {name: None if value is UNKNOWN else value}
    return cells | {flag(name): value is UNKNOWN} if column.may_be_unknown else cells


def _entries(case: CaseRecord, name: str, section: Section) -> Iterator[dict[str, Any]]:
    columns = entry_columns(section)
    for position, entry in enumerate(case.sections.get(name, ())):
        given = {**entry.values, "start": entry.start, "end": entry.end}
        for month in _months(entry) if section.shape == "month" else (None,):
            row: dict[str, Any] = {POSITION: position}
            for field, column in columns.items():
                row |= _cell(field, column, month if field == MONTH else given[field])
            yield row


def _months(entry: Entry) -> Iterator[date]:
    """First days of the months of a run."""
    first = entry.start
    while entry.end is not None and first <= entry.end:
        yield first
        first = shift(first, 1, "months")
