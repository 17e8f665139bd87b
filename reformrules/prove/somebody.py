"""A citizen with a record: a few entries in each section, measured as the case reader measures them.

Exact but for two things, which the replay of a witness looks after: entries of one month do not share a cap, and
days above a yearly allowance are free.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import z3

from reformrules.prove.calendar import Calendar
from reformrules.prove.citizens import Measured
from reformrules.prove.entries import SymbolicEntry
from reformrules.prove.expressions import Days
from reformrules.prove.ledger import Ledger
from reformrules.prove.terms import (
    Flag,
    Term,
    Test,
    both,
    choose,
    either,
    encoded,
    equal,
    first_value,
    lifted,
    opposite,
)
from reformrules.rulebook import models as m
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.meaning import UNKNOWN
from reformrules.rulebook.status import LawSetting

Chosen = list[tuple[SymbolicEntry, Test]]


class Somebody(Measured):
    """most: the entries that each section may have."""

    def __init__(self, on: Any, day: date, setting: LawSetting, calendar: Calendar, ledger: Ledger, most: int) -> None:
        super().__init__(on, day, setting, calendar, ledger)
        self.most = most
        self.sections: dict[str, list[SymbolicEntry]] = {}

    def entries(self, book: Rulebook, section: str) -> list[SymbolicEntry]:
        """The entries of a section by start; those that are not there come last."""
        self.sections[section] = self.ledger.make(f"section {section}", lambda: self._made(book, section))
        return self.sections[section]

    def _made(self, book: Rulebook, section: str) -> list[SymbolicEntry]:
        shape = book.record.sections[section]
        names = [f"{section} {number}" for number in range(self.most)]
        made = [SymbolicEntry(name, shape, self.ledger, z3.Bool(f"{name} there")) for name in names]
        for entry in made:
            self._plausible(book, section, entry)
        for before, after in pairwise(made):
            self.ledger.add(z3.Implies(after.there, z3.And(before.there, before.start <= after.start)))
        for i, before in enumerate(made):
            for after in made[i + 1 :]:
                clash = both(after.there, before.is_kind(*shape.exclusive), after.is_kind(*shape.exclusive))
                apart = both(opposite(before.open), before.end < after.start)
                self.ledger.add(either(opposite(clash), apart))
        return made

    def _plausible(self, book: Rulebook, section: str, entry: SymbolicEntry) -> None:
        """What the case intake asks of an entry, and whole months where the section has months."""
        shape = book.record.sections[section].shape
        if shape == "month":
            first, last = self._months(entry)
            self.ledger.add(
                entry.start == self.calendar.start(first), entry.end == self.calendar.start(last + 1) - 1, first <= last
            )
        if "born" in book.record.person:
            born = self.field(book, "born")
            earliest = born.value - 31 if shape == "month" else born.value
            self.ledger.add(either(opposite(entry.there), opposite(born.known), entry.start >= earliest))

    def _months(self, entry: SymbolicEntry) -> tuple[Any, Any]:
        """The numbers of the first and the last month of an entry."""
        if entry.section.shape == "month":
            return z3.Int(f"{entry.name} first month"), z3.Int(f"{entry.name} last month")
        return self.calendar.split(entry.start)[0], self.calendar.split(choose(entry.open, self.on, entry.end))[0]

    def _select(self, book: Rulebook, name: str, section: str) -> Chosen:
        """The entries up to the evaluation date, each with whether the measure looks for it."""
        return [(e, self._matched(book, name, e)) for e in self.entries(book, section)]

    def _matched(self, book: Rulebook, name: str, entry: SymbolicEntry) -> Test:
        where, here = self.where(book, name, entry), both(entry.there, entry.start <= self.on)
        return Test(both(here, where.true), either(opposite(here), where.false))

    def _covered(self, book: Rulebook, name: str, measure: m.Measure, section: str) -> Term:
        return _exists([(test, now) for _, test, now in self._covering_day(book, name, section)])

    def _covering_day(self, book: Rulebook, name: str, section: str) -> list[tuple[SymbolicEntry, Test, Flag]]:
        """The entries, each with whether the measure looks for it and whether it covers the day looked at."""
        day = self.looked_at(book, name)
        covers = [(e, test, e.covers(day.value)) for e, test in self._select(book, name, section)]
        return [(e, test, both(opposite(day.none), now)) for e, test, now in covers]

    def _ever(self, book: Rulebook, name: str, measure: m.Measure, section: str) -> Term:
        chosen = self._select(book, name, section)
        return _exists([(test, self._after_start(book, name, e.start)) for e, test in chosen])

    def _covering(self, book: Rulebook, name: str, measure: m.Measure, section: str) -> Term:
        chosen = self._covering_day(book, name, section)
        doubt = either(*(both(test.unknown, now) for _, test, now in chosen))
        found = [(both(test.true, now), e.value(measure.take or "kind")) for e, test, now in chosen]
        return self._first_of(found, doubt, must_agree=True)

    def _first_of(self, found: list[tuple[Flag, Term]], doubt: Flag, must_agree: bool = False) -> Term:
        """The first of the terms whose flag holds; unknown in doubt or, where they must agree, when they do not."""
        unknown: Flag = False
        none: Flag = True
        for flag, term in reversed(found):
            unknown, none = choose(flag, term.unknown, unknown), choose(flag, term.none, none)
        if must_agree:
            differ = [both(f, g, opposite(_alike(t, u))) for i, (f, t) in enumerate(found) for g, u in found[i + 1 :]]
            doubt = either(doubt, *differ)
        return Term(first_value(found), either(doubt, unknown), both(opposite(doubt), none))

    def _first(self, book: Rulebook, name: str, measure: m.Measure, section: str) -> Term:
        return self._of_events(book, name, measure, section, backward=False)

    def _last(self, book: Rulebook, name: str, measure: m.Measure, section: str) -> Term:
        return self._of_events(book, name, measure, section, backward=True)

    def _of_events(self, book: Rulebook, name: str, measure: m.Measure, section: str, backward: bool) -> Term:
        chosen = self._select(book, name, section)
        doubt = either(*(test.unknown for _, test in chosen))
        found = [(f, e.value(measure.take or "from")) for e, f in self._inside(book, name, chosen)]
        return self._first_of(found[::-1] if backward else found, doubt)

    def _inside(self, book: Rulebook, name: str, chosen: Chosen) -> list[tuple[SymbolicEntry, Flag]]:
        return [(e, both(test.true, self._after_start(book, name, e.start))) for e, test in chosen]

    def listed(self, book: Rulebook, name: str) -> Days:
        section = str(book.facts[name].measure.dates)
        chosen = self._select(book, name, section)
        inside = self._inside(book, name, chosen)
        doubt = either(*(test.unknown for _, test in chosen))
        unknown = either(self.missing(book, section), self._start(book, name).unknown, doubt)
        return Days(lambda a, b: _sum(_number(both(f, e.start >= a, e.start <= b)) for e, f in inside), unknown)

    def _count(self, book: Rulebook, name: str, measure: m.Measure, section: str) -> Term:
        chosen = self._select(book, name, section)
        inside = self._inside(book, name, chosen)
        return Term(_sum(_number(flag) for _, flag in inside), either(*(test.unknown for _, test in chosen)))

    def _unbroken_since(self, book: Rulebook, name: str, measure: m.Measure, section: str) -> Term:
        chosen = self._select(book, name, section)
        doubt = either(*(test.unknown for _, test in chosen))
        runs = [
            (both(t.true, e.covers(self.on)), self._run_start(i, chosen, measure)) for i, (e, t) in enumerate(chosen)
        ]
        return self._first_of(runs, doubt, must_agree=True)

    def _run_start(self, index: int, chosen: Chosen, measure: m.Measure) -> Term:
        """Walk back from a spell over those that adjoin it and are alike."""
        last = chosen[index][0]
        first, unknown = last.start, False
        for entry, test in reversed(chosen[:index]):
            reaches = both(test.true, entry.start < first, either(entry.open, entry.end + 1 >= first))
            pairs = [(entry.value(name), last.value(name)) for name in measure.same]
            known = [both(opposite(a.unknown), opposite(b.unknown)) for a, b in pairs]
            same = both(*(either(opposite(k), _alike(a, b)) for k, (a, b) in zip(known, pairs, strict=True)))
            goes_on = both(reaches, same, opposite(unknown))
            unknown = either(unknown, both(goes_on, either(*(opposite(k) for k in known))))
            first = choose(both(goes_on, opposite(unknown)), entry.start, first)
        return Term(first, unknown)

    def _unclear(self, book: Rulebook, name: str, chosen: Chosen) -> Flag:
        """Whether entries in doubt reach into the time that a measure looks at, or that time has no start."""
        begin = self._start(book, name)
        doubtful = [both(t.unknown, self._reaches(begin, e)) for e, t in chosen]
        return either(begin.none, *doubtful)

    def _reaches(self, begin: Term, entry: SymbolicEntry) -> Flag:
        return True if begin.value is None else either(entry.open, entry.end >= begin.value)

    def _days(self, book: Rulebook, name: str, measure: m.Measure, section: str) -> Term:
        chosen, begin = self._select(book, name, section), self._start(book, name)
        if measure.allowance is not None:
            self.approximate[self.key(book, name)] = name
            number = z3.Int(self.key(book, name))
            self.ledger.add(number >= 0)
            return Term(number, self._unclear(book, name, chosen))
        total: Any = 0
        reached: Any = 0
        for entry, test in chosen:
            first = _later(entry.start, reached + 1)
            first = first if begin.value is None else _later(first, begin.value)
            last = choose(both(opposite(entry.open), entry.end <= self.on), entry.end, self.on)
            counts = both(test.true, first <= last)
            total = total + choose(counts, last - first + 1, 0)
            reached = choose(counts, last, reached)
        return Term(total, self._unclear(book, name, chosen))

    def _total(self, book: Rulebook, name: str, measure: m.Measure, section: str) -> Term:
        chosen = [(e, t, e.covers(self.on)) for e, t in self._select(book, name, section)]
        amounts = [(both(t.true, now), e.value(measure.take or "")) for e, t, now in chosen]
        unclear = [both(t.unknown, now) for _, t, now in chosen] + [both(f, a.unknown) for f, a in amounts]
        return Term(_sum(choose(f, a.value, 0) for f, a in amounts), either(*unclear))

    def _sum(self, book: Rulebook, name: str, measure: m.Measure, section: str) -> Term:
        chosen = self._select(book, name, section)
        most = self._most(book, measure)
        unclear, amounts = self._unclear(book, name, chosen), []
        for entry, test in chosen:
            months, amount = self._months_inside(book, name, measure, entry), entry.value(measure.take or "")
            counts = both(test.true, months > 0)
            unclear = either(unclear, both(counts, opposite(amount.known)))
            each = amount.value if most is None or most is UNKNOWN else z3.If(amount.value <= most, amount.value, most)
            amounts.append(choose(counts, months * each, 0))
        return Term(_sum(amounts), True if most is UNKNOWN else unclear)

    def _most(self, book: Rulebook, measure: m.Measure) -> Any:
        """The most that counts of one month, as a formula."""
        if measure.at_most is None:
            return None
        found = book.parameter(measure.at_most, self.day, self.setting)
        return UNKNOWN if found is UNKNOWN else lifted(encoded(found))

    def _months_inside(self, book: Rulebook, name: str, measure: m.Measure, entry: SymbolicEntry) -> Any:
        """How many months of an entry count."""
        begin, (first, last) = self._start(book, name), self._months(entry)
        now = self.calendar.split(self.on + 1)[0]
        if measure.edge_months == "touching":
            now = self.calendar.split(self.on)[0] + 1
        last = z3.If(last <= now - 1, last, now - 1)
        if begin.value is not None:
            month, inside = self.calendar.split(begin.value)
            if measure.edge_months == "inside":
                month = month + z3.If(inside > 1, 1, 0) if not isinstance(inside, int) else month + int(inside > 1)
            first = z3.If(first >= month, first, month)
        return z3.If(last >= first, last - first + 1, 0)


def _exists(found: list[tuple[Test, Flag]]) -> Term:
    sure = either(*(both(test.true, here) for test, here in found))
    return Term(sure, both(opposite(sure), either(*(both(test.unknown, here) for test, here in found))))


def _alike(one: Term, other: Term) -> Flag:
    """Whether two fields hold the same: a value, none or unknown."""
    states = both(_same(one.unknown, other.unknown), _same(one.none, other.none))
    return both(states, either(opposite(one.known), equal(one.value, other.value)))


def _same(one: Flag, other: Flag) -> Flag:
    return either(both(one, other), both(opposite(one), opposite(other)))


def _number(flag: Flag) -> Any:
    return choose(flag, 1, 0)


def _sum(numbers: Any) -> Any:
    total: Any = 0
    for number in numbers:
        total = total + number
    return total


def _later(one: Any, other: Any) -> Any:
    return choose(one >= other, one, other)
