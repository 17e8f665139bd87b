"""The histories of one part of the citizens: days, fields and entries as the plan has them, drawn in columns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

import numpy as np

from reformrules.count.caseload.shape import KIND
from reformrules.count.tables import may_be_left_out
from reformrules.rulebook.figures import Figure
from reformrules.rulebook.models import FieldSpec, RecordShape, Section
from reformrules.synthetic.calendar import first_day, month_of, moved, number
from reformrules.synthetic.cells import Cells, joined
from reformrules.synthetic.draws import Draw, Flags, Numbers, Stream, spread
from reformrules.synthetic.plan import Day, EntryPlan, Plan, Profile, day_of

T = TypeVar("T")
Days = dict[str, Numbers]
OPEN = number(date.max)  # the last day of a span that goes on


@dataclass(frozen=True, slots=True)
class Rows:
    """Entries of a section: whose they are, and their columns."""

    citizen: Numbers
    columns: dict[str, Cells]

    def at(self, rows: Any) -> Rows:
        """Some of the rows, or all in another order."""
        return Rows(self.citizen[rows], {name: cells.at(rows) for name, cells in self.columns.items()})


@dataclass
class Part:
    """The citizens from number `first` on; `draw` fills in who they are and what has happened to them."""

    plan: Plan
    record: RecordShape
    figures: Mapping[str, Figure]
    stream: Stream
    first: int
    size: int
    on: int
    days: Days = field(default_factory=dict)
    person: dict[str, Cells] = field(default_factory=dict)
    unknown: dict[str, Flags] = field(default_factory=dict)
    entries: dict[str, list[Rows]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.boundaries = np.array([number(day) for day in self.plan.boundaries])
        spans = [moved(np.array([self.on]), np.array([-n]), unit) for length in self.plan.lengths
                 for unit, n in length.items()]  # fmt: skip
        self.near = np.unique(np.concatenate([self.boundaries, *spans]))

    def draw(self) -> None:
        """All citizens of the part."""
        self.days = {name: np.full(self.size, self.on) for name in ("on", "born", "start")}
        self.person = {name: Cells.left_out(self.size) for name in self.record.person}
        self.unknown = {n: np.zeros(self.size, np.bool_) for n, s in self.record.sections.items() if may_be_left_out(s)}
        self.entries = {name: [] for name in self.record.sections}
        groups = list(self.plan.groups.values())
        weights = np.cumsum([self.plan.persons(group, self.figures) for group in groups])
        group = np.searchsorted(weights / weights[-1], spread(self.stream.seed, self.first, self.size), side="right")
        background = np.zeros(self.size, np.int64)
        everyone = np.arange(self.size)
        for index, one in enumerate(groups):
            who = everyone[group == index]
            background[who] = self._background(f"group {index}", one.background, len(who))
            self._profile(f"group {index}", one, who)
        self._profile("everyone", self.plan.everyone, everyone)
        for index, profile in enumerate(self.plan.backgrounds.values()):
            self._profile(f"background {index}", profile, everyone[background == index])

    def _background(self, name: str, draw: Draw, size: int) -> Numbers:
        names = list(self.plan.backgrounds)
        places = np.array([names.index(str(value)) for value in draw.values])
        return places[draw.pick(self.stream.shares(f"{name}/background", size))]

    def _profile(self, name: str, profile: Profile, who: Numbers) -> None:
        """Fill in what a profile says of some of the citizens, as far as the record asks for it."""
        days = _at(self.days, who)
        for day, plan in profile.days.items():
            days[day] = self._day(f"{name}/{day}", plan, days)
            if day in self.days:
                self.days[day][who] = days[day]
        for fact, written in _there(profile.person, self.record.person):
            self.person[fact].put(who, self._cells(f"{name}/{fact}", self.record.person[fact], written, days))
        for section, chance in _there(profile.unknown, self.unknown):
            self.unknown[section][who] = self.stream.below(f"{name}/{section}", len(who), chance)
        for called, entry in self.plan.entries(profile).items():
            if entry.section in self.record.sections:
                self.entries[entry.section].append(self._entries(f"{name}/{called}", entry, who, days))

    def _day(self, name: str, plan: Day, days: Days) -> Numbers:
        found = days[plan.of]
        for sign, moves in ((1, plan.plus), (-1, plan.minus)):
            for unit, draw in moves.items():
                shares = self.stream.shares(f"{name}/{unit}", len(found))
                found = moved(found, sign * draw.whole(shares), unit)
        if plan.beside > 0:
            found = self._beside(name, found, plan.beside)
        return self._in_year(name, found, plan.anniversary) if plan.anniversary > 0 else found

    def _beside(self, name: str, days: Numbers, chance: float) -> Numbers:
        """Some of the days moved onto, before or after the boundary that lies nearest."""
        after = np.clip(np.searchsorted(self.near, days), 1, len(self.near) - 1)
        low, high = self.near[after - 1], self.near[after]
        nearest = np.where(days - low <= high - days, low, high) + self._step(name, len(days))
        nearest = np.where(days <= self.on, np.minimum(nearest, self.on), nearest)
        return np.where(self.stream.below(f"{name}/beside", len(days), chance), nearest, days)

    def _in_year(self, name: str, days: Numbers, chance: float) -> Numbers:
        """Some of the days moved, within their year, onto the day and month of a boundary, or beside it."""
        shares = self.stream.shares(f"{name}/boundary", len(days))
        boundary = self.boundaries[(shares * len(self.boundaries)).astype(np.int64)]
        years = month_of(days) // 12 - month_of(boundary) // 12
        there = moved(boundary, years, "years") + self._step(name, len(days))
        return np.where(self.stream.below(f"{name}/in year", len(days), chance), there, days)

    def _step(self, name: str, size: int) -> Numbers:
        """One day before, none, or one after."""
        return (self.stream.shares(f"{name}/step", size) * 3).astype(np.int64) - 1

    def _cells(self, name: str, spec: FieldSpec, written: Any, days: Days) -> Cells:
        size = len(days["on"])
        if spec.type != "date":
            return Cells.drawn(spec, written, self.stream.shares(name, size))
        plan = day_of(written)
        unknown = self.stream.below(f"{name}/unknown", size, plan.unknown)
        none = self.stream.below(f"{name}/none", size, plan.none) & ~unknown
        return Cells(self._day(name, plan, days), unknown | none, none)

    def _entries(self, name: str, plan: EntryPlan, who: Numbers, days: Days) -> Rows:
        section = self.record.sections[plan.section]
        has = self.stream.below(f"{name}/share", len(who), plan.share)
        who, days = who[has], _at(days, has)
        same = {n: self._cells(f"{name}/{n}", section.fields[n], w, days) for n, w in plan.same.items()}
        of, days = self._spans(name, plan, section, days)
        columns = dict(self._columns(name, plan, section, days))
        for field_name, cells in same.items():
            columns[field_name] = _belonging(section, field_name, cells.at(of), columns[KIND])
        return Rows(who[of], columns)

    def _spans(self, name: str, plan: EntryPlan, section: Section, days: Days) -> tuple[Numbers, Days]:
        """For each entry whose it is, and its days; entries that would begin later are left out."""
        of, start, length = self._repeated(name, plan, self._day(f"{name}/from", plan.start, days))
        days = _at(days, of) | {"from": start}
        end = self._end(name, plan, section, days, length)
        start = np.maximum(start, days["born"] if plan.since is None else np.maximum(days["born"], number(plan.since)))
        if plan.until is not None:
            end = np.minimum(end, number(plan.until))
        kept = (start <= self.on) & (start <= end)
        of, days = of[kept], _at(days, kept) | {"from": start[kept], "to": end[kept]}
        if section.shape != "month":
            return of, days
        rows, months = _months(days["from"], np.minimum(days["to"], self.on))
        return of[rows], _at(days, rows) | {"from": first_day(months), "to": first_day(months + 1) - 1}

    def _repeated(self, name: str, plan: EntryPlan, start: Numbers) -> tuple[Numbers, Numbers, Numbers | None]:
        """For each entry whose it is, its first day, and how long it lasts where that is drawn."""
        of = np.arange(len(start))
        if plan.repeat is not None:
            of = np.repeat(of, plan.repeat.times.whole(self.stream.shares(f"{name}/times", len(start))))
        length = None
        if plan.lasting is not None:
            length = plan.lasting.whole(self.stream.shares(f"{name}/lasting", len(of)))
        if plan.repeat is None:
            return of, start, length
        steps = plan.repeat.every.whole(self.stream.shares(f"{name}/every", len(of)))
        before = np.cumsum(steps if length is None else steps + length)
        before = np.concatenate([[0], before[:-1]]) if len(of) else before
        first = np.concatenate([[True], of[1:] != of[:-1]]) if len(of) else of.astype(np.bool_)
        own = before[first][np.cumsum(first) - 1] if len(of) else before
        return of, start[of] + before - own, length

    def _end(self, name: str, plan: EntryPlan, section: Section, days: Days, length: Numbers | None) -> Numbers:
        if section.shape == "event":
            return days["from"]
        if length is not None:
            return days["from"] + length - 1
        if plan.end is None:
            return np.full(len(days["from"]), OPEN)
        open_ = self.stream.below(f"{name}/open", len(days["from"]), plan.end.none)
        return np.where(open_, OPEN, self._day(f"{name}/to", plan.end, days))

    def _columns(self, name: str, plan: EntryPlan, section: Section, days: Days) -> Iterator[tuple[str, Cells]]:
        kinds, size = list(section.kinds), len(days["from"])
        picked = plan.kind.pick(self.stream.shares(f"{name}/kind", size))
        kind = Cells.known(np.array([kinds.index(str(value)) for value in plan.kind.values])[picked])
        yield KIND, kind
        yield "from", Cells.known(days["from"])
        yield "to", Cells(days["to"], days["to"] >= OPEN, np.zeros(size, np.bool_))
        for fact, spec in section.fields.items():
            cells = Cells.left_out(size)
            if fact in plan.fields:
                cells = self._cells(f"{name}/{fact}", spec, plan.fields[fact], days)
            yield fact, _belonging(section, fact, cells, kind)


def _belonging(section: Section, name: str, cells: Cells, kind: Cells) -> Cells:
    """The cells of a field; left out where it does not belong to the kind."""
    spec = section.fields[name]
    if not spec.only:
        return cells
    return cells.only(np.array([one in spec.only for one in section.kinds])[kind.values])


def _there(written: Mapping[str, T], asked: Collection[str]) -> Iterator[tuple[str, T]]:
    """What is written of fields or sections that are asked for; a layer's own are left out where it is off."""
    return ((name, value) for name, value in written.items() if name in asked)


def _at(days: Days, rows: Any) -> Days:
    return {name: values[rows] for name, values in days.items()}


def _months(start: Numbers, end: Numbers) -> tuple[Numbers, Numbers]:
    """The whole months of each span, and which span each is of."""
    first = month_of(start)
    many = np.maximum(month_of(end + 1) - first, 0)
    rows = np.repeat(np.arange(len(start)), many)
    before = np.concatenate([[0], np.cumsum(many)[:-1]]) if len(many) else many
    return rows, first[rows] + np.arange(len(rows)) - before[rows]


def in_order(parts: list[Rows], keep: Flags | None) -> Rows | None:
    """The entries of a section by citizen; None when there are none."""
    parts = [part for part in parts if len(part.citizen)]
    if not parts:
        return None
    citizen = np.concatenate([part.citizen for part in parts])
    rows = Rows(citizen, {name: joined([part.columns[name] for part in parts]) for name in parts[0].columns})
    order = np.argsort(citizen, kind="stable")
    return rows.at(order if keep is None else order[keep[citizen[order]]])
