"""A caseload written as tables (CSV, Parquet, DuckDB) or as case files, or with no citizens in it, to be filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import duckdb

from reformrules.case.record import CaseRecord
from reformrules.case.writing import case_text, data_of
from reformrules.count import Step
from reformrules.count.caseload import sql
from reformrules.count.caseload.drill import cases_of
from reformrules.count.caseload.export import Export, column_type
from reformrules.count.caseload.loading import stored
from reformrules.count.caseload.opening import Caseload
from reformrules.count.caseload.shape import table_names, written_columns
from reformrules.count.patience import Executes, Patient, part_of
from reformrules.count.tables import CASE, PERSONS
from reformrules.rulebook.models import RecordShape

BATCH = 1_000  # case files that are written at a time
_OPTIONS = {"csv": "FORMAT csv, HEADER", "parquet": "FORMAT parquet, COMPRESSION zstd"}
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")


def write_tables(caseload: Caseload, folder: Path, form: str, step: Step = lambda name, part: None) -> None:
    """Write the tables into a folder, `form` csv or parquet; a table that is unknown of every citizen is left out."""
    for patient, name, query in _told(caseload, form == "csv", step):
        copy_to(patient, query, folder / f"{name}.{form}", form)


def copy_to(connection: Executes, query: str, file: Path, form: str) -> None:
    """Write the rows of a query to a file, `form` csv or parquet."""
    connection.execute(f"COPY ({query}) TO {sql.text(str(file))} ({_OPTIONS[form]})")


def write_database(caseload: Caseload, file: Path, step: Step = lambda name, part: None) -> None:
    """Write the tables into a new DuckDB file."""
    caseload.connection.execute(f"ATTACH {sql.text(str(file))} AS made")
    for patient, name, query in _told(caseload, False, step):
        patient.execute(f"CREATE TABLE made.{sql.name(name)} AS {query}")
    caseload.connection.execute("DETACH made")


def _told(caseload: Caseload, as_text: bool, step: Step) -> Iterator[tuple[Patient, str, str]]:
    """Each table with its query, and the connection that tells how far it is."""
    patient = Patient(caseload.connection)
    queries = list(Export(caseload.connection, caseload.record, as_text).queries())
    for number, (name, query) in enumerate(queries):
        patient.told = partial(part_of, step, name, number, len(queries))
        yield patient, name, query


def write_cases(caseload: Caseload, folder: Path, step: Step = lambda name, part: None) -> None:
    """Write a case file for each citizen, named by the id."""
    numbers = caseload.connection.execute(f"SELECT {CASE} FROM {stored(PERSONS)} ORDER BY {CASE}").fetchnumpy()[CASE]
    names = set[str]()
    for start in range(0, len(numbers), BATCH):
        for case in cases_of(caseload, map(int, numbers[start : start + BATCH])):
            text = case_text(data_of(case, caseload.record))
            (folder / _file_name(case, names)).write_text(text, encoding="utf-8")
        step("", min(start + BATCH, len(numbers)) / len(numbers))


def _file_name(case: CaseRecord, taken: set[str]) -> str:
    """A file name like the id, that no other case has, also where capitals are not told apart."""
    stem = _NOT_IN_NAMES.sub("-", case.id).strip("-.") or "case"
    name, number = stem, 1
    while name.lower() in taken:
        number += 1
        name = f"{stem}-{number}"
    taken.add(name.lower())
    return f"{name}.yaml"


def write_template(folder: Path, record: RecordShape, form: str) -> None:
    """Write every table without rows, with all its columns."""
    connection = duckdb.connect()
    for name in table_names(record):
        columns = written_columns(name, record).values()
        shown = ", ".join(f"CAST(NULL AS {column_type(column)}) AS {sql.name(column.name)}" for column in columns)
        copy_to(connection, f"SELECT {shown} WHERE false", folder / f"{name}.{form}", form)
    connection.close()
