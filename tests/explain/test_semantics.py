"""What a rulebook says of a case: rules, exceptions, tables, missing facts, obligations. Both engines, every time."""

from __future__ import annotations

import itertools
import json
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from support import (
    FACTS,
    RECORD,
    SOURCES,
    book,
    book_of,
    case_of,
    choices,
    conclusion,
    explainer_of,
    fact,
    outcome,
    refusals,
    rule,
    said,
    silent,
    table,
    text,
)
from worlds import TALKS

from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.status import DEFAULT_SETTING

ONE_DAY = timedelta(days=1)
X = {"x": conclusion("int")}


def ask(rulebook: Rulebook, name: str = "x", on: str = "2026-07-01", **person: Any) -> Any:
    return outcome(said(rulebook, case_of(rulebook, person), on)[name])


def law(rules: dict[str, Any], **more: Any) -> Rulebook:
    return book({"conclusions": X, "rules": rules, **more})


# --- rules together


def test_a_conclusion_is_what_the_rule_that_holds_says() -> None:
    rulebook = law({"r": rule({"x": 1}, "a"), "s": rule({"x": 2}, "b and not a")})
    assert ask(rulebook, a=True) == 1
    assert ask(rulebook, a=False, b=True) == 2
    assert ask(rulebook, a=False, b=False) == "none"


def test_a_conclusion_waits_for_every_rule_that_could_say_something_else() -> None:
    rulebook = law({"r": rule({"x": 1}, "a"), "s": rule({"x": 2}, "b"), "t": rule({"x": 1}, "c")})
    assert ask(rulebook, a=True) == "missing_input"
    assert ask(rulebook, a=True, b=False) == 1  # c could only say the same


def test_two_rules_that_disagree_without_an_override_leave_it_open_and_both_are_named() -> None:
    rulebook = law({"one": rule({"x": 1}, "a"), "two": rule({"x": 2}, "b"), "three": rule({"x": 2}, "c")})
    case = case_of(rulebook, {"a": True, "b": True, "c": False})
    (item,) = explainer_of(rulebook).check(case, date(2026, 7, 1)).undetermined
    assert (item.reason, sorted(item.rules)) == ("law_not_verified", ["one", "two"])
    assert "one, two" in item.text.en
    assert "one, two" in item.text.da


def test_two_rules_that_say_the_same_agree() -> None:
    assert ask(law({"r": rule({"x": 1}, "a"), "s": rule({"x": 1}, "b")}), a=True, b=True) == 1


EXCEPTION = {"general": rule({"x": 1}, "a"), "special": rule({"x": 2}, "b", overrides=["general"])}


@pytest.mark.parametrize(
    ("a", "b", "found"),
    [
        (True, True, 2),
        (True, False, 1),
        (False, True, 2),
        (False, False, "none"),
        (True, None, "missing_input"),
        (None, True, 2),  # whatever a is, the exception decides
        (None, False, "missing_input"),
        (False, None, "missing_input"),
        (None, None, "missing_input"),
    ],
)
def test_an_exception_beats_what_it_names_and_leaves_it_open_while_it_is_unknown(a: Any, b: Any, found: Any) -> None:
    person = {name: given for name, given in (("a", a), ("b", b)) if given is not None}
    assert ask(law(EXCEPTION), **person) == found


def test_an_exception_to_an_exception_does_not_bring_the_rule_back() -> None:
    rulebook = law({**EXCEPTION, "third": rule({"x": 3}, "c", overrides=["special"])})
    assert ask(rulebook, a=True, b=True, c=True) == 3  # the general rule stays set aside by the special one


def test_an_exception_that_is_not_in_force_overrides_nothing() -> None:
    ended = {**EXCEPTION["special"], "valid": {"from": "2020-01-01", "until": "2026-07-01"}}
    rulebook = law({**EXCEPTION, "special": ended})
    assert [ask(rulebook, on=on, a=True, b=True) for on in ("2026-06-30", "2026-07-01")] == [2, 1]


def test_a_rule_without_an_answer_makes_the_conclusion_open_unless_it_is_overridden() -> None:
    rulebook = law({"r": silent("x", when="a"), "s": rule({"x": 2}, "b", overrides=["r"])})
    assert ask(rulebook, a=True, b=False) == "law_not_verified"
    assert ask(rulebook, a=True, b=True) == 2


@pytest.mark.parametrize(("a", "found"), [(True, 1), (False, 0), (None, "missing_input")])
def test_otherwise_answers_only_when_every_rule_is_known_not_to_hold(a: Any, found: Any) -> None:
    rulebook = book({"conclusions": {"x": conclusion("int", otherwise=0)}, "rules": {"r": rule({"x": 1}, "a")}})
    assert ask(rulebook, **({} if a is None else {"a": a})) == found


def test_a_rule_in_doubt_that_would_say_the_same_as_otherwise_leaves_nothing_in_doubt() -> None:
    rulebook = book({"conclusions": {"x": conclusion("int", otherwise=0)}, "rules": {"r": rule({"x": 0}, "a")}})
    case = case_of(rulebook)
    verdict = said(rulebook, case)["x"]
    assert (outcome(verdict), verdict.by_cases) == (0, ("a",))


def test_a_value_that_is_calculated_from_something_not_recorded_is_no_answer() -> None:
    rulebook = book({"conclusions": {"x": conclusion("date")}, "rules": {"r": rule({"x": "arrived + 1 years"})}})
    assert ask(rulebook, arrived="2024-02-29") == date(2025, 2, 28)
    assert ask(rulebook, arrived="none") == "missing_input"
    assert ask(rulebook) == "missing_input"


def test_conclusions_build_on_conclusions_in_any_order_of_files() -> None:
    rulebook = book(
        {"conclusions": {"x": conclusion("int")}, "rules": {"r": rule({"x": 1}, "step and b")}},
        {"conclusions": {"step": conclusion(kind="term", otherwise=False)}, "rules": {"s": rule({"step": True}, "a")}},
    )
    assert ask(rulebook, a=True, b=True) == 1
    assert ask(rulebook, a=False) == "none"
    assert "step" not in said(rulebook, case_of(rulebook))  # a term is a step, not a finding


def test_a_conclusion_that_is_none_is_known_not_to_be_there() -> None:
    rulebook = book({
        "conclusions": {**X, "y": conclusion(otherwise=False), "z": conclusion(otherwise=False)},
        "rules": {"r": rule({"x": 1}, "a"), "s": rule({"y": True}, "x is recorded"), "t": rule({"z": True}, "x != 1")},
    })  # fmt: skip
    assert (ask(rulebook, "y", a=False), ask(rulebook, "z", a=False)) == (False, True)
    assert (ask(rulebook, "y", a=True), ask(rulebook, "z", a=True)) == (True, False)
    assert ask(rulebook, "y") == "missing_input"


# --- decision tables

COLOURS = {"x": conclusion("text", one_of=choices("p", "q", "r"))}


def tabled(policy: str, rows: list[Any]) -> Rulebook:
    hit = "collect" if policy == "collect" else "unique"
    concluded = {"x": conclusion("text", one_of=choices("p", "q", "r"), hit=hit)}
    return book({"conclusions": concluded, "tables": {"t": table("x", ["colour", "a"], rows, policy)}})


ROWS = [('= "red"', "-", "p"), ("-", "true", "q"), ('in ["red", "green"]', "false", "r")]


@pytest.mark.parametrize(
    ("hit", "colour", "a", "found"),
    [
        ("unique", "red", True, "law_not_verified"),
        ("unique", "blue", True, "q"),
        ("unique", "green", False, "r"),
        ("unique", "red", False, "law_not_verified"),
        ("unique", "blue", False, "none"),
        ("first", "red", True, "p"),
        ("first", "red", False, "p"),
        ("first", "green", True, "q"),
        ("first", "blue", False, "none"),
    ],
)
def test_a_table_answers_by_its_hit_policy(hit: str, colour: str, a: bool, found: str) -> None:
    assert ask(tabled(hit, ROWS), colour=colour, a=a) == found


def test_under_the_first_policy_an_earlier_row_in_doubt_holds_the_later_ones_back() -> None:
    assert ask(tabled("first", ROWS), a=True) == "missing_input"
    assert ask(tabled("first", ROWS), colour="red") == "p"


@pytest.mark.parametrize(
    ("colour", "a", "found"),
    [("red", True, ("p", "q")), ("red", False, ("p", "r")), ("blue", False, "none"), ("blue", None, "missing_input")],
)
def test_under_the_collect_policy_all_answers_are_given_together(colour: str, a: Any, found: Any) -> None:
    person = {"colour": colour, **({} if a is None else {"a": a})}
    assert ask(tabled("collect", ROWS), **person) == found


def test_a_row_may_say_that_the_law_gives_no_answer() -> None:
    rows = table("x", ["a"], [("false", "p")])
    rows["rows"].append({"id": "open", "if": ["true"], "undetermined": {"reason": "law_not_verified", **text("gap")}})
    rulebook = book({"conclusions": COLOURS, "tables": {"t": rows}})
    assert (ask(rulebook, a=False), ask(rulebook, a=True)) == ("p", "law_not_verified")
    assert set(rulebook.rules) == {"t-r0", "t-open"}


# --- facts that are missing


def test_an_answer_that_no_value_of_a_missing_fact_can_change_is_given_and_says_so() -> None:
    rulebook = law({"r": rule({"x": 1}, "a and b"), "s": rule({"x": 1}, "a and not b"), "t": rule({"x": 2}, "not a")})
    verdict = said(rulebook, case_of(rulebook, {"a": True}))["x"]
    assert (outcome(verdict), verdict.by_cases) == (1, ("b",))
    (finding,) = explainer_of(rulebook).check(case_of(rulebook, {"a": True}), date(2026, 7, 1)).findings
    assert (finding.outcome, finding.by_cases, finding.rule) == (1, ["b"], "s")


def test_what_is_the_same_for_each_value_that_an_open_conclusion_can_have_is_answered() -> None:
    open_one = {"reason": "needs_assessment", "among": ["p", "q"], **text("p or q")}
    rulebook = book(
        {
            "conclusions": {
                "shade": conclusion("text", one_of=choices("p", "q", "r"), kind="term"),
                "x": conclusion("int"),
            },
            "rules": {
                "o": rule(undetermined={"shade": open_one}),
                "s": rule({"x": 1}, 'shade in ["p", "q"]'),
                "t": rule({"x": 2}, 'shade = "r" and b'),
            },
        }
    )
    verdict = said(rulebook, case_of(rulebook, {}))["x"]
    assert (outcome(verdict), verdict.by_cases, verdict.among) == (1, ("shade",), {"shade": ["p", "q"]})
    (finding,) = explainer_of(rulebook).check(case_of(rulebook, {}), date(2026, 7, 1)).findings
    assert [(used.value, used.text.en) for used in finding.facts] == [(None, "p or q")]
    assert finding.because == []


def test_what_hangs_on_the_value_of_an_open_conclusion_stays_open_and_asks_for_nothing_else() -> None:
    open_one = {"reason": "needs_assessment", "among": ["p", "q"], **text("p or q")}
    rulebook = book(
        {
            "conclusions": {
                "shade": conclusion("text", one_of=choices("p", "q", "r"), kind="term"),
                "x": conclusion("int"),
            },
            "rules": {
                "o": rule(undetermined={"shade": open_one}),
                "s": rule({"x": 1}, 'shade = "p"'),
                "t": rule({"x": 2}, 'shade = "r" and b'),
            },
        }
    )
    verdict = said(rulebook, case_of(rulebook, {}))["x"]
    assert (outcome(verdict), verdict.inquiry.missing) == ("needs_assessment", set())


def test_a_missing_fact_that_may_be_none_is_tried_as_none_too() -> None:
    colours = 'stay in ["home", "away"]'
    rulebook = book({"conclusions": {"x": conclusion("int", otherwise=0)}, "rules": {"r": rule({"x": 1}, colours)}})
    assert ask(rulebook) == "missing_input"  # a complete record may show no stay at all
    rulebook = book({
        "conclusions": {"x": conclusion("int", otherwise=0)},
        "rules": {"r": rule({"x": 1}, 'colour in ["red", "green", "blue"]')},
    })  # fmt: skip
    assert ask(rulebook) == 1  # a colour is one of the three


def test_a_missing_number_is_tried_over_its_whole_range() -> None:
    rulebook = law({"r": rule({"x": 1}, "children < 3"), "s": rule({"x": 1}, "children >= 3")})
    assert ask(rulebook) == 1
    rulebook = law({"r": rule({"x": 1}, "children < 5"), "s": rule({"x": 2}, "children = 5")})
    assert ask(rulebook) == "missing_input"


def asked(rulebook: Rulebook, **person: Any) -> set[str]:
    inquiry = said(rulebook, case_of(rulebook, person))["x"].inquiry
    return inquiry.missing | inquiry.assessments


@pytest.mark.parametrize(
    ("when", "person", "questions"),
    [
        ("a and b", {}, {"a", "b"}),
        ("a and b", {"a": True}, {"b"}),
        ("a or b", {"b": False}, {"a"}),
        ("a and (b or not b)", {}, {"a"}),  # b cannot matter
        ("a and decided", {"a": True}, {"decided"}),
        ("(a and b) or (a and not b) or c", {"c": False}, {"a"}),
        ("a and not a or b", {}, {"b"}),
    ],
)
def test_only_the_facts_that_settle_the_answer_are_asked_for(when: str, person: Any, questions: set[str]) -> None:
    rulebook = book({"conclusions": {"x": conclusion("int", otherwise=0)}, "rules": {"r": rule({"x": 1}, when)}})
    assert asked(rulebook, **person) == questions


SMALL = ("a", "b", "c")


@pytest.mark.parametrize("seed", range(12))
def test_the_questions_are_exactly_the_facts_the_answer_depends_on(seed: int) -> None:
    """Any yes-or-no law over three facts: those to ask are the ones that change it for some value of the others."""
    dice = random.Random(seed)
    every = list(itertools.product([True, False], repeat=3))
    yes = [values for values in every if dice.random() < 0.5]
    terms = [" and ".join(n if v else f"not {n}" for n, v in zip(SMALL, values, strict=True)) for values in yes]
    when = " or ".join(f"({term})" for term in terms) or "false"
    rulebook = book({"conclusions": {"x": conclusion("int", otherwise=0)}, "rules": {"r": rule({"x": 1}, when)}})

    def depends(index: int) -> bool:
        return any((v in yes) != ((*v[:index], not v[index], *v[index + 1 :]) in yes) for v in every)

    expected = {name for index, name in enumerate(SMALL) if depends(index)}
    assert asked(rulebook) == expected
    if not expected:
        assert ask(rulebook) == (1 if yes else 0)


def test_a_question_is_asked_for_the_fact_behind_a_chain_of_conclusions() -> None:
    rulebook = book({
        "conclusions": {**X, "step": conclusion(kind="term", otherwise=False)},
        "rules": {"r": rule({"x": 1}, "step"), "s": rule({"step": True}, "a and b")},
    })  # fmt: skip
    assert asked(rulebook, a=True) == {"b"}


# --- order has no meaning

WHOLE: list[dict[str, Any]] = [
    {"facts": {"long_stay": fact("bool", {"covered": "stays", "where": "starts + 1 years <= evaluation_date"})}},
    {"conclusions": {"x": conclusion("int"), "y": conclusion("text", one_of=choices("p", "q", "r"), hit="collect")}},
    {"conclusions": {"z": conclusion(otherwise=False, kind="duty")}},
    {"rules": {"r": rule({"x": 1}, "a"), "s": rule({"x": 2}, "b", overrides=["r"]), "u": rule({"x": 1}, "c")}},
    {"rules": {"t": rule({"z": True}, "x = 1 and long_stay"), "v": silent("z", when="pupil and x = 2")}},
    {"tables": {"t": table("y", ["colour"], [('= "red"', "p"), ('in ["red", "blue"]', "q")], "collect")}},
    {"rules": {"d": rule(obligation={**TALKS, "at_least": "2", "counted_from": "asked", "by": "asked + 6 months"})}},
]


def shuffled(seed: int, folder: Path) -> Rulebook:
    """The same rulebook, its parts in other files, its rules and names in another order."""
    dice = random.Random(seed)

    def mixed(part: Any) -> Any:
        items = list(part.items())
        dice.shuffle(items)
        return dict(items)

    parts = [{key: mixed(named) for key, named in part.items()} for part in [*WHOLE, RECORD, SOURCES, FACTS]]
    names = [f"{number:02}.yaml" for number in range(len(parts))]
    dice.shuffle(names)
    return book_of(folder, {name: json.dumps(part) for name, part in zip(names, parts, strict=True)})


def findings(rulebook: Rulebook, person: Any, sections: Any, on: date) -> Any:
    answer = explainer_of(rulebook).check(case_of(rulebook, person, **sections), on, DEFAULT_SETTING)
    settled = {(f.subject, str(f.outcome), f.status, f.state, f.deadline, frozenset(f.rules)) for f in answer.findings}
    left_open = answer.undetermined
    return settled, {(u.subject, u.reason, frozenset(u.rules), frozenset(q.fact for q in u.ask)) for u in left_open}


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_files_rules_and_names_has_no_meaning(seed: int, tmp_path: Path) -> None:
    plain, mixed = book(*WHOLE), shuffled(seed, tmp_path)
    assert plain.digest != mixed.digest
    dice = random.Random(seed)
    for _ in range(25):
        flags = {name: dice.random() < 0.6 for name in ("a", "b", "c", "pupil") if dice.random() < 0.7}
        person = {**flags, "colour": dice.choice(["red", "green", "blue"]), "asked": "2026-03-10"}
        stays = {"stays": [{"kind": "home", "from": dice.choice(["2025-07-01", "2025-07-02"])}], "events": []}
        on = dice.choice([date(2026, 7, 1), date(2026, 7, 2), date(2026, 9, 11)])
        assert findings(plain, person, stays, on) == findings(mixed, person, stays, on)


def test_the_words_of_a_law_that_is_not_there_are_refused_at_load_not_at_a_case() -> None:
    found = refusals({"conclusions": X, "rules": {"r": rule({"x": 1}, "nobody")}})
    assert any("nobody" in message for message in found)
