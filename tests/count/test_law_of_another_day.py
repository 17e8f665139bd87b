"""Numbers by the law of another day than the one that is asked about: in columns as the reference reads them."""

from __future__ import annotations

from datetime import date

import pytest
from counted import answers, differences
from support import Part, book, case_of, conclusion, parameter, rule, value

from reformrules.count.engine import Run, connect, store_cases
from reformrules.count.reading import read_columns
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.status import LawSetting
from reformrules.verbs.answering import settled_parts

ON = date(2026, 12, 1)
DAYS = ("arrived", "asked")
NUMBERS: Part = {"parameters": {"most": parameter("int", value(4, until="2026-07-01"), value(2, "2026-07-01"))}}
SEVERAL: Part = {
    "conclusions": {
        "w": conclusion("int", law_of="arrived"), "x": conclusion("int", law_of="arrived"),
        "y": conclusion("int", law_of="asked"), "z": conclusion("int", law_of=["asked", "arrived"]),
    },
    "rules": {f"rule-{name}": rule({name: "most"}) for name in "wxyz"},
}  # fmt: skip
BELOW: Part = {
    "conclusions": {"w": conclusion(law_of="arrived", otherwise=False)},
    "rules": {"weaker": rule({"w": True}, "most > 3", status="proposed")},
}


def differing(of: Rulebook, law: LawSetting) -> list[str]:
    days = ("2026-06-30", "2026-07-01")
    cases = [case_of(of, dict(zip(DAYS, (one, other), strict=True))) for one in days for other in days]
    connection, reading = connect(), read_columns(of, ON, law)
    store_cases(connection, cases, of.record)
    rows = [row for _ in settled_parts(Run(connection, reading)) for row in answers(connection)]
    connection.close()
    assert len(rows) == len(cases)
    return differences(reading, cases, rows)


def test_conclusions_that_read_a_number_by_the_law_of_different_days_each_read_it_by_their_own() -> None:
    assert differing(book(NUMBERS, SEVERAL), LawSetting.expected) == []


@pytest.mark.parametrize("law", list(LawSetting))
def test_a_rule_below_the_law_setting_reads_its_numbers_by_the_law_of_its_day(law: LawSetting) -> None:
    assert differing(book(NUMBERS, BELOW), law) == []
