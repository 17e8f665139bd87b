"""Faults of a rulebook: each is told with the file, the line and column of the fault, and the remedy.

A mark `»` stands in the text before each place that the message must name.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from conftest import Cli, in_english
from faulty.parts import OTHERWISE, conclusion, parameter, rule, table
from faulty.record_shapes import RECORDS
from faulty.rule_books import BOOKS
from faulty.rule_expressions import EXPRESSIONS
from faulty.rule_names import NAMES
from faulty.rule_shapes import SHAPES
from marked import unmark

from reformrules.case.intake import case_from_text
from reformrules.errors import RulebookError
from reformrules.explain.session import Explainer
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.syntax import Name

FAULTS = SHAPES + NAMES + EXPRESSIONS + BOOKS


def ids(rows: list[tuple[str, str, str]]) -> list[str]:
    return [row[0] for row in rows]


def refusal(cli: Cli, rules: Path) -> list[str]:
    """The lines in which the command line refuses a rulebook."""
    said = in_english(cli)("calendar", "--rules", rules)
    assert (said.code, said.out) == (2, "")
    return said.err.splitlines()


@pytest.mark.parametrize(("name", "text", "message"), FAULTS, ids=ids(FAULTS))
def test_a_faulty_file_is_refused_at_the_place_of_the_fault(
    name: str, text: str, message: str, cli: Cli, tiny_rules: Path
) -> None:
    written, places = unmark(text)
    (tiny_rules / "work.yaml").write_text(written, encoding="utf-8")
    assert refusal(cli, tiny_rules) == [f"error: work.yaml:{place}: {message}" for place in places or ["1:1"]]


@pytest.mark.parametrize(("name", "text", "message"), RECORDS, ids=ids(RECORDS))
def test_a_faulty_shape_of_cases_is_refused_at_the_place_of_the_fault(
    name: str, text: str, message: str, cli: Cli, tiny_rules: Path
) -> None:
    written, places = unmark(text)
    (tiny_rules / "record.yaml").write_text(written, encoding="utf-8")
    assert refusal(cli, tiny_rules) == [f"error: record.yaml:{place}: {message}" for place in places]


@pytest.mark.parametrize("message", [row[2] for row in FAULTS + RECORDS])
def test_a_message_is_one_lower_case_line_without_a_full_stop(message: str) -> None:
    assert not message[:1].isupper()
    assert "\n" not in message
    assert not message.endswith(".")


def test_all_faults_of_all_files_are_told_at_once_in_their_order(tiny_rules: Path) -> None:
    (tiny_rules / "b.yaml").write_text("rule: {}\nfacts: []\n")
    (tiny_rules / "a.yaml").write_text(rule(status="valid", then=None))
    with pytest.raises(RulebookError) as caught:
        load_rulebook(tiny_rules)
    assert str(caught.value).splitlines() == [
        "a.yaml:4:5: `status`: `valid` is not a legal status; valid: `adopted`, `expected`, `in_force`, `proposed`",
        "b.yaml:1:1: unknown key `rule`; did you mean `rules`?",
        "b.yaml:2:1: `facts`: a mapping (`name: value`) is needed",
    ]


def test_a_fault_of_a_table_that_all_its_rows_share_is_told_once(tiny_rules: Path) -> None:
    rows = [f"{{id: r{number}, if: ['-', '-'], then: one}}" for number in range(9)]
    (tiny_rules / "work.yaml").write_text(
        table(*rows, source="[{id: LAW}]", valid="{from: 2020-01-01, until: 2019-01-01}")
    )
    with pytest.raises(RulebookError) as caught:
        load_rulebook(tiny_rules)
    assert [str(problem.place) for problem in caught.value.problems] == ["work.yaml:3:38", "work.yaml:5:19"]


@pytest.mark.parametrize("text", ["[true, '-']", "['yes', '-']", "['true', '-']"])
def test_a_cell_may_be_true_or_yes_with_or_without_quotes(text: str, tiny_rules: Path) -> None:
    row = f"{{id: a, if: {text}, then: one}}"
    (tiny_rules / "work.yaml").write_text(table(row, inputs="[trained, age]"))
    assert isinstance(load_rulebook(tiny_rules).rules["extra-a"].when, Name)


def test_a_text_may_name_a_parameter_with_a_dot_and_write_braces(tiny_rules: Path) -> None:
    text = parameter("value: 7, from: 2020-01-01").replace("extra", "limit.of_age")
    text += conclusion(
        "old", otherwise="{value: true, " + OTHERWISE.replace("da: a", "da: 'over {limit.of_age} {{}}'") + "}"
    )
    (tiny_rules / "work.yaml").write_text(text)
    book = load_rulebook(tiny_rules)
    case = case_from_text("case: a\nperson: {}", book.record)
    finding = next(f for f in Explainer(book, "reference").check(case, date(2026, 7, 1)).findings if f.subject == "old")
    assert finding.text.da == "over 7 {}"


# --- folders and files


def test_a_folder_that_is_not_there_is_named(cli: Cli, tmp_path: Path) -> None:
    assert refusal(cli, tmp_path / "ruels") == [f"error: {tmp_path}/ruels: there is no such folder"]


def test_a_file_in_place_of_the_folder_is_named(cli: Cli, tiny_rules: Path) -> None:
    file = tiny_rules / "facts.yaml"
    message = "this is a file without `overlay`; name the folder that holds the rulebook, or a change of it"
    assert refusal(cli, file) == [f"error: {file}: {message}"]


def test_a_folder_without_rulebook_files_is_named(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "readme.md").write_text("nothing")
    assert refusal(cli, tmp_path) == [f"error: {tmp_path}: the folder holds no .yaml file"]


def test_a_folder_whose_name_no_folder_can_have_is_refused(cli: Cli) -> None:
    assert refusal(cli, Path("x" * 5000)) == [f"error: {'x' * 5000}: there is no such folder"]


def test_a_file_whose_ending_would_leave_it_unread_is_named(cli: Cli, tiny_rules: Path) -> None:
    (tiny_rules / "work.yml").write_text("rules: {}")
    message = "a rulebook file ends in `.yaml`; rename it, or move it out of the folder"
    assert refusal(cli, tiny_rules) == [f"error: work.yml: {message}"]


def test_a_folder_named_like_a_file_is_refused(cli: Cli, tiny_rules: Path) -> None:
    (tiny_rules / "work.yaml").mkdir()
    message = "is a directory; name a yaml or json file that can be read"
    assert refusal(cli, tiny_rules) == [f"error: work.yaml: {message}"]


def test_a_file_that_is_not_utf_8_is_named_with_the_byte(cli: Cli, tiny_rules: Path) -> None:
    (tiny_rules / "work.yaml").write_bytes("concept: {da: Ydelsesmåder, en: a}".encode("latin-1"))
    message = "byte 22 (0xe5) is not utf-8 text; save the file as utf-8"
    assert refusal(cli, tiny_rules) == [f"error: work.yaml:1:23: {message}"]


def test_a_rulebook_without_the_shape_of_cases_is_refused(cli: Cli, tiny_rules: Path) -> None:
    (tiny_rules / "record.yaml").unlink()
    assert refusal(cli, tiny_rules) == [f"error: {tiny_rules}: no file gives `record`, the shape of a case"]
