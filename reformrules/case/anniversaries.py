"""Dates on which something may well happen to a case.

They are the rulebook's own boundaries and the case's anniversaries: every date of the record, moved by every duration
that the rules, parameters and measures know, and by those that one comparison adds up; the months of what is summed
month by month; of each date the day after too. Between two of them only day counts move, one day at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from functools import lru_cache
from itertools import product

from reformrules.case.movement import ONE_DAY, first_days
from reformrules.case.record import CaseRecord
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import Duration, Rulebook
from reformrules.rulebook.legal_time import DURATION_UNITS, OutOfCalendar, end_of_month, shift

Move = tuple[Duration, ...]  # one after the other
MOST_ADDED_UP = 3


def anniversaries(book: Rulebook, case: CaseRecord, on: date, last: date) -> list[date]:
    """Days after `on`, up to `last`, on which a finding of the case may well change; sorted."""
    days = set(book.boundaries)
    moves = _moves(book)
    month_ends = _reads_month_ends(book)
    for day in _dates(case):
        for moved in _anniversaries(day, moves, on, last):
            days |= {moved, moved + ONE_DAY}
            if month_ends:
                days |= {end_of_month(moved), end_of_month(moved) + ONE_DAY}
    days.update(_month_days(book, case, last))
    days |= {date(year, 1, 1) for year in range(on.year + 1, last.year + 1)}
    return sorted(day for day in days if on < day <= last)


def _dates(case: CaseRecord) -> set[date]:
    """All dates of a record; of a spell's end, the day after too."""
    found = {value for value in case.person.values() if isinstance(value, date)}
    for entries in case.sections.values():
        for entry in entries:
            found |= {value for value in entry.values.values() if isinstance(value, date)}
            found.add(entry.start)
            if entry.end is not None:
                found |= {entry.end, entry.end + ONE_DAY}
    return found


def _month_days(book: Rulebook, case: CaseRecord, last: date) -> Iterator[date]:
    """Days on which a month of a monthly sum comes in, or leaves the window."""
    for fact in book.facts.values():
        if fact.measure.sum is not None:
            moves = [(), *(((amount, unit),) for amount, unit in _durations(book, fact.measure.window))]
            for entry in case.sections.get(fact.measure.sum, ()):
                for first in first_days(entry, last):
                    following = shift(first, 1, "months")
                    for move in moves:
                        yield from (_moved(day, move) for day in (first, first + ONE_DAY, following))
                        yield from (_moved(following, move) - ONE_DAY, _moved(following - ONE_DAY, move))


def _anniversaries(day: date, moves: tuple[Move, ...], on: date, last: date) -> Iterator[date]:
    yield day
    for move in moves:
        with suppress(OutOfCalendar):
            yield _moved(day, move)
    for year in range(max(on.year, day.year), last.year + 1):
        yield shift(day, year - day.year, "years")
        if (day.month, day.day) == (2, 29):
            yield date(year, 3, 1)


def _moved(day: date, move: Move) -> date:
    for amount, unit in move:
        day = shift(day, amount, unit)
    return day


@lru_cache(maxsize=16)
def _moves(book: Rulebook) -> tuple[Move, ...]:
    """The rulebook's durations, written in rules or given as parameters, forward and back, and their sums."""
    sums = [[_durations(book, name)] for name in book.parameters]
    nodes = [node for rule in book.rules.values() for node in rule.nodes()]
    for node in (*nodes, *book.measures.values()):
        compared = (part for part in s.walk(node) if isinstance(part, s.Compare | s.Arithmetic | s.Literal))
        sums += [_added_up(book, part) for part in compared]
    found: set[Move] = set()
    for parts in sums:
        signed = [(None, *durations, *((-amount, unit) for amount, unit in durations)) for durations in parts]
        found |= {tuple(step for step in steps if step is not None) for steps in product(*signed)}
    return tuple(sorted(move for move in found if move))


@lru_cache(maxsize=16)
def _reads_month_ends(book: Rulebook) -> bool:
    nodes = [node for rule in book.rules.values() for node in rule.nodes()]
    parts = (part for node in (*nodes, *book.measures.values()) for part in s.walk(node))
    return any(isinstance(part, s.Call) and part.function == "end_of_month" for part in parts)


def _durations(book: Rulebook, name: str | None) -> tuple[Duration, ...]:
    """The durations, longer than none, that a parameter has over time."""
    return tuple(duration for duration in book.durations(name or "") if duration[0] > 0)


def _added_up(book: Rulebook, node: s.Node) -> list[tuple[Duration, ...]]:
    """For each part of an expression that adds a duration, the durations it may be; none when the parts are many."""
    found: list[tuple[Duration, ...]] = []
    for part in s.walk(node):
        if isinstance(part, s.Literal) and part.unit in DURATION_UNITS and part.value > 0:
            found.append(((int(part.value), part.unit),))
        elif isinstance(part, s.Name) and (given := _durations(book, part.name)):
            found.append(given)
        elif isinstance(part, s.Name) and part.name in book.conclusions:
            found.append(_concluded(book, part.name))
    found = [durations for durations in found if durations]
    return found if len(found) <= MOST_ADDED_UP else []


def _concluded(book: Rulebook, name: str) -> tuple[Duration, ...]:
    """The durations that the rules behind a date add to another."""
    conclusion = book.conclusions[name]
    values = [rule.value for rule in conclusion.rules if rule.value is not None and conclusion.type.kind == "date"]
    return tuple(duration for value in values for part in _added_up(book, value) for duration in part)
