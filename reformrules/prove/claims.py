"""What can be asked: each claim names what it rests on, and gives the formula of what would speak against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol

from reformrules.prove.law import Law
from reformrules.prove.owed import owed, say_different_things, speaking
from reformrules.prove.terms import Flag, both, differ, either, opposite
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.status import LawSetting


class Claim(Protocol):
    """Something that may be true of a citizen on a day.

    near: it can be refuted without the law behind the conclusions that its own rules read, at times.
    """

    near: ClassVar[bool]

    def names(self, book: Rulebook) -> set[str]:
        """The facts, conclusions, parameters and obligations that it rests on."""
        ...

    def flag(self, laws: Sequence[Law]) -> Flag:
        """Whether it is true, by the law of each rulebook."""
        ...


@dataclass(frozen=True)
class Met:
    """A condition is known to hold, and where obligations are named, one of them applies."""

    near: ClassVar[bool] = False

    condition: s.Node
    duties: tuple[str, ...] = ()

    def names(self, book: Rulebook) -> set[str]:
        return {*self.condition.names, *self.duties}

    def flag(self, laws: Sequence[Law]) -> Flag:
        law = laws[0]
        holds = law.formulas().test(self.condition).true
        return both(holds, either(*(self._applies(law, id_) for id_ in self.duties))) if self.duties else holds

    def _applies(self, law: Law, id_: str) -> Flag:
        """Whether an obligation applies; to be shown, it must be known too what has been done of it."""
        obliged = law.book.rules[id_].obligation
        done = law.known(obliged.model.counting) if law.example and obliged is not None else True
        return both(law.duty(id_).applies, done)


@dataclass(frozen=True)
class Contradicted:
    """Two rules that hold say different things of one subject, and neither overrides the other."""

    near: ClassVar[bool] = True

    name: str

    def names(self, book: Rulebook) -> set[str]:
        return {self.name}

    def flag(self, laws: Sequence[Law]) -> Flag:
        law = laws[0]
        if not say_different_things(speaking(law.book.conclusions[self.name], law.day, law.setting)):
            return False
        return law.outcome(self.name).flags["disagreement"]


@dataclass(frozen=True)
class Fires:
    """A rule holds and nothing that overrides it does."""

    near: ClassVar[bool] = True

    rule: str

    def names(self, book: Rulebook) -> set[str]:
        rule = book.rules[self.rule]
        return {rule.concludes or rule.id}

    def flag(self, laws: Sequence[Law]) -> Flag:
        return laws[0].fires(self.rule)


@dataclass(frozen=True)
class Matters:
    """A part of a rule's condition decides something: without it, the condition holds, fails or is open of others.

    without: the condition without the part.
    """

    near: ClassVar[bool] = True

    rule: str
    without: s.Node

    def names(self, book: Rulebook) -> set[str]:
        return Fires(self.rule).names(book)

    def flag(self, laws: Sequence[Law]) -> Flag:
        law = laws[0]
        if not law.in_force(self.rule):
            return False
        pairs = law.conditions_of(self.rule, law.book.rules[self.rule].when, self.without)
        return either(*(either(differ(a.true, b.true), differ(a.false, b.false)) for a, b in pairs))


@dataclass(frozen=True)
class Gap:
    """No rule of a conclusion holds of somebody to whom it owes an answer, though all that its rules read is known.

    excused: conditions of those to whom it owes none. within: where it is looked for; None for everywhere.
    """

    near: ClassVar[bool] = True

    concludes: str
    excused: tuple[s.Node, ...] = ()
    within: s.Node | None = None

    def names(self, book: Rulebook) -> set[str]:
        return {self.concludes}.union(*(node.names for node in self.nodes))

    @property
    def nodes(self) -> tuple[s.Node, ...]:
        return self.excused if self.within is None else (*self.excused, self.within)

    def flag(self, laws: Sequence[Law]) -> Flag:
        law = laws[0]
        condition = owed(law.book, self.concludes, law.day, law.setting)
        if condition is None:
            return False
        spared = (law.formulas().test(node).true for node in self.excused)
        inside = True if self.within is None else law.formulas().test(self.within).true
        none = law.outcome(self.concludes).flags["none"]
        dates = law.book.conclusions[self.concludes].law_of
        wanted = law.formulas(dates[0] if dates else None).test(condition).true
        known = (law.known(name) for name in self.read(law.book, law.day, law.setting))
        return both(none, wanted, inside, *map(opposite, spared), *known)

    def read(self, book: Rulebook, day: date, setting: LawSetting) -> list[str]:
        """What the rules read, parameters left out."""
        rules = speaking(book.conclusions[self.concludes], day, setting)
        return sorted(frozenset[str]().union(*(rule.when.names for rule in rules)) - book.parameters.keys())
