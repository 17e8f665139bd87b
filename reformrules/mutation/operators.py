"""The small changes that can be made to an expression, one named function each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from reformrules.rulebook import syntax as s
from reformrules.rulebook.printing import unparse
from reformrules.rulebook.types import Type

TypeOf = Callable[[s.Node], Type]
ONE_DAY = timedelta(days=1)
LONGEST_SHOWN = 70


@dataclass(frozen=True, slots=True)
class Change:
    """An expression after one small change, and the change in words."""

    node: s.Node
    said: str


def changes(node: s.Node, type_of: TypeOf) -> Iterator[Change]:
    """Every change of the expression or of a part of it, each result once."""
    seen = {unparse(node)}
    for change in _everywhere(node, type_of):
        written = unparse(change.node)
        if written not in seen:
            seen.add(written)
            yield change


def _everywhere(node: s.Node, type_of: TypeOf) -> Iterator[Change]:
    for operator in OPERATORS:
        yield from operator(node, type_of)
    for child in node.children:
        for change in _everywhere(child, type_of):
            yield Change(_with_child(node, child, change.node), change.said)


def _with_child(node: s.Node, child: s.Node, new: s.Node) -> s.Node:
    """The node with one child in the place of another; two denials cancel out."""
    if isinstance(node, s.Not) and isinstance(new, s.Not):
        return new.of
    found: dict[str, Any] = {}
    for field in fields(node):
        value = getattr(node, field.name)
        if value is child:
            found[field.name] = new
        elif isinstance(value, tuple) and any(part is child for part in value):
            found[field.name] = tuple(new if part is child else part for part in value)
    return replace(node, **found)


def shown(node: s.Node) -> str:
    """The expression as it is quoted in the words of a change: the beginning and the end of a long one."""
    text = unparse(node)
    half = LONGEST_SHOWN // 2
    return f"`{text}`" if len(text) <= LONGEST_SHOWN else f"`{text[:half]}…{text[-half:]}`"


_COMPARISONS = {
    "<": ("<=", ">"), "<=": ("<", ">="), ">": (">=", "<"), ">=": (">", "<="), "=": ("!=",), "!=": ("=",),
}  # fmt: skip


def other_comparison(node: s.Node, type_of: TypeOf) -> Iterator[Change]:
    """A comparison becomes its neighbour, or turns round."""
    for op in _COMPARISONS[node.op] if isinstance(node, s.Compare) else ():
        changed = replace(node, op=op)  # type: ignore[call-arg]  # only comparisons come here
        yield Change(changed, f'"{op}" for "{node.op}" in {shown(changed)}')  # type: ignore[attr-defined]


def and_for_or(node: s.Node, type_of: TypeOf) -> Iterator[Change]:
    """`and` becomes `or`, and `or` becomes `and`."""
    if isinstance(node, s.All):
        yield Change(s.AnyOf(node.at, node.of), f'"or" for "and" in {shown(node)}')
    elif isinstance(node, s.AnyOf):
        yield Change(s.All(node.at, node.of), f'"and" for "or" in {shown(node)}')


def one_part_less(node: s.Node, type_of: TypeOf) -> Iterator[Change]:
    """One of the parts joined by `and` or `or` is left out."""
    for part in node.of if isinstance(node, s.All | s.AnyOf) else ():
        rest = tuple(other for other in node.children if other is not part)
        yield Change(rest[0] if len(rest) == 1 else replace(node, of=rest), f"without {shown(part)}")  # type: ignore[call-arg]


def opposite_of(node: s.Node) -> s.Node:
    """A condition denied, as one would write it."""
    if isinstance(node, s.Not):
        return node.of
    if isinstance(node, s.Compare) and node.op in ("=", "!="):
        return replace(node, op=_COMPARISONS[node.op][0])
    return s.Not(node.at, node)


def denied(node: s.Node, type_of: TypeOf) -> Iterator[Change]:
    """A yes-or-no becomes its opposite; of a comparison that is the neighbour already."""
    named = isinstance(node, s.Name) and type_of(node).kind == "bool"
    if named or isinstance(node, s.Not | s.In | s.Recorded):
        yield Change(opposite_of(node), f"{shown(opposite_of(node))} for {shown(node)}")


def another_day(node: s.Node, type_of: TypeOf) -> Iterator[Change]:
    """A date is a day earlier or later."""
    if isinstance(node, s.Literal) and isinstance(node.value, date):
        for day in neighbours(node.value):
            yield Change(replace(node, value=day), f"{day} for {node.value}")


def another_number(node: s.Node, type_of: TypeOf) -> Iterator[Change]:
    """A number is one step of its last digit smaller or larger."""
    if isinstance(node, s.Literal) and is_number(node.value):
        for number in neighbours(node.value):
            changed = replace(node, value=number)
            yield Change(changed, f"{unparse(changed)} for {unparse(node)}")


def one_choice_less(node: s.Node, type_of: TypeOf) -> Iterator[Change]:
    """One of the values listed after `in` is left out."""
    if isinstance(node, s.In) and len(node.choices) > 1:
        for choice in node.choices:
            rest = tuple(other for other in node.choices if other is not choice)
            yield Change(replace(node, choices=rest), f"without {unparse(choice)} in `{unparse(node.of)} in […]`")


_FUNCTIONS = {
    "earliest": "latest", "latest": "earliest", "smallest": "largest", "largest": "smallest",
    "rounded_up": "rounded_down", "rounded_down": "rounded_up",
}  # fmt: skip


def other_function(node: s.Node, type_of: TypeOf) -> Iterator[Change]:
    """A function becomes its opposite; the end of the month becomes the day itself."""
    if isinstance(node, s.Call) and node.function in _FUNCTIONS:
        changed = replace(node, function=_FUNCTIONS[node.function])
        yield Change(changed, f'"{changed.function}" for "{node.function}" in {shown(changed)}')
    elif isinstance(node, s.Call) and node.function == "end_of_month":
        yield Change(node.arguments[0], f"{shown(node.arguments[0])} for {shown(node)}")


def narrower_count(node: s.Node, type_of: TypeOf) -> Iterator[Change]:
    """What is counted begins a day later, or ends a day earlier."""
    if isinstance(node, s.Call) and node.function == "count":
        dates, first, last = node.arguments
        one_day = s.Literal(node.at, 1, "days")
        later, earlier = s.Arithmetic(node.at, "+", first, one_day), s.Arithmetic(node.at, "-", last, one_day)
        yield Change(replace(node, arguments=(dates, later, last)), f"count from a day later in {shown(node)}")
        yield Change(replace(node, arguments=(dates, first, earlier)), f"count to a day earlier in {shown(node)}")


OPERATORS: tuple[Callable[[s.Node, TypeOf], Iterator[Change]], ...] = (
    other_comparison, and_for_or, one_part_less, denied, another_day, another_number, one_choice_less,
    other_function, narrower_count,
)  # fmt: skip


def written(value: Any) -> str:
    """A constant as it stands in a rule file."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def is_number(value: Any) -> bool:
    """Whether a constant is a number; true and false are none."""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def neighbours(value: Any) -> tuple[Any, ...]:
    """The values one step of the last digit, or one day, to each side; numbers stay at zero or above."""
    if isinstance(value, date):
        return value - ONE_DAY, value + ONE_DAY
    step = Decimal(1).scaleb(int(value.as_tuple().exponent)) if isinstance(value, Decimal) else 1
    return (value + step,) if value < step else (value - step, value + step)
