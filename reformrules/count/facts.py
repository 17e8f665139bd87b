"""The facts of a caseload on a date: one row for each case, a column for each fact, from the tables up.

Facts whose window begins at another fact come a level after it. On each level every section is read once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

import ibis

from reformrules.count import histories
from reformrules.count.chain import Chain
from reformrules.count.expressions import Columns, literal
from reformrules.count.measures import NOTHING, SIMPLE, Finish, Sections, Start
from reformrules.count.pairs import Flag, Pair, Value, either, is_constant, lit, null_like, when
from reformrules.count.tables import CASE, ID, PERSONS, flag, may_be_left_out, person_columns, schemas
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import EVALUATION_DATE, Rulebook
from reformrules.rulebook.legal_time import shift
from reformrules.rulebook.meaning import UNKNOWN, Closure, compile_expression
from reformrules.rulebook.models import Measure
from reformrules.rulebook.status import LawSetting

Table = Any


@dataclass
class FactColumns:
    """Builds the facts of a caseload; `table` has them all, `pair` says where each stands in it.

    apart: each fact has steps of its own, named after it, which is how they are read by people; else each section
    is read once for all its facts.
    """

    book: Rulebook
    chain: Chain
    on: date
    setting: LawSetting
    names: tuple[str, ...]
    apart: bool = False
    table: Table = None
    _begun: dict[str, Table] = field(default_factory=dict)  # section: its entries up to the evaluation date
    _made: dict[str, tuple[bool, bool]] = field(default_factory=dict)  # fact: has a flag, may be none

    def __post_init__(self) -> None:
        self.sections = Sections(self.book, self.on, self.setting)
        self.schemas = schemas(self.book.record)
        self.table = ibis.table(self.schemas[PERSONS], name=PERSONS)
        found = levels(self.book, self.names)
        for depth, names in enumerate(found):
            self._level(depth, names, first=depth == 0, last=depth == len(found) - 1)

    @property
    def step(self) -> str:
        """The name of the step that has all facts."""
        return str(self.table.get_name())

    def flags(self) -> dict[str, bool]:
        """Of each fact whether it has a flag that it is unknown."""
        return {name: self._made[name][0] for name in self.names}

    def pair(self, name: str, table: Table) -> Pair:
        """A fact as it stands in a table that carries it."""
        has_flag, may_be_none = self._made[name]
        return Pair(table[name], table[flag(name)] if has_flag else False, may_be_none)

    def _level(self, depth: int, names: list[str], first: bool, last: bool) -> None:
        own = [name for name in names if self._measure(name).kind in ("field", "age")]
        over = [name for name in names if name not in own]
        starts = {name: self._start(name) for name in over}
        pairs, parts = {name: self._of_person(name) for name in own}, list[Table]()
        for step, section, read in self._together(depth, over):
            for part in self._read(step, section, read, starts):
                parts.append(part)
                found = [name for name in read if name in part.columns]
                pairs |= {name: self._finished(name, part, starts[name]) for name in found}
        self._put(f"facts_{depth}", pairs, parts, last, kept=(first or last) and bool(parts))

    def _together(self, depth: int, names: list[str]) -> list[tuple[str, str, list[str]]]:
        """What is read in one go: the name of the step, the section, the facts."""
        if self.apart:
            return [(name, self._section(name), [name]) for name in names]
        sections = sorted({self._section(name) for name in names})
        return [(f"{s}_{depth}", s, [name for name in names if self._section(name) == s]) for s in sections]

    def _put(self, step: str, pairs: Mapping[str, Pair], parts: list[Table], last: bool, kept: bool) -> None:
        """The facts of a level beside all columns so far, joined from their parts.

        The last level leaves the fields of a person behind: a conclusion may have the name of one.
        """
        columns: dict[str, Value] = {}
        for name, pair in pairs.items():
            columns |= columns_of(name, pair)
            self._made[name] = (pair.unknown is not False, pair.may_be_none)
        base = self.table
        joined = base
        for part in parts:
            joined = joined.left_join(part, base[CASE] == part[CASE])
        read = {CASE, ID, *self._made, *map(flag, self._made)} if last else set(base.columns)
        others = [base[name] for name in base.columns if name in read and name not in columns]
        self.table = self.chain.add(step, joined.select(*others, **columns), kept)

    def _measure(self, name: str) -> Measure:
        return self.book.facts[name].measure

    def _section(self, name: str) -> str:
        return str(getattr(self._measure(name), self._measure(name).kind))

    def _of_person(self, name: str) -> Pair:
        measure = self._measure(name)
        column = str(measure.field or measure.age)
        shape = person_columns(self.book.record)[column]
        unknown = self.table[flag(column)] if shape.may_be_unknown else False
        of = Pair(self.table[column], unknown, shape.may_be_none)
        return of if measure.age is None else Pair(_age(of.value, self.on), of.unknown, of.may_be_none)

    def _start(self, name: str) -> Pair | None:
        """The first day of a fact's window, or the day that it is about, case by case; None without one."""
        node, measure = self.book.measures.get(f"{name}.day"), self._measure(name)
        if node is not None and not node.names & self.book.facts.keys():
            return self._one_day(node)
        if node is not None:
            return Columns(self._resolve, self.book.type_of).value(node)
        if measure.window is None:
            return None
        length = self.book.parameter(measure.window, self.on, self.setting)
        if length is UNKNOWN:
            return Pair(ibis.null("date"), True)
        unit = self.book.parameters[measure.window].unit or "days"
        return Pair(literal(shift(self.on, -int(length), unit)))

    def _one_day(self, node: s.Node) -> Pair:
        """The first day of a window that is the same for all: worked out here, not row by row."""

        def of(name: str) -> Closure:
            value = self.on if name == EVALUATION_DATE else self.book.parameter(name, self.on, self.setting)
            return lambda env: value

        day = compile_expression(node, of, self.book.type_of)({})
        return Pair(ibis.null("date"), True) if day is UNKNOWN else Pair(literal(day))

    def _resolve(self, name: str) -> Pair:
        return self.pair(name, self.table) if name in self.book.facts else self.sections.constant(name)

    def _read(self, step: str, section: str, names: list[str], starts: Mapping[str, Pair | None]) -> Iterator[Table]:
        """The facts of a section: one table for all simple ones, and one for each that needs its own."""
        windows = {
            name: start for name in names if (start := starts[name]) is not None and not is_constant(start.value)
        }
        entries = self._entries(step, section, windows)
        aggregates, finishes = dict[str, Flag](), dict[str, Finish]()
        for name in names:
            window = Start(entries[since(name)]) if name in windows else _of_all(starts[name])
            reader, own = self.sections.reader(name, entries, window), histories.of(self.sections, name)
            if own is not None:
                yield own(self.chain, step if self.apart else f"{name}_{step}", reader)
                continue
            parts, finishes[name] = SIMPLE[self._measure(name).kind](reader)
            aggregates |= {part_of(name, part): value for part, value in parts.items() if value is not False}
        if aggregates:
            gathered = self.chain.add(f"{step}_gathered", entries.group_by(CASE).aggregate(**aggregates))
            columns: dict[str, Value] = {}
            for name, finish in finishes.items():
                columns |= columns_of(name, finish(partial(_part, gathered, name)))
            yield self.chain.add(step, gathered.select(CASE, **columns), kept=True)

    def _entries(self, step: str, section: str, starts: Mapping[str, Pair]) -> Table:
        """The entries of a section up to the evaluation date, each with the starts of the windows of its case."""
        entries = ibis.table(self.schemas[section], name=section)
        if section not in self._begun:
            self._begun[section] = self.chain.add(f"begun_{section}", entries.filter(entries.start <= self.on))
        entries = self._begun[section]
        if not starts:
            return entries
        windows = self.table.select(CASE, **{since(name): start.value.cast("date") for name, start in starts.items()})
        windows = self.chain.add(f"windows_{step}", windows)
        both = entries.join(windows, entries[CASE] == windows[CASE]).select(
            entries, *(windows[since(n)] for n in starts)
        )
        return self.chain.add(f"entries_{step}", both)

    def _finished(self, name: str, part: Table, start: Pair | None) -> Pair:
        """The fact itself: unknown too where its section is, or the start of its window."""
        measure, section = self._measure(name), self.book.record.sections[self._section(name)]
        value, unknown = part[name], _flag_of(name, part)
        nothing = _NOTHING.get(measure.kind)
        if nothing is not None:
            value = value.fill_null(nothing.cast(value.type()))
        if start is not None:
            unknown = either(unknown, start.unknown)
            if measure.kind in ("sum", "days"):
                unknown = either(unknown, start.is_none)
        may_be_none = nothing is None
        if not may_be_left_out(section):
            return Pair(value, unknown, may_be_none)
        gone = self.table[flag(self._section(name))]
        if measure.absent == "false":
            return Pair(when(gone, ibis.literal(False), value), unknown, may_be_none)
        return Pair(value, either(gone, unknown), may_be_none)


def _of_all(start: Pair | None) -> Start:
    """The start of a window that is the same for all citizens, or that there is none."""
    return Start() if start is None else Start(start.value)


def _part(table: Table, name: str, part: str) -> Flag:
    """One aggregate of a fact; a flag that no entry can have was not gathered."""
    return table[part_of(name, part)] if part_of(name, part) in table.columns else False


def _flag_of(name: str, part: Table) -> Flag:
    """Whether a fact is unknown by its entries, also of cases without any."""
    return part[flag(name)].fill_null(False) if flag(name) in part.columns else False


# What a measure says of a case without entries; the others then say that there is no such thing.
_NOTHING: Mapping[str, Value] = {
    "covered": ibis.literal(False), "ever": ibis.literal(False), "count": literal(0), "days": literal(0),
    "sum": literal(0), "total": literal(0), "dates": NOTHING,
}  # fmt: skip


def columns_of(name: str, pair: Pair) -> dict[str, Value]:
    """A pair as columns: the value, and the flag where it can be unknown."""
    if pair.unknown is False:
        return {name: pair.value}
    return {name: when(pair.unknown, null_like(pair.value), pair.value), flag(name): lit(pair.unknown)}


def since(name: str) -> str:
    """The column of the first day of a fact's window."""
    return f"{name}__since"


def part_of(name: str, part: str) -> str:
    """The column of one aggregate of a fact."""
    return f"{name}__{part}"


def levels(book: Rulebook, names: Iterable[str]) -> list[list[str]]:
    """The facts and those that their windows begin at, each after what it needs."""
    depth: dict[str, int] = {}

    def place(name: str) -> int:
        if name not in depth:
            node = book.measures.get(f"{name}.day")
            needed = [other for other in sorted(node.names) if other in book.facts] if node is not None else []
            depth[name] = max((place(other) + 1 for other in needed), default=0)
        return depth[name]

    for name in sorted(names):
        place(name)
    return [
        [n for n, at in sorted(depth.items()) if at == level] for level in range(max(depth.values(), default=0) + 1)
    ]


def _age(born: Value, on: date) -> Value:
    """Whole years of age: a birthday counts from its day on, that of 29 February from 1 March in common years."""
    later = (born.month() > on.month) | ((born.month() == on.month) & (born.day() > on.day))
    return (on.year - born.year() - later.ifelse(1, 0)).cast("int64")
