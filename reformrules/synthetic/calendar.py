"""Days in columns: numbers of days since 1970, moved by calendar units as `legal_time` moves single days."""

from __future__ import annotations

from datetime import date

import numpy as np

from reformrules.synthetic.draws import Numbers

_EPOCH = date(1970, 1, 1).toordinal()
_MONTHS = {"years": 12, "months": 1}
_DAYS = {"weeks": 7, "days": 1}


def number(day: date) -> int:
    """A day as its number."""
    return day.toordinal() - _EPOCH


def moved(days: Numbers, amounts: Numbers, unit: str) -> Numbers:
    """Days moved by calendar units; the last day of a shorter month where it has no such day."""
    if unit in _DAYS:
        return days + amounts * _DAYS[unit]
    first = month_of(days)
    target = first + amounts * _MONTHS[unit]
    return np.minimum(first_day(target) + (days - first_day(first)), first_day(target + 1) - 1)


def month_of(days: Numbers) -> Numbers:
    """Months since January 1970."""
    return days.astype("M8[D]").astype("M8[M]").astype(np.int64)


def first_day(months: Numbers) -> Numbers:
    """The first day of each month."""
    return months.astype("M8[M]").astype("M8[D]").astype(np.int64)
