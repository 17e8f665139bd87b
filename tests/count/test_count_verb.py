"""`reformrules count` on the small invented law."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import Cli, in_english

from reformrules.count.engine import Run

MEETINGS = "meetings-first-half-year"


def test_each_answer_is_given_with_the_number_of_citizens(tiny: Cli, tiny_cases: Path) -> None:
    out = tiny("count", tiny_cases, "--on", "2026-06-30", "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(out)))
    groups = {row["outcome"]: row["citizens"] for row in rows if row["finding"] == "group"}
    assert groups == {"one": "1", "two": "1"}
    states = {(row["part"], row["outcome"]): row["citizens"] for row in rows if row["finding"] == MEETINGS}
    assert states == {("answer", "due"): "2", ("due", "due"): "2"}


def test_what_is_open_is_counted_by_its_reason(tiny: Cli, tiny_cases: Path) -> None:
    data = json.loads(tiny("count", tiny_cases, "--on", "2026-07-01", "--format", "json").out)
    assert data["citizens"] == 3
    open_ = [(c["finding"], c["reason"], c["citizens"]) for c in data["counts"] if c["reason"]]
    assert ("bonus", "law_not_verified", 1) in open_
    assert ("work_done", "missing_input", 1) in open_


def test_numbers_are_split_by_a_fact_and_add_up(tiny: Cli, tiny_cases: Path) -> None:
    whole = json.loads(tiny("count", tiny_cases, "--on", "2026-06-30", "--format", "json").out)["counts"]
    split = json.loads(tiny("count", tiny_cases, "--on", "2026-06-30", "--format", "json", "--by", "benefit").out)[
        "counts"
    ]
    for finding in {c["finding"] for c in whole}:
        assert sum(c["citizens"] for c in whole if c["finding"] == finding) == sum(
            c["citizens"] for c in split if c["finding"] == finding
        )
    assert {c["groups"]["benefit"] for c in split} == {"aid", "grant"}


def test_a_case_that_cannot_be_read_is_set_aside_and_named(tiny: Cli, tiny_cases: Path) -> None:
    (tiny_cases / "wrong.yaml").write_text("case: wrong\nperson: {borm: 1990-01-01}\n", encoding="utf-8")
    said = tiny("count", tiny_cases, "--on", "2026-06-30", "--lang", "en")
    assert said.code == 0
    assert "3 citizens" in said.out
    assert "set aside: " in said.err
    assert "did you mean `born`" in said.err


def test_the_table_says_the_answers_in_words(tiny: Cli, tiny_cases: Path) -> None:
    out = tiny("count", tiny_cases, "--on", "2026-06-30", "--lang", "en").out
    for part in (
        "group one",
        "the town: meetings (meetings-first-half-year)",
        "33 %",
        "undetermined: missing information",
    ):
        assert part in out


def test_a_group_that_is_no_fact_is_refused_with_the_nearest(tiny: Cli, tiny_cases: Path) -> None:
    said = in_english(tiny)("count", tiny_cases, "--by", "benefits")
    assert said.code == 2
    assert "`--by` takes a fact or a finding with few values, not `benefits`; did you mean `benefit`" in said.err


def test_no_case_that_can_be_read_is_an_error(tiny: Cli, tmp_path: Path) -> None:
    (tmp_path / "wrong.yaml").write_text("case: wrong\n", encoding="utf-8")
    said = in_english(tiny)("count", tmp_path / "wrong.yaml")
    assert said.code == 2
    assert "no case can be read; the first fault: " in said.err


def test_several_groups_and_bands_of_a_number_add_up_to_the_whole(
    tiny: Cli, tiny_cases: Path, tiny_rules: Path
) -> None:
    facts = tiny_rules / "facts.yaml"
    text = facts.read_text("utf-8").replace("measure: {age: born}", "measure: {age: born}\n    bands: [25, 30]")
    facts.write_text(text, encoding="utf-8")
    given = "count", tiny_cases, "--on", "2026-06-30", "--format", "json", "--by", "age", "--by", "group"
    counts = json.loads(tiny(*given).out)["counts"]
    groups = {(c["groups"]["age"], c["groups"]["group"]): c["citizens"] for c in counts if c["finding"] == "group"}
    assert groups == {("30+", "one"): 1, ("25-29", "two"): 1}
    assert "25-29 years" in tiny(*given[:4], "--by", "age", "--lang", "en").out


def test_what_is_due_is_counted_by_kind_and_month(tiny: Cli, tiny_cases: Path) -> None:
    data = json.loads(tiny("count", tiny_cases, "--on", "2026-06-30", "--format", "json").out)
    (due,) = data["due"]  # two meetings each by 2 September; one citizen has had one
    assert (due["kind"], due["month"], due["state"]) == (MEETINGS, "2026-09-01", "due")
    assert (due["citizens"], due["remaining"]) == (2, 3)
    late = json.loads(tiny("count", tiny_cases, "--on", "2026-09-03", "--format", "json").out)
    assert [one["state"] for one in late["due"]] == ["overdue"]


def test_the_fact_that_would_settle_most_is_found(tiny: Cli, tiny_cases: Path) -> None:
    case = "case: x\nperson: {trained: false}\nbenefits: [{kind: aid, from: 2026-03-02}]\nevents: []\nwork: []\n"
    (tiny_cases / "unknown-age.yaml").write_text(case, encoding="utf-8")
    missing = json.loads(tiny("count", tiny_cases, "--on", "2026-06-30", "--format", "json").out)["missing"]
    assert (missing["citizens"], missing["asked"]) == (2, 2)
    alone = {one["name"]: (one["alone"], one["beside"]) for one in missing["settles"]}
    assert alone["age"] == (1, 0)  # the group of the citizen without a date of birth
    assert alone["work"] == (1, 0)  # the work requirement of the holder of a grant
    out = tiny("count", tiny_cases, "--on", "2026-06-30", "--lang", "en").out
    assert "What would settle most" in out
    assert "When was the citizen born?" in out


def test_the_rows_are_the_same_as_csv_and_as_parquet(tiny: Cli, tiny_cases: Path, tmp_path: Path) -> None:
    given = "count", tiny_cases, "--on", "2026-06-30", "--by", "benefit"
    file = tmp_path / "counts.parquet"
    assert tiny(*given, "--format", "parquet", "--out", file).code == 0
    table = pq.read_table(file).to_pylist()
    written = list(csv.DictReader(io.StringIO(tiny(*given, "--format", "csv").out)))
    assert [{k: "" if v is None else str(v) for k, v in row.items()} for row in table] == written
    refused = in_english(tiny)(*given, "--format", "parquet")
    assert (refused.code, refused.err) == (2, "error: this format is no text; name a file with `--out`\n")


def test_the_page_has_every_number_of_a_chart_in_a_table(tiny: Cli, tiny_cases: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert tiny("count", tiny_cases, "--on", "2026-06-30", "--format", "html", "--out", page, "--lang", "en").code == 0
    text = page.read_text("utf-8")
    assert '<html lang="en">' in text
    for section in re.findall(r"<section.*?</section>", text, re.DOTALL):
        assert section.count("<table") >= section.count("<figure")
    assert text.count("<figure") >= 3


def test_a_caseload_in_many_parts_is_counted_as_in_one(
    tiny: Cli, tiny_cases: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("count", tiny_cases, "--on", "2026-07-01", "--by", "benefit", "--format", "json")
    whole = tiny(*asked).out
    monkeypatch.setattr(Run.__init__, "__defaults__", (1, "answers"))
    assert json.loads(tiny(*asked).out) == json.loads(whole)
