"""The register and what carries its entries account for each other, in both directions; on the small invented law."""

from __future__ import annotations

from pathlib import Path

import pytest

from reformrules.errors import RulebookError
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.register import Carrier, carriers, register_faults

ENTRY = """
  {id}:
    says: {{da: Loven siger noget., en: The law says something.}}
    from: {since}
    status: {status}
    source: [{{id: ACT}}]
"""


def faults(rules: Path, *entries: str) -> list[str]:
    (rules / "register.yaml").write_text("register:\n" + "".join(entries), encoding="utf-8")
    return [str(problem) for problem in register_faults(load_rulebook(rules))]


def entry(id_: str, more: str = "", since: str = "2020-01-01", status: str = "in_force") -> str:
    return ENTRY.format(id=id_, since=since, status=status) + more


NO_RULE = "    no_rule: {da: En intern opgave., en: An internal task.}\n"


def test_a_rulebook_without_a_register_has_no_faults(tiny_rules: Path) -> None:
    assert list(register_faults(load_rulebook(tiny_rules))) == []


def test_an_entry_is_carried_by_what_names_it(tiny_rules: Path) -> None:
    found = carriers(load_rulebook(tiny_rules))
    assert found == {
        "R-02": [Carrier("parameter", "adult_age")],
        "R-03": [Carrier("rule", "group-one")],
        "R-04": [Carrier("rule", "group-one")],
    }


def test_a_name_that_the_register_lacks_is_a_fault_with_the_nearest_entry(tiny_rules: Path) -> None:
    said = faults(tiny_rules, entry("R-02"), entry("R-03"))
    assert any("the register has no entry `R-04`; did you mean `R-0" in fault for fault in said)


def test_an_entry_that_nothing_carries_needs_a_reason(tiny_rules: Path) -> None:
    entries = entry("R-02"), entry("R-03"), entry("R-04")
    assert any("nothing carries `R-05`" in fault for fault in faults(tiny_rules, *entries, entry("R-05")))
    assert not any("R-05" in fault for fault in faults(tiny_rules, *entries, entry("R-05", NO_RULE)))


def test_an_entry_that_is_carried_gives_no_reason_why_not(tiny_rules: Path) -> None:
    said = faults(tiny_rules, entry("R-02"), entry("R-04"), entry("R-03", NO_RULE))
    assert any("`R-03` gives a reason in `no_rule`, but is carried by `group-one`" in fault for fault in said)


def test_a_rule_that_carries_nothing_is_a_fault_at_its_place(tiny_rules: Path) -> None:
    said = faults(tiny_rules, entry("R-02"), entry("R-03"), entry("R-04"))
    assert any(fault.startswith("groups.yaml:") and "`group-two` carries no entry" in fault for fault in said)
    assert not any("`group-one` carries no entry" in fault for fault in said)


@pytest.mark.parametrize("since", ["'2013'", "'2023-03'", "2020-01-01"])
def test_an_entry_may_begin_in_a_year_or_a_month_that_is_all_that_is_known(tiny_rules: Path, since: str) -> None:
    faults(tiny_rules, entry("R-02", since=since))
    assert load_rulebook(tiny_rules).register["R-02"].from_ == since.strip("'")


def test_an_entry_in_force_cites_a_source_that_resolves(tiny_rules: Path) -> None:
    with pytest.raises(RulebookError, match="unknown source `ACTT`; did you mean `ACT`"):
        faults(tiny_rules, entry("R-02").replace("id: ACT}", "id: ACTT}"))
    with pytest.raises(RulebookError, match="a source is needed"):
        faults(tiny_rules, entry("R-02").replace("    source: [{id: ACT}]\n", ""))


AUTHORITY = """
concept: {da: Myndigheder, en: Authorities}
conclusions:
  one_committee: {kind: authority, type: bool, label: {da: ét udvalg, en: one committee}}
rules:
  one-committee:
    valid: {from: 2026-02-01}
    status: in_force
    source: [{id: ACT}]
    when: CONDITION
    then: {one_committee: true}
    text: {da: Byen har ét udvalg., en: The town has one committee.}
"""


def test_what_is_asked_of_authorities_rests_on_no_fact_of_a_case(tiny_rules: Path) -> None:
    file = tiny_rules / "authorities.yaml"
    file.write_text(AUTHORITY.replace("CONDITION", "evaluation_date < 2030-01-01"), encoding="utf-8")
    load_rulebook(tiny_rules)
    file.write_text(AUTHORITY.replace("CONDITION", "trained"), encoding="utf-8")
    with pytest.raises(RulebookError, match=r"must not rest on facts of a case: trained"):
        load_rulebook(tiny_rules)
