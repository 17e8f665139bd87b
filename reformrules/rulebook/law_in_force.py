"""The law of a day: which rules are in force under a law setting, with their whole conditions.

A conclusion whose law follows other dates (`law_of`) has one reading for each; there a rule's validity is a
condition like any other, on that date.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import Conclusion, Rule, Rulebook
from reformrules.rulebook.status import LawSetting


@dataclass(frozen=True, slots=True)
class RuleInForce:
    """A rule with its whole condition (validity on the law date included) and the rules that override it."""

    rule: Rule
    condition: s.Node
    overridden_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a conclusion: by the law of `law_date`, or of the evaluation date when that is None."""

    law_date: s.Node | None
    rules: tuple[RuleInForce, ...]


@dataclass(frozen=True, slots=True)
class ConclusionInForce:
    """A conclusion with its readings; `below` holds the rules that the law setting leaves out."""

    conclusion: Conclusion
    readings: tuple[Reading, ...]
    below: tuple[RuleInForce, ...]


def conclusion_in_force(conclusion: Conclusion, day: date, setting: LawSetting) -> ConclusionInForce:
    """The readings of a conclusion by the law of a day."""
    dates: tuple[s.Node | None, ...] = conclusion.law_of or (None,)
    above = [rule for rule in conclusion.rules if rule.status <= setting.floor]
    below = [rule for rule in conclusion.rules if rule.status > setting.floor]
    readings = tuple(Reading(d, tuple(_rules(above, d, day, setting))) for d in dates)
    return ConclusionInForce(conclusion, readings, tuple(_rules(below, dates[-1], day, setting)))


def obligations_in_force(book: Rulebook, day: date, setting: LawSetting) -> tuple[Rule, ...]:
    """The obligations by the law of a day."""
    return tuple(r for r in book.obligations if r.status <= setting.floor and r.window.covers(day, setting))


def _rules(rules: list[Rule], law_date: s.Node | None, day: date, setting: LawSetting) -> Iterator[RuleInForce]:
    live = [rule for rule in rules if law_date is not None or rule.window.covers(day, setting)]
    for rule in live:
        overridden = tuple(other.id for other in live if rule.id in other.overrides)
        yield RuleInForce(rule, _condition(rule, law_date, setting), overridden)


def _condition(rule: Rule, law_date: s.Node | None, setting: LawSetting) -> s.Node:
    if law_date is None:
        return rule.when
    tests: list[s.Node] = [s.Compare(0, ">=", law_date, s.Literal(0, rule.window.start))]
    end = rule.window.end_under(setting)
    if end is not None:
        tests.append(s.Compare(0, "<", law_date, s.Literal(0, end)))
    return s.All(0, (*tests, rule.when))
