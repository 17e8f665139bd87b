"""Days and numbers in words are written as CLDR has them for Danish and British English."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st
from support import examples

from reformrules.explain.wording import value_text

LOCALES = {"da": "da", "en": "en_GB"}


@examples(200, 2000)
@given(st.dates(date(1850, 1, 1), date(2150, 12, 31)), st.sampled_from(["da", "en"]))
def test_a_day_is_written_as_a_long_date(day: date, lang: str) -> None:
    assert value_text(day, lang) == format_date(day, "long", locale=LOCALES[lang])


@examples(200, 2000)
@given(
    st.integers(-(10**9), 10**12) | st.decimals(-(10**9), 10**9, places=4) | st.decimals(-2, 2, places=3),
    st.sampled_from(["da", "en"]),
)
def test_a_number_has_marks_between_thousands_and_at_most_two_decimals(number: int | Decimal, lang: str) -> None:
    assert value_text(number, lang) == format_decimal(number, format="#,##0.##", locale=LOCALES[lang])


@pytest.mark.parametrize(
    ("number", "da", "en"), [(Decimal("21092.5"), "21.092,5", "21,092.5"), (1000, "1.000", "1,000")]
)
def test_danish_and_english_have_their_own_marks(number: int | Decimal, da: str, en: str) -> None:
    assert (value_text(number, "da"), value_text(number, "en")) == (da, en)
