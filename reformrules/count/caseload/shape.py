"""The tables of a caseload as people write them: their names, their columns, and what an empty cell means.

A caseload has a table `persons`, and for each section of a case record a table with one row for each entry. Columns
are named as in a case file, and a cell is written as there. An empty cell is a field left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from reformrules.count.tables import PERSONS
from reformrules.rulebook.models import FieldSpec, RecordShape, Section

CITIZEN, KIND, UNKNOWN_SECTIONS = "citizen", "kind", "unknown_sections"
ColumnType = Literal["id", "kind", "sections", "date", "month", "bool", "int", "decimal", "text"]


@dataclass(frozen=True, slots=True)
class Written:
    """A column as people write it.

    needed: no cell of it may be empty, save where `spec` belongs to other kinds of entry.
    """

    name: str
    type: ColumnType
    needed: bool = False
    spec: FieldSpec | None = None


_SPANS: dict[str, tuple[Written, ...]] = {
    "spell": (Written("from", "date", True), Written("to", "date")),
    "event": (Written("on", "date", True),),
    "month": (Written("month", "month"), Written("from_month", "month"), Written("to_month", "month")),
}


def span_columns(section: Section) -> tuple[Written, ...]:
    """The columns that say when an entry is: of months either one month, or the first and last of a run."""
    return _SPANS[section.shape]


def written_columns(table: str, record: RecordShape) -> dict[str, Written]:
    """The columns that a table may have."""
    return {column.name: column for column in _columns(table, record)}


def _columns(table: str, record: RecordShape) -> Iterator[Written]:
    yield Written(CITIZEN, "id", True)
    if table == PERSONS:
        yield Written(UNKNOWN_SECTIONS, "sections")
        fields = record.person
    else:
        section = record.sections[table]
        yield Written(KIND, "kind", True)
        yield from span_columns(section)
        fields = section.fields
    for name, spec in fields.items():
        yield Written(name, spec.type, spec.required, spec)


def table_names(record: RecordShape) -> tuple[str, ...]:
    """The tables that a caseload may have, `persons` first."""
    return (PERSONS, *record.sections)
