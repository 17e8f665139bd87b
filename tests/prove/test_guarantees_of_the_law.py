"""What the shipped law makes unthinkable: every guarantee is proved, and a plausible mistake in a rule refutes one.

`REFORMRULES_LONG=1`: the mistakes whose citizens take longer to find too.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reformrules.rulebook.layers import layers_in
from reformrules.rulebook.loader import default_rules, load_rulebook
from reformrules.verbs.proving import Effort, promises_of, prove

LAYERS = sorted(layers_in(default_rules()))
NATIONAL = promises_of(load_rulebook(), None)
TEXT = "text: {da: En prøve., en: A trial.}"


def test_every_guarantee_of_the_shipped_law_and_of_its_layers_is_proved() -> None:
    book = load_rulebook(None, LAYERS)
    promises = promises_of(book, None)
    assert len(promises) > len(NATIONAL) > 40
    found = prove(book, [*promises.values()], Effort(seconds=60, jobs=1), "en")
    assert {proof.id: proof.why for proof in found.proofs if proof.state != "proved"} == {}
    assert {proof.id for proof in found.proofs} == promises.keys()


def test_nobody_is_referred_to_what_no_citizen_can_be_referred_to() -> None:
    book = load_rulebook(None, LAYERS)
    closed = [id_ for id_, entry in book.initiatives.items() if entry.closed_to is not None]
    assert closed
    assert [id_ for id_ in closed if f"initiative_{id_.replace('-', '_')}" in book.conclusions] == []


def test_the_end_of_every_initiative_is_guaranteed() -> None:
    book = load_rulebook(None, LAYERS)
    said = {name for promise in promises_of(book, None).values() for name in promise.claim.names(book)}
    assert [name for name in book.conclusions if name.startswith("initiative_") and name not in said] == []


MISTAKES = {
    "no-new-ressourceforloeb": "valid: {from: 2026-02-01}\nremove: [ressourceforloeb-closed]",
    "arbejdspligt-when-a-requirement-fails": f"""
valid: {{from: 2026-01-01}}
replace:
  rules:
    group-requirements-not-met:
      when: on_assistance and not residence_requirement_met and not employment_requirement_met
      then: {{in_arbejdspligt_group: true}}
      {TEXT}
""",
    "fulfilled-once-stays-fulfilled": f"""
valid: {{from: 2026-01-01}}
remove: [employment-requirement-fulfilled-once]
replace:
  rules:
    employment-requirement-not-met:
      when: employment_requirement_applies and not full_time_hours_reached
      then: {{employment_requirement_met: false}}
      {TEXT}
""",
    "exempt-and-obliged-never-together": f"""
valid: {{from: 2026-09-01}}
replace:
  rules:
    talk-at-16-months:
      valid: {{from: 2026-09-01, until: 2027-01-01}}
      when: situation = "dagpengemodtager"
      obligation:
        of: {{da: kommunen, en: the municipality}}
        what: {{da: samtale, en: talk}}
        at_least: "1"
        counting: sixteen_month_talks
        counted_from: contact_period_start
        by: intensified_effort_by
      {TEXT}
""",
    "no-stricter-sanction-of-activity-ready": f"""
valid: {{from: 2026-01-01}}
remove: [stricter-sanction-not-for-aktivitetsparate]
replace:
  rules:
    stricter-sanction-possible:
      when: under_stricter_sanction_rules and stricter_sanction_basis = "foreligger"
      then: {{stricter_sanction: mulig}}
      {TEXT}
""",
    "no-talk-when-back-within-26-weeks": f"""
valid: {{from: 2026-07-01}}
replace:
  rules:
    follow-ups-from-july-2026:
      valid: {{from: 2026-07-01}}
      when: on_sick_pay
      then: {{required_follow_ups: follow_ups_sick}}
      {TEXT}
""",
    "young-groups-only-for-the-young-without-education": "valid: {from: 2026-01-01}\nvalues: {adult_rules_age: 31}",
    "no-13-only-under-18": "valid: {from: 2026-01-01}\nvalues: {youth_effort_age: 20}",
    "no-permanent-fleksjob-under-40": "valid: {from: 2026-01-01}\nvalues: {fleksjob_permanent_from_age: 35}",
    "benefit-gives-a-group": "valid: {from: 2026-01-01}\nremove: [situation-sygemeldt]",
    "no-team-after-its-end": f"""
valid: {{from: 2026-07-01}}
replace:
  rules:
    description-and-advice-before-decision:
      when: capacity_case_open and not own_business_case_open
      then: {{before_decision: team}}
      {TEXT}
""",
}


QUICK = [
    "no-new-ressourceforloeb",
    "arbejdspligt-when-a-requirement-fails",
    "fulfilled-once-stays-fulfilled",
    "young-groups-only-for-the-young-without-education",
    "no-permanent-fleksjob-under-40",
]
TRIED = list(MISTAKES) if os.environ.get("REFORMRULES_LONG") else QUICK


@pytest.mark.parametrize("guarantee", TRIED)
def test_a_mistake_in_a_rule_is_shown_by_a_citizen_whom_explain_confirms(guarantee: str, tmp_path: Path) -> None:
    change = tmp_path / "mistake.yaml"
    change.write_text(
        "overlay: {da: En fejl, en: A mistake}\nstatus: in_force\nsource: [{id: LAB}]\n" + MISTAKES[guarantee], "utf-8"
    )
    book = load_rulebook(change)
    (proof,) = prove(book, [promises_of(book, change)[guarantee]], Effort(jobs=1), "en").proofs
    assert (proof.state, proof.why) == ("refuted", ())
    assert proof.witness is not None
