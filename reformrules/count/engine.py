"""Runs a reading over a caseload in DuckDB, a part of the citizens at a time, so that memory stays bounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from reformrules.case.record import CaseRecord
from reformrules.count.patience import Patient
from reformrules.count.reading import Reading
from reformrules.count.tables import CASE, PERSONS, tables_of
from reformrules.rulebook.models import RecordShape

PART = 200_000  # citizens at a time
STORE = "caseload"  # the schema that holds the tables of the caseload
NOT_WORTH_IT = {"projection_placement", "projection_pullup", "statistics_propagation"}
"""Optimizers of DuckDB whose time grows with the columns, and that save none of it when a reading is run."""


def connect(path: str = ":memory:", memory_limit: str | None = None) -> duckdb.DuckDBPyConnection:
    """A connection with the settings that the readings need; `memory_limit` like `4GB`, beyond which DuckDB spills."""
    connection = duckdb.connect(path)
    connection.execute("SET lambda_syntax = 'ENABLE_SINGLE_ARROW'")
    connection.execute("SET enable_progress_bar = true")  # so that it can be asked how far a statement is
    connection.execute("SET enable_progress_bar_print = false")
    known = {name for (name,) in connection.execute("FROM duckdb_optimizers()").fetchall()}
    connection.execute("SET disabled_optimizers = ?", [",".join(sorted(NOT_WORTH_IT & known))])
    if memory_limit is not None:
        connection.execute("SET memory_limit = ?", [memory_limit])
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {STORE}")
    return connection


def store(connection: duckdb.DuckDBPyConnection, tables: dict[str, pa.Table]) -> None:
    """Put the tables of a caseload in place, and take older ones away."""
    for name, table in tables.items():
        connection.register("incoming", table)
        connection.execute(f'CREATE OR REPLACE TABLE {STORE}."{name}" AS SELECT * FROM incoming')
        connection.unregister("incoming")


def store_cases(connection: duckdb.DuckDBPyConnection, cases: Iterable[CaseRecord], record: RecordShape) -> None:
    """Put single cases in place as a caseload."""
    store(connection, tables_of(cases, record))


def rename(connection: duckdb.DuckDBPyConnection, name: str, other: str) -> None:
    """Let a table of this connection go by another name, in place of one that had it."""
    connection.execute(f"DROP TABLE IF EXISTS {other}")
    connection.execute(f"ALTER TABLE {name} RENAME TO {other}")


@dataclass
class Run:
    """One reading over one caseload; `answers` is the name of the table that it fills."""

    connection: duckdb.DuckDBPyConnection
    reading: Reading
    part: int = PART
    answers: str = "answers"

    def parts(self) -> Iterator[tuple[int, int]]:
        """First and last number of the citizens of each part."""
        found = self.connection.execute(f"SELECT min({CASE}), max({CASE}) FROM {STORE}.{PERSONS}").fetchone()
        first, last = found if found is not None else (None, None)
        if first is None:
            return
        for start in range(int(first), int(last) + 1, self.part):
            yield start, min(start + self.part - 1, int(last))

    def fill(self) -> Iterator[int]:
        """Fill the table with the answers part by part; yields how many citizens are done after each."""
        done = 0
        for query, persons in self._queries():
            put = f"INSERT INTO {self.answers}" if done else f"CREATE OR REPLACE TEMP TABLE {self.answers} AS"
            Patient(self.connection).execute(f"{put} {query}")
            done += persons
            yield done

    def each(self) -> Iterator[int]:
        """Fill the table with the answers of one part after the other; yields how many citizens are in it each time.

        The facts of these citizens are there as long. For a caseload whose answers are too many to be held together.
        """
        for query, persons in self._queries():
            Patient(self.connection).execute(f"CREATE OR REPLACE TEMP TABLE {self.answers} AS {query}")
            yield persons

    def _queries(self) -> Iterator[tuple[str, int]]:
        """For each part, when its tables are made, the query of its answers and how many citizens it has."""
        script = self.reading.script
        tables, rest = script.tables, script.answers
        used = {name: at for at, made in enumerate([*tables, rest]) for name in made.reads}
        used |= {name: len(tables) for name in used if name == script.facts_table}
        for first, last in self.parts():
            self._see(first, last)
            for at, table in enumerate(tables):
                Patient(self.connection).execute(table.sql)
                self._forget(name for name, use in used.items() if use == at)
            yield rest.sql, self._persons()
            self._forget(table.name for table in tables)

    def _see(self, first: int, last: int) -> None:
        """Let the plain names of the tables stand for the citizens of one part."""
        for name in (PERSONS, *self.reading.book.record.sections):
            self.connection.execute(
                f'CREATE OR REPLACE TEMP VIEW "{name}" AS SELECT * FROM {STORE}."{name}" '
                f"WHERE {CASE} BETWEEN {first} AND {last}"
            )

    def _persons(self) -> int:
        found: Any = self.connection.execute(f"SELECT count(*) FROM {PERSONS}").fetchone()
        return int(found[0])

    def _forget(self, names: Iterable[str]) -> None:
        """Drop tables that nothing reads any more."""
        for name in names:
            self.connection.execute(f'DROP TABLE IF EXISTS temp."{name}" CASCADE')
