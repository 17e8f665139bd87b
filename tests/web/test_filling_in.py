"""Filling in a case in the browser: only what still matters is asked, and what is wrong is said where it stands."""

from __future__ import annotations

import re
from typing import Any

import pytest

from reformrules.case.intake import case_from_text
from reformrules.rulebook.loader import load_rulebook


def new_case(visitor: Any) -> str:
    """The address of a case of which nothing is known."""
    return str(visitor.post("/cases/new", {"name": "by-hand"}).url.path).removesuffix("/questions")


def questions(visitor: Any, address: str) -> list[str]:
    page = visitor.get(address + "/questions?on=2026-06-30&lang=en").text
    return re.findall(r'<h3 id="q-\d+">([^<]*)</h3>', page)


def test_a_new_case_is_asked_first_what_settles_most(visitor: Any) -> None:
    assert questions(visitor, new_case(visitor))[0] == "Benefits"


def test_a_question_that_is_answered_or_no_longer_matters_is_not_asked(visitor: Any) -> None:
    address = new_case(visitor)
    before = questions(visitor, address)
    assert "When was the citizen born?" in before
    visitor.post(address + "/person", {"v.born": "1984-05-02"})
    visitor.post(address + "/entry", {"section": "benefits", "kind": "folkepension", "v.from": "2020-01-01"})
    after = questions(visitor, address)
    assert "When was the citizen born?" not in after
    assert len(after) < len(before)


def test_a_section_may_be_said_to_be_empty_and_made_unknown_again(visitor: Any) -> None:
    address = new_case(visitor)
    visitor.post(address + "/section", {"section": "schemes", "what": "empty"})
    assert "schemes: []" in visitor.get(address + "/case.yaml").text
    visitor.post(address + "/section", {"section": "schemes", "what": "unknown"})
    assert "schemes" not in visitor.get(address + "/case.yaml").text


@pytest.mark.parametrize(
    ("lang", "said"), [("da", "er ikke en dag i kalenderen"), ("en", "is not a day of the calendar")]
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(visitor: Any, lang: str, said: str) -> None:
    address = new_case(visitor)
    wrong = {"section": "events", "kind": "jobsamtale", "v.on": "2026-02-30"}
    answer = visitor.post(f"{address}/entry?lang={lang}", wrong)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert said in answer.text
    assert "events" not in visitor.get(address + "/case.yaml").text


def test_a_case_filled_in_by_hand_is_a_case_file_that_says_the_same(visitor: Any) -> None:
    address = new_case(visitor)
    visitor.post(address + "/person", {"v.born": "1984-05-02", "v.vocational_education": "false", "v.assets": "0,5"})
    visitor.post(address + "/person", {"v.first_entry": "", "v.first_entry.none": "none"})
    entry = {"section": "benefits", "kind": "kontanthjælp", "v.from": "2026-03-02", "v.visitation": "jobparat"}
    visitor.post(address + "/entry", entry)
    case = case_from_text(visitor.get(address + "/case.yaml").text, load_rulebook().record)
    assert case.id == "by-hand"
    assert case.person["vocational_education"] is False
    assert float(case.person["assets"]) == 0.5
    assert case.person["first_entry"] is None
    assert [entry.values["visitation"] for entry in case.sections["benefits"]] == ["jobparat"]


def test_an_entry_is_changed_and_taken_away(visitor: Any) -> None:
    address = new_case(visitor)
    entry = {"section": "events", "kind": "tilmelding", "v.on": "2026-03-02"}
    visitor.post(address + "/entry", entry)
    visitor.post(address + "/entry", {**entry, "entry": "0", "v.on": "2026-03-05"})
    text = visitor.get(address + "/case.yaml").text
    assert "2026-03-05" in text
    assert "2026-03-02" not in text
    visitor.post(address + "/section", {"section": "events", "what": "remove", "entry": "0"})
    assert "events: []" in visitor.get(address + "/case.yaml").text


def test_a_change_is_tried_on_a_copy_and_compared_with_the_case(visitor: Any) -> None:
    address = visitor.open_shipped("jobparat-talks-across-1-july-2026")
    tried = {"section": "events", "kind": "jobsamtale", "v.on": "2026-06-20", "v.held_by": "kommune", "try": "yes"}
    page = visitor.post(address + "/entry?on=2026-06-30&lang=en", tried)
    assert "before the change" in page.text
    assert "3 of 4" in page.text
    assert "4 of 4" in page.text
    assert "2026-06-20" not in visitor.get(address + "/case.yaml").text


def test_two_dates_stand_side_by_side_what_differs_first(visitor: Any) -> None:
    address = visitor.open_shipped("jobparat-talks-across-1-july-2026")
    page = visitor.get(address + "/compare?on=2026-06-30&and=2027-01-01&lang=en").text
    assert page.index("target group (13 groups)") < page.index("What is the same")


def test_the_note_for_the_case_file_cites_what_it_says(visitor: Any) -> None:
    address = visitor.open_shipped("jobparat-talks-across-1-july-2026")
    note = visitor.get(address + "/print?on=2026-06-30&lang=en").text
    assert "at least 4; 3 held" in note
    assert "LAB-P31 § 31" in note


def test_the_timeline_is_drawn_and_told_as_a_table(visitor: Any) -> None:
    page = visitor.get(visitor.open_shipped("jobparat-talks-across-1-july-2026") + "/timeline?on=2026-06-30&lang=en")
    assert 'src="data:image/svg+xml;base64,' in page.text
    assert "6 July 2026" in page.text[page.text.index("The same as a table") :]
