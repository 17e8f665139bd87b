"""What every symbolic citizen has in common: fields of the person, sections that may be missing, and where measures
start."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import date
from itertools import permutations
from typing import Any

import z3

from reformrules.prove.calendar import Calendar
from reformrules.prove.entries import SymbolicEntry, free_field
from reformrules.prove.expressions import Days, Formulas, Scope
from reformrules.prove.ledger import Ledger
from reformrules.prove.terms import HOLDS, Flag, Term, Test, both, constant, either, opposite
from reformrules.rulebook import models as m
from reformrules.rulebook.book import EVALUATION_DATE, Rulebook
from reformrules.rulebook.meaning import UNKNOWN
from reformrules.rulebook.printing import unparse
from reformrules.rulebook.record_scope import entry_scope
from reformrules.rulebook.status import LawSetting
from reformrules.rulebook.types import check


class Measured(ABC):
    """A citizen whose facts are read by measures, in one epoch of the law.

    Two rulebooks that measure a fact alike read the same of the citizen.
    """

    def __init__(self, on: Any, day: date, setting: LawSetting, calendar: Calendar, ledger: Ledger) -> None:
        self.on, self.day, self.setting, self.calendar, self.ledger = on, day, setting, calendar, ledger
        self.approximate: dict[str, str] = ledger.kept("approximate")
        self.allowed: dict[str, tuple[tuple[str | None, ...], int, Any]] = ledger.kept("allowed")
        self._keys: dict[tuple[int, str], str] = {}

    def fact(self, book: Rulebook, name: str) -> Term:
        """The value of a fact."""
        return self.ledger.make(self.key(book, name), lambda: self._read(book, name))

    def days(self, book: Rulebook, name: str) -> Days:
        """The dates that a fact lists."""
        return self.ledger.make(f"{self.key(book, name)} days", lambda: self.listed(book, name))

    def key(self, book: Rulebook, name: str) -> str:
        """One text for each way of measuring a fact."""
        if (id(book), name) not in self._keys:
            measure = book.facts[name].measure
            more = (measure.take, measure.same, measure.edge_months, measure.allowance, measure.at_most, measure.per)
            self._keys[id(book), name] = f"{name}: {measure.kind} {self.looks_for(book, name)} {measure.absent} {more}"
        return self._keys[id(book), name]

    def _values(self, book: Rulebook, name: str) -> str:
        """The values of the parameters that a measure reads, and how the facts are measured whose day it looks at."""
        measure, nodes = book.facts[name].measure, (book.measures.get(name), book.measures.get(f"{name}.day"))
        named = {p for p in (measure.window, measure.allowance, measure.at_most) if p}
        read = named.union(*(n.names for n in nodes if n is not None)) & book.parameters.keys()
        said = [f"{p} {book.parameter(p, self.day, self.setting)}" for p in sorted(read)]
        day = book.measures.get(f"{name}.day")
        others = sorted(day.names & book.facts.keys()) if day is not None else ()
        return ", ".join([*said, *(self.key(book, fact) for fact in others)])

    def _read(self, book: Rulebook, name: str) -> Term:
        measure = book.facts[name].measure
        if measure.kind == "field":
            return self.field(book, measure.field or "")
        if measure.kind == "age":
            born = self.field(book, measure.age or "")
            return Term(self.calendar.age(born.value, self.on), born.unknown, born.none)
        if measure.kind == "dates":
            days = self.days(book, name)
            return Term(0, days.unknown)
        section = str(getattr(measure, measure.kind))
        missing = self.missing(book, section)
        unclear = self._start(book, name).unknown
        found: Term = getattr(self, "_" + measure.kind)(book, name, measure, section)
        if measure.absent == "false":
            value = both(opposite(missing), found.value)
            return Term(value, both(opposite(missing), either(unclear, found.unknown)), False)
        open_ = either(missing, unclear)
        return Term(found.value, either(open_, found.unknown), both(opposite(open_), found.none))

    def field(self, book: Rulebook, name: str) -> Term:
        """A field of the person."""
        spec = book.record.person[name]
        return self.ledger.make(f"person {name}", lambda: free_field(f"person {name}", spec, self.ledger))

    def missing(self, book: Rulebook, section: str) -> Flag:
        """Whether the record lacks a section."""
        return False if book.record.sections[section].absent == "none" else z3.Bool(f"{section} missing")

    def _start(self, book: Rulebook, name: str) -> Term:
        """The first day that a measure looks at, with `on` the only one: without a value where there is no limit, none
        where it cannot be met, unknown when it cannot be told."""
        measure, since = book.facts[name].measure, book.measures.get(f"{name}.day")
        if since is not None:
            scope = Scope(lambda n: self._named(book, n), lambda n: self.days(book, n), _no_members, book.type_of)
            return Formulas(scope, self.calendar).value(since)
        if measure.window is None:
            return Term(None)
        length = book.parameter(measure.window, self.day, self.setting)
        if length is UNKNOWN:
            return constant(UNKNOWN)
        unit = book.parameters[measure.window].unit or "days"
        return Term(self.calendar.shifted(self.on, -int(length), unit))

    def _named(self, book: Rulebook, name: str) -> Term:
        if name in book.parameters:
            return constant(book.parameter(name, self.day, self.setting))
        return Term(self.on) if name == EVALUATION_DATE else self.fact(book, name)

    def looked_at(self, book: Rulebook, name: str) -> Term:
        """The day whose spell a measure looks for: the evaluation date, or that of `on`, which there may not be."""
        return self._start(book, name) if f"{name}.day" in book.measures else Term(self.on)

    def _after_start(self, book: Rulebook, name: str, day: Any) -> Flag:
        """Whether a day lies where a measure looks; nothing does when it starts at what is not there."""
        start = self._start(book, name)
        if start.value is None:
            return True
        return both(opposite(start.none), day >= start.value)

    def where(self, book: Rulebook, name: str, entry: SymbolicEntry) -> Test:
        """Whether an entry is one that a measure looks for."""
        node = book.measures.get(name)
        if node is None:
            return HOLDS
        scope = entry_scope(book.facts[name], book)
        return entry.test(
            node, lambda p: book.parameter(p, self.day, self.setting), self.on,
            lambda n: check(n, scope), self.calendar,
        )  # fmt: skip

    def looks_for(self, book: Rulebook, name: str) -> str:
        """The entries that a measure looks at, as a text: measures with the same one look at the same entries."""
        measure = book.facts[name].measure
        nodes = (book.measures.get(name), book.measures.get(f"{name}.day"))
        said = " | ".join(unparse(node) if node is not None else "" for node in nodes)
        return f"{getattr(measure, measure.kind)}: {said} | {measure.window or ''} {self._values(book, name)}"

    def relations(self, below: set[str]) -> list[Any]:
        """What ties facts to each other beyond what each is made of. below: the names that a question rests on."""
        return [*self._by_allowance(below)]

    def _allow(self, book: Rulebook, name: str, number: Any) -> None:
        """Keeps days above a yearly allowance, to be held against those above another one."""
        measure = book.facts[name].measure
        if measure.allowance is None:
            return
        allowed = book.parameter(measure.allowance, self.day, self.setting)
        if allowed is not UNKNOWN:
            nodes = (book.measures.get(name), book.measures.get(f"{name}.day"))
            said = (*(unparse(node) if node is not None else "" for node in nodes), measure.days, measure.window)
            self.allowed[self.key(book, name)] = ((*said, measure.per, measure.at_most), int(allowed), number)

    def _by_allowance(self, below: set[str]) -> Iterator[Any]:
        """Of the same days no more lie above a larger allowance."""
        seen = [self.allowed[key] for key in sorted(below & self.allowed.keys())]
        for (counted, allowed, number), (same, more, fewer) in permutations(seen, 2):
            if counted == same and allowed <= more:
                yield number >= fewer

    @abstractmethod
    def listed(self, book: Rulebook, name: str) -> Days: ...

    @abstractmethod
    def _covering(self, book: Rulebook, name: str, measure: m.Measure, section: str) -> Term: ...

    @abstractmethod
    def _covered(self, book: Rulebook, name: str, measure: m.Measure, section: str) -> Term: ...

    @abstractmethod
    def _unbroken_since(self, book: Rulebook, name: str, measure: m.Measure, section: str) -> Term: ...

    @abstractmethod
    def _first(self, book: Rulebook, name: str, measure: m.Measure, section: str) -> Term: ...

    @abstractmethod
    def _last(self, book: Rulebook, name: str, measure: m.Measure, section: str) -> Term: ...

    @abstractmethod
    def _ever(self, book: Rulebook, name: str, measure: m.Measure, section: str) -> Term: ...

    @abstractmethod
    def _count(self, book: Rulebook, name: str, measure: m.Measure, section: str) -> Term: ...

    @abstractmethod
    def _sum(self, book: Rulebook, name: str, measure: m.Measure, section: str) -> Term: ...

    @abstractmethod
    def _total(self, book: Rulebook, name: str, measure: m.Measure, section: str) -> Term: ...

    @abstractmethod
    def _days(self, book: Rulebook, name: str, measure: m.Measure, section: str) -> Term: ...


def _no_members(name: str) -> Any:
    raise KeyError(name)  # a measure starts at a day, not at a list
