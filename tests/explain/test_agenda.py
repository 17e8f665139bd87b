"""The agenda: all deadlines of a case, those that arise within the window too, overdue first."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from conftest import Cli, in_english
from icalendar import Calendar

from reformrules.case.intake import case_from_text, read_case
from reformrules.cases import find_case
from reformrules.explain.agenda import agenda
from reformrules.explain.session import Explainer
from reformrules.rulebook.loader import load_rulebook

JOBPARAT = "jobparat-talks-across-1-july-2026"
BOOK = load_rulebook()
EXPLAINER = Explainer(BOOK, "reference")
LATER = """
case: assessed-later
person: {born: 1984-05-02, vocational_education: false}
benefits: [{kind: kontanthjælp, from: 2026-03-02, visitation: jobparat}]
schemes: []
exemptions: []
events: [{kind: første henvendelse, on: 2026-03-02}]
"""


def test_a_waiting_obligation_is_listed_with_its_deadline_and_what_is_done() -> None:
    """The deadline and the count are those that the case itself expects (WE-CT-23)."""
    found = agenda(EXPLAINER, read_case(find_case(JOBPARAT), BOOK.record), date(2026, 6, 30))
    assert [(one.rule, one.by, one.done, one.required) for one in found] == [
        ("talks-municipality", date(2026, 7, 6), 3, 4)
    ]


def test_overdue_comes_first_then_by_day() -> None:
    found = agenda(EXPLAINER, case_from_text(LATER, BOOK.record), date(2026, 3, 20))
    states = [one.state for one in found]
    assert "overdue" in states
    assert "due" in states
    assert states == sorted(states, reverse=True)
    due = [one.by for one in found if one.state == "due"]
    assert due == sorted(due)


def test_what_arises_within_the_window_is_listed_with_the_day_from_which_it_is_known() -> None:
    case, on = case_from_text(LATER, BOOK.record), date(2026, 2, 1)
    assert agenda(EXPLAINER, case, on) == []
    found = agenda(EXPLAINER, case, on, date(2026, 3, 31))
    assert found
    assert all(on < one.from_ <= one.by <= date(2026, 3, 31) for one in found)
    assert all(one.from_ == date(2026, 3, 2) for one in found if one.rule == "register-as-jobseeker")


def test_the_verb_writes_csv_json_and_a_calendar_of_the_same_deadlines(cli: Cli) -> None:
    given = ["agenda", find_case(JOBPARAT), "--on", "2026-06-30", "--lang", "en", "--format"]
    rows = list(csv.DictReader(io.StringIO(cli(*given, "csv").out)))
    told = json.loads(cli(*given, "json").out)["deadlines"]
    events = Calendar.from_ical(cli(*given, "ics").out).events
    assert [row["by"] for row in rows] == [one["by"] for one in told] == ["2026-07-06"]
    assert [event.start for event in events] == [date(2026, 7, 6)]
    assert "talks" in str(events[0].summary)


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (["--kind", "talk"], "`--kind`: no deadline here has `talk`"),
        (["--until", "2026-01-01"], "`--until` is not before `--on`"),
    ],
)
def test_a_choice_that_nothing_has_and_a_window_that_ends_too_early_are_refused(
    cli: Cli, option: list[str], said: str
) -> None:
    answer = in_english(cli)("agenda", find_case(JOBPARAT), "--on", "2026-06-30", *option)
    assert answer.code == 2
    assert said in answer.err


def test_a_kind_is_chosen_by_its_rule_or_its_name_in_either_language(cli: Cli) -> None:
    for kind in ("talks-municipality", "jobsamtaler", "talks"):
        answer = cli("agenda", find_case(JOBPARAT), "--on", "2026-06-30", "--kind", kind, "--format", "csv")
        assert answer.out.count("talks-municipality") == 1
