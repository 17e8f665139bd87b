"""The strategies draw what the intake takes: whole histories, from the shape of the record alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
import yaml
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample
from support import examples
from worlds import world

from reformrules.case.anniversaries import anniversaries
from reformrules.case.intake import case_from_text
from reformrules.case.record import CaseRecord, Entry
from reformrules.rulebook.boundaries import boundaries
from reformrules.rulebook.status import LawSetting
from reformrules.strategies import (
    FIRST,
    LAST,
    case_data,
    case_with_fact_removed,
    cases,
    dates_near,
    evaluation_dates,
    law_settings,
    record_of,
)

ONE_DAY = timedelta(days=1)


@examples(60, 150)
@given(case_data(world()))
def test_a_case_can_be_dumped_to_yaml_and_read_again_as_the_same_record(data: dict[str, Any]) -> None:
    text = yaml.safe_dump(data, allow_unicode=True)
    again = case_from_text(text, world().record)
    drawn = record_of(world(), data)
    assert (again.person, again.sections) == (drawn.person, drawn.sections)
    assert json.loads(json.dumps(data)) == data


@examples(60, 150)
@given(cases(world()))
def test_kinds_that_exclude_each_other_do_not_overlap_and_nothing_is_before_the_birth(case: CaseRecord) -> None:
    for one, other in neighbours(case, "stays"):
        assert one.end is not None
        assert one.end < other.start
    born = case.person.get("born")
    for entry in (entry for entries in case.sections.values() for entry in entries):
        assert entry.end is None or entry.start <= entry.end
        assert born is None or entry.start >= born or (entry.section == "work" and entry.start >= born.replace(day=1))


def neighbours(case: CaseRecord, section: str) -> list[tuple[Entry, Entry]]:
    return list(pairwise(case.sections.get(section, ())))


def some(case: CaseRecord, section: str, holds: Callable[[Entry], Any]) -> bool:
    return any(holds(entry) for entry in case.sections.get(section, ()))


SHAPES: dict[str, Callable[[CaseRecord], Any]] = {
    "no birth": lambda case: "born" not in case.person,
    "all of the person": lambda case: set(case.person) == set(world().record.person),
    "recorded as none": lambda case: case.person.get("arrived", 0) is None,
    "a section missing": lambda case: "stays" not in case.sections and "events" in case.sections,
    "a section empty": lambda case: case.sections.get("stays") == (),
    "three spells": lambda case: len(case.sections.get("stays", ())) >= 3,
    "an open spell": lambda case: some(case, "stays", lambda entry: entry.end is None),
    "adjoining spells": lambda case: any(a.end and a.end + ONE_DAY == b.start for a, b in neighbours(case, "stays")),
    "overlapping trips": lambda case: any(not a.end or a.end >= b.start for a, b in neighbours(case, "trips")),
    "a year of months": lambda case: some(
        case, "work", lambda entry: entry.end and entry.end - entry.start > 360 * ONE_DAY
    ),
    "a leap birthday": lambda case: (born := case.person.get("born")) and (born.month, born.day) == (2, 29),
    "any order": lambda case: [e.index for e in case.sections.get("events", ())] == [1, 0],
    "a number of the law": lambda case: some(case, "work", lambda entry: entry.values["hours"] in (299, 300, 301)),
}


def test_every_shape_of_a_history_is_drawn() -> None:
    missing = set(SHAPES)

    def all_seen(case: CaseRecord) -> bool:
        missing.difference_update([name for name in missing if SHAPES[name](case)])
        return not missing

    until_seen = settings(max_examples=3000, phases=[Phase.generate], derandomize=True, database=None)
    with suppress(NoSuchExample):
        find(cases(world()), all_seen, settings=until_seen)
    assert not missing


def test_a_field_stands_only_with_the_kinds_it_belongs_to() -> None:
    with pytest.raises(NoSuchExample):
        find(
            case_data(world()),
            lambda data: any(entry["kind"] == "letter" and "by" in entry for entry in data.get("events", ())),
            settings=settings(max_examples=200, database=None),
        )


@examples(60, 150)
@given(case_with_fact_removed(world()))
def test_a_pair_differs_by_one_thing_that_is_then_unknown(pair: tuple[CaseRecord, CaseRecord]) -> None:
    full, less = pair
    fields = set(full.person) - set(less.person)
    sections = set(full.sections) - set(less.sections)
    entries = [
        (one, other)
        for name in less.sections
        for one, other in zip(full.sections[name], less.sections[name], strict=True)
        if one != other
    ]
    assert len(fields) + len(sections) + len(entries) == 1
    assert "pupil" not in fields  # left out, it would mean no
    for one, other in entries:
        (name,) = [name for name in one.values if one.values[name] != other.values[name]]
        assert str(other.values[name]) == "unknown"


def turning() -> set[date]:
    """The days of the calendar that the list of boundaries names."""
    return {day.day for day in boundaries(world(), LawSetting.proposed).days}


@examples(60, 150)
@given(evaluation_dates(world()))
def test_evaluation_dates_are_beside_a_boundary_or_in_the_reform_years(day: date) -> None:
    boundaries = {boundary + off * ONE_DAY for boundary in turning() for off in (-1, 0, 1)}
    assert day in boundaries or FIRST <= day <= LAST


def test_every_boundary_and_the_days_beside_it_are_drawn() -> None:
    missing = {boundary + off * ONE_DAY for boundary in turning() for off in (-1, 0, 1)}

    @settings(max_examples=3000, phases=[Phase.generate], derandomize=True, database=None)
    @given(evaluation_dates(world()))
    def look(day: date) -> None:
        missing.discard(day)

    look()
    assert not missing


@examples(30, 80)
@given(st.data())
def test_days_near_a_case_are_beside_a_boundary_or_an_anniversary(data: st.DataObject) -> None:
    case = data.draw(cases(world()))
    day = data.draw(dates_near(world(), case))
    known = {*turning(), *anniversaries(world(), case, FIRST - ONE_DAY, LAST)}
    assert {day - ONE_DAY, day, day + ONE_DAY} & known


def test_every_law_setting_is_drawn() -> None:
    for law in LawSetting:
        assert find(law_settings(), lambda drawn, law=law: drawn is law) is law  # type: ignore[misc]
