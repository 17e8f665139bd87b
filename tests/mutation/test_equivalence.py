"""Mutants that change nothing are told apart from survivors, and only those that surely change nothing."""

from __future__ import annotations

from typing import Any

import pytest
from support import book, choices, conclusion, fact, parameter, rule, table, text, value

from reformrules.mutation.equivalence import changes_nothing
from reformrules.mutation.mutants import mutants_of
from reformrules.rulebook.book import Rulebook

CONCLUSIONS = {
    "right": conclusion(),
    "group": conclusion("text", one_of=choices("young", "old", "guest"), kind="target_group"),
}


def world(rules: Any = None, **parts: Any) -> Rulebook:
    concept = {"concept": text("world"), "conclusions": CONCLUSIONS, "rules": rules or {}, **parts}
    return book(concept)


def same(rulebook: Rulebook, name: str) -> set[str]:
    """The changes of a part that change nothing."""
    return {mutant.said for mutant in mutants_of(rulebook, name) if changes_nothing(rulebook, mutant)}


def test_a_part_of_a_condition_that_another_part_implies_can_go() -> None:
    rules = {"one": rule({"right": True}, 'colour = "red" and colour != "green" and a')}
    assert same(world(rules), "one") == {'without `colour != "green"`'}


def test_a_test_that_cannot_be_listed_counts_as_a_question_of_its_own() -> None:
    rules = {"one": rule({"right": True}, "(a and age < 30 years) or (b and age < 30 years) or (a and age < 30 years)")}
    assert not [said for said in same(world(rules), "one") if said.startswith('"')]


def test_an_exception_between_rules_that_never_hold_together_can_go() -> None:
    rows = [('= "red"', "young"), ('= "green"', "old"), ("-", "guest")]
    rulebook = world(tables={"groups": table("group", ["colour"], rows, "first")})
    assert same(rulebook, "groups-r0") == {"without overriding groups-r1"}


@pytest.mark.parametrize(
    ("when", "status", "expected"),
    [
        ("a", "expected", {"valid until 2027-01-02 for 2027-01-01"}),
        ("b", "expected", set()),
        ("a", "in_force", {"valid until 2026-12-31 for 2027-01-01"}),
    ],
)
def test_a_day_more_changes_nothing_where_the_next_rule_says_the_same(
    when: str, status: str, expected: set[str]
) -> None:
    starts = "2027-01-01" if status == "expected" else "2026-12-31"
    rules = {
        "now": rule({"right": True}, "a", valid=("2020-01-01", "2027-01-01", "expected")),
        "later": rule({"right": True}, when, valid=(starts,), status=status),
        "other": rule({"right": False}, "c", valid=("2020-01-01",)),
    }
    said = {said for said in same(world(rules), "now") if said.startswith("valid")}
    assert said == expected | ({"valid until 2027-01-02 for 2027-01-01"} if status == "in_force" else set())


def test_an_end_that_no_law_setting_leaves_out_needs_no_status() -> None:
    rules = {
        "coming": rule({"right": True}, valid=("2026-07-01", "2027-01-01", "expected"), status="expected"),
        "now": rule({"right": True}, valid=("2026-07-01", "2027-01-01", "expected")),
    }
    assert "without until_status expected" in same(world(rules), "coming")
    assert "without until_status expected" not in same(world(rules), "now")


def test_numbers_and_measures_that_no_rule_reads_on_the_day_change_nothing() -> None:
    numbers = {"limit": parameter("int", value(30, until="2025-01-01"), value(25, "2025-01-01"), unit="years")}
    facts = {"unread": fact("bool", {"covered": "trips", "where": 'kind = "trip"'})}
    rules = {"one": rule({"right": True}, "age < limit", valid=("2026-01-01",))}
    rulebook = world(rules, parameters=numbers, facts=facts)
    assert same(rulebook, "limit") == {
        "29 for 30 from 2000-01-01", "31 for 30 from 2000-01-01",
        "changes on 2024-12-31 for 2025-01-01", "changes on 2025-01-02 for 2025-01-01",
    }  # fmt: skip
    assert "without where" in same(rulebook, "unread")
