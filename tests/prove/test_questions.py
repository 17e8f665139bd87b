"""What is asked of anybody: never is proved, and what can be is shown by a citizen of whom explain says so too."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support import book, conclusion, fact, parameter, rule, silent, table, value

from reformrules.case.intake import case_from_text
from reformrules.prove.asking import Asker, Verdict
from reformrules.prove.claims import Claim, Contradicted, Fires, Gap, Met
from reformrules.prove.differing import Differs
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.parsing import parse
from reformrules.rulebook.status import DEFAULT_SETTING
from reformrules.rulebook.types import BOOL, check
from reformrules.verbs.replaying import Replay

X = {"x": conclusion("int")}
TODAY = date(2026, 7, 1)


def law(rules: dict[str, Any], **more: Any) -> Rulebook:
    return book({"conclusions": X, "rules": rules, **more})


def ask(claim: Claim, *books: Rulebook) -> Verdict:
    found = Asker(books, Replay(books)).ask(claim, [DEFAULT_SETTING], TODAY)
    if found.witness is not None:  # its text is a case file that says the same
        assert case_from_text(found.witness.text, books[0].record).sections == found.witness.case.sections
    return found


def met(rulebook: Rulebook, text: str) -> Met:
    node = parse(text)
    check(node, rulebook.scope, BOOL)
    return Met(node)


@pytest.mark.parametrize(
    ("when", "claim", "state"),
    [
        ("age >= 18 years", "x = 1 and age < 18 years", "never"),
        ("age >= 18 years", "x = 1 and age < 19 years", "seen"),
        ("a and not a", "x = 1", "never"),
        ('stay = "home"', 'x = 1 and stay = "away"', "never"),
        ("asked + 6 months <= evaluation_date", "x = 1 and asked > evaluation_date - 181 days", "never"),
        ("asked + 6 months <= evaluation_date", "x = 1 and asked > evaluation_date - 182 days", "seen"),
        ("count(talks from evaluation_date - 1 months to evaluation_date) >= 2", "x = 1", "seen"),
    ],
)
def test_what_can_never_be_is_proved_and_what_can_be_is_shown(when: str, claim: str, state: str) -> None:
    rulebook = law({"r": rule({"x": 1}, when)})
    assert ask(met(rulebook, claim), rulebook).state == state


@pytest.mark.parametrize(
    ("claim", "state"), [("above_five > above_three", "never"), ("above_three > above_five", "open")]
)
def test_of_the_same_days_no_more_lie_above_a_larger_yearly_allowance(claim: str, state: str) -> None:
    above = {"days": "trips", "window": "years_back", "per": "calendar_year"}
    allowed = {"three": parameter("int", 3, unit="days"), "five": parameter("int", 5, unit="days")}
    rulebook = law(
        {"r": rule({"x": 1}, claim)},
        facts={f"above_{name}": fact("int", {**above, "allowance": name}, unit="days") for name in allowed},
        parameters={**allowed, "years_back": parameter("int", 10, unit="years")},
    )
    assert ask(met(rulebook, "x = 1"), rulebook).state == state


def test_what_is_not_known_to_hold_is_no_witness() -> None:
    rulebook = law({"r": silent("x", when="a")})
    assert ask(met(rulebook, "x = 1"), rulebook).state == "never"


def test_a_witness_says_no_more_than_matters() -> None:
    rulebook = law({"r": rule({"x": 1}, 'a and colour = "red"')})
    witness = ask(met(rulebook, "x = 1"), rulebook).witness
    assert witness is not None
    assert (witness.text, witness.on) == ("case: witness\nperson:\n  a: true\n  colour: red\n", TODAY)


@pytest.mark.parametrize(("other", "state"), [("b", "seen"), ("not a", "never"), ("b and not a", "never")])
def test_two_rules_that_can_hold_and_disagree_are_shown(other: str, state: str) -> None:
    rulebook = law({"r": rule({"x": 1}, "a"), "s": rule({"x": 2}, other)})
    assert ask(Contradicted("x"), rulebook).state == state


@pytest.mark.parametrize(
    ("when", "state"), [("a", "seen"), ("asked > asked + 1 days", "never"), ("a and not a", "never")]
)
def test_a_rule_that_can_never_hold_is_told_from_one_that_can(when: str, state: str) -> None:
    rulebook = law({"r": rule({"x": 1}, when)})
    assert ask(Fires("r"), rulebook).state == state


@pytest.mark.parametrize(("rest", "state"), [('in ["green", "blue"]', "never"), ('= "green"', "seen")])
def test_a_citizen_of_whom_no_row_speaks_is_shown(rest: str, state: str) -> None:
    rows = [('= "red"', 1), (rest, 2)]
    rulebook = book({"conclusions": X, "tables": {"t": table("x", ["colour"], rows)}})
    assert ask(Gap("x"), rulebook).state == state


@pytest.mark.parametrize(
    ("before", "after", "state"),
    [
        ("a and b", "b and a", "never"),
        ("not (a or b)", "not a and not b", "never"),
        ("age >= 18 years", "not age < 18 years", "never"),
        ("age >= limit", "age >= 18 years", "never"),
        ("age >= 18 years", "age > 18 years", "seen"),
        ("a and b", "a or b", "seen"),
    ],
)
def test_two_rulebooks_are_proved_equal_or_told_apart_by_a_citizen(before: str, after: str, state: str) -> None:
    limit = {"parameters": {"limit": parameter("int", value(18), unit="years")}}
    books = [law({"r": rule({"x": 1}, when)}, **limit) for when in (before, after)]
    assert ask(Differs("x"), *books).state == state


def test_the_law_of_some_days_is_not_taken_for_that_of_others() -> None:
    limit = {
        "parameters": {"limit": parameter("int", value(30, until="2026-08-01"), value(18, "2026-08-01"), unit="years")}
    }
    rulebook = law({"r": rule({"x": 1}, "age >= limit")}, **limit)
    claim, asker = met(rulebook, "x = 1 and age < 30 years"), Asker([rulebook], Replay([rulebook]))
    before, later = date(2026, 7, 31), date(2026, 8, 1)
    assert [asker.ask(claim, [DEFAULT_SETTING], *days).state for days in ((TODAY, before), (later, later))] == [
        "never",
        "seen",
    ]
    assert asker.ask(claim, [DEFAULT_SETTING], TODAY, before).state == "never"


def test_a_question_without_time_is_left_open_and_never_proved() -> None:
    rulebook = law({"r": rule({"x": 1}, "age >= 18 years")})
    verdict = Asker([rulebook], Replay([rulebook]), seconds=0).ask(
        met(rulebook, "x = 1 and age < 18 years"), [DEFAULT_SETTING]
    )
    assert (verdict.state, verdict.why) == ("open", ("time_out",))


def test_a_citizen_whom_explain_does_not_confirm_is_no_finding() -> None:
    rulebook = law({"r": rule({"x": 1}, "a")})
    asker = Asker([rulebook], lambda claim, case, on, setting: False, seconds=5)
    verdict = asker.ask(met(rulebook, "x = 1"), [DEFAULT_SETTING], TODAY)
    assert (verdict.state, verdict.witness) == ("open", None)
    assert "not_replayed" in verdict.why
