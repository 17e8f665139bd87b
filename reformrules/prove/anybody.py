"""A citizen whose facts may have any values that their measures can give: at least all that records can show.

What is kept of the record: which of its entries covers the day, where no two of a section can, and that facts that
look for the same entries see the same ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import z3

from reformrules.prove.calendar import FIRST, Calendar, z3_id
from reformrules.prove.citizens import Measured
from reformrules.prove.entries import SymbolicEntry
from reformrules.prove.expressions import Days
from reformrules.prove.ledger import Ledger
from reformrules.prove.terms import HOLDS, Flag, Term, both, either, opposite
from reformrules.rulebook import models as m
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.printing import unparse
from reformrules.rulebook.status import LawSetting


@dataclass(frozen=True, slots=True)
class _Sight:
    """What a measure finds: whether entries surely are, whether some are in doubt, the first and the last of them."""

    there: Flag
    doubt: Flag
    doubt_inside: Flag
    first: SymbolicEntry
    last: SymbolicEntry


class Anybody(Measured):
    """Facts as free variables, tied together where they surely are."""

    def __init__(self, on: Any, day: date, setting: LawSetting, calendar: Calendar, ledger: Ledger) -> None:
        super().__init__(on, day, setting, calendar, ledger)
        self.sights: dict[str, tuple[Rulebook, str, str]] = ledger.kept("sights")
        self.nows: dict[str, tuple[Rulebook, str, str]] = ledger.kept("nows")

    def _exclusive(self, book: Rulebook, section: str) -> bool:
        """Whether at most one entry of a section covers a day."""
        shape = book.record.sections[section]
        return shape.shape == "spell" and set(shape.exclusive) == set(shape.kinds)

    def _entry(self, book: Rulebook, section: str, name: str) -> SymbolicEntry:
        shape = book.record.sections[section]
        return self.ledger.make(name, lambda: SymbolicEntry(name, shape, self.ledger, z3.Bool(f"{name} there")))

    def _now(self, book: Rulebook, name: str, section: str) -> tuple[SymbolicEntry, Any, Flag]:
        """The entry that covers the day and that a measure looks for, the test of it, and other doubts."""
        if self._exclusive(book, section):
            entry = self._entry(book, section, f"{section} {self._day_said(book, name)}")
            self.ledger.add(either(opposite(entry.there), self._covers_day(book, name, entry)))
            return entry, self.where(book, name, entry), False
        entry = self._entry(book, section, f"now {self.looks_for(book, name)}")
        self.nows[entry.name] = (book, name, section)
        inside = both(self._covers_day(book, name, entry), self.where(book, name, entry).true)
        self.ledger.add(either(opposite(entry.there), inside))
        return entry, HOLDS, z3.Bool(f"{entry.name} doubt")

    def _covers_day(self, book: Rulebook, name: str, entry: SymbolicEntry) -> Flag:
        """Whether an entry covers the day that a measure looks at; one that begins after today is not seen."""
        day = self.looked_at(book, name)
        return both(opposite(day.none), entry.covers(day.value), entry.start <= self.on)

    def _day_said(self, book: Rulebook, name: str) -> str:
        """The day that a measure looks at, as a text: measures with the same one see the same spell."""
        node = book.measures.get(f"{name}.day")
        return "now" if node is None else f"on {unparse(node)} {self._values(book, name)}"

    def _covered(self, book: Rulebook, name: str, measure: m.Measure, section: str) -> Term:
        entry, test, doubt = self._now(book, name, section)
        holds = both(entry.there, test.true)
        return Term(holds, both(opposite(holds), either(doubt, both(entry.there, test.unknown))))

    def _covering(self, book: Rulebook, name: str, measure: m.Measure, section: str) -> Term:
        entry, test, doubt = self._now(book, name, section)
        found = entry.value(measure.take or "kind")
        unclear = either(doubt, both(entry.there, test.unknown))
        holds = both(entry.there, test.true, opposite(unclear))
        if doubt is not False:  # several may cover the day and disagree
            unclear = either(unclear, both(holds, z3.Bool(f"{entry.name} mixed {measure.take}")))
        none = both(opposite(unclear), either(opposite(holds), found.none))
        return Term(found.value, either(unclear, both(holds, found.unknown)), none)

    def _unbroken_since(self, book: Rulebook, name: str, measure: m.Measure, section: str) -> Term:
        entry, test, _ = self._now(book, name, section)
        holds = both(entry.there, test.true)
        key = self.key(book, name)
        since, unclear = z3.Int(f"{key} since"), z3.Bool(f"{key} unclear")
        self.ledger.add(since >= FIRST, since <= entry.start)
        self.ledger.add(either(opposite(both(entry.there, test.unknown)), unclear))
        return Term(since, unclear, both(opposite(unclear), opposite(holds)))

    def _sight(self, book: Rulebook, name: str) -> _Sight:
        key = self.looks_for(book, name)
        section = str(getattr(book.facts[name].measure, book.facts[name].measure.kind))
        return self.ledger.make(f"sight {key}", lambda: self._seen(book, name, section, key))

    def relations(self, below: set[str]) -> list[Any]:
        """What ties measures of one section to each other: what one finds and another looks for, both find."""
        tied = (*self._pairs(below, self.sights, self._tied), *self._pairs(below, self.nows, self._tied_now))
        return [*super().relations(below), *tied]

    def _pairs(
        self, below: set[str], kept: dict[str, tuple[Rulebook, str, str]], tie: Callable[..., Iterator[Any]]
    ) -> Iterator[Any]:
        seen = [(key, *kept[key]) for key in sorted(below & kept.keys())]
        for key, book, name, section in seen:
            for other, _, _, same in seen:
                if other != key and same == section:
                    yield from tie(book, name, self.ledger.made(key), self.ledger.made(other))

    def _tied_now(self, book: Rulebook, name: str, entry: SymbolicEntry, other: SymbolicEntry) -> Iterator[Any]:
        """What a measure finds on its day where another one has found an entry that covers it."""
        looked_for, here = self.where(book, name, other), both(other.there, self._covers_day(book, name, other))
        yield either(opposite(both(here, looked_for.true)), entry.there)
        yield either(opposite(both(here, looked_for.unknown)), entry.there, z3.Bool(f"{entry.name} doubt"))

    def _tied(self, book: Rulebook, name: str, sight: _Sight, other: _Sight) -> Iterator[Any]:
        """What a measure sees of the entries that another one has found."""
        for entry in (other.first, other.last):
            looked_for = self.where(book, name, entry)
            inside = both(other.there, self._after_start(book, name, entry.start))
            between = both(sight.there, sight.first.start <= entry.start, entry.start <= sight.last.start)
            yield either(opposite(both(inside, looked_for.true)), between)
            yield either(opposite(both(inside, looked_for.unknown)), sight.there, sight.doubt_inside)

    def _seen(self, book: Rulebook, name: str, section: str, key: str) -> _Sight:
        self.sights[f"sight {key}"] = (book, name, section)
        first, last = (self._entry(book, section, f"{which} {key}") for which in ("first", "last"))
        there, doubt, inside = (z3.Bool(f"{key} {what}") for what in ("there", "doubt", "doubt inside"))
        for entry in (first, last):
            seen = both(
                entry.start <= self.on, self._after_start(book, name, entry.start), self.where(book, name, entry).true
            )
            self.ledger.add(either(opposite(there), seen))
        self.ledger.add(first.start <= last.start, z3.Implies(inside, doubt))
        return _Sight(there, doubt, inside, first, last)

    def _taken(self, sight: _Sight, entry: SymbolicEntry, measure: m.Measure) -> Term:
        found = entry.value(measure.take or "from")
        holds = both(sight.there, opposite(sight.doubt))
        unknown = either(sight.doubt, both(holds, found.unknown))
        return Term(found.value, unknown, both(opposite(unknown), either(opposite(sight.there), found.none)))

    def _first(self, book: Rulebook, name: str, measure: m.Measure, section: str) -> Term:
        sight = self._sight(book, name)
        return self._taken(sight, sight.first, measure)

    def _last(self, book: Rulebook, name: str, measure: m.Measure, section: str) -> Term:
        sight = self._sight(book, name)
        return self._taken(sight, sight.last, measure)

    def _ever(self, book: Rulebook, name: str, measure: m.Measure, section: str) -> Term:
        sight = self._sight(book, name)
        return Term(sight.there, both(opposite(sight.there), sight.doubt_inside))

    def _count(self, book: Rulebook, name: str, measure: m.Measure, section: str) -> Term:
        sight, number = self._sight(book, name), z3.Int(f"{self.key(book, name)} number")
        self.ledger.add(number >= 0, sight.there == (number >= 1))
        return Term(number, sight.doubt)

    def listed(self, book: Rulebook, name: str) -> Days:
        sight = self._sight(book, name)
        section = str(book.facts[name].measure.dates)
        unknown = either(self.missing(book, section), self._start(book, name).unknown, sight.doubt)
        numbers: dict[Any, Any] = {}

        def count(first: Any, last: Any) -> Any:
            key = (z3_id(first), z3_id(last))
            number, *_ = numbers.setdefault(key, (z3.FreshInt(f"{name} from to"), first, last))
            ends = [both(e.start >= first, e.start <= last) for e in (sight.first, sight.last)]
            outside = either(opposite(sight.there), last < sight.first.start, first > sight.last.start, last < first)
            self.ledger.add(number >= 0, either(opposite(outside), number == 0))
            self.ledger.add(either(opposite(both(sight.there, either(*ends))), number >= 1))
            return number

        return Days(count, unknown)

    def _amount(self, book: Rulebook, name: str, value: Any) -> Term:
        self.approximate[self.key(book, name)] = name
        start = self._start(book, name)
        self.ledger.add(value >= 0)
        return Term(value, either(start.none, z3.Bool(f"{self.key(book, name)} unclear")))

    def _sum(self, book: Rulebook, name: str, measure: m.Measure, section: str) -> Term:
        return self._amount(book, name, z3.Real(self.key(book, name)))

    def _total(self, book: Rulebook, name: str, measure: m.Measure, section: str) -> Term:
        return self._amount(book, name, z3.Real(self.key(book, name)))

    def _days(self, book: Rulebook, name: str, measure: m.Measure, section: str) -> Term:
        found, start = self._amount(book, name, z3.Int(self.key(book, name))), self._start(book, name)
        self._allow(book, name, found.value)
        if start.value is not None:
            inside = z3.If(start.value <= self.on, self.on - start.value + 1, 0)
            self.ledger.add(either(start.unknown, start.none, found.value <= inside))
        return found
