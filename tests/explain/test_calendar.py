"""The calendar says what rests on the date alone, and what changes in it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from conftest import Cli, in_english

from reformrules.case.intake import case_from_text
from reformrules.explain.calendar import calendar, of_the_date_alone
from reformrules.explain.session import Explainer
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.status import LawSetting

TOWN = """
concept: {da: Byen, en: The town}
conclusions:
  committee: {kind: authority, type: bool, label: {da: ét udvalg, en: one committee}}
  advice: {kind: authority, type: bool, label: {da: rådgivning, en: advice}}
rules:
  one-committee:
    valid: {from: 2026-02-01, until: 2030-01-01}
    status: in_force
    source: [{id: ACT}]
    then: {committee: true}
    text: {da: Byen har ét udvalg., en: The town has one committee.}
  no-committee:
    valid: {from: 2030-01-01}
    status: expected
    source: [{id: BILL}]
    then: {committee: false}
    text: {da: Byen vælger selv., en: The town decides itself.}
  advice-not-settled:
    valid: {from: 2026-07-01}
    status: in_force
    source: [{id: ACT}]
    undetermined: {advice: {reason: law_not_verified, da: Datoen mangler., en: The date is missing.}}
    text: {da: Om rådgivning., en: On advice.}
"""


@pytest.fixture
def town(tiny_rules: Path) -> Explainer:
    (tiny_rules / "town.yaml").write_text(TOWN, encoding="utf-8")
    return Explainer(load_rulebook(tiny_rules))


@pytest.mark.parametrize(
    ("on", "outcome"),
    [(date(2026, 1, 31), []), (date(2026, 2, 1), [True]), (date(2029, 12, 31), [True]), (date(2030, 1, 1), [False])],
)
def test_a_day_shows_what_the_law_asks_of_authorities_on_it(town: Explainer, on: date, outcome: list[bool]) -> None:
    assert [finding.outcome for finding in calendar(town, on).findings] == outcome


def test_what_the_law_leaves_open_is_said_with_the_reason(town: Explainer) -> None:
    found = calendar(town, date(2026, 7, 1)).undetermined
    assert [(item.subject, item.reason, item.text.en) for item in found] == [
        ("advice", "law_not_verified", "The date is missing.")
    ]


def test_between_two_dates_each_day_of_change_is_told_the_last_day_included(town: Explainer) -> None:
    changes = calendar(town, date(2026, 1, 31), date(2030, 1, 1)).changes
    assert [change.on for change in changes] == [date(2026, 2, 1), date(2026, 7, 1), date(2030, 1, 1)]
    assert [(c.before.en, c.after.en) for c in changes[2].changes] == [("yes", "no")]
    assert calendar(town, date(2026, 2, 1), date(2029, 12, 31)).changes == changes[1:2]


def test_the_law_setting_decides_how_far_down_the_calendar_goes(town: Explainer) -> None:
    assert [f.outcome for f in calendar(town, date(2030, 1, 1), law=LawSetting.adopted).findings] == []
    assert [item.subject for item in calendar(town, date(2030, 1, 1), law=LawSetting.adopted).undetermined] == [
        "committee", "advice",
    ]  # fmt: skip


def test_a_citizens_answer_leaves_out_what_is_asked_of_authorities(town: Explainer) -> None:
    case = case_from_text("case: a\nperson: {born: 1990-01-01}\n", town.book.record)
    answer = town.check(case, date(2026, 7, 1))
    said = {finding.subject for finding in answer.findings} | {item.subject for item in answer.undetermined}
    assert not {"committee", "advice"} & said


def test_nothing_that_rests_on_a_fact_is_in_the_calendar(town: Explainer) -> None:
    assert [name for name in town.book.conclusions if of_the_date_alone(town.book, name)] == ["committee", "advice"]


def test_the_calendar_is_printed_and_given_as_json(tiny: Cli, town: Explainer) -> None:
    said = tiny("calendar", "--on", "2026-06-30", "--until", "2026-07-01", "--lang", "en").out
    for part in ("one committee: yes", "The town has one committee.", "1 July 2026", "does not apply → undetermined"):
        assert part in said
    data = json.loads(tiny("calendar", "--on", "2026-06-30", "--format", "json").out)
    assert [finding["subject"] for finding in data["findings"]] == ["committee"]


def test_until_comes_after_on(tiny: Cli) -> None:
    said = in_english(tiny)("calendar", "--on", "2026-06-30", "--until", "2026-06-30")
    assert (said.code, said.err) == (2, "error: `--until` comes after `--on`; 2026-06-30 is not after 2026-06-30\n")
