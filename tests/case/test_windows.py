"""Facts that are counted or added up inside a window: at both its edges, with open, missing and doubtful entries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from measuring import beside, job, measured, stay, talk, trip

from reformrules.rulebook.meaning import UNKNOWN

# --- events inside a window

EVENTS = [talk("2026-06-20", by="fund"), talk("2026-05-10"), {"kind": "letter", "on": "2026-06-25"}]


@pytest.mark.parametrize(
    ("type_", "measure", "found"),
    [
        ("date", {"first": "events"}, date(2026, 5, 10)),
        ("date", {"last": "events"}, date(2026, 6, 25)),
        ("text", {"last": "events", "take": "kind"}, "letter"),
        ("date", {"last": "events", "take": "on"}, date(2026, 6, 25)),
        ("dates", {"dates": "events"}, (date(2026, 5, 10), date(2026, 6, 20), date(2026, 6, 25))),
        ("int", {"count": "events"}, 3),
        ("bool", {"ever": "events"}, True),
        ("date", {"first": "events", "where": 'kind = "letter"'}, date(2026, 6, 25)),
        ("int", {"count": "events", "where": 'by = "fund"'}, UNKNOWN),  # who held the talk of 10 May is not known
        ("bool", {"ever": "events", "where": 'by = "fund"'}, True),
        ("bool", {"ever": "events", "where": 'by = "town"'}, UNKNOWN),
        ("int", {"count": "events", "where": 'kind = "letter" and by = "fund"'}, 0),  # a letter has no such field
    ],
)
def test_events_are_read_in_the_order_of_their_dates(type_: str, measure: Any, found: Any) -> None:
    assert measured(type_, measure, {"events": EVENTS}) == found


@pytest.mark.parametrize(
    ("window", "inside"),
    [({"window": "thirty_days"}, "2026-06-01"), ({"window": "six_months"}, "2026-01-01"),
     ({"since": "start_day"}, "2026-03-01"), ({"since": "evaluation_date - 3 months"}, "2026-04-01"),
     ({"since": "asked + 1 weeks"}, "2026-02-08")],
)  # fmt: skip
def test_the_first_day_of_a_window_is_inside_and_the_day_before_is_not(window: Any, inside: str) -> None:
    for day, seen in zip(beside(inside), (False, True, True), strict=True):
        case = {"person": {"asked": "2026-02-01"}, "events": [talk(day)]}
        on = date.fromisoformat(day)
        assert measured("bool", {"ever": "events", **window}, case) is seen
        assert measured("int", {"count": "events", **window}, case) == seen
        assert measured("dates", {"dates": "events", **window}, case) == ((on,) if seen else ())
        assert measured("date", {"first": "events", **window}, case) == (on if seen else None)
        assert measured("date", {"last": "events", **window}, case) == (on if seen else None)


def test_a_window_of_months_is_counted_back_along_the_calendar() -> None:
    case = {"events": [talk("2026-02-28")]}
    measure = {"ever": "events", "window": "six_months"}
    assert [measured("bool", measure, case, on) for on in ("2026-08-28", "2026-08-31", "2026-09-01")] == [
        True, True, False,
    ]  # fmt: skip  # six months before 31 August is 28 February


@pytest.mark.parametrize("type_measure", [
    ("bool", "ever"), ("int", "count"), ("dates", "dates"), ("date", "first"), ("date", "last"), ("int", "days"),
])  # fmt: skip
def test_a_window_from_a_day_that_is_not_known_leaves_everything_open(type_measure: tuple[str, str]) -> None:
    type_, kind = type_measure
    section = "stays" if kind == "days" else "events"
    case = {"events": [talk("2026-05-01")], "stays": [stay("2026-05-01")]}
    assert measured(type_, {kind: section, "since": "asked"}, case) is UNKNOWN


# --- sums, month by month


@pytest.mark.parametrize(
    ("on", "inside", "touching"),
    [
        # A job of 100 hours a month from January to June; the window is six months back from `on`.
        ("2026-06-29", 500, 600),  # 29 December on; June is not over
        ("2026-06-30", 600, 600),  # the last day of June is the day itself
        ("2026-07-01", 600, 600),  # 1 January on: the whole of January is inside
        ("2026-07-02", 500, 600),  # 2 January on: January is cut
        ("2026-07-31", 500, 600),  # 31 January on: one day of January is left
        ("2026-08-01", 500, 500),
        ("2026-12-30", 0, 100),  # 30 June on
        ("2026-12-31", 0, 100),  # 30 June on
        ("2027-01-01", 0, 0),
    ],
)
def test_a_month_counts_when_it_lies_inside_the_window_or_touches_it(on: str, inside: int, touching: int) -> None:
    case = {"work": [job("2026-01", "2026-06", 100)]}
    measure = {"sum": "work", "take": "hours", "window": "six_months"}
    assert measured("decimal", measure, case, on) == inside
    assert measured("decimal", {**measure, "edge_months": "touching"}, case, on) == touching


def test_hours_are_added_up_exactly() -> None:
    case = {
        "work": [{"kind": kind, "month": "2026-01", "hours": hours} for kind, hours in (("job", 0.1), ("own", 0.2))]
    }
    assert measured("decimal", {"sum": "work", "take": "hours"}, case) == Decimal("0.3")


def test_each_month_of_a_sum_counts_at_most_the_cap_all_its_jobs_together() -> None:
    jobs = [job("2026-01", "2026-02", 70), job("2026-02", "2026-03", 50)]
    for cap, found in (("hundred", 70 + 100 + 50), ("sixty", 60 + 60 + 50)):
        measure = {"sum": "work", "take": "hours", "at_most": cap}
        assert measured("decimal", measure, {"work": jobs}) == found


def test_a_total_adds_the_spells_that_cover_the_date() -> None:
    jobs = [job("2026-01", "2026-06", 70), job("2026-06", "2026-07", 50), job("2026-07", "2026-07", 0.5)]
    totals = [measured("decimal", {"total": "work", "take": "hours"}, {"work": jobs}, day)
              for day in ("2026-05-31", "2026-06-01", "2026-07-01", "2026-08-01")]  # fmt: skip
    assert totals == [70, 120, Decimal("50.5"), 0]


@pytest.mark.parametrize(("on", "found"), [("2026-06-30", UNKNOWN), ("2026-07-01", 50)])
def test_a_total_is_unknown_only_while_a_spell_without_its_amount_covers_the_date(on: str, found: Any) -> None:
    case = {"work": [{"kind": "own", "month": "2026-06"}, job("2026-06", "2026-07", 50)]}
    assert measured("decimal", {"total": "work", "take": "hours"}, case, on) == found


@pytest.mark.parametrize(("month", "found"), [("2025-11", 100), ("2026-05", UNKNOWN)])
def test_a_month_without_its_hours_matters_only_inside_the_window(month: str, found: Any) -> None:
    case = {"work": [{"kind": "own", "month": month}, job("2026-06", "2026-06", 100)]}
    assert measured("decimal", {"sum": "work", "take": "hours", "window": "six_months"}, case) == found


@pytest.mark.parametrize(("month", "found"), [("2025-11", 100), ("2026-05", UNKNOWN)])
def test_a_doubtful_month_matters_only_inside_the_window(month: str, found: Any) -> None:
    measure = {"sum": "work", "take": "hours", "window": "six_months", "where": "not abroad"}
    case = {"work": [job(month, month, 50), job("2026-06", "2026-06", 100, abroad=False)]}
    assert measured("decimal", measure, case) == found


# --- days


@pytest.mark.parametrize(
    ("stays", "found"),
    [
        ([("2026-06-20", "2026-06-20")], 1),
        ([("2026-06-20", "2026-06-29")], 10),
        ([("2026-06-20", None)], 12),  # 20 June to 1 July, both inside
        ([("2026-06-20", "2026-12-31")], 12),
        ([("2026-05-01", "2026-06-01")], 1),  # the window begins on 1 June, 30 days before 1 July
        ([("2026-05-01", "2026-05-31")], 0),
        ([("2020-01-01", None)], 31),
        ([("2026-06-10", "2026-06-20"), ("2026-06-21", "2026-06-30")], 21),
    ],
)
def test_days_are_counted_inside_the_window_with_both_ends(stays: list[Any], found: int) -> None:
    case = {"stays": [stay(*spell) for spell in stays]}
    assert measured("int", {"days": "stays", "window": "thirty_days"}, case) == found


def test_a_day_that_two_spells_cover_is_one_day() -> None:
    spells = ((10, 20), (15, 25), (12, 13))
    case = {"trips": [trip(f"2026-06-{first}", f"2026-06-{last}") for first, last in spells]}
    assert measured("int", {"days": "trips"}, case) == 16  # 10 to 25 June


@pytest.mark.parametrize(("last", "found"), [("2026-05-31", 0), ("2026-06-01", UNKNOWN), (None, UNKNOWN)])
def test_a_doubtful_spell_matters_only_when_it_reaches_the_window(last: str | None, found: Any) -> None:
    measure = {"days": "stays", "window": "thirty_days", "where": 'place = "town"'}
    assert measured("int", measure, {"stays": [stay("2026-01-01", last)]}) == found


YEARLY = {"days": "trips", "per": "calendar_year", "allowance": "free_days"}


@pytest.mark.parametrize(
    ("trips", "found"),
    [
        ([("2026-02-01", "2026-02-10")], 0),  # ten days are free in each year
        ([("2026-02-01", "2026-02-11")], 1),
        ([("2026-02-01", "2026-02-06"), ("2026-04-01", "2026-04-06")], 2),  # twice six, less ten
        ([("2025-12-22", "2026-01-10")], 0),  # ten days in each of two years
        ([("2025-12-21", "2026-01-11")], 2),  # eleven in each
        ([("2024-01-01", "2025-12-31")], 711),  # 366 and 365 days, less ten each
        ([], 0),
    ],
)
def test_each_calendar_year_has_an_allowance_of_its_own(trips: list[Any], found: int) -> None:
    assert measured("int", YEARLY, {"trips": [trip(*spell) for spell in trips]}) == found


def test_the_first_days_of_a_year_use_the_allowance_up_even_before_the_window() -> None:
    case = {"trips": [trip("2026-02-01", "2026-02-08"), trip("2026-06-10", "2026-06-14")]}
    assert measured("int", {**YEARLY, "window": "thirty_days"}, case) == 3  # 8 and 5 days, ten free, 8 of them used
    late = {"trips": [trip("2026-06-10", "2026-06-14")]}
    assert measured("int", {**YEARLY, "window": "thirty_days"}, late) == 0
