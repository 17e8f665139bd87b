"""Every kind of bad input has a Danish sentence that says what the English one says: place, field, value, remedy."""

from __future__ import annotations

import pickle
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import Cli, in_english
from faulty.case_entries import ENTRIES
from faulty.case_texts import TEXTS
from faulty.case_values import VALUES
from faulty.cases import Row
from faulty.expectations import EXPECTATIONS
from faulty.record_shapes import RECORDS
from faulty.rule_books import BOOKS
from faulty.rule_expressions import EXPRESSIONS
from faulty.rule_names import NAMES
from faulty.rule_shapes import SHAPES
from marked import unmark

import reformrules
from reformrules.case.intake import case_from_text
from reformrules.errors import Both, InputError, Invalid, Problem, ReformrulesError, RulebookError
from reformrules.expectations import read_expectations
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.loader import load_rulebook

CASES = TEXTS + VALUES + ENTRIES
RULES = SHAPES + NAMES + EXPRESSIONS + BOOKS
SHOWN_IN_ITS_LANGUAGE = {"name: value": "navn: værdi", "key: value": "navn: værdi", "&name": "&navn", "*name": "*navn",
                         "!name": "!navn", "{name}": "{navn}"}  # fmt: skip


def ids(rows: Sequence[tuple[str, str, object]]) -> list[str]:
    return [row[0] for row in rows]


def named(text: str) -> list[str]:
    """All that stands in backticks, and every number and date, in order of the alphabet."""
    found = re.findall("`([^`]*)`", text)
    numbers = re.findall(r"\d[\d.,:-]*", re.sub("`[^`]*`", "", text))
    shown = [SHOWN_IN_ITS_LANGUAGE.get(part, part) for part in found]
    return sorted([*shown, *(re.sub(r"\D", "", number) for number in numbers)])


def assert_told_in_both(problems: tuple[Problem, ...]) -> None:
    """Two sentences that differ in their words and name the same."""
    assert problems
    for problem in problems:
        danish, english = problem.told("da"), problem.told("en")
        assert danish != english
        assert named(danish) == named(english), danish
        assert not problem.message.da[:1].isupper()
        assert not problem.message.da.endswith(".")
        assert "\n" not in danish


@pytest.mark.parametrize("row", CASES + EXPECTATIONS, ids=ids(CASES + EXPECTATIONS))
def test_a_fault_of_a_case_has_a_danish_sentence_that_names_the_same(row: Row, tiny_book: Rulebook) -> None:
    with pytest.raises(InputError) as caught:
        read_expectations(case_from_text(unmark(row[1])[0], tiny_book.record), tiny_book)
    assert_told_in_both(caught.value.problems)


@pytest.mark.parametrize("row", RULES, ids=ids(RULES))
def test_a_fault_of_a_rulebook_has_a_danish_sentence_that_names_the_same(row: Row, tiny_rules: Path) -> None:
    (tiny_rules / "work.yaml").write_text(unmark(row[1])[0], encoding="utf-8")
    assert_told_in_both(refused(tiny_rules))


@pytest.mark.parametrize("row", RECORDS, ids=ids(RECORDS))
def test_a_fault_of_the_shape_of_a_case_has_a_danish_sentence_that_names_the_same(row: Row, tiny_rules: Path) -> None:
    (tiny_rules / "record.yaml").write_text(unmark(row[1])[0], encoding="utf-8")
    assert_told_in_both(refused(tiny_rules))


def refused(rules: Path) -> tuple[Problem, ...]:
    with pytest.raises(RulebookError) as caught:
        load_rulebook(rules)
    return caught.value.problems


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("case: a\nperson: {bron: 1990-05-02}", "case.yaml:2:10: ukendt felt `bron`; mente du `born`?"),
        (
            "case: a\nperson: {born: 2.5.1990}",
            "case.yaml:2:10: `born`: `2.5.1990` er ikke en dato; mente du 1990-05-02?",
        ),
        (
            "case: a\nperson: {children: 21}",
            "case.yaml:2:10: `children`: 21 er uden for grænserne; der skal stå et helt tal fra 0 til 20",
        ),
        (
            "case: a\nperson: {district: ost}",
            "case.yaml:2:10: `district`: `ost` er ikke en af værdierne; mente du `øst`?",
        ),
        (
            "case: 010190-1234\nperson: {}",
            "case.yaml:1:1: `case`: det ligner et CPR-nummer; et sags-id er et pseudonym",
        ),
    ],
)
def test_who_asks_in_no_language_is_told_in_danish(text: str, sentence: str, tiny: Cli, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    said = tiny("check", tmp_path / "case.yaml")
    assert (said.code, said.out) == (2, "")
    assert said.err == f"fejl: {tmp_path}/{sentence}\n"
    assert said.err == tiny("check", tmp_path / "case.yaml", "--lang", "da").err
    assert in_english(tiny)("check", tmp_path / "case.yaml").err.startswith(f"error: {tmp_path}/{sentence[:15]}")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("chekc",), "der er ingen kommando `chekc`; mente du `check`?"),
        (("check",), "argumentet `case` mangler; se `reformrules check --help`"),
        (("check", "a", "b"), "for mange argumenter: b; se `reformrules check --help`"),
        (("check", "a", "--on"), "`--on` kræver en værdi; se `reformrules --help`"),
        (("check", "a", "--on", "i dag"),
         "--on: `i dag` er ikke en dato; skriv den som 2026-07-01; se `reformrules check --help`"),
        (("check", "a", "--on=1.7.2026"), "--on: `1.7.2026` er ikke en dato; mente du 2026-07-01?"),
        (("check", "a", "--lang", "sv"), "--lang: `sv` er ikke en af `da`, `en`; se `reformrules check --help`"),
        (("serve", "--port", "x"), "--port: der skal stå et helt tal; se `reformrules serve --help`"),
        (("serve", "--port", "70000"),
         "--port: der skal stå et tal til og med 65535; se `reformrules serve --help`"),
        (("schema", "law"),
         "of: `law` er ikke en af `case`, `rulebook`, `overlay`, `answer`; se `reformrules schema --help`"),
        (("agenda", "a", "--on", "2026-07-01", "--until", "2026-06-30"),
         "`--until` er ikke før `--on`; 2026-06-30 er før 2026-07-01"),
        (("check", "nobody.yaml"), "nobody.yaml: filen findes ikke; angiv en sagsfil, eller `-` for standardinput"),
        (("check", "."), ".: det er en mappe; angiv en yaml- eller json-fil, der kan læses"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_a_wrong_use_of_the_command_line_is_told_in_danish(arguments: tuple[str, ...], sentence: str, cli: Cli) -> None:
    said = cli(*arguments)
    assert (said.code, said.out, said.err) == (2, "", f"fejl: {sentence}\n")


def test_an_option_that_there_is_not_brings_the_nearest_in_both_languages(cli: Cli) -> None:
    given = ("check", "a", "--lwa", "adopted")
    danish, english = cli(*given).err, in_english(cli)(*given).err
    assert danish.startswith("fejl: der er ingen option --lwa; mente du ")
    assert english.startswith("error: no such option: --lwa; did you mean ")
    assert all("--law" in text for text in (danish, english))


def test_the_language_that_is_named_last_is_that_of_the_error_too(cli: Cli) -> None:
    assert cli("check", "a.yaml", "--lang", "en", "--lang=da").err.startswith("fejl: ")
    assert cli("check", "a.yaml", "--lang=da", "--lang", "en").err.startswith("error: ")


def test_no_module_refuses_a_value_in_one_language_only() -> None:
    folder = Path(reformrules.__file__).parent
    assert [file for file in folder.rglob("*.py") if "raise ValueError(" in file.read_text("utf-8")] == []


def test_a_part_of_two_languages_cannot_get_into_a_text_of_one() -> None:
    with pytest.raises(TypeError):
        f"{Both('en dag', 'a day')}"
    assert "1: " + Both("en dag", "a day") + ", 2" == Both("1: en dag, 2", "1: a day, 2")


def test_no_language_shows_a_cpr_number() -> None:
    problem = Problem(Both("nej 010190-1234", "no 010190-1234"))
    assert (problem.told("da"), problem.told("en")) == ("nej (CPR)", "no (CPR)")


def test_an_error_passes_from_one_process_to_another_in_both_languages() -> None:
    said = Both("forkert", "wrong")
    error: ReformrulesError = pickle.loads(pickle.dumps(InputError(Problem(said))))
    value: Invalid = pickle.loads(pickle.dumps(Invalid(said)))
    assert (error.problems[0].told("da"), value.said, str(value)) == ("forkert", said, "wrong")
