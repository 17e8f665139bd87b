"""What the shipped law says does not contradict itself, leaves out nobody who is owed an answer, and is not in vain.

Without `REFORMRULES_LONG=1` only the rules about arbejdspligt are asked about.
"""

from __future__ import annotations

import os

import pytest

from reformrules.mutation.selection import select
from reformrules.present.proofs import Proof
from reformrules.rulebook.layers import layers_in
from reformrules.rulebook.loader import default_rules, load_rulebook
from reformrules.verbs.inspecting import inspection, silent_in
from reformrules.verbs.proving import Effort, prove

CORE = ["arbejdspligt"]
LONG = bool(os.environ.get("REFORMRULES_LONG"))
LAYERS = sorted(layers_in(default_rules()))


def found(layers: list[str], parts: list[str] | None) -> list[Proof]:
    """All that comes of the parts named by files or folders, or of all parts."""
    book = load_rulebook(None, layers)
    names = None if parts is None else select(book, default_rules(), parts)
    effort = Effort(jobs=1)
    proofs = prove(book, [], effort, "en", inspection(book, None, names, effort.settings, 1, "en"))
    assert proofs.of_state("proved")
    return [proof for proof in proofs.proofs if proof.state != "proved"]


def test_nothing_in_the_shipped_law_is_refuted() -> None:
    left = found([], None if LONG else CORE)
    assert [(proof.kind, proof.id, proof.text.en) for proof in left if proof.state == "refuted"] == []


@pytest.mark.skipif(not LONG, reason="the layers are asked about in the long run")
@pytest.mark.parametrize("layer", LAYERS)
def test_all_that_is_asked_of_a_shipped_layer_is_proved_or_declared(layer: str) -> None:
    assert [(proof.kind, proof.id, proof.text.en) for proof in found([layer], [layer])] == []


def test_a_name_that_only_a_layer_built_on_this_one_reads_is_read() -> None:
    book = load_rulebook(None, ["copenhagen"])
    assert "is_being_released" in [*book.facts]
    names, values = silent_in(book, None)
    assert (names, values) == silent_in(load_rulebook(None, LAYERS), None)
    assert "is_being_released" not in names
    assert values == []
