"""The calendar of the law, day by day against a calendar told in another way."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import pytest

from reformrules.rulebook.legal_time import OutOfCalendar, age_on, end_of_month, shift

ONE_DAY = timedelta(days=1)


def days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE_DAY


def month_later(day: date, months: int) -> date:
    """Count months on; where the month is too short, its last day."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@pytest.mark.parametrize("months", [-24, -13, -6, -1, 0, 1, 3, 6, 11, 12, 18, 120])
def test_months_keep_the_day_of_the_month_or_end_with_the_month(months: int) -> None:
    for day in days(date(2023, 12, 25), date(2028, 3, 5)):  # two leap days, 2024 and 2028, and what lies between
        assert shift(day, months, "months") == month_later(day, months), day


@pytest.mark.parametrize("years", [-10, -1, 0, 1, 3, 4, 30, 67])
def test_years_are_twelve_months_each(years: int) -> None:
    for day in days(date(2023, 12, 25), date(2028, 3, 5)):
        assert shift(day, years, "years") == month_later(day, 12 * years), day


def test_weeks_are_seven_days_each_whatever_the_months_are() -> None:
    for day in days(date(2027, 12, 1), date(2028, 3, 31)):
        assert shift(day, 22, "weeks") == day + timedelta(days=154)  # 22 times 7
        assert shift(day, -154, "days") == shift(day, -22, "weeks")


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2026-08-28", 6, "2027-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2025-02-28", 12, "2026-02-28"),
        ("2026-12-31", 2, "2027-02-28"),
    ],
)
def test_a_period_from_the_end_of_a_long_month_ends_with_the_short_one(start: str, months: int, end: str) -> None:
    assert shift(date.fromisoformat(start), months, "months") == date.fromisoformat(end)


def age_lived(born: date, on: date) -> int:
    """Years of age by living through every day; 1 March is the birthday of 29 February in a common year."""
    birthday = {(born.month, born.day)} | ({(3, 1)} if (born.month, born.day) == (2, 29) else set())
    return len({day.year for day in days(born, on) if (day.month, day.day) in birthday} - {born.year})


@pytest.mark.parametrize("born", ["2004-02-29", "2004-02-28", "2004-03-01", "2003-12-31", "2005-01-01", "2004-07-15"])
def test_an_age_is_the_number_of_birthdays_lived(born: str) -> None:
    birth = date.fromisoformat(born)
    for on in days(date(2023, 2, 25), date(2023, 3, 5)):
        assert age_on(birth, on) == age_lived(birth, on), on
    for on in days(date(2024, 2, 25), date(2024, 3, 5)):
        assert age_on(birth, on) == age_lived(birth, on), on
    for on in (date(2023, 12, 30), date(2023, 12, 31), date(2024, 1, 1), date(2024, 7, 14), date(2024, 7, 15)):
        assert age_on(birth, on) == age_lived(birth, on), on


@pytest.mark.parametrize(
    ("on", "age"),
    [("2026-02-28", 21), ("2026-03-01", 22), ("2028-02-28", 23), ("2028-02-29", 24), ("2004-02-29", 0)],
)
def test_one_born_on_29_february_turns_on_1_march_in_common_years(on: str, age: int) -> None:
    assert age_on(date(2004, 2, 29), date.fromisoformat(on)) == age


def test_an_age_never_falls_and_rises_by_one_year_at_a_time() -> None:
    for born in days(date(2004, 2, 27), date(2004, 3, 2)):
        ages = [age_on(born, on) for on in days(born, date(2012, 3, 5))]
        assert ages[0] == 0
        assert {later - before for before, later in pairwise(ages)} == {0, 1}
        assert ages[-1] == 8  # 2012 less 2004, the birthday reached


def test_the_end_of_a_month_is_the_last_day_before_the_next() -> None:
    for day in days(date(2023, 11, 1), date(2028, 4, 1)):
        end = end_of_month(day)
        assert (end.year, end.month) == (day.year, day.month)
        assert (end + ONE_DAY).day == 1


@pytest.mark.parametrize(
    ("amount", "unit"), [(8000, "years"), (96_000, "months"), (-(10**6), "weeks"), (10**12, "days")]
)
def test_a_day_that_no_calendar_has_is_an_error_of_its_own(amount: int, unit: str) -> None:
    with pytest.raises(OutOfCalendar, match="is outside the calendar"):
        shift(date(2026, 7, 1), amount, unit)
