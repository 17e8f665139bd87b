"""The list of a count: who is told something of one finding, as `check` tells it, and by which rule."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from conftest import Cli, in_english

pytest.importorskip("duckdb")
REVIEWS = Path(__file__).parent.parent.parent / "cases" / "copenhagen" / "reviews-and-duties"
NAMES = ("taskforce-kontanthjaelp-2922-days", "taskforce-kontanthjaelp-2921-days", "taskforce-perhaps-2922-days")
ASKED = (*(REVIEWS / f"{name}.yaml" for name in NAMES), "--layer", "copenhagen", "--on", "2026-06-30")


def test_those_whom_the_taskforce_must_review_are_listed_with_the_rule(cli: Cli) -> None:
    """Of the three cases one lies above 80 per cent, one below, and one above in one of two readings."""
    said = json.loads(cli("count", *ASKED, "--list", "taskforce_review", "--format", "json").out)
    assert [(one["citizen"], one["said"]["outcome"], one["said"]["reason"], one["said"]["rules"]) for one in said] == [
        ("taskforce-kontanthjaelp-2922-days", "skal gennemgås", None, ["taskforce-review-surely"]),
        ("taskforce-perhaps-2922-days", None, "law_not_verified", ["taskforce-review-perhaps"]),
    ]


def test_the_list_is_a_table_for_other_programs(cli: Cli) -> None:
    rows = list(csv.reader(io.StringIO(cli("count", *ASKED, "--list", "job_centre", "--format", "csv").out)))
    assert rows[:2] == [
        ["citizen", "outcome", "undetermined", "rules"],
        ["taskforce-kontanthjaelp-2921-days", "CBA", "", "job-centre-cba"],
    ]


@pytest.mark.parametrize(("lang", "answer"), [("da", "skal gennemgås"), ("en", "to be reviewed")])
def test_the_list_is_read_in_both_languages(cli: Cli, lang: str, answer: str) -> None:
    assert answer in cli("count", *ASKED, "--list", "taskforce_review", "--lang", lang).out


def test_obligations_are_listed_by_any_rule_of_their_kind(cli: Cli) -> None:
    case = REVIEWS / "ssp-plus-follow-up-late.yaml"
    said = cli(
        "count", case, "--layer", "copenhagen", "--on", "2026-06-01", "--list", "ssp-plus-follow-up", "--lang", "en"
    )
    assert "ssp-plus-follow-up-late" in said.out


def test_what_is_no_finding_and_a_form_without_lists_are_refused(cli: Cli) -> None:
    wrong = in_english(cli)("count", *ASKED, "--list", "taskforce_revew")
    assert (wrong.code, "there is no `taskforce_revew`; did you mean `taskforce_review`?" in wrong.err) == (2, True)
    form = in_english(cli)("count", *ASKED, "--list", "taskforce_review", "--format", "parquet")
    assert (form.code, "not parquet" in form.err) == (2, True)
