"""What a rulebook says of obligations: their dates, what is done of them, and in what state they are. Both engines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from support import book, case_of, parameter, rule, said, value
from worlds import TALKS

from reformrules.explain.verdicts import Verdict
from reformrules.rulebook.book import Rulebook

ONE_DAY = timedelta(days=1)

START, FIRST_BY, DEADLINE = date(2026, 3, 10), date(2026, 3, 24), date(2026, 9, 10)


def duty(at_least: str = "2", when: str = "a", **more: Any) -> Rulebook:
    """Two talks within six months, counted from the day somebody asked."""
    obliged = {**TALKS, "at_least": at_least, "counted_from": "asked", **({"within": "6 months"} | more)}
    return book({"rules": {"d": rule(obligation={k: v for k, v in obliged.items() if v}, when=when)}})


def told(rulebook: Rulebook, on: date, held: Sequence[date] | None = (), **person: Any) -> Verdict | None:
    given = {"a": True, "asked": "2026-03-10", **person}
    sections = {} if held is None else {"events": [{"kind": "talk", "on": day.isoformat()} for day in held]}
    case = case_of(rulebook, {k: v for k, v in given.items() if v is not None}, **sections)
    return said(rulebook, case, on).get("d")


def state(rulebook: Rulebook, on: date, held: Sequence[date] | None = (), **person: Any) -> Any:
    verdict = told(rulebook, on, held, **person)
    return None if verdict is None else verdict.duty


def test_an_obligation_has_its_dates_and_what_is_done_of_it() -> None:
    found = told(duty(first_by="asked + 2 weeks"), START, [START])
    assert found is not None
    assert (found.required, found.done, found.counted_from, found.first_by, found.deadline) == (
        2, 1, START, FIRST_BY, DEADLINE,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("on", "expected"),
    [(DEADLINE - ONE_DAY, "due"), (DEADLINE, "due"), (DEADLINE + ONE_DAY, "overdue")],
)
def test_it_is_due_on_its_last_day_and_overdue_on_the_next(on: date, expected: str) -> None:
    assert state(duty(), on) == state(duty(), on, [START]) == expected


@pytest.mark.parametrize(
    ("last", "expected"),
    [(DEADLINE - ONE_DAY, "met"), (DEADLINE, "met"), (DEADLINE + ONE_DAY, "late")],
)
def test_it_is_met_on_its_last_day_and_late_on_the_next(last: date, expected: str) -> None:
    for on in (last, last + 100 * ONE_DAY):
        assert state(duty(), on, [START, last]) == expected


@pytest.mark.parametrize(("first", "done"), [(START - ONE_DAY, 1), (START, 2), (START + ONE_DAY, 2)])
def test_what_was_done_before_it_counts_from_is_not_counted(first: date, done: int) -> None:
    verdict = told(duty(), DEADLINE, [first, DEADLINE])
    assert verdict is not None
    assert (verdict.done, verdict.duty) == (done, "met" if done == 2 else "due")


def test_what_is_done_after_the_deadline_makes_it_late_and_is_not_counted_as_done_in_time() -> None:
    verdict = told(duty(), DEADLINE + 5 * ONE_DAY, [START, DEADLINE + ONE_DAY])
    assert verdict is not None
    assert (verdict.done, verdict.duty) == (1, "late")


def test_a_talk_that_lies_ahead_is_not_held_yet() -> None:
    assert state(duty(), START, [START, START + ONE_DAY]) == "due"
    assert state(duty(), START + ONE_DAY, [START, START + ONE_DAY]) == "met"


@pytest.mark.parametrize(
    ("held", "on", "expected"),
    [
        ([], FIRST_BY - ONE_DAY, "due"),
        ([], FIRST_BY, "due"),
        ([], FIRST_BY + ONE_DAY, "overdue"),  # the first one is
        ([FIRST_BY], FIRST_BY + ONE_DAY, "due"),
        ([FIRST_BY + ONE_DAY], FIRST_BY + ONE_DAY, "due"),  # the first one was late; the rest is due in time
        ([FIRST_BY + ONE_DAY], DEADLINE + ONE_DAY, "overdue"),
        ([FIRST_BY, DEADLINE], DEADLINE, "met"),
        ([FIRST_BY + ONE_DAY, DEADLINE], DEADLINE, "late"),
        ([START - ONE_DAY, FIRST_BY + ONE_DAY], FIRST_BY + ONE_DAY, "due"),  # the one before does not count
    ],
)
def test_the_first_one_may_have_a_day_of_its_own(held: list[date], on: date, expected: str) -> None:
    assert state(duty(first_by="asked + 2 weeks"), on, held) == expected


def test_a_deadline_may_be_a_day_instead_of_a_length_of_time() -> None:
    rulebook = duty(within=None, by="end_of_month(asked)")
    assert [state(rulebook, date(2026, *day)) for day in ((3, 31), (4, 1))] == ["due", "overdue"]


@pytest.mark.parametrize(
    ("person", "held", "expected"),
    [
        ({"b": True}, [], "exempt"),
        ({"b": False}, [], "due"),
        ({}, [], "undetermined"),
        ({"b": True}, [START, START], "met"),  # what is done is done
        ({}, [START, START], "met"),
        ({"b": True}, None, "undetermined"),  # exempt, or met already
        ({"b": False}, None, "undetermined"),
        ({}, None, "undetermined"),
    ],
)
def test_an_exemption_lifts_what_is_not_met_yet(person: dict[str, Any], held: list[date] | None, expected: str) -> None:
    assert state(duty(unless="b"), START, held, **person) == expected


@pytest.mark.parametrize(
    ("person", "held", "questions"),
    [({}, [], {"b"}), ({"b": True}, None, {"talks"}), ({"b": False}, None, {"talks"}), ({}, None, {"b", "talks"})],
)
def test_an_undetermined_state_asks_for_what_would_settle_it(person: Any, held: Any, questions: set[str]) -> None:
    verdict = told(duty(unless="b"), START, held, **person)
    assert verdict is not None
    assert (verdict.state, verdict.inquiry.missing) == ("undetermined", questions)


@pytest.mark.parametrize(
    ("person", "questions"),
    [
        ({"a": None}, {"a"}),
        ({"asked": None}, {"asked"}),
        ({"children": None}, {"children"}),
        ({"arrived": None}, {"arrived"}),
    ],
)
def test_an_obligation_with_an_unknown_part_is_undetermined(person: dict[str, Any], questions: set[str]) -> None:
    rulebook = duty("children", first_by="arrived + 2 weeks")
    verdict = told(rulebook, START, [], **{"children": 2, "arrived": "2026-01-01", **person})
    assert verdict is not None
    assert (verdict.state, verdict.inquiry.missing) == ("undetermined", questions)


def test_a_first_day_that_there_is_not_is_no_demand() -> None:
    rulebook = duty(first_by="arrived + 2 weeks")
    assert state(rulebook, DEADLINE, [], arrived="none") == "due"
    assert state(rulebook, DEADLINE, [], arrived="2026-01-01") == "overdue"


def test_an_obligation_that_does_not_hold_or_demands_nothing_is_not_said() -> None:
    assert told(duty(), START, a=False) is None
    assert told(duty("children"), START, children=0) is None
    assert told(duty("children"), START, children=0, asked=None) is None


def test_an_obligation_is_there_only_while_its_rule_is_in_force() -> None:
    obliged = {**TALKS, "at_least": "1", "counted_from": "asked", "within": "6 months"}
    rulebook = book({"rules": {"d": rule(obligation=obliged, valid=("2026-03-15", "2026-04-01"))}})
    days = [date(2026, 3, 14), date(2026, 3, 15), date(2026, 3, 31), date(2026, 4, 1)]
    assert [state(rulebook, on) for on in days] == [None, "due", "due", None]


def test_the_number_required_may_be_a_dated_number_of_the_law() -> None:
    dated = parameter("int", value(4, until="2026-07-01"), value(2, "2026-07-01"))
    obliged = {**TALKS, "at_least": "n", "counted_from": "asked", "within": "6 months"}
    rulebook = book({"parameters": {"n": dated}, "rules": {"d": rule(obligation=obliged)}})
    days = (date(2026, 6, 30), date(2026, 7, 1))
    assert [found.required for on in days if (found := told(rulebook, on))] == [4, 2]
