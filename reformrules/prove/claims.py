"""What can be asked: each claim names what it rests on, and gives the formula of what would speak against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from reformrules.prove.law import Law, same_outcome
from reformrules.prove.terms import Flag, both, either, opposite
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import Rulebook


class Claim(Protocol):
    """Something that may be true of a citizen on a day."""

    def names(self, book: Rulebook) -> set[str]:
        """The facts, conclusions, parameters and obligations that it rests on."""
        ...

    def flag(self, laws: Sequence[Law]) -> Flag:
        """Whether it is true, by the law of each rulebook."""
        ...


@dataclass(frozen=True)
class Met:
    """A condition is known to hold, and where obligations are named, one of them applies."""

    condition: s.Node
    duties: tuple[str, ...] = ()

    def names(self, book: Rulebook) -> set[str]:
        return {*self.condition.names, *self.duties}

    def flag(self, laws: Sequence[Law]) -> Flag:
        law = laws[0]
        holds = law.formulas().test(self.condition).true
        return both(holds, either(*(law.duty(id_)["applies"] for id_ in self.duties))) if self.duties else holds


@dataclass(frozen=True)
class Contradicted:
    """Two rules that hold say different things of one subject, and neither overrides the other."""

    name: str

    def names(self, book: Rulebook) -> set[str]:
        return {self.name}

    def flag(self, laws: Sequence[Law]) -> Flag:
        return laws[0].outcome(self.name).flags["disagreement"]


@dataclass(frozen=True)
class Fires:
    """A rule holds and nothing that overrides it does."""

    rule: str

    def names(self, book: Rulebook) -> set[str]:
        rule = book.rules[self.rule]
        return {rule.concludes or rule.id}

    def flag(self, laws: Sequence[Law]) -> Flag:
        return laws[0].fires(self.rule)


@dataclass(frozen=True)
class Fails:
    """A part of a rule's condition is known not to hold, or is open."""

    part: s.Node
    rule: str

    def names(self, book: Rulebook) -> set[str]:
        return {*self.part.names, *Fires(self.rule).names(book)}

    def flag(self, laws: Sequence[Law]) -> Flag:
        return opposite(laws[0].part(self.rule, self.part).true)


@dataclass(frozen=True)
class Gap:
    """No row of a table holds, though all that its rows read is known, and its conclusion has no other answer."""

    table: str
    rules: tuple[str, ...]
    concludes: str

    def names(self, book: Rulebook) -> set[str]:
        return {self.concludes}

    def flag(self, laws: Sequence[Law]) -> Flag:
        law = laws[0]
        return both(law.outcome(self.concludes).flags["none"], *(law.known(name) for name in self.read(law.book)))

    def read(self, book: Rulebook) -> list[str]:
        """What the rows read, parameters left out."""
        read = set().union(*(book.rules[rule].when.names for rule in self.rules))
        return sorted(read - book.parameters.keys())


@dataclass(frozen=True)
class Differs:
    """Two rulebooks give different answers about one subject: a conclusion, or an obligation."""

    subject: str

    def names(self, book: Rulebook) -> set[str]:
        return {self.subject} & (book.conclusions.keys() | book.rules.keys())

    def flag(self, laws: Sequence[Law]) -> Flag:
        one, other = laws
        if self.subject in one.book.conclusions and self.subject in other.book.conclusions:
            return opposite(same_outcome(one.outcome(self.subject), other.outcome(self.subject)))
        states = [law.duty(self.subject) if self.subject in law.book.rules else NO_DUTY for law in laws]
        same = (either(both(states[0][k], states[1][k]), both(*(opposite(st[k]) for st in states))) for k in states[0])
        return opposite(both(*same))


NO_DUTY: dict[str, Flag] = {"none": True, "applies": False, "lifted": False, "open": False}
