"""A caseworker's whole way in a real browser: by mouse, by keyboard alone, on a phone, in both languages; and axe."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

JOBPARAT = "jobparat-talks-across-1-july-2026"
CASE_PARTS = ("", "/next", "/timeline", "/questions", "/edit", "/compare", "/print", "/why/talks-municipality",
              "/why-not/talks-a-kasse", "/edit?section=events&kind=jobsamtale")  # fmt: skip
PAGES = ("/", "/agenda", "/rules", "/rules?find=jobsamtale", "/rules/chapter/contact/talks",
         "/rules/rule/talks-municipality", "/rules/name/target_group_new", "/rules/source/LAB-P31",
         "/rules/register/CT-A01", "/rules/changes?after=2026-06-30&until=2026-07-01", "/api",
         "/nothing-here")  # fmt: skip


def open_shipped(tab: Any, name: str = JOBPARAT, lang: str = "en") -> str:
    """Open a shipped case as a visitor does; gives its address."""
    tab.goto(f"/?lang={lang}&find={name.replace('-', '+')}")
    tab.click(f"button[value='{name}']")
    return str(re.sub(r"[?#].*", "", tab.url))


def settings_of(address: str, on: str = "2026-06-30") -> str:
    return f"{address}{'&' if '?' in address else '?'}on={on}"


def test_a_caseworker_fills_in_a_case_reads_it_compares_prints_and_takes_the_calendar(tab: Any, tmp_path: Any) -> None:
    tab.goto("/?lang=en")
    tab.fill("#name", "by-hand")
    tab.get_by_role("button", name="Begin", exact=True).click()
    benefits = tab.locator("article", has=tab.get_by_role("heading", name="Benefits"))
    benefits.get_by_label("Add").select_option("kontanthjælp")
    benefits.get_by_role("button", name="Continue").click()
    tab.get_by_label("from", exact=True).or_(tab.get_by_label("from (needed)")).fill("2026-03-02")
    tab.get_by_label("assessed readiness").select_option("jobparat")
    tab.get_by_role("button", name="Save", exact=True).click()
    born = tab.locator("article", has=tab.get_by_role("heading", name="When was the citizen born?"))
    born.get_by_label("date of birth").fill("1984-05-02")
    born.get_by_role("button", name="Save").click()
    tab.get_by_role("link", name="Record").click()
    for section in ("schemes", "exemptions"):
        tab.get_by_role("button", name=re.compile(f"nothing to record.*{section}")).click()
    tab.get_by_role("link", name="Questions").click()
    events = tab.locator("article", has=tab.get_by_role("heading", name="Events"))
    events.get_by_label("Add").select_option("første henvendelse")
    events.get_by_role("button", name="Continue").click()
    tab.get_by_label("on (needed)").fill("2026-03-02")
    tab.get_by_role("button", name="Save", exact=True).click()

    tab.get_by_role("link", name="Overview").click()
    tab.get_by_label("Date").fill("2026-03-04")
    tab.get_by_role("button", name="Show").click()
    expect(tab.get_by_text("no. 2 job-ready").first).to_be_visible()
    talk = tab.locator("details.obligation", has_text="first talk").first
    assert "due in" in talk.inner_text()
    talk.locator("summary").first.click()
    expect(talk.get_by_text("The municipality must hold the first talk")).to_be_visible()
    expect(talk.get_by_role("link", name="LAB-P31")).to_be_visible()

    tab.get_by_role("link", name="Compare").click()
    tab.get_by_label("and date").fill("2027-01-04")
    tab.get_by_role("button", name="Show").click()
    expect(tab.get_by_role("row", name="target group (5 groups)").get_by_text("job-ready")).to_be_visible()

    tab.get_by_role("link", name="Note").click()
    tab.emulate_media(media="print")
    expect(tab.get_by_role("navigation", name="Main menu")).to_be_hidden()
    expect(tab.get_by_role("heading", name="Note: by-hand")).to_be_visible()
    tab.emulate_media(media="screen")

    tab.get_by_role("link", name="Overview").click()
    with tab.expect_download() as download:
        tab.get_by_role("link", name="Calendar of the deadlines").click()
    assert "BEGIN:VEVENT" in download.value.path().read_text()


def test_the_keyboard_alone_reaches_and_opens_everything(tab: Any) -> None:
    tab.goto(settings_of(open_shipped(tab)))
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.keyboard.press("Enter")
    for _ in range(40):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.parentElement.id") == "f-talks-municipality":
            break
    assert tab.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    tab.keyboard.press("Enter")
    assert tab.locator("#f-talks-municipality").get_attribute("open") is not None


@pytest.mark.parametrize("lang", ["da", "en"])
def test_no_page_breaks_wcag_2_1_aa_or_overflows_a_phone(tab: Any, axe: Callable[[Any], list[str]], lang: str) -> None:
    """Every page in one of the languages; the case itself, and with `REFORMRULES_LONG=1` every page, in both."""
    case = open_shipped(tab, lang=lang)
    addresses = [*PAGES, *(settings_of(case + part) for part in CASE_PARTS)]
    if not os.environ.get("REFORMRULES_LONG"):
        addresses = [settings_of(case), *addresses[lang == "en" :: 2]]
    found, wide = list[str](), list[str]()
    for address in addresses:
        tab.set_viewport_size({"width": 1100, "height": 800})
        tab.goto(address)
        found += axe(tab)
        tab.set_viewport_size({"width": 360, "height": 740})
        if tab.evaluate("document.documentElement.scrollWidth") > 360:
            wide.append(address)
    assert found == []
    assert wide == []
    assert tab.evaluate("document.documentElement.lang") == lang


def test_the_language_is_switched_on_the_page_that_is_open(tab: Any) -> None:
    tab.goto(settings_of(open_shipped(tab)))
    tab.get_by_role("link", name="Dansk").click()
    expect(tab.get_by_role("heading", name="Skal gøres nu")).to_be_visible()
    assert "on=2026-06-30" in tab.url
