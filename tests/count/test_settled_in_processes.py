"""What is settled in processes of its own, beside the reading of the next citizens, is what is explained."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from pathlib import Path

import pytest
from counted import answers, differences
from drawing import drawn
from worlds import world

from reformrules.count.engine import Run, connect, store_cases
from reformrules.count.reading import read_columns
from reformrules.rulebook.status import LawSetting
from reformrules.verbs import settling
from reformrules.verbs.answering import settled_parts


def test_parts_that_are_settled_in_processes_come_in_their_order_with_the_answers_that_are_explained(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settling, "WORTH_PROCESSES", 1)
    records, connection = drawn(120), connect()
    reading = read_columns(world(), date(2026, 8, 31), LawSetting.proposed, givers=True)
    store_cases(connection, records, world().record)
    parts = [(persons, answers(connection)) for persons in settled_parts(Run(connection, reading, 50), jobs=2)]
    connection.close()
    assert [persons for persons, _ in parts] == [50, 50, 20]
    rows = [row for persons, found in parts for row in found]
    assert [row["citizen"] for row in rows] == list(range(120))
    assert not differences(reading, records, rows)


def test_a_process_that_ends_too_early_is_an_error_and_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "WORTH_PROCESSES", 1)
    monkeypatch.setattr(settling, "_look", _ended)
    connection = connect()
    store_cases(connection, drawn(60), world().record)
    run = Run(connection, read_columns(world(), date(2026, 8, 31), LawSetting.proposed))
    with pytest.raises(BrokenProcessPool):
        list(settled_parts(run, jobs=2))
    connection.close()


_KILLED = """
import os, signal
from datetime import date
from drawing import drawn
from worlds import world
from reformrules.count import open_answers
from reformrules.count.engine import Run, connect, store_cases
from reformrules.count.reading import read_columns
from reformrules.verbs import settling
from reformrules.verbs.answering import settled_parts

if __name__ == "__main__":
    settling.WORTH_PROCESSES, open_answers.ROWS = 1, 5  # work for both processes
    connection = connect()
    store_cases(connection, drawn(60), world().record)
    parts = settled_parts(Run(connection, read_columns(world(), date(2026, 8, 31)), 30), jobs=2)
    next(parts)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_run_that_is_killed_leaves_no_process_behind(tmp_path: Path) -> None:
    script = tmp_path / "killed.py"
    script.write_text(_KILLED, "utf-8")
    path = os.pathsep.join([str(Path(__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(  # comes back when every process that writes to the same place has ended
        [sys.executable, str(script)],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


def _ended(*given: object) -> None:
    os._exit(3)
