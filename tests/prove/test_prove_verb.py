"""The verb `prove`: what it says of guarantees, how it leaves, and the citizens it writes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import GUARANTEES

Cli = Callable[..., Any]
Prove = Callable[..., Any]


@pytest.fixture
def prove(tiny: Cli, tiny_rules: Path) -> Prove:
    """The verb on the small rulebook with two guarantees, one of which does not hold."""
    (tiny_rules / "guarantees.yaml").write_text(GUARANTEES, "utf-8")
    return lambda *arguments: tiny("prove", "--lang", "en", *arguments, "--jobs", "1")


def test_a_guarantee_that_holds_is_proved_and_the_verb_leaves_with_0(prove: Prove) -> None:
    said = prove("the-young-are-in-group-two", "--lang", "en")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Proofs\n1 proved, 0 refuted, 0 left open")
    assert "ACT § 4" in said.out


def test_a_guarantee_that_does_not_hold_is_refuted_with_a_citizen_who_shows_it(
    prove: Prove, tiny: Cli, tmp_path: Path
) -> None:
    said = prove("--format", "json", "--witnesses", tmp_path / "found")
    assert said.code == 1
    found = {p["id"]: p for p in json.loads(said.out)["proofs"] if p["kind"] == "guarantee"}
    assert {id_: proof["state"] for id_, proof in found.items()} == {
        "the-young-are-in-group-two": "proved",
        "nobody-on-aid-is-in-group-two": "refuted",
    }
    witness = found["nobody-on-aid-is-in-group-two"]["witness"]
    file = tmp_path / "found" / "nobody-on-aid-is-in-group-two.yaml"
    assert file.read_text("utf-8") == witness["case"]
    checked = json.loads(tiny("check", file, "--on", witness["on"], "--law", witness["law"], "--format", "json").out)
    assert [f["outcome"] for f in checked["findings"] if f["subject"] == "group"] == ["two"]


def test_a_citizen_who_shows_it_stands_in_the_text_with_what_explain_says(prove: Prove) -> None:
    out = prove("--lang", "en").out
    assert "Refuted: nobody-on-aid-is-in-group-two" in out
    assert "kind: aid" in out
    assert "group two  The citizen is young and" in out


def test_a_page_shows_the_file_of_the_citizen_as_it_is(prove: Prove, tmp_path: Path) -> None:
    page = tmp_path / "proofs.html"
    assert prove("--format", "html", "--out", page, "--lang", "en").code == 1
    assert ">case: witness\n" in page.read_text("utf-8")


def test_an_unknown_guarantee_is_refused_with_the_nearest_name(prove: Prove) -> None:
    said = prove("the-young-are-in-group-to")
    assert (said.code, said.out) == (2, "")
    assert "no guarantee, rule, conclusion, file or folder of rules `the-young-are-in-group-to`" in said.err
    assert "did you mean `the-young-are-in-group-two`?" in said.err


def test_a_change_of_the_law_is_held_to_the_guarantees_of_the_rulebook_below(
    prove: Prove, cli: Cli, tiny_rules: Path, tmp_path: Path
) -> None:
    change = tmp_path / "change.yaml"
    change.write_text(
        f"overlay: {{da: En prøve, en: A trial}}\nbase: {tiny_rules}\nvalid: {{from: 2026-12-01}}\n"
        "source: [{id: ACT}]\nremove: [group-two]\n",
        "utf-8",
    )
    said = cli("prove", "the-young-are-in-group-two", "--jobs", "1", "--rules", change, "--format", "json")
    assert (said.code, said.err) == (1, "")
    assert json.loads(said.out)["proofs"][0]["state"] == "refuted"


def test_a_guarantee_that_is_not_said_of_the_law_setting_is_not_called_proved(prove: Prove) -> None:
    found = json.loads(prove("--law", "expected", "--format", "json").out)["proofs"]
    assert [p["id"] for p in found if p["kind"] == "guarantee"] == ["the-young-are-in-group-two"]


def test_what_the_law_is_made_of_is_asked_by_the_name_of_a_conclusion_a_rule_or_a_file(prove: Prove) -> None:
    found = json.loads(prove("group", "--format", "json").out)["proofs"]
    assert {proof["kind"] for proof in found} <= {"contradiction", "gap", "dead_rule", "idle_part", "unread"}
    assert {proof["id"] for proof in found} > {"group", "group-one", "group-two"}
    assert [proof["id"] for proof in found if proof["state"] == "open"] == []


def test_a_declaration_of_what_there_is_not_is_refused_at_its_place(prove: Prove, tiny_rules: Path) -> None:
    declared = "intended:\n  grup: [{never_holds: true, reason: {da: x, en: x}}]\n"
    (tiny_rules / "intended.yaml").write_text(declared, "utf-8")
    said = prove("group")
    assert said.code == 2
    assert "intended.yaml:2" in said.err
    assert "there is no `grup` in the rulebook; did you mean `group`?" in said.err
