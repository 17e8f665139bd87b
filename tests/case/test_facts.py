"""Facts on a date: what covers it, unbroken runs, with open, missing and doubtful entries, and where a fact is from."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from measuring import job, measured, stay, talk, trip
from support import book, case_of, fact

from reformrules.case.facts import Facts
from reformrules.rulebook.meaning import UNKNOWN
from reformrules.rulebook.status import DEFAULT_SETTING

# --- the person


@pytest.mark.parametrize(
    ("type_", "measure", "person", "found"),
    [
        ("bool", {"field": "a"}, {"a": False}, False),
        ("bool", {"field": "a"}, {}, UNKNOWN),
        ("bool", {"field": "pupil"}, {}, False),  # left out means no
        ("date", {"field": "arrived"}, {"arrived": "none"}, None),
        ("date", {"field": "arrived"}, {"arrived": "2020-05-01"}, date(2020, 5, 1)),
        ("date", {"field": "arrived"}, {}, UNKNOWN),
        ("int", {"field": "children"}, {"children": 0}, 0),
        ("int", {"age": "born"}, {"born": "1996-07-01"}, 30),
        ("int", {"age": "born"}, {"born": "1996-07-02"}, 29),
        ("int", {"age": "born"}, {}, UNKNOWN),
        ("int", {"age": "arrived"}, {"arrived": "none"}, None),
    ],
)
def test_a_field_is_its_value_none_or_unknown(type_: str, measure: Any, person: Any, found: Any) -> None:
    assert measured(type_, measure, {"person": person}) == found


# --- the section as a whole

OVER = [
    ("text", {"covering": "stays", "take": "kind"}, None),
    ("bool", {"covered": "stays"}, False),
    ("date", {"unbroken_since": "stays"}, None),
    ("date", {"first": "stays"}, None),
    ("date", {"last": "stays"}, None),
    ("dates", {"dates": "stays"}, ()),
    ("int", {"count": "stays"}, 0),
    ("decimal", {"sum": "work", "take": "hours"}, 0),
    ("decimal", {"total": "work", "take": "hours"}, 0),
    ("int", {"days": "stays"}, 0),
    ("bool", {"ever": "stays"}, False),
]


@pytest.mark.parametrize(("type_", "measure", "empty"), OVER)
def test_a_missing_section_is_unknown_and_an_empty_one_is_nothing(type_: str, measure: Any, empty: Any) -> None:
    assert measured(type_, measure, {}) is UNKNOWN
    assert measured(type_, measure, {"stays": [], "work": []}) == empty


@pytest.mark.parametrize("measure", [{"covered": "stays"}, {"ever": "stays"}])
def test_absent_false_makes_a_missing_section_a_no_and_leaves_a_doubtful_entry_unknown(measure: dict[str, Any]) -> None:
    guard = {**measure, "absent": "false", "where": 'place = "town"'}
    assert measured("bool", guard, {}) is False
    assert measured("bool", guard, {"stays": [stay("2026-06-20")]}) is UNKNOWN
    assert measured("bool", guard, {"stays": [stay("2026-06-20", place="town")]}) is True


@pytest.mark.parametrize(("type_", "measure", "empty"), OVER)
def test_an_entry_that_begins_after_the_date_is_not_seen(type_: str, measure: Any, empty: Any) -> None:
    case = {"stays": [stay("2026-07-02")], "work": [job("2026-08", "2026-09", 100)]}
    assert measured(type_, measure, case) == empty


@pytest.mark.parametrize(("type_", "measure", "empty"), OVER)
def test_an_entry_of_which_it_is_not_known_whether_it_matches_is_never_left_out(
    type_: str, measure: dict[str, Any], empty: Any
) -> None:
    case = {"stays": [stay("2026-06-20")], "work": [job("2026-05", "2026-07", 100)]}
    where = "not abroad" if "work" in measure.values() else 'place = "town"'
    assert measured(type_, {**measure, "where": where}, case) is UNKNOWN


# --- the spell that covers the date


@pytest.mark.parametrize(
    ("on", "kind", "covered"),
    [
        ("2026-06-30", "home", True),
        ("2026-06-09", None, False),
        ("2026-06-10", "home", True),
        ("2026-07-15", "home", True),
        ("2026-07-16", None, False),
        ("2026-07-31", None, False),
        ("2026-08-01", "away", True),
        ("2046-08-01", "away", True),
    ],
)
def test_a_spell_covers_both_its_ends_and_an_open_one_has_none(on: str, kind: str | None, covered: bool) -> None:
    case = {"stays": [stay("2026-08-01", kind="away"), stay("2026-06-10", "2026-07-15")]}
    assert measured("text", {"covering": "stays", "take": "kind"}, case, on) == kind
    assert measured("bool", {"covered": "stays"}, case, on) is covered


@pytest.mark.parametrize(("take", "found"), [
    ("kind", "home"), ("place", "town"), ("granted", date(2026, 5, 1)), ("from", date(2026, 6, 10)), ("to", None),
])  # fmt: skip
def test_covering_takes_the_field_it_is_asked_for(take: str, found: Any) -> None:
    case = {"stays": [stay("2026-06-10", place="town", granted="2026-05-01")]}
    type_ = "text" if take in ("kind", "place") else "date"
    assert measured(type_, {"covering": "stays", "take": take}, case) == found


def test_two_covering_spells_that_say_different_things_leave_the_answer_open() -> None:
    both = {"trips": [trip("2026-06-01"), trip("2026-06-02", kind="tour")]}
    assert measured("text", {"covering": "trips", "take": "kind"}, both) is UNKNOWN
    same = {"trips": [trip("2026-06-01"), trip("2026-06-02")]}
    assert measured("text", {"covering": "trips", "take": "kind"}, same) == "trip"


@pytest.mark.parametrize(
    ("talked", "kind"),
    [("2026-06-09", None), ("2026-06-10", "home"), ("2026-06-15", "home"), ("2026-06-16", "away"),
     ("2026-06-30", "away"), ("2026-07-02", None)],
)  # fmt: skip
def test_a_spell_may_be_looked_for_on_the_day_of_an_event(talked: str, kind: str | None) -> None:
    stays = [stay("2026-06-10", "2026-06-15"), stay("2026-06-16", "2026-06-30", kind="away")]
    case = {"person": {"asked": talked}, "stays": stays}
    assert measured("text", {"covering": "stays", "take": "kind", "on": "asked"}, case) == kind
    assert measured("bool", {"covered": "stays", "on": "asked"}, case) is (kind is not None)
    later = {"covered": "stays", "where": 'kind = "away"', "on": "asked + 1 days"}
    assert measured("bool", later, case) is (talked in ("2026-06-15", "2026-06-16"))


def test_on_a_day_that_is_not_known_it_is_open_which_spell_covers_it_and_on_no_day_none_does() -> None:
    for person, kind, covered in (({}, UNKNOWN, UNKNOWN), ({"arrived": "none"}, None, False)):
        case = {"person": person, "stays": [stay("2026-06-10")]}
        assert measured("text", {"covering": "stays", "take": "kind", "on": "arrived"}, case) == kind
        assert measured("bool", {"covered": "stays", "on": "arrived"}, case) is covered


def test_a_doubtful_spell_matters_only_where_it_covers_the_date() -> None:
    case = {"stays": [stay("2026-01-01", "2026-06-30"), stay("2026-07-01", place="town")]}
    measure = {"covered": "stays", "where": 'place = "town"'}
    assert measured("bool", measure, case) is True
    assert measured("bool", measure, case, "2026-06-30") is UNKNOWN
    assert measured("text", {**measure, "covering": "stays", "covered": None, "take": "kind"}, case) == "home"


@pytest.mark.parametrize(("where", "found"), [
    ('kind = "home"', True), ("kind in kinds", True), ('kind = "away"', False), ("starts >= start_day", True),
    ("ends is recorded", False), ("ends is not recorded", True), ("evaluation_date - starts >= 30 days", True),
    ("starts + six_months > evaluation_date", True), ("starts + six_months <= evaluation_date", False),
])  # fmt: skip
def test_where_reads_the_entry_the_parameters_and_the_date(where: str, found: bool) -> None:
    assert measured("bool", {"covered": "stays", "where": where}, {"stays": [stay("2026-06-01")]}) is found


# --- the unbroken run


@pytest.mark.parametrize(
    ("stays", "found"),
    [
        ([("2026-06-01", None)], "2026-06-01"),
        ([("2026-01-01", "2026-05-31"), ("2026-06-01", None)], "2026-01-01"),  # the next day: unbroken
        ([("2026-01-01", "2026-05-30"), ("2026-06-01", None)], "2026-06-01"),  # one day between: broken
        ([("2025-01-01", "2025-12-31"), ("2026-01-01", "2026-05-31"), ("2026-06-01", None)], "2025-01-01"),
        ([("2025-01-01", "2025-12-30"), ("2026-01-01", "2026-05-31"), ("2026-06-01", None)], "2026-01-01"),
        ([("2026-06-01", "2026-07-01")], "2026-06-01"),
        ([("2026-06-01", "2026-06-30")], None),
    ],
)
def test_a_run_is_unbroken_when_each_spell_begins_no_later_than_the_day_after_the_one_before(
    stays: list[tuple[str, str | None]], found: str | None
) -> None:
    wanted = date.fromisoformat(found) if found else None
    for given in (stays, stays[::-1]):
        case = {"stays": [stay(*spell) for spell in given]}
        assert measured("date", {"unbroken_since": "stays"}, case) == wanted


def test_a_run_goes_on_only_through_spells_that_are_alike() -> None:
    case = {"stays": [stay("2026-01-01", "2026-05-31", "away"), stay("2026-06-01")]}
    assert measured("date", {"unbroken_since": "stays"}, case) == date(2026, 1, 1)
    assert measured("date", {"unbroken_since": "stays", "same": ["kind"]}, case) == date(2026, 6, 1)


@pytest.mark.parametrize(("one", "other", "found"), [
    ("town", "town", date(2026, 1, 1)), ("town", "land", date(2026, 6, 1)), (None, "town", UNKNOWN),
    ("town", None, UNKNOWN), (None, None, UNKNOWN),
])  # fmt: skip
def test_a_run_that_rests_on_a_field_that_is_not_known_is_unknown(one: Any, other: Any, found: Any) -> None:
    fields = [{"place": place} if place else {} for place in (one, other)]
    case = {"stays": [stay("2026-01-01", "2026-05-31", **fields[0]), stay("2026-06-01", **fields[1])]}
    assert measured("date", {"unbroken_since": "stays", "same": ["place"]}, case) == found


def test_a_run_goes_back_through_a_long_spell_behind_a_short_one() -> None:
    case = {"trips": [trip("2026-01-01", "2026-06-30"), trip("2026-02-01", "2026-02-05"), trip("2026-06-20")]}
    assert measured("date", {"unbroken_since": "trips"}, case, "2026-07-05") == date(2026, 1, 1)


def test_two_runs_of_different_kinds_leave_it_open_which_is_meant() -> None:
    case = {"trips": [trip("2026-01-01"), trip("2026-02-01", kind="tour")]}
    assert measured("date", {"unbroken_since": "trips", "same": ["kind"]}, case) is UNKNOWN
    assert measured("date", {"unbroken_since": "trips"}, case) == date(2026, 1, 1)


# --- where a fact comes from


def test_a_fact_names_the_entries_it_was_read_from_as_they_stand_in_the_file() -> None:
    rulebook = book({"facts": {"f": fact("date", {"last": "events", "where": 'kind = "talk"'})}})
    events = [talk("2026-06-01"), {"kind": "letter", "on": "2026-05-01"}, talk("2026-01-01")]
    case = case_of(rulebook, {"a": True}, events=events)
    facts = Facts(rulebook, case, date(2026, 7, 1), DEFAULT_SETTING)
    assert (facts["f"], facts["a"], facts["stay"]) == (date(2026, 6, 1), True, UNKNOWN)
    assert facts.origins == {"f": ("events[3]", "events[1]"), "a": ("person.a",), "stay": ("stays",)}


def test_the_order_of_entries_in_a_file_has_no_meaning() -> None:
    stays = [stay("2026-01-01", "2026-03-31"), stay("2026-04-01", "2026-06-30", "away"), stay("2026-07-01")]
    for kind, type_ in (("unbroken_since", "date"), ("first", "date"), ("dates", "dates"), ("days", "int")):
        one, other = (measured(type_, {kind: "stays"}, {"stays": given}) for given in (stays, stays[::-1]))
        assert one == other
