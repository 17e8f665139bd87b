"""`reformrules count` on the small invented law."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from conftest import Cli


def test_each_answer_is_given_with_the_number_of_citizens(tiny: Cli, tiny_cases: Path) -> None:
    out = tiny("count", tiny_cases, "--on", "2026-06-30", "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(out)))
    groups = {row["outcome"]: row["citizens"] for row in rows if row["finding"] == "group"}
    assert groups == {"one": "1", "two": "1"}
    states = {row["outcome"]: row["citizens"] for row in rows if row["finding"] == "meetings-first-half-year"}
    assert states == {"due": "2"}


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
    assert {c["group"] for c in split} == {"aid", "grant"}


def test_a_case_that_cannot_be_read_is_set_aside_and_named(tiny: Cli, tiny_cases: Path) -> None:
    (tiny_cases / "wrong.yaml").write_text("case: wrong\nperson: {borm: 1990-01-01}\n", encoding="utf-8")
    said = tiny("count", tiny_cases, "--on", "2026-06-30", "--lang", "en")
    assert said.code == 0
    assert "3 citizens" in said.out
    assert "set aside: " in said.err
    assert "did you mean `born`" in said.err


def test_the_table_says_the_answers_in_words(tiny: Cli, tiny_cases: Path) -> None:
    out = tiny("count", tiny_cases, "--on", "2026-06-30", "--lang", "en").out
    for part in ("group one", "meetings (meetings-first-half-year)", "33 %", "undetermined: missing information"):
        assert part in out


def test_a_group_that_is_no_fact_is_refused_with_the_nearest(tiny: Cli, tiny_cases: Path) -> None:
    said = tiny("count", tiny_cases, "--by", "benefits")
    assert said.code == 2
    assert "`--by` takes a fact with few values, not `benefits`; did you mean `benefit`" in said.err


def test_no_case_that_can_be_read_is_an_error(tiny: Cli, tmp_path: Path) -> None:
    (tmp_path / "wrong.yaml").write_text("case: wrong\n", encoding="utf-8")
    said = tiny("count", tmp_path / "wrong.yaml")
    assert said.code == 2
    assert "no case can be read; the first fault: " in said.err
