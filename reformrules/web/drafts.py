"""The beginning of a change of the law: a parameter or a rule as it is, ready to be written otherwise."""

from __future__ import annotations

from datetime import date
from typing import Any

from reformrules.case.writing import case_text
from reformrules.rulebook import models as m
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import Rule, Rulebook, window_of
from reformrules.rulebook.printing import unparse


def draft(book: Rulebook, name: str, on: date) -> str:
    """A change that says of a parameter or a rule what it says already, from a day on; empty for another name."""
    if name in book.parameters:
        value = _value(book.parameters[name], on)
        return _file(value, on, {"values": {name: value.value}}) if value.value is not None else ""
    rule = book.rules.get(name)
    if rule is None or rule.concludes is None or rule.value is None:
        return ""
    return _file(rule.cited, on, {"replace": {"rules": {rule.id: _rule(rule)}}})


def _value(parameter: m.Parameter, on: date) -> m.DatedValue:
    """The value of a day, or the last there is."""
    covering = [value for value in parameter.values if window_of(value).start <= on]
    return max(covering or parameter.values, key=lambda value: value.from_)


def _rule(rule: Rule) -> dict[str, Any]:
    assert rule.value is not None  # asked for before
    value = rule.value.value if isinstance(rule.value, s.Literal) else unparse(rule.value)
    return {
        "when": unparse(rule.when), "then": {rule.concludes: str(value) if isinstance(value, date) else value},
        "text": {"da": rule.text.da, "en": rule.text.en},
    }  # fmt: skip


def _file(cited: m.Cited, on: date, change: dict[str, Any]) -> str:
    source = [{"id": one.id, **({"section": one.section} if one.section else {})} for one in cited.source[:1]]
    head = {"overlay": {"da": "Et forsøg", "en": "A trial"}, "valid": {"from": str(on)}, "source": source}
    return case_text({**head, **change})
