"""Calendar arithmetic in formulas: days are whole numbers (1 January of the year 1 is 1), as `date.toordinal`.

A solver is slow at the lengths of months. So what the calendar says of a day comes in two steps: first a month is
some stretch of 28 to 31 days, which is more than there can be and often enough; where a model makes use of it, what
the calendar says of the days in that model is added, for a month of them at a time, and the solver is asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any, TypeVar

import z3

from reformrules.days import FIRST_DAY, LAST_DAY
from reformrules.prove.ledger import Ledger
from reformrules.rulebook.legal_time import age_on, end_of_month, shift

FIRST, LAST = FIRST_DAY.toordinal(), LAST_DAY.toordinal()
_EVERY = 28  # every month has so many days; moved by months, these stay as far apart as they were
_CYCLE_DAYS, _CYCLE_MONTHS = 146_097, 4_800  # 400 years, after which the calendar begins anew

_BLOCK = 48  # months that are told of together

N = TypeVar("N")

Value = Callable[[Any], int]
"""What a model says of a formula."""


def day_of(number: int) -> date:
    """The day with this number."""
    return date.fromordinal(number)


@lru_cache(maxsize=4096)
def _stretch(months: int) -> tuple[int, int]:
    """The fewest and the most days that so many months can take."""
    starts = [date(2000, 1, 1) + timedelta(days=offset) for offset in range(0, 1461)]
    taken = [(shift(day, months, "months") - day).days for day in starts]
    return min(taken) - 1, max(taken) + 1  # a century without a leap day takes one day less


@dataclass(frozen=True)
class Moved:
    """`moved` is `day` moved by a number of months."""

    day: Any
    months: Any
    moved: Any

    def lemmas(self, value: Value) -> Iterator[Any]:
        number, months = value(self.day), value(self.months)
        if value(self.moved) == _move(number, months):
            return
        first = _block(day_of(number))
        told = self._inside(first + _BLOCK - 1, months)
        for month in range(first + _BLOCK - 2, first - 1, -1):
            told = z3.If(self.day < start_of(month + 1), self._inside(month, months), told)
        inside = z3.And(self.day >= start_of(first), self.day < start_of(first + _BLOCK))
        yield z3.Implies(z3.And(inside, self.months == months), self.moved == told)

    def _inside(self, month: int, months: int) -> Any:
        """Where the days of one month come to: as far apart as they were, and not past the end of the month there."""
        there, last = start_of(month + months), start_of(month + months + 1) - 1
        moved = self.day + (there - start_of(month))
        return z3.If(moved <= last, moved, last)


@dataclass(frozen=True)
class Ended:
    """`end` is the last day of the month of `day`."""

    day: Any
    end: Any

    def lemmas(self, value: Value) -> Iterator[Any]:
        day = day_of(value(self.day))
        if value(self.end) == end_of_month(day).toordinal():
            return
        first = _block(day)
        told: Any = start_of(first + _BLOCK) - 1
        for month in range(first + _BLOCK - 1, first, -1):
            told = z3.If(self.day < start_of(month), start_of(month) - 1, told)
        inside = z3.And(self.day >= start_of(first), self.day < start_of(first + _BLOCK))
        yield z3.Implies(inside, self.end == told)


@dataclass(frozen=True)
class Aged:
    """`age` is what somebody born on a day has reached on another."""

    born: Any
    on: Any
    age: Any

    def lemmas(self, value: Value) -> Iterator[Any]:
        born, on, said = value(self.born), value(self.on), value(self.age)
        age = age_on(day_of(born), day_of(on))
        if said != age:
            for years in {said, age, max(said, age) + 1, min(said, age) + 1}:
                yield self._reached(on, years)

    def _reached(self, on: int, years: int) -> Any:
        """Who has reached an age on the days beside one."""
        first = on - day_of(on).day + 1
        if on - first < _EVERY:
            inside = z3.And(self.on >= first, self.on < first + _EVERY)
            latest = self.on + (_move(first, -12 * years) - first)
        else:
            inside, latest = self.on == on, _move(on, -12 * years)
        return z3.Implies(inside, (self.age >= years) == (self.born <= latest))


@dataclass(frozen=True)
class Started:
    """`start` is the first day of a month, given by its number."""

    month: Any
    start: Any

    def lemmas(self, value: Value) -> Iterator[Any]:
        month = value(self.month)
        if value(self.start) == start_of(month):
            return
        first = month - month % _BLOCK
        told: Any = start_of(first + _BLOCK - 1)
        for other in range(first + _BLOCK - 2, first - 1, -1):
            told = z3.If(self.month == other, start_of(other), told)
        yield z3.Implies(z3.And(self.month >= first, self.month < first + _BLOCK), self.start == told)


class Calendar:
    """Months in formulas, each with a note of what it stands for."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._split: dict[int, tuple[Any, Any, Any]] = {}  # keeps the day, so that its id stays its own
        self._month_ends: set[int] = set()
        self._notes: dict[Any, Any] = {}  # what a note holds keeps its formulas, so that their ids stay their own

    def _noted(self, kind: type[N], made: Callable[[Any], N], name: str, *of: Any) -> N:
        """What the calendar says of some formulas: one number of its own, the same each time it is asked for."""
        key = (kind, *map(z3_id, of))
        if key not in self._notes:
            self._notes[key] = made(z3.FreshInt(name))
        note: N = self._notes[key]
        self.ledger.note(note)
        return note

    def shifted(self, day: Any, amount: Any, unit: str) -> Any:
        """`day` moved by a whole number of units."""
        if unit in ("days", "weeks"):
            return day + amount * (7 if unit == "weeks" else 1)
        months = amount * (12 if unit == "years" else 1)
        if isinstance(day, int) and isinstance(months, int):
            return shift(day_of(day), months, "months").toordinal()
        return day if isinstance(months, int) and months == 0 else self._moved(day, months)

    def _moved(self, day: Any, months: Any) -> Any:
        moved = self._noted(Moved, lambda moved: Moved(day, months, moved), "moved", day, months).moved
        if isinstance(months, int):
            least, most = _stretch(months)
            self.ledger.add(moved >= day + least, moved <= day + most)
        else:  # 30 days a month and a little less, 31 and no more; backward the other way round
            forward = z3.And(moved >= day + 30 * months - 3, moved <= day + 31 * months)
            backward = z3.And(moved <= day + 30 * months + 3, moved >= day + 31 * months)
            self.ledger.add(z3.If(months >= 0, forward, backward))
        return moved

    def end_of_month(self, day: Any) -> Any:
        """The last day of the month of a day."""
        if isinstance(day, int):
            return end_of_month(day_of(day)).toordinal()
        if z3.is_app_of(day, z3.Z3_OP_ITE):
            return z3.If(day.arg(0), *(self.end_of_month(day.arg(branch)) for branch in (1, 2)))
        if day.get_id() in self._month_ends:
            return day
        note = self._noted(Ended, lambda end: Ended(day, end), "end", day)
        self._month_ends.add(note.end.get_id())
        self.ledger.add(note.end >= day, note.end <= day + 30)
        return note.end

    def age(self, born: Any, on: Any) -> Any:
        """Whole years lived."""
        if isinstance(born, int) and isinstance(on, int):
            return age_on(day_of(born), day_of(on))
        note = self._noted(Aged, lambda age: Aged(born, on, age), "age", born, on)
        age = note.age
        self.ledger.add(4 * (on - born) >= 1461 * age - 8, 4 * (on - born) <= 1461 * (age + 1) + 8)
        return age

    def start(self, month: Any) -> Any:
        """The first day of a month, given by its number (12 to the year, January of year 0 is 0)."""
        if isinstance(month, int):
            return start_of(month)
        note = self._noted(Started, lambda start: Started(month, start), "first of month", month)
        least, most = _drift()
        scaled = _CYCLE_MONTHS * note.start - _CYCLE_DAYS * month
        self.ledger.add(scaled >= least, scaled <= most)
        return note.start

    def split(self, day: Any) -> tuple[Any, Any]:
        """The number of the month of a day, and which day of the month it is."""
        if isinstance(day, int):
            return day_of(day).year * 12 + day_of(day).month - 1, day_of(day).day
        key = day.get_id()
        if key not in self._split:
            self._split[key] = (z3.FreshInt("month"), z3.FreshInt("day of month"), day)
        month, inside, _ = self._split[key]
        first, following = self.start(month), self.start(month + 1)
        self.ledger.add(first <= day, day < following, inside == day - first + 1)
        return month, inside


def z3_id(value: Any) -> Any:
    """What tells values apart: a number by itself, a formula by its own mark."""
    return value if isinstance(value, int) else ("formula", value.get_id())


def _block(day: date) -> int:
    """The first month of those that are told of together with the month of a day."""
    month = day.year * 12 + day.month - 1
    return month - month % _BLOCK


def _move(number: int, months: int) -> int:
    return shift(day_of(number), months, "months").toordinal()


def start_of(month: int) -> int:
    """The first day of a month, given by its number."""
    return date(month // 12, month % 12 + 1, 1).toordinal()


@cache
def _drift() -> tuple[int, int]:
    """How far the first days of months lie from where months of one length would put them, at least and at most."""
    months = range(2000 * 12, 2400 * 12)
    drift = [_CYCLE_MONTHS * start_of(month) - _CYCLE_DAYS * month for month in months]
    return min(drift), max(drift)
