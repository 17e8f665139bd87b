"""What is counted in columns is what is explained case by case: every finding, every shipped case."""

from __future__ import annotations

import os
from datetime import date
from functools import cache

import pytest
from counted import answers, differences

from reformrules.case.intake import read_case
from reformrules.case.record import CaseRecord
from reformrules.cases import case_files, default_cases
from reformrules.count.engine import Run, connect, store_cases
from reformrules.count.reading import read_columns
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.status import LawSetting
from reformrules.verbs.answering import settle_by_cases

LONG = bool(os.environ.get("REFORMRULES_LONG"))
IN_CI = [(date(2026, 6, 30), LawSetting.expected)]
DAYS = [date(2024, 12, 31), date(2025, 7, 1), date(2026, 2, 1), date(2026, 7, 1), date(2027, 1, 1), date(2029, 2, 2)]
QUESTIONS = [*IN_CI, *((day, law) for day in DAYS for law in LawSetting)] if LONG else IN_CI


@cache
def book() -> Rulebook:
    return load_rulebook()


@cache
def cases() -> list[CaseRecord]:
    return [read_case(str(path), book().record) for path in case_files([default_cases()])]


@pytest.mark.parametrize(("on", "law"), QUESTIONS, ids=str)
def test_every_finding_of_every_shipped_case_is_counted_as_it_is_explained(on: date, law: LawSetting) -> None:
    connection = connect()
    store_cases(connection, cases(), book().record)
    reading = read_columns(book(), on, law)
    assert list(Run(connection, reading, part=700).fill())[-1] == len(cases())
    settle_by_cases(connection, reading, lambda numbers: (cases()[n] for n in sorted(numbers)), "answers")
    rows = answers(connection)
    connection.close()
    assert len(rows) == len(cases())
    differ = differences(reading, cases(), rows)
    assert not differ, differ[:5]
