"""How a fact moves with the day, while the record stays as it is.

Most facts change only on the day an entry begins or is over, or the law does. The others move with the day: an age
on a birthday, a monthly sum with its months, a count of days every day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from reformrules.case.record import CaseRecord, Entry
from reformrules.rulebook.book import EVALUATION_DATE, Rulebook
from reformrules.rulebook.legal_time import shift

ONE_DAY = timedelta(days=1)
_STEADY = frozenset({"covering", "covered", "unbroken_since", "first", "last", "dates", "count", "total", "ever"})


@dataclass(frozen=True, slots=True)
class Movement:
    """What moves a fact: entries of some sections, the law, the day.

    evenly: the day moves it one way only, from one of its `turns` to the next.
    """

    sections: frozenset[str]
    by_law: bool
    by_day: bool
    evenly: bool


@lru_cache(maxsize=16)
def movements(book: Rulebook) -> dict[str, Movement]:
    """The movement of every fact."""
    return {name: _movement(book, name) for name in book.facts}


@lru_cache(maxsize=16)
def steady(book: Rulebook) -> dict[str, Movement]:
    """The movements of the facts that the day itself does not move."""
    return {name: movement for name, movement in movements(book).items() if not movement.by_day}


def _movement(book: Rulebook, name: str) -> Movement:
    measure = book.facts[name].measure
    if measure.kind in ("field", "age"):
        return Movement(frozenset(), False, measure.kind == "age", True)
    where, day = _names(book, name), _names(book, f"{name}.day")
    below = [_movement(book, other) for other in day if other in book.facts]
    reads_day = EVALUATION_DATE in where | day or any(other.by_day for other in below)
    sections = frozenset({str(getattr(measure, measure.kind))}).union(*(other.sections for other in below))
    by_law = not book.parameters.keys().isdisjoint(where | day) or any(other.by_law for other in below)
    counts_days = measure.kind == "days" and not (measure.window or measure.allowance)
    return Movement(
        sections, by_law or bool(measure.window), reads_day or bool(measure.window) or measure.kind not in _STEADY,
        not reads_day and (counts_days or measure.kind == "sum"),
    )  # fmt: skip


def _names(book: Rulebook, key: str) -> frozenset[str]:
    return book.measures[key].names if key in book.measures else frozenset()


def moved_by_day(book: Rulebook, case: CaseRecord) -> list[str]:
    """The facts of a case that the day may move: one that is read from nothing recorded stays as it is."""
    moved = (name for name, movement in movements(book).items() if movement.by_day)
    return [name for name in moved if _is_recorded(book.facts[name].measure.age, case, movements(book)[name])]


def _is_recorded(age: str | None, case: CaseRecord, movement: Movement) -> bool:
    if age is not None:
        return isinstance(case.person.get(age), date)
    return any(case.sections.get(section) for section in movement.sections)


def moves_between(case: CaseRecord, first: date, last: date) -> set[str]:
    """The sections of which an entry begins, or is over, on a day after the first and not after the last."""
    return {name for name, entries in case.sections.items() if any(_moves(e, first, last) for e in entries)}


def _moves(entry: Entry, first: date, last: date) -> bool:
    return first < entry.start <= last or (entry.end is not None and first <= entry.end < last)


def stretches(book: Rulebook, case: CaseRecord, on: date, last: date) -> Iterator[tuple[date, date]]:
    """The days from `on` to `last` in pieces: inside one no law changes, no entry begins or is over, no year ends."""
    cuts = {*book.boundaries, *(date(year, 1, 1) for year in range(on.year, last.year + 1))}
    for entry in (entry for entries in case.sections.values() for entry in entries):
        cuts |= {entry.start} if entry.end is None else {entry.start, entry.end + ONE_DAY}
    yield from (
        (first, following - ONE_DAY)
        for first, following in pairwise([on, *sorted(cut for cut in cuts if on < cut <= last), last + ONE_DAY])
    )


def turns(book: Rulebook, case: CaseRecord, name: str, on: date, last: date) -> set[date]:
    """Days on which a fact that moves evenly may change or begins to move another way: birthdays, ends of months."""
    measure = book.facts[name].measure
    if measure.kind == "age":
        born = case.person.get(measure.age or "")
        return set(_birthdays(born, on, last)) if isinstance(born, date) else set()
    days = _days_of_months(book, case.sections.get(measure.sum or "", ()), measure.window, last)
    return {day for day in days if on < day <= last}


def _birthdays(born: date, on: date, last: date) -> Iterator[date]:
    for year in range(on.year, last.year + 1):
        leap = (born.month, born.day) == (2, 29)
        yield date(year, 3, 1) if leap else born.replace(year=year)


def _days_of_months(book: Rulebook, entries: Iterable[Entry], window: str | None, last: date) -> Iterator[date]:
    """Days on which a month of a monthly sum comes in, or leaves the window."""
    lengths = [(0, "days"), *book.durations(window or "")]
    for first in (day for entry in entries for day in first_days(entry, last)):
        following = shift(first, 1, "months")
        for amount, unit in lengths:
            yield from (shift(day, amount, unit) for day in (first, first + ONE_DAY, following))
            yield from (shift(following, amount, unit) - ONE_DAY, shift(following - ONE_DAY, amount, unit))


def first_days(entry: Entry, last: date) -> Iterator[date]:
    """The first days of the months of a monthly entry, up to `last`."""
    day = entry.start
    while day <= min(entry.end or last, last):
        yield day
        day = shift(day, 1, "months")
