"""Facts on a date: the record read through the closed set of measures, lazily, each with its provenance."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Any

from reformrules.case.measures import OVER, EntryEnv, Reading, Selection, measured, of_age, of_field
from reformrules.case.movement import moved_by_day, moves_between, steady
from reformrules.case.record import CaseRecord
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
        self._entries: dict[str, list[EntryEnv] | None] = {}
        self._below: Facts | None = None
        self._moved: Container[str] = ()

    def __missing__(self, name: str) -> Any:
        if self._below is not None and name not in self._moved:
            found = self[name] = self._below[name]
            return found
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

    def entries(self, section: str) -> list[EntryEnv] | None:
        """The entries of a section up to the evaluation date; None when the record lacks the section."""
        if section not in self._entries:
            there = self.case.sections.get(section)
            found = None if there is None else [EntryEnv(self, entry) for entry in there if entry.start <= self.on]
            self._entries[section] = found
        return self._entries[section]

    def later(self, on: date) -> Facts:
        """The same case on another day; what no start or end of an entry in between can have moved is as it was."""
        other = Facts(self.book, self.case, on, self.setting)
        first, last = sorted((self.on, on))
        moved = moves_between(self.case, first, last)
        same_law = self.book.epoch(first) == self.book.epoch(last)
        for name, movement in steady(self.book).items():
            if name in self.origins and (same_law or not movement.by_law) and movement.sections.isdisjoint(moved):
                other[name], other.origins[name] = self[name], self.origins[name]
        return other

    def on_any_day(self) -> Facts:
        """The same case on any day of a stretch that begins here, see `movement`: what the day may move is unknown."""
        other = Facts(self.book, self.case, self.on, self.setting)
        other.update({name: value for name, value in self.items() if name in steady(self.book)})
        other.update(dict.fromkeys(moved_by_day(self.book, self.case), UNKNOWN))
        other[EVALUATION_DATE] = UNKNOWN
        return other

    def under(self, setting: LawSetting, differing: Iterable[str]) -> Facts:
        """The same case on the same day under another law setting; differing: what it may not leave as it is."""
        other = Facts(self.book, self.case, self.on, setting)
        values, origins = dict(self), self.origins.copy()
        for name in differing:
            values.pop(name, None)
            origins.pop(name, None)
        other.update(values)
        other.origins.update(origins)
        return other

    def beside(self, values: Mapping[str, Any], moved: Container[str] = ()) -> Facts:
        """The same case with some values set; all but what they move is looked up here, when it is asked for."""
        other = Facts.__new__(Facts)
        other.update(values)
        other.book, other.case, other.on, other.setting = self.book, self.case, self.on, self.setting
        other.origins, other.conclude, other._below, other._moved = self.origins, None, self, moved
        return other

    def parameter(self, name: str) -> Any:
        """The value of a parameter by the law of the evaluation date."""
        return self.law[name]

    @property
    def law(self) -> Numbers:
        """The parameters by the law of the evaluation date."""
        return _numbers(self.book, self.book.epoch(self.on), self.setting)


class Numbers(dict[str, Any]):
    """The parameters by the law of a day, each read when it is first asked for."""

    def __init__(self, book: Rulebook, day: date, setting: LawSetting) -> None:
        super().__init__()
        self._law = book, day, setting

    def __missing__(self, name: str) -> Any:
        book, day, setting = self._law
        value = self[name] = book.parameter(name, day, setting)
        return value


@lru_cache(maxsize=1024)
def _numbers(book: Rulebook, epoch: int, setting: LawSetting) -> Numbers:
    return Numbers(book, book.boundaries[epoch - 1] if epoch else date.min, setting)


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
            elif not (measure.since or measure.on or measure.window or measure.allowance or measure.at_most):
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
