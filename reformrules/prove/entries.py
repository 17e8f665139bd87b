"""Parts of a symbolic record: fields of the person and entries of its sections."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import z3

from reformrules.case.record import MAX_NUMBER, bounds
from reformrules.prove.calendar import FIRST, LAST
from reformrules.prove.expressions import Days, Formulas, Members, Scope
from reformrules.prove.ledger import Ledger
from reformrules.prove.terms import Flag, Term, Test, both, constant, either, encoded, opposite, words
from reformrules.rulebook import models as m


def free_value(name: str, type_: str, choices: Any, ledger: Ledger, span: tuple[int, int] | None = None) -> Any:
    """Any value of a type, within its closed set or its range."""
    if type_ == "bool":
        return z3.Bool(name)
    if type_ == "text":
        value = z3.Int(name)
        codes = [words().code(choice) for choice in choices] if choices else []
        ledger.add(z3.Or(*(value == code for code in codes)) if codes else value >= 0)
        return value
    value = z3.Real(name) if type_ == "decimal" else z3.Int(name)
    low, high = (FIRST, LAST) if type_ == "date" else span or (0, MAX_NUMBER)
    ledger.add(value >= low, value <= high)
    return value


def free_field(name: str, spec: m.FieldSpec, ledger: Ledger) -> Term:
    """A field of the record with any value it may have; left out, it is what the shape of the record says."""
    value = free_value(name, spec.type, spec.one_of, ledger, bounds(spec))
    given = True if spec.required else z3.Bool(f"{name} given")
    left_out = opposite(given)
    none: Flag = z3.Bool(f"{name} none") if spec.may_be_none else False
    if spec.absent == "false":
        return Term(both(given, value), False, both(given, none))
    if spec.absent == "none":
        return Term(value, False, either(left_out, none))
    return Term(value, left_out, both(given, none))


@dataclass
class SymbolicEntry:
    """One entry of a section that may be there or not."""

    name: str
    section: m.Section
    ledger: Ledger
    there: Flag = True
    _fields: dict[str, Term] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.kind = free_value(f"{self.name} kind", "text", self.section.kinds, self.ledger)
        self.start = free_value(f"{self.name} start", "date", None, self.ledger)
        self.open: Flag = False
        if self.section.shape == "event":
            self.end = self.start
        else:
            self.end = free_value(f"{self.name} end", "date", None, self.ledger)
            if self.section.shape == "spell":
                self.open = z3.Bool(f"{self.name} open")
            self.ledger.add(either(self.open, self.end >= self.start))

    def is_kind(self, *kinds: str) -> Flag:
        return either(*(self.kind == encoded(kind) for kind in kinds))

    def covers(self, day: Any) -> Flag:
        return both(self.start <= day, either(self.open, self.end >= day))

    def value(self, name: str) -> Term:
        """A field as expressions see it."""
        if name == "kind":
            return Term(self.kind)
        if name in ("from", "starts", "on"):
            return Term(self.start)
        if name in ("to", "ends"):
            return Term(self.end, False, self.open)
        found = self.ledger.make(
            f"{self.name} {name} of its kind", lambda: self._field(name, self.section.fields[name])
        )
        self._fields[name] = found
        return found

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that something has asked for."""
        return tuple(self._fields)

    def _field(self, name: str, spec: m.FieldSpec) -> Term:
        found = self.ledger.make(f"{self.name} {name}", lambda: free_field(f"{self.name} {name}", spec, self.ledger))
        if not spec.only:
            return found
        mine = self.is_kind(*spec.only)
        return Term(found.value, both(mine, found.unknown), either(opposite(mine), found.none))

    def test(self, where: Any, parameter: Callable[[str], Any], on: Any, type_of: Any, calendar: Any) -> Test:
        """A measure's `where`."""
        scope = Scope(
            lambda name: self._named(name, parameter, on), _no_days, lambda name: _members(parameter(name)), type_of
        )
        return Formulas(scope, calendar).test(where)

    def _named(self, name: str, parameter: Callable[[str], Any], on: Any) -> Term:
        if name in self.section.fields or name in ("kind", "from", "starts", "to", "ends", "on"):
            return self.value(name)
        return Term(on) if name == "evaluation_date" else constant(parameter(name))


def _no_days(name: str) -> Days:
    raise KeyError(name)  # an entry has no lists of dates


def _members(value: Any) -> Members:
    return Members(((True, value),)) if isinstance(value, tuple) else Members((), True)
