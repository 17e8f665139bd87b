"""A run that is broken off leaves what was there, and nothing half-written; a full disk and a memory limit are met."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from reformrules.count.caseload.opening import open_caseload
from reformrules.count.caseload.scratch import Scratch
from reformrules.count.patience import Patient
from reformrules.rulebook.loader import load_rulebook

BROKEN_OFF = """
import os, signal, sys
from reformrules.cli import main
from reformrules.count.caseload import writing

def copy(connection, query, file, form, whole=writing.copy_to):
    whole(connection, query, file, form)
    if file.name == "events.parquet":
        os.kill(os.getpid(), signal.{0})

writing.copy_to = copy
main()
"""


@pytest.fixture(autouse=True)
def _hears_ctrl_c() -> Iterator[None]:
    """A job in the background is started so that it, and all that it starts, does not hear Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def caseload(tmp_path: Path) -> Path:
    """A small caseload beside an older output and an empty folder for temporary files."""
    folder = tmp_path / "caseload"
    folder.mkdir()
    (folder / "persons.csv").write_text("citizen\n" + "".join(f"c{n}\n" for n in range(2000)), encoding="utf-8")
    rows = "".join(f"c{n},tilmelding,2026-01-01\n" for n in range(2000))
    (folder / "events.csv").write_text("citizen,kind,on\n" + rows, encoding="utf-8")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / ".converted").touch()
    (tmp_path / "out" / "persons.parquet").write_text("the older output", encoding="utf-8")
    (tmp_path / "tmp").mkdir()
    return folder


def run(caseload: Path, *code: str, before: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
    """`caseload convert` in a process of its own."""
    program = [sys.executable, *(code or ("-m", "reformrules"))]
    program += ["caseload", "convert", str(caseload), str(caseload.parent / "out")]
    environment = {**os.environ, "TMPDIR": str(caseload.parent / "tmp"), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(program, capture_output=True, text=True, env=environment, preexec_fn=before, check=False)


def assert_untouched(folder: Path) -> None:
    assert (folder / "out" / "persons.parquet").read_text("utf-8") == "the older output"
    assert sorted(path.name for path in (folder / "out").iterdir()) == [".converted", "persons.parquet"]


def test_ctrl_c_leaves_the_older_output_and_nothing_else(caseload: Path) -> None:
    said = run(caseload, "-c", BROKEN_OFF.format("SIGINT"))
    assert (said.returncode, said.stdout, said.stderr) == (130, "", "")
    assert_untouched(caseload.parent)
    assert not any((caseload.parent / "tmp").iterdir())
    assert sorted(path.name for path in caseload.parent.iterdir()) == ["caseload", "out", "tmp"]


def test_a_killed_run_leaves_the_older_output_and_the_next_one_tidies_up(caseload: Path) -> None:
    assert run(caseload, "-c", BROKEN_OFF.format("SIGKILL")).returncode == -signal.SIGKILL
    assert_untouched(caseload.parent)
    assert len(list((caseload.parent / "tmp").iterdir())) == 1
    assert run(caseload).returncode == 0
    assert not any((caseload.parent / "tmp").iterdir())
    written = duckdb.execute(f"SELECT count(*) FROM '{caseload.parent}/out/events.parquet'")
    assert written.fetchall() == [(2000,)]


def test_a_full_disk_is_one_line_and_leaves_the_older_output(caseload: Path) -> None:
    resource = pytest.importorskip("resource", reason="no limits on this system")

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))  # bytes a file may have

    said = run(caseload, before=small)
    assert (said.returncode, said.stdout) == (2, "")
    assert re.fullmatch(
        r"fejl: disken er fuld; gør plads i \S+, eller sæt TMPDIR til en mappe med mere plads\n", said.stderr
    )
    assert_untouched(caseload.parent)
    assert not any((caseload.parent / "tmp").iterdir())


def test_ctrl_c_is_heard_while_the_database_works() -> None:
    def pressed(part: float) -> None:
        signal.raise_signal(signal.SIGINT)

    patient = Patient(duckdb.connect(), pressed)
    with pytest.raises(KeyboardInterrupt):  # the statement alone would take hours
        patient.execute("SELECT max(hash(a.range * b.range)) FROM range(10000000) AS a, range(10000000) AS b")
    assert patient.connection.execute("SELECT 1").fetchall() == [(1,)]


def test_how_far_a_statement_is_is_told() -> None:
    told: list[float] = []
    scratch = Scratch()
    try:
        scratch.connection.execute("CREATE TABLE numbers AS SELECT range AS n FROM range(3000000)")
        Patient(scratch.connection, told.append).execute(
            "SELECT max(n) FROM (SELECT *, md5(md5(md5(n::VARCHAR))) AS said FROM numbers) WHERE said > 'f'"
        )
    finally:
        scratch.close()
    assert told == sorted(told)
    assert all(0 <= part <= 1 for part in told)


def test_a_caseload_larger_than_the_memory_limit_is_read(tmp_path: Path) -> None:
    def write(name: str, query: str) -> None:
        duckdb.execute(f"COPY ({query}) TO '{tmp_path / name}.parquet'")

    id_ = "'a citizen of a caseload that does not fit, ' || lpad((range * 7919 % 200000)::VARCHAR, 9, '0') AS citizen"
    write("persons", f"SELECT {id_} FROM range(200000)")
    write("events", f"SELECT {id_}, 'tilmelding' AS kind, DATE '2020-01-01' + (range // 200000)::INTEGER AS \"on\" "
          "FROM range(1000000)")  # fmt: skip
    with open_caseload(tmp_path, load_rulebook(), "100MB") as caseload:  # the names of the entries alone are 50 MB
        assert (caseload.kept, caseload.tables[-1].kept) == (200_000, 1_000_000)
        before = "SELECT citizen, lag(citizen) OVER () AS before FROM caseload.events"
        ordered = caseload.connection.execute(f"SELECT bool_and(citizen >= before) FROM ({before})")
        assert ordered.fetchall() == [(True,)]
