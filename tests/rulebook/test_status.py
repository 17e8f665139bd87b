"""Legal status: the ladder, the four law settings, and the half-open windows they read."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from support import (
    book,
    case_of,
    conclusion,
    explainer_of,
    fact,
    fact_on,
    outcome,
    parameter,
    rule,
    said,
    silent,
    text,
    value,
)

from reformrules.explain.findings import Answer
from reformrules.rulebook.book import Rulebook, Window
from reformrules.rulebook.meaning import UNKNOWN
from reformrules.rulebook.status import DEFAULT_SETTING, LawSetting, Status

ONE_DAY = timedelta(days=1)
SETTINGS = list(LawSetting)
START, END = date(2026, 7, 1), date(2027, 1, 1)


def answer(rulebook: Rulebook, law: LawSetting = DEFAULT_SETTING, on: date = START, **person: Any) -> Answer:
    return explainer_of(rulebook).check(case_of(rulebook, person), on, law)


def one(rulebook: Rulebook, law: LawSetting = DEFAULT_SETTING, on: date = START, **person: Any) -> Any:
    return outcome(said(rulebook, case_of(rulebook, person), on, law)["x"])


def test_the_ladder_goes_from_in_force_to_proposed_and_each_setting_reaches_one_rung_further() -> None:
    assert [setting.floor.name for setting in SETTINGS] == ["in_force", "adopted", "expected", "proposed"]
    assert sorted(Status) == [setting.floor for setting in SETTINGS]
    assert max(Status.in_force, Status.expected) is Status.expected
    assert DEFAULT_SETTING is LawSetting.expected


@pytest.mark.parametrize(
    ("day", "covered"),
    [(START - ONE_DAY, False), (START, True), (END - ONE_DAY, True), (END, False), (END + ONE_DAY, False)],
)
def test_validity_begins_on_its_first_day_and_ends_before_its_last(day: date, covered: bool) -> None:
    assert Window(START, END).covers(day, DEFAULT_SETTING) is covered
    rulebook = book({
        "conclusions": {"x": conclusion(otherwise=False)},
        "rules": {"r": rule({"x": True}, valid=("2026-07-01", "2027-01-01"))},
    })  # fmt: skip
    assert one(rulebook, on=day) is covered


@pytest.mark.parametrize("end_status", list(Status))
@pytest.mark.parametrize("law", SETTINGS)
def test_an_end_counts_only_where_the_setting_goes_as_far_as_it_is_firm(end_status: Status, law: LawSetting) -> None:
    rulebook = book({
        "conclusions": {"x": conclusion(otherwise=False)},
        "rules": {"r": rule({"x": True}, valid=("2026-07-01", "2027-01-01", end_status.name))},
    })  # fmt: skip
    counts = end_status <= law.floor
    assert Window(START, END, end_status).end_under(law) == (END if counts else None)
    assert one(rulebook, law, END - ONE_DAY) is True
    assert one(rulebook, law, END) is not counts


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("law", SETTINGS)
def test_a_rule_below_the_setting_leaves_the_answer_open_and_is_told_as_a_note(status: Status, law: LawSetting) -> None:
    rulebook = book({
        "conclusions": {"x": conclusion("text", one_of={"new": text("ny")})},
        "rules": {"r": rule({"x": "new"}, "a", status=status.name)},
    })  # fmt: skip
    found = answer(rulebook, law, a=True)
    if status <= law.floor:
        (finding,) = found.findings
        assert (finding.outcome, finding.status) == ("new", status.name)
        return
    (item,) = found.undetermined
    assert item.reason == "law_not_verified"
    assert item.note is not None
    assert (item.note.outcome, item.note.status) == ("new", status.name)
    assert one(rulebook, law, a=False) == "none"  # known not to hold: nothing is waited for


def test_a_rule_above_the_setting_answers_and_the_one_below_is_not_heard() -> None:
    rulebook = book({
        "conclusions": {"x": conclusion()},
        "rules": {"r": rule({"x": False}), "s": rule({"x": True}, status="proposed")},
    })  # fmt: skip
    assert one(rulebook) is False
    assert one(rulebook, LawSetting.proposed) == "law_not_verified"  # there the two disagree


def test_a_rule_below_that_may_hold_keeps_otherwise_from_answering() -> None:
    rulebook = book({
        "conclusions": {"x": conclusion(otherwise=False)},
        "rules": {"r": rule({"x": True}, "a", status="proposed")},
    })  # fmt: skip
    assert [one(rulebook, a=True), one(rulebook), one(rulebook, a=False)] == ["law_not_verified"] * 2 + [False]


@pytest.mark.parametrize(
    ("law", "day", "found"),
    [
        ("expected", END - ONE_DAY, 4), ("expected", END, 2), ("adopted", END, 4),
        ("expected", date(1999, 12, 31), UNKNOWN), ("expected", date(2000, 1, 1), 4),
    ],
)  # fmt: skip
def test_a_parameter_has_the_value_of_the_day_and_an_expected_one_only_where_it_is_let_in(
    law: str, day: date, found: Any
) -> None:
    dated = parameter(
        "int", value(4, until="2027-01-01", until_status="expected"), value(2, "2027-01-01", status="expected")
    )
    assert book({"parameters": {"n": dated}}).parameter("n", day, LawSetting(law)) == found


def test_a_finding_carries_the_weakest_status_of_all_it_rests_on() -> None:
    rulebook = book({
        "parameters": {"n": parameter(
            "int", value(1, until="2026-07-01", until_status="adopted"), value(1, "2026-07-01", status="adopted")
        )},
        "conclusions": {
            "step": conclusion(kind="term"), "x": conclusion(), "y": conclusion(), "z": conclusion(),
        },
        "rules": {
            "r": rule({"step": True}, "a", status="expected", legal_check=True),
            "s": rule({"x": True}, "step"),
            "t": rule({"y": True}, "children >= n"),
            "u": rule({"z": True}, "step or b"),
        },
    })  # fmt: skip
    found = {f.subject: f for f in answer(rulebook, a=True, b=True, children=1).findings}
    assert {name: f.status for name, f in found.items()} == {"x": "expected", "y": "adopted", "z": "expected"}
    assert [found[name].legal_check for name in "xyz"] == [True, False, True]


def test_the_answer_under_the_law_so_far_stands_beside_an_expected_one_that_differs() -> None:
    rulebook = book({
        "conclusions": {"x": conclusion("int"), "same": conclusion("int"), "gone": conclusion()},
        "rules": {
            "old": rule({"x": 13}, valid=("2020-01-01", "2027-01-01", "expected")),
            "new": rule({"x": 5}, valid=("2027-01-01",), status="expected"),
            "kept": rule({"same": 7}),
            "ends": rule({"gone": True}, valid=("2020-01-01", "2027-01-01", "expected")),
        },
    })  # fmt: skip
    before, after = answer(rulebook, on=END - ONE_DAY), answer(rulebook, on=END)
    assert before.law_so_far == []
    now = {f.subject: f for f in after.findings}
    assert {name: f.outcome for name, f in now.items()} == {"x": 5, "same": 7}
    assert now["x"].law_so_far is not None
    assert (now["x"].law_so_far.en, now["same"].law_so_far) == ("13", None)
    assert {f.subject: f.outcome for f in after.law_so_far} == {"x": 13, "gone": True}
    assert answer(rulebook, LawSetting.adopted, END).law_so_far == []


# --- the law of another date

BY_ARRIVAL = {
    "conclusions": {"x": conclusion("int", law_of="arrived")},
    "rules": {
        "old": rule({"x": 13}, valid=("2020-01-01", "2026-07-01")),
        "new": rule({"x": 5}, valid=("2026-07-01",)),
    },
}
BY_EITHER = {**BY_ARRIVAL, "conclusions": {"x": conclusion("int", law_of=["arrived", "evaluation_date"])}}


@pytest.mark.parametrize(
    ("arrived", "found"),
    [("2026-06-30", 13), ("2026-07-01", 5), ("2019-12-31", "none"), ("none", "none"), (None, "missing_input")],
)
def test_the_law_of_another_date_is_read_on_that_date(arrived: str | None, found: Any) -> None:
    person: dict[str, Any] = {"arrived": arrived} if arrived else {}
    assert one(book(BY_ARRIVAL), on=date(2026, 12, 1), **person) == found


@pytest.mark.parametrize(
    ("arrived", "on", "found"),
    [
        ("2026-01-01", "2026-06-30", 13),  # both before
        ("2026-07-01", "2026-07-01", 5),  # both after
        ("2026-06-30", "2026-07-01", "law_not_verified"),  # one before, one after
        (None, "2026-07-01", "missing_input"),
    ],
)
def test_two_dates_answer_only_where_their_laws_agree(arrived: str | None, on: str, found: Any) -> None:
    person: dict[str, Any] = {"arrived": arrived} if arrived else {}
    assert one(book(BY_EITHER), on=date.fromisoformat(on), **person) == found


def test_two_dates_agree_though_one_is_unknown_when_no_law_answers_otherwise() -> None:
    same = {**BY_EITHER, "rules": {"r": rule({"x": 5}, valid=("1850-01-01",)), "s": rule({"x": 5}, "a")}}
    assert one(book(same), a=True) == "missing_input"  # the law of an unknown date may be one before all rules
    assert one(book(same), a=True, arrived="2020-05-01") == 5


def test_where_two_laws_differ_both_rules_are_named_and_the_rulebook_may_say_why() -> None:
    told = conclusion("int", law_of=["arrived", "evaluation_date"], disagree=text("not settled which date"))
    rulebook = book({**BY_EITHER, "conclusions": {"x": told}})
    (item,) = answer(rulebook, arrived="2026-06-30").undetermined
    assert (item.text.en, sorted(item.rules)) == ("not settled which date: 13 and 5", ["new", "old"])


def test_a_parameter_in_a_rule_follows_the_law_date_of_its_conclusion() -> None:
    rulebook = book({
        "parameters": {"n": parameter("int", value(1, until="2026-07-01"), value(3, "2026-07-01"))},
        "conclusions": {"x": conclusion(law_of="arrived", otherwise=False), "y": conclusion(otherwise=False)},
        "rules": {"r": rule({"x": True}, "children >= n"), "s": rule({"y": True}, "children >= n")},
    })  # fmt: skip
    found = said(rulebook, case_of(rulebook, {"children": 2, "arrived": "2026-06-30"}))
    assert (found["x"].outcome, found["y"].outcome) == (True, False)


# --- parameters without an answer


def test_a_parameter_that_the_law_leaves_open_says_so_in_its_own_words() -> None:
    open_value = {**value(None), "undetermined": {"reason": "law_not_verified", **text("the rate is not fixed")}}
    del open_value["value"]
    rulebook = book({
        "parameters": {"n": parameter("int", open_value)},
        "conclusions": {"x": conclusion(otherwise=False)},
        "rules": {"r": rule({"x": True}, "a and children >= n")},
    })  # fmt: skip
    (item,) = answer(rulebook, a=True, children=1).undetermined
    assert (item.reason, item.text.en) == ("law_not_verified", "the rate is not fixed")
    assert one(rulebook, a=False) is False


@pytest.mark.parametrize("reason", ["law_not_verified", "needs_assessment"])
def test_a_rule_may_say_that_the_law_gives_no_answer_and_why(reason: str) -> None:
    rulebook = book({"conclusions": {"x": conclusion()}, "rules": {"r": silent("x", reason, when="a")}})
    (item,) = answer(rulebook, a=True).undetermined
    assert (item.reason, item.text.en, item.rules) == (reason, "x is open", ["r"])
    assert one(rulebook) == "missing_input"
    assert one(rulebook, a=False) == "none"


def test_a_missing_recorded_decision_asks_for_an_assessment_by_name() -> None:
    rulebook = book({"conclusions": {"x": conclusion()}, "rules": {"r": rule({"x": True}, "decided")}})
    (item,) = answer(rulebook).undetermined
    assert (item.reason, [q.fact for q in item.ask]) == ("needs_assessment", ["decided"])
    assert "the town" in item.text.en


def test_a_window_measured_by_a_parameter_follows_the_law_of_the_evaluation_date() -> None:
    months = parameter("int", value(1, until="2026-07-01"), value(3, "2026-07-01"), unit="months")
    rulebook = book({"parameters": {"n": months}, "facts": {"f": fact("int", {"count": "events", "window": "n"})}})
    case = case_of(rulebook, events=[{"kind": "letter", "on": "2026-05-15"}])
    assert fact_on(rulebook, case, "f", "2026-06-30") == 0  # one month back is 30 May
    assert fact_on(rulebook, case, "f", "2026-07-01") == 1  # three months back is 1 April
