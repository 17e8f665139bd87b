"""The command line: exit codes, streams, languages, the documented JSON, and what it leaves unloaded."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import in_english

from reformrules import cases
from reformrules.case.intake import read_case
from reformrules.errors import EngineDifference
from reformrules.rulebook.book import Rulebook
from reformrules.verbs import checking

Cli = Callable[..., Any]

# The documented form of the answer, version 1. A key that goes or changes its meaning is a new version.
ANSWER = {"case", "on", "law", "engine", "rulebook", "findings", "undetermined", "law_so_far", "next_changes",
          "left_out", "schema_version"}  # fmt: skip
FINDING = {"kind", "subject", "label", "outcome", "outcome_text", "status", "legal_check", "rule", "rules", "concept",
           "sources", "text", "because", "facts", "by_cases", "law_so_far", "of", "what", "required", "done",
           "counted_from", "first_by", "deadline", "state"}  # fmt: skip
UNDETERMINED = {"kind", "subject", "label", "reason", "text", "rules", "sources", "ask", "note", "deadline"}


@pytest.fixture
def adult(tiny_cases: Path) -> Path:
    return tiny_cases / "adult.yaml"


def answer_of(said: Any) -> dict[str, Any]:
    assert (said.code, said.err) == (0, "")
    found: dict[str, Any] = json.loads(said.out)
    return found


def test_check_prints_the_findings_and_leaves_with_0(tiny: Cli, adult: Path) -> None:
    said = tiny("check", adult, "--on", "2026-06-30", "--lang", "en")
    assert (said.code, said.err) == (0, "")
    assert "group: group one" in said.out
    assert "2 September 2026  " in said.out  # the deadline: on aid since 2 March 2026, and 6 months
    assert "1 of 2" in said.out  # one meeting held, two required by `meetings_required`


@pytest.mark.parametrize(
    ("lang", "word", "other"), [("da", "Målgruppe", "Target group"), ("en", "Target group", "Målgruppe")]
)
def test_the_answer_is_in_the_language_asked_for(tiny: Cli, adult: Path, lang: str, word: str, other: str) -> None:
    out = tiny("check", adult, "--on", "2026-06-30", "--lang", lang).out
    assert word in out
    assert other not in out


def test_danish_is_the_language_when_none_is_asked_for(tiny: Cli, adult: Path) -> None:
    out = tiny("check", adult, "--on", "2026-06-30").out
    assert out == tiny("check", adult, "--on", "2026-06-30", "--lang", "da").out


def test_the_evaluation_date_is_today_when_none_is_given(tiny: Cli, adult: Path) -> None:
    before = date.today()
    on = date.fromisoformat(answer_of(tiny("check", adult, "--format", "json"))["on"])
    assert before <= on <= date.today()


def test_json_has_exactly_the_documented_keys(tiny: Cli, tiny_cases: Path) -> None:
    answer = answer_of(tiny("check", tiny_cases / "holder-of-a-grant.yaml", "--on", "2026-07-01", "--format", "json"))
    assert answer.keys() == ANSWER
    assert answer["schema_version"] == 1
    assert answer["engine"].keys() == {"used", "note"}
    assert answer["rulebook"].keys() == {"version", "digest", "overlay"}
    assert answer["undetermined"]
    assert all(item.keys() == UNDETERMINED for item in answer["undetermined"])


def test_json_findings_and_changes_have_exactly_the_documented_keys(tiny: Cli, adult: Path) -> None:
    answer = answer_of(tiny("check", adult, "--on", "2026-06-30", "--format", "json"))
    finding = answer["findings"][0]
    assert all(item.keys() == FINDING for item in answer["findings"])
    assert finding["label"].keys() == {"da", "en"}
    assert finding["sources"][0].keys() == {"id", "section", "title", "url"}
    assert finding["facts"][0].keys() == {"name", "kind", "label", "value", "text", "origin"}
    assert answer["next_changes"][0].keys() == {"on", "law", "changes"}
    assert answer["next_changes"][0]["changes"][0].keys() == {"subject", "label", "before", "after", "rule"}


def test_the_schema_of_the_answer_names_the_same_keys(tiny: Cli) -> None:
    schema = json.loads(tiny("schema", "answer").out)
    assert schema["properties"].keys() == ANSWER
    assert schema["$defs"]["Finding"]["properties"].keys() == FINDING
    assert schema["$defs"]["Undetermined"]["properties"].keys() == UNDETERMINED


def test_json_adds_the_reasons_when_they_are_asked_for(tiny: Cli, adult: Path) -> None:
    options = ("--on", "2026-06-30", "--format", "json", "--why", "--why-not", "group-two")
    answer = answer_of(tiny("check", adult, *options))
    assert answer.keys() == ANSWER | {"why", "why_not"}
    assert answer["why"].keys() == {finding["subject"] for finding in answer["findings"]}
    assert (answer["why_not"]["rule"], answer["why_not"]["holds"]) == ("group-two", False)


def test_json_keeps_dates_as_iso_texts_and_numbers_as_numbers(tiny: Cli, adult: Path) -> None:
    answer = answer_of(tiny("check", adult, "--on", "2026-06-30", "--format", "json"))
    duty = next(f for f in answer["findings"] if f["kind"] == "obligation")
    assert (duty["required"], duty["done"], duty["deadline"]) == (2, 1, "2026-09-02")


def test_why_shows_the_rule_and_the_source_behind_a_finding(tiny: Cli, adult: Path) -> None:
    out = tiny("check", adult, "--on", "2026-06-30", "--lang", "en", "--why").out
    explained = out.split("Why: group")[1]
    assert "group-one" in explained
    assert "Lov om hjælp" in explained


def test_why_of_an_obligation_says_what_is_due_and_by_when(tiny: Cli, adult: Path) -> None:
    answer = answer_of(tiny("check", adult, "--on", "2026-06-30", "--format", "json", "--why"))
    duty = next(f for f in answer["findings"] if f["kind"] == "obligation")
    why = answer["why"][duty["subject"]]
    assert (why["label"], why["value"], why["text"]) == (duty["what"], duty["outcome_text"], duty["text"])


def test_why_not_says_what_fails(tiny: Cli, adult: Path) -> None:
    out = tiny("check", adult, "--on", "2026-06-30", "--lang", "en", "--why-not", "group-two").out
    assert "What fails: young (no)" in out


def test_why_not_of_an_unknown_rule_is_refused_with_the_nearest_one(tiny: Cli, adult: Path) -> None:
    said = in_english(tiny)("check", adult, "--on", "2026-06-30", "--why-not", "group-tow")
    assert (said.code, said.out) == (2, "")
    assert said.err == "error: unknown rule `group-tow`; did you mean `group-two`?\n"


def test_the_law_setting_says_how_far_down_the_ladder_the_answer_goes(tiny: Cli, adult: Path) -> None:
    out = {
        law: tiny("check", adult, "--on", "2027-01-01", "--lang", "en", "--law", law).out
        for law in ("adopted", "expected")
    }
    assert "group: group one" in out["adopted"]
    assert "group: the new group" in out["expected"]


def test_the_reference_engine_alone_is_named(tiny: Cli, adult: Path) -> None:
    answer = answer_of(tiny("check", adult, "--on", "2026-06-30", "--format", "json", "--engine", "reference"))
    assert answer["engine"]["used"] == "reference"


def test_a_dash_reads_the_case_from_standard_input(tiny: Cli, adult: Path) -> None:
    options = ("--on", "2026-06-30")
    assert tiny("check", "-", *options, stdin=adult.read_text("utf-8")).out == tiny("check", adult, *options).out


def test_a_fault_on_standard_input_is_named_with_its_line(tiny: Cli) -> None:
    said = in_english(tiny)("check", "-", stdin="case: x\nperson: {}\nbenfits: []\n")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("error: <stdin>:3:1: unknown key `benfits`; did you mean `benefits`?")


def test_a_shipped_case_is_found_by_name(tiny: Cli, tiny_cases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "default_cases", lambda: tiny_cases)
    assert answer_of(tiny("check", "adult", "--on", "2026-06-30", "--format", "json"))["case"] == "adult"
    said = in_english(tiny)("check", "adlut", "--on", "2026-06-30")
    assert said.code == 2
    assert "did you mean `adult`?" in said.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("check", "nowhere.yaml"), "there is no such file"),
        (("check", "-", "--on", "1 July"), "`1 July` is not a date"),
        (("check", "-", "--on", "2026-02-30"), "2026-02-30"),
        (("check", "-", "--on", "0900-01-01"), "0900-01-01"),
        (("check", "-", "--law", "hoped"), "hoped"),
        (("check", "-", "--lang", "sv"), "sv"),
        (("check", "-", "--engine", "third"), "third"),
        (("check",), "missing argument `case`"),
        (("test", "nowhere"), "there is no such file or folder"),
        (("rules", "--no-such"), "--no-such"),
        (("chek", "-"), "chek"),
    ],
)
def test_bad_input_leaves_with_2_and_one_line_on_the_error_stream(
    cli: Cli, arguments: tuple[str, ...], message: str, tiny_rules: Path
) -> None:
    rules = () if arguments[0] == "chek" else ("--rules", tiny_rules)
    said = in_english(cli)(*arguments, *rules, stdin="case: x\nperson: {}\n")
    assert (said.code, said.out) == (2, "")
    assert message in said.err
    assert said.err.startswith("error: ")
    assert said.err.count("\n") == 1


def test_a_rulebook_that_is_not_there_or_does_not_load_leaves_with_2(cli: Cli, adult: Path, tiny_rules: Path) -> None:
    said = cli("check", adult, "--rules", adult.parent / "nowhere")
    assert (said.code, said.out) == (2, "")
    groups = tiny_rules / "groups.yaml"
    groups.write_text(groups.read_text("utf-8").replace("age < adult_age", "age < adlt_age"), "utf-8")
    said = in_english(cli)("check", adult, "--rules", tiny_rules)
    assert (said.code, said.out) == (2, "")
    assert "groups.yaml:" in said.err
    assert "did you mean `adult_age`?" in said.err


def test_a_difference_of_the_engines_leaves_with_3_and_no_answer(
    tiny: Cli, adult: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def differ(*arguments: object) -> None:
        raise EngineDifference("internal error: the two engines differ")

    monkeypatch.setattr(checking, "check", differ)
    said = tiny("check", adult)
    assert (said.code, said.out, said.err) == (3, "", "internal error: the two engines differ\n")


def test_test_leaves_with_0_when_all_expectations_hold(tiny: Cli, tiny_cases: Path) -> None:
    said = tiny("test", tiny_cases, "--lang", "en")
    assert said.code == 0
    assert said.out.endswith("3 cases: 10 passed, 0 failed\n")  # the expectations written in the small cases
    assert tiny("test", tiny_cases).out.endswith("3 sager: 10 opfyldt, 0 ikke opfyldt\n")


def test_test_leaves_with_1_and_the_difference_when_one_fails(tiny: Cli, adult: Path) -> None:
    adult.write_text(adult.read_text("utf-8").replace("group: one", "group: two"), "utf-8")
    said = tiny("test", adult, "--lang", "en")
    assert said.code == 1
    assert "expected two, got one" in said.out
    assert said.out.endswith("1 case: 5 passed, 1 failed\n")


def test_test_reports_a_case_that_cannot_be_read_and_runs_the_others(tiny: Cli, tiny_cases: Path) -> None:
    (tiny_cases / "broken.yaml").write_text("case: broken\n", "utf-8")
    said = tiny("test", tiny_cases, "--lang", "en")
    assert said.code == 2
    assert "3 cases: 10 passed, 0 failed" in said.out
    assert "broken.yaml" in said.err


def test_new_writes_a_case_that_check_reads(tiny: Cli, tmp_path: Path, tiny_book: Rulebook) -> None:
    file = tmp_path / "mine.yaml"
    assert tiny("new", file).code == 0
    assert read_case(str(file), tiny_book.record).id == "my-case"
    assert tiny("new").out == file.read_text("utf-8")
    assert tiny("check", file, "--on", "2026-06-30").code == 0


def test_new_never_writes_over_a_file(tiny: Cli, adult: Path, tmp_path: Path) -> None:
    kept = adult.read_text("utf-8")
    said = in_english(tiny)("new", adult)
    assert (said.code, adult.read_text("utf-8")) == (2, kept)
    assert "is there already" in said.err
    said = in_english(tiny)("new", tmp_path / "no-folder" / "mine.yaml")
    assert said.code == 2
    assert "cannot be written: no such file or directory" in said.err


@pytest.mark.parametrize("of", ["case", "rulebook", "answer"])
def test_each_schema_is_a_json_schema(tiny: Cli, of: str) -> None:
    schema = json.loads(tiny("schema", of).out)
    assert schema["type"] == "object"
    assert schema["properties"]


def test_help_lists_the_verbs(cli: Cli) -> None:
    said = cli("--help")
    assert said.code == 0
    assert all(verb in said.out for verb in ("check", "test", "rules", "new", "schema"))


def python(*arguments: object, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Python in a process of its own, its text in UTF-8."""
    command = [sys.executable, "-X", "utf8", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_package_runs_as_a_module_with_its_exit_codes(tiny_rules: Path, adult: Path) -> None:
    module = ("-m", "reformrules")
    good = python(*module, "check", "-", "--on", "2026-06-30", "--rules", tiny_rules, stdin=adult.read_text("utf-8"))
    assert (good.returncode, good.stderr) == (0, "")
    assert "gruppe: gruppe et" in good.stdout
    bad = python(*module, "check", "-", "--rules", tiny_rules, stdin="case: x\n")
    assert (bad.returncode, bad.stdout) == (2, "")
    adult.write_text(adult.read_text("utf-8").replace("group: one", "group: two"), "utf-8")
    assert python(*module, "test", adult, "--rules", tiny_rules).returncode == 1


LOADED = """
import sys
from reformrules.cli import main
sys.argv[0] = "reformrules"
main()
heavy = {"duckdb", "ibis", "pyspark", "pandas", "z3", "fastapi", "starlette", "flask", "django", "hypothesis"}
own = {"reformrules.count", "reformrules.prove", "reformrules.web", "reformrules.strategies"}
print(sorted((heavy | own) & sys.modules.keys()), file=sys.stderr)
"""


def test_check_loads_no_column_engine_no_solver_and_no_web_framework(tiny_rules: Path, adult: Path) -> None:
    said = python("-c", LOADED, "check", adult, "--on", "2026-06-30", "--rules", tiny_rules)
    assert (said.returncode, said.stderr) == (0, "[]\n")
