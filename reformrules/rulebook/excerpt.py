"""Part of a rulebook: only what some of its findings need, which answers them as the whole does, and sooner."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from reformrules.errors import Both, InputError, Problem, nearest
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.difference import all_read


def excerpt(book: Rulebook, findings: Iterable[str]) -> Rulebook:
    """The rulebook with no other rules than these findings rest on.

    findings: names of conclusions, and of obligations by their rules. Raises InputError for a name that is neither.
    """
    asked = list(findings)
    duties = {rule.id for rule in book.obligations}
    for name in asked:
        if name not in book.conclusions and name not in duties:
            hint = nearest(name, [*book.conclusions, *duties])
            none = Both(f"regelværket har intet emne `{name}`", f"the rulebook has no finding `{name}`")
            raise InputError(Problem(none + hint))
    names, obliging = set(asked).union(*(all_read(book, name) for name in asked)), duties.intersection(asked)
    return replace(
        book,
        facts={name: fact for name, fact in book.facts.items() if name in names},
        parameters={name: parameter for name, parameter in book.parameters.items() if name in names},
        conclusions={name: conclusion for name, conclusion in book.conclusions.items() if name in names},
        rules={id_: rule for id_, rule in book.rules.items() if id_ in obliging or rule.concludes in names},
        measures={key: node for key, node in book.measures.items() if key.removesuffix(".day") in names},
        order=tuple(name for name in book.order if name in names),
    )
