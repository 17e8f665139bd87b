"""The target groups: 13 before 2027, five from 2027, and never two answers to one question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import assume, given, reject
from hypothesis import strategies as st
from support import examples, explainer_of
from support import shipped as book

from reformrules.case.facts import Facts
from reformrules.case.intake import read_case
from reformrules.case.record import CaseRecord
from reformrules.cases import case_files, default_cases
from reformrules.errors import InputError
from reformrules.expectations import read_expectations
from reformrules.explain.program import Program
from reformrules.explain.reference import Outcome, Run, interpret
from reformrules.explain.verdicts import Verdict, verdict
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.models import RecordShape, Section
from reformrules.rulebook.status import LawSetting
from reformrules.strategies import Data, case_data, evaluation_dates, law_settings, record_of

DAY = timedelta(days=1)
REFORM = date(2027, 1, 1)
OLD, NEW, OUTSIDE = "target_group_old", "target_group_new", "other_act"
SO_FAR = (LawSetting.enacted, LawSetting.adopted)
CASES = case_files([default_cases()])


@cache
def about_groups() -> frozenset[str]:
    """The conclusions about target groups and all that they rest on."""
    return frozenset({OLD, NEW, OUTSIDE}).union(*(book().rests_on(name) for name in (OLD, NEW, OUTSIDE)))


@cache
def program_of(epoch: int, law: LawSetting) -> Program:
    starts = (book().boundaries[0] - DAY, *book().boundaries)
    whole = explainer_of(book()).program(starts[epoch], law)
    return replace(whole, conclusions=tuple(c for c in whole.conclusions if c.name in about_groups()), obligations=())


def run_of(case: CaseRecord, on: date, law: LawSetting) -> Run:
    return interpret(program_of(book().epoch(on), law), Facts(book(), case, on, law))


def said(case: CaseRecord, on: date, law: LawSetting, name: str) -> Verdict:
    program = program_of(book().epoch(on), law)
    return verdict(program, run_of(case, on, law), program.by_name[name])


def choices(name: str) -> set[str]:
    return set(book().conclusions[name].model.one_of or ())


def old_law_answers(on: date, law: LawSetting) -> bool:
    return on < REFORM or law in SO_FAR


def faults(case: CaseRecord, on: date, law: LawSetting) -> Iterator[str]:
    """What is wrong with what is said of the target group of a case on a date."""
    outcomes = run_of(case, on, law).outcomes
    old, new, outside = outcomes[OLD], outcomes[NEW], outcomes[OUTSIDE]
    asked, other = (old, new) if old_law_answers(on, law) else (new, old)
    yield from answer_faults(case, on, law, asked)
    if other.state == "settled":
        yield f"{other.name} is answered where {asked.name} is the question"
    if asked.state == "settled" and outside.state == "settled":
        yield f"{asked.name} is answered for a citizen whom another act covers"
    if asked.state == "none" and outcomes["situation"].state != "none" and outside.state == "none":
        yield "there is no group, and nothing says why"


def answer_faults(case: CaseRecord, on: date, law: LawSetting, asked: Outcome) -> Iterator[str]:
    if asked.state == "settled" and asked.value not in choices(asked.name):
        yield f"{asked.value!r} is not one of the groups"
    if asked.doubt == "disagreement":
        yield f"the rules {[rule.id for rule in asked.rules]} give different groups"
    if asked.state == "undetermined":
        found = said(case, on, law, asked.name)  # settled when every value of a missing fact gives the same
        known = found.inquiry.missing or found.inquiry.assessments or found.inquiry.law
        if found.state == "undetermined" and not known:
            yield "it is undetermined, and nothing says why"


def proposal_faults(case: CaseRecord, on: date) -> Iterator[str]:
    """From 2027 the proposals place everybody who has an old group, or ask for what the old law did not need.

    The other acts go on covering the others.
    """
    so_far = run_of(case, on, LawSetting.adopted).outcomes
    new, outside = (run_of(case, on, LawSetting.proposed).outcomes[name] for name in (NEW, OUTSIDE))
    asks = new.state == "undetermined" and said(case, on, LawSetting.proposed, NEW).inquiry.missing
    if so_far[OLD].state == "settled" and new.state != "settled" and not asks:
        yield f"{so_far[OLD].value!r} has no place among the five: {new.state}"
    goes_on = new.state != "settled" and outside.value == so_far[OUTSIDE].value
    if so_far[OUTSIDE].state == "settled" and not goes_on:
        yield f"{so_far[OUTSIDE].value!r} does not go on covering the citizen"


# --- any case


@cache
def read_of_the_record() -> Rulebook:
    """The rulebook with a record of only those fields, sections and kinds that the groups read."""
    measures = {name: fact.measure for name, fact in book().facts.items() if name in about_groups()}
    read = {getattr(measure, measure.kind) for measure in measures.values()}
    nodes = [node for rule in book().rules.values() if rule.concludes in about_groups() for node in rule.nodes()]
    nodes += [book().measures[name] for name in measures if name in book().measures]
    words = {part.value for node in nodes for part in s.walk(node) if isinstance(part, s.Literal)}
    shape = book().record
    person = {name: spec for name, spec in shape.person.items() if name in read}
    sections = {name: of_kinds(section, words) for name, section in shape.sections.items() if name in read}
    return replace(book(), record=RecordShape(person=person, sections=sections))


def of_kinds(section: Section, words: set[object]) -> Section:
    """A section with only the kinds that are among the words; all of them when none is."""
    kinds = {kind: label for kind, label in section.kinds.items() if kind in words}
    return section.model_copy(update={"kinds": kinds or section.kinds})


@st.composite
def situations(draw: st.DrawFn, days: st.SearchStrategy[date]) -> tuple[CaseRecord, date]:
    """A case and a day on which its spells run: the benefit, and whatever schemes go on beside it."""
    data, on = draw(case_data(read_of_the_record())), draw(days)
    data["benefits"] = [covering(entry, on) for entry in data.get("benefits", ())[:1]]
    schemes = {entry["kind"]: covering(entry, on) for entry in data.get("schemes", ())}
    data["schemes"] = list(schemes.values())
    assume(data["benefits"] or data["schemes"])
    try:
        return record_of(book(), data), on
    except InputError:  # nothing may begin before the birth
        reject()


def covering(entry: Data, on: date) -> Data:
    """The entry, made to run on a day: that is what decides a group."""
    return {**entry, "from": min(entry["from"], on.isoformat()), "to": (on + 90 * DAY).isoformat()}


@examples(300, 600)
@given(situations(evaluation_dates(book())), law_settings())
def test_every_generated_case_has_one_group_or_a_reason_why_not(
    found: tuple[CaseRecord, date], law: LawSetting
) -> None:
    assert not list(faults(*found, law))


@examples(300, 600)
@given(situations(st.dates(REFORM, date(2030, 12, 31)) | st.just(REFORM)))
def test_under_the_proposals_every_generated_case_with_an_old_group_is_in_one_of_the_five(
    found: tuple[CaseRecord, date],
) -> None:
    assert not list(proposal_faults(*found))


# --- the shipped cases


@cache
def shipped(path: Path) -> CaseRecord:
    return read_case(str(path), book().record)


def days_of(case: CaseRecord) -> list[date]:
    """The days beside what changes the groups: boundaries of their rules and the dates that a case expects at."""
    windows = [rule.window for rule in book().rules.values() if rule.concludes in about_groups()]
    dates = {day for window in windows for day in (window.start, window.end) if day is not None}
    dates |= {expected.on for expected in read_expectations(case, book())}
    return sorted({day + off * DAY for day in dates for off in (-1, 0, 1)})


def test_every_shipped_case_has_one_group_or_a_reason_beside_every_boundary() -> None:
    laws = list(LawSetting)
    for index, path in enumerate(CASES):
        for place, day in enumerate(days_of(shipped(path))):
            found = list(faults(shipped(path), day, laws[(index + place) % len(laws)]))
            assert not found, (path.stem, day, found)


@pytest.mark.parametrize("day", [REFORM, REFORM + DAY, date(2028, 2, 29), date(2029, 2, 1)])
def test_under_the_proposals_every_shipped_case_with_an_old_group_is_in_one_of_the_five(day: date) -> None:
    placed = 0
    for path in CASES:
        assert not list(proposal_faults(shipped(path), day)), path.stem
        placed += run_of(shipped(path), day, LawSetting.proposed).outcomes[NEW].state == "settled"
    assert placed > 50


def test_every_old_group_and_every_new_one_is_reached_by_a_shipped_case() -> None:
    reached: dict[str, set[str]] = {OLD: set(), NEW: set()}
    for path in CASES:
        for day in (REFORM - DAY, REFORM):
            outcomes = run_of(shipped(path), day, LawSetting.proposed).outcomes
            for name in reached:
                if outcomes[name].state == "settled":
                    reached[name].add(outcomes[name].value)
    assert reached == {OLD: choices(OLD), NEW: choices(NEW)}
