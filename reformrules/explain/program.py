"""The rulebook made ready for one date and law setting: the rules in force, compiled.

Between two boundaries of the rulebook the program is the same, so it is built once for each such
epoch and setting. A conclusion whose law follows other dates (`law_of`) has one reading for each;
there a rule's validity is a condition like any other, on that date.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from typing import Any

from reformrules.explain.active import (
    Active,
    ActiveConclusion,
    ActiveObligation,
    ActiveRule,
    LawReading,
    Part,
    Parted,
    RuleParts,
    Shared,
    rules_by_law,
)
from reformrules.explain.memory import Asked, Kept, Memory
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import EVALUATION_DATE, Conclusion, Rule, Rulebook
from reformrules.rulebook.law_in_force import Reading, RuleInForce, conclusion_in_force, obligations_in_force
from reformrules.rulebook.meaning import UNKNOWN, Closure, Constant, Env, compile_expression, looked_up
from reformrules.rulebook.models import DatedValue
from reformrules.rulebook.status import LawSetting


class _Over(dict[tuple[int, int], Closure]):
    """Closures of one program over those of another, which are looked up and never added to."""

    def __init__(self, below: Mapping[tuple[int, int], Closure]) -> None:
        super().__init__()
        self._below = below

    def get(self, key: tuple[int, int], default: Any = None) -> Any:
        return super().get(key) or self._below.get(key, default)


@dataclass
class Program:
    """All that is needed to answer for any case, on any day of one epoch, under one setting."""

    book: Rulebook
    setting: LawSetting
    day: date
    conclusions: tuple[ActiveConclusion, ...] = ()
    obligations: tuple[ActiveObligation, ...] = ()
    phrases: dict[tuple[int, str, bool], tuple[s.Node, list[str]]] = field(default_factory=dict)  # see `wording`
    texts: dict[tuple[str, Any, str], str] = field(default_factory=dict)  # see `wording`
    used: dict[Any, Any] = field(default_factory=dict)  # see `support`
    worded: dict[Any, Any] = field(default_factory=dict)  # see `worded`
    _doubts: dict[str, Kept[Any]] = field(default_factory=dict)
    _dayless: dict[str, Memory[bool]] = field(default_factory=dict)
    shared: Shared = field(default_factory=Shared)
    _closures: dict[tuple[int, int], Closure] = field(default_factory=dict)
    _kept: list[s.Node] = field(default_factory=list)
    _affected: dict[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def values(self) -> dict[str, DatedValue | None]:
        """The parameters by the law of the day."""
        return {name: self.book.parameter_value(name, self.day, self.setting) for name in self.book.parameters}

    @cached_property
    def shown(self) -> tuple[ActiveConclusion, ...]:
        return tuple(active for active in self.conclusions if active.shown)

    @cached_property
    def readers(self) -> dict[str, list[int]]:
        """The places of the conclusions that read a name directly."""
        found: dict[str, list[int]] = {}
        for at, active in enumerate(self.conclusions):
            for name in active.names:
                found.setdefault(name, []).append(at)
        return found

    @cached_property
    def by_name(self) -> dict[str, ActiveConclusion]:
        return {active.name: active for active in self.conclusions}

    @cached_property
    def steps(self) -> int:
        """How many conclusions the longest chain has of which each rests on the next."""
        depths: dict[str, int] = {}
        for active in self.conclusions:  # each stands after all that it rests on
            depths[active.name] = 1 + max((depths.get(name, 0) for name in active.names), default=0)
        return max(depths.values(), default=0)

    @cached_property
    def duties(self) -> dict[str, ActiveObligation]:
        return {duty.rule.id: duty for duty in self.obligations}

    def affected(self, fact: str) -> frozenset[str]:
        """The conclusions that rest on a fact, directly or through others."""
        if fact not in self._affected:
            resting = (active.name for active in self.conclusions if fact in self.book.rests_on(active.name))
            self._affected[fact] = frozenset(resting)
        return self._affected[fact]

    def doubts(self, subject: str) -> Kept[Any]:
        """Why a conclusion or an obligation is open, by what leaves it open; see `verdicts`."""
        if subject not in self._doubts:
            self._doubts[subject] = Kept()
        return self._doubts[subject]

    def parts(self, subject: str) -> Parted:
        """The conditions and values that a conclusion or an obligation is made of, down to the smallest."""
        active = self.by_name.get(subject) or self.duties[subject]
        if id(active) not in self.shared.split:
            self.shared.split[id(active)] = active, self._parted(active)
        return self.shared.split[id(active)][1]

    def _parted(self, active: Active) -> Parted:
        if isinstance(active, ActiveConclusion):
            rules, nodes, names = rules_by_law(active), active.conclusion.law_of, active.names
        else:
            rules, nodes = iter(()), tuple(active.rule.nodes())
            names = _read_by(self.book, nodes)
        alone = tuple(part for node in nodes for part in self._parts_of(node, None))
        return Parted(tuple(self._rule_parts(rule, law) for rule, law in rules), alone, tuple(sorted(names)))

    def _rule_parts(self, rule: ActiveRule, law: s.Node | None) -> RuleParts:
        value = rule.rule.value
        said = tuple(self._parts_of(value, law)) if value is not None else ()
        return RuleParts(rule.holds, tuple(self._parts_of(rule.condition, law)), said)

    def _parts_of(self, node: s.Node, law_date: s.Node | None) -> Iterator[Part]:
        for leaf in _leaves(node):
            yield self.closure(leaf, law_date), tuple(sorted(_read_by(self.book, [leaf])))

    def silent_on_all_days(self, active: ActiveConclusion, facts: Env) -> bool:
        """Whether none of its rules holds, as far as this can be told without the day."""
        memory = self._dayless.get(active.name)
        if memory is None:
            memory = self._dayless[active.name] = Memory()
        return memory.of(facts, partial(_silent, active))

    def varied(self, book: Rulebook, day: date, share: bool) -> Program:
        """An empty program for a rulebook that differs a little; `share`: what is compiled here holds there too."""
        return Program(book, self.setting, day, _closures=_Over(self._closures) if share else {})

    def closure(self, node: s.Node, law_date: s.Node | None = None) -> Closure:
        """The closure of any part of a condition, by the law of `law_date`."""
        key = (id(node), id(law_date))
        found = self._closures.get(key)
        if found is None:
            found = self._closures[key] = self._compiled(node, law_date)
            self._kept.append(node)
        return found

    def _compiled(self, node: s.Node, law_date: s.Node | None) -> Closure:
        """A new closure, or that of any program with these parts where the expression reads no parameter."""
        if not self.book.parameters.keys().isdisjoint(node.names):
            parts = partial(self.closure, law_date=law_date)
            return compile_expression(node, self._resolver(law_date), self.book.type_of, parts)
        if id(node) not in self.shared.lasting:
            closure = compile_expression(node, self._resolver(None), self.book.type_of, self.closure)
            self.shared.lasting[id(node)] = node, closure
        return self.shared.lasting[id(node)][1]

    def _resolver(self, law_date: s.Node | None) -> Callable[[str], Closure]:
        def resolve(name: str) -> Closure:
            if name not in self.book.parameters:
                return looked_up(name)
            if law_date is None:
                return Constant(self.book.parameter(name, self.day, self.setting))
            return _parameter_on(self.book, name, self.closure(law_date), self.setting)

        return resolve


def _silent(active: ActiveConclusion, facts: Env) -> bool:
    env = Asked(facts, {EVALUATION_DATE: UNKNOWN})
    rules = (*active.below, *(rule for reading in active.readings for rule in reading.rules))
    return all(rule.holds(env) is False for rule in rules)


def _leaves(node: s.Node) -> Iterator[s.Node]:
    """The parts of a condition that are joined by and, or and not."""
    if isinstance(node, s.All | s.AnyOf | s.Not):
        for child in node.children:
            yield from _leaves(child)
    else:
        yield node


def _parameter_on(book: Rulebook, name: str, law_date: Closure, setting: LawSetting) -> Closure:
    def lookup(env: Env) -> Any:
        day = law_date(env)
        return book.parameter(name, day, setting) if isinstance(day, date) else UNKNOWN

    return lookup


def build_program(book: Rulebook, day: date, setting: LawSetting, shared: Shared | None = None) -> Program:
    """The program of the epoch that `day` lies in. shared: what other programs of the book share, added to."""
    program = Program(book, setting, day, shared=shared or Shared())
    program.conclusions = tuple(_shared_conclusion(program, book.conclusions[name]) for name in book.order)
    duties = obligations_in_force(book, day, setting)
    program.obligations = tuple(_shared_obligation(program, rule) for rule in duties)
    return program


def differing(one: Program, other: Program) -> frozenset[str]:
    """The facts, conclusions and obligations that the law of two programs of a day does not have the same.

    They are made of other rules or numbers, or rest on what is.
    """
    values, book = ((name, value, other.values[name]) for name, value in one.values.items()), one.book
    found = {name for name, value, beside in values if value is not beside}
    found |= {name for name in book.facts if not found.isdisjoint(book.measured_by(name))}
    for now, then in zip(one.conclusions, other.conclusions, strict=True):
        if now is not then or not found.isdisjoint(now.names):
            found.add(now.name)
    ids = one.duties.keys() | other.duties.keys()
    found |= {id_ for id_ in ids if one.duties.get(id_) is not other.duties.get(id_)}
    return frozenset(found | {id_ for id_ in ids if not found.isdisjoint(book.rules[id_].names)})


def _shared_conclusion(program: Program, conclusion: Conclusion) -> ActiveConclusion:
    """That of another day between which and this one its law does not turn, or which is made of the same."""
    days = program.book.turns_of(conclusion.name)
    key = (conclusion.name, program.setting, bisect_right(days, program.day))
    found: ActiveConclusion | None = program.shared.made.get(key)
    if found is None:
        found = program.shared.made[key] = _made_of_the_same(program, conclusion)
    return found


def _made_of_the_same(program: Program, conclusion: Conclusion) -> ActiveConclusion:
    """Made of the rules in force with the values of their parameters; under `law_of` of all rules."""
    book, day, setting = program.book, program.day, program.setting
    if conclusion.law_of:
        made_of = (setting, *_values(program, frozenset().union(*(node.names for node in conclusion.law_of))))
    else:
        live = [rule for rule in conclusion.rules if rule.window.covers(day, setting)]
        rules = ((rule.id, rule.status <= setting.floor, *_values(program, book.reads(rule))) for rule in live)
        made_of = tuple(rules)
    key = (conclusion.name, made_of)
    found: ActiveConclusion | None = program.shared.made.get(key)
    if found is None:
        found = program.shared.made[key] = active_conclusion(program, conclusion)
    return found


def _shared_obligation(program: Program, rule: Rule) -> ActiveObligation:
    key = (rule.id, *_values(program, program.book.reads(rule)))
    found: ActiveObligation | None = program.shared.made.get(key)
    if found is None:
        found = program.shared.made[key] = active_obligation(program, rule)
    return found


def _values(program: Program, names: Iterable[str]) -> list[int]:
    """Which values the parameters among these names have on the day."""
    values = program.values
    return [id(values[name]) for name in sorted(names) if name in values]


def active_conclusion(program: Program, conclusion: Conclusion) -> ActiveConclusion:
    """The readings of a conclusion, made of its rules that are in force."""
    live = conclusion_in_force(conclusion, program.day, program.setting)
    readings = tuple(_reading(program, reading) for reading in live.readings)
    weaker = tuple(_made_ready(program, live.below, live.readings[-1].law_date))
    rules = [*weaker, *(rule for reading in readings for rule in reading.rules)]
    nodes = [*conclusion.law_of, *(n for r in rules for n in (r.condition, r.rule.value) if n is not None)]
    names = _read_by(program.book, nodes)
    return ActiveConclusion(conclusion.name, conclusion, readings, weaker, names)


def _read_by(book: Rulebook, nodes: Iterable[s.Node]) -> frozenset[str]:
    """The names whose values decide what expressions come to; those of parameters follow from the law date."""
    return frozenset(name for node in nodes for name in node.names if name not in book.parameters)


def _reading(program: Program, reading: Reading) -> LawReading:
    active = tuple(_made_ready(program, reading.rules, reading.law_date))
    return LawReading(reading.law_date, active, {rule.id: rule.holds for rule in active})


def _made_ready(program: Program, rules: Iterable[RuleInForce], law_date: s.Node | None) -> Iterator[ActiveRule]:
    """Rules in force with their closures."""
    for live in rules:
        value = program.closure(live.rule.value, law_date) if live.rule.value is not None else None
        holds = program.closure(live.condition, law_date)
        yield ActiveRule(live.rule.id, live.rule, live.condition, holds, value, live.overridden_by)


def active_obligation(program: Program, rule: Rule) -> ActiveObligation:
    """An obligation with its parts compiled."""
    nodes = rule.obligation
    assert nodes is not None  # only obligations are asked for
    return ActiveObligation(
        rule,
        rule.when,
        _read_by(program.book, (node for node in (rule.when, nodes.unless) if node is not None)),
        program.closure(rule.when),
        program.closure(nodes.unless) if nodes.unless else None,
        program.closure(nodes.at_least),
        program.closure(nodes.counted_from),
        program.closure(nodes.deadline),
        program.closure(nodes.first_by) if nodes.first_by else None,
    )
