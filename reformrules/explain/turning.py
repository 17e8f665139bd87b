"""The next day on which some part of a rule turns, for one case: until then every answer stays as it is.

The days ahead come in stretches in which no law changes and no entry begins or is over, so that only the day moves.
What is settled while the day is unknown is settled on all days of the stretch: knowing less never changes an answer.
Of what is left open, the smallest parts are followed through the days: a comparison until it changes sides, a value
until it is another. What moves one way only is halved until the day is found, everything else is asked day by day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from reformrules.case.facts import Facts
from reformrules.case.movement import ONE_DAY, moved_by_day, movements, stretches, turns
from reformrules.explain.possible import Unbounded, choices, may_be_told
from reformrules.explain.program import ActiveConclusion, ActiveObligation, LawDated, Program, rules_by_law
from reformrules.explain.reference import Run, conclude, interpret, value_of
from reformrules.explain.sides import compared
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import EVALUATION_DATE
from reformrules.rulebook.meaning import UNKNOWN, Closure, Env

Reach = Callable[[date], tuple[Program, Run]]
Watched = Callable[[Program], Iterable[LawDated]]


def _nothing(program: Program) -> Iterable[LawDated]:
    return ()


def turning_days(
    reach: Reach, on: date, last: date, otherwise: Callable[[date, date], Iterable[date]], watched: Watched = _nothing
) -> Iterator[date]:
    """The days after `on`, up to `last`, on which an answer may change: on no other day does one.

    reach: what the reference reaches on a day. watched: expressions to follow though no answer hangs on them.
    otherwise: the days after one and up to another, where something changes every day or cannot be followed.
    """
    _, start = reach(on)
    for first, end in stretches(start.facts.book, start.facts.case, on, last):
        if first > on:
            yield first
        day: date | None = first
        try:
            stretch = _Stretch(*reach(first), end, watched)
            while (day := stretch.next_turn(reach(day or first)[1])) is not None:
                yield day
        except Unbounded:
            yield from otherwise(day or first, end)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a rule that the day leaves open.

    moved: the facts in it that move with the day, and the steps that do, each after what it rests on.
    daily: whether it may turn back and forth, so that each day counts.
    """

    value: Closure
    names: frozenset[str]
    moved: tuple[str, ...]
    daily: bool


class _Stretch:
    """The days from that of a run to `last`, in which only the day moves."""

    def __init__(self, program: Program, run: Run, last: date, watched: Watched) -> None:
        self.program, self.first, self.last = program, run.facts.on, last
        self.book, self.case = program.book, run.facts.case
        self._read: dict[date, Facts] = {}
        self._turns: dict[str, set[date]] = {}
        self._readings: dict[tuple[int, int], Closure] = {}
        self._any_day = run.facts.on_any_day()
        came_to = interpret(program, self._any_day)
        self._watched = [*watched(program)]
        self._open = [program.by_name[n] for n, outcome in came_to.outcomes.items() if outcome.state == "undetermined"]
        self._duties = [duty for duty in program.obligations if came_to.obligations[duty.rule.id][0] is not False]
        self.moved = {EVALUATION_DATE, *moved_by_day(self.book, self.case)}
        self.moved_terms = dict(self._moved_terms())

    def _moved_terms(self) -> Iterator[tuple[str, ActiveConclusion]]:
        """The steps on the way that are calculated from the day: only what is made of them is followed."""
        for active in self._open:
            values = [(rule.rule.value, law) for rule, law in rules_by_law(active) if rule.rule.value is not None]
            if not active.shown and any(self._is_open(*v) and not v[0].names.isdisjoint(self.moved) for v in values):
                self.moved.add(active.name)
                yield active.name, active

    def _is_open(self, node: s.Node, law: s.Node | None) -> bool:
        """Whether an expression is not settled on all days alike."""
        return self.program.closure(node, law)(self._any_day) is UNKNOWN

    def next_turn(self, run: Run) -> date | None:
        """The first day after that of the run on which a part turns, while all conclusions stay as they are."""
        env, found, last = run.facts.copy_with({}), None, self.last
        parts = {part.value: part for part in self._followed(run)}
        for part in sorted(parts.values(), key=lambda part: part.daily):
            if last <= run.facts.on:
                break
            day = self._turn(part, run, env, last)
            env.update({name: run.facts[name] for name in (EVALUATION_DATE, *part.names, *part.moved)})
            if day is not None:
                found, last = day, day - ONE_DAY
        return found

    # --- which parts are followed

    def _followed(self, run: Run) -> Iterator[_Part]:
        """The parts that must turn before any answer changes."""
        for node, law in self._watched:
            yield from self._leaves(node, law, run.facts)
        for active in self._open:
            valued = active.name not in self.moved and may_be_told(self.program, run, active.name)
            for rule, law in rules_by_law(active):
                yield from self._leaves(rule.condition, law, run.facts)
                if valued and rule.rule.value is not None and rule.holds(run.facts) is not False:
                    yield from self._leaves(rule.rule.value, law, run.facts)
        for duty in self._duties:
            yield from self._leaves(duty.condition, None, run.facts)
            if duty.holds(run.facts) is not False and may_be_told(self.program, run, duty.rule.id):
                yield from self._of_duty(duty, run.facts)

    def _of_duty(self, duty: ActiveObligation, facts: Facts) -> Iterator[_Part]:
        """What an obligation asks, and whether the day is past its deadlines."""
        nodes = duty.rule.obligation
        assert nodes is not None  # an active obligation has its nodes
        for node in nodes.nodes():
            yield from self._leaves(node, None, facts)
        for limit, day in ((duty.deadline, nodes.deadline), (duty.first_by, nodes.first_by)):
            if limit is not None and day is not None:
                names = day.names | {EVALUATION_DATE}
                yield self._made(_past(limit), names, daily=not day.names.isdisjoint(self.moved))

    def _leaves(self, node: s.Node, law: s.Node | None, facts: Facts) -> Iterator[_Part]:
        """The smallest open parts that keep an expression what it is: of an `and` that is false, one that is."""
        if not self._is_open(node, law):
            return
        if not isinstance(node, s.All | s.AnyOf | s.Not):
            yield from self._part(node, law)
            return
        now = self.program.closure(node, law)(facts)
        decides = not isinstance(node, s.Not) and now is isinstance(node, s.AnyOf)
        children = [child for child in node.children if not decides or self.program.closure(child, law)(facts) is now]
        for child in children[:1] if decides else children:
            yield from self._leaves(child, law, facts)

    def _part(self, node: s.Node, law: s.Node | None) -> Iterator[_Part]:
        """An open part, if the day moves it. One that reads more than one thing that moves may turn back and forth."""
        reads_law = law is not None and not node.names.isdisjoint(self.book.parameters)
        law_names = law.names if reads_law and law is not None else frozenset[str]()
        moving = [part.name for part in s.walk(node) if isinstance(part, s.Name) and part.name in self.moved]
        if moving or not law_names.isdisjoint(self.moved):
            evenly = len(moving) == 1 or all(map(self._counts_days, moving))
            daily = not evenly or isinstance(node, s.In) or not law_names.isdisjoint(self.moved)
            yield self._made(self._reading(node, law), node.names | law_names, daily)

    def _reading(self, node: s.Node, law: s.Node | None) -> Closure:
        """What a part comes to; of a comparison, how its sides compare."""
        if (id(node), id(law)) not in self._readings:
            closure = compared(self.program, node, law) if isinstance(node, s.Compare) else None
            self._readings[id(node), id(law)] = closure or self.program.closure(node, law)
        return self._readings[id(node), id(law)]

    def _counts_days(self, name: str) -> bool:
        """Whether a fact moves by one or not at all, every day of a stretch alike."""
        return name in self.book.facts and self.book.facts[name].measure.kind == "days"

    def _made(self, value: Closure, names: frozenset[str], daily: bool) -> _Part:
        moved = tuple(dict.fromkeys(self._moved_behind(names)))
        uneven = any(name in self.moved_terms or not movements(self.book)[name].evenly for name in moved)
        return _Part(value, names - self.book.parameters.keys(), moved, daily or uneven)

    def _moved_behind(self, names: Iterable[str]) -> Iterator[str]:
        """The moved facts and steps that names are or rest on, each after what it rests on."""
        for name in sorted(self.moved.intersection(names) - {EVALUATION_DATE}):
            if name in self.moved_terms:
                yield from self._moved_behind(self.moved_terms[name].memory.names)
            yield name

    # --- when a part turns

    def _turn(self, part: _Part, run: Run, env: Facts, last: date) -> date | None:
        """The first day after that of the run, up to `last`, on which a part turns, whatever its missing facts are."""
        found, on, end = None, run.facts.on, last
        lacking = sorted(name for name in part.names - self.moved if env[name] is UNKNOWN)
        if not all(may_be_told(self.program, run, name) for name in lacking):
            return None  # it stays unknown
        steps = (name for name in part.moved if name in self.moved_terms and env[name] is UNKNOWN)
        if any(may_be_told(self.program, run, name) for name in steps):
            raise Unbounded
        for values in choices(self.program, lacking, env, self.moved):
            env.update(zip(lacking, values, strict=True))
            day = self._first_turn(part, env, on, last)
            if day is not None:
                found, last = day, day - ONE_DAY
        if part.daily and found == on + ONE_DAY < end and self._changes_on(part, env, found):
            raise Unbounded
        return found

    def _first_turn(self, part: _Part, env: Facts, on: date, last: date) -> date | None:
        now = self._value(part, env, on)
        if part.daily:
            days = (date.fromordinal(n) for n in range(on.toordinal() + 1, last.toordinal() + 1))
            return next((day for day in days if self._value(part, env, day) != now), None)
        edges = sorted({day for name in part.moved for day in self._turns_of(name) if on < day <= last})
        for end in (*(near for edge in edges for near in (edge - ONE_DAY, edge)), last):
            if self._value(part, env, end) != now:
                return self._halved(part, env, now, (on, end))
        return None

    def _halved(self, part: _Part, env: Facts, now: Any, between: tuple[date, date]) -> date:
        """The day after the first and up to the last of two days on which a part turns from what it is now."""
        before, after = between
        while after - before > ONE_DAY:
            middle = before + (after - before) // 2
            if self._value(part, env, middle) == now:
                before = middle
            else:
                after = middle
        return after

    def _changes_on(self, part: _Part, env: Facts, day: date) -> bool:
        """Whether a part turns again on the day after it has turned."""
        return bool(self._value(part, env, day) != self._value(part, env, day + ONE_DAY))

    def _value(self, part: _Part, env: Facts, day: date) -> Any:
        env[EVALUATION_DATE] = day
        for name in part.moved:
            term = self.moved_terms.get(name)
            env[name] = value_of(conclude(term, env)) if term else self._fact(name, day)
        return part.value(env)

    def _fact(self, name: str, day: date) -> Any:
        if day not in self._read:
            self._read[day] = Facts(self.book, self.case, day, self.program.setting)
        return self._read[day][name]

    def _turns_of(self, name: str) -> set[date]:
        if name not in self._turns:
            self._turns[name] = turns(self.book, self.case, name, self.first, self.last)
        return self._turns[name]


def _past(limit: Closure) -> Closure:
    def past(env: Env) -> Any:
        day = limit(env)
        return isinstance(day, date) and env[EVALUATION_DATE] > day

    return past
