"""`reformrules compare` on the small invented law."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from conftest import Cli, in_english

CHANGE = """
overlay: {da: Voksen ved 30, en: Grown up at 30}
base: rules
valid: {from: 2026-10-01}
source: [{id: IDEA}]
sources: {IDEA: {title: En idé, kind: draft}}
"""


@pytest.fixture
def change(tiny_rules: Path) -> Path:
    """A change after which the citizen of 28 on aid is young again."""
    file = tiny_rules.parent / "change.yaml"
    file.write_text(CHANGE + "values: {adult_age: 30}\n", encoding="utf-8")
    return file


def test_a_change_is_compared_with_the_law_it_is_laid_over(cli: Cli, tiny_cases: Path, change: Path) -> None:
    said = cli("compare", tiny_cases, "--on", "2026-11-01", "--rules", change, "--format", "json")
    data = json.loads(said.out)
    assert (data["citizens"], data["changed"]) == (3, 1)
    (move,) = data["moves"]
    assert (move["finding"], move["citizens"]) == ("group", 1)
    assert move["before"] == {"outcome": "one", "reason": None, "rules": ["group-one"]}
    assert move["after"] == {"outcome": "two", "reason": None, "rules": ["group-two"]}
    assert data["sources"]["group-two"] == "ACT § 4"
    assert data["differing"] == {"adult_age": "2026-10-01"}
    assert data["compared"] == 1  # nothing but the group rests on the age
    assert data["after"]["rulebook"]["overlay"]["en"] == "Grown up at 30"
    streams = {(s["before"]["value"], s["after"]["value"]): s["citizens"] for s in data["flow"]}
    assert streams == {(None, None): 1, ("one", "one"): 1, ("one", "two"): 1}


def test_two_dates_are_compared_in_all_findings(tiny: Cli, tiny_cases: Path) -> None:
    out = tiny("compare", tiny_cases, "--on", "2026-12-31", "--on", "2027-01-01", "--format", "csv").out
    rows = [row for row in csv.DictReader(io.StringIO(out)) if row["finding"] == "group"]
    assert [(row["before"], row["after"], row["citizens"]) for row in rows] == [("one", "new", "2"), ("", "new", "1")]


def test_a_number_that_changes_is_named_with_its_source_and_beside_what_it_changes(
    cli: Cli, tiny_cases: Path, change: Path
) -> None:
    change.write_text(CHANGE + "values: {meetings_required: 3}", encoding="utf-8")
    said = cli("compare", tiny_cases, "--on", "2026-11-01", "--rules", change, "--lang", "en")
    text = " ".join(said.out.split())
    assert "meetings_required meetings required 1 October 2026 IDEA" in text
    assert "(through meetings_required)" in text
    assert "overdue (2 required) overdue (3 required) 2" in text


def test_two_law_settings_are_compared(tiny: Cli, tiny_cases: Path) -> None:
    said = tiny(
        "compare", tiny_cases, "--on", "2027-01-01", "--law", "adopted", "--law", "expected", "--lang", "en",
    )  # fmt: skip
    assert "law down to: adopted" in said.out
    assert "group one" in said.out
    assert "the new group" in said.out


def test_the_citizens_who_change_are_listed(cli: Cli, tiny_cases: Path, change: Path) -> None:
    given = "compare", tiny_cases, "--on", "2026-11-01", "--rules", change, "--list", "group"
    rows = list(csv.DictReader(io.StringIO(cli(*given, "--format", "csv").out)))
    assert [(row["citizen"], row["before"], row["after"]) for row in rows] == [("young", "one", "two")]
    assert "group two" in cli(*given, "--lang", "en").out
    wrong = in_english(cli)(*given[:-1], "groop")
    assert "`--list` takes a finding that was compared, not `groop`; did you mean `group`?" in wrong.err


def test_one_citizen_is_answered_on_both_sides_with_the_explanation(cli: Cli, tiny_cases: Path, change: Path) -> None:
    given = "compare", tiny_cases, "--on", "2026-11-01", "--rules", change, "--citizen"
    out = cli(*given, "young", "--lang", "en").out
    for part in (
        "Before: group one [group-one: ACT § 3, ACT-2026]",
        "After: group two [group-two: ACT § 4]",
        "30 years",
    ):
        assert part in out
    assert "The answers are the same." in cli(*given, "adult", "--lang", "en").out
    assert "no citizen `yong`" in in_english(cli)(*given, "yong").err
    assert (
        "`--citizen` is given out as text or json, not csv" in in_english(cli)(*given, "young", "--format", "csv").err
    )
    differences = json.loads(cli(*given, "young", "--format", "json").out)["differences"]
    assert [one["subject"] for one in differences] == ["group"]


def test_a_change_that_alters_answers_before_its_first_day_is_refused(cli: Cli, tiny_cases: Path, change: Path) -> None:
    change.write_text(CHANGE + "values: {adult_age: [{value: 30, from: 2026-07-01}]}", encoding="utf-8")
    given = "compare", tiny_cases, "--on", "2026-11-01", "--rules", change
    refused = in_english(cli)(*given)
    assert refused.code == 2
    assert "the change is for 2026-10-01 on, but on 2026-09-30 it alters the answers of 1 citizens too" in refused.err
    allowed = cli(*given, "--allow-other-dates", "--format", "json")
    assert [one["on"] for one in json.loads(allowed.out)["other_dates"]] == ["2026-07-01", "2026-09-30"]
    assert "Other dates" in cli(*given, "--allow-other-dates", "--lang", "en").out


def test_two_folders_are_compared_and_the_first_day_of_each_difference_is_said(
    cli: Cli, tiny_rules: Path, tiny_cases: Path
) -> None:
    other = tiny_rules.parent / "other"
    other.mkdir()
    for file in tiny_rules.iterdir():
        (other / file.name).write_text(file.read_text("utf-8").replace("value: 25,", "value: 29,"), encoding="utf-8")
    said = cli("compare", tiny_cases, "--on", "2026-11-01", "--rules", tiny_rules, "--rules", other, "--format", "json")
    data = json.loads(said.out)
    assert data["differing"] == {"adult_age": "2026-07-01"}
    assert data["changed"] == 1


WRONG = {
    (): "both sides are the same",
    ("--on", "2026-01-01", "--on", "2026-01-02", "--on", "2026-01-03"): "`--on` is given at most twice",
}


@pytest.mark.parametrize("given", WRONG, ids=str)
def test_a_comparison_of_nothing_is_refused(tiny: Cli, tiny_cases: Path, given: tuple[str, ...]) -> None:
    said = (
        in_english(tiny)("compare", tiny_cases, *given)
        if given
        else in_english(tiny)("compare", tiny_cases, "--rules", "missing")
    )
    assert said.code == 2
    assert WRONG[given] in said.err or "there is no such folder" in said.err


def test_a_law_setting_that_leaves_the_change_out_is_refused(cli: Cli, tiny_cases: Path, change: Path) -> None:
    said = in_english(cli)("compare", tiny_cases, "--rules", change, "--law", "expected")
    assert said.code == 2
    assert "the change is `proposed`, and `--law expected` does not let it in" in said.err


def test_the_page_has_a_table_beside_each_chart(cli: Cli, tiny_cases: Path, change: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    said = cli("compare", tiny_cases, "--on", "2026-11-01", "--rules", change, "--format", "html", "--out", page)
    assert said.code == 0
    text = page.read_text("utf-8")
    assert text.count("<figure") >= 1
    assert text.count("<figure") <= text.count("<table")
    assert "http" not in text.replace("http://www.w3.org", "")  # nothing to fetch


SAME = {
    "a number that is what it was": "values: {adult_age: 25}",
    "a rule in its own place": """
replace:
  rules:
    group-two:
      when: benefit = "aid" and young
      then: {group: two}
      overrides: [group-one]
      text: {da: 'Ung.', en: 'Young.'}
""",
    "nothing": "",
}


@pytest.mark.parametrize("same", SAME)
def test_a_change_that_says_what_the_law_says_changes_nobody(
    cli: Cli, tiny_cases: Path, change: Path, same: str
) -> None:
    change.write_text(CHANGE + SAME[same], encoding="utf-8")
    said = cli("compare", tiny_cases, "--on", "2026-11-01", "--rules", change, "--format", "json")
    data = json.loads(said.out)
    assert (data["changed"], data["moves"], data["other_dates"]) == (0, [], [])
