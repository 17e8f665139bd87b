"""A symbolic citizen on a symbolic day, under the law of a stretch of days that is all of one law."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
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
from reformrules.rulebook.book import Rulebook, Window, window_of
from reformrules.rulebook.difference import all_read
from reformrules.rulebook.status import LawSetting, Status


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which what a question rests on is governed by the same law: from the first to the last.

    law: what that law is, to be compared; two law settings may have the same.
    """

    first: date
    last: date
    law: Hashable = field(default=None, compare=False, repr=False)

    def within(self, first: date, last: date) -> Stretch | None:
        """The part of it that lies between two days."""
        start, end = max(self.first, first), min(self.last, last)
        return replace(self, first=start, last=end) if start <= end else None


def stretches(
    books: Sequence[Rulebook], names: Iterable[str], setting: LawSetting, near: bool = False
) -> list[Stretch]:
    """The days from the first boundary of the rulebooks on, cut where the law behind these names changes.

    names: conclusions, obligations and facts. near: the law behind the conclusions that these rest on does not count.
    """
    days = sorted({day for book in books for day in book.boundaries})
    edges = [*days, LAST_DAY + timedelta(days=1)]
    wanted = [*names]
    read = [_Read(book, _read(book, wanted, near), setting) for book in books]
    found: list[Stretch] = []
    for first, end in pairwise(edges):
        law = tuple(each.on(first) for each in read)
        if found and found[-1].law == law:
            found[-1] = replace(found[-1], last=end - timedelta(days=1))
        else:
            found.append(Stretch(first, end - timedelta(days=1), law))
    return found


def _read(book: Rulebook, names: Sequence[str], near: bool) -> set[str]:
    if not near:
        return cone(book, names)
    said = [book.conclusions.get(name) or book.rules.get(name) for name in names]
    named = set(names).union(*(one.names for one in said if one is not None))
    measured = (all_read(book, name) for name in named & book.facts.keys())
    return named.union(*measured) - (book.conclusions.keys() - set(names))


class _Read:
    """The law behind some names under a law setting."""

    def __init__(self, book: Rulebook, below: set[str], setting: LawSetting) -> None:
        self.book, self.setting = book, setting
        concluded = [book.conclusions[name] for name in sorted(below & book.conclusions.keys())]
        self.rules = [rule for c in concluded if not c.law_of for rule in c.rules]
        self.rules += [book.rules[name] for name in sorted(below & book.rules.keys())]
        self.parameters = sorted(below & book.parameters.keys())
        followed = [c for c in concluded if c.law_of]  # their law is that of other days, whichever day it is
        windows = [(rule.id, self._firm(rule.status), self._window(rule.window)) for c in followed for rule in c.rules]
        values = [value for name in self.parameters for value in self._dated(name)] if followed else []
        self.always = (tuple(windows), tuple(values))

    def on(self, day: date) -> Hashable:
        """What is in force on a day."""
        live = [(r.id, self._firm(r.status)) for r in self.rules if r.window.covers(day, self.setting)]
        values = [self.book.parameter_value(name, day, self.setting) for name in self.parameters]
        return self.always, tuple(live), tuple(value and (window_of(value).start, id(value)) for value in values)

    def _firm(self, status: Status) -> bool:
        return status <= self.setting.floor

    def _window(self, window: Window) -> tuple[date, date | None]:
        return window.start, window.end_under(self.setting)

    def _dated(self, name: str) -> Iterator[Hashable]:
        for value in self.book.parameters[name].values:
            yield name, self._firm(value.status), self._window(window_of(value))


def cone(book: Rulebook, names: Iterable[str]) -> set[str]:
    """These names and all that they rest on, the parameters of measures included."""
    wanted = set(names)
    return wanted.union(*(all_read(book, name) for name in wanted))


class Workshop:
    """What worlds of one rulebook share: the formula that stands for a name is made once for each law behind it."""

    def __init__(self, book: Rulebook, near: bool) -> None:
        self.book, self.near = book, near
        self.ledger = Ledger()
        self.calendar = Calendar(self.ledger)
        self._reads: dict[tuple[str, LawSetting], _Read] = {}
        self._laws: dict[tuple[str, Hashable], int] = {}
        self._versions: dict[tuple[LawSetting, date, str], int] = {}

    def version(self, setting: LawSetting, day: date, name: str) -> int:
        """A number for the law behind a name on a day."""
        key = (setting, day, name)
        if key not in self._versions:
            if (name, setting) not in self._reads:
                self._reads[name, setting] = _Read(self.book, _read(self.book, [name], self.near), setting)
            law = self._reads[name, setting].on(day)
            self._versions[key] = self._laws.setdefault((name, law), len(self._laws))
        return self._versions[key]


@dataclass
class World:
    """One symbolic citizen, read by the law of each rulebook on a free day of a stretch.

    entries: how many each section may have; None for facts that are free as far as their measures let them.
    day: the evaluation date; None for any day of the stretch.
    near: the conclusions that others rest on are free too.
    shares: of two rulebooks, which conclusions are known to come to the same by both.
    workshop: what it shares with worlds of other days.
    """

    books: Sequence[Rulebook]
    setting: LawSetting
    stretch: Stretch
    entries: int | None = None
    day: date | None = None
    near: bool = False
    shares: Callable[[str], bool] | None = None
    workshop: Workshop | None = None

    def __post_init__(self) -> None:
        self.ledger = Ledger() if self.workshop is None else self.workshop.ledger
        self.calendar = Calendar(self.ledger) if self.workshop is None else self.workshop.calendar
        self.on: Any = z3.Int("evaluation date") if self.day is None else self.day.toordinal()
        self.citizen = self._citizen()
        self.laws: list[Law] = []
        for book in self.books:
            twin = (self.laws[0], self.shares) if self.laws and self.shares is not None else None
            law = Law(
                book, self.setting, self.stretch.first, self.on, self.citizen, self.calendar, self.ledger,
                f"{len(self.laws)} ", self.near, twin, self._version, self.entries is not None,
            )  # fmt: skip
            self.laws.append(law)

    def _version(self, name: str) -> int:
        return 0 if self.workshop is None else self.workshop.version(self.setting, self.stretch.first, name)

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

    def relations(self, question: str) -> list[Any]:
        """What ties the facts behind a question to each other, with all that holds of what that rests on."""
        tied = f"ties of {question}"
        found = self.ledger.make(tied, lambda: self.citizen.relations(self.ledger.below([question])))
        return [*found, *self.ledger.of([tied])]

    def approximate(self, question: str) -> set[str]:
        """The facts behind a question whose measures are left free."""
        below, free = self.ledger.below([question]), self.citizen.approximate
        return {name for key, name in free.items() if key in below}
