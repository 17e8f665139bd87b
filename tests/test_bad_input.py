"""Bad input on the command line: exit code 2, and for each fault one line that says where it is and what is valid.

A mark `»` stands in a text before each place that a message must name.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Cli, Said, in_english
from faulty.case_entries import ENTRIES
from faulty.case_texts import TEXTS
from faulty.case_values import VALUES
from faulty.cases import Row, case
from faulty.expectations import EXPECTATIONS
from marked import unmark

CASES = TEXTS + VALUES + ENTRIES


def ids(rows: list[Row]) -> list[str]:
    return [row[0] for row in rows]


def faults(said: Said) -> list[str]:
    """The faults that a run tells, each on a line of its own."""
    assert (said.code, said.out) == (2, ""), said
    lines = said.err.splitlines()
    assert len(set(lines)) == len(lines)
    assert all(line.startswith("error: ") for line in lines)
    return [line.removeprefix("error: ") for line in lines]


def told(text: str, messages: str | list[str]) -> tuple[str, list[str]]:
    """The text without marks, and the lines that its faults are told in."""
    written, places = unmark(text)
    wanted = [messages] if isinstance(messages, str) else messages
    return written, [f"case.yaml:{place}: {message}" for place, message in zip(places or ["1:1"], wanted, strict=True)]


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that files have short names in messages."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def cli(cli: Cli) -> Cli:
    """The command line, asked in English; `test_errors_in_danish` asks the same in Danish."""
    return in_english(cli)


@pytest.mark.parametrize(("name", "text", "messages"), CASES, ids=ids(CASES))
def test_a_faulty_case_is_refused_at_the_place_of_each_fault(
    name: str, text: str, messages: str | list[str], tiny: Cli
) -> None:
    written, lines = told(text, messages)
    Path("case.yaml").write_text(written, encoding="utf-8")
    assert faults(tiny("check", "case.yaml", "--on", "2026-07-01")) == lines


@pytest.mark.parametrize(("name", "text", "messages"), CASES, ids=ids(CASES))
def test_a_faulty_case_on_standard_input_is_refused_in_the_same_words(
    name: str, text: str, messages: str | list[str], tiny: Cli
) -> None:
    written, lines = told(text, messages)
    there = [line.replace("case.yaml", "<stdin>", 1) for line in lines]
    assert faults(tiny("check", "-", "--on", "2026-07-01", stdin=written)) == there


@pytest.mark.parametrize(("name", "text", "messages"), EXPECTATIONS, ids=ids(EXPECTATIONS))
def test_a_faulty_expectation_is_refused_at_its_place(
    name: str, text: str, messages: str | list[str], tiny: Cli
) -> None:
    written, lines = told(text, messages)
    Path("case.yaml").write_text(written, encoding="utf-8")
    said = tiny("test", "case.yaml", "--lang", "en")
    assert said.out == "0 cases: 0 passed, 0 failed\n"
    assert faults(Said(said.code, "", said.err)) == lines


@pytest.mark.parametrize("row", CASES + EXPECTATIONS, ids=ids(CASES + EXPECTATIONS))
def test_a_message_is_one_lower_case_line_without_a_full_stop(row: Row) -> None:
    for message in [row[2]] if isinstance(row[2], str) else row[2]:
        assert not message[:1].isupper()
        assert "\n" not in message
        assert not message.endswith(".")


# --- files


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("nobody.yaml", "nobody.yaml: there is no such file; name a case file, or `-` for standard input"),
        ("cases/nobody", "cases/nobody: there is no such file; name a case file, or `-` for standard input"),
        (".", ".: is a directory; name a yaml or json file that can be read"),
        (
            "x" * 5000 + ".yaml",
            "x" * 5000 + ".yaml: there is no such file; name a case file, or `-` for standard input",
        ),
    ],
    ids=["missing", "missing in a folder", "folder", "too long a name"],
)
def test_a_case_file_that_cannot_be_opened_is_named(argument: str, message: str, tiny: Cli) -> None:
    assert faults(tiny("check", argument, "--on", "2026-07-01")) == [message]


def test_the_name_of_a_shipped_case_that_is_misspelt_brings_the_nearest(
    tiny: Cli, tiny_cases: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reformrules.cases.default_cases", lambda: tiny_cases)
    assert faults(tiny("check", "yuong")) == ["no file and no shipped case `yuong`; did you mean `young`?"]


def test_a_file_that_is_not_utf_8_is_named_with_the_byte(tiny: Cli) -> None:
    Path("case.yaml").write_bytes("case: øst\nperson: {}".encode("latin-1"))
    message = "byte 6 (0xf8) is not utf-8 text; save the file as utf-8"
    assert faults(tiny("check", "case.yaml")) == [f"case.yaml:1:7: {message}"]


def test_a_file_of_more_than_five_million_bytes_is_not_read(tiny: Cli) -> None:
    Path("case.yaml").write_text("#" * 5_000_001)
    message = "the document is too large; at most 5,000,000 bytes are valid"
    assert faults(tiny("check", "case.yaml")) == [f"case.yaml:1:1: {message}"]


@pytest.mark.skipif(
    os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="rights do not bind here"
)
def test_a_file_that_one_may_not_read_is_named(tiny: Cli) -> None:
    Path("case.yaml").write_text(case())
    Path("case.yaml").chmod(0)
    assert faults(tiny("check", "case.yaml")) == [
        "case.yaml: permission denied; name a yaml or json file that can be read"
    ]


def test_a_file_name_with_half_a_character_is_shown(tiny: Cli) -> None:
    assert faults(tiny("check", "s\udcf8ren.yaml"))[0].startswith("s\\udcf8ren.yaml: there is no such file")


def test_every_path_that_is_not_there_is_named(tiny: Cli) -> None:
    Path("empty").mkdir()
    assert faults(tiny("test", "one.yaml", "empty", "two")) == [
        "empty: the folder holds no case file (.yaml or .json)",
        "one.yaml: there is no such file or folder",
        "two: there is no such file or folder",
    ]


def test_a_bad_case_among_many_is_named_and_the_rest_goes_on(tiny: Cli, tiny_cases: Path) -> None:
    (tiny_cases / "bad.yaml").write_text(case(person="{bron: 1990-05-02}"))
    (tiny_cases / "worse.yaml").write_text("{case: 1")
    (tiny_cases / "wrong.yaml").write_text(case("expect: {2026-07-01: {grup: one}}\n"))
    said = tiny("test", tiny_cases, "--lang", "en")
    assert said.out.startswith("3 cases: ")  # the good ones of the folder
    assert said.out.endswith(" passed, 0 failed\n")
    assert faults(Said(said.code, "", said.err)) == [
        f"{tiny_cases}/bad.yaml:2:10: unknown key `bron`; did you mean `born`?",
        f"{tiny_cases}/worse.yaml:1:1: a `,` or a closing bracket is missing; "
        "each `[` is closed by `]` and each `{` by `}`",
        f"{tiny_cases}/wrong.yaml:3:23: unknown finding `grup`; did you mean `group`?",
    ]


# --- arguments


SEE = "; see `reformrules {} --help`"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("check", "a", "--on", "2026-13-01"),
         "--on: `2026-13-01` is not a day of the calendar; year, month and day are needed" + SEE.format("check")),
        (("check", "a", "--on", "1.7.2026"), "--on: `1.7.2026` is not a date; did you mean 2026-07-01?"),
        (("check", "a", "--on", "today"),
         "--on: `today` is not a date; write it like 2026-07-01" + SEE.format("check")),
        (("check", "a", "--on", "i morgen"),
         "--on: `i morgen` is not a date; write it like 2026-07-01" + SEE.format("check")),
        (("check", "a", "--on", "20260701"),
         "--on: `20260701` is not a date; write it like 2026-07-01" + SEE.format("check")),
        (("check", "a", "--on", ""), "--on: `` is not a date; write it like 2026-07-01" + SEE.format("check")),
        (("check", "a", "--on", "0001-01-01"),
         "--on: 0001-01-01 is too far off; dates lie between 1850-01-01 and 2150-12-31" + SEE.format("check")),
        (("check", "a", "--law", "in_force"),
         "--law: `in_force` is not one of `enacted`, `adopted`, `expected`, `proposed`" + SEE.format("check")),
        (("check", "a", "--lang", "sv"), "--lang: `sv` is not one of `da`, `en`" + SEE.format("check")),
        (("check", "a", "--format", "xml"), "--format: `xml` is not one of `text`, `json`" + SEE.format("check")),
        (("check", "a", "--engine", "drools"),
         "--engine: `drools` is not one of `both`, `reference`" + SEE.format("check")),
        (("rules", "--changed-between", "2026-07-01", "2026"),
         "--changed-between: `2026` is not a date; write it like 2026-07-01" + SEE.format("rules")),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_an_option_with_an_invalid_value_says_what_is_valid(arguments: tuple[str, ...], message: str, cli: Cli) -> None:
    assert faults(cli(*arguments)) == [message]


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (("chekc",), "`chekc`"),
        (("check",), "missing argument"),
        (("check", "a", "b"), "unexpected extra argument"),
        (("check", "a", "--lwa", "adopted"), "no such option: --lwa"),
        (("check", "a", "--on"), "`--on` requires an argument"),
        (("--no-such-option",), "no such option: --no-such-option"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_wrong_use_of_the_command_line_is_told_in_one_line(arguments: tuple[str, ...], names: str, cli: Cli) -> None:
    (line,) = faults(cli(*arguments))
    assert names in line
    assert line[:1].islower() or line[:1] in "-`"


def test_an_unknown_rule_brings_the_nearest(tiny: Cli) -> None:
    said = tiny("check", "-", "--on", "2026-07-01", "--why-not", "group-on", stdin=case())
    assert faults(said) == ["unknown rule `group-on`; did you mean `group-one`?"]


# --- the CPR number, which no message may repeat

CPR = "010190-1234"
WITHOUT_DASH = "0101901234"


def as_file(text: str) -> Callable[[], tuple[str, ...]]:
    def write() -> tuple[str, ...]:
        Path("case.yaml").write_text(text)
        return ("test", "case.yaml")

    return write


def as_rules(text: str) -> Callable[[], tuple[str, ...]]:
    def write() -> tuple[str, ...]:
        Path("rules/work.yaml").write_text(text)
        return ("test", "case.yaml")

    return write


def in_many_places(cpr: str) -> list[Callable[[], tuple[str, ...]]]:
    return [
        as_file(f"case: {cpr}\nperson: {{}}"),
        as_file(f"case: Anna {cpr} Berg\nperson: {{}}"),
        as_file(case(f"'{cpr}': a")),
        as_file(case(f"'{cpr}': a\n'{cpr}': b")),
        as_file(case(person=f"{{'{cpr}': true}}")),
        as_file(case(person=f"{{born: {cpr}}}")),
        as_file(case(person=f"{{trained: {cpr}}}")),
        as_file(case(person=f"{{children: {cpr}}}")),
        as_file(case(person=f"{{district: {cpr}}}")),
        as_file(case(f"benefits: [{{kind: {cpr}, from: {cpr}}}]")),
        as_file(case(f"work: [{{kind: job, month: {cpr}, hours: {cpr}}}]")),
        as_file(case(f"note: [{cpr}]")),
        as_file(case(f"expect: {{{cpr}: {{group: one}}}}")),
        as_file(case(f"expect: {{2026-07-01 {cpr}: {{group: one}}}}")),
        as_file(case(f"expect: {{2026-07-01: {{'{cpr}': one}}}}")),
        as_file(case(f"expect: {{2026-07-01: {{group: {{'{cpr}': one}}}}}}")),
        as_file(case(f"expect: {{2026-07-01: {{group: '{cpr}'}}}}")),
        as_file(f"[{cpr}"),
        as_file(f"!{cpr} a"),
        as_rules(f"rules: {{'{cpr}': {{}}}}"),
        as_rules(f"'{cpr}': a"),
        lambda: ("check", cpr),
        lambda: ("check", f"{cpr}.yaml"),
        lambda: ("check", "a", cpr),
        lambda: (cpr,),
        lambda: ("check", "case.yaml", "--on", cpr),
        lambda: ("check", "case.yaml", "--law", cpr),
        lambda: ("test", f"cases/{cpr}"),
    ]


@pytest.mark.parametrize("lang", ["da", "en"])
@pytest.mark.parametrize("cpr", [CPR, WITHOUT_DASH, "010190 1234", "01.01.90-1234"])
def test_no_message_repeats_a_cpr_number_wherever_it_stands(cpr: str, lang: str, tiny: Cli) -> None:
    for number, arguments in enumerate(in_many_places(cpr)):
        verb, *rest = arguments()
        said = tiny(verb, "--lang", lang, *rest)
        digits = "".join(c for c in said.out + said.err if c.isdigit())
        assert said.code == 2, number
        assert "901234" not in digits, said.err
        Path("rules/work.yaml").unlink(missing_ok=True)


def test_a_file_named_by_a_cpr_number_is_named_without_it(tiny: Cli) -> None:
    Path(f"{CPR}.yaml").write_text("case: 1\nperson: {}")
    assert faults(tiny("check", f"{CPR}.yaml")) == [
        "(CPR).yaml:1:1: `case`: a case id is a text of 1 to 120 characters; put a number in quotes"
    ]
