"""Obligations of one kind: the same party must do the same thing, by whatever rule.

A change of the law puts one rule in the place of another; what is compared and counted is the kind.
"""

from __future__ import annotations

from collections.abc import Iterable

from reformrules.rulebook.book import Rule, Rulebook


def kind_of(rule: Rule) -> tuple[str, str]:
    """Who must do what."""
    assert rule.obligation is not None  # only obligations have a kind
    return rule.obligation.model.of.da, rule.obligation.model.what.da


def kinds(books: Iterable[Rulebook]) -> dict[str, tuple[str, ...]]:
    """The kinds of the obligations of some rulebooks, each named by its first rule, with all its rules."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for book in books:
        for rule in book.obligations:
            found.setdefault(kind_of(rule), {})[rule.id] = None
    return {next(iter(rules)): tuple(rules) for rules in found.values()}
