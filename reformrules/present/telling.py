"""Findings of a caseload in words: what they are called, what is answered, which rules and sources answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reformrules.count.compare import Duty, Said
from reformrules.count.flow import Place
from reformrules.explain.wording import named_value, value_text
from reformrules.present.phrases import cited
from reformrules.present.words import say
from reformrules.rulebook.book import Rule, Rulebook

OBLIGATION = "obligation"


class Telling:
    """Words for the findings of one rulebook, or of two that are compared: the first that has a name says it."""

    def __init__(self, books: Sequence[Rulebook], lang: str) -> None:
        self.books, self.lang = books, lang

    def _book(self, conclusion: str) -> Rulebook:
        return next(book for book in self.books if conclusion in book.conclusions)

    def is_conclusion(self, finding: str) -> bool:
        return any(finding in book.conclusions for book in self.books)

    def rule(self, id_: str) -> Rule | None:
        return next((book.rules[id_] for book in self.books if id_ in book.rules), None)

    def kind(self, finding: str) -> str:
        """The kind of a finding; that of an obligation is named by one of its rules."""
        return str(self._book(finding).conclusions[finding].model.kind) if self.is_conclusion(finding) else OBLIGATION

    def label(self, finding: str) -> str:
        if self.is_conclusion(finding):
            return self._book(finding).conclusions[finding].model.label.in_(self.lang)
        rule = self.rule(finding)
        assert rule is not None and rule.obligation is not None  # findings are conclusions and obligations
        return f"{rule.obligation.model.of.in_(self.lang)}: {rule.obligation.model.what.in_(self.lang)}"

    def value(self, finding: str, value: Any) -> str:
        """A value of a conclusion, or the state of an obligation."""
        if value is None:
            return say("nothing_said", self.lang)
        if not self.is_conclusion(finding):
            return say(f"state_{value}", self.lang)
        value = tuple(value) if isinstance(value, list) else value
        return named_value(self._book(finding), finding, value, self.lang)

    def open(self, reason: str) -> str:
        return f"{say('undetermined', self.lang).lower()}: {say('reason_' + reason, self.lang)}"

    def said(self, finding: str, said: Said) -> str:
        """What one side says."""
        if said.reason is not None:
            return self.open(said.reason)
        if isinstance(said.outcome, tuple) and all(isinstance(one, Duty) for one in said.outcome):
            return "; ".join(self._duty(one) for one in said.outcome)
        return self.value(finding, said.outcome)

    def _duty(self, duty: Duty) -> str:
        state = self.open(duty.reason) if duty.reason is not None else say(f"state_{duty.state}", self.lang)
        if duty.required is None:
            return state
        return f"{state} ({say('required_number', self.lang, value_text(duty.required, self.lang))})"

    def place(self, place: Place) -> str:
        """Where a citizen stands in a flow."""
        if place.conclusion is None:
            return say("nowhere", self.lang)
        if place.value is None:
            return say("undetermined", self.lang).lower()
        return named_value(self._book(place.conclusion), place.conclusion, place.value, self.lang)

    def sources(self, rules: Sequence[str]) -> str:
        """The sources that rules cite, each once."""
        found = [self.rule(id_) for id_ in rules]
        return "; ".join(dict.fromkeys(cited(one) for rule in found if rule is not None for one in rule.cited.source))

    def given(self, rules: Sequence[str]) -> str:
        """Rules with the sources that they cite."""
        sources = self.sources(rules)
        return ", ".join(rules) + (f" [{sources}]" if sources else "")
