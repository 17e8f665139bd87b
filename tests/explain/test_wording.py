"""Days and numbers are written as people write them in Danish and in British English."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

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
