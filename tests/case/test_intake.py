"""What a case file that is in order gives: the record as facts are read from it."""

from __future__ import annotations

import io
import json
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from reformrules.case.intake import case_from_text, case_of, read_case
from reformrules.case.record import CaseRecord
from reformrules.documents import read_text
from reformrules.errors import InputError
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.meaning import UNKNOWN

WHOLE = """
case: someone
note: moved here from the west
example: [first meeting, aid]
person: {born: 1990-05-02, trained: false, district: øst, children: 2, arrived: none}
benefits:
- {kind: grant, from: 2026-04-01, readiness: not ready}
- {kind: aid, from: 2026-01-01, to: 2026-03-31}
events:
- {kind: meeting, on: 2026-02-01, held_by: town}
- {kind: registration, on: 2026-01-01}
- {kind: meeting, on: 2026-01-15, held_by: fund}
work:
- {kind: job, from_month: 2024-01, to_month: 2024-02, hours: 37.5}
- {kind: job, month: 2023-12, hours: 0}
expect: {2026-07-01: {group: one}}
"""


@pytest.fixture
def whole(tiny_book: Rulebook) -> CaseRecord:
    return case_from_text(WHOLE, tiny_book.record)


def record_of(data: dict[str, Any], book: Rulebook) -> CaseRecord:
    return case_from_text(json.dumps({"case": "a", "person": {}, **data}), book.record)


# --- the person


def test_a_field_has_the_value_that_is_written(whole: CaseRecord) -> None:
    written = {"born": date(1990, 5, 2), "trained": False, "district": "øst", "children": 2}
    assert {key: whole.person[key] for key in written} == written


def test_the_word_none_is_a_value_that_the_record_has_and_it_is_none(whole: CaseRecord) -> None:
    assert "arrived" in whole.person
    assert whole.person["arrived"] is None


def test_the_word_none_is_refused_where_there_is_always_something(tiny_book: Rulebook) -> None:
    with pytest.raises(InputError, match="`none` is not a date"):
        record_of({"person": {"born": "none"}}, tiny_book)


def test_a_field_that_is_left_out_is_not_in_the_record(tiny_book: Rulebook) -> None:
    assert "born" not in record_of({}, tiny_book).person


def test_a_field_that_is_left_out_takes_the_value_that_the_rulebook_gives_it(tiny_book: Rulebook) -> None:
    assert record_of({}, tiny_book).person == {"pupil": False}  # `absent: "false"` in the small rulebook


def test_a_truth_that_is_written_stands_against_the_one_for_what_is_left_out(tiny_book: Rulebook) -> None:
    assert record_of({"person": {"pupil": True}}, tiny_book).person["pupil"] is True


# --- sections and entries


def test_a_section_that_is_left_out_is_not_the_same_as_one_without_entries(tiny_book: Rulebook) -> None:
    record = record_of({"benefits": []}, tiny_book)
    assert record.sections == {"benefits": ()}


def test_a_section_that_concerns_few_is_empty_when_it_is_left_out(tiny_book: Rulebook) -> None:
    sections = tiny_book.record.sections
    few = {**sections, "work": sections["work"].model_copy(update={"absent": "none"})}
    record = tiny_book.record.model_copy(update={"sections": few})
    assert case_from_text("{case: x, person: {}}", record).sections == {"work": ()}


def test_entries_stand_by_their_start_whatever_their_order_in_the_file(whole: CaseRecord) -> None:
    assert [e.start for e in whole.sections["events"]] == [date(2026, 1, 1), date(2026, 1, 15), date(2026, 2, 1)]
    assert [e.kind for e in whole.sections["benefits"]] == ["aid", "grant"]


def test_entries_of_one_day_stay_in_the_order_of_the_file(tiny_book: Rulebook) -> None:
    day = "2026-01-01"
    events = [{"kind": "meeting", "on": day, "held_by": "fund"}, {"kind": "registration", "on": day}]
    record = record_of({"events": [*events, events[0]]}, tiny_book)
    assert [e.ref for e in record.sections["events"]] == ["events[1]", "events[2]", "events[3]"]


def test_an_entry_is_named_by_its_place_in_the_file_counted_from_one(whole: CaseRecord) -> None:
    assert [e.ref for e in whole.sections["benefits"]] == ["benefits[2]", "benefits[1]"]
    assert [e.ref for e in whole.sections["events"]] == ["events[2]", "events[3]", "events[1]"]


def test_a_spell_without_an_end_is_open(whole: CaseRecord) -> None:
    assert [(e.start, e.end) for e in whole.sections["benefits"]] == [
        (date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), None),
    ]


def test_an_event_begins_and_ends_on_its_day(whole: CaseRecord) -> None:
    first = whole.sections["events"][0]
    assert first.start == first.end == first.values["on"] == date(2026, 1, 1)


def test_months_run_from_the_first_day_of_the_first_to_the_last_day_of_the_last(whole: CaseRecord) -> None:
    assert [(e.start, e.end) for e in whole.sections["work"]] == [
        (date(2023, 12, 1), date(2023, 12, 31)),
        (date(2024, 1, 1), date(2024, 2, 29)),  # 2024 is a leap year
    ]


def test_one_month_is_a_run_of_one_month(tiny_book: Rulebook) -> None:
    job = {"kind": "job", "hours": 1}
    alone = record_of({"work": [{**job, "month": "2026-02"}]}, tiny_book)
    run = record_of({"work": [{**job, "from_month": "2026-02", "to_month": "2026-02"}]}, tiny_book)
    assert alone.sections == run.sections


def test_conditions_on_a_spell_see_its_ends_under_both_names(whole: CaseRecord) -> None:
    aid = whole.sections["benefits"][0].values
    assert (aid["from"], aid["to"]) == (aid["starts"], aid["ends"]) == (date(2026, 1, 1), date(2026, 3, 31))


def test_a_number_with_a_fraction_is_exact(whole: CaseRecord) -> None:
    hours = whole.sections["work"][1].values["hours"]
    assert isinstance(hours, Decimal)
    assert hours == Decimal("37.5")


def test_a_field_that_is_left_out_of_an_entry_is_unknown(tiny_book: Rulebook) -> None:
    record = record_of({"benefits": [{"kind": "grant", "from": "2026-01-01"}]}, tiny_book)
    assert record.sections["benefits"][0].values["readiness"] is UNKNOWN


def test_a_field_that_does_not_belong_to_the_kind_of_an_entry_is_none_there(whole: CaseRecord) -> None:
    aid, grant = whole.sections["benefits"]
    assert aid.values["readiness"] is None
    assert grant.values["readiness"] == "not ready"


def test_one_benefit_may_begin_on_the_day_after_another_has_ended(whole: CaseRecord) -> None:
    assert [e.kind for e in whole.sections["benefits"]] == ["aid", "grant"]


def test_work_in_the_month_of_the_birth_is_not_before_the_birth(tiny_book: Rulebook) -> None:
    data = {"person": {"born": "1990-05-31"}, "work": [{"kind": "job", "month": "1990-05", "hours": 0}]}
    assert record_of(data, tiny_book).sections["work"][0].start == date(1990, 5, 1)


@pytest.mark.parametrize("day", ["1850-01-01", "2150-12-31"])
def test_the_first_and_the_last_day_of_the_calendar_are_valid(day: str, tiny_book: Rulebook) -> None:
    assert record_of({"person": {"born": day}}, tiny_book).person["born"] == date.fromisoformat(day)


@pytest.mark.parametrize("hours", [0, 744, Decimal("0.25")])
def test_the_ends_of_a_range_are_valid(hours: int | Decimal, tiny_book: Rulebook) -> None:
    text = f"case: a\nperson: {{}}\nwork: [{{kind: job, month: 2026-03, hours: {hours}}}]"
    assert case_from_text(text, tiny_book.record).sections["work"][0].values["hours"] == hours


# --- the file


def test_what_is_expected_is_kept_as_it_is_written(whole: CaseRecord) -> None:
    assert whole.expect == {"2026-07-01": {"group": "one"}}


def test_a_case_may_expect_nothing(tiny_book: Rulebook) -> None:
    assert record_of({}, tiny_book).expect is None


def test_a_note_and_an_example_say_nothing_of_the_citizen(whole: CaseRecord, tiny_book: Rulebook) -> None:
    bare = WHOLE.replace("note: moved here from the west\n", "").replace("example: [first meeting, aid]\n", "")
    assert case_from_text(bare, tiny_book.record) == whole


def test_json_gives_the_record_that_yaml_gives(whole: CaseRecord, tiny_book: Rulebook) -> None:
    plain = json.dumps(read_text(WHOLE, "f").data, default=float)
    assert case_from_text(plain, tiny_book.record) == whole
    assert case_from_text(json.dumps(json.loads(plain), indent=2, ensure_ascii=False), tiny_book.record) == whole


def test_a_document_that_is_read_already_gives_the_same_record(whole: CaseRecord, tiny_book: Rulebook) -> None:
    assert case_of(read_text(WHOLE, "<text>"), tiny_book.record) == whole


def test_a_file_gives_the_record_under_its_name(whole: CaseRecord, tiny_book: Rulebook, tmp_path: Path) -> None:
    path = tmp_path / "someone.yaml"
    path.write_text("\ufeff" + WHOLE.replace("\n", "\r\n"), encoding="utf-8")  # as some editors save it
    record = read_case(str(path), tiny_book.record)
    assert (record.id, record.file) == ("someone", str(path))
    assert record.sections == whole.sections


def test_standard_input_is_read_as_utf_8_whatever_the_locale(
    whole: CaseRecord, tiny_book: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(WHOLE.encode()), encoding="ascii"))
    record = read_case("-", tiny_book.record)
    assert (record.file, record.person) == ("<stdin>", whole.person)
