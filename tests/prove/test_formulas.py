"""The formulas of the rulebook say of a case what the explain reading says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from reformrules.case.facts import Facts
from reformrules.case.intake import read_case
from reformrules.cases import case_files, default_cases
from reformrules.explain.reference import Outcome, interpret
from reformrules.explain.session import Explainer
from reformrules.prove.calendar import Calendar
from reformrules.prove.expressions import Days
from reformrules.prove.law import Law
from reformrules.prove.ledger import Ledger
from reformrules.prove.terms import Term, constant, encoded
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.meaning import UNKNOWN
from reformrules.rulebook.status import LawSetting


class Known:
    """A citizen whose facts are those of a case."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def key(self, book: Rulebook, name: str) -> str:
        return name

    def fact(self, book: Rulebook, name: str) -> Term:
        return constant(self.facts[name])

    def days(self, book: Rulebook, name: str) -> Days:
        days = self.facts[name]
        if days is UNKNOWN or days is None:
            return Days(lambda first, last: 0, True)
        numbers = [day.toordinal() for day in days]
        return Days(lambda first, last: sum(first <= number <= last for number in numbers))


def comes_to(outcome: Outcome) -> tuple[str, Any]:
    state = outcome.doubt if outcome.state == "undetermined" else outcome.state
    value = outcome.value if outcome.state == "settled" else None
    return str(state), {encoded(v) for v in value} if isinstance(value, tuple) else None if value is None else encoded(
        value
    )


@pytest.mark.parametrize("on", [date(2026, 6, 30), date(2027, 1, 1)])
def test_the_formulas_with_the_facts_of_a_case_filled_in_say_what_is_explained(on: date) -> None:
    book, setting = load_rulebook(), LawSetting.expected
    explainer = Explainer(book, "reference")
    for file in case_files([default_cases()])[::100]:
        case = read_case(str(file), book.record)
        run = interpret(explainer.program(on, setting), Facts(book, case, on, setting))
        ledger = Ledger()
        known = Known(Facts(book, case, on, setting))
        law = Law(book, setting, on, on.toordinal(), known, Calendar(ledger), ledger)
        for name, outcome in run.outcomes.items():
            found = law.outcome(name)
            state = next(state for state, flag in found.flags.items() if flag is True)
            value = {v for flag, v in found.answers if flag is True} if found.answers else found.value
            assert (state, value if state == "settled" else None) == comes_to(outcome), (file.stem, name)
