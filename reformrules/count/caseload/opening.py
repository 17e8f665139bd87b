"""A caseload, opened: tables, a DuckDB file or case files, ready for the readings; what is not valid set aside.

A citizen is kept or set aside whole, as a case file is read or refused whole: with one row that is not valid, what
is left of the history would say that the thing did not happen.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import duckdb

from reformrules.cases import case_files
from reformrules.count.caseload import sql
from reformrules.count.caseload.case_folder import load_cases
from reformrules.count.caseload.histories import history_queries
from reformrules.count.caseload.loading import FAULT, IDS, load
from reformrules.count.caseload.sources import holds_tables, sources
from reformrules.count.engine import STORE, connect
from reformrules.count.tables import CASE, PERSONS
from reformrules.errors import InputError, Problem
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.models import RecordShape

Step = Callable[[str], None]


@dataclass
class Caseload:
    """The tables of a caseload in DuckDB, in the schema `caseload`; close it, or use it in a `with`.

    kept: citizens that are counted. aside: citizens of whom something is not valid.
    """

    connection: duckdb.DuckDBPyConnection
    record: RecordShape
    folder: Path
    kept: int = 0
    aside: int = 0
    refused: list[str] = field(default_factory=list)

    def close(self) -> None:
        """Close the connection and take the folder it works in away."""
        self.connection.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Caseload:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def open_caseload(
    paths: Path | Sequence[Path], book: Rulebook, memory: str | None = None, step: Step = lambda name: None
) -> Caseload:
    """Open a caseload: a folder of tables (CSV or Parquet), a DuckDB file, or case files and folders of them.

    memory: like `4GB`; what does not fit is written to a folder that goes away with the caseload. step: is told the
    name of each table when it is there.

    Raises InputError when the caseload is not there, when a table or a column of it is not valid, or when not one
    citizen can be kept.
    """
    given = [paths] if isinstance(paths, Path) else list(paths)
    folder = Path(tempfile.mkdtemp(prefix="reformrules-"))
    caseload = Caseload(connect(str(folder / "scratch.duckdb"), memory), book.record, folder)
    try:
        _fill(caseload, given, step)
    except BaseException:
        caseload.close()
        raise
    return caseload


def _fill(caseload: Caseload, paths: list[Path], step: Step) -> None:
    connection, record = caseload.connection, caseload.record
    if any(holds_tables(path) for path in paths):
        if len(paths) > 1:
            raise InputError(Problem("one caseload of tables is read at a time; name one folder or DuckDB file"))
        for name in load(connection, sources(connection, paths[0], record), record):
            step(name)
        caseload.aside = _set_aside(connection, record)
    else:
        caseload.refused = load_cases(connection, case_files(paths), record)
        caseload.aside = len(caseload.refused)
    caseload.kept = _number(connection, f"SELECT count(*) FROM {STORE}.{PERSONS}")


def _set_aside(connection: duckdb.DuckDBPyConnection, record: RecordShape) -> int:
    """Take every citizen away of whom something is not valid; gives how many."""
    tables = {name: f"{STORE}.{sql.name(name)}" for name in (PERSONS, *record.sections)}
    faulty = [f"SELECT {CASE} FROM {table} WHERE {FAULT}" for table in tables.values()]
    faulty += [
        f"SELECT {CASE} FROM ({query})" for n in record.sections for query in history_queries(n, record).values()
    ]
    doubled = f"SELECT p.{CASE} FROM {tables[PERSONS]} AS p JOIN {IDS} AS ids USING (id) WHERE ids.many > 1"
    connection.execute(f"CREATE TEMP TABLE aside AS {' UNION '.join([*faulty, doubled])}")
    gone = _number(connection, f"SELECT count(*) FROM aside WHERE {CASE} IS NOT NULL")
    for table in tables.values():
        connection.execute(f"DELETE FROM {table} WHERE {CASE} IS NULL OR {CASE} IN (SELECT {CASE} FROM aside)")
        connection.execute(f"ALTER TABLE {table} DROP COLUMN {FAULT}")
    return gone


def _number(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    found = connection.execute(query).fetchone()
    assert found is not None  # an aggregate always has a row
    return int(found[0])
