"""A half-year that runs over a change of the law: what each of the two laws says is told where they differ."""

from __future__ import annotations

from datetime import date

import pytest
from support import explainer_of

from reformrules.case.facts import Facts
from reformrules.case.intake import read_case
from reformrules.cases import default_cases
from reformrules.explain.inquiry import inquire
from reformrules.explain.reference import interpret
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.status import LawSetting


@pytest.mark.parametrize(
    ("name", "da", "en"),
    [
        ("required_talks_municipality", "4 og 1", "4 and 1"),
        (
            "offer_requirement",
            "ét tilbud i første halvår og intet krav om tilbud",
            "one offer in the first half-year and no requirement of an offer",
        ),
    ],
)
def test_where_the_two_laws_of_a_half_year_differ_the_answer_of_each_is_told(name: str, da: str, en: str) -> None:
    book = load_rulebook()
    case = read_case(str(default_cases() / "offers" / "activity-ready-across-1-july-2026.yaml"), book.record)
    on, law = date(2026, 9, 1), LawSetting.expected
    program = explainer_of(book).program(on, law)
    run = interpret(program, Facts(book, case, on, law))
    (because,) = inquire(program, run, run.outcomes[name]).law
    assert because.da.endswith(f": {da}")
    assert because.en.endswith(f": {en}")
