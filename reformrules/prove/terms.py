"""Values and conditions as formulas: plain Python values as far as they are known, Z3 expressions beyond."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import z3

from reformrules.rulebook.meaning import UNKNOWN

Flag = Any
"""A plain bool or a Z3 Bool."""


def both(*flags: Flag) -> Flag:
    """And, folded."""
    left = _left(flags, True)
    if left is None:
        return False
    return True if not left else left[0] if len(left) == 1 else _joined(z3.Z3_mk_and, left)


def either(*flags: Flag) -> Flag:
    """Or, folded."""
    left = _left(flags, False)
    if left is None:
        return True
    return False if not left else left[0] if len(left) == 1 else _joined(z3.Z3_mk_or, left)


def _joined(make: Any, flags: Sequence[Any]) -> Any:
    """As z3.And and z3.Or, which look at every flag several times over."""
    context = z3.main_ctx()
    return z3.BoolRef(make(context.ref(), len(flags), (z3.Ast * len(flags))(*(flag.ast for flag in flags))), context)


def _left(flags: Iterable[Flag], neutral: bool) -> list[Any] | None:
    """The flags that matter, each once; None when one of them decides."""
    left: dict[int, Any] = {}
    for flag in flags:
        if flag is (not neutral):
            return None
        if flag is not neutral:
            left[flag.get_id()] = flag
    return list(left.values())


def opposite(flag: Flag) -> Flag:
    """Not, folded."""
    if isinstance(flag, bool):
        return not flag
    if z3.is_not(flag):
        return flag.arg(0)
    context = z3.main_ctx()
    return z3.BoolRef(z3.Z3_mk_not(context.ref(), flag.ast), context)


def differ(one: Flag, other: Flag) -> Flag:
    """Exactly one of two."""
    return either(both(one, opposite(other)), both(other, opposite(one)))


def choose(flag: Flag, yes: Any, no: Any) -> Any:
    """If-then-else over plain values or formulas of one sort, folded."""
    if isinstance(flag, bool):
        return yes if flag else no
    if yes is no or (not _is_formula(yes) and not _is_formula(no) and type(yes) is type(no) and yes == no):
        return yes
    if isinstance(yes, bool) and isinstance(no, bool):
        return flag if yes else opposite(flag)
    return z3.If(flag, *_alike(lifted(yes), lifted(no)))


def _alike(one: Any, other: Any) -> tuple[Any, Any]:
    """Numbers of one sort."""
    if z3.is_real(one) != z3.is_real(other) and not z3.is_bool(one):
        return tuple(z3.ToReal(x) if z3.is_int(x) else x for x in (one, other))
    return one, other


def same(one: Any, other: Any) -> bool:
    """Whether two flags or values are one formula, or plain and alike."""
    if _is_formula(one) and _is_formula(other):
        return bool(one.get_id() == other.get_id())
    return not _is_formula(one) and not _is_formula(other) and type(one) is type(other) and bool(one == other)


def iff(one: Flag, other: Flag) -> Flag:
    """Both or neither, folded."""
    return True if same(one, other) else either(both(one, other), both(opposite(one), opposite(other)))


def equal(one: Any, other: Any) -> Flag:
    """Equality, folded."""
    if not _is_formula(one) and not _is_formula(other):
        return bool(one == other)
    if same(one, other):
        return True
    if isinstance(one, bool) or isinstance(other, bool):
        plain, formula = (one, other) if isinstance(one, bool) else (other, one)
        return formula if plain else opposite(formula)
    return lifted(one) == lifted(other)


def _is_formula(value: Any) -> bool:
    return isinstance(value, z3.ExprRef)


def lifted(value: Any) -> Any:
    """A plain value as a formula."""
    if _is_formula(value):
        return value
    if isinstance(value, bool):
        return z3.BoolVal(value)
    return z3.IntVal(value) if isinstance(value, int) else z3.Q(value.numerator, value.denominator)


def plain(value: Any) -> Any:
    """A whole number where a fraction is one."""
    return value.numerator if isinstance(value, Fraction) and value.denominator == 1 else value


class Words:
    """Texts as numbers: Z3 compares numbers faster than names."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._words: list[str] = []

    def code(self, word: str) -> int:
        if word not in self._codes:
            self._codes[word] = len(self._words)
            self._words.append(word)
        return self._codes[word]

    def word(self, code: int) -> str:
        return self._words[code]


@cache
def words() -> Words:
    """The texts of this process."""
    return Words()


def encoded(value: Any) -> Any:
    """A constant of the rulebook as the solver has it: days and texts are whole numbers."""
    if isinstance(value, bool | int):
        return value
    if isinstance(value, date):
        return value.toordinal()
    if isinstance(value, Decimal):
        return plain(Fraction(value))
    return words().code(value)


@dataclass(frozen=True, slots=True)
class Term:
    """A value, or unknown, or none; the value means nothing where one of the flags holds."""

    value: Any
    unknown: Flag = False
    none: Flag = False

    @property
    def known(self) -> Flag:
        """Neither unknown nor none."""
        return both(opposite(self.unknown), opposite(self.none))


@dataclass(frozen=True, slots=True)
class Test:
    """A condition in three-valued logic: known to hold, known not to hold, or neither."""

    true: Flag
    false: Flag

    @property
    def unknown(self) -> Flag:
        return both(opposite(self.true), opposite(self.false))

    @property
    def opposite(self) -> Test:
        return Test(self.false, self.true)


HOLDS = Test(True, False)
UNKNOWN_TERM, NO_TERM = Term(0, True, False), Term(0, False, True)


def constant(value: Any) -> Term:
    """A plain value, none or unknown as a term."""
    if value is UNKNOWN:
        return UNKNOWN_TERM
    return NO_TERM if value is None else Term(encoded(value))


def conjoined(*tests: Test) -> Test:
    """Kleene and."""
    return Test(both(*(t.true for t in tests)), either(*(t.false for t in tests)))


def disjoined(*tests: Test) -> Test:
    """Kleene or."""
    return Test(either(*(t.true for t in tests)), both(*(t.false for t in tests)))


def test_of(term: Term) -> Test:
    """A yes-or-no as a condition: what is recorded as none counts as no."""
    said = term.value if isinstance(term.value, bool | z3.BoolRef) else False  # nothing ever says it
    true = both(term.known, said)
    return Test(true, either(term.none, both(opposite(term.unknown), opposite(true))))


def term_of(test: Test) -> Term:
    """A condition as a value."""
    return Term(test.true, test.unknown)


def first_value(branches: Sequence[tuple[Flag, Term]]) -> Any:
    """The value of the first term whose flag holds; it means nothing where none does."""
    if not branches:
        return 0
    value = branches[-1][1].value
    for flag, term in reversed(branches[:-1]):
        value = choose(flag, term.value, value)
    return value


def _said(flag: Flag, term: Term, otherwise: Term) -> Any:
    """The value of one term or the other; one that surely has none does not count."""
    if otherwise.unknown is True or otherwise.none is True:
        return term.value
    return otherwise.value if term.unknown is True or term.none is True else choose(flag, term.value, otherwise.value)


def chosen(branches: Iterable[tuple[Flag, Term]], otherwise: Term) -> Term:
    """The first term whose flag holds."""
    found = otherwise
    for flag, term in reversed(list(branches)):
        found = Term(
            _said(flag, term, found),
            choose(flag, term.unknown, found.unknown),
            choose(flag, term.none, found.none),
        )
    return found
