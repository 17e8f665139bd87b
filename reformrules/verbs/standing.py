"""Which thresholds cases with expectations stand at: below, at the value itself, and above."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from reformrules.case.facts import Facts
from reformrules.case.record import CaseRecord
from reformrules.expectations import read_expectations
from reformrules.explain.reference import interpret
from reformrules.explain.session import Explainer
from reformrules.explain.sides import PLACES, Sides, Stood
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.boundaries import Edge, behind, in_force
from reformrules.rulebook.comparisons import Use
from reformrules.rulebook.status import LawSetting


def stood(explainer: Explainer, edges: Iterable[Edge], cases: Iterable[CaseRecord]) -> list[Stood]:
    """Where cases stand to the boundaries of rules on the days and under the laws at which they expect something.

    A case counts where the comparison decides whether a rule holds on which something that is expected rests.
    """
    found = [Stood(edge) for edge in edges if any(use.rule is not None for use in edge.uses)]
    places = _Places(explainer, [(one, use) for one in found for use in one.edge.uses if use.rule is not None])
    for case in cases:
        for (on, law), subjects in _expected(explainer.book, case).items():
            places.note(case, on, law, subjects)
    return found


def _expected(book: Rulebook, case: CaseRecord) -> dict[tuple[date, LawSetting], set[str]]:
    """The subjects of which a case expects something, by day and law."""
    found: defaultdict[tuple[date, LawSetting], set[str]] = defaultdict(set)
    for expectation in read_expectations(case, book):
        found[expectation.on, expectation.law].add(expectation.subject)
    return found


class _Places:
    """Notes where cases stand."""

    def __init__(self, explainer: Explainer, uses: list[tuple[Stood, Use]]) -> None:
        self.explainer, self.uses, self.sides = explainer, uses, Sides()
        self._behind: dict[str, frozenset[str]] = {}

    def note(self, case: CaseRecord, on: date, law: LawSetting, subjects: Iterable[str]) -> None:
        program = self.explainer.program(on, law)
        run = interpret(program, Facts(self.explainer.book, case, on, law))
        names = frozenset[str]().union(*map(self._below, subjects))
        for one, use in self.uses:
            if use.of in names and in_force(use, on, law):
                place = self.sides.standing(program, run, use)
                if isinstance(place, int) and self.sides.decides(program, run, use):
                    one.cases[PLACES[place + 1]].add(case.id)

    def _below(self, subject: str) -> frozenset[str]:
        if subject not in self._behind:
            self._behind[subject] = behind(self.explainer.book, [subject])
        return self._behind[subject]
