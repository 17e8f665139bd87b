"""What expressions mean: three values, none beside unknown, and the calendar."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import examples

from reformrules.rulebook import syntax as s
from reformrules.rulebook.meaning import UNKNOWN, compile_expression, conjunction, disjunction, negation
from reformrules.rulebook.parsing import parse
from reformrules.rulebook.types import Type, check

VALUES = (True, False, UNKNOWN)
KINDS = {
    **dict.fromkeys("abc", Type("bool")), **dict.fromkeys("nm", Type("number")), "p": Type("number", "months"),
    **dict.fromkeys("de", Type("date")), "t": Type("text"), "u": Type("text"), "ds": Type("dates"), "l": Type("list"),
}  # fmt: skip


def value_of(text: str, **env: Any) -> Any:
    return evaluate(parse(text), env)


def evaluate(node: s.Node, env: Mapping[str, Any]) -> Any:
    def type_of(part: s.Node) -> Type:
        return check(part, lambda name, at: KINDS[name])

    check(node, lambda name, at: KINDS[name])
    return compile_expression(node, lambda name: lambda facts: facts[name], type_of)(env)


# --- Kleene's tables. Written out from his strong logic of three values (1952, section 64).

AND = {
    (True, True): True, (True, False): False, (True, UNKNOWN): UNKNOWN,
    (False, True): False, (False, False): False, (False, UNKNOWN): False,
    (UNKNOWN, True): UNKNOWN, (UNKNOWN, False): False, (UNKNOWN, UNKNOWN): UNKNOWN,
}  # fmt: skip
OR = {
    (True, True): True, (True, False): True, (True, UNKNOWN): True,
    (False, True): True, (False, False): False, (False, UNKNOWN): UNKNOWN,
    (UNKNOWN, True): True, (UNKNOWN, False): UNKNOWN, (UNKNOWN, UNKNOWN): UNKNOWN,
}  # fmt: skip
NOT = {True: False, False: True, UNKNOWN: UNKNOWN}


@pytest.mark.parametrize(("a", "b"), list(itertools.product(VALUES, VALUES)))
def test_and_and_or_follow_the_tables(a: Any, b: Any) -> None:
    assert conjunction(a, b) is AND[a, b]
    assert value_of("a and b", a=a, b=b) is AND[a, b]
    assert disjunction(a, b) is OR[a, b]
    assert value_of("a or b", a=a, b=b) is OR[a, b]


@pytest.mark.parametrize("a", VALUES)
def test_not_follows_the_table(a: Any) -> None:
    assert negation(a) is NOT[a]
    assert value_of("not a", a=a) is NOT[a]


@pytest.mark.parametrize(("a", "b", "c"), list(itertools.product(VALUES, VALUES, VALUES)))
def test_three_conditions_are_two_and_one_more(a: Any, b: Any, c: Any) -> None:
    assert value_of("a and b and c", a=a, b=b, c=c) is AND[AND[a, b], c] is conjunction(a, b, c)
    assert value_of("a or b or c", a=a, b=b, c=c) is OR[OR[a, b], c] is disjunction(a, b, c)


def test_no_condition_at_all_holds_and_no_alternative_at_all_does_not() -> None:
    assert conjunction() is True
    assert disjunction() is False


def test_unknown_is_never_taken_for_true_or_false_by_accident() -> None:
    with pytest.raises(TypeError, match="unknown is neither true nor false"):
        bool(UNKNOWN)


BOOLEANS = st.recursive(
    st.sampled_from(["a", "b", "c", "n > 1", "t = u", "d < e", "a is known", "n is recorded", "t in l", "true"]),
    lambda inner: st.one_of(
        inner.map(lambda x: f"not ({x})"),
        st.builds("({}) and ({})".format, inner, inner),
        st.builds("({}) or ({})".format, inner, inner),
        st.builds("({}) = ({})".format, inner, inner),
        inner.map(lambda x: f"({x}) in [true, b]"),
    ),
    max_leaves=8,
)
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
ENVS = st.fixed_dictionaries({
    **dict.fromkeys("abc", st.booleans() | st.none()),
    "n": st.none() | st.integers(0, 2), "t": st.none() | st.sampled_from("xy"), "u": st.none() | st.sampled_from("xy"),
    "d": st.none() | DAYS, "e": DAYS, "l": st.just(("x", "z")),
})  # fmt: skip


@examples(300, 800)
@given(BOOLEANS, ENVS, st.sets(st.sampled_from("abcntude")))
def test_learning_a_fact_never_turns_a_condition_round(text: str, env: dict[str, Any], hidden: set[str]) -> None:
    less = value_of(text, **{name: UNKNOWN if name in hidden else value for name, value in env.items()})
    assert less is UNKNOWN or less is value_of(text, **env)


# --- unknown is not none


@pytest.mark.parametrize("op", ["=", "<", "<=", ">", ">="])
@pytest.mark.parametrize("other", [1, None, UNKNOWN])
def test_comparing_with_none_is_false_even_beside_unknown(op: str, other: Any) -> None:
    assert value_of(f"n {op} m", n=None, m=other) is False
    assert value_of(f"n {op} m", n=other, m=None) is False


@pytest.mark.parametrize("other", [1, None, UNKNOWN])
def test_none_differs_from_everything(other: Any) -> None:
    assert value_of("n != m", n=None, m=other) is True
    assert value_of("n not in [m, 7]", n=None, m=other) is True


@pytest.mark.parametrize("op", ["=", "!=", "<", "<=", ">", ">="])
def test_comparing_with_unknown_is_unknown(op: str) -> None:
    assert value_of(f"n {op} 1", n=UNKNOWN) is UNKNOWN
    assert value_of(f"n {op} m", n=UNKNOWN, m=UNKNOWN) is UNKNOWN


@pytest.mark.parametrize(
    "text", ["n + m", "n - m", "n * m", "n / m", "largest(n, m)", "smallest(m, n)", "rounded_up(n + m)"]
)
@pytest.mark.parametrize(("n", "m", "found"), [(1, UNKNOWN, UNKNOWN), (1, None, None), (UNKNOWN, None, None)])
def test_calculating_with_none_gives_none_and_with_unknown_unknown(text: str, n: Any, m: Any, found: Any) -> None:
    assert value_of(text, n=n, m=m) is found


@pytest.mark.parametrize(("value", "known", "recorded"), [
    (3, True, True), (0, True, True), (None, True, False), (UNKNOWN, UNKNOWN, UNKNOWN),
])  # fmt: skip
def test_is_known_is_never_false_and_is_recorded_asks_for_more(value: Any, known: Any, recorded: Any) -> None:
    assert value_of("n is known", n=value) is known
    assert value_of("n is recorded", n=value) is recorded
    assert value_of("n is not recorded", n=value) is NOT[recorded]


@pytest.mark.parametrize(("value", "found"), [(True, True), (False, True), (None, False), (UNKNOWN, UNKNOWN)])
def test_a_yes_or_no_recorded_as_none_is_not_recorded_and_counts_as_no(value: Any, found: Any) -> None:
    assert value_of("a is recorded", a=value) is found
    assert value_of("a", a=value) is (False if value is None else value)
    assert value_of("a = false", a=value) is (NOT[value] if value is not None else True)


def test_not_known_never_rewards_that_a_fact_is_left_out() -> None:
    assert value_of("not (n is known)", n=UNKNOWN) is UNKNOWN
    assert value_of("not (n is known)", n=1) is False


@pytest.mark.parametrize(("n", "found"), [(1, False), (2, True), (3, True), (4, True), (5, False), (None, False)])
def test_between_takes_both_ends_in(n: Any, found: bool) -> None:
    assert value_of("n between 2 and 4", n=n) is found


def test_between_is_false_when_one_known_end_excludes_the_value() -> None:
    assert value_of("n between m and 4", n=5, m=UNKNOWN) is False
    assert value_of("n between m and 4", n=4, m=UNKNOWN) is UNKNOWN


@pytest.mark.parametrize(
    ("t", "members", "found"),
    [("x", ("x", "y"), True), ("z", ("x", "y"), False), (None, ("x",), False), (UNKNOWN, ("x",), UNKNOWN),
     ("x", UNKNOWN, UNKNOWN), (None, UNKNOWN, False), ("x", (), False)],
)  # fmt: skip
def test_a_value_is_in_a_list_parameter_when_it_is_one_of_its_members(t: Any, members: Any, found: Any) -> None:
    assert value_of("t in l", t=t, l=members) is found


def test_a_written_list_may_hold_names_and_one_equal_member_is_enough() -> None:
    assert value_of('t in ["x", u]', t="x", u=UNKNOWN) is True
    assert value_of('t in ["x", u]', t="y", u=UNKNOWN) is UNKNOWN
    assert value_of("t in [u]", t="x", u="xyz") is False  # a part of a text is not a member
    assert value_of("n in [m]", n=1, m=1) is True


# --- numbers and dates


@pytest.mark.parametrize(("text", "found"), [
    ("n / 4", Decimal("2.5")), ("n / (m - 3)", None), ("rounded_up(n / 4)", 3), ("rounded_down(n / 4)", 2),
    ("largest(n, m, 7)", 10), ("smallest(n, m)", 3), ("n - m * 2", 4), ("(n - m) * 2", 14),
])  # fmt: skip
def test_numbers_are_calculated_as_written(text: str, found: Any) -> None:
    assert value_of(text, n=10, m=3) == found


D, E = date(2026, 3, 10), date(2026, 3, 20)


@pytest.mark.parametrize(("text", "found"), [
    ("e - d", 10), ("earliest(e, d)", D), ("latest(e, d)", E), ("d + 10 days", E), ("e - 10 days", D),
    ("d + 2 weeks", date(2026, 3, 24)), ("end_of_month(d)", date(2026, 3, 31)), ("d - p", date(2025, 12, 10)),
    ("2026-08-31 + 6 months", date(2027, 2, 28)), ("2027-08-31 + 6 months", date(2028, 2, 29)),
    ("2024-02-29 + 1 years", date(2025, 2, 28)), ("2024-02-29 + 4 years", date(2028, 2, 29)),
    ("2026-05-31 - 3 months", date(2026, 2, 28)),
])  # fmt: skip
def test_dates_are_moved_along_the_calendar(text: str, found: Any) -> None:
    assert value_of(text, d=D, e=E, p=3) == found


def test_a_day_outside_the_calendar_does_not_exist() -> None:
    assert value_of("d + p", d=D, p=10**9) is None
    assert value_of("d + p > e", d=D, e=E, p=10**9) is False


HELD = (date(2026, 3, 10), date(2026, 3, 12), date(2026, 3, 12), date(2026, 3, 20))


@pytest.mark.parametrize(("first", "last", "found"), [(10, 20, 4), (11, 20, 3), (10, 19, 3), (12, 12, 2), (20, 10, 0)])
def test_counting_takes_both_ends_in_and_each_entry_once(first: int, last: int, found: int) -> None:
    d, e = date(2026, 3, first), date(2026, 3, last)
    assert value_of("count(ds from d to e)", ds=HELD, d=d, e=e) == found


def test_what_is_counted_must_be_known() -> None:
    assert value_of("count(ds from d to e)", ds=UNKNOWN, d=D, e=E) is UNKNOWN
    assert value_of("count(ds from d to e) > 0", ds=HELD, d=None, e=E) is False
