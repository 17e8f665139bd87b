"""The next day on which some part of a rule turns, for one case: until then every answer stays as it is.

The days ahead come in stretches in which no law changes and no entry begins or is over, so that only the day moves.
In each, the open parts of the rules (`open_parts`) are followed through the days: a comparison until it changes sides,
a value until it is another. What moves one way only is halved until the day is found, everything else is asked day by
day. A part that reads what the record lacks is followed for every value that this may have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from reformrules.case.facts import Facts
from reformrules.case.movement import ONE_DAY, stretches, turns
from reformrules.explain.active import LawDated
from reformrules.explain.open_parts import OpenParts, Part, Watched
from reformrules.explain.possible import Unbounded, choices, may_be_told
from reformrules.explain.program import Program
from reformrules.explain.reference import Run, conclude, value_of
from reformrules.rulebook.book import EVALUATION_DATE
from reformrules.rulebook.meaning import UNKNOWN

Reach = Callable[[date], tuple[Program, Run]]


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


class _Stretch:
    """The days from that of a run to `last`, in which only the day moves."""

    def __init__(self, program: Program, run: Run, last: date, watched: Watched) -> None:
        self.program, self.first, self.last = program, run.facts.on, last
        self.book, self.case = program.book, run.facts.case
        self.parts = OpenParts(program, run, watched)
        self._read: dict[date, Facts] = {}
        self._turns: dict[str, set[date]] = {}

    def next_turn(self, run: Run) -> date | None:
        """The first day after that of the run on which a part turns, while all conclusions stay as they are."""
        env, found, last = run.facts.beside({}), None, self.last
        for part in sorted(self.parts.followed(run), key=lambda part: part.daily):  # the quick ones cut the rest short
            if last <= run.facts.on:
                break
            day = self._turn(part, run, env, last)
            env.update({name: run.facts[name] for name in (EVALUATION_DATE, *part.names, *part.moved)})
            if day is not None:
                found, last = day, day - ONE_DAY
        return found

    def _turn(self, part: Part, run: Run, env: Facts, last: date) -> date | None:
        """The first day after that of the run, up to `last`, on which a part turns, whatever its missing facts are."""
        found, on, end = None, run.facts.on, last
        lacking = sorted(name for name in part.names - self.parts.moving if env[name] is UNKNOWN)
        if not all(may_be_told(self.program, run, name) for name in lacking):
            return None  # it stays unknown
        open_steps = (name for name in part.moved if name in self.parts.steps and env[name] is UNKNOWN)
        if any(may_be_told(self.program, run, name) for name in open_steps):
            raise Unbounded
        for values in choices(self.program, lacking, env, self.parts.moving):
            env.update(zip(lacking, values, strict=True))
            day = self._first_turn(part, env, on, last)
            if day is not None:
                found, last = day, day - ONE_DAY
        if part.daily and found == on + ONE_DAY < end and self._turns_again(part, env, found):
            raise Unbounded
        return found

    def _first_turn(self, part: Part, env: Facts, on: date, last: date) -> date | None:
        """As `_turn`, with its missing facts filled in in `env`."""
        now = self._value(part, env, on)
        if part.daily:
            days = (date.fromordinal(n) for n in range(on.toordinal() + 1, last.toordinal() + 1))
            return next((day for day in days if self._value(part, env, day) != now), None)
        edges = sorted({day for name in part.moved for day in self._turns_of(name) if on < day <= last})
        for end in (*(near for edge in edges for near in (edge - ONE_DAY, edge)), last):
            if self._value(part, env, end) != now:
                return self._halved(part, env, now, (on, end))
        return None

    def _halved(self, part: Part, env: Facts, now: Any, between: tuple[date, date]) -> date:
        """The day after the first and up to the last of two days on which a part turns from what it is now."""
        before, after = between
        while after - before > ONE_DAY:
            middle = before + (after - before) // 2
            if self._value(part, env, middle) == now:
                before = middle
            else:
                after = middle
        return after

    def _turns_again(self, part: Part, env: Facts, day: date) -> bool:
        """Whether a part turns again on the day after it has turned."""
        return bool(self._value(part, env, day) != self._value(part, env, day + ONE_DAY))

    def _value(self, part: Part, env: Facts, day: date) -> Any:
        """What a part comes to on a day; of all it reads, only what moves is looked up anew."""
        env[EVALUATION_DATE] = day
        for name in part.moved:
            step = self.parts.steps.get(name)
            env[name] = value_of(conclude(step, env)) if step else self._fact(name, day)
        return part.value(env)

    def _fact(self, name: str, day: date) -> Any:
        if day not in self._read:
            self._read[day] = Facts(self.book, self.case, day, self.program.setting)
        return self._read[day][name]

    def _turns_of(self, name: str) -> set[date]:
        """The days of the stretch on which a fact may change its pace, such as when a month enters a window."""
        if name not in self._turns:
            self._turns[name] = turns(self.book, self.case, name, self.first, self.last)
        return self._turns[name]
