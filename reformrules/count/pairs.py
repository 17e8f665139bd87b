"""Values in columns that may be known, none or unknown, and the truth of tests over them.

A `Pair` is a value column with a flag that it is unknown; a value that is NULL and not unknown is
none (a complete record holds no such thing). A test is one boolean column, NULL where unknown, so
that SQL's own and, or, not are Kleene's. Flags that are the same for every row are plain booleans.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import ibis

Value = Any  # an Ibis value expression; Ibis builds its methods at run time
Flag = Any  # an Ibis boolean expression that is never NULL, or a plain bool


@dataclass(frozen=True, slots=True)
class Pair:
    """value: NULL where none or unknown. unknown: whether it is. none: whether a row may hold none."""

    value: Value
    unknown: Flag = False
    may_be_none: bool = False

    @property
    def is_none(self) -> Flag:
        """Whether the value is none, row by row."""
        if not self.may_be_none:
            return False
        return both(self.value.isnull(), negated(self.unknown))


def both(left: Flag, right: Flag) -> Flag:
    """And of two flags; a plain boolean is worked out at once."""
    if isinstance(left, bool):
        return right if left else False
    if isinstance(right, bool):
        return left if right else False
    return left & right


def either(left: Flag, right: Flag) -> Flag:
    """Or of two flags."""
    if isinstance(left, bool):
        return True if left else right
    if isinstance(right, bool):
        return True if right else left
    return left | right


def negated(flag: Flag) -> Flag:
    """Not of a flag; twice not is the flag itself."""
    if isinstance(flag, bool):
        return not flag
    operation = flag.op()
    return operation.arg.to_expr() if isinstance(operation, ibis.expr.operations.Not) else ~flag


def any_flag(flags: Sequence[Flag]) -> Flag:
    """Whether one of the flags is set."""
    return reduce(either, flags, False)


def lit(flag: Flag) -> Value:
    """A flag or test as a column."""
    return ibis.literal(flag) if isinstance(flag, bool) else flag


def null_like(value: Value) -> Value:
    """NULL of the type of a column."""
    return ibis.null(value.type())


def is_constant(value: Value) -> bool:
    """Whether a column is the same for every row."""
    return isinstance(value.op(), ibis.expr.operations.Literal)


def when(flag: Flag, then: Value, otherwise: Value) -> Value:
    """One column or the other, row by row; no test where the flag is the same for every row."""
    if isinstance(flag, bool):
        return then if flag else otherwise
    return ibis.ifelse(flag, then, otherwise)


UNKNOWN_TEST: Value = ibis.null("boolean")


def test_of(pair: Pair) -> Value:
    """A yes-or-no as a test: none counts as no, unknown stays unknown."""
    known = pair.value.fill_null(False) if pair.may_be_none else pair.value
    return when(pair.unknown, UNKNOWN_TEST, known) if pair.may_be_none else known


def pair_of(test: Value) -> Pair:
    """A test as a value that is compared or calculated with."""
    return Pair(test, test.isnull())


def compared(operation: Callable[[Value, Value], Value], left: Pair, right: Pair) -> Value:
    """A comparison: false with none on either side, else unknown with an unknown side."""
    none = either(left.is_none, right.is_none)
    return when(none, ibis.literal(False), operation(left.value, right.value))


def calculated(operation: Callable[..., Value], operands: Sequence[Pair], may_be_none: bool = False) -> Pair:
    """A calculation: none with a none, else unknown with an unknown; `operation` gives NULL for a NULL."""
    none = any_flag([pair.is_none for pair in operands])
    unknown = both(any_flag([pair.unknown for pair in operands]), negated(none))
    made = operation(*(pair.value for pair in operands))
    return Pair(made, unknown, may_be_none or any(pair.may_be_none for pair in operands))


def true(test: Value) -> Flag:
    """Whether a test is known to hold."""
    return test.fill_null(False)


def false(test: Value) -> Flag:
    """Whether a test is known not to hold."""
    return ~test.fill_null(True)
