"""What an expression means: a closure over an environment of values, in three-valued logic.

A value is a plain Python value, `None` (a complete record holds no such thing) or `UNKNOWN`.
Comparing with `None` is false, calculating with it gives `None`; anything with `UNKNOWN` is
`UNKNOWN` unless the answer is the same whatever it is (Kleene).
"""

from __future__ import annotations

import operator
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from math import ceil, floor
from typing import Any, Final, TypeGuard

from reformrules.rulebook import syntax as s
from reformrules.rulebook.legal_time import OutOfCalendar, end_of_month, shift
from reformrules.rulebook.types import Type


class Unknown:
    """The value of a fact that the record does not give."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "unknown"

    def __reduce__(self) -> str:
        return "UNKNOWN"  # copied and read back, it is the one it was

    def __bool__(self) -> bool:
        raise TypeError("unknown is neither true nor false")


UNKNOWN: Final = Unknown()
Env = Mapping[str, Any]
Closure = Callable[[Env], Any]
Resolve = Callable[[str], Closure]


def negation(value: Any) -> Any:
    """Kleene not."""
    return UNKNOWN if value is UNKNOWN else not value


def conjunction(*values: Any) -> Any:
    """Kleene and."""
    if any(value is False for value in values):
        return False
    return UNKNOWN if any(value is UNKNOWN for value in values) else True


def disjunction(*values: Any) -> Any:
    """Kleene or."""
    if any(value is True for value in values):
        return True
    return UNKNOWN if any(value is UNKNOWN for value in values) else False


def compile_expression(
    node: s.Node, resolve: Resolve, type_of: Callable[[s.Node], Type], part: Callable[[s.Node], Closure] | None = None
) -> Closure:
    """The closure of a type-checked expression; `resolve` gives the closure of a name, `part` that of a part."""
    return _Compiler(resolve, type_of, part).compile(node)


_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "+": operator.add, "-": operator.sub, "*": operator.mul,
}  # fmt: skip
_ROUNDINGS: dict[str, Callable[[Any], int]] = {"rounded_up": ceil, "rounded_down": floor}
_EXTREMES: dict[str, Callable[..., Any]] = {"earliest": min, "smallest": min, "latest": max, "largest": max}


class Constant:
    """The closure of a value that no environment changes."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __call__(self, env: Env) -> Any:
        return self.value


def _is_known(closure: Closure) -> TypeGuard[Constant]:
    return isinstance(closure, Constant) and closure.value is not None and closure.value is not UNKNOWN


def looked_up(name: str) -> Closure:
    """The closure of a name whose value the environment has."""
    return operator.itemgetter(name)


class _Compiler:
    def __init__(
        self, resolve: Resolve, type_of: Callable[[s.Node], Type], part: Callable[[s.Node], Closure] | None
    ) -> None:
        self.resolve, self.type_of, self.shared = resolve, type_of, part or self.compile

    def part(self, node: s.Node) -> Closure:
        """The closure of a part; to look up one that is a name or a constant takes longer than to make it."""
        return self.compile(node) if isinstance(node, s.Name | s.Literal) else self.shared(node)

    def compile(self, node: s.Node) -> Closure:
        method: Callable[[Any], Closure] = getattr(self, "_" + type(node).__name__.lower())
        return method(node)

    def _literal(self, node: s.Literal) -> Closure:
        return Constant(node.value)

    def _name(self, node: s.Name) -> Closure:
        value = self.resolve(node.name)
        if self.type_of(node).kind != "bool":
            return value
        return lambda env: False if (v := value(env)) is None else v

    def _not(self, node: s.Not) -> Closure:
        of = self.part(node.of)
        return lambda env: UNKNOWN if (v := of(env)) is UNKNOWN else not v

    def _all(self, node: s.All) -> Closure:
        return _until(self._when_reached(node.of), False)

    def _anyof(self, node: s.AnyOf) -> Closure:
        return _until(self._when_reached(node.of), True)

    def _when_reached(self, nodes: Sequence[s.Node]) -> list[Closure]:
        """A closure for each part, compiled when it is first called: most parts stand behind one that decides."""
        closures: list[Closure] = []

        def compiled(at: int, env: Env) -> Any:
            closures[at] = self.part(nodes[at])
            return closures[at](env)

        closures += [self.part(nodes[0]), *(partial(compiled, at) for at in range(1, len(nodes)))]
        return closures

    def _compare(self, node: s.Compare) -> Closure:
        left, right = self.part(node.left), self.part(node.right)
        if node.op == "!=":
            equal = _comparison(operator.eq, left, right)
            return lambda env: UNKNOWN if (v := equal(env)) is UNKNOWN else not v
        return _comparison(_OPERATORS[node.op], left, right)

    def _in(self, node: s.In) -> Closure:
        of = self.part(node.of)
        if self.type_of(node.choices[0]).kind == "list":
            return _in_list(of, self.part(node.choices[0]))
        choices = [self.part(choice) for choice in node.choices]
        constants = [choice.value for choice in choices if _is_known(choice)]
        if len(constants) == len(choices):
            return _in_list(of, Constant(tuple(constants)))
        return _until(tuple(_comparison(operator.eq, of, choice) for choice in choices), True)

    def _known(self, node: s.Known) -> Closure:
        of = self.part(node.of)
        return lambda env: UNKNOWN if of(env) is UNKNOWN else True

    def _recorded(self, node: s.Recorded) -> Closure:
        # Elsewhere a yes-or-no that is recorded as none counts as no; here the difference is the question.
        of = self.resolve(node.of.name) if isinstance(node.of, s.Name) else self.part(node.of)
        return lambda env: UNKNOWN if (v := of(env)) is UNKNOWN else v is not None

    def _arithmetic(self, node: s.Arithmetic) -> Closure:
        left, right = self.part(node.left), self.part(node.right)
        left_type, right_type = self.type_of(node.left), self.type_of(node.right)
        if left_type.kind == right_type.kind == "date":
            return _calculation(lambda a, b: (a - b).days, left, right)
        if left_type.kind == "date":
            sign, unit = (1 if node.op == "+" else -1), right_type.unit or "days"
            return _calculation(lambda a, b: _shifted(a, sign * int(b), unit), left, right)
        if node.op == "/":
            return _calculation(_quotient, left, right)
        return _calculation(_OPERATORS[node.op], left, right)

    def _call(self, node: s.Call) -> Closure:
        arguments = tuple(map(self.part, node.arguments))
        if node.function == "count":
            return _all_known(_count, arguments)
        if node.function == "end_of_month":
            return _all_known(end_of_month, arguments)
        if node.function in _ROUNDINGS:
            return _all_known(_ROUNDINGS[node.function], arguments)
        extreme = _EXTREMES[node.function]
        return _all_known(lambda *v: extreme(v), arguments)


def _until(closures: Sequence[Closure], decisive: bool) -> Closure:
    """And (decisive False) or or (decisive True): the decisive value wins over unknown."""

    def evaluate(env: Env) -> Any:
        result: Any = not decisive
        for closure in closures:
            value = closure(env)
            if value is decisive:
                return decisive
            if value is UNKNOWN:
                result = UNKNOWN
        return result

    return evaluate


def _comparison(op: Callable[[Any, Any], Any], left: Closure, right: Closure) -> Closure:
    if _is_known(right):
        return _comparison_with(op, left, right.value)

    def evaluate(env: Env) -> Any:
        a, b = left(env), right(env)
        if a is None or b is None:
            return False
        if a is UNKNOWN or b is UNKNOWN:
            return UNKNOWN
        return op(a, b)

    return evaluate


def _comparison_with(op: Callable[[Any, Any], Any], left: Closure, constant: Any) -> Closure:
    def evaluate(env: Env) -> Any:
        value = left(env)
        if value is None:
            return False
        return UNKNOWN if value is UNKNOWN else op(value, constant)

    return evaluate


def _calculation(op: Callable[[Any, Any], Any], left: Closure, right: Closure) -> Closure:
    return _all_known(op, (left, right))


def _all_known(function: Callable[..., Any], arguments: tuple[Closure, ...]) -> Closure:
    def evaluate(env: Env) -> Any:
        values = [argument(env) for argument in arguments]
        if None in values:
            return None
        return UNKNOWN if UNKNOWN in values else function(*values)

    return evaluate


def _shifted(day: Any, amount: int, unit: str) -> Any:
    """A day that no calendar has does not exist."""
    try:
        return shift(day, amount, unit)
    except OutOfCalendar:
        return None


def _quotient(a: Any, b: Any) -> Decimal | None:
    """Nothing can be shared out over nothing: the quotient does not exist."""
    return Decimal(a) / Decimal(b) if b else None


def _in_list(of: Closure, choices: Closure) -> Closure:
    def evaluate(env: Env) -> Any:
        value, members = of(env), choices(env)
        if value is None:
            return False
        return UNKNOWN if value is UNKNOWN or members is UNKNOWN else value in members

    return evaluate


def _count(dates: tuple[Any, ...], first: Any, last: Any) -> int:
    return max(0, bisect_right(dates, last) - bisect_left(dates, first))
