"""What is counted in columns is what is explained case by case: every finding of every case.

In CI the shipped cases and a sample of synthetic citizens on one day, and drawn cases of the invented law; with
`REFORMRULES_LONG=1` 2,000 synthetic citizens too, on and around every boundary of the law, under every law setting:
`REFORMRULES_LONG=1 pytest -n auto tests/count/test_count_equals_explain.py` is the whole with one command. A question
took 66 to 74 s of CPU on a busy machine, a third of it to write its statements: 156 are 90 minutes on two cores.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from counted import Row, answers, differences
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import world

from reformrules.case.intake import read_case
from reformrules.case.record import CaseRecord
from reformrules.cases import case_files, default_cases
from reformrules.count.caseload.drill import cases_of
from reformrules.count.caseload.opening import open_caseload
from reformrules.count.engine import Run, connect, store_cases
from reformrules.count.reading import Reading, read_columns
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.status import LawSetting
from reformrules.strategies import cases, evaluation_dates, law_settings
from reformrules.synthetic.caseload import Synthesis
from reformrules.synthetic.plan import planned_layer, read_plan
from reformrules.synthetic.targets import Tally
from reformrules.verbs.answering import settled_parts
from reformrules.verbs.synthesizing import write

LONG = bool(os.environ.get("REFORMRULES_LONG"))
CITIZENS = 2000 if LONG else 200
REACHED = (date(2026, 2, 2), date(2027, 1, 2))  # the days that the histories of one half and of the other reach
IN_CI = [(date(2026, 7, 1), LawSetting.expected)]
SINCE = date(2024, 12, 31)  # boundaries before it are met by the shipped cases, whose histories are older


@cache
def book() -> Rulebook:
    return load_rulebook()


def around_boundaries() -> list[date]:
    days = (day + timedelta(days=off) for day in book().boundaries for off in (-1, 0, 1))
    return sorted({day for day in days if day >= SINCE})


QUESTIONS = [(day, law) for day in around_boundaries() for law in LawSetting] if LONG else IN_CI


@cache
def shipped() -> list[CaseRecord]:
    return [read_case(str(path), book().record) for path in case_files([default_cases()])]


@cache
def synthetic() -> list[CaseRecord]:
    layered, found = load_rulebook(layers=[planned_layer()]), list[CaseRecord]()
    for seed, on in enumerate(REACHED):
        with TemporaryDirectory() as folder:
            made = Synthesis(
                read_plan(layered, planned_layer()), book().record, layered.figures, CITIZENS // len(REACHED), seed, on
            )
            write(made, Path(folder), Tally(made, book()), "en")
            with open_caseload(Path(folder), book()) as caseload:
                found += cases_of(caseload, range(caseload.kept + 1))  # numbered from 1
    return found


def counted(reading: Reading, records: Sequence[CaseRecord], part: int) -> list[Row]:
    connection = connect()
    store_cases(connection, records, reading.book.record)
    rows = [row for _ in settled_parts(Run(connection, reading, part)) for row in answers(connection)]
    connection.close()
    return rows


@pytest.mark.parametrize(("on", "law"), QUESTIONS, ids=str)
def test_every_finding_of_every_case_is_counted_as_it_is_explained(on: date, law: LawSetting) -> None:
    records = [*shipped(), *synthetic()]
    reading = read_columns(book(), on, law)
    rows = counted(reading, records, part=len(records) // 2 + 1)  # each part is planned anew, which takes long
    assert len(rows) == len(records)
    assert len(synthetic()) == CITIZENS
    differ = differences(reading, records, rows)
    assert not differ, differ[:5]


@settings(max_examples=60 if LONG else 4, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(cases(world()), min_size=20, max_size=40), evaluation_dates(world()), law_settings())
def test_drawn_cases_of_the_invented_law_are_counted_as_they_are_explained(
    records: list[CaseRecord], on: date, law: LawSetting
) -> None:
    reading = read_columns(world(), on, law)
    rows = counted(reading, records, part=15)
    assert len(rows) == len(records)
    differ = differences(reading, records, rows)
    assert not differ, differ[:5]
