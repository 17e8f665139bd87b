"""The verb `diff`: what it says of two rulebooks, how it leaves, and the citizens it writes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import in_english

Cli = Callable[..., Any]
Edit = Callable[..., Path]


@pytest.fixture
def edited(tiny_rules: Path, tmp_path: Path) -> Edit:
    """A copy of the small rulebook with texts put in the place of others."""

    def edit(*changes: tuple[str, str]) -> Path:
        copy = tmp_path / "other"
        shutil.copytree(tiny_rules, copy)
        for before, after in changes:
            (file,) = [file for file in copy.rglob("*.yaml") if before in file.read_text("utf-8")]
            file.write_text(file.read_text("utf-8").replace(before, after), "utf-8")
        return copy

    return edit


def findings(said: Any) -> dict[str, Any]:
    return {one["id"]: one for one in json.loads(said.out)["findings"]}


def test_a_rulebook_is_equal_to_itself_and_the_verb_leaves_with_0(cli: Cli, tiny_rules: Path) -> None:
    said = cli("diff", tiny_rules, tiny_rules, "--lang", "en")
    assert (said.code, said.err) == (0, "")
    assert "Proved equal: no citizen is answered otherwise on any day." in said.out
    assert "findings rest on nothing that differs, and so are equal" in said.out


def test_a_condition_said_otherwise_is_proved_equal_and_so_is_what_rests_on_it(
    cli: Cli, tiny_rules: Path, edited: Edit
) -> None:
    other = edited(("age < adult_age and not trained", "not (trained or age >= adult_age)"))
    said = cli("diff", tiny_rules, other, "--format", "json", "--jobs", "1")
    assert said.code == 0
    assert {id_: (one["state"], one["how"]) for id_, one in findings(said).items()} == {
        "young": ("equal", "proved"),
        "group": ("equal", "alike"),
    }


def test_what_differs_is_shown_by_a_citizen_with_what_both_rulebooks_say(
    cli: Cli, tiny_rules: Path, edited: Edit, tmp_path: Path
) -> None:
    other = edited(("age < adult_age", "age <= adult_age"))
    found = tmp_path / "found"
    said = cli("diff", tiny_rules, other, "--format", "json", "--witnesses", found, "--jobs", "1")
    assert said.code == 1
    group = findings(said)["group"]
    assert group["state"] == "differs"
    shown = next(one for one in group["differences"] if one["kind"] == "value")
    assert [[each["rule"] for each in shown[side]] for side in ("before", "after")] == [["group-one"], ["group-two"]]
    assert (found / "group-value.yaml").read_text("utf-8") == shown["case"]
    answers = [
        json.loads(cli("check", found / "group-value.yaml", "--on", shown["on"], "--law", shown["law"],
                       "--rules", rules, "--format", "json").out)["findings"]
        for rules in (tiny_rules, other)
    ]  # fmt: skip
    assert [f["outcome"] for side in answers for f in side if f["subject"] == "group"] == ["one", "two"]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (("within: 6 months", "within: 182 days"), "deadline"),
        (("at_least: meetings_required", "at_least: meetings_required + 1"), "required"),
        (("counted_from: aid_since", "counted_from: aid_since + 1 days"), "counted_from"),
        (('when: benefit = "aid" and aid_since is known', "when: benefit = \"aid\" and age < 60 years"), "ends"),
        (("      within: 6 months", "      within: 6 months\n      unless: trained"), "lifted"),
        (("      within: 6 months", "      within: 6 months\n      first_by: aid_since + 1 months"), "first_by"),
    ],
)  # fmt: skip
def test_whatever_is_told_of_an_obligation_can_differ(
    change: tuple[str, str], kind: str, cli: Cli, tiny_rules: Path, edited: Edit
) -> None:
    said = cli("diff", tiny_rules, edited(change), "--format", "json", "--jobs", "1", "--on", "2026-06-30")
    meetings = findings(said)["meetings-first-half-year"]
    assert said.code == 1
    assert kind in [one["kind"] for one in meetings["differences"]]


def test_an_obligation_under_another_name_and_split_in_two_is_the_same(
    cli: Cli, tiny_rules: Path, edited: Edit
) -> None:
    text = (tiny_rules / "meetings.yaml").read_text("utf-8")
    whole = text[text.index("  meetings-first-half-year:") : text.index("  work-done:\n    valid")]
    halves = [
        whole.replace("meetings-first-half-year", f"meetings-{name}").replace("is known", f"is known and {when}")
        for name, when in (("early", "aid_since < 2025-01-01"), ("late", "aid_since >= 2025-01-01"))
    ]
    said = cli("diff", tiny_rules, edited((whole, "".join(halves))), "--format", "json", "--jobs", "1")
    assert (said.code, findings(said)["meetings-first-half-year"]["state"]) == (0, "equal")


def test_a_change_of_the_law_is_compared_with_what_it_changes_on_the_days_on_which_it_can_matter(
    cli: Cli, tiny_rules: Path, tmp_path: Path
) -> None:
    change = tmp_path / "change.yaml"
    change.write_text(
        f"overlay: {{da: En prøve, en: A trial}}\nbase: {tiny_rules}\nvalid: {{from: 2026-12-01}}\n"
        "source: [{id: ACT}]\nvalues: {meetings_required: 3}\n",
        "utf-8",
    )
    (one,) = json.loads(cli("diff", change, "--format", "json").out)["findings"]
    assert (one["id"], one["days"]) == ("meetings-first-half-year", [{"first": "2026-12-01", "last": None}])
    assert {shown["law"] for shown in one["differences"]} == {"proposed"}
    assert cli("diff", change, "--law", "expected").code == 0
    assert cli("diff", change, "--until", "2026-11-30").code == 0


def test_what_only_one_rulebook_has_is_told_by_name(cli: Cli, tiny_rules: Path, edited: Edit) -> None:
    other = edited(("  bonus:\n    kind: right", "  prize:\n    kind: right"), ("bonus: {reason", "prize: {reason"))
    said = cli("diff", tiny_rules, other, "--lang", "en")
    assert said.code == 1
    assert "Only in the rulebook before: findings: bonus" in said.out
    assert "Only in the rulebook after: findings: prize" in said.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--finding", "grup"), "unknown finding `grup`; did you mean `group`?"),
        (("--on", "2026-01-01", "--from", "2026-01-01"), "give a day, or the days from and until, not both"),
        (("--from", "2026-02-01", "--until", "2026-01-01"), "2026-01-01 lies before 2026-02-01"),
    ],
)
def test_what_cannot_be_asked_is_refused(arguments: tuple[str, ...], message: str, cli: Cli, tiny_rules: Path) -> None:
    said = in_english(cli)("diff", tiny_rules, tiny_rules, *arguments)
    assert (said.code, said.out) == (2, "")
    assert message in said.err


def test_the_text_in_danish_shows_the_citizen_and_both_sides(cli: Cli, tiny_rules: Path, edited: Edit) -> None:
    out = cli("diff", tiny_rules, edited(("age < adult_age", "age <= adult_age"))).out
    assert "Forskelle mellem to regelsamlinger" in out
    assert "gruppe: et andet svar" in out
    assert "kind: aid" in out
    assert out.index("Før") < out.index("Efter")
