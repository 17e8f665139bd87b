"""What the shipped law says does not contradict itself, leaves out nobody who is owed an answer, and is not in vain.

Without `REFORMRULES_LONG=1` only the rules about arbejdspligt are asked about.
"""

from __future__ import annotations

import os

from reformrules.mutation.selection import select
from reformrules.rulebook.loader import default_rules, load_rulebook
from reformrules.verbs.inspecting import inspection
from reformrules.verbs.proving import Effort, prove

CORE = ["arbejdspligt"]


def test_nothing_in_the_shipped_law_is_refuted() -> None:
    book = load_rulebook()
    names = None if os.environ.get("REFORMRULES_LONG") else select(book, default_rules(), CORE)
    effort = Effort(jobs=1)
    found = prove(book, [], effort, "en", inspection(book, None, names, effort.settings, 1, "en"))
    assert found.of_state("proved")
    assert [(proof.kind, proof.id, proof.text.en) for proof in found.of_state("refuted")] == []
