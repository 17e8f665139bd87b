"""What is counted in columns is what is explained case by case: every finding, every shipped case."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date, datetime
from functools import cache
from typing import Any

import pytest

from reformrules.case.facts import Facts
from reformrules.case.intake import read_case
from reformrules.case.record import CaseRecord
from reformrules.cases import case_files, default_cases
from reformrules.count.duties import DETAILS, NONE, detail
from reformrules.count.engine import Run, connect, store_cases
from reformrules.count.law import why
from reformrules.count.reading import Reading, read_columns
from reformrules.count.reasons import A_PERSONS, MISSING
from reformrules.count.tables import CASE, flag
from reformrules.explain.reference import interpret
from reformrules.explain.session import Explainer
from reformrules.explain.verdicts import Verdict, verdicts
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


def counted(on: date, law: LawSetting) -> tuple[Reading, list[dict[str, Any]]]:
    connection = connect()
    store_cases(connection, cases(), book().record)
    reading = read_columns(book(), on, law)
    assert list(Run(connection, reading, part=700).fill())[-1] == len(cases())
    settle_by_cases(connection, reading, lambda numbers: (cases()[n] for n in sorted(numbers)), "answers")
    rows = connection.sql("SELECT * FROM answers").to_arrow_table().to_pylist()
    connection.close()
    return reading, rows


def plain(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(sorted(value))
    return value.date() if isinstance(value, datetime) else value


def in_columns(reading: Reading, row: dict[str, Any], name: str) -> tuple[Any, ...]:
    if row[flag(name)]:
        mask = row[why(name)]
        if mask & MISSING:
            return "open", "missing_input"
        return "open", "needs_assessment" if mask & A_PERSONS else "law_not_verified"
    if name in reading.conclusions:
        return ("none",) if row[name] is None else ("said", plain(row[name]))
    return ("none",) if row[name] == NONE else ("said", row[name], *(plain(row[detail(name, w)]) for w in DETAILS))


def explained(said: Verdict | None, conclusion: bool) -> tuple[Any, ...]:
    if said is None or said.state == "none":
        return ("none",)
    if said.state == "undetermined":
        return "open", said.inquiry.reason
    if conclusion:
        return "said", said.outcome
    return "said", said.duty, said.required, said.done, said.counted_from, said.first_by, said.deadline


@pytest.mark.parametrize(("on", "law"), QUESTIONS, ids=str)
def test_every_finding_of_every_shipped_case_is_counted_as_it_is_explained(on: date, law: LawSetting) -> None:
    reading, rows = counted(on, law)
    explainer = Explainer(book(), "reference")
    program, differ = explainer.program(on, law), Counter[str]()
    for row in rows:
        run = interpret(program, Facts(book(), cases()[row[CASE]], on, law))
        said = verdicts(program, run, ask=False)
        for name in (*reading.conclusions, *reading.obligations):
            want = explained(said.get(name), name in reading.conclusions)
            if in_columns(reading, row, name) != want:
                differ[f"{row['id']}: {name}: {in_columns(reading, row, name)} for {want}"] += 1
    assert len(rows) == len(cases())
    assert not differ, list(differ)[:5]
