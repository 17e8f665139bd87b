"""Hypothesis strategies for a rulebook: cases, dates and law settings that its own data make interesting.

Everything is derived from the loaded `Rulebook`: the fields and kinds from the shape of a record, numbers and
dates from its parameters and rules. No law is written here, so a rule that is changed or added is tested by the
same properties. Cases are drawn as plain data and read through the case intake: what is drawn is valid, and
what the intake refuses is not drawn.

    book = load_rulebook()

    @given(cases(book), evaluation_dates(book), law_settings())
    def test_something(case, on, law): ...

Hypothesis is an extra (`pip install reformrules[test]`); nothing else in the package imports it.
"""

from __future__ import annotations

import calendar
import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from reformrules.case.anniversaries import anniversaries
from reformrules.case.intake import case_from_text
from reformrules.case.record import NONE_WORD, CaseRecord
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.boundaries import Boundaries, Edge, boundaries
from reformrules.rulebook.models import FieldSpec, Section
from reformrules.rulebook.status import LawSetting

FIRST, LAST = date(2020, 1, 1), date(2030, 12, 31)
"""The days that are drawn when nothing says otherwise: where to look, not law."""

MOST_ENTRIES = 4
_DAY = timedelta(days=1)
_LONGEST = 400  # days of an ordinary spell; a shorter history meets more edges
_HISTORY = date(1990, 1, 1)  # where the entries of a person of unknown age may begin
_LIFETIMES = (date(1935, 1, 1), date(2012, 12, 31))
_LARGEST = 1000  # of a number without a range
_WORDS = ("a", "Ærø by", "yes", "2026-07-01", "12")

Data = dict[str, Any]
_BUILT: dict[int, tuple[Rulebook, st.SearchStrategy[Data]]] = {}  # building is dearer than drawing; keeps the book


def law_settings() -> st.SearchStrategy[LawSetting]:
    """Any of the law settings."""
    return st.sampled_from(LawSetting)


def evaluation_dates(book: Rulebook) -> st.SearchStrategy[date]:
    """Days to answer for: one of the rulebook's boundaries or a day beside it, or any day of the reform years.

    Valid: every date that the intake takes; a boundary lies wherever the rulebook has it.
    """
    return _beside(_calendar(book)) | st.dates(FIRST, LAST)


def dates_near(book: Rulebook, case: CaseRecord) -> st.SearchStrategy[date]:
    """Days on which something may change for a case: its anniversaries and the boundaries, or a day beside one.

    Valid: days from the first of the reform years on, the day before it included.
    """
    return _beside((*_calendar(book), *anniversaries(book, case, FIRST - _DAY, LAST)))


def cases(book: Rulebook) -> st.SearchStrategy[CaseRecord]:
    """Whole case records, read through the case intake: see `case_data` for what they hold."""
    return case_data(book).map(lambda data: record_of(book, data))


def record_of(book: Rulebook, data: Data) -> CaseRecord:
    """The record of a case given as plain data; raises InputError when it is not valid."""
    return case_from_text(json.dumps(data, ensure_ascii=False), book.record, "generated")


def case_data(book: Rulebook) -> st.SearchStrategy[Data]:
    """Cases as plain data that can be dumped to YAML or JSON.

    Valid: a field of the person that is not required may be missing, a section may be missing or empty, kinds
    that exclude each other do not overlap, nothing starts before the birth, a spell may be open, a field stands
    only with the kinds it belongs to, and numbers keep to their range.
    """
    if id(book) not in _BUILT:
        _BUILT[id(book)] = (book, _case_data(_Pools(book)))
    return _BUILT[id(book)][1]


def case_with_fact_removed(book: Rulebook) -> st.SearchStrategy[tuple[CaseRecord, CaseRecord]]:
    """Pairs of a case and the same case with one thing less known of it.

    Valid: what is left out is one field of the person, one section or one field of an entry, and leaving it out
    means that it is unknown; a field whose absence means none or false is left alone.
    """

    @st.composite
    def pairs(draw: st.DrawFn) -> tuple[CaseRecord, CaseRecord]:
        data = draw(case_data(book))
        removable = list(_removable(book, data))
        assume(removable)
        *path, last = draw(st.sampled_from(removable))
        less = copy.deepcopy(data)
        inside: Any = less
        for step in path:
            inside = inside[step]
        del inside[last]
        return record_of(book, data), record_of(book, less)

    return pairs()


def _removable(book: Rulebook, data: Data) -> Iterator[tuple[str | int, ...]]:
    """The paths of what can be left out of a case so that it is unknown afterwards."""
    for name in data["person"]:
        if _optional(book.record.person[name]):
            yield "person", name
    for name, section in book.record.sections.items():
        if name in data and section.absent != "none":
            yield (name,)
        for index, entry in enumerate(data.get(name, ())):
            for field, spec in section.fields.items():
                if field in entry and _optional(spec):
                    yield name, index, field


def _optional(spec: FieldSpec) -> bool:
    return not spec.required and spec.absent == "unknown"


def _beside(days: Any) -> st.SearchStrategy[date]:
    return st.builds(lambda day, off: day + off * _DAY, st.sampled_from(sorted(set(days))), st.integers(-1, 1))


@lru_cache(maxsize=16)
def _listed(book: Rulebook) -> Boundaries:
    return boundaries(book, LawSetting.proposed)


def _calendar(book: Rulebook) -> list[date]:
    """The days of the calendar on which the law turns or which rules name."""
    return [day.day for day in _listed(book).days]


def _numbers_beside(edge: Edge) -> Iterator[int | Decimal]:
    """What a number is held against, and what lies beside it."""
    if edge.kind == "number":
        for limit in edge.values:
            for value in limit.values:
                yield from edge.beside(value)


class _Pools:
    """What is worth drawing: the dates and numbers the rulebook names, and strategies that like them."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        nodes = [node for rule in book.rules.values() for node in rule.nodes()]
        parts = (part for node in (*nodes, *book.measures.values()) for part in s.walk(node))
        written = [part.value for part in parts if isinstance(part, s.Literal)]
        near = {number for edge in _listed(book).thresholds for number in _numbers_beside(edge)}
        numbers = {value for value in written if isinstance(value, int | Decimal) and not isinstance(value, bool)}
        self.numbers = sorted({float(n) for n in near | {n + off for n in numbers for off in (-1, 0, 1)}})
        self.texts = sorted({v for v in written if isinstance(v, str)} | set(_WORDS))
        self.days = _beside(_calendar(book)) | st.dates(FIRST, LAST)

    def value(self, spec: FieldSpec) -> st.SearchStrategy[Any]:
        """Any valid value of a field, as it is written in a case file."""
        plain: dict[str, Callable[[], st.SearchStrategy[Any]]] = {
            "bool": st.booleans,
            "date": lambda: self.days.map(date.isoformat),
            "text": lambda: st.sampled_from(list(spec.one_of or self.texts)),
        }
        drawn = plain[spec.type]() if spec.type in plain else self._number(spec)
        return drawn | st.just(NONE_WORD) if spec.may_be_none else drawn

    def _number(self, spec: FieldSpec) -> st.SearchStrategy[Any]:
        low, high = spec.range or (0, _LARGEST)
        known = [n for n in self.numbers if low <= n <= high and (spec.type == "decimal" or n.is_integer())]
        some: st.SearchStrategy[Any] = st.integers(low, high)
        if known:
            some |= st.sampled_from(known).map(lambda n: int(n) if n.is_integer() else n)
        if spec.type == "decimal":  # halves and quarters are the same as float and as decimal
            some |= st.integers(4 * low, 4 * high).map(lambda n: n / 4)
        return some

    def births(self) -> st.SearchStrategy[date]:
        """Days of birth; often so that a birthday falls beside a boundary, or on 29 February."""
        years = st.integers(_LIFETIMES[0].year, _LIFETIMES[1].year)
        near = st.builds(_in_year, _beside(_calendar(self.book)), years)
        leap = years.filter(calendar.isleap).map(lambda year: date(year, 2, 29))
        return st.dates(*_LIFETIMES) | near | leap

    def fields(self, specs: dict[str, FieldSpec], kind: str = "") -> st.SearchStrategy[Data]:
        """The fields of a person or of an entry of a kind; those that may be missing sometimes are."""
        values = {
            name: self.value(spec) if spec.required else _or_missing(self.value(spec))
            for name, spec in specs.items()
            if not spec.only or kind in spec.only
        }
        if kind:
            values["kind"] = st.just(kind)
        if "born" in values:  # the one field the intake itself knows: nothing happens before it
            values["born"] = _or_missing(self.births().map(date.isoformat))
        return st.fixed_dictionaries(values).map(_without_missing)

    def entries(self, section: Section) -> st.SearchStrategy[list[_Draft]]:
        """What the entries of a section say, their spans still free."""
        fields = st.one_of([self.fields(section.fields, kind) for kind in section.kinds])
        start = self.days | st.dates(_HISTORY, LAST)
        draft = st.builds(_Draft, start, st.integers(0, _LONGEST), st.booleans(), st.integers(0, 9), fields)
        return st.lists(draft, max_size=MOST_ENTRIES)


@dataclass(frozen=True, slots=True)
class _Draft:
    """An entry before it is fitted in beside the others: `free` leaves it open, or reaching up to the next."""

    start: date
    length: int
    free: bool
    order: int
    fields: Data


_MISSING = "\0"  # no case holds it: the reader of case files refuses it


def _or_missing(drawn: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Missing about once in five times."""
    return st.one_of(st.just(_MISSING), drawn, drawn, drawn, drawn)


def _without_missing(drawn: Data) -> Data:
    return {name: value for name, value in drawn.items() if value != _MISSING}


def _case_data(pools: _Pools) -> st.SearchStrategy[Data]:
    shape = pools.book.record
    person = pools.fields(shape.person)
    sections = {name: _or_missing(pools.entries(section)) for name, section in shape.sections.items()}

    @st.composite
    def case_data(draw: st.DrawFn) -> Data:  # not `builds`: a strategy is shown with all it is made of
        return _fitted(pools.book, draw(person), {name: draw(entries) for name, entries in sections.items()})

    return case_data()


def _fitted(book: Rulebook, person: Data, drafts: Data) -> Data:
    """A whole case: nothing before the birth, and nothing side by side that excludes each other."""
    born = date.fromisoformat(person.get("born", _HISTORY.isoformat()))
    data: Data = {"case": "generated", "person": person}
    for name, found in _without_missing(drafts).items():
        data[name] = _history(book.record.sections[name], born, found)
    return data


def _history(section: Section, born: date, drafts: list[_Draft]) -> list[Data]:
    by_start = {_start(section, max(draft.start, born)): draft for draft in drafts}
    starts, order = sorted(by_start), {}
    for index, start in enumerate(starts):
        draft, later = by_start[start], starts[index + 1 : index + 2]
        limit = later[0] if later and draft.fields["kind"] in section.exclusive else None
        order[draft.order, start] = {**_SPANS[section.shape](start, draft, limit), **draft.fields}
    return [order[key] for key in sorted(order)]


def _start(section: Section, day: date) -> date:
    return day.replace(day=1) if section.shape == "month" else day


def _in_year(day: date, year: int) -> date:
    return day.replace(year=year, day=min(day.day, calendar.monthrange(year, day.month)[1]))


def _spell(start: date, draft: _Draft, limit: date | None) -> Data:
    """A spell that ends before `limit`, often on the day before it; open only when nothing is later."""
    if draft.free and limit is None:
        return {"from": start.isoformat()}
    end = start + draft.length * _DAY
    if limit is not None:
        end = limit - _DAY if draft.free else min(end, limit - _DAY)
    return {"from": start.isoformat(), "to": end.isoformat()}


def _event(start: date, draft: _Draft, limit: date | None) -> Data:
    return {"on": start.isoformat()}


def _months(start: date, draft: _Draft, limit: date | None) -> Data:
    """One month, or a run of months that ends before the month of `limit`."""
    last = start + draft.length * _DAY
    if limit is not None:
        last = min(last, limit - _DAY)
    if (start.year, start.month) == (last.year, last.month) and draft.free:
        return {"month": f"{start:%Y-%m}"}
    return {"from_month": f"{start:%Y-%m}", "to_month": f"{last:%Y-%m}"}


_SPANS: dict[str, Callable[[date, _Draft, date | None], Data]] = {"spell": _spell, "event": _event, "month": _months}
