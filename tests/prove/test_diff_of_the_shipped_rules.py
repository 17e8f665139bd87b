"""The shipped rules after a refactoring are proved equal; after each small change a citizen shows the difference.

Each citizen that is found has been asked of explain by both rulebooks (`verbs/replaying.py`).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from law_edits import CHANGES, REFACTORINGS, Change, edited

from reformrules.present.differences import Compared
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.loader import load_rulebook
from reformrules.verbs.differing import Asked, differ
from reformrules.verbs.proving import Effort

LONG = bool(os.environ.get("REFORMRULES_LONG"))
QUICK = ("threshold", "deadline", "one-more", "and-for-or", "measure", "de-morgan", "row-made-a-rule", "rule-renamed",
         "condition-made-a-term", "dates-turned-round", "rule-in-two-by-dates")  # fmt: skip
"""What is tried whenever the tests are run; all with `REFORMRULES_LONG=1`."""


def tried(changes: Sequence[Change]) -> list[Change]:
    return [change for change in changes if LONG or change.name in QUICK]


@cache
def shipped() -> Rulebook:
    return load_rulebook()


def compared(change: Change, folder: Path) -> list[Compared]:
    """What comes of the finding that a change is about, and of all that lies behind it."""
    books = (shipped(), load_rulebook(edited(change, folder)))
    return differ(books, Asked([change.finding]), Effort(None, 10.0, 1), "en").findings


@pytest.mark.parametrize("change", tried(REFACTORINGS), ids=lambda change: change.name)
def test_a_refactoring_is_proved_equal(change: Change, tmp_path: Path) -> None:
    assert {one.id: one.state for one in compared(change, tmp_path) if one.state != "equal"} == {}


@pytest.mark.parametrize("change", tried(CHANGES), ids=lambda change: change.name)
def test_a_small_change_is_shown_by_a_citizen_whom_explain_confirms(change: Change, tmp_path: Path) -> None:
    (one,) = (one for one in compared(change, tmp_path) if one.id == change.finding)
    assert one.state == "differs"
    assert all(shown.before != shown.after for shown in one.differences)
    assert {shown.case.splitlines()[0] for shown in one.differences} == {"case: witness"}
