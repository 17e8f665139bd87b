"""Expressions in a rulebook: a fault has file, line and column, and the book as a whole holds together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support import (
    CITED,
    FACTS,
    RECORD,
    SOURCES,
    book,
    book_of,
    conclusion,
    fact,
    parameter,
    refusals,
    rule,
    table,
)

from reformrules.errors import RulebookError

CONCEPT = """concept: {da: ret, en: right}
conclusions:
  x:
    kind: right
    type: bool
    label: {da: ret, en: right}
rules:
  r:
    valid: {from: 2020-01-01}
    status: in_force
    source: [{id: ACT}]
    when: %s
    then: {x: true}
    text: {da: ja, en: 'yes'}
"""


def book_problem(folder: Path, when: str) -> str:
    files = {"record.yaml": RECORD, "sources.yaml": SOURCES, "facts.yaml": FACTS}
    with pytest.raises(RulebookError) as caught:
        book_of(folder, {**{n: json.dumps(f) for n, f in files.items()}, "law/right.yaml": CONCEPT % when})
    return str(caught.value)


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ("a and pupl", "law/right.yaml:12:17: unknown name `pupl`; did you mean `pupil`?"),
        ("'a and pupl'", "law/right.yaml:12:18: unknown name `pupl`; did you mean `pupil`?"),
        ("age > 3", "law/right.yaml:12:17: years cannot be compared with a bare number; write the unit"),
        ("a == b", "law/right.yaml:12:13: `== b` is not expected here; use `=` to compare"),
        ("age", "law/right.yaml:12:11: a bool is needed here, this is a number of years"),
        ("a and", "law/right.yaml:12:16: the expression ends too early"),
    ],
)
def test_a_fault_in_a_rule_is_shown_with_file_line_and_column(tmp_path: Path, when: str, message: str) -> None:
    assert book_problem(tmp_path, when) == message


X = {"x": conclusion(), "y": conclusion()}


def law(**parts: Any) -> dict[str, Any]:
    return {"conclusions": X, **parts}


@pytest.mark.parametrize(
    ("part", "message"),
    [
        (law(rules={"r": rule({"z": True})}), "unknown conclusion `z`; valid: `x`, `y`"),
        (law(rules={"r": rule({"x": 3})}), "`x` takes a bool"),
        (law(rules={"r": rule({"x": True}, source=[{"id": "AKT"}])}), "unknown source `AKT`; did you mean `ACT`?"),
        (law(rules={"r": rule({"x": True}, overrides=["q"])}), "`overrides` names no rule: `q`; valid: `r`"),
        (
            law(rules={"r": rule({"x": True}, overrides=["s"]), "s": rule({"y": True})}),
            "`s` concludes",
        ),
        (
            law(rules={"r": rule({"x": True}, valid=("2026-01-01", "2026-01-01"))}),
            "`until` 2026-01-01 is not after `from` 2026-01-01",
        ),
        (
            law(rules={"r": rule({"x": True}, text={"da": "{pupl}", "en": "-"})}),
            "the text names `{pupl}`, which is unknown; did you mean `pupil`?",
        ),
        ({"conclusions": {"x": conclusion(otherwise=3)}}, "`x` takes a bool"),
        (
            {"conclusions": {"x": conclusion(law_of=["arrived", "asked", "arrived"])}},
            "`law_of` names one date or two",
        ),
        (
            {"facts": {"f": fact("int", {"field": "children"}), "g": fact("bool", {"field": "children"})}},
            "fact `g` is declared bool, its measure gives int",
        ),
        (
            {"facts": {"f": fact("date", {"first": "even"})}},
            "the record has no section `even`; did you mean `events`?",
        ),
        (
            {"facts": {"f": fact("int", {"count": "events", "window": "n"})}},
            "unknown parameter `n`",
        ),
        (
            law(tables={"t": table("x", ["a", "b"], [("true", True)])}),
            "row `r0` has 1 condition for 2 inputs",
        ),
    ],
)
def test_a_rulebook_that_does_not_hold_together_is_refused(part: dict[str, Any], message: str) -> None:
    assert any(message in said for said in refusals(part)), refusals(part)


def test_rules_that_override_each_other_in_a_circle_are_refused() -> None:
    rules = {"r": rule({"x": True}, overrides=["s"]), "s": rule({"x": False}, overrides=["r"])}
    (message,) = refusals(law(rules=rules))
    assert "circle" in message


def test_conclusions_that_rest_on_each_other_in_a_circle_are_refused() -> None:
    (message,) = refusals(law(rules={"r": rule({"x": True}, "y"), "s": rule({"y": True}, "x")}))
    assert "circle" in message


def test_a_name_given_twice_is_refused_with_both_places() -> None:
    (message,) = refusals(law(), {"conclusions": {"x": conclusion()}})
    assert message.startswith("`x` is there already, at 03.yaml:1:")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ((("2026-01-01", None),), "parameter `n` has no value on 2020-01-01"),
        ((("2000-01-01", "2026-01-01"),), "parameter `n` has no value on 2026-01-01"),
        (
            (("2000-01-01", "2024-01-01"), ("2024-01-02", None)),
            "parameter `n`: no value from 2024-01-01 until 2024-01-02",
        ),
        (
            (("2000-01-01", "2024-01-02"), ("2024-01-01", None)),
            "parameter `n`: the value from 2000-01-01 ",
        ),
        (
            (("2000-01-01", None), ("2024-01-01", None)),
            "parameter `n`: the value from 2000-01-01 ",
        ),
    ],
)
def test_a_parameter_has_one_value_on_every_day_a_rule_needs_it(
    values: tuple[tuple[str, str | None], ...], message: str
) -> None:
    dated = [{**CITED, "value": 1, "from": start, **({"until": end} if end else {})} for start, end in values]
    found = refusals(law(rules={"r": rule({"x": True}, "children > n")}, parameters={"n": parameter("int", *dated)}))
    assert any(message in said for said in found), found


def test_a_value_past_its_end_is_not_missed_when_no_rule_is_in_force_then() -> None:
    ended = parameter("int", {**CITED, "value": 1, "from": "2000-01-01", "until": "2026-01-01"})
    rules = {"r": rule({"x": True}, "children > n", valid=("2020-01-01", "2026-01-01"))}
    assert book(law(rules=rules, parameters={"n": ended})).rules
