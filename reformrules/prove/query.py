"""One question put to the solver, with the calendar told as far as it is needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import Any

import z3

from reformrules.prove.terms import Flag, both, lifted
from reformrules.prove.world import World
from reformrules.rulebook.legal_time import OutOfCalendar


class Query:
    """What a question rests on, in a solver of its own. until: when to give up, by the monotonic clock."""

    def __init__(self, world: World, question: str, flag: Flag, until: float) -> None:
        self.world, self.question, self.until = world, question, until
        self.impossible = flag is False
        self.solver = z3.SimpleSolver()
        self.solver.add(lifted(both(*world.constraints(question), flag)))
        self.notes = world.notes(question)
        self.model: Any = None

    def ask(self, *wishes: Any, until: float | None = None) -> Any:
        """z3.sat with `model` set, z3.unsat, or z3.unknown where time runs out."""
        end = min(self.until, until or self.until)
        while not self.impossible:
            left = int(1000 * (end - monotonic()))
            if left <= 0:
                return z3.unknown
            self.solver.set("timeout", left)
            answer = self.solver.check(*wishes)
            if answer != z3.sat:
                return answer
            model = self.solver.model()
            lemmas = list(lemmas_against(self.notes, model))
            if not lemmas:
                self.model = model
                return z3.sat
            self.solver.add(*lemmas)
        return z3.unsat

    def look_closer(self) -> Any:
        """Ask again, with what ties the facts to each other."""
        self.solver.add(lifted(both(*self.world.relations(self.question))))
        return self.ask()

    def wish(self, flag: Any, seconds: float) -> None:
        """Hold to something from now on if it can be had."""
        if z3.is_true(self.model.eval(flag, model_completion=True)) or self._granted(flag, seconds):
            self.solver.add(flag)

    def _granted(self, flag: Any, seconds: float) -> bool:
        return bool(self.ask(flag, until=monotonic() + seconds) == z3.sat)


def lemmas_against(notes: Iterable[Any], model: Any) -> Iterator[Any]:
    """What the calendar says against a model; of days that no calendar has, it says nothing."""
    for note in notes:
        with suppress(OutOfCalendar, ValueError, OverflowError):
            yield from note.lemmas(partial(number, model))


def number(model: Any, formula: Any) -> int:
    """What a model says of a whole number."""
    return formula if isinstance(formula, int) else int(model.eval(formula, model_completion=True).as_long())
