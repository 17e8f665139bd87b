"""A symbolic citizen on a symbolic day, under the law of a stretch of days that is all of one law."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import z3

from reformrules.days import LAST_DAY
from reformrules.prove.anybody import Anybody
from reformrules.prove.calendar import Calendar
from reformrules.prove.citizens import Measured
from reformrules.prove.law import Law
from reformrules.prove.ledger import Ledger
from reformrules.prove.somebody import Somebody
from reformrules.rulebook.book import Rulebook, window_of
from reformrules.rulebook.difference import all_read
from reformrules.rulebook.status import LawSetting


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which what a question rests on is governed by the same law: from the first to the last."""

    first: date
    last: date

    def within(self, first: date, last: date) -> Stretch | None:
        """The part of it that lies between two days."""
        start, end = max(self.first, first), min(self.last, last)
        return Stretch(start, end) if start <= end else None


def stretches(books: Sequence[Rulebook], names: Iterable[str], setting: LawSetting) -> list[Stretch]:
    """The days from the first boundary of the rulebooks on, cut where the law behind these names changes.

    names: conclusions, obligations and facts.
    """
    days = sorted({day for book in books for day in book.boundaries})
    edges = [*days, LAST_DAY + timedelta(days=1)]
    wanted = [*names]
    found: list[tuple[Stretch, Any]] = []
    for first, end in pairwise(edges):
        law = [_law_on(book, wanted, first, setting) for book in books]
        if found and found[-1][1] == law:
            found[-1] = (Stretch(found[-1][0].first, end - timedelta(days=1)), law)
        else:
            found.append((Stretch(first, end - timedelta(days=1)), law))
    return [stretch for stretch, _ in found]


def _law_on(book: Rulebook, names: Iterable[str], day: date, setting: LawSetting) -> Any:
    """What is in force of all that these names rest on."""
    below = cone(book, names)
    rules = {r.id for n in below if n in book.conclusions for r in book.conclusions[n].rules}
    rules |= {n for n in below if n in book.rules}
    live = {r for r in rules if book.rules[r].window.covers(day, setting)}
    return live, [_value_on(book, name, day, setting) for name in sorted(below & book.parameters.keys())]


def _value_on(book: Rulebook, name: str, day: date, setting: LawSetting) -> Any:
    value = book.parameter_value(name, day, setting)
    return None if value is None else (window_of(value).start, value.value)


def cone(book: Rulebook, names: Iterable[str]) -> set[str]:
    """These names and all that they rest on, the parameters of measures included."""
    wanted = set(names)
    return wanted.union(*(all_read(book, name) for name in wanted))


@dataclass
class World:
    """One symbolic citizen, read by the law of each rulebook on a free day of a stretch.

    entries: how many each section may have; None for facts that are free as far as their measures let them.
    day: the evaluation date; None for any day of the stretch.
    """

    books: Sequence[Rulebook]
    setting: LawSetting
    stretch: Stretch
    entries: int | None = None
    day: date | None = None

    def __post_init__(self) -> None:
        self.ledger = Ledger()
        self.calendar = Calendar(self.ledger)
        self.on: Any = z3.Int("evaluation date") if self.day is None else self.day.toordinal()
        self.citizen = self._citizen()
        self.laws = [
            Law(book, self.setting, self.stretch.first, self.on, self.citizen, self.calendar, self.ledger, f"{number} ")
            for number, book in enumerate(self.books)
        ]

    def _citizen(self) -> Measured:
        law = self.stretch.first
        if self.entries is None:
            return Anybody(self.on, law, self.setting, self.calendar, self.ledger)
        return Somebody(self.on, law, self.setting, self.calendar, self.ledger, self.entries)

    def constraints(self, question: str) -> list[Any]:
        """What holds of all that a question rests on, and of the day."""
        first, last = self.stretch.first.toordinal(), self.stretch.last.toordinal()
        return [first <= self.on, self.on <= last, *self.ledger.of([question])]

    def notes(self, question: str) -> list[Any]:
        """What the calendar has to say of all that a question rests on."""
        return self.ledger.notes([question])
