"""An open answer says what stands in the way, and names the rules that do."""

from __future__ import annotations

from datetime import date

from support import book, case_of, conclusion, explainer_of, rule, text

from reformrules.explain.findings import Undetermined
from reformrules.rulebook.book import Rulebook

ON = date(2026, 7, 1)
GAP = {"reason": "law_not_verified", **text("a gap in the law")}


def left_open(rulebook: Rulebook, **person: object) -> dict[str, Undetermined]:
    answer = explainer_of(rulebook).check(case_of(rulebook, person), ON)
    return {item.subject: item for item in answer.undetermined}


def resting_on_a_gap() -> Rulebook:
    return book(
        {
            "conclusions": {"group": conclusion("int", kind="term"), "x": conclusion("int")},
            "rules": {
                "gap": rule(undetermined={"group": GAP}, when="a"),
                "first": rule({"group": 1}, "not a"),
                "one": rule({"x": 1}, "group = 1"),
                "two": rule({"x": 2}, "group = 2 and b"),
            },
        }
    )


def test_an_answer_that_only_the_law_leaves_open_names_the_rule_that_does() -> None:
    item = left_open(resting_on_a_gap(), a=True, b=True)["x"]
    assert (item.reason, item.rules, item.text.en) == ("law_not_verified", ["gap"], "a gap in the law")


def test_an_answer_that_a_missing_fact_leaves_open_names_the_rules_that_wait_for_it() -> None:
    item = left_open(resting_on_a_gap(), b=True)["x"]
    assert (item.reason, item.rules) == ("missing_input", ["one", "two", "gap", "first"])
