"""Who reads a name of the rulebook: the rules, by themselves or through the measure of a fact."""

from __future__ import annotations

from collections.abc import Iterator

from reformrules.rulebook.book import Rule, Rulebook


def rules_reading(book: Rulebook, name: str) -> Iterator[Rule]:
    """The rules that read a fact or a parameter; those of a conclusion whose law date it gives too."""
    names = {name, *(fact for fact in book.facts if name in book.measured_by(fact))}
    for rule in book.rules.values():
        conclusion = book.conclusions.get(rule.concludes or "")
        dates = conclusion.law_of if conclusion is not None else ()
        if not names.isdisjoint(rule.names) or any(not names.isdisjoint(node.names) for node in dates):
            yield rule
