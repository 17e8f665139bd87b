"""Expressions of the rule language as terms and tests, three-valued as the reference interpreter has them."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import floor
from typing import Any

import z3

from reformrules.prove.calendar import Calendar
from reformrules.prove.terms import (
    Flag,
    Term,
    Test,
    both,
    choose,
    conjoined,
    constant,
    disjoined,
    either,
    encoded,
    equal,
    lifted,
    opposite,
    plain,
    term_of,
    test_of,
)
from reformrules.rulebook import syntax as s
from reformrules.rulebook.types import Type


@dataclass(frozen=True, slots=True)
class Days:
    """A list of dates: unknown, or a way to count those from a first to a last day."""

    count: Callable[[Any, Any], Any]
    unknown: Flag = False


@dataclass(frozen=True, slots=True)
class Members:
    """A list of the law: which one holds when."""

    lists: tuple[tuple[Flag, tuple[Any, ...]], ...]
    unknown: Flag = False


@dataclass(frozen=True, slots=True)
class Scope:
    """What names stand for, and what they are."""

    term: Callable[[str], Term]
    days: Callable[[str], Days]
    members: Callable[[str], Members]
    type_of: Callable[[s.Node], Type]


_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_ADD: dict[str, Callable[[Any, Any], Any]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}


class Formulas:
    """Compiles type-checked expressions over a scope."""

    def __init__(self, scope: Scope, calendar: Calendar) -> None:
        self.scope, self.calendar = scope, calendar

    def test(self, node: s.Node) -> Test:
        """A condition."""
        method: Callable[[Any], Test] | None = getattr(self, "_" + type(node).__name__.lower(), None)
        return test_of(self.value(node)) if method is None else method(node)

    def value(self, node: s.Node) -> Term:
        """A value; a yes-or-no that is recorded as none is no."""
        if isinstance(node, s.Literal):
            return constant(node.value)
        if isinstance(node, s.Name):
            found = self.scope.term(node.name)
            return term_of(test_of(found)) if self.scope.type_of(node).kind == "bool" else found
        if isinstance(node, s.Arithmetic):
            return self._calculated(node)
        if isinstance(node, s.Call):
            return self._called(node)
        return term_of(self.test(node))

    def _not(self, node: s.Not) -> Test:
        return self.test(node.of).opposite

    def _all(self, node: s.All) -> Test:
        return conjoined(*map(self.test, node.of))

    def _anyof(self, node: s.AnyOf) -> Test:
        return disjoined(*map(self.test, node.of))

    def _compare(self, node: s.Compare) -> Test:
        left, right = self.value(node.left), self.value(node.right)
        if node.op in ("=", "!="):
            same = compared(equal, left, right)
            return same if node.op == "=" else same.opposite
        return compared(_ordered(_COMPARE[node.op]), left, right)

    def _in(self, node: s.In) -> Test:
        of = self.value(node.of)
        if self.scope.type_of(node.choices[0]).kind == "list":
            assert isinstance(node.choices[0], s.Name)  # a list is a parameter
            return _member(of, self.scope.members(node.choices[0].name))
        return disjoined(*(compared(equal, of, self.value(choice)) for choice in node.choices))

    def _known(self, node: s.Known) -> Test:
        return Test(opposite(self.value(node.of).unknown), False)

    def _recorded(self, node: s.Recorded) -> Test:
        of = self.scope.term(node.of.name) if isinstance(node.of, s.Name) else self.value(node.of)
        return Test(of.known, both(opposite(of.unknown), of.none))

    def _calculated(self, node: s.Arithmetic) -> Term:
        left, right = self.value(node.left), self.value(node.right)
        kinds = (self.scope.type_of(node.left), self.scope.type_of(node.right))
        if kinds[0].kind == "date" and kinds[1].kind == "number":
            sign, unit = (1 if node.op == "+" else -1), kinds[1].unit or "days"
            return all_known(lambda day, n: self._shifted(day, n, sign, unit), left, right)
        if node.op == "/":
            shared = all_known(_quotient, left, right)
            return Term(shared.value, shared.unknown, either(shared.none, both(shared.known, equal(right.value, 0))))
        return all_known(_ADD[node.op], left, right)

    def _shifted(self, day: Any, amount: Any, sign: int, unit: str) -> Any:
        for flag, one, other in _branches(amount):
            return choose(flag, self._shifted(day, one, sign, unit), self._shifted(day, other, sign, unit))
        amount = _whole(amount) if isinstance(amount, z3.ExprRef) else int(amount)
        return self.calendar.shifted(day, sign * amount, unit)

    def _called(self, node: s.Call) -> Term:
        if node.function == "count":
            assert isinstance(node.arguments[0], s.Name)  # lists of dates are facts
            days = self.scope.days(node.arguments[0].name)
            ends = [self.value(argument) for argument in node.arguments[1:]]
            return all_known(lambda _, a, b: days.count(a, b), Term(0, days.unknown), *ends)
        arguments = [self.value(argument) for argument in node.arguments]
        if node.function == "end_of_month":
            return all_known(self.calendar.end_of_month, *arguments)
        if node.function in ("rounded_up", "rounded_down"):
            return all_known(_rounded_up if node.function == "rounded_up" else _floor, *arguments)
        smaller = node.function in ("earliest", "smallest")
        return all_known(lambda *values: reduce(lambda a, b: _extreme(a, b, smaller), values), *arguments)


def compared(op: Callable[[Any, Any], Flag], left: Term, right: Term) -> Test:
    """A comparison: with none it fails, with unknown it is open."""
    none = either(left.none, right.none)
    if none is True:
        return Test(False, True)
    known = both(left.known, right.known)
    if known is False:
        return Test(False, none)
    holds = op(left.value, right.value)
    return Test(both(known, holds), either(none, both(known, opposite(holds))))


def _ordered(op: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Flag]:
    def compare(one: Any, other: Any) -> Flag:
        if isinstance(one, z3.ExprRef) or isinstance(other, z3.ExprRef):
            return op(lifted(one), lifted(other))
        return bool(op(one, other))

    return compare


def all_known(function: Callable[..., Any], *terms: Term) -> Term:
    """A calculation: with none there is none, with unknown it is unknown."""
    none = either(*(t.none for t in terms))
    unknown = both(opposite(none), either(*(t.unknown for t in terms)))
    if none is True or unknown is True:
        return Term(0, unknown, none)
    return Term(plain(function(*_calculable([t.value for t in terms]))), unknown, none)


def _calculable(values: list[Any]) -> list[Any]:
    """Fractions as formulas where there are formulas, since plain ones do not mix with them."""
    if any(isinstance(value, z3.ExprRef) for value in values):
        return [value if isinstance(value, int) else lifted(value) for value in values]
    return values


def _branches(amount: Any) -> list[tuple[Any, Any, Any]]:
    """The parts of an if-then-else."""
    if isinstance(amount, z3.ExprRef) and z3.is_app_of(amount, z3.Z3_OP_ITE):
        return [(amount.arg(0), amount.arg(1), amount.arg(2))]
    return []


def _whole(amount: Any) -> Any:
    return amount if z3.is_int(amount) else z3.If(amount >= 0, z3.ToInt(amount), -z3.ToInt(-amount))


def _quotient(one: Any, other: Any) -> Any:
    if not isinstance(one, z3.ExprRef) and not isinstance(other, z3.ExprRef):
        return Fraction(one) / Fraction(other) if other else 0
    one, other = (z3.ToReal(lifted(x)) if z3.is_int(lifted(x)) else lifted(x) for x in (one, other))
    return one / other


def _floor(value: Any) -> Any:
    if not isinstance(value, z3.ExprRef):
        return floor(value)
    return z3.ToInt(value) if z3.is_real(value) else value


def _rounded_up(value: Any) -> Any:
    return -_floor(-value)


def _extreme(one: Any, other: Any, smaller: bool) -> Any:
    if not isinstance(one, z3.ExprRef) and not isinstance(other, z3.ExprRef):
        return min(one, other) if smaller else max(one, other)
    below = one <= other
    return choose(below, one, other) if smaller else choose(below, other, one)


def _member(of: Term, members: Members) -> Test:
    inside = either(
        *(both(flag, either(*(equal(of.value, encoded(m)) for m in listed))) for flag, listed in members.lists)
    )
    known = both(of.known, opposite(members.unknown))
    return Test(both(known, inside), either(of.none, both(known, opposite(inside))))
