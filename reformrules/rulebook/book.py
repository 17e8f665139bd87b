"""The loaded rulebook: parsed, typed, checked; the one thing that all readings read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reformrules.errors import Place
from reformrules.rulebook import models as m
from reformrules.rulebook import syntax as s
from reformrules.rulebook.legal_time import DURATION_UNITS
from reformrules.rulebook.meaning import UNKNOWN
from reformrules.rulebook.status import DEFAULT_SETTING, LawSetting, Status
from reformrules.rulebook.types import DATE, Type, check, declared, fault, unknown_name

if TYPE_CHECKING:  # what few commands read
    from reformrules.rulebook.figures import Figure
    from reformrules.rulebook.initiatives import Initiative
    from reformrules.rulebook.shares import Share
    from reformrules.rulebook.statements import RegisterEntry

EVALUATION_DATE = "evaluation_date"
Duration = tuple[int, str]
"""A whole number of a unit of time."""


@dataclass(frozen=True)
class Window:
    """Half-open validity `[start, end)`; an end weaker than the law setting goes does not count.

    cut: a second end, set by a change laid over the rulebook; it may lie before the start, and then nothing is left.
    """

    start: date
    end: date | None
    end_status: Status = Status.in_force
    cut: m.Cut | None = None

    def end_under(self, setting: LawSetting) -> date | None:
        end = self.end if self.end_status <= setting.floor else None
        if self.cut is None or self.cut.status > setting.floor:
            return end
        return self.cut.day if end is None else min(end, self.cut.day)

    @property
    def days(self) -> Iterator[date]:
        """The days on which it begins or ends, under some law setting."""
        yield self.start
        if self.end is not None:
            yield self.end
        if self.cut is not None:
            yield self.cut.day

    def covers(self, day: date, setting: LawSetting) -> bool:
        end = self.end_under(setting)
        return self.start <= day and (end is None or day < end)

    def meets(self, other: Window, setting: LawSetting) -> bool:
        """Whether two periods share a day."""
        ends = self.end_under(setting), other.end_under(setting)
        return (ends[0] is None or other.start < ends[0]) and (ends[1] is None or self.start < ends[1])


@dataclass(frozen=True, slots=True)
class ObligationNodes:
    """The parsed expressions of an obligation."""

    model: m.Obligation
    at_least: s.Node
    counted_from: s.Node
    deadline: s.Node
    first_by: s.Node | None
    unless: s.Node | None
    counting: s.Node

    def nodes(self) -> Iterator[s.Node]:
        yield from (self.at_least, self.counted_from, self.deadline, self.counting)
        yield from (node for node in (self.first_by, self.unless) if node is not None)


@dataclass(frozen=True)
class Rule:
    """One rule, parsed. Concludes a value, says why the law gives none, or states an obligation."""

    id: str
    concept: str
    place: Place
    status: Status
    window: Window
    when: s.Node
    text: m.Bilingual
    cited: m.Cited
    concludes: str | None = None
    value: s.Node | None = None
    because: m.Because | None = None
    obligation: ObligationNodes | None = None
    overrides: tuple[str, ...] = ()

    def nodes(self) -> Iterator[s.Node]:
        yield self.when
        if self.value is not None:
            yield self.value
        if self.obligation is not None:
            yield from self.obligation.nodes()

    @property
    def names(self) -> frozenset[str]:
        """All facts, parameters and conclusions the rule reads."""
        return frozenset().union(*(node.names for node in self.nodes()))


@dataclass(frozen=True)
class Conclusion:
    """What rules may conclude, with the rules that do."""

    name: str
    model: m.Conclusion
    concept: str
    place: Place
    law_of: tuple[s.Node, ...]
    type: Type
    rules: tuple[Rule, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """All names its rules and its law dates read."""
        return frozenset().union(*(r.names for r in self.rules), *(n.names for n in self.law_of))


@dataclass(frozen=True, slots=True)
class Laid:
    """What was laid over a rulebook: its title, the first day it is for, and the weakest status of its changes.

    base: the folder of that rulebook; None for the shipped one. in_place: by rule or table the one in its place.
    """

    title: m.Bilingual
    file: str
    start: date
    status: Status
    base: Path | None = None
    in_place: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Rulebook:
    """The law as data, ready to be read; compared and hashed as the one object it is."""

    record: m.RecordShape
    facts: Mapping[str, m.Fact]
    parameters: Mapping[str, m.Parameter]
    sources: Mapping[str, m.Source]
    conclusions: Mapping[str, Conclusion]
    rules: Mapping[str, Rule]
    concepts: Mapping[str, m.Bilingual]
    digest: str
    where: Mapping[tuple[str, str], Place]
    register: Mapping[str, RegisterEntry] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict)
    initiatives: Mapping[str, Initiative] = field(default_factory=dict)
    layers: tuple[str, ...] = ()
    areas: Mapping[str, m.Bilingual] = field(default_factory=dict)
    shares: Mapping[str, Share] = field(default_factory=dict)
    measures: Mapping[str, s.Node] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    laid: Laid | None = None

    def setting(self, asked: LawSetting | None) -> LawSetting:
        """The law setting that was asked for, or else one that lets in what was laid over the rulebook."""
        if asked is not None:
            return asked
        weakest = DEFAULT_SETTING.floor if self.laid is None else max(DEFAULT_SETTING.floor, self.laid.status)
        return next(setting for setting in LawSetting if setting.floor == weakest)

    @cached_property
    def obligations(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules.values() if rule.obligation)

    def reads(self, rule: Rule) -> tuple[str, ...]:
        """The parameters that a rule mentions."""
        if rule.id not in self._reads:
            self._reads[rule.id] = tuple(sorted(rule.names & self.parameters.keys()))
        return self._reads[rule.id]

    @cached_property
    def _reads(self) -> dict[str, tuple[str, ...]]:
        return {}

    def rests_on(self, name: str) -> frozenset[str]:
        """All names that a conclusion, or an obligation given by its rule, rests on directly or through others."""
        if name not in self._rests_on:
            direct = (self.conclusions.get(name) or self.rules[name]).names
            further = (self.rests_on(below) for below in direct if below in self.conclusions)
            self._rests_on[name] = direct.union(*further)
        return self._rests_on[name]

    @cached_property
    def _rests_on(self) -> dict[str, frozenset[str]]:
        return {}

    def measured_by(self, fact: str) -> frozenset[str]:
        """The parameters and the other facts that a fact is measured by, directly or through others."""
        if fact not in self._measured_by:
            measure, parts = self.facts[fact].measure, (self.measures.get(key) for key in (fact, f"{fact}.day"))
            where, since = (node.names if node is not None else frozenset[str]() for node in parts)
            lengths = (name for name in (measure.window, measure.allowance, measure.at_most) if name is not None)
            others = since & self.facts.keys()
            direct = (where.union(since, lengths) & self.parameters.keys()) | others
            self._measured_by[fact] = frozenset(direct).union(*map(self.measured_by, others))
        return self._measured_by[fact]

    @cached_property
    def _measured_by(self) -> dict[str, frozenset[str]]:
        return {}

    @cached_property
    def boundaries(self) -> tuple[date, ...]:
        """Every date on which the rulebook itself changes: starts and ends of rules and parameter values."""
        windows = [rule.window for rule in self.rules.values()]
        windows += [window_of(v) for p in self.parameters.values() for v in p.values]
        return tuple(sorted({day for window in windows for day in window.days}))

    def turns_of(self, conclusion: str) -> tuple[date, ...]:
        """The boundaries of the rules of a conclusion and of the parameters that they and its law dates mention."""
        if conclusion not in self._turns_of:
            of = self.conclusions[conclusion]
            windows = [rule.window for rule in of.rules]
            windows += [window for name in of.names & self.parameters.keys() for _, window, _ in self._dated[name]]
            self._turns_of[conclusion] = tuple(sorted({day for window in windows for day in window.days}))
        return self._turns_of[conclusion]

    @cached_property
    def _turns_of(self) -> dict[str, tuple[date, ...]]:
        return {}

    def epoch(self, day: date) -> int:
        """The number of boundaries reached on `day`: between two boundaries the rulebook is constant."""
        return bisect_right(self.boundaries, day)

    def coming_day(self, so_far: LawSetting, setting: LawSetting) -> date:
        """The first day on which law that `setting` lets in and `so_far` does not begins, or ends a rule or a value."""
        key = (so_far, setting)
        if key not in self._coming:
            self._coming[key] = self._coming_day(so_far, setting)
        return self._coming[key]

    @cached_property
    def _coming(self) -> dict[tuple[LawSetting, LawSetting], date]:
        return {}

    def _coming_day(self, so_far: LawSetting, setting: LawSetting) -> date:
        weaker = range(so_far.floor + 1, setting.floor + 1)
        windows = [(rule.window, rule.status) for rule in self.rules.values()]
        for parameter in self.parameters.values():  # one without a firmer value is read by weaker rules only
            if any(value.status <= so_far.floor for value in parameter.values):
                windows += [(window_of(value), value.status) for value in parameter.values]
        days = [w.start for w, status in windows if status in weaker]
        days += [w.end for w, _ in windows if w.end is not None and w.end_status in weaker]
        days += [w.cut.day for w, _ in windows if w.cut is not None and w.cut.status in weaker]
        return min(days, default=date.max)

    def parameter_value(self, name: str, day: date, setting: LawSetting) -> m.DatedValue | None:
        """The value of a parameter by the law of `day`, or None where the rulebook has none."""
        floor = setting.floor
        for status, window, value in self._dated[name]:
            if status <= floor and window.covers(day, setting):
                return value
        return None

    @cached_property
    def _dated(self) -> dict[str, list[tuple[Status, Window, m.DatedValue]]]:
        return {name: [(v.status, window_of(v), v) for v in p.values] for name, p in self.parameters.items()}

    def parameter(self, name: str, day: date, setting: LawSetting) -> Any:
        """As `parameter_value`, but the plain value; UNKNOWN where the law gives none."""
        found = self.parameter_value(name, day, setting)
        return UNKNOWN if found is None or found.undetermined else plain(found.value, self.parameters[name])

    def durations(self, name: str) -> tuple[Duration, ...]:
        """The durations that a parameter has over time; none when it is no duration, or no parameter."""
        parameter = self.parameters.get(name)
        if parameter is None or parameter.unit not in DURATION_UNITS:
            return ()
        values = {v.value for v in parameter.values if isinstance(v.value, int | Decimal)}
        return tuple((int(value), parameter.unit) for value in values)

    def scope(self, name: str, at: int = 0) -> Type:
        """The type of a name in a rule; raises RulebookError for an unknown name."""
        found = self._types.get(name) or self._type_named(name)
        if found is None:
            valid = [EVALUATION_DATE, *self.facts, *self.parameters, *self.conclusions]
            raise fault(at, unknown_name(name, valid))
        self._types[name] = found
        return found

    def _type_named(self, name: str) -> Type | None:
        if name in self.facts:
            fact = self.facts[name]
            return declared(fact.type, fact.unit, fact.one_of)
        if name in self.parameters:
            return declared(self.parameters[name].type, self.parameters[name].unit)
        return self.conclusions[name].type if name in self.conclusions else None

    @cached_property
    def _types(self) -> dict[str, Type]:
        return {EVALUATION_DATE: DATE}

    def type_of(self, node: s.Node) -> Type:
        """The type of an expression over the rulebook's names."""
        return check(node, self.scope)

    def label(self, name: str) -> m.Bilingual:
        """What a name is called for people."""
        if name in self.facts:
            return self.facts[name].label
        if name in self.parameters:
            return self.parameters[name].label
        if name in self.conclusions:
            return self.conclusions[name].model.label
        if name in self.figures:
            return self.figures[name].label
        return m.Bilingual(da="beregningsdatoen", en="the evaluation date")


def window_of(value: m.DatedValue | m.Rule | m.Table | Share) -> Window:
    """The validity of a dated value, rule or table."""
    dated = value if isinstance(value, m.DatedValue) else value.valid
    return Window(dated.from_, dated.until, dated.until_status, dated.cut)


def plain(value: Any, parameter: m.Parameter) -> Any:
    """A parameter's written value as the value expressions see."""
    if parameter.type == "date":
        return date.fromisoformat(value)
    return tuple(value) if isinstance(value, list) else value
