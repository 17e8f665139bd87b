"""Case files as a caseload."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from reformrules.case.intake import read_case
from reformrules.case.record import CaseRecord
from reformrules.count.engine import store_cases
from reformrules.errors import InputError
from reformrules.rulebook.models import RecordShape


def load_cases(connection: duckdb.DuckDBPyConnection, files: Iterable[Path], record: RecordShape) -> list[str]:
    """Fill the tables from case files; gives the faults of those that are set aside."""
    cases, refused = list[CaseRecord](), list[str]()
    for path in files:
        try:
            cases.append(read_case(str(path), record))
        except InputError as error:
            refused += map(str, error.problems)
    store_cases(connection, cases, record)
    return refused
