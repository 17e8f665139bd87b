"""The page of a case: what it shows of an answer."""

from __future__ import annotations

from typing import Any

JOBPARAT = "jobparat-talks-across-1-july-2026"  # its expectations, and so these, come from the worked example WE-CT-23


def test_a_shipped_case_shows_what_to_do_now_first(visitor: Any) -> None:
    page = visitor.get(visitor.open_shipped(JOBPARAT) + "?on=2026-06-30&lang=en").text
    assert page.index("To do now") < page.index("due in 6 days") < page.index("Duty of the citizen")
    assert "3 of 4" in page


def test_the_group_is_shown_now_and_from_each_coming_phase(visitor: Any) -> None:
    page = visitor.get(visitor.open_shipped(JOBPARAT) + "?on=2026-06-30&lang=en").text
    phases = page[page.index('class="phases"') : page.index("</ol>")]
    assert phases.index("Now, 30 June 2026") < phases.index("from 1 July 2026") < phases.index("from 1 January 2027")
    assert phases.count("no. 2 job-ready") == 2


def test_every_statement_opens_to_its_rule_facts_and_source_with_a_link(visitor: Any) -> None:
    page = visitor.get(visitor.open_shipped(JOBPARAT) + "?on=2026-06-30&lang=en").text
    finding = page[page.index('id="f-talks-municipality"') :]
    finding = finding[: finding.index("</details>")]
    assert "/rules/rule/talks-municipality" in finding
    assert "events[4]" in finding
    assert 'href="/rules/source/LAB-P31"' in finding


def test_danish_is_the_language_until_english_is_asked_for(visitor: Any) -> None:
    address = visitor.open_shipped(JOBPARAT)
    assert '<html lang="da">' in visitor.get(address).text
    assert '<html lang="en">' in visitor.get(address + "?lang=en").text
    assert '<html lang="en">' in visitor.get(address).text


def test_the_whole_chain_behind_a_finding_has_a_page(visitor: Any) -> None:
    page = visitor.get(visitor.open_shipped(JOBPARAT) + "/why/talks-municipality?on=2026-06-30&lang=en").text
    assert "because" in page
    assert "/rules/rule/situation-jobparat" in page


def test_what_changes_next_is_told_with_its_dates(visitor: Any) -> None:
    page = visitor.get(visitor.open_shipped(JOBPARAT) + "/next?on=2026-06-30&lang=en").text
    assert page.index("1 July 2026") < page.index("6 July 2026") < page.index("1 January 2027")
    assert "change of law" in page


def test_hours_on_their_way_to_the_requirement_are_a_bar(visitor: Any) -> None:
    """On that day 10 of the 4,810 hours are missing: the case works the last of them in February 2026."""
    page = visitor.get(visitor.open_shipped("hours-reached-in-february-2026") + "?on=2026-02-10&lang=en").text
    assert "<progress" in page
    assert 'value="4800" max="4810"' in page
    assert "hours missing in the employment requirement" in page[page.index("<progress") :]
