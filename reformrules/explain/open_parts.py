"""Which parts of the rules the coming days can turn, for one case, in a stretch of days in which only the day moves.

What is settled while the day is unknown is settled on all days of the stretch, since knowing less never changes an
answer; so only what is then *open* can turn. Of a condition the smallest open parts are followed that keep it what it
is: of an `and` that is false, one that is false; of one that is true, all. A fact *moves* when the day may move it,
such as an age or hours in a window. A *step* is a conclusion that no finding shows and that is calculated from what
moves, such as a date half a year after another: not it is followed, but what is made of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from reformrules.case.movement import moved_by_day, movements
from reformrules.explain.active import ActiveConclusion, ActiveObligation, LawDated, rules_by_law
from reformrules.explain.compared import compared
from reformrules.explain.possible import may_be_told
from reformrules.explain.program import Program
from reformrules.explain.reference import Run, interpret
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import EVALUATION_DATE
from reformrules.rulebook.meaning import UNKNOWN, Closure, Env

Watched = Callable[[Program], Iterable[LawDated]]
"""Expressions of a program that are followed though no answer hangs on them."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a rule that the day leaves open.

    value: what it comes to; of a comparison, how its sides compare. names: what it reads, parameters left out.
    moved: of what it reads, directly or through steps, all that moves, each after what it rests on.
    daily: whether it may turn back and forth, so that every day counts; else it turns one way only.
    """

    value: Closure
    names: frozenset[str]
    moved: tuple[str, ...]
    daily: bool


class OpenParts:
    """The open parts in the stretch of days that begins with that of a run.

    moving: the day, the facts that move, and the steps. steps: these, by name.
    """

    def __init__(self, program: Program, run: Run, watched: Watched) -> None:
        self.program, self.book = program, program.book
        self._on_any_day = run.facts.on_any_day()
        came_to = interpret(program, self._on_any_day)
        self._watched = [*watched(program)]
        self._open = [program.by_name[n] for n, outcome in came_to.outcomes.items() if outcome.state == "undetermined"]
        self._duties = [duty for duty in program.obligations if came_to.obligations[duty.rule.id][0] is not False]
        self._readings: dict[tuple[int, int], Closure] = {}
        self.moving = {EVALUATION_DATE, *moved_by_day(self.book, run.facts.case)}
        self.steps: dict[str, ActiveConclusion] = {}
        for active in self._open:  # in the order of what rests on what, so that steps upon steps are found too
            if not active.shown and self._is_calculated_from_what_moves(active):
                self.steps[active.name] = active
                self.moving.add(active.name)

    def _is_calculated_from_what_moves(self, active: ActiveConclusion) -> bool:
        values = ((rule.rule.value, law) for rule, law in rules_by_law(active) if rule.rule.value is not None)
        return any(self._is_open(value, law) and not value.names.isdisjoint(self.moving) for value, law in values)

    def _is_open(self, node: s.Node, law: s.Node | None) -> bool:
        """Whether an expression is not settled on all days alike."""
        return self.program.closure(node, law)(self._on_any_day) is UNKNOWN

    # --- what is followed

    def followed(self, run: Run) -> list[Part]:
        """The parts of which one must turn before any answer changes from what the run says; each once."""
        parts = [part for node, law in self._watched for part in self._smallest(node, law, run)]
        parts += [part for active in self._open for part in self._of_conclusion(active, run)]
        parts += [part for duty in self._duties for part in self._of_duty(duty, run)]
        return list({part.value: part for part in parts}.values())

    def _of_conclusion(self, active: ActiveConclusion, run: Run) -> Iterator[Part]:
        """The conditions of its rules, and what those say that may hold, unless it is a step or stays open anyway."""
        valued = active.name not in self.steps and may_be_told(self.program, run, active.name)
        for rule, law in rules_by_law(active):
            yield from self._smallest(rule.condition, law, run)
            if valued and rule.rule.value is not None and rule.holds(run.facts) is not False:
                yield from self._smallest(rule.rule.value, law, run)

    def _of_duty(self, duty: ActiveObligation, run: Run) -> Iterator[Part]:
        """The condition of an obligation; where it may hold, what it asks and whether the day is past its deadlines."""
        yield from self._smallest(duty.condition, None, run)
        if duty.holds(run.facts) is False or not may_be_told(self.program, run, duty.rule.id):
            return
        nodes = duty.rule.obligation
        assert nodes is not None  # an active obligation has its nodes
        for node in nodes.nodes():
            yield from self._smallest(node, None, run)
        for limit, day in ((duty.deadline, nodes.deadline), (duty.first_by, nodes.first_by)):
            if limit is not None and day is not None:
                names = day.names | {EVALUATION_DATE}
                yield self._part(_past(limit), names, daily=not day.names.isdisjoint(self.moving))

    def _smallest(self, node: s.Node, law: s.Node | None, run: Run) -> Iterator[Part]:
        """The smallest open parts that keep an expression what it is."""
        if not self._is_open(node, law):
            return
        if not isinstance(node, s.All | s.AnyOf | s.Not):
            yield from self._of_leaf(node, law)
            return
        now = self.program.closure(node, law)(run.facts)
        one_decides = not isinstance(node, s.Not) and now is isinstance(node, s.AnyOf)
        if one_decides:
            yield from self._smallest(next(c for c in node.children if self._is(c, law, now, run)), law, run)
        else:
            for child in node.children:
                yield from self._smallest(child, law, run)

    def _is(self, node: s.Node, law: s.Node | None, value: Any, run: Run) -> bool:
        return self.program.closure(node, law)(run.facts) is value

    # --- how a part moves

    def _of_leaf(self, node: s.Node, law: s.Node | None) -> Iterator[Part]:
        """A comparison, a name or a calculation, if anything in it moves."""
        reads_law = law is not None and not self.book.parameters.keys().isdisjoint(node.names)
        law_names = law.names if reads_law and law is not None else frozenset[str]()
        law_moves = not law_names.isdisjoint(self.moving)
        moving = [part.name for part in s.walk(node) if isinstance(part, s.Name) and part.name in self.moving]
        if moving or law_moves:
            # Two things that move may overtake each other again and again, unless both move a day at a time.
            one_way = len(moving) == 1 or all(map(self._counts_days, moving))
            daily = law_moves or isinstance(node, s.In) or not one_way
            yield self._part(self._value_of(node, law), node.names | law_names, daily)

    def _counts_days(self, name: str) -> bool:
        """Whether a fact moves by one or not at all, every day of a stretch alike."""
        return name in self.book.facts and self.book.facts[name].measure.kind == "days"

    def _value_of(self, node: s.Node, law: s.Node | None) -> Closure:
        if (id(node), id(law)) not in self._readings:
            sides = compared(self.program, node, law) if isinstance(node, s.Compare) else None
            self._readings[id(node), id(law)] = sides or self.program.closure(node, law)
        return self._readings[id(node), id(law)]

    def _part(self, value: Closure, names: frozenset[str], daily: bool) -> Part:
        moved = tuple(dict.fromkeys(self._moved_behind(names)))
        uneven = any(name in self.steps or not movements(self.book)[name].evenly for name in moved)
        return Part(value, names - self.book.parameters.keys(), moved, daily or uneven)

    def _moved_behind(self, names: Iterable[str]) -> Iterator[str]:
        """What moves among names and in what they rest on, each after what it rests on."""
        for name in sorted(self.moving.intersection(names) - {EVALUATION_DATE}):
            if name in self.steps:
                yield from self._moved_behind(self.steps[name].names)
            yield name


def _past(limit: Closure) -> Closure:
    def past(env: Env) -> Any:
        day = limit(env)
        return isinstance(day, date) and env[EVALUATION_DATE] > day

    return past
