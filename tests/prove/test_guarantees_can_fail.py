"""A guarantee that no mistake in the law refutes is worthless: of each one is known that does, or why none does."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest
from known_mistakes import FOUND, KNOWN, UNSEEN, Known
from law_edits import Change, edited
from mistakes import refuted, trial

from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.layers import layers_in
from reformrules.rulebook.loader import default_rules, load_rulebook
from reformrules.verbs.proving import promises_of

SECONDS = 60
long_run = pytest.mark.skipif(not os.environ.get("REFORMRULES_LONG"), reason="mistakes are planted in the long run")


@cache
def every_layer() -> Rulebook:
    return load_rulebook(None, sorted(layers_in(default_rules())))


def test_of_every_guarantee_a_mistake_is_known_that_refutes_it_or_why_none_is() -> None:
    told = [*(known.guarantee for known in KNOWN), *FOUND, *UNSEEN]
    assert sorted(told) == sorted(promises_of(every_layer(), None))


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.guarantee)
def test_a_known_mistake_has_its_place_in_the_rules(known: Known) -> None:
    text = (default_rules() / known.mistake.file).read_text("utf-8")
    assert known.mistake.made_in(text) != text


@long_run
@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.guarantee)
def test_a_known_mistake_in_the_law_refutes_the_guarantee(known: Known, tmp_path: Path) -> None:
    law = load_rulebook(edited(Change(known.guarantee, [known.mistake], ""), tmp_path), known.layers)
    assert refuted(law, promises_of(law, None)[known.guarantee], [known.day])


@long_run
@pytest.mark.parametrize("guarantee", FOUND)
def test_a_mistake_in_the_law_is_found_that_refutes_the_guarantee(guarantee: str) -> None:
    book = every_layer()
    assert trial(book, promises_of(book, None)[guarantee], SECONDS).refuted_by is not None
