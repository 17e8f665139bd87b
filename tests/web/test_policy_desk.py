"""The policy desk: a caseload is counted and compared, a change of the law is tried, and a citizen is looked at."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from conftest import CASES, FACTS, GROUPS, GUARANTEES, MEETINGS, PARAMETERS, RECORD, SOURCES
from fastapi.testclient import TestClient
from playwright.sync_api import expect
from visitors import Visitor, served

from reformrules.web.app import create_app
from reformrules.web.settings import Settings

ASKED = "caseload=folder-0&on=2026-12-31&and=2027-01-01&lang=en"
CHANGE = """
overlay: {da: Voksen ved 30, en: Grown up at 30}
valid: {from: 2026-10-01}
source: [{id: IDEA}]
sources: {IDEA: {title: En idé, kind: draft}}
values: {adult_age: 30}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: Any) -> Path:
    """The small rulebook of an invented law, and three citizens."""
    place: Path = tmp_path_factory.mktemp("desk")
    files = {"record": RECORD, "facts": FACTS, "parameters": PARAMETERS, "sources": SOURCES, "groups": GROUPS,
             "meetings": MEETINGS, "guarantees": GUARANTEES}  # fmt: skip
    for kind, texts in (("rules", files), ("cases", CASES)):
        (place / kind).mkdir()
        for name, text in texts.items():
            (place / kind / f"{name}.yaml").write_text(text, encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def desk(folder: Path) -> Iterator[Visitor]:
    """A visitor to a page that serves them."""
    settings = Settings(rules=folder / "rules", caseloads={"three": folder / "cases"}, workers=1)
    with TestClient(create_app(settings)) as client:
        yield Visitor(client)


def test_a_caseload_is_counted_with_what_is_open_by_reason(desk: Visitor) -> None:
    page = desk.get(f"/desk/count?{ASKED}").text
    assert "3 citizens" in page
    assert "group one" in page


def test_two_dates_are_compared_from_group_to_group_down_to_who_changes(desk: Visitor) -> None:
    page = desk.get(f"/desk/compare?{ASKED}").text
    assert "the new group" in page
    assert 'src="data:image/svg+xml;base64,' in page
    citizen = unescape(re.findall(r'href="(/desk/citizen/[^"]+)"', page)[0])
    reasons = desk.get(citizen).text
    assert "the new group" in reasons
    opened = desk.post(citizen)
    assert opened.url.path.startswith("/case/")
    assert "2026-12-31" in str(opened.url)


def test_a_change_of_the_law_is_tried_on_the_caseload(desk: Visitor) -> None:
    """The citizen of 28 on aid is in group one from 25, and in group two under a limit of 30 (as for the verb)."""
    page = desk.post("/desk/change?caseload=folder-0&and=2026-11-01&lang=en", {"text": CHANGE})
    assert page.url.path == "/desk/compare"
    assert "1 of 3 citizens" in page.text
    assert "Grown up at 30" in page.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (CHANGE.replace("adult_age: 30", "adult_age: old"), "change.yaml:6:21"),
        (CHANGE.replace("adult_age", "adult_ages"), "did you mean `adult_age`"),
        (CHANGE + "base: /etc\n", "`base` is not valid here"),
        ("&a [*a]", "anchors"),
        ("no: change", "without `overlay`"),
    ],
)
def test_a_wrong_change_is_refused_at_its_place_and_says_nothing_of_the_server(
    desk: Visitor, folder: Path, text: str, said: str
) -> None:
    page = desk.post("/desk/change?caseload=folder-0&and=2026-11-01&lang=en", {"text": text})
    assert page.status_code == 422
    shown = unescape(page.text[page.text.index('class="problems"') :].partition("</div>")[0])
    assert said in shown
    assert "/tmp" not in shown
    assert str(folder) not in shown


def test_a_change_begins_from_a_parameter_or_a_rule_as_it_is(desk: Visitor) -> None:
    for name in ("adult_age", "group-one"):
        page = desk.get(f"/desk?name={name}&and=2026-11-01&lang=en").text
        draft = unescape(page[page.index("<textarea") : page.index("</textarea>")].partition(">")[2])
        assert name in draft
        assert desk.post("/desk/change?caseload=folder-0&and=2026-11-01", {"text": draft}).status_code == 200, draft


def test_what_cannot_be_written_otherwise_is_said_to_be_so(desk: Visitor) -> None:
    assert "no place to begin" in desk.get("/desk?name=nothing&lang=en").text


def test_a_caseload_that_is_not_offered_is_not_found(desk: Visitor) -> None:
    assert desk.get("/desk/count?caseload=../../etc").status_code == 404
    for nobody in ("99/0", "0/99", "-1/0"):
        assert desk.get(f"/desk/citizen/{nobody}?{ASKED}").status_code == 404
    assert desk.get(f"/desk/citizen/x/y?{ASKED}").status_code == 422


def test_the_agenda_of_a_folder_is_offered_too(desk: Visitor) -> None:
    page = desk.get("/agenda?from=folder-0&on=2026-06-30&until=2030-01-01&lang=en")
    assert page.status_code == 200
    assert "in 3 cases" in page.text


@pytest.mark.skipif("REFORMRULES_LONG" not in os.environ, reason="the whole rulebook takes a minute or two")
def test_a_caseload_that_is_made_up_is_one_click_away(visitor: Any) -> None:
    assert "100 citizens" in visitor.get("/desk/count?caseload=made-100&on=2026-06-30&lang=en").text


def test_policy_staff_count_change_a_parameter_compare_and_drill_down_in_a_browser(
    desk: Visitor, browser: Any, axe: Callable[[Any], list[str]]
) -> None:
    with served(desk.client.app) as address:
        context = browser.new_context(base_url=address, viewport={"width": 1100, "height": 800})
        tab = context.new_page()
        tab.goto("/desk?caseload=folder-0&on=2026-10-31&and=2026-11-01&lang=en")
        tab.get_by_role("button", name="Count on the date").click()
        expect(tab.get_by_text("3 citizens")).to_be_visible()
        found = axe(tab)
        tab.goto("/desk?caseload=folder-0&and=2026-11-01")
        tab.get_by_label("Begin from").fill("adult_age")
        tab.get_by_role("button", name="Take the text").click()
        text = tab.get_by_label("The change", exact=True)
        text.fill(text.input_value().replace("adult_age: 25", "adult_age: thirty"))
        tab.get_by_role("button", name="Compare before and after").click()
        assert "change.yaml:" in tab.get_by_role("alert").inner_text()
        found += axe(tab)
        text.fill(text.input_value().replace("thirty", "30"))
        tab.get_by_role("button", name="Compare before and after").click()
        expect(tab.get_by_text("1 of 3 citizens")).to_be_visible()
        tab.get_by_role("link", name="Prove the law with the change").click()
        expect(tab.get_by_text("With the change of the law.")).to_be_visible()
        found += axe(tab)
        tab.go_back()
        found += axe(tab)
        tab.locator("#changers ~ details a").first.click()
        found += axe(tab)
        tab.get_by_role("button", name="Open as a case").click()
        assert "/case/" in tab.url
        context.close()
        assert found == []


def test_a_guarantee_that_does_not_hold_is_shown_with_a_citizen_who_opens_as_a_case(desk: Visitor) -> None:
    page = desk.get(f"/desk/prove?{ASKED}&law=enacted").text
    assert "1 proved, 1 refuted, 0 left open" in page
    assert "Refuted: nobody-on-aid-is-in-group-two" in page
    opened = desk.post(f"/desk/prove/0?{ASKED}&law=enacted")
    assert opened.status_code == 200
    assert "group two" in opened.text


def test_no_citizen_is_opened_whom_nobody_found(desk: Visitor) -> None:
    assert desk.post(f"/desk/prove/1?{ASKED}").status_code == 404
