"""Mutants that change nothing, where that is decided cheaply: what is never read, or comes to the same for all values.

Said to be equivalent is only what surely is. Conditions are compared for every combination of the values
of their yes-or-no and closed-set names; any other test counts as a yes-or-no of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

from reformrules.mutation.mutants import DatedParameter, Measured, Mutant
from reformrules.rulebook import models as m
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import Rule, Rulebook, Window, window_of
from reformrules.rulebook.meaning import UNKNOWN, Closure, compile_expression
from reformrules.rulebook.printing import unparse
from reformrules.rulebook.readers import rules_reading
from reformrules.rulebook.status import LawSetting
from reformrules.rulebook.types import BOOL, TEXT, Type

MOST_COMBINATIONS = 6_561  # 3 to the power of 8


def changes_nothing(book: Rulebook, mutant: Mutant) -> bool:
    """Whether a mutant surely gives the same answers as the rulebook."""
    part = mutant.part
    if isinstance(part, Measured):
        return not any(rules_reading(book, part.name))
    if isinstance(part, DatedParameter):
        return _unread(book, part)
    return isinstance(part, Rule) and _same_rule(book, book.rules[part.id], part)


def _same_rule(book: Rulebook, before: Rule, after: Rule) -> bool:
    if before.overrides != after.overrides:
        dropped = set(before.overrides) - set(after.overrides)
        return all(_never_overrides(book, before, book.rules[other]) for other in dropped)
    if before.window != after.window:
        return _twin_stands_in(book, before, after)
    if before.when is not after.when:
        return _same_condition(book, before.when, after.when)
    return False


# What is never read.


def _unread(book: Rulebook, after: DatedParameter) -> bool:
    """Whether no rule is in force on any day on which the values differ, under the setting where all run longest."""
    before = book.parameters[after.name]
    periods = [rule.window for rule in rules_reading(book, after.name)]
    differing = [pair for pair in zip(before.values, after.model.values, strict=True) if pair[0] != pair[1]]
    days = [changed for pair in differing for changed in _changed(*pair)]
    return not any(changed.meets(period, LawSetting.enacted) for changed in days for period in periods)


def _changed(before: m.DatedValue, after: m.DatedValue) -> Iterator[Window]:
    """The days on which one value of a parameter differs from what it was."""
    one, other = window_of(before), window_of(after)
    if before.value != after.value:
        yield one
    if one.end is not None and one.end_status != other.end_status:
        yield Window(one.end, None)
    if one.start != other.start:
        yield Window(min(one.start, other.start), max(one.start, other.start))
    if one.end is not None and other.end is not None and one.end != other.end:
        yield Window(min(one.end, other.end), max(one.end, other.end))


# What another rule says as well.


def _twin_stands_in(book: Rulebook, before: Rule, after: Rule) -> bool:
    """Whether another rule says the same on the days on which only one of the two is in force."""
    others = book.conclusions[before.concludes].rules if before.concludes is not None else ()
    if before.window.end_status != after.window.end_status:  # then all days that follow may differ
        return not any(before.status <= law.floor < before.window.end_status for law in LawSetting)
    needed = [*_moved_days(before.window, after.window)]
    twins = [rule for rule in others if rule.id != before.id and _says_the_same(rule, before, others)]
    return all(any(_in_force(twin, day, law) for twin in twins) for day, law in needed if before.status <= law.floor)


def _moved_days(before: Window, after: Window) -> Iterator[tuple[date, LawSetting]]:
    for edge in {before.start, after.start, before.end, after.end} - {None}:
        for day in (edge - timedelta(days=1), edge, edge + timedelta(days=1)) if edge is not None else ():
            for law in LawSetting:
                if before.covers(day, law) != after.covers(day, law):
                    yield day, law


def _in_force(rule: Rule, day: date, law: LawSetting) -> bool:
    return rule.status <= law.floor and rule.window.covers(day, law)


def _says_the_same(twin: Rule, rule: Rule, others: tuple[Rule, ...]) -> bool:
    def over(one: Rule) -> set[str]:
        return {other.id for other in others if one.id in other.overrides}

    if twin.value is None or rule.value is None or twin.status < rule.status:
        return False
    same = unparse(twin.when) == unparse(rule.when) and unparse(twin.value) == unparse(rule.value)
    apart = {twin.id, rule.id}
    return same and set(rule.overrides) - apart <= set(twin.overrides) and over(twin) - apart <= over(rule)


# What comes to the same for all values.


class _Values:
    """Conditions over values that can be listed: what cannot be listed becomes a yes-or-no of its own."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.domains: dict[str, list[Any]] = {}

    def closure(self, node: s.Node) -> Closure:
        return compile_expression(self._listed(node), lambda name: lambda env: env[name], self._type)

    def all(self) -> Iterator[dict[str, Any]] | None:
        """Every combination of values, or None when there are too many."""
        size = 1
        for domain in self.domains.values():
            size *= len(domain)
        if size > MOST_COMBINATIONS:
            return None
        return (dict(zip(self.domains, values, strict=True)) for values in product(*self.domains.values()))

    def _type(self, node: s.Node) -> Type:
        if isinstance(node, s.Name) and len(self.domains[node.name]) != len(_YES_OR_NO):
            return TEXT
        return BOOL

    def _listed(self, node: s.Node) -> s.Node:
        if isinstance(node, s.All | s.AnyOf):
            return replace(node, of=tuple(self._listed(part) for part in node.of))
        if isinstance(node, s.Not):
            return s.Not(node.at, self._listed(node.of))
        if isinstance(node, s.Name) or self._is_listed(node):
            self._domain(next(iter(node.names)))
            return node
        if isinstance(node, s.Literal):
            return node
        self.domains.setdefault(unparse(node), _YES_OR_NO)
        return s.Name(node.at, unparse(node))

    def _is_listed(self, node: s.Node) -> bool:
        """Whether a test compares one name of a closed set with written values."""
        parts = node.children if isinstance(node, s.Compare | s.In) else ()
        if not parts or not isinstance(parts[0], s.Name) or not all(isinstance(p, s.Literal) for p in parts[1:]):
            return False
        return bool(self.book.scope(parts[0].name).choices)

    def _domain(self, name: str) -> None:
        choices = self.book.scope(name).choices
        self.domains.setdefault(name, [*sorted(choices), None, UNKNOWN] if choices else _YES_OR_NO)


_YES_OR_NO: list[Any] = [True, False, UNKNOWN]


def _same_condition(book: Rulebook, before: s.Node, after: s.Node) -> bool:
    values = _Values(book)
    one, other = values.closure(before), values.closure(after)
    listed = values.all()
    return listed is not None and all(one(env) is other(env) for env in listed)


def _never_overrides(book: Rulebook, rule: Rule, other: Rule) -> bool:
    """Whether a rule never takes the other's place, so that it need not override it."""
    values = _Values(book)
    one, two = values.closure(rule.when), values.closure(other.when)
    listed = values.all()
    return listed is not None and not any(_in_the_way(one(env), two(env)) for env in listed)


def _in_the_way(rule: Any, other: Any) -> bool:
    return False not in (rule, other) and True in (rule, other)
