"""Bad input on the command line: exit code 2, and for each fault one line that says where it is and what is valid.

A mark `»` stands in a text before each place that a message must name.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Cli, Said
from marked import unmark

Row = tuple[str, str, str | list[str]]


def case(entries: str = "", person: str = "{born: 1990-05-02}") -> str:
    """A case file."""
    return f"case: someone\nperson: {person}\n{entries}"


CASES: list[Row] = [
    ("a case file that is empty", "", "the document is empty; a mapping, a list or a value is expected"),
    (
        "a case file with comments only",
        "# nothing here\n",
        "the document is empty; a mapping, a list or a value is expected",
    ),
    ("a case file that is a list", "»- case: someone\n- person: {}\n", "a mapping (`name: value`) is needed"),
    ("a case file that is one word", "»someone\n", "a mapping (`name: value`) is needed"),
    (
        "a case nested too deep",
        "case: someone\nperson: {born: " + "[" * 38 + "»[" + "]" * 39 + "}\n",
        "lists and mappings nest too deep; at most 40 levels are valid",
    ),
    (
        "an anchor",
        "case: someone\nperson: »&p {born: 1990-05-02}\n",
        "anchors (`&name`) and aliases (`*name`) are not valid; write the value out where it is needed",
    ),
    (
        "an alias",
        "case: someone\nperson: {born: »*p}\n",
        "anchors (`&name`) and aliases (`*name`) are not valid; write the value out where it is needed",
    ),
    (
        "a tag",
        "case: someone\nperson: {born: »!!str 1990-05-02}\n",
        "tags (`!name`) are not valid; write plain data only",
    ),
    (
        "a key given twice",
        "case: someone\nperson: {born: 1990-05-02, »born: 1990-05-03}\n",
        "the key `born` stands in line 2 already; each key is valid once",
    ),
    (
        "two documents in one file",
        "case: someone\nperson: {}\n»---\ncase: other\n",
        "a second document or more text follows here; one file holds one document",
    ),
    (
        "a bracket that is not closed",
        "case: someone\nperson: »{born: 1990-05-02\n",
        "a `,` or a closing bracket is missing; each `[` is closed by `]` and each `{` by `}`",
    ),
    (
        "a tab for indentation",
        "case: someone\nperson:\n»\tborn: 1990-05-02\n",
        "no value begins like this; indent with spaces, not tabs, and quote special characters",
    ),
    ("a merge key", "case: someone\nperson: {»<<: {}}\n", "the merge key `<<` is not valid; write the entries out"),
    ("an invisible character", "case: some»\x07one\nperson: {}\n", "the character U+0007 is not valid; remove it"),
    (
        "a number of nineteen digits",
        "case: someone\nperson: {children: »1234567890123456789}\n",
        "the number has 19 digits; at most 18 are valid, or quote it as text",
    ),
    (
        "not a number",
        "case: someone\nperson: {children: ».nan}\n",
        "not a number and infinity are not valid; write a number, or quote the text",
    ),
    ("a missing case id", "»person: {born: 1990-05-02}\n", "`case` is missing; it is a pseudonym"),
    (
        "a case id that is a number",
        "»case: 12\nperson: {}\n",
        "`case`: a case id is a text of 1 to 120 characters; put a number in quotes",
    ),
    (
        "a case id that is blank",
        "»case: ' '\nperson: {}\n",
        "`case`: a case id is a text of 1 to 120 characters; put a number in quotes",
    ),
    (
        "a case id of many characters",
        "»case: " + "x" * 121 + "\nperson: {}\n",
        "`case`: a case id is a text of 1 to 120 characters; put a number in quotes",
    ),
    (
        "a CPR number for a case id",
        "»case: 010190-1234\nperson: {}\n",
        "`case`: this looks like a CPR number; a case id is a pseudonym",
    ),
    (
        "a CPR number in a case id",
        "»case: jobparat 0101901234 syg\nperson: {}\n",
        "`case`: this looks like a CPR number; a case id is a pseudonym",
    ),
    (
        "a CPR number as a whole number",
        "»case: 1101901234\nperson: {}\n",
        "`case`: this looks like a CPR number; a case id is a pseudonym",
    ),
    (
        "a CPR number with blanks",
        "»case: 01 01 90 1234\nperson: {}\n",
        "`case`: this looks like a CPR number; a case id is a pseudonym",
    ),
    (
        "a CPR number as a key",
        case("»010190-1234: true\n"),
        (
            "unknown key `(cpr number)`; valid: `benefits`, `case`, `events`, `example`, `expect`, "
            "`layers`, `note`, `person`, `work`"
        ),
    ),
    (
        "a CPR number as a date",
        case(person="{»born: 010190-1234}"),
        "`born`: `(cpr number)` is not a date; write it like 2026-07-01",
    ),
    (
        "a CPR number as a kind",
        case("benefits: [{»kind: 0101901234, from: 2026-03-02}]\n"),
        "`kind`: `(cpr number)` is not a kind of benefits; valid: `aid`, `grant`",
    ),
    ("no person", "»case: someone\n", "`person` is missing; write `person: {}` when nothing is known"),
    (
        "a person that is empty",
        case(person="").replace("person: ", "»person:"),
        "`person`: a mapping (`name: value`) is needed",
    ),
    (
        "a person that is a text",
        case(person="Anna").replace("person: ", "»person: "),
        "`person`: a mapping (`name: value`) is needed",
    ),
    (
        "a month that is none",
        case(person="{»born: 2026-13-01}"),
        "`born`: `2026-13-01` is not a day of the calendar; year, month and day are needed",
    ),
    (
        "a day that is none",
        case(person="{»born: 2025-02-29}"),
        "`born`: `2025-02-29` is not a day of the calendar; year, month and day are needed",
    ),
    (
        "a date as Danes write it",
        case(person="{»born: 2.5.1990}"),
        "`born`: `2.5.1990` is not a date; did you mean 1990-05-02?",
    ),
    (
        "a date with too many digits",
        case(person="{»born: 9999999992026-06-30}"),
        "`born`: `9999999992026-06-30` is not a date; write it like 2026-07-01",
    ),
    (
        "a date of two figures for the year",
        case(person="{»born: 2/5-90}"),
        "`born`: `2/5-90` is not a date; write it like 2026-07-01",
    ),
    (
        "a date with slashes",
        case(person="{»born: 1990/5/2}"),
        "`born`: `1990/5/2` is not a date; did you mean 1990-05-02?",
    ),
    (
        "a date without dashes",
        case(person="{»born: 19900502}"),
        "`born`: a date is needed, like 2026-07-01, not `19900502`",
    ),
    (
        "a date with a time",
        case(person="{»born: 1990-05-02T10:00}"),
        "`born`: `1990-05-02T10:00` is not a date; write it like 2026-07-01",
    ),
    (
        "a date by its week",
        case(person="{»born: 2026-W27-3}"),
        "`born`: `2026-W27-3` is not a date; write it like 2026-07-01",
    ),
    (
        "a date in other digits",
        case(person="{»born: ２０２６-０７-０１}"),
        "`born`: `２０２６-０７-０１` is not a date; write it like 2026-07-01",
    ),
    (
        "the word today",
        case("benefits: [{kind: aid, »from: today}]\n"),
        "`from`: `today` is not a date; write it like 2026-07-01",
    ),
    (
        "the words i går",
        case("benefits: [{kind: aid, from: 2026-03-02, »to: i går}]\n"),
        "`to`: `i går` is not a date; write it like 2026-07-01",
    ),
    (
        "none where a date is certain",
        case(person="{»born: none}"),
        "`born`: `none` is not a date; write it like 2026-07-01",
    ),
    (
        "a date left empty",
        case(person="{»born: }"),
        "`born`: a date is needed, like 2026-07-01; leave the field out when it is unknown",
    ),
    ("a date that is a list", case(person="{»born: [1990, 5, 2]}"), "`born`: a date is needed, like 2026-07-01"),
    (
        "a date too long ago",
        case(person="{»born: 0001-01-01}"),
        "`born`: 0001-01-01 is too far off; dates lie between 1850-01-01 and 2150-12-31",
    ),
    (
        "a date too far ahead",
        case("benefits: [{kind: aid, from: 2026-03-02, »to: 9999-12-31}]\n"),
        "`to`: 9999-12-31 is too far off; dates lie between 1850-01-01 and 2150-12-31",
    ),
    (
        "yes for true",
        case(person="{»trained: yes}"),
        "`trained`: `true` or `false` is needed; leave the field out when it is unknown",
    ),
    (
        "a number for true",
        case(person="{»trained: 1}"),
        "`trained`: `true` or `false` is needed; leave the field out when it is unknown",
    ),
    (
        "a truth left empty",
        case(person="{»trained: }"),
        "`trained`: `true` or `false` is needed; leave the field out when it is unknown",
    ),
    (
        "a quoted number",
        case(person="{»children: '3'}"),
        "`children`: a whole number from 0 to 20 is needed, in digits alone; leave the field out when it is unknown",
    ),
    (
        "a decimal for a whole number",
        case(person="{»children: 2.5}"),
        "`children`: a whole number from 0 to 20 is needed; leave the field out when it is unknown",
    ),
    (
        "a number below nothing",
        case(person="{»children: -1}"),
        "`children`: -1 is out of range; a whole number from 0 to 20 is needed",
    ),
    (
        "a number as large as none can be",
        case(person="{»children: 21}"),
        "`children`: 21 is out of range; a whole number from 0 to 20 is needed",
    ),
    (
        "a number with a unit in it",
        case("work: [{kind: job, month: 2026-03, »hours: 40 timer}]\n"),
        "`hours`: a number of hours from 0 to 744 is needed, in digits alone; leave the field out when it is unknown",
    ),
    (
        "nine hundred hours in a month",
        case("work: [{kind: job, month: 2026-03, »hours: 900}]\n"),
        "`hours`: 900 is out of range; a number of hours from 0 to 744 is needed",
    ),
    (
        "a choice misspelt",
        case(person="{»district: ost}"),
        "`district`: `ost` is not one of the values; did you mean `øst`?",
    ),
    (
        "a choice that nothing is near to",
        case(person="{»district: 9000 Aalborg}"),
        "`district`: `9000 Aalborg` is not one of the values; valid: `vest, syd`, `øst`",
    ),
    (
        "a choice that is true",
        case(person="{»district: true}"),
        "`district`: a text is needed; leave the field out when it is unknown",
    ),
    ("a key of the file misspelt", case("»benefit: []\n"), "unknown key `benefit`; did you mean `benefits`?"),
    (
        "a key of the file that nothing is near to",
        case("»løn: []\n"),
        (
            "unknown key `løn`; valid: `benefits`, `case`, `events`, `example`, `expect`, `layers`, `note`, `person`, "
            "`work`"
        ),
    ),
    ("a key of the person misspelt", case(person="{»bron: 1990-05-02}"), "unknown key `bron`; did you mean `born`?"),
    (
        "a key of an entry misspelt",
        case("benefits: [{kind: aid, »form: 2026-03-02, from: 2026-03-02}]\n"),
        "unknown key `form`; did you mean `from`?",
    ),
    ("a key on two lines", case(person='{»"bo\\nrn": 1990-05-02}'), "unknown key `bo rn`; did you mean `born`?"),
    ("a section that is empty", case("»benefits:\n"), "`benefits`: a list (`[]` for none) is needed"),
    (
        "a section that is one entry",
        case("»benefits: {kind: aid, from: 2026-03-02}\n"),
        "`benefits`: a list (`[]` for none) is needed",
    ),
    (
        "an entry that is a word",
        case("benefits: [»aid]\n"),
        "item 1 of `benefits`: a mapping (`name: value`) is needed",
    ),
    ("an entry without a kind", case("benefits: [»{from: 2026-03-02}]\n"), "`kind` is missing; valid: `aid`, `grant`"),
    ("an entry without a start", case("benefits: [»{kind: aid}]\n"), "`from` is missing; write a date like 2026-07-01"),
    (
        "an event without a day",
        case("events: [»{kind: registration}]\n"),
        "`on` is missing; write a date like 2026-07-01",
    ),
    (
        "a kind misspelt",
        case("benefits: [{»kind: grnat, from: 2026-03-02}]\n"),
        "`kind`: `grnat` is not a kind of benefits; did you mean `grant`?",
    ),
    (
        "a kind of another section",
        case("benefits: [{»kind: meeting, from: 2026-03-02}]\n"),
        "`kind`: `meeting` is not a kind of benefits; valid: `aid`, `grant`",
    ),
    (
        "a kind left empty",
        case("benefits: [{»kind: , from: 2026-03-02}]\n"),
        "`kind`: a text is needed; valid: `aid`, `grant`",
    ),
    (
        "a spell with the date of an event",
        case("benefits: [{kind: aid, from: 2026-03-02, »on: 2026-03-02}]\n"),
        "unknown key `on`; valid: `from`, `kind`, `readiness`, `to`",
    ),
    (
        "a spell that ends before it starts",
        case("benefits: [{kind: aid, from: 2026-03-02, »to: 2026-03-01}]\n"),
        "benefits[1] ends on 2026-03-01, before it starts on 2026-03-02",
    ),
    (
        "a run of months that ends before it starts",
        case("work: [{kind: job, from_month: 2026-03, »to_month: 2026-02, hours: 1}]\n"),
        "work[1] ends on 2026-02-28, before it starts on 2026-03-01",
    ),
    (
        "a benefit before the birth",
        case("benefits: [{kind: aid, »from: 1990-05-01}]\n"),
        "benefits[1] starts on 1990-05-01, before the birth on 1990-05-02",
    ),
    (
        "work before the birth",
        case("work: [{kind: job, »from_month: 1989-01, to_month: 1991-01, hours: 40}]\n"),
        "work[1] starts on 1989-01-01, before the birth on 1990-05-02",
    ),
    (
        "an event before the birth",
        case("events: [{kind: registration, »on: 1990-05-01}]\n"),
        "events[1] starts on 1990-05-01, before the birth on 1990-05-02",
    ),
    (
        "two benefits at once",
        case("benefits:\n- {kind: aid, from: 2026-01-01, to: 2026-03-31}\n- »{kind: grant, from: 2026-03-31}\n"),
        (
            "benefits[1] and benefits[2] (aid, grant) exclude each other but both run on 2026-03-31; "
            "end one of them before"
        ),
    ),
    (
        "three open benefits at once",
        case(
            "benefits:\n- {kind: aid, from: 2026-01-01}\n- »{kind: grant, from: 2026-02-01}\n"
            "- »{kind: aid, from: 2026-03-01}\n"
        ),
        [
            (
                "benefits[1] and benefits[2] (aid, grant) exclude each other but both run on 2026-02-01; "
                "end one of them before"
            ),
            (
                "benefits[1] and benefits[3] (aid, aid) exclude each other but both run on 2026-03-01; "
                "end one of them before"
            ),
        ],
    ),
    (
        "a field on the wrong kind",
        case("benefits: [{kind: aid, from: 2026-03-02, »readiness: ready}]\n"),
        "`readiness` does not belong to `aid`; it belongs to `grant`",
    ),
    (
        "a field that this kind needs",
        case("events: [»{kind: meeting, on: 2026-03-02}]\n"),
        "`held_by` is missing; `meeting` needs it, one of `town`, `fund`",
    ),
    ("a field that all kinds need", case("work: [»{kind: job, month: 2026-03}]\n"), "`hours` is missing"),
    (
        "a first month without a last",
        case("work: [»{kind: job, from_month: 2026-03, hours: 1}]\n"),
        "give either `month`, or `from_month` and `to_month`",
    ),
    (
        "one month and a run of months",
        case("work: [»{kind: job, month: 2026-03, from_month: 2026-03, to_month: 2026-04, hours: 1}]\n"),
        "give either `month`, or `from_month` and `to_month`",
    ),
    (
        "no month at all",
        case("work: [»{kind: job, hours: 1}]\n"),
        "give either `month`, or `from_month` and `to_month`",
    ),
    (
        "a month that is a day",
        case("work: [{kind: job, »month: 2026-03-01, hours: 1}]\n"),
        "`month`: `2026-03-01` is not a month; write year and month, like 2026-07",
    ),
    (
        "a thirteenth month",
        case("work: [{kind: job, »month: 2026-13, hours: 1}]\n"),
        "`month`: `2026-13` is not a month; write year and month, like 2026-07",
    ),
    (
        "a month by its name",
        case("work: [{kind: job, »month: marts 2026, hours: 1}]\n"),
        "`month`: `marts 2026` is not a month; write year and month, like 2026-07",
    ),
    ("a note that is a list", case("»note: [a, b]\n"), "`note`: a text is needed"),
    ("an example that is a mapping", case("»example: {a: b}\n"), "`example`: a text or a list of texts is needed"),
    (
        "several faults",
        "»case: 1\nperson: {»bron: 1990-05-02, »trained: nej}\nbenefits: [{»kind: job, »from: today}]\n",
        [
            "`case`: a case id is a text of 1 to 120 characters; put a number in quotes",
            "unknown key `bron`; did you mean `born`?",
            "`trained`: `true` or `false` is needed; leave the field out when it is unknown",
            "`kind`: `job` is not a kind of benefits; valid: `aid`, `grant`",
            "`from`: `today` is not a date; write it like 2026-07-01",
        ],
    ),
]

EXPECTATIONS: list[Row] = [
    (
        "expectations that are a list",
        case("»expect: [2026-07-01]\n"),
        "`expect` takes dates, each with what is expected of the findings",
    ),
    (
        "an expected date that is none",
        case("expect: {»2026-13-01: {group: one}}\n"),
        "`2026-13-01` is not a day of the calendar; year, month and day are needed",
    ),
    (
        "an expected date as Danes write it",
        case("expect: {»1.7.2026: {group: one}}\n"),
        "`1.7.2026` is not a date; did you mean 2026-07-01?",
    ),
    (
        "an expected date too far off",
        case("expect: {»0001-01-01: {group: one}}\n"),
        "0001-01-01 is too far off; dates lie between 1850-01-01 and 2150-12-31",
    ),
    (
        "an expected law setting misspelt",
        case("expect: {»2026-07-01 propose: {group: one}}\n"),
        "unknown law setting `propose`; did you mean `proposed`?",
    ),
    (
        "an expected law setting that nothing is near to",
        case("expect: {»2026-07-01 in force: {group: one}}\n"),
        "unknown law setting `in force`; valid: `adopted`, `enacted`, `expected`, `proposed`",
    ),
    (
        "a date that expects nothing",
        case("expect: {»2026-07-01: }\n"),
        "a date takes findings, each with what is expected of it",
    ),
    (
        "a date that expects a word",
        case("expect: {»2026-07-01: one}\n"),
        "a date takes findings, each with what is expected of it",
    ),
    (
        "an unknown finding",
        case("expect: {2026-07-01: {»grup: one}}\n"),
        "unknown finding `grup`; did you mean `group`?",
    ),
    (
        "a rule for a finding",
        case("expect: {2026-07-01: {»group-one: one}}\n"),
        "unknown finding `group-one`; did you mean `group`?",
    ),
    (
        "an unknown detail",
        case("expect: {2026-07-01: {group: {»outcom: one}}}\n"),
        "unknown detail `outcom` of `group`; did you mean `outcome`?",
    ),
    (
        "a value that the finding never has",
        case("expect: {2026-07-01: {»group: on}}\n"),
        "`group` is never `on`; did you mean `one`?",
    ),
    (
        "a state that no obligation has",
        case("expect: {2026-07-01: {meetings-first-half-year: {»state: done}}}\n"),
        "`state` of `meetings-first-half-year` is never `done`; did you mean `none`?",
    ),
    (
        "a status that no law has",
        case("expect: {2026-07-01: {group: {»status: inforce}}}\n"),
        "`status` of `group` is never `inforce`; did you mean `in_force`?",
    ),
    (
        "an unknown reason",
        case("expect: {2026-07-01: {»group: undetermined missing}}\n"),
        "`group` is never `undetermined missing`; did you mean `undetermined missing_input`?",
    ),
    (
        "several wrong expectations",
        case("expect:\n  2026-07-01: {»grup: one, group: {»outcom: one}}\n  »2026-13-01: {}\n"),
        [
            "unknown finding `grup`; did you mean `group`?",
            "unknown detail `outcom` of `group`; did you mean `outcome`?",
            "`2026-13-01` is not a day of the calendar; year, month and day are needed",
        ],
    ),
]


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
    said = tiny("test", "case.yaml")
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
    said = tiny("test", tiny_cases)
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
        (("schema", "law"), "`law` is not one of `case`, `rulebook`, `overlay`, `answer`"),
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


@pytest.mark.parametrize("cpr", [CPR, WITHOUT_DASH, "010190 1234", "01.01.90-1234"])
def test_no_message_repeats_a_cpr_number_wherever_it_stands(cpr: str, tiny: Cli) -> None:
    for number, arguments in enumerate(in_many_places(cpr)):
        said = tiny(*arguments())
        digits = "".join(c for c in said.out + said.err if c.isdigit())
        assert said.code == 2, number
        assert "901234" not in digits, said.err
        Path("rules/work.yaml").unlink(missing_ok=True)


def test_a_file_named_by_a_cpr_number_is_named_without_it(tiny: Cli) -> None:
    Path(f"{CPR}.yaml").write_text("case: 1\nperson: {}")
    assert faults(tiny("check", f"{CPR}.yaml")) == [
        "(cpr number).yaml:1:1: `case`: a case id is a text of 1 to 120 characters; put a number in quotes"
    ]
