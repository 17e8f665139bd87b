"""Expressions of the rule language as Ibis columns, three-valued as the reference interpreter has them."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from functools import reduce
from typing import Any

import ibis

from reformrules.count.pairs import (
    UNKNOWN_TEST,
    Flag,
    Pair,
    Value,
    calculated,
    compared,
    is_constant,
    lit,
    null_like,
    pair_of,
    test_of,
    when,
)
from reformrules.errors import Both
from reformrules.rulebook import syntax as s
from reformrules.rulebook.types import Type

NUMBER = "decimal(18, 4)"
QUOTIENT = "decimal(28, 10)"
MOST_DIGITS = 4
_DTYPES = {
    "bool": "boolean", "int": "int64", "decimal": NUMBER, "date": "date", "text": "string", "dates": "array<date>",
}  # fmt: skip
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_ADD: dict[str, Callable[[Any, Any], Any]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}
_UNITS = {"years": "Y", "months": "M", "weeks": "W", "days": "D"}
Resolve = Callable[[str], Pair]
TypeOf = Callable[[s.Node], Type]
Made = Callable[[s.Node], Value | None]


class CannotCount(Exception):
    """An expression that has no meaning in columns; what is said names it and says why."""

    def __init__(self, said: Both) -> None:
        self.said = said
        super().__init__(said.en)


def dtype(declared: str) -> str:
    """The column type of a declared type of facts, fields, parameters and conclusions."""
    return _DTYPES[declared]


def literal(value: Any) -> Value:
    """A constant as a column."""
    if isinstance(value, Decimal):
        return ibis.literal(value, type=NUMBER)
    return ibis.literal(value, type="int64") if type(value) is int else ibis.literal(value)


class Columns:
    """Compiles type-checked expressions; `resolve` gives the column of a name, `made` that of a test made before."""

    def __init__(self, resolve: Resolve, type_of: TypeOf, made: Made = lambda node: None) -> None:
        self.resolve, self.type_of, self.made = resolve, type_of, made

    def test(self, node: s.Node) -> Value:
        """A condition as a boolean column, NULL where unknown."""
        made = self.made(node)
        if made is not None:
            return made
        method: Callable[[Any], Value] | None = getattr(self, "_" + type(node).__name__.lower(), None)
        if method is None:
            return test_of(self.value(node))
        return method(node)

    def value(self, node: s.Node) -> Pair:
        """A value as a column with its flag of being unknown."""
        if isinstance(node, s.Literal):
            return Pair(literal(node.value))
        if isinstance(node, s.Name):
            found = self.resolve(node.name)
            return pair_of(test_of(found)) if self.type_of(node).kind == "bool" else found
        if isinstance(node, s.Arithmetic):
            return self._arithmetic(node)
        if isinstance(node, s.Call):
            return self._call(node)
        return pair_of(self.test(node))

    def _not(self, node: s.Not) -> Value:
        return ~self.test(node.of)

    def _all(self, node: s.All) -> Value:
        return reduce(operator.and_, map(self.test, node.of))

    def _anyof(self, node: s.AnyOf) -> Value:
        return reduce(operator.or_, map(self.test, node.of))

    def _compare(self, node: s.Compare) -> Value:
        if node.op == "!=":
            return ~compared(operator.eq, self.value(node.left), self.value(node.right))
        return compared(_COMPARE[node.op], self.value(node.left), self.value(node.right))

    def _in(self, node: s.In) -> Value:
        of = self.value(node.of)
        if self.type_of(node.choices[0]).kind == "list":
            assert isinstance(node.choices[0], s.Name)  # a list is a parameter
            members = self.resolve(node.choices[0].name)
            inside = when(members.unknown, UNKNOWN_TEST, _among(of.value, members.value))
            return when(of.is_none, ibis.literal(False), inside)
        if all(isinstance(choice, s.Literal) for choice in node.choices):
            choices = [self.value(choice).value for choice in node.choices]
            return when(of.is_none, ibis.literal(False), of.value.isin(choices))
        return reduce(operator.or_, (compared(operator.eq, of, self.value(choice)) for choice in node.choices))

    def _known(self, node: s.Known) -> Value:
        unknown: Flag = self.value(node.of).unknown
        return when(unknown, ibis.null("boolean"), ibis.literal(True))

    def _recorded(self, node: s.Recorded) -> Value:
        of = self.resolve(node.of.name) if isinstance(node.of, s.Name) else self.value(node.of)
        return when(of.unknown, ibis.null("boolean"), of.value.notnull())

    def _arithmetic(self, node: s.Arithmetic) -> Pair:
        left, right = self.value(node.left), self.value(node.right)
        kinds = self.type_of(node.left), self.type_of(node.right)
        if kinds[0].kind == kinds[1].kind == "date":
            return calculated(lambda a, b: a.delta(b, unit="day"), (left, right))
        if kinds[0].kind == "date":
            unit = kinds[1].unit or "days"
            forward = node.op == "+"
            return calculated(lambda a, b: shifted(a, b if forward else -b, unit), (left, right))
        if node.op == "/":
            return calculated(_quotient, (left, right), may_be_none=True)
        operation = _ADD[node.op]
        return calculated(lambda a, b: operation(a, b), (left, right))

    def _call(self, node: s.Call) -> Pair:
        if node.function in ("rounded_up", "rounded_down"):
            return self._rounded(node)
        operands = [self.value(argument) for argument in node.arguments]
        if node.function == "count":
            return calculated(_counted, operands)
        if node.function == "end_of_month":
            return calculated(end_of_month, operands)
        extreme = ibis.least if node.function in ("earliest", "smallest") else ibis.greatest
        return calculated(lambda *values: _of_all(extreme, values), operands)

    def _rounded(self, node: s.Call) -> Pair:
        """Rounded to a whole number; a quotient is worked out in whole ten-thousandths, so that none is inexact."""
        of, sign = node.arguments[0], -1 if node.function == "rounded_up" else 1
        if isinstance(of, s.Arithmetic) and of.op == "/":
            operands = [self.value(of.left), self.value(of.right)]
            return calculated(lambda a, b: _floor(_whole(a) * sign, _whole(b)) * sign, operands, may_be_none=True)
        one = ibis.literal(10**MOST_DIGITS)
        return calculated(lambda a: _floor(_whole(a) * sign, one) * sign, [self.value(of)])


def _among(value: Value, members: Value) -> Value:
    """Whether a value is in a list; a list that is the same for all is written out."""
    if is_constant(members):
        return value.isin(list(members.op().value))
    return when(value.isnull(), UNKNOWN_TEST, members.contains(value))  # engines differ on whether NULL is contained


def _quotient(a: Value, b: Value) -> Value:
    """A quotient to ten decimals, exact where it ends within them; none where there is nothing to share out over."""
    return (a.cast("float64") / b.nullif(0).cast("float64")).cast(QUOTIENT)


def _whole(value: Value) -> Value:
    return (value * 10**MOST_DIGITS).cast("int64")


def _floor(numerator: Value, denominator: Value) -> Value:
    return (numerator // denominator.nullif(0)).cast("int64")


def shifted(day: Value, amount: Value, unit: str) -> Value:
    """A date moved by a number of calendar units; the last day of a shorter month where it has no such day."""
    interval = amount.cast("int32").as_interval(_UNITS[unit])
    return (day + interval).cast("date")


def end_of_month(day: Value) -> Value:
    """The last day of the month."""
    return (day.truncate("M").cast("date") + ibis.interval(months=1) - ibis.interval(days=1)).cast("date")


def _counted(dates: Value, first: Value, last: Value) -> Value:
    """How many of the dates lie between two days, both inside."""
    inside = dates.filter(lambda day: (day >= first) & (day <= last)).length()
    return when(lit(first.isnull() | last.isnull()), null_like(inside), inside)


def _of_all(extreme: Callable[..., Value], values: tuple[Value, ...]) -> Value:
    missing = reduce(operator.or_, (value.isnull() for value in values))
    made = extreme(*values)
    return when(missing, null_like(made), made)
