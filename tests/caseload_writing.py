"""Cases as plain data, written as tables and as case files alike: a cell of the one is the value of the other."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from reformrules.case.intake import case_from_text
from reformrules.case.record import CaseRecord
from reformrules.count.caseload.shape import Written, table_names, written_columns
from reformrules.count.tables import PERSONS, may_be_left_out
from reformrules.documents import plain
from reformrules.errors import InputError
from reformrules.rulebook.models import RecordShape

Cells = dict[str, str]
Case = dict[str, list[Cells]]
"""The rows of each table that a case has; a section that is unknown is not there."""


def cells_of(data: Mapping[str, Any], record: RecordShape) -> Case:
    """A case as plain data, as rows of cells."""
    rows: Case = {PERSONS: [{"citizen": data["case"], **_texts(data["person"])}]}
    for name, section in record.sections.items():
        if name in data or not may_be_left_out(section):
            rows[name] = [_texts(entry) for entry in data.get(name, ())]
    return rows


def _texts(values: Mapping[str, Any]) -> Cells:
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in values.items()}


def write_tables(cases: Iterable[Case], folder: Path, record: RecordShape) -> Path:
    """The cases as a caseload of CSV."""
    rows: Case = {name: [] for name in table_names(record)}
    for case in cases:
        (person,) = case[PERSONS]
        unknown = [n for n, section in record.sections.items() if may_be_left_out(section) and n not in case]
        rows[PERSONS].append({**person, "unknown_sections": " ".join(unknown)})
        for name in record.sections:
            rows[name] += ({"citizen": person["citizen"], **row} for row in case.get(name, ()))
    for name, found in rows.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(written_columns(name, record)))
            writer.writeheader()
            writer.writerows(found)
    return folder


def read_as_file(case: Case, record: RecordShape) -> CaseRecord | None:
    """The same case, read as a case file is; None when it is refused."""
    try:
        return case_from_text(_document(case, record), record)
    except InputError:
        return None


def _document(case: Case, record: RecordShape) -> str:
    (person,) = case[PERSONS]
    columns = written_columns(PERSONS, record)
    fields = {name: cell for name, cell in person.items() if name != "citizen"}
    parts = {"case": json.dumps(person["citizen"])} if person["citizen"] else {}
    parts["person"] = _mapping(fields, columns)
    for name in record.sections:
        if name in case:
            columns = written_columns(name, record)
            parts[name] = f"[{', '.join(_mapping(row, columns) for row in case[name])}]"
    return _braces(parts)


def _mapping(cells: Cells, columns: dict[str, Written]) -> str:
    """A row as JSON: numbers and truth are written bare, an empty cell is left out."""
    return _braces({name: _value(cell, columns[name]) for name, cell in cells.items() if cell})


def _value(cell: str, column: Written) -> str:
    if column.type in ("bool", "int", "decimal") and not isinstance(_plain(cell), str):
        return cell
    return json.dumps(cell)


def _plain(cell: str) -> Any:
    try:
        return plain(cell)
    except InputError:
        return cell


def _braces(parts: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{json.dumps(name)}: {value}" for name, value in parts.items()) + "}"
