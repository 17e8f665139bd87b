"""The statements of a reading are written once, and used again only for the very same question."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from counted import answers
from drawing import drawn
from worlds import world

from reformrules import kept as keeping
from reformrules.count import script
from reformrules.count.engine import Run, connect, store_cases
from reformrules.count.reading import Reading, read_columns
from reformrules.mutation.mutants import mutated
from reformrules.rulebook.status import LawSetting

ON, LATER = date(2026, 8, 31), date(2027, 1, 1)
ASKED: dict[str, Any] = {"conclusions": ["rate", "rights"], "obligations": {"talks"}}


@pytest.fixture(autouse=True)
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv(keeping.OFF, raising=False)


def written(reading: Reading) -> bool:
    """Whether the statements had to be written, for which the steps are made first."""
    assert reading.script.answers.sql
    return "columns" in vars(reading)


def told(reading: Reading) -> list[Any]:
    connection = connect()
    store_cases(connection, drawn(60), reading.book.record)
    list(Run(connection, reading).fill())
    rows = answers(connection)
    connection.close()
    return rows


def test_a_script_that_was_kept_gives_the_answers_that_it_gave_when_it_was_written() -> None:
    first, second = (read_columns(world(), ON, **ASKED) for _ in range(2))
    assert written(first)
    assert not written(second)
    assert second.script == first.script
    assert told(second) == told(first)


@pytest.mark.parametrize("other", [
    {"on": LATER}, {"setting": LawSetting.enacted}, {"conclusions": ["rate"]}, {"obligations": set()},
    {"beside": ("age",)}, {"givers": True}, {"apart": True},
], ids=str)  # fmt: skip
def test_another_question_has_a_script_of_its_own(other: dict[str, Any]) -> None:
    assert written(read_columns(world(), **{"on": ON, **ASKED}))
    assert written(read_columns(world(), **{"on": ON, **ASKED, **other}))


def test_a_script_by_other_code_is_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert written(read_columns(world(), ON, **ASKED))
    monkeypatch.setattr(keeping, "_PACKAGE", tmp_path)
    assert written(read_columns(world(), ON, **ASKED))


def test_a_script_that_is_damaged_is_written_again(tmp_path: Path) -> None:
    assert written(read_columns(world(), ON, **ASKED))
    (file,) = tmp_path.rglob("*.script")
    file.write_bytes(file.read_bytes()[:-1])
    assert written(read_columns(world(), ON, **ASKED))
    assert not written(read_columns(world(), ON, **ASKED))


def test_only_so_many_scripts_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script, "MOST_KEPT", 2)
    for law in LawSetting:
        assert written(read_columns(world(), ON, law, **ASKED))
    assert len(list(tmp_path.rglob("*.script"))) == 2


def test_a_rulebook_that_was_changed_in_memory_is_not_taken_for_the_one_it_was_made_of(tmp_path: Path) -> None:
    assert written(read_columns(world(), ON, **ASKED))
    mutant = mutated(world(), world().rules["group-old"])
    for _ in range(2):
        assert written(read_columns(mutant, ON, **ASKED))
