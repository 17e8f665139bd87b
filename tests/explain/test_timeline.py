"""The coming changes of a case: every day on which something changes is listed, and no other.

`REFORMRULES_LONG=1`: of every shipped case too, for a month from the first day on which it expects something.
"""

from __future__ import annotations

import os
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import (
    CI,
    book,
    case_of,
    choices,
    conclusion,
    examples,
    explainer_of,
    fact,
    parameter,
    rule,
    shipped,
    text,
    value,
)
from worlds import world

from reformrules.case.anniversaries import anniversaries
from reformrules.case.intake import read_case
from reformrules.case.record import CaseRecord
from reformrules.cases import case_files, default_cases
from reformrules.expectations import read_expectations
from reformrules.explain.timeline import Timeline, next_changes
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.status import DEFAULT_SETTING, LawSetting
from reformrules.strategies import FIRST, cases, evaluation_dates, law_settings

ONE_DAY = timedelta(days=1)
LENGTH = 500  # days looked at one by one; more than a year, so every birthday and anniversary is among them


def day_by_day(timeline: Timeline, on: date, length: int) -> list[date]:
    """Days of change, found by asking every day."""
    days = [on + n * ONE_DAY for n in range(length + 1)]
    return [day for before, day in pairwise(days) if timeline.says(before) != timeline.says(day)]


def listed(timeline: Timeline, on: date, length: int) -> list[date]:
    return [day for day, *_ in timeline.changes(on, on + length * ONE_DAY)]


def timeline_is_complete(rulebook: Rulebook, data: st.DataObject, length: int) -> None:
    case = data.draw(cases(rulebook))
    on = data.draw(evaluation_dates(rulebook).filter(lambda day: day >= FIRST))
    timeline = Timeline(explainer_of(rulebook), case, data.draw(law_settings()))
    assert listed(timeline, on, length) == day_by_day(timeline, on, length)


@examples(6, 40)
@given(st.data())
def test_no_finding_changes_on_a_day_that_is_not_listed(data: st.DataObject) -> None:
    timeline_is_complete(world(), data, LENGTH)


@examples(2, 10)
@given(st.data())
def test_no_finding_changes_on_a_day_that_is_not_listed_under_the_shipped_rulebook(data: st.DataObject) -> None:
    timeline_is_complete(shipped(), data, 100 if CI else 30)


SHIPPED_CASES = case_files([default_cases()]) if os.environ.get("REFORMRULES_LONG") else []


@pytest.mark.parametrize("path", SHIPPED_CASES, ids=lambda path: path.stem)
def test_no_finding_of_a_shipped_case_changes_on_a_day_that_is_not_listed(path: Path) -> None:
    case = read_case(str(path), shipped().record)
    first = min(read_expectations(case, shipped()), key=lambda expected: expected.on, default=None)
    if first is None or first.on < FIRST:
        pytest.skip("it expects nothing, or something of days before all that is looked at")
    timeline = Timeline(explainer_of(shipped()), case, first.law)
    assert listed(timeline, first.on, 30) == day_by_day(timeline, first.on, 30)


# --- the kinds of change there are


def changes(rulebook: Rulebook, case: CaseRecord, on: str, law: LawSetting = DEFAULT_SETTING) -> dict[str, list[str]]:
    """Each day of change with what is said of it, in English."""
    found = next_changes(explainer_of(rulebook), case, date.fromisoformat(on), law)
    return {str(c.on): [f"{s.subject}: {s.before.en} > {s.after.en}" for s in c.changes] for c in found}


def yes(when: str, **more: Any) -> Rulebook:
    return book({"conclusions": {"x": conclusion(otherwise=False)}, "rules": {"r": rule({"x": True}, when)}, **more})


YEARS = 3


def days_of(rulebook: Rulebook, on: str, person: Any = None, **sections: Any) -> list[str]:
    timeline = Timeline(explainer_of(rulebook), case_of(rulebook, person, **sections))
    found = [
        day for day, *_ in timeline.changes(date.fromisoformat(on), date.fromisoformat(on) + YEARS * 365 * ONE_DAY)
    ]
    assert found == day_by_day(timeline, date.fromisoformat(on), YEARS * 365)
    return [str(day) for day in found]


def test_a_birthday_is_listed_and_that_of_29_february_on_1_march() -> None:
    rulebook = yes("age >= 30 years")
    assert days_of(rulebook, "2026-01-01", {"born": "1996-07-01"}) == ["2026-07-01"]
    assert days_of(rulebook, "2026-01-01", {"born": "1996-02-29"}) == ["2026-03-01"]
    assert days_of(rulebook, "2027-01-01", {"born": "1998-02-28"}) == ["2028-02-28"]


def test_the_end_of_a_spell_is_listed_on_the_day_after() -> None:
    stays = [{"kind": "home", "from": "2026-01-01", "to": "2026-06-30"}]
    assert days_of(yes('stay = "home"'), "2026-05-01", stays=stays) == ["2026-07-01"]


def test_what_lies_ahead_in_the_record_is_listed() -> None:
    rulebook = yes("count(talks from 2020-01-01 to 2030-12-31) >= 2")
    events = [{"kind": "talk", "on": day} for day in ("2026-06-01", "2026-08-15")]
    assert days_of(rulebook, "2026-07-01", events=events) == ["2026-08-15"]


@pytest.mark.parametrize(
    ("when", "found"),
    [
        ("evaluation_date >= asked + 6 months", ["2026-09-10"]),
        ("evaluation_date > asked + 6 months", ["2026-09-11"]),
        ("evaluation_date - asked >= 100 days", ["2026-06-18"]),
        (
            "evaluation_date between asked + 6 months + 2 weeks and asked + 6 months + 3 weeks",
            ["2026-09-24", "2026-10-02"],
        ),
        (
            "evaluation_date - 2 weeks between asked + 6 months and asked + 6 months + 1 days",
            ["2026-09-24", "2026-09-26"],
        ),
        ("evaluation_date = end_of_month(asked + 2 years)", ["2028-03-31", "2028-04-01"]),
    ],
)  # fmt: skip
def test_an_anniversary_is_listed_whatever_durations_are_added_up(when: str, found: list[str]) -> None:
    assert days_of(yes(when), "2026-04-01", {"asked": "2026-03-10"}) == found


def test_an_anniversary_of_a_date_that_is_concluded_is_listed() -> None:
    rulebook = book({
        "conclusions": {"turn": conclusion("date", kind="term"), "x": conclusion(otherwise=False)},
        "rules": {
            "t": rule({"turn": "asked + 5 months"}),
            "r": rule({"x": True}, "evaluation_date between turn + 10 days and turn + 12 days"),
        },
    })  # fmt: skip
    assert days_of(rulebook, "2026-04-01", {"asked": "2026-03-10"}) == ["2026-08-20", "2026-08-23"]


def test_a_month_that_comes_into_a_sum_or_leaves_it_is_listed_though_the_job_goes_on() -> None:
    """A month is worked on its last day, and leaves a window of six months on the second day of the seventh."""
    hours = fact("decimal", {"sum": "work", "take": "hours", "window": "n"}, unit="hours")
    rulebook = yes("f >= 600 hours", facts={"f": hours}, parameters={"n": parameter("int", 6, unit="months")})
    work = [{"kind": "job", "from_month": "2026-01", "to_month": "2026-12", "hours": 100}]
    assert days_of(rulebook, "2026-05-01", work=work) == [
        "2026-06-30", "2026-07-02", "2026-07-31", "2026-08-02", "2026-08-31", "2026-09-02", "2026-09-30",
        "2026-10-02", "2026-10-31", "2026-11-02", "2026-11-30", "2026-12-02", "2026-12-31", "2027-01-02",
    ]  # fmt: skip


def test_a_day_count_that_crosses_its_limit_between_two_dates_is_listed() -> None:
    days = fact("int", {"days": "stays", "window": "n"}, unit="days")
    rulebook = yes("f > 40 days", facts={"f": days}, parameters={"n": parameter("int", 90, unit="days")})
    stays = [{"kind": "home", "from": "2026-01-01", "to": "2026-01-31"}, {"kind": "home", "from": "2026-03-01"}]
    found = days_of(rulebook, "2026-02-01", stays=stays)
    assert found[0] == "2026-03-10"  # 31 days of January and ten of March


def test_a_yearly_allowance_begins_anew_on_1_january() -> None:
    days = fact("int", {"days": "trips", "per": "calendar_year", "allowance": "n", "window": "w"}, unit="days")
    lengths = {"n": parameter("int", 10, unit="days"), "w": parameter("int", 1, unit="months")}
    rulebook = yes("f > 0 days", facts={"f": days}, parameters=lengths)
    trips = [{"kind": "trip", "from": "2026-12-01", "to": "2027-01-05"}]
    # The eleventh day away in 2026; and the window of a month that reaches back into 2026 no more.
    assert days_of(rulebook, "2026-12-05", trips=trips) == ["2026-12-11", "2027-02-01"]


LAWS = {
    "conclusions": {"x": conclusion("text", one_of=choices("old", "new"))},
    "rules": {
        "r": rule({"x": "old"}, valid=("2020-01-01", "2027-01-01", "expected")),
        "s": rule({"x": "new"}, valid=("2027-01-01",), status="expected"),
    },
}


def test_a_change_of_the_law_is_listed_as_one_under_the_settings_that_let_it_in() -> None:
    rulebook = book(LAWS)
    case, on = case_of(rulebook), date(2026, 7, 1)
    (change,) = next_changes(explainer_of(rulebook), case, on)
    assert (change.on, change.law) == (date(2027, 1, 1), True)
    assert [(s.before.en, s.after.en, s.label.en) for s in change.changes] == [("old", "new", "label")]
    assert changes(rulebook, case, "2026-07-01", LawSetting.adopted) == {}


def test_an_obligation_tells_its_way_from_due_to_gone() -> None:
    obliged = {"of": text("the town"), "what": text("talks"), "counting": "talks", "at_least": "1",
               "counted_from": "asked", "within": "2 months"}  # fmt: skip
    rulebook = book({"rules": {"d": rule(obligation=obliged, valid=("2020-01-01", "2027-01-01"))}})
    asked = {"asked": "2026-06-10"}
    assert changes(rulebook, case_of(rulebook, asked, events=[]), "2026-07-01") == {
        "2026-08-11": ["d: due by 10 August 2026 > overdue, the deadline was 10 August 2026"],
        "2027-01-01": ["d: overdue, the deadline was 10 August 2026 > does not apply"],
    }
    held = [{"kind": "talk", "on": "2026-07-20"}]
    assert changes(rulebook, case_of(rulebook, asked, events=held), "2026-07-01") == {
        "2026-07-20": ["d: due by 10 August 2026 > met"],
        "2027-01-01": ["d: met > does not apply"],
    }


def test_a_change_into_what_is_not_known_is_a_change() -> None:
    rulebook = book({
        "conclusions": {"x": conclusion("int", otherwise=0)},
        "rules": {"r": rule({"x": 1}, "a", valid=("2027-01-01",))},
    })  # fmt: skip
    assert changes(rulebook, case_of(rulebook), "2026-07-01") == {"2027-01-01": ["x: 0 > undetermined"]}


def test_a_number_of_the_law_that_changes_is_listed_where_it_changes_a_finding() -> None:
    dated = parameter("int", value(1, until="2027-03-01"), value(2, "2027-03-01"))
    rulebook = yes("children >= n", parameters={"n": dated})
    assert days_of(rulebook, "2026-07-01", {"children": 1}) == ["2027-03-01"]
    assert days_of(rulebook, "2026-07-01", {"children": 2}) == []


def test_anniversaries_lie_after_the_day_and_within_the_horizon() -> None:
    rulebook = world()
    case = case_of(rulebook, {"born": "1990-02-28", "asked": "2025-08-31"})
    on = date(2026, 7, 1)
    days = anniversaries(rulebook, case, on, date(2027, 7, 1))
    assert days == sorted(set(days))
    assert on < days[0]
    assert days[-1] <= date(2027, 7, 1)
    assert {date(2027, 1, 1), date(2027, 2, 28), date(2026, 8, 31)} <= set(days)
