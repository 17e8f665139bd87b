"""What differs between two rulebooks that read the same cases: by name, from which day, and what rests on it."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from reformrules.rulebook.book import Rule, Rulebook, Window
from reformrules.rulebook.status import LawSetting


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs under a law setting, each name with the first day on which it does (`date.min`: on every day).

    A name is a rule, a parameter, a fact or a conclusion.
    """

    days: dict[str, date]
    names: frozenset[str]  # those, and the conclusions of the rules among them

    @property
    def first_day(self) -> date | None:
        """The first day on which anything differs; None when nothing does."""
        return min(self.days.values(), default=None)

    def before(self, day: date) -> list[str]:
        """What differs on some day before this one."""
        return sorted(name for name, first in self.days.items() if first < day)

    def touches(self, book: Rulebook, finding: str) -> bool:
        """Whether a finding of one of the rulebooks is, or rests on, something that differs."""
        return finding in self.names or not self.names.isdisjoint(all_read(book, finding))

    def touched(self, book: Rulebook, findings: list[str]) -> list[str]:
        """Those of the findings that may be answered otherwise."""
        return [finding for finding in findings if self.touches(book, finding)]


def difference(one: Rulebook, other: Rulebook, setting: LawSetting) -> Difference:
    """What differs between two rulebooks under a law setting."""
    days = dict(chain(_rules(one, other, setting), _parameters(one, other, setting), _undated(one, other)))
    rules = [book.rules[name] for book in (one, other) for name in days if name in book.rules]
    return Difference(days, frozenset(days) | {rule.concludes for rule in rules if rule.concludes is not None})


def all_read(book: Rulebook, name: str) -> set[str]:
    """All that a name rests on, and the parameters and facts by which its facts are measured.

    A name of both a fact and a rule is read as either.
    """
    found = set(book.rests_on(name)) if name in book.conclusions or name in book.rules else set[str]()
    return found.union(*(book.measured_by(fact) for fact in (found | {name}) & book.facts.keys()))


def _rules(one: Rulebook, other: Rulebook, setting: LawSetting) -> Iterator[tuple[str, date]]:
    for name in one.rules.keys() | other.rules.keys():
        pair = [book.rules.get(name) for book in (one, other)]
        days = [rule.window.start for rule in pair if rule is not None and _ever(rule, setting)]
        there = [rule for rule in pair if rule is not None]
        shared = one.rules.keys() & other.rules.keys()
        alike = len(there) == 2 and _says(there[0], shared) == _says(there[1], shared)
        if not days or (alike and _lasting(there[0], setting) == _lasting(there[1], setting)):
            continue
        if alike and len(days) == 2:
            yield name, _parting(there[0].window, there[1].window, setting)
        else:
            yield name, min(days)


def _ever(rule: Rule, setting: LawSetting) -> bool:
    """Whether a rule is in force on any day."""
    end = rule.window.end_under(setting)
    return rule.status <= setting.floor and (end is None or end > rule.window.start)


def _says(rule: Rule, shared: Set[str]) -> Any:
    """What a rule says; one that is overridden only in one of the rulebooks is not there in the other."""
    overrides = shared & set(rule.overrides)
    return rule.when, rule.concludes, rule.value, rule.because, rule.obligation, overrides, rule.status


def _lasting(rule: Rule, setting: LawSetting) -> tuple[date, date | None]:
    return rule.window.start, rule.window.end_under(setting)


def _parting(one: Window, other: Window, setting: LawSetting) -> date:
    """The first day on which one window covers a day and the other does not."""
    if one.start != other.start:
        return min(one.start, other.start)
    return min(end for window in (one, other) if (end := window.end_under(setting)) is not None)


def _parameters(one: Rulebook, other: Rulebook, setting: LawSetting) -> Iterator[tuple[str, date]]:
    days = sorted({date.min, *one.boundaries, *other.boundaries})
    for name in one.parameters.keys() | other.parameters.keys():
        if one.parameters.get(name) == other.parameters.get(name):
            continue
        differing = (day for day in days if _value(one, name, day, setting) != _value(other, name, day, setting))
        if (first := next(differing, None)) is not None:
            yield name, first


def _value(book: Rulebook, name: str, day: date, setting: LawSetting) -> Any:
    found = book.parameter_value(name, day, setting) if name in book.parameters else None
    return None if found is None else (found.value, found.undetermined)


def _undated(one: Rulebook, other: Rulebook) -> Iterator[tuple[str, date]]:
    """Facts and conclusions, which hold on every day."""
    for name in one.facts.keys() | other.facts.keys():
        parts = [
            (book.facts.get(name), book.measures.get(name), book.measures.get(f"{name}.day")) for book in (one, other)
        ]
        if parts[0] != parts[1]:
            yield name, date.min
    for name in one.conclusions.keys() & other.conclusions.keys():
        models = [(book.conclusions[name].model, book.conclusions[name].law_of) for book in (one, other)]
        if models[0] != models[1]:
            yield name, date.min
