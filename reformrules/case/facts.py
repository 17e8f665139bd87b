"""Facts on a date: the record read through the closed set of measures, lazily, each with its provenance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Any

from reformrules.case.measures import OVER, STEADY, Reading, Selection, measured, of_age, of_field
from reformrules.case.record import CaseRecord, Entry
from reformrules.rulebook.book import EVALUATION_DATE, Rulebook
from reformrules.rulebook.meaning import UNKNOWN
from reformrules.rulebook.models import Fact
from reformrules.rulebook.status import LawSetting


class Facts(dict[str, Any]):
    """The environment of one case on one date: asking for a fact reads it from the record.

    Conclusions are put in beside the facts as they are reached.
    """

    def __init__(self, book: Rulebook, case: CaseRecord, on: date, setting: LawSetting) -> None:
        entries = map(case.sections.get, book.record.sections)
        idle = _idle(book, tuple([None if found is None else bool(found) for found in entries]))
        super().__init__(idle.values)
        self[EVALUATION_DATE] = on
        self.book, self.case, self.on, self.setting = book, case, on, setting
        self.origins: dict[str, tuple[str, ...]] = idle.origins.copy()
        self.conclude: Callable[[str, Facts], Any] | None = None

    def __missing__(self, name: str) -> Any:
        read = _readers(self.book).get(name)
        if read is None:
            return self._concluded(name)
        reading = read(self)
        self.origins[name] = reading.origin
        self[name] = reading.value
        return reading.value

    def _concluded(self, name: str) -> Any:
        """A conclusion that is not reached yet: unknown, or reached now where that can be done."""
        if self.conclude is None:
            return UNKNOWN
        self[name] = self.conclude(name, self)
        return self[name]

    def later(self, on: date) -> Facts:
        """The same case on another day; what no start or end of an entry in between can have moved is as it was."""
        other = Facts(self.book, self.case, on, self.setting)
        first, last = sorted((self.on, on))
        moved = {name for name, entries in self.case.sections.items() if any(_moves(e, first, last) for e in entries)}
        same_law = self.book.epoch(first) == self.book.epoch(last)
        for name, (sections, reads_law) in _steady(self.book).items():
            if name in self.origins and (same_law or not reads_law) and sections.isdisjoint(moved):
                other[name], other.origins[name] = self[name], self.origins[name]
        return other

    def with_values(self, values: dict[str, Any]) -> Facts:
        """The same case with some facts set to given values, conclusions not yet reached."""
        other = Facts(self.book, self.case, self.on, self.setting)
        other.update({name: value for name, value in self.items() if name in self.book.facts})
        other.origins = dict(self.origins)
        other.update(values)
        return other

    def copy_with(self, values: Mapping[str, Any]) -> Facts:
        """The same case with some values set, everything else, conclusions too, as it stands."""
        other = Facts(self.book, self.case, self.on, self.setting)
        other.update(self)
        other.update(values)
        other.origins = self.origins
        return other

    def parameter(self, name: str) -> Any:
        return self.book.parameter(name, self.on, self.setting)


def _moves(entry: Entry, first: date, last: date) -> bool:
    """Whether an entry begins, or is over, on a day after the first and not after the last."""
    return first < entry.start <= last or (entry.end is not None and first <= entry.end < last)


_Mover = tuple[frozenset[str], bool]


@lru_cache(maxsize=16)
def _steady(book: Rulebook) -> dict[str, _Mover]:
    """The facts that change only when an entry begins or is over, and some of them when the law does.

    Of each the sections of such entries, and whether it reads the law.
    """
    found = {name: _moved_by(book, name) for name in book.facts}
    return {name: mover for name, mover in found.items() if mover is not None}


def _moved_by(book: Rulebook, name: str) -> _Mover | None:
    """As `_steady` of one fact; None when the day itself may change it."""
    measure, since = book.facts[name].measure, book.measures.get(f"{name}.since")
    if measure.kind == "field":
        return frozenset(), False
    read = book.measures[name].names if name in book.measures else frozenset()
    if measure.kind not in STEADY or measure.window or EVALUATION_DATE in read:
        return None
    sections, reads_law = frozenset({str(getattr(measure, measure.kind))}), not read.isdisjoint(book.parameters)
    for other in since.names if since else ():
        mover = (frozenset[str](), True) if other in book.parameters else None
        if other in book.facts:
            mover = _moved_by(book, other)
        if mover is None:
            return None
        sections, reads_law = sections | mover[0], reads_law or mover[1]
    return sections, reads_law


@dataclass(frozen=True, slots=True)
class _Idle:
    """What sections without entries say, as far as it is the same on every day."""

    values: dict[str, Any]
    origins: dict[str, tuple[str, ...]]


@lru_cache(maxsize=1024)
def _idle(book: Rulebook, sections: tuple[bool | None, ...]) -> _Idle:
    """sections: of each section of the record whether it has entries; None where the record lacks it."""
    state, idle = dict(zip(book.record.sections, sections, strict=True)), _Idle({}, {})
    nothing = Facts.__new__(Facts)
    nothing.book, nothing.on = book, date.max
    for name, fact in book.facts.items():
        measure = fact.measure
        section = str(getattr(measure, measure.kind))
        if measure.kind in OVER and not state[section]:
            if state[section] is None:
                idle.values[name] = False if measure.absent == "false" else UNKNOWN
            elif not (measure.since or measure.window or measure.allowance or measure.at_most):
                idle.values[name] = OVER[measure.kind](nothing, name, measure, Selection([], [], section))
            else:
                continue
            idle.origins[name] = (section,)
    return idle


@lru_cache(maxsize=16)
def _readers(book: Rulebook) -> dict[str, Callable[[Facts], Reading]]:
    """How each fact is read."""
    return {name: _reader(name, fact) for name, fact in book.facts.items()}


def _reader(name: str, fact: Fact) -> Callable[[Facts], Reading]:
    measure = fact.measure
    if measure.kind == "field":
        return partial(of_field, measure.field or "")
    if measure.kind == "age":
        return partial(of_age, measure.age or "")
    return partial(measured, name, measure, str(getattr(measure, measure.kind)), OVER[measure.kind])
