"""The rulebook in the browser: contents, search, one rule, and what changes between two dates."""

from __future__ import annotations

import re
from typing import Any

import pytest

from reformrules.rulebook.loader import load_rulebook

BOOK = load_rulebook()


def test_every_chapter_is_in_the_contents_and_has_a_page(visitor: Any) -> None:
    chapters = re.findall(r'href="(/rules/chapter/[^"]+)"', visitor.get("/rules").text)
    assert {rule.concept for rule in BOOK.rules.values()} <= {address.split("/", 3)[3] for address in chapters}
    assert all(visitor.get(address).status_code == 200 for address in chapters[::12])


@pytest.mark.parametrize("kind", ["rule", "name", "source", "register"])
def test_every_tenth_part_of_the_rulebook_has_a_page_in_both_languages(visitor: Any, kind: str) -> None:
    names = {"rule": BOOK.rules, "name": {**BOOK.conclusions, **BOOK.parameters, **BOOK.facts},
             "source": BOOK.sources, "register": BOOK.register}[kind]  # fmt: skip
    for number, name in enumerate(list(names)[::10]):
        page = visitor.get(f"/rules/{kind}/{name}?lang={('da', 'en')[number % 2]}")
        assert page.status_code == 200, name
        assert name in page.text


def test_a_search_finds_a_rule_by_what_it_says(visitor: Any) -> None:
    page = visitor.get("/rules?find=hold+the+first+talk&lang=en").text
    assert "/rules/rule/first-talk-municipality" in page


def test_what_changes_between_two_dates_is_told_by_day(visitor: Any) -> None:
    page = visitor.get("/rules/changes?after=2026-06-30&until=2026-07-01&lang=en").text
    assert "1 July 2026" in page
    assert "Begins" in page
    assert "Ends" in page


def test_why_a_rule_does_not_hold_in_an_open_case_is_a_click_away(visitor: Any) -> None:
    address = visitor.open_shipped("jobparat-talks-across-1-july-2026")
    rule = visitor.get("/rules/rule/in-contact-course-unemployed").text
    assert f"{address}/why-not/in-contact-course-unemployed" in rule
    page = visitor.get(f"{address}/why-not/talks-a-kasse?on=2026-06-30&lang=en")
    assert "What fails" in page.text


def test_what_is_not_in_the_rulebook_is_not_found(visitor: Any) -> None:
    for address in ("/rules/rule/nix", "/rules/name/nix", "/rules/source/nix", "/rules/register/nix"):
        assert visitor.get(address).status_code == 404
