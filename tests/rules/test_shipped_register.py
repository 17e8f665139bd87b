"""The shipped register: every statement of the law is encoded or says why not, and every rule answers to one."""

from __future__ import annotations

from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.register import register_faults


def test_every_entry_has_a_carrier_or_a_reason_and_every_rule_has_an_entry() -> None:
    assert [str(problem) for problem in register_faults(load_rulebook())] == []
