"""Whatever is put in, what comes out is a result or an error a person can act on, never another exception."""

from __future__ import annotations

import json
import re
import tempfile
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import conftest
from hypothesis import event, given
from hypothesis import strategies as st
from support import examples, explainer_of, shipped

from reformrules.case.intake import case_from_text, case_of
from reformrules.case.record import CaseRecord
from reformrules.cases import case_files, default_cases
from reformrules.documents import read_bytes
from reformrules.errors import InputError, ReformrulesError, RulebookError
from reformrules.expectations import read_expectations
from reformrules.explain.session import Explainer
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.status import LawSetting

FILES = {
    "record.yaml": conftest.RECORD, "facts.yaml": conftest.FACTS, "parameters.yaml": conftest.PARAMETERS,
    "sources.yaml": conftest.SOURCES, "groups.yaml": conftest.GROUPS, "meetings.yaml": conftest.MEETINGS,
}  # fmt: skip
TABLE = """
tables:
  group:
    valid: {from: 2020-01-01}
    status: in_force
    source: [{id: ACT}]
    hit: first
    concludes: group
    inputs: [benefit, trained, age - 1 years]
    rows:
      - {id: a, if: ['= "aid"', 'false', '>= adult_age'], then: one}
      - {id: b, if: ['in ["aid", "grant"]', '-', '-'], then: two, status: expected}
    text: {da: a, en: b}
"""
ODD = (
    "0001-01-01", "9999-12-31", "1850-01-01", "2150-12-31", "2024-02-29", "2025-02-29", "2026-13-01", "2150-12",
    "1850-01", "none", "true", "~", "0", "-1", "0.5", "744", "999999999", "999999999999999999", "1e9", ".inf", "''",
    "[]", "{}", "- ", ": ", "'", '"', "#", "&a", "*a", "!!str", "<<", "\t", "\n", "æøå", "😀", "\u202e", "\x00",
    "\ufeff", "010190-1234", "x" * 200, "(", ")", "not", "and", "= =", "is known", "1000 years", "evaluation_date",
)  # fmt: skip
DAYS = st.sampled_from([date(1850, 1, 1), date(2150, 12, 31), date(2024, 2, 29), date(2026, 7, 1)]) | st.dates(
    date(1850, 1, 1), date(2150, 12, 31)
)


def tokens(text: str) -> list[str]:
    """The text in words and what stands between them; joined, they are the text."""
    return re.findall(r"[^\s,:\[\]{}]+|[\s,:\[\]{}]", text)


@st.composite
def mutants(draw: st.DrawFn, *texts: str) -> str:
    """One of the texts with a few words or lines deleted, repeated, exchanged or replaced by odd ones."""
    text = draw(st.sampled_from(texts))
    parts = text.splitlines(keepends=True) if draw(st.booleans()) else tokens(text)
    for _ in range(draw(st.integers(1, 4))):
        if not parts:
            break
        at, other = (draw(st.integers(0, len(parts) - 1)) for _ in range(2))
        change = draw(st.sampled_from(["delete", "repeat", "exchange", "copy", "odd", "odd", "insert"]))
        if change == "delete":
            del parts[at]
        elif change == "repeat":
            parts.insert(at, parts[at])
        elif change == "exchange":
            parts[at], parts[other] = parts[other], parts[at]
        elif change == "copy":
            parts[at] = parts[other]
        else:
            parts[at : at + (change == "odd")] = [draw(st.sampled_from(ODD))]
    return "".join(parts)


def plain(words: list[str]) -> st.SearchStrategy[Any]:
    """Plain data as JSON has it, with these words for keys and values, and any others."""
    word = st.sampled_from([*words, *ODD]) | st.text(max_size=8)
    leaf = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | word
    return st.recursive(leaf, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(word, inner, max_size=6))


def case_words() -> list[str]:
    record = tiny_explainer().book.record
    sections = record.sections.values()
    names = [
        *record.person,
        *record.sections,
        *(name for section in sections for name in (*section.kinds, *section.fields)),
    ]
    return [*names, "case", "person", "kind", "from", "to", "on", "month", "from_month", "to_month", "expect"]


RULE_WORDS = sorted({word for text in (*FILES.values(), TABLE) for word in re.findall(r"[\w-]{2,}", text)})


@cache
def tiny_explainer() -> Explainer:
    with tempfile.TemporaryDirectory() as folder:
        return Explainer(loaded(Path(folder), FILES))


def loaded(folder: Path, files: dict[str, str]) -> Rulebook:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", errors="surrogatepass")
    return load_rulebook(folder)


def has_a_place(error: ReformrulesError) -> None:
    """What every refusal has: a place, one line, and no CPR number."""
    for problem in error.problems:
        assert problem.place is not None
        assert len(str(problem).splitlines()) == 1
        assert "010190-1234" not in str(problem)


def read(text: str, book: Rulebook) -> CaseRecord | None:
    """The case, or None where it is refused as it should be."""
    try:
        case = case_from_text(text, book.record)
        read_expectations(case, book)
    except InputError as error:
        has_a_place(error)
        event("refused")
        return None
    event("read")
    return case


def answered(case: CaseRecord, explainer: Explainer, on: date, law: LawSetting) -> None:
    """Both engines answer, and say the same; a difference between them would be an exception."""
    assert explainer.check(case, on, law).case == case.id


# --- cases


@examples(100, 300)
@given(st.binary(max_size=300))
def test_any_bytes_end_in_a_case_or_in_an_input_error(data: bytes) -> None:
    try:
        case_of(read_bytes(data, "f"), tiny_explainer().book.record)
    except InputError as error:
        has_a_place(error)


@examples(200, 600)
@given(st.text(max_size=200) | st.text("case: person{}[],-'\"\n #&*!|>?", max_size=60))
def test_any_text_ends_in_a_case_or_in_an_input_error(text: str) -> None:
    read(text, tiny_explainer().book)


@examples(150, 300)
@given(st.data(), DAYS, st.sampled_from(LawSetting))
def test_any_plain_data_ends_in_a_case_that_can_be_answered_or_in_an_input_error(
    data: st.DataObject, on: date, law: LawSetting
) -> None:
    whole = data.draw(plain(case_words()))
    if data.draw(st.booleans()):
        sections = data.draw(
            st.dictionaries(st.sampled_from(["benefits", "events", "work", "expect"]), plain(case_words()))
        )
        whole = {"case": "a", "person": {}, **sections}
    case = read(json.dumps(whole), tiny_explainer().book)
    if case is not None:
        answered(case, tiny_explainer(), on, law)


@examples(300, 900)
@given(mutants(*conftest.CASES.values()), DAYS, st.sampled_from(LawSetting))
def test_a_mutated_case_that_is_read_can_be_answered_on_any_day(text: str, on: date, law: LawSetting) -> None:
    case = read(text, tiny_explainer().book)
    if case is not None:
        answered(case, tiny_explainer(), on, law)


@examples(150, 400)
@given(st.lists(st.tuples(st.sampled_from(["aid", "grant"]), DAYS, DAYS | st.none()), max_size=6), DAYS)
def test_any_history_of_spells_is_refused_or_answered_on_any_day(
    spells: list[tuple[str, date, date | None]], on: date
) -> None:
    benefits = [
        {"kind": kind, "from": str(first), **({"to": str(last)} if last else {})} for kind, first, last in spells
    ]
    case = read(json.dumps({"case": "a", "person": {}, "benefits": benefits}), tiny_explainer().book)
    if case is not None:
        answered(case, tiny_explainer(), on, LawSetting.proposed)


@cache
def shipped_files() -> list[Path]:
    return case_files([default_cases()])


@examples(30, 100)
@given(st.data(), DAYS)
def test_a_mutated_shipped_case_that_is_read_can_be_answered_on_any_day(data: st.DataObject, on: date) -> None:
    path = data.draw(st.sampled_from(shipped_files()))
    case = read(data.draw(mutants(path.read_text("utf-8"))), shipped())
    if case is not None:
        answered(case, explainer_of(shipped()), on, LawSetting.expected)


# --- rulebooks


def loads(folder: Path, files: dict[str, str]) -> None:
    """The files are refused as they should be, or give a rulebook that answers."""
    try:
        book = loaded(folder, files)
    except RulebookError as error:
        has_a_place(error)
        event("refused")
        return
    event("loaded")
    try:
        cases = [case_from_text(text, book.record) for text in conftest.CASES.values()]
    except InputError:
        return  # another shape of cases
    explainer = Explainer(book, "reference")
    for case in cases:
        for on in (date(2026, 6, 30), date(2027, 1, 1)):
            answered(case, explainer, on, LawSetting.expected)


@examples(120, 300)
@given(st.sampled_from([*FILES, "table.yaml"]), st.data())
def test_a_mutated_rule_file_is_refused_or_answers(tmp_path_factory: Any, name: str, data: st.DataObject) -> None:
    files = {**FILES, "table.yaml": TABLE}
    with tempfile.TemporaryDirectory() as folder:
        loads(Path(folder), {**files, name: data.draw(mutants(files[name]))})


@examples(80, 200)
@given(st.dictionaries(st.sampled_from(["rules", "facts", "tables", "conclusions", "record"]), plain(RULE_WORDS)))
def test_any_plain_data_ends_in_a_rulebook_or_in_a_rulebook_error(data: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        loads(Path(folder), {**FILES, "work.yaml": json.dumps(data)})


WORDS = (
    "and", "or", "not", "in", "is", "known", "recorded", "between", "count", "from", "to", "true", "latest", "(", ")",
    "[", "]", ",", "=", "!=", "<", "+", "*", "/", "age", "trained", "benefit", "aid_since", "meetings", "xyz", "#",
    '"aid"', "2026-07-01", "30 years", "3", "\n",
)  # fmt: skip
FORMS = {
    "bool": (
        "trained", "young", "work_done", "true", 'benefit = "aid"', 'benefit in ["aid", "grant"]', "{bool} and {bool}",
        "({bool} or {bool})", "not ({bool})", "{date} < {date}", "{date} = {date}", "{years} >= {years}",
        "{number} != {number}", "{date} is known", "{number} is not recorded", "{date} between {date} and {date}",
    ),
    "date": (
        "aid_since", "evaluation_date", "2026-07-01", "0001-01-01", "9999-12-31", "2024-02-29", "({date} + {length})",
        "({date} - {length})", "latest({date}, {date})", "earliest({date})", "end_of_month({date})",
    ),
    "length": ("6 months", "200 years", "75000 days", "0 weeks", "work_window", "({number} * 10000 weeks)"),
    "years": ("age", "adult_age", "200 years", "({years} + {years})", "({years} * {number})", "({years} - {years})"),
    "number": (
        "meetings_required", "0", "3", "0.1", "999999999999999999", "({number} / {number})", "({number} * {number})",
        "count(meetings from {date} to {date})", "rounded_up({number})", "(hours_worked / 3 hours)",
        "((({date} - {date}) + 1 days) / 7 days)", "largest({number}, {number})",
    ),
}  # fmt: skip


@st.composite
def expressions(draw: st.DrawFn, kind: str = "bool", depth: int = 4) -> str:
    """A condition, nearly always of the right types and sometimes not."""
    kind = kind if draw(st.integers(0, 30)) else draw(st.sampled_from([*FORMS]))
    form = draw(st.sampled_from([f for f in FORMS[kind] if depth or "{" not in f]))
    return re.sub(r"\{(\w+)\}", lambda part: draw(expressions(part[1], depth - 1)), form)


@examples(100, 300)
@given(expressions() | st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join) | st.text(max_size=30))
def test_any_condition_is_refused_at_its_place_or_answers(condition: str) -> None:
    rule = {
        "valid": {"from": "2020-01-01"}, "status": "in_force", "source": [{"id": "ACT"}], "when": condition,
        "then": {"bonus": True}, "text": {"da": "a", "en": "b"},
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        loads(Path(folder), {**FILES, "work.yaml": json.dumps({"rules": {"extra": rule}})})
