"""What conclusions say of each other: one that follows another, and a number on its way to another."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support import book, case_of, conclusion, explainer_of, refusals, rule, said

X = {"x": conclusion("int")}

LEADER_AND_FOLLOWER = book(
    {
        "conclusions": {"rate": conclusion(), "amount": conclusion("int", follows="rate")},
        "rules": {"rate": rule({"rate": True}, "a"), "amount": rule({"amount": 7}, "rate and b")},
    }
)


@pytest.mark.parametrize(
    ("person", "listed"),
    [({}, ["rate"]), ({"b": True}, ["rate"]), ({"a": True}, ["amount"]), ({"a": True, "b": True}, [])],
)
def test_what_follows_an_open_finding_is_not_listed_as_open_beside_it(person: Any, listed: list[str]) -> None:
    case = case_of(LEADER_AND_FOLLOWER, person)
    answer = explainer_of(LEADER_AND_FOLLOWER).check(case, date(2026, 7, 1))
    assert [open_.subject for open_ in answer.undetermined] == listed
    assert said(LEADER_AND_FOLLOWER, case)["amount"].state == ("settled" if len(person) == 2 else "undetermined")


def test_a_finding_follows_only_a_finding_that_its_rules_name() -> None:
    step = {"step": conclusion(kind="term"), "amount": conclusion("int", follows="step")}
    rules = {"step": rule({"step": True}, "a"), "amount": rule({"amount": 7}, "step")}
    assert refusals({"conclusions": step, "rules": rules}) == [
        "`amount` follows `step`, but its rules name no finding of that name"
    ]


@pytest.mark.parametrize("goal", ["nothing", "step", "amount"])
def test_a_number_is_on_its_way_only_to_another_number_of_its_unit(goal: str) -> None:
    step = {"step": conclusion("date", kind="term"), "amount": conclusion("int", toward=goal)}
    assert refusals({"conclusions": step, "rules": {"amounts": rule({"amount": 1})}})[0].startswith(
        f"`toward` names no parameter or conclusion of the same unit: `{goal}`"
    )
