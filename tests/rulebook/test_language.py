"""The expression language: what it reads, what it refuses and where, and that it can be written back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import (
    examples,
)

from reformrules.errors import RulebookError
from reformrules.rulebook import syntax as s
from reformrules.rulebook.parsing import parse
from reformrules.rulebook.printing import unparse
from reformrules.rulebook.types import Type, check, fault, unknown_name

# --- text to tree, tree to text


def bare(node: s.Node) -> s.Node:
    """The tree without its offsets."""
    changes: dict[str, Any] = {"at": 0}
    for field in fields(node):
        value = getattr(node, field.name)
        if isinstance(value, s.Node):
            changes[field.name] = bare(value)
        elif isinstance(value, tuple):
            changes[field.name] = tuple(bare(child) for child in value)
    return replace(node, **changes)


def tree(text: str) -> s.Node:
    return bare(parse(text))


def name(text: str) -> s.Name:
    return s.Name(0, text)


A, B, C = name("a"), name("b"), name("c")


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("a and b or c", "(a and b) or c"),
        ("a or b and c", "a or (b and c)"),
        ("not a and b", "(not a) and b"),
        ("not a = b", "not (a = b)"),
        ("a + b * c > 1", "(a + (b * c)) > 1"),
        ("a - b - c > 1", "((a - b) - c) > 1"),
        ("a / b * c > 1", "((a / b) * c) > 1"),
        ("a between 1 and 2 and b", "(a >= 1 and a <= 2) and b"),
        ("a not in [1, 2]", "not (a in [1, 2])"),
        ("a is not recorded", "not (a is recorded)"),
        ("a # what follows is a comment\n and b", "a and b"),
    ],
)
def test_what_binds_tighter_is_read_first(text: str, same: str) -> None:
    assert tree(text) == tree(same)


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("6 months", s.Literal(0, 6, "months")),
        ("2.50 kr", s.Literal(0, Decimal("2.50"), "kr")),
        ("2026-07-01", s.Literal(0, date(2026, 7, 1))),
        ('"ærø = 1"', s.Literal(0, "ærø = 1")),
        ("true", s.Literal(0, True)),
        ("talks.first_half", name("talks.first_half")),
        ("count(d from a to b)", s.Call(0, "count", (name("d"), A, B))),
        ("earliest(a, b, c)", s.Call(0, "earliest", (A, B, C))),
        ("a in [1]", s.In(0, A, (s.Literal(0, 1),))),
        ("a in listed", s.In(0, A, (name("listed"),))),
    ],
)
def test_each_form_is_read_as_one_node(text: str, node: s.Node) -> None:
    assert tree(text) == node


@pytest.mark.parametrize(
    "word", ["order", "android", "nothing", "interval", "is_known", "truth", "false_alarm", "counted", "earliest_day"]
)
def test_a_name_may_begin_like_a_word_of_the_language(word: str) -> None:
    assert tree(word) == name(word)


NAMES = st.sampled_from(["a", "b.c", "order", "count_of", "earliest_talk"]).map(name)
NUMBERS = st.integers(0, 10**6) | st.decimals(0, 999, allow_nan=False, places=2)
UNITS = st.none() | st.sampled_from(["months", "kr", "days"])
TEXTS = st.text(st.characters(exclude_characters='"\n\r', exclude_categories=["Cs", "Cc"]), max_size=8)
LITERALS: st.SearchStrategy[s.Node] = (
    st.builds(s.Literal, st.just(0), NUMBERS, UNITS)
    | st.builds(s.Literal, st.just(0), st.booleans() | st.dates() | TEXTS)
)  # fmt: skip


def nodes(inner: st.SearchStrategy[s.Node]) -> st.SearchStrategy[s.Node]:
    def build(kind: Callable[..., s.Node], *parts: st.SearchStrategy[Any]) -> st.SearchStrategy[s.Node]:
        return st.builds(kind, st.just(0), *parts)

    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    calls = st.sampled_from(["earliest", "largest", "rounded_up"])
    return st.one_of(
        build(s.Not, inner),
        build(s.All, several),
        build(s.AnyOf, several),
        build(s.Compare, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), inner, inner),
        build(s.In, inner, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        build(s.Known, inner),
        build(s.Recorded, inner),
        build(s.Arithmetic, st.sampled_from("+-*/"), inner, inner),
        build(s.Call, calls, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        build(s.Call, st.just("count"), st.tuples(inner, inner, inner)),
    )


@examples(300, 600)
@given(st.recursive(LITERALS | NAMES, nodes, max_leaves=12))
def test_what_is_written_back_is_read_as_the_same_tree(node: s.Node) -> None:
    assert tree(unparse(node)) == node


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("(a + b) * 2 > 3", "(a + b) * 2 > 3"),
        ("((a) and (b))", "a and b"),
        ("not (a)", "not a"),
        ("not a in [1,2]", "a not in [1, 2]"),
        ("a between 1 and 2", "a >= 1 and a <= 2"),
    ],
)
def test_an_expression_is_written_with_no_more_brackets_than_it_needs(text: str, written: str) -> None:
    assert unparse(parse(text)) == written


def test_names_can_be_shown_as_people_know_them() -> None:
    assert unparse(parse("a and not b"), {"a": "Anna", "b": "Bo"}.__getitem__) == "Anna and not Bo"


# --- what is not an expression


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("a == b", 2, "`== b` is not expected here; use `=` to compare"),
        ("a = 'x'", 4, "`'x'` is not expected here; text stands in double quotes"),
        ("a and", 5, "the expression ends too early"),
        ("", 0, "the expression ends too early"),
        ("a is not known", 9, "`known` is not expected here; write `is known`, `is recorded` or `is not recorded`"),
        ("2026-02-30 > a", 0, "`2026-02-30` is not a date of the calendar"),
        ("a in []", 6, "`]` is not expected here; no bracket is open here, or a value is missing before it"),
        (
            "-1 < a",
            0,
            "`-1 < a` is not expected here; a value is missing before it; a negative number is written `(0 - 1)`",
        ),
        (
            "__import__(a)",
            0,
            "there is no function `__import__`; valid: `count`, `earliest`, `end_of_month`, `largest`, `latest`, "
            "`rounded_down`, `rounded_up`, `smallest`",
        ),
        ("a = b = c", 6, "`= c` is not expected here; a comparison has two sides; join two comparisons with `and`"),
        (
            "Alder > 3",
            0,
            "`Alder > 3` is not expected here; a name has small letters a-z, digits and `_`; "
            "text stands in double quotes",
        ),
    ],
)
def test_a_text_that_is_no_expression_is_refused_where_it_goes_wrong(text: str, at: int, message: str) -> None:
    with pytest.raises(RulebookError) as caught:
        parse(text)
    (problem,) = caught.value.problems
    assert (problem.message.en, problem.field) == (message, str(at))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a or " * 1000 + "a", "the expression is longer than 4000 characters"),
        ("(" * 61 + "a" + ")" * 61 + " = " + "not " * 61 + "a", "`not not"),
        ("not " * 900 + "a", "the expression nests deeper than 60"),
        ("1" + " + 1" * 900, "the expression nests deeper than 60"),
        ("1" + " + 1" * 70, "the expression nests deeper than 60"),
    ],
    ids=["long", "bracketed", "negated", "long sum", "sum"],
)
def test_an_expression_beyond_the_limits_is_refused_and_not_a_crash(text: str, message: str) -> None:
    with pytest.raises(RulebookError, match=message):
        parse(text)


def test_an_expression_may_be_wide() -> None:
    assert len(tree(" or ".join(["(a or b)"] * 200)).children) == 200


# --- types and units

TYPES = {
    "yes": Type("bool"), "number": Type("number"), "years": Type("number", "years"), "amount": Type("number", "kr"),
    "day": Type("date"), "days": Type("dates"), "word": Type("text", choices=frozenset({"red", "green"})),
    "colour": Type("text", choices=frozenset({"red", "blue"})), "listed": Type("list"),
}  # fmt: skip


def scope(word: str, at: int) -> Type:
    if word not in TYPES:
        raise fault(at, unknown_name(word, ()))
    return TYPES[word]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("yes and not yes", "bool"),
        ("number + number * number", "number"),
        ("years + years", "number of years"),
        ("amount * 2", "number of kr"),
        ("2 * amount", "number of kr"),
        ("amount / amount", "number"),
        ("amount / 2", "number of kr"),
        ("day + 6 months", "date"),
        ("day - years", "date"),
        ("day - day", "number of days"),
        ("count(days from day to day + 1 days)", "number"),
        ("earliest(day, day)", "date"),
        ("largest(amount, 3 kr)", "number of kr"),
        ("end_of_month(day)", "date"),
        ("rounded_up(amount / 2)", "number of kr"),
        ('word in ["red", "green"]', "bool"),
        ("word in listed", "bool"),
        ("word = colour", "bool"),
        ("day is known", "bool"),
        ("days is recorded", "bool"),
        ("yes = (number > 3)", "bool"),
    ],
)
def test_an_expression_has_the_type_its_parts_give_it(text: str, kind: str) -> None:
    assert check(parse(text), scope).said.en == f"a {kind}"


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("yes and number", 8, "a bool is needed here, this is a number"),
        ("not day", 4, "a bool is needed here, this is a date"),
        ("number = day", 9, "a number cannot be compared with a date"),
        ("years > 3", 8, "years cannot be compared with a bare number; write the unit"),
        ("number > 3 years", 9, "a bare number cannot be compared with years; write the unit"),
        ("years > 3 months", 8, "years cannot be compared with months; write the unit"),
        ('word = "gren"', 7, '"gren" is not one of the values; did you mean `green`?'),
        ('word in ["red", "blue"]', 16, '"blue" is not one of the values; valid: `green`, `red`'),
        ('word < "red"', 0, "`<` compares numbers and dates, not text"),
        ("yes >= yes", 0, "`>=` compares numbers and dates, not bool"),
        ("days = days", 0, "a list cannot be compared; use `in` or `count(... from ... to ...)`"),
        ("number in listed", 10, "a number cannot be compared with a text"),
        ('word in [listed, "red"]', 9, "a list stands alone after `in`, without brackets"),
        ("day + 3", 0, "`+` does not fit a date and a number"),
        ("day + day", 0, "`+` does not fit a date and a date"),
        ("day + 3 kr", 0, "`+` does not fit a date and a number of kr"),
        ("3 months - day", 0, "`-` does not fit a number of months and a date"),
        ("amount + 3", 0, "`+` does not fit a number of kr and a number"),
        ("amount * amount", 0, "kr times kr has no unit here"),
        ("amount / years", 0, "kr divided by years has no unit here"),
        ("3 / amount", 0, "a bare number divided by kr has no unit here"),
        ("yes * 3", 0, "`*` needs two numbers"),
        ("count(day from day to day)", 6, "a list of dates is needed here, this is a date"),
        ("count(days from 3 to day)", 16, "a date is needed here, this is a number"),
        ("earliest(number)", 0, "`earliest` takes dates"),
        ("largest(day)", 0, "`largest` takes numbers"),
        ("largest(number, amount)", 16, "a number is needed here, this is a number of kr"),
        ("end_of_month(day, day)", 0, "`end_of_month` takes 1 argument"),
        ("rounded_down(day)", 0, "`rounded_down` takes a number"),
        ("day + 201 years", 6, "a duration is at most 200 years"),
        ("day + 2401 months", 6, "a duration is at most 2400 months"),
        ("nobody = 1", 0, "unknown name `nobody`"),
    ],
)
def test_a_type_or_unit_error_is_named_where_it_is(text: str, at: int, message: str) -> None:
    with pytest.raises(RulebookError) as caught:
        check(parse(text), scope)
    (problem,) = caught.value.problems
    assert (problem.message.en, problem.field) == (message, str(at))
