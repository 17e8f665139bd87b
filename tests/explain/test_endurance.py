"""Many cases, many threads and odd cases through both engines, each in a process of its own.

What makes durable-rules crash, hang or grow when it is used bare must not come through the public interface.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import reformrules
from reformrules.explain import durable

if reason := durable.unavailable():
    if os.environ.get("CI") and sys.version_info < (3, 13):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason, allow_module_level=True)

LONG = os.environ.get("REFORMRULES_LONG") == "1"
CASES = 100_000 if LONG else 12_000 if os.environ.get("CI") else 3_000
MOST_GROWTH = 20_000_000  # bytes, over 100,000 cases
needs_proc = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")


def child(what: str, *arguments: object, seconds: int = 120) -> Any:
    """What a function of `endure.py` finds; fresh memory is filled with rubbish, warnings are errors."""
    script = Path(__file__).with_name("endure.py")
    poison = {"PYTHONPATH": str(Path(reformrules.__file__).parents[1]), "MALLOC_PERTURB_": "165"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-X", "faulthandler", str(script), what, *map(str, arguments)],
        env=os.environ | poison, capture_output=True, text=True, timeout=seconds, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@needs_proc
def test_many_cases_leave_no_memory_and_no_thread_behind() -> None:
    found = child("many", "invented", CASES, seconds=3_600)
    assert found["used"] == "both"
    assert found["growth"] < MOST_GROWTH
    assert found["threads"] == 0


@needs_proc
@pytest.mark.skipif(not LONG, reason="takes long; set REFORMRULES_LONG=1")
def test_many_cases_under_the_shipped_law_leave_no_memory_and_no_thread_behind() -> None:
    found = child("many", "shipped", CASES, seconds=6 * 3_600)
    assert found["growth"] < MOST_GROWTH
    assert found["threads"] == 0


@pytest.mark.parametrize("shared", ["shared", "one each"])
def test_eight_threads_at_once_get_right_answers(shared: str) -> None:
    found = child("at_once", shared)
    assert found == {"right": 96, "of": 96, "threads": 1}  # 8 threads, 12 cases


def test_odd_texts_in_a_case_are_only_texts() -> None:
    found = child("odd")
    assert found["wrong"] == []
    assert found["refused"] == ["\0"]
    assert len(found["right"]) > 15
    assert found["home"] == {"home": True, "far": False}
    assert found["away"] == {"far": True}


def test_an_empty_case_and_one_in_which_no_rule_holds_are_answered() -> None:
    # nothing is known of the empty case: both subjects are open; in the other `otherwise` answers
    assert child("empty") == [[0, 2], [1, 0]]


@pytest.mark.parametrize("entries", [600, 2_000])
def test_a_case_with_hundreds_of_entries_gets_right_answers(entries: int) -> None:
    assert child("long_history", entries) == 18  # every tenth day of 180


@needs_proc
def test_a_rulebook_loaded_anew_many_times_leaves_no_memory_and_no_thread_behind() -> None:
    found = child("reloads", 60)
    assert found["growth"] < MOST_GROWTH
    assert found["threads"] == 1
