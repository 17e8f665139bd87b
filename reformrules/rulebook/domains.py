"""The values a fact can have, where they can be listed."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.models import Fact


@lru_cache(maxsize=4096)
def domain(book: Rulebook, name: str) -> list[Any]:
    """All possible values of a fact, or nothing when they cannot be listed."""
    fact = book.facts[name]
    values: list[Any] = []
    if fact.type == "bool":
        values = [True, False]
    elif fact.type == "text" and fact.one_of:
        values = [*fact.one_of]
    elif fact.type == "int" and fact.range:
        values = [*range(fact.range[0], fact.range[1] + 1)]
    return [*values, None] if values and _may_be_none(book, fact) else values


def _may_be_none(book: Rulebook, fact: Fact) -> bool:
    """Whether a record can say that there is no such thing."""
    measure = fact.measure
    if measure.kind in ("field", "age"):
        spec = book.record.person[getattr(measure, measure.kind)]
        return spec.may_be_none or spec.absent == "none"
    return measure.kind in ("covering", "first", "last", "unbroken_since")
