"""The measures of the data dictionary over the tables of a caseload: for each fact a column.

Entries that begin after the evaluation date are left out first. Of the others, `where` says which
are meant for sure and which are in doubt; a doubt that could change a fact makes it unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import ibis

from reformrules.count.expressions import Columns, dtype, literal
from reformrules.count.pairs import Flag, Pair, Value, any_flag, both, either, lit, negated, true
from reformrules.count.tables import CASE, MONTH, POSITION, entry_columns, flag
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import EVALUATION_DATE, Rulebook
from reformrules.rulebook.meaning import UNKNOWN
from reformrules.rulebook.models import Measure, Section
from reformrules.rulebook.record_scope import entry_scope
from reformrules.rulebook.status import LawSetting
from reformrules.rulebook.types import check

Table = Any
ONE_DAY = timedelta(days=1)
NOTHING: Value = ibis.literal([], type="array<date>")


@dataclass(frozen=True, slots=True)
class Start:
    """The first day a measure looks at, or with `on` the only one: no limit (`day` is None), one for all, or a column.

    A NULL in the column means that there is no such day, so that nothing lies inside, or that it is unknown.
    """

    day: Value | None = None

    def reached_by(self, day: Value) -> Flag:
        """Whether a day lies inside."""
        return True if self.day is None else (day >= self.day).fill_null(False)


@dataclass(frozen=True, slots=True)
class Reader:
    """One fact over the entries of its section: which are meant, and from which day on."""

    entries: Table
    measure: Measure
    sure: Flag
    doubtful: Flag
    start: Start
    on: date
    take: Pair

    def rows(self, flag: Flag) -> Value:
        """A flag as a column of the entries, to be gathered over them."""
        if isinstance(flag, bool):
            return self.entries[CASE].notnull() if flag else self.entries[CASE].isnull()
        return flag

    @property
    def covers(self) -> Value:
        """Whether an entry covers the day looked at: the evaluation date, which it has begun by, or that of `on`."""
        if self.start.day is None:
            return self.entries.end.isnull() | (self.entries.end >= self.on)
        begun = self.entries.start <= self.start.day
        return (begun & (self.entries.end.isnull() | (self.entries.end >= self.start.day))).fill_null(False)

    @property
    def inside(self) -> Value:
        return self.rows(both(self.sure, self.start.reached_by(self.entries.start)))

    def some(self, flag: Flag) -> Flag:
        """Whether some entry of a case has a flag; plain where none can."""
        return False if flag is False else self.rows(flag).any()

    @property
    def doubt(self) -> Flag:
        return self.some(self.doubtful)

    @property
    def doubt_reaches(self) -> Flag:
        """Whether an entry is in doubt and reaches into the window."""
        reaches = either(self.entries.end.isnull(), self.start.reached_by(self.entries.end))
        return both(self.doubtful, reaches)

    @property
    def doubt_inside(self) -> Flag:
        """Whether some entry in doubt reaches into the window."""
        return self.some(self.doubt_reaches)


Aggregates = dict[str, Flag]
Finish = Callable[[Callable[[str], Value]], Pair]


def some(value: Flag) -> Flag:
    """An aggregated flag; a case without entries has none."""
    return value if isinstance(value, bool) else value.fill_null(False)


def covering(of: Reader) -> tuple[Aggregates, Finish]:
    """The taken field of the spells that cover the date, where they agree."""
    now = of.rows(both(of.sure, of.covers))
    known = negated(either(of.take.unknown, of.take.is_none))
    parts = {
        "all": now.sum(), "known": of.rows(both(now, known)).sum(),
        "lacking": of.some(both(now, of.take.unknown)),
        "low": of.take.value.min(where=now), "high": of.take.value.max(where=now),
        "doubt": of.some(both(of.doubtful, of.covers)),
    }  # fmt: skip
    if known is True:
        del parts["all"], parts["known"]

    def finish(part: Callable[[str], Value]) -> Pair:
        mixed: Flag = False
        if known is not True:
            some_known, every = part("known").fill_null(0), part("all").fill_null(0)
            mixed = (some_known > 0) & (some_known < every)
        differ = (part("low") != part("high")).fill_null(False)
        unknown = any_flag([some(part("doubt")), some(part("lacking")), mixed, differ])
        return Pair(part("low"), unknown, may_be_none=True)

    return parts, finish


def _exists(sure: Value, doubt: Flag) -> tuple[Aggregates, Finish]:
    def finish(part: Callable[[str], Value]) -> Pair:
        found = some(part("sure"))
        return Pair(found, both(some(part("doubt")), ~found))

    return {"sure": sure.any(), "doubt": doubt}, finish


def covered(of: Reader) -> tuple[Aggregates, Finish]:
    """Whether a spell covers the date."""
    return _exists(of.rows(both(of.sure, of.covers)), of.some(both(of.doubtful, of.covers)))


def ever(of: Reader) -> tuple[Aggregates, Finish]:
    """Whether an entry begins inside the window."""
    return _exists(of.inside, of.some(both(of.doubtful, of.start.reached_by(of.entries.start))))


def _extreme(pick: str) -> Callable[[Reader], tuple[Aggregates, Finish]]:
    """The first or last entry: its start, or the taken field, which may itself be unknown."""

    def measure(of: Reader) -> tuple[Aggregates, Finish]:
        if of.measure.take is None:
            day = getattr(of.entries.start, "min" if pick == "argmin" else "max")(where=of.inside)
            return {"doubt": of.doubt, "day": day}, lambda part: Pair(part("day"), some(part("doubt")), True)

        def at_end(value: Value) -> Value:
            return getattr(value, pick)(of.entries[POSITION], where=of.inside)

        lacking = False if of.take.unknown is False else at_end(lit(of.take.unknown))
        parts = {"doubt": of.doubt, "value": at_end(of.take.value), "lacking": lacking}

        def finish(part: Callable[[str], Value]) -> Pair:
            unknown = either(some(part("doubt")), some(part("lacking")))
            return Pair(part("value"), unknown, may_be_none=True)

        return parts, finish

    return measure


def dates(of: Reader) -> tuple[Aggregates, Finish]:
    """The days of all entries inside the window."""
    parts = {"doubt": of.doubt, "days": of.entries.start.collect(where=of.inside)}
    return parts, lambda part: Pair(part("days"), some(part("doubt")))


def count(of: Reader) -> tuple[Aggregates, Finish]:
    """How many entries begin inside the window."""
    parts = {"doubt": of.doubt, "many": of.inside.sum()}
    return parts, lambda part: Pair(part("many"), some(part("doubt")))


def total(of: Reader) -> tuple[Aggregates, Finish]:
    """The taken field added up over the spells that cover the date."""
    now = of.rows(both(of.sure, of.covers))
    doubt = either(both(of.doubtful, of.covers), both(now, of.take.unknown))
    parts = {
        "doubt": of.some(doubt),
        "sum": of.take.value.sum(where=now),
    }
    return parts, lambda part: Pair(amount(part("sum")), some(part("doubt")))


def sum_of_months(of: Reader) -> tuple[Aggregates, Finish]:
    """The taken field added up over the months inside the window."""
    counts = of.rows(both(of.sure, month_counts(of)))
    lacking = of.some(both(counts, either(of.take.unknown, of.take.is_none)))
    parts = {"doubt": of.doubt_inside, "lacking": lacking, "sum": of.take.value.sum(where=counts)}
    return parts, lambda part: Pair(amount(part("sum")), either(some(part("doubt")), some(part("lacking"))))


def month_counts(of: Reader) -> Value:
    """Whether a month counts: whole months before the date inside the window, or also those cut by either."""
    month = of.entries[MONTH]
    following = (month + ibis.interval(months=1)).cast("date")
    if of.measure.edge_months == "touching":
        before = ibis.literal(True) if of.start.day is None else (following > of.start.day).fill_null(False)
        return (month <= of.on) & before
    return both(following <= of.on + ONE_DAY, of.start.reached_by(month))


def amount(value: Value) -> Value:
    """A sum; that of nothing is zero."""
    return value.cast(dtype("decimal")).fill_null(literal(0).cast(dtype("decimal")))


SIMPLE: Mapping[str, Callable[[Reader], tuple[Aggregates, Finish]]] = {
    "covering": covering,
    "covered": covered,
    "ever": ever,
    "first": _extreme("argmin"),
    "last": _extreme("argmax"),
    "dates": dates,
    "count": count,
    "total": total,
    "sum": sum_of_months,
}


class Sections:
    """Makes the reader of a fact from the entries of its section and the days its window starts."""

    def __init__(self, book: Rulebook, on: date, setting: LawSetting) -> None:
        self.book, self.on, self.setting = book, on, setting

    def reader(self, name: str, entries: Table, start: Start) -> Reader:
        """The reader of a fact; `entries` may carry more columns, such as the start of its window."""
        measure = self.book.facts[name].measure
        section = self.book.record.sections[str(getattr(measure, measure.kind))]
        columns = Columns(self._resolver(entries, section), lambda node: check(node, self._scope(name)))
        node = self.book.measures.get(name)
        whole = entries[MONTH] == entries.start if section.shape == "month" and measure.kind != "sum" else True
        take = columns.value(s.Name(0, measure.take)) if measure.take else Pair(entries.kind)
        if measure.take and section.fields.get(measure.take) and section.fields[measure.take].type == "bool":
            take = self._resolver(entries, section)(measure.take)
        sure, doubtful = whole, False
        if node is not None:
            sure, doubtful = self._meant(columns.test(node), node, self._resolver(entries, section))
            sure, doubtful = both(whole, sure), both(whole, doubtful)
        return Reader(entries, measure, sure, doubtful, start, self.on, take)

    @staticmethod
    def _meant(test: Value, node: s.Node, resolve: Callable[[str], Pair]) -> tuple[Flag, Flag]:
        """Whether an entry is meant for sure, and in doubt; a test of what is always known leaves no doubt."""
        if all(resolve(name).unknown is False for name in node.names):
            return test, False
        return true(test), test.isnull()

    def _scope(self, name: str) -> Any:
        return entry_scope(self.book.facts[name], self.book)

    def _resolver(self, entries: Table, section: Section) -> Callable[[str], Pair]:
        columns = entry_columns(section)
        days = {"from": "start", "starts": "start", "on": "start", "to": "end", "ends": "end"}

        def resolve(name: str) -> Pair:
            column = days.get(name, name)
            if column in columns:
                of = columns[column]
                return Pair(entries[column], entries[flag(column)] if of.may_be_unknown else False, of.may_be_none)
            return self.constant(name)

        return resolve

    def constant(self, name: str) -> Pair:
        """The evaluation date, or a parameter by its law."""
        if name == EVALUATION_DATE:
            return Pair(literal(self.on))
        return parameter_pair(self.book, name, self.book.parameter(name, self.on, self.setting))


def parameter_pair(book: Rulebook, name: str, value: Any) -> Pair:
    """A parameter's value as a column; unknown where the law gives none."""
    type_ = book.parameters[name].type
    if type_ == "list":
        members = [] if value is UNKNOWN else list(value)
        return Pair(ibis.literal(members, type="array<string>"), value is UNKNOWN)
    if value is UNKNOWN:
        return Pair(ibis.null(dtype(type_)), True)
    return Pair(literal(value))
