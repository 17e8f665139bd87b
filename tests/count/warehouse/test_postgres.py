"""The SQL printed for PostgreSQL, run in PostgreSQL: the answers that are counted."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from drawing import drawn
from worlds import world

from reformrules.case.intake import read_case
from reformrules.case.record import CaseRecord
from reformrules.cases import case_files, default_cases
from reformrules.count.engine import Run, connect, store_cases
from reformrules.count.reading import findings_of, read_columns
from reformrules.count.tables import tables_of
from reformrules.count.warehouse.dialects import Speech
from reformrules.count.warehouse.statement import statement, tables
from reformrules.present.warehouse import Page
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.law_in_force import obligations_in_force
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.status import LawSetting

LONG = bool(os.environ.get("REFORMRULES_LONG"))
ON, LAW = date(2026, 8, 31), LawSetting.proposed
SOME = ["within_asset_limit", "seniorpension_work", "fleksjob_period_ends", "treated_as_born_in_realm"]
Server = psycopg.Connection[Any]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server of its own in a folder that goes away, reached through a socket in it."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is not installed; CI runs its tests")
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="reformrules-pg-"))
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if user:
        shutil.chown(folder, "postgres")

    def run(program: str, *arguments: str) -> None:
        command = [*user, str(found[-1].with_name(program)), "-D", str(folder / "data"), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=folder)

    run("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync")
    run("pg_ctl", "start", "-w", "-l", str(folder / "log"), "-o", f"-k {folder} -c listen_addresses='' -c fsync=off")
    try:
        with psycopg.connect(host=str(folder), user="postgres", dbname="postgres", autocommit=True) as connection:
            yield connection
    finally:
        run("pg_ctl", "stop", "-m", "immediate")
        shutil.rmtree(folder, ignore_errors=True)


def fill(server: Server, book: Rulebook, records: Sequence[CaseRecord], schema: str) -> None:
    server.execute(f"CREATE SCHEMA {schema}; SET search_path = {schema}".encode())
    for made in tables(book, Speech.of("postgres")):
        server.execute(made.encode())
    for name, rows in tables_of(records, book.record).items():
        with server.cursor().copy(f'COPY "{name}" FROM STDIN'.encode()) as copy:
            for row in rows.to_pylist():
                copy.write_row(list(row.values()))


def check(server: Server, book: Rulebook, records: Sequence[CaseRecord], names: Sequence[str]) -> None:
    connection, speech = connect(), Speech.of("postgres")
    store_cases(connection, records, book.record)
    for name in names:
        what = ([name], set[str]()) if name in book.conclusions else (list[str](), {name})
        list(Run(connection, read_columns(book, ON, LAW, *what)).fill())
        reading = read_columns(book, ON, LAW, *what, apart=True)
        columns = ", ".join(f'"{c}"' for c in reading.answers.columns if not c.endswith("__why"))
        counted = connection.sql(f"SELECT {columns} FROM answers ORDER BY citizen").fetchall()
        sql = f"{statement(reading, speech).sql()} ORDER BY citizen"
        found = server.execute(sql.encode()).fetchall()
        assert [list(row) for row in found] == [plain(row) for row in counted], name
    connection.close()


def plain(row: Sequence[Any]) -> list[Any]:
    """A row of DuckDB, where a day that is worked out is a point in time."""
    return [value.date() if hasattr(value, "date") else value for value in row]


def test_all_of_the_language_says_the_same_in_postgres(server: Server) -> None:
    book, records = world(), drawn(300 if LONG else 120)
    fill(server, book, records, "invented")
    check(server, book, records, [*findings_of(book), *(r.id for r in obligations_in_force(book, ON, LAW))])


def test_shipped_findings_are_the_same_in_postgres(server: Server) -> None:
    book = load_rulebook()
    records = [read_case(str(path), book.record) for path in case_files([default_cases()])]
    fill(server, book, records, "shipped")
    every = [*findings_of(book), *(r.id for r in obligations_in_force(book, ON, LAW))]
    check(server, book, records, every if LONG else SOME)


def test_a_script_of_all_findings_runs_in_postgres(server: Server) -> None:
    book, records = world(), drawn(60)
    fill(server, book, records, "scripted")
    shown = statement(read_columns(book, ON, LAW, apart=True), Speech.of("postgres"), apart=True)
    cursor = server.execute(Page(book, ON, LAW, "postgres", "en").script("", shown).encode())
    while cursor.nextset():
        pass
    assert len(cursor.fetchall()) == len(records)
