"""The shipped rulebook as a whole: its sources, its dates, its cases."""

from __future__ import annotations

import os
import re
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from support import explainer_of
from support import shipped as book

import reformrules
from reformrules.case.facts import Facts
from reformrules.case.intake import read_case
from reformrules.case.record import CaseRecord
from reformrules.cases import case_files, default_cases
from reformrules.expectations import check_expectations, read_expectations
from reformrules.explain.program import build_program
from reformrules.explain.reference import Run, interpret
from reformrules.rulebook.boundaries import boundaries
from reformrules.rulebook.status import LawSetting

DAY = timedelta(days=1)
CASES = case_files([default_cases()])


@cache
def shipped(path: Path) -> CaseRecord:
    return read_case(str(path), book().record)


def days_round(day: date) -> tuple[date, date, date]:
    return day - DAY, day, day + DAY


def reference(case: CaseRecord, on: date, law: LawSetting) -> Run:
    return interpret(explainer_of(book()).program(on, law), Facts(book(), case, on, law))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_shipped_case_says_what_it_expects(path: Path) -> None:
    results = check_expectations(explainer_of(book()), shipped(path))
    assert results
    wrong = [r for r in results if not r.passed]
    assert not wrong, "\n".join(f"{r.expectation}: {r.said} {r.why}" for r in wrong)


def test_every_shipped_case_is_named_as_its_file() -> None:
    assert {path.stem: shipped(path).id for path in CASES} == {path.stem: path.stem for path in CASES}


def test_every_rule_and_every_parameter_value_cites_a_source_that_resolves() -> None:
    cited = [rule.cited for rule in book().rules.values()]
    cited += [value for parameter in book().parameters.values() for value in parameter.values]
    assert all(item.source for item in cited)
    assert {c.id for item in cited for c in item.source} <= set(book().sources)


def test_every_rule_begins_on_its_first_day_and_has_ended_on_its_until() -> None:
    for rule in book().rules.values():
        before, first, _ = days_round(rule.window.start)
        assert not rule.window.covers(before, LawSetting.proposed)
        assert rule.window.covers(first, LawSetting.proposed)
        if rule.window.end is not None:
            assert rule.window.covers(rule.window.end - DAY, LawSetting.proposed)
            assert not rule.window.covers(rule.window.end, LawSetting.proposed)


def test_an_end_that_is_only_expected_does_not_count_in_the_law_adopted_so_far() -> None:
    ends = [r for r in book().rules.values() if r.window.end and r.window.end_status.name == "expected"]
    assert ends
    for rule in ends:
        assert rule.window.end is not None
        assert rule.window.covers(rule.window.end, LawSetting.adopted)
        assert not rule.window.covers(rule.window.end, LawSetting.expected)


LONG = bool(os.environ.get("REFORMRULES_LONG"))  # every case beside every date; else the cases share the dates out
EACH = 1 if LONG else 16


@pytest.mark.parametrize("part", range(8))
def test_no_two_rules_disagree_on_a_shipped_case_the_day_before_on_and_after_any_boundary(part: int) -> None:
    turning = [day.day for day in boundaries(book(), LawSetting.proposed).days]
    for index, path in enumerate(CASES[part::8]):
        for place, boundary in enumerate(turning[index % EACH :: EACH]):
            law = list(LawSetting)[(index + place) % len(LawSetting)]
            for day in days_round(boundary):
                outcomes = reference(shipped(path), day, law).outcomes.values()
                clashes = [(o.name, [r.id for r in o.rules]) for o in outcomes if o.doubt == "disagreement"]
                assert not clashes, (path.stem, day, law)


@pytest.mark.parametrize("part", range(8))
def test_the_two_engines_agree_on_every_shipped_case_the_day_before_and_after_its_dates(part: int) -> None:
    for index, path in enumerate(CASES[part::8]):
        asked = sorted({(e.on, e.law) for e in read_expectations(shipped(path), book())})
        for on, law in asked if LONG else asked[index % len(asked) :][:1]:
            for day in (on - DAY, on + DAY):  # on its dates both answer what it expects
                explainer_of(book()).run(shipped(path), day, law)


def test_a_program_is_the_same_on_every_day_between_two_boundaries() -> None:
    pairs = list(pairwise(book().boundaries))
    for place, (start, end) in enumerate(pairs):
        law = list(LawSetting)[place % len(LawSetting)]
        first, last = build_program(book(), start, law), build_program(book(), end - DAY, law)
        for one, other in zip(first.conclusions, last.conclusions, strict=True):
            ids = [[rule.id for reading in c.readings for rule in reading.rules] for c in (one, other)]
            assert ids[0] == ids[1]


def test_no_benefit_scheme_or_group_of_the_law_is_named_in_the_code() -> None:
    kinds = {kind for section in book().record.sections.values() for kind in section.kinds}
    fields = [field for section in book().record.sections.values() for field in section.fields.values()]
    choices = {choice for field in (*fields, *book().record.person.values()) for choice in field.one_of or ()}
    names = (kinds | choices) - {"ingen"}  # an ordinary word too
    for path in Path(reformrules.__file__).parent.rglob("*.py"):
        quoted = set(re.findall(r'"([^"\n]+)"', path.read_text("utf-8")))
        assert not quoted & names, path.name
