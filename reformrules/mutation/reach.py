"""What a change of one named part of the rulebook can change directly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reformrules.rulebook.book import Rulebook


@dataclass(frozen=True, slots=True)
class Reach:
    """rules: that are the part or read it as a parameter. facts: measured with it, or from such a fact.

    conclusions: that are the part, or whose law dates read it. names: all conclusions, obligations and
    facts in which the change is seen first.
    """

    rules: tuple[str, ...]
    facts: tuple[str, ...]
    conclusions: frozenset[str]
    names: frozenset[str]


def reach_of(book: Rulebook, name: str) -> Reach:
    """The reach of what has this name: a rule, a parameter, a conclusion or a fact."""
    rules = tuple(dict.fromkeys(_rules(book, name)))
    facts = tuple(_facts(book, name))
    conclusions = frozenset({name} & book.conclusions.keys()).union(_by_law_date(book, name))
    seen = {book.rules[id_].concludes or id_ for id_ in rules}
    return Reach(rules, facts, conclusions, conclusions.union(seen, facts))


def _rules(book: Rulebook, name: str) -> Iterator[str]:
    if name in book.rules:
        yield name
    if name in book.parameters:
        yield from (rule.id for rule in book.rules.values() if name in rule.names)


def _by_law_date(book: Rulebook, name: str) -> Iterator[str]:
    if name in book.parameters:
        yield from (c.name for c in book.conclusions.values() if any(name in node.names for node in c.law_of))


def _facts(book: Rulebook, name: str) -> Iterator[str]:
    if name in book.facts:
        yield name
    yield from (fact for fact in book.facts if name in book.measured_by(fact))
