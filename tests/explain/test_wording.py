"""Days and numbers are written as people write them in Danish and in British English, and reasons as they are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from support import book, case_of, conclusion, explainer_of, rule

from reformrules.explain.wording import value_text


@pytest.mark.parametrize(
    ("value", "da", "en"),
    [
        (date(2026, 7, 1), "1. juli 2026", "1 July 2026"),
        (date(2024, 2, 29), "29. februar 2024", "29 February 2024"),
        (Decimal("21092.5"), "21.092,5", "21,092.5"),
        (1000, "1.000", "1,000"),
        (Decimal("4809.999"), "4.810", "4,810"),
        (Decimal("0.25"), "0,25", "0.25"),
        (Decimal("-3.10"), "-3,1", "-3.1"),
    ],
)
def test_a_value_has_the_month_and_the_marks_of_its_language(value: Any, da: str, en: str) -> None:
    assert (value_text(value, "da").replace("\u2212", "-"), value_text(value, "en")) == (da, en)


PERSON = {"children": 2, "arrived": "2020-05-02", "colour": "red"}


@pytest.mark.parametrize(
    ("when", "en"),
    [
        ("children <= 3", "label (2) is at most 3"),
        ("not (children > 3)", "label (2) is not above 3"),
        ("not (arrived >= 2026-01-01)", "label (2 May 2020) is not on or after 1 January 2026"),
        ("not (arrived < 2020-05-02)", "label (2 May 2020) is not before 2 May 2020"),
        ('not (colour in ["green", "blue"])', "label (red) is not one of green or blue"),
        ('not (colour = "green")', "label (red) is not green"),
    ],
)
def test_a_reason_says_what_is_so_and_not_what_its_condition_denies(when: str, en: str) -> None:
    rulebook = book({"conclusions": {"x": conclusion("int")}, "rules": {"r": rule({"x": 1}, when)}})
    case = case_of(rulebook, PERSON)
    (finding,) = explainer_of(rulebook).check(case, date(2026, 7, 1)).findings
    assert [because.en for because in finding.because] == [en]
