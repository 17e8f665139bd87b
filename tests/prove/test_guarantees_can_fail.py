"""A guarantee that no mistake in the law refutes is worthless; `mistakes.py` tries them for all, here for some."""

from __future__ import annotations

import os

import pytest
from mistakes import trial

from reformrules.rulebook.loader import load_rulebook
from reformrules.verbs.proving import promises_of

SHOWN = [
    "exempt-and-obliged-never-together",
    "no-deduction-with-a-reasonable-ground",
    "no-rate-outside-kontanthjaelp",
    "rate-by-age",
    "exempt-and-offered-never-together",
    "no-team-in-jobafklaring-from-2025",
]
SECONDS = 60


@pytest.mark.skipif(not os.environ.get("REFORMRULES_LONG"), reason="mistakes are planted in the long run")
@pytest.mark.parametrize("guarantee", SHOWN)
def test_a_mistake_in_the_law_refutes_the_guarantee(guarantee: str) -> None:
    book = load_rulebook()
    assert trial(book, promises_of(book, None)[guarantee], SECONDS).refuted_by is not None
