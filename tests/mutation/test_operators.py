"""The changes of an expression: each operator makes those it says, and nothing that means the same."""

from __future__ import annotations

import pytest

from reformrules.mutation.operators import changes
from reformrules.rulebook.parsing import parse
from reformrules.rulebook.printing import unparse
from reformrules.rulebook.types import Type

KINDS = {"age": Type("number", "years"), "limit": Type("number", "years"), "born": Type("date"), "seen": Type("dates")}


def changed(text: str) -> list[str]:
    """The expressions that an expression is changed into."""
    return [
        unparse(change.node) for change in changes(parse(text), lambda node: KINDS.get(unparse(node), Type("bool")))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("age < limit", ["age <= limit", "age > limit"]),
        ("age <= limit", ["age < limit", "age >= limit"]),
        ("age > limit", ["age >= limit", "age < limit"]),
        ("age >= limit", ["age > limit", "age <= limit"]),
        ("age = limit", ["age != limit"]),
        ("age != limit", ["age = limit"]),
        ("age between limit and age",
         ["age >= limit or age <= age", "age <= age", "age >= limit", "age > limit and age <= age",
          "age <= limit and age <= age", "age >= limit and age < age", "age >= limit and age >= age"]),
    ],
)  # fmt: skip
def test_a_comparison_becomes_its_neighbour_and_turns_round(text: str, expected: list[str]) -> None:
    assert changed(text) == expected


def test_and_becomes_or_one_part_is_left_out_and_each_yes_or_no_is_denied() -> None:
    assert changed("a and b") == ["a or b", "b", "a", "not a and b", "a and not b"]
    assert changed("a or b or c")[:4] == ["a and b and c", "b or c", "a or c", "a or b"]


def test_what_is_denied_is_denied_no_more() -> None:
    assert changed("not a") == ["a"]
    assert changed("born is not recorded") == ["born is recorded"]
    assert changed('a not in ["x", "y"]')[:1] == ['a in ["x", "y"]']


def test_dates_move_a_day_and_numbers_one_step_of_their_last_digit() -> None:
    assert changed("born + 6 months < 2026-07-01")[2:] == [
        "born + 5 months < 2026-07-01", "born + 7 months < 2026-07-01",
        "born + 6 months < 2026-06-30", "born + 6 months < 2026-07-02",
    ]  # fmt: skip
    assert "age * 0.24 > limit" in changed("age * 0.25 > limit")
    assert "age * 0.26 > limit" in changed("age * 0.25 > limit")
    assert [text for text in changed("age > 0 years") if "0" not in text] == ["age > 1 years"]


def test_one_of_the_listed_values_is_left_out() -> None:
    assert changed('age in ["x", "y"]')[1:] == ['age in ["y"]', 'age in ["x"]']
    assert changed('age in ["x"]') == ['age not in ["x"]']


def test_a_function_becomes_its_opposite_and_what_is_counted_loses_a_day_at_each_end() -> None:
    assert changed("earliest(born, born)") == ["latest(born, born)"]
    assert changed("rounded_up(age)") == ["rounded_down(age)"]
    assert changed("end_of_month(born)") == ["born"]
    assert changed("count(seen from born to born)") == [
        "count(seen from born + 1 days to born)", "count(seen from born to born - 1 days)",
    ]  # fmt: skip


def test_a_change_says_what_stands_now_and_what_stood_before() -> None:
    said = [change.said for change in changes(parse("age < limit and a"), lambda node: Type("bool"))]
    assert said[0] == '"or" for "and" in `age < limit and a`'
    assert '"<=" for "<" in `age <= limit`' in said
    assert "without `a`" in said
    assert "`not a` for `a`" in said
