"""Types and units of the expression language, checked when the rulebook is loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from reformrules.errors import Both, Problem, RulebookError, nearest
from reformrules.rulebook import syntax as s
from reformrules.rulebook.legal_time import DURATION_UNITS
from reformrules.rulebook.unit_words import unit_text

MAX_DURATION = {"years": 200, "months": 2400, "weeks": 10_000, "days": 75_000}


@dataclass(frozen=True)
class Type:
    """`kind` is bool, number, date, dates, text or list; numbers may have a unit, texts a closed set."""

    kind: str
    unit: str | None = None
    choices: frozenset[str] | None = None

    @property
    def said(self) -> Both:
        """What a value of the type is called, with its article."""
        if self.unit:
            return Both(f"et tal i {unit_text(self.unit, 'da')}", f"a number of {self.unit}")
        return _CALLED[self.kind]


BOOL, DATE, DATES, NUMBER, TEXT = Type("bool"), Type("date"), Type("dates"), Type("number"), Type("text")
_CALLED = {
    "bool": Both("et ja eller nej", "a bool"),
    "number": Both("et tal", "a number"),
    "date": Both("en dato", "a date"),
    "dates": Both("en liste af datoer", "a list of dates"),
    "text": Both("en tekst", "a text"),
    "list": Both("en liste", "a list"),
}
_KINDS = {"int": "number", "decimal": "number"}
Scope = Callable[[str, int], Type]


def declared(kind: str, unit: str | None = None, choices: Any = None) -> Type:
    """The type of a declared fact, field, parameter or conclusion."""
    return Type(_KINDS.get(kind, kind), unit, frozenset(choices) if choices is not None else None)


def fault(at: int, message: Both) -> RulebookError:
    """A problem at an offset of the expression; the loader turns the offset into line and column."""
    return RulebookError(Problem(message, field=str(at)))


def unknown_name(name: str, valid: Iterable[str]) -> Both:
    """What to say of a name that an expression may not use."""
    return Both(f"ukendt navn `{name}`", f"unknown name `{name}`") + nearest(name, valid)


def check(node: s.Node, scope: Scope, expected: Type | None = None) -> Type:
    """The type of an expression.

    Raises RulebookError (the problem's `field` is the offset) for an unknown name, a type or a unit error.
    """
    found = _RULES[type(node)](node, scope)
    if expected is not None and not fits(found, expected):
        raise fault(node.at, Both("her skal stå ", "") + expected.said + _NEEDED + found.said)
    return found


def fits(found: Type, expected: Type) -> bool:
    if found.kind != expected.kind or found.unit != expected.unit:
        return False
    return expected.choices is None or found.choices is None or found.choices <= expected.choices


_NEEDED = Both(", dette er ", " is needed here, this is ")


def _literal(node: s.Literal, scope: Scope) -> Type:
    value = node.value
    if isinstance(value, bool):
        return BOOL
    if isinstance(value, date):
        return DATE
    if isinstance(value, str):
        return Type("text", choices=frozenset({value}))
    limit = MAX_DURATION.get(node.unit or "")
    if limit is not None and value > limit:
        da = f"en varighed er højst {limit} {unit_text(node.unit or '', 'da')}"
        raise fault(node.at, Both(da, f"a duration is at most {limit} {node.unit}"))
    return Type("number", node.unit)


def _connective(node: s.Not | s.All | s.AnyOf, scope: Scope) -> Type:
    for child in node.children:
        check(child, scope, BOOL)
    return BOOL


def _compare(node: s.Compare, scope: Scope) -> Type:
    left, right = check(node.left, scope), check(node.right, scope)
    _same(node.left, node.right, left, right)
    if left.kind in ("dates", "list"):
        raise fault(node.at, _NO_LIST)
    if left.kind in ("bool", "text") and node.op not in ("=", "!="):
        compares = Both(
            f"`{node.op}` sammenligner tal og datoer, ikke ", f"`{node.op}` compares numbers and dates, not "
        )
        raise fault(node.at, compares + Both(left.said.da, left.kind))
    return BOOL


def _same(left_node: s.Node, right_node: s.Node, left: Type, right: Type) -> None:
    if left.kind != right.kind:
        raise fault(right_node.at, Type(left.kind).said + _COMPARED + Type(right.kind).said)
    if left.unit != right.unit:
        unit = Both("; skriv enheden", "; write the unit")
        raise fault(right_node.at, _unit(left) + _COMPARED + _unit(right) + unit)
    for node, mine, other in ((left_node, left, right), (right_node, right, left)):
        if isinstance(node, s.Literal) and mine.choices and other.choices and not mine.choices <= other.choices:
            raise fault(node.at, _not_a_choice(str(node.value), other.choices))


_NO_LIST = Both(
    "en liste kan ikke sammenlignes; brug `in` eller `count(... from ... to ...)`",
    "a list cannot be compared; use `in` or `count(... from ... to ...)`",
)
_COMPARED = Both(" kan ikke sammenlignes med ", " cannot be compared with ")


def _unit(type_: Type) -> Both:
    return _in(type_.unit) if type_.unit else Both("et tal uden enhed", "a bare number")


def _in(unit: str) -> Both:
    """A unit, as an expression writes it in English."""
    return Both(unit_text(unit, "da"), unit)


def _not_a_choice(value: str, choices: frozenset[str]) -> Both:
    none = Both(f'"{value}" er ikke en af værdierne', f'"{value}" is not one of the values')
    return none + nearest(value, choices)


def _membership(node: s.In, scope: Scope) -> Type:
    found = check(node.of, scope)
    for choice in node.choices:
        kind = check(choice, scope)
        if kind.kind == "list":
            if len(node.choices) > 1:
                da = "en liste står alene efter `in`, uden parenteser"
                raise fault(choice.at, Both(da, "a list stands alone after `in`, without brackets"))
            kind = TEXT
        _same(node.of, choice, found, kind)
    return BOOL


def _any_value(node: s.Known | s.Recorded, scope: Scope) -> Type:
    check(node.of, scope)
    return BOOL


def _arithmetic(node: s.Arithmetic, scope: Scope) -> Type:
    left, right = check(node.left, scope), check(node.right, scope)
    if node.op in "+-":
        return _sum(node, left, right)
    if left.kind != "number" or right.kind != "number":
        raise fault(node.at, Both(f"`{node.op}` kræver to tal", f"`{node.op}` needs two numbers"))
    if node.op == "/":
        return _quotient(node, left, right)
    if left.unit and right.unit:
        raise fault(node.at, _in(left.unit) + Both(" gange ", " times ") + _in(right.unit) + _NO_UNIT)
    return replace(NUMBER, unit=left.unit or right.unit)


_NO_UNIT = Both(" har ingen enhed her", " has no unit here")


def _quotient(node: s.Arithmetic, left: Type, right: Type) -> Type:
    if right.unit not in (None, left.unit):
        raise fault(node.at, _unit(left) + Both(" delt med ", " divided by ") + _in(right.unit) + _NO_UNIT)
    return replace(NUMBER, unit=None if right.unit else left.unit)


def _sum(node: s.Arithmetic, left: Type, right: Type) -> Type:
    if left.kind == "date" and right.kind == "number" and right.unit in DURATION_UNITS:
        return DATE
    if left.kind == right.kind == "date" and node.op == "-":
        return Type("number", "days")
    if left.kind == right.kind == "number" and left.unit == right.unit:
        return replace(NUMBER, unit=left.unit)
    fits_not = Both(f"`{node.op}` passer ikke til ", f"`{node.op}` does not fit ")
    raise fault(node.at, fits_not + left.said + Both(" og ", " and ") + right.said)


def _call(node: s.Call, scope: Scope) -> Type:
    if node.function == "count":
        for argument, needed in zip(node.arguments, (DATES, DATE, DATE), strict=True):
            check(argument, scope, needed)
        return NUMBER
    if node.function == "end_of_month":
        _arguments(node, 1)
        return check(node.arguments[0], scope, DATE)
    if node.function in ("rounded_up", "rounded_down"):
        _arguments(node, 1)
        return _numeric(node, scope)
    first = check(node.arguments[0], scope)
    wanted = "date" if node.function in ("earliest", "latest") else "number"
    if first.kind != wanted:
        da = f"`{node.function}` tager {'datoer' if wanted == 'date' else 'tal'}"
        raise fault(node.at, Both(da, f"`{node.function}` takes {wanted}s"))
    for argument in node.arguments[1:]:
        check(argument, scope, first)
    return first


def _arguments(node: s.Call, count: int) -> None:
    if len(node.arguments) != count:
        raise fault(
            node.at, Both(f"`{node.function}` tager {count} argument", f"`{node.function}` takes {count} argument")
        )


def _numeric(node: s.Call, scope: Scope) -> Type:
    found = check(node.arguments[0], scope)
    if found.kind != "number":
        raise fault(node.at, Both(f"`{node.function}` tager et tal", f"`{node.function}` takes a number"))
    return found


_RULES: dict[type[s.Node], Callable[[Any, Scope], Type]] = {
    s.Literal: _literal,
    s.Name: lambda node, scope: scope(node.name, node.at),
    s.Not: _connective,
    s.All: _connective,
    s.AnyOf: _connective,
    s.Compare: _compare,
    s.In: _membership,
    s.Known: _any_value,
    s.Recorded: _any_value,
    s.Arithmetic: _arithmetic,
    s.Call: _call,
}


def value_fits(value: Any, kind: Type, label: str) -> Both | None:
    """Why a written value is not of the type, or None."""
    good = {
        "bool": isinstance(value, bool),
        "number": isinstance(value, int | Decimal) and not isinstance(value, bool),
        "date": isinstance(value, date),
        "text": isinstance(value, str),
        "list": isinstance(value, list | tuple),
    }[kind.kind]
    if not good:
        return Both(f"`{label}` tager ", f"`{label}` takes ") + kind.said
    if kind.choices and value not in kind.choices:
        return _not_a_choice(str(value), kind.choices)
    return None
