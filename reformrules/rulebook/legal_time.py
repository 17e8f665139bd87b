"""Calendar arithmetic of the law: months and years follow the calendar, ages count birthdays.

A period of N months from day D ends on the same day number N months later, or on the last day of
that month when it is shorter: 31 August plus 6 months is 28 or 29 February. Acting on that day is
in time. This is the convention of this rulebook, not a statute; see `parameters.yaml`.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta

DURATION_UNITS = frozenset({"years", "months", "weeks", "days"})


class OutOfCalendar(ArithmeticError):
    """A date calculation left the years 1 to 9999."""


@lru_cache(maxsize=65536)
def shift(day: date, amount: int, unit: str) -> date:
    """`day` moved by a whole number of years, months, weeks or days.

    Raises OutOfCalendar when the result is not between the years 1 and 9999.
    """
    try:
        if unit == "days":
            return day + timedelta(days=amount)
        if unit == "weeks":
            return day + timedelta(weeks=amount)
        return day + (relativedelta(months=amount) if unit == "months" else relativedelta(years=amount))
    except (OverflowError, ValueError):
        raise OutOfCalendar(f"{day} {amount:+} {unit} is outside the calendar") from None


def age_on(born: date, day: date) -> int:
    """Whole years of age: the number of birthdays reached.

    A person born on 29 February turns on 1 March in common years: only then is the whole year lived.
    """
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def end_of_month(day: date) -> date:
    """The last day of the month that `day` lies in."""
    return day + relativedelta(day=31)
