"""What two rulebooks can differ in: of a conclusion its answer, of the obligations of one kind all that is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from reformrules.prove.law import Law
from reformrules.prove.outcomes import DUTY_DETAILS, NO_DUTY, Duty, Outcome, same_outcome, same_reason, same_value
from reformrules.prove.terms import Flag, Term, both, either, equal, iff, opposite
from reformrules.prove.world import cone
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.domains import domain

Kind = Literal[
    "value", "begins", "ends", "opens", "settles", "reason",
    "lifted", "bound", "required", "counted_from", "deadline", "first_by", "counting",
]  # fmt: skip
"""A kind of difference, told from the first rulebook to the second.

value: another answer. begins, ends: an answer, or an obligation, where there is none on the other side. opens,
settles: undetermined on one side only. reason: undetermined for another reason. lifted, bound: an obligation is
lifted on one side only. The others: an obligation that applies on both sides, with something else told of it.
"""

OF_CONCLUSIONS: tuple[Kind, ...] = ("value", "begins", "ends", "opens", "settles", "reason")
OF_DUTIES: tuple[Kind, ...] = (
    "begins", "ends", "lifted", "bound", "required", "deadline", "first_by", "counted_from", "counting", "opens",
    "settles",
)  # fmt: skip
OPEN: tuple[Kind, ...] = ("opens", "settles", "reason")
"""Kinds of which no citizen with a known answer on both sides can be an example."""


@dataclass(frozen=True)
class Differs:
    """Two rulebooks say different things of one subject.

    subject: a conclusion; or the name of a kind of obligation, whose rules are `duties`, in either rulebook.
    kind: None for any kind of difference. filled: only of those of whom every fact is known that explain can fill in.
    decided: only of those for whom the law leaves nothing open between a few values, which explain fills in as well.
    """

    near: ClassVar[bool] = False

    subject: str
    duties: tuple[str, ...] = ()
    kind: Kind | None = None
    filled: bool = False
    decided: bool = False

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of difference that there can be."""
        return OF_DUTIES if self.duties else OF_CONCLUSIONS

    def names(self, book: Rulebook) -> set[str]:
        return set(self.duties) & book.rules.keys() if self.duties else {self.subject} & book.conclusions.keys()

    def flag(self, laws: Sequence[Law]) -> Flag:
        one, other = laws
        if self.duties:
            found = _duties(_owed(one, self.duties), _owed(other, self.duties), self.kind)
        else:
            found = _outcomes(one.outcome(self.subject), other.outcome(self.subject), self.kind)
        return both(found, *(flag for law in laws for flag in self._spared(law)))

    def _spared(self, law: Law) -> Iterator[Flag]:
        """What must hold of those of whom alone it is asked."""
        book, below = law.book, cone(law.book, self.names(law.book))
        if self.kind is not None:  # a difference is seen where it is known what has been done
            duties = (book.rules[id_].obligation for id_ in self.duties if id_ in book.rules)
            yield from (law.known(duty.model.counting) for duty in duties if duty is not None)
        if self.filled:
            yield from (law.known(name) for name in sorted(below & book.facts.keys()) if domain(book, name))
        if self.decided:
            for name in sorted(below & book.conclusions.keys()):
                if any(rule.because is not None and rule.because.among for rule in book.conclusions[name].rules):
                    yield opposite(law.outcome(name).flags["law"])


def _outcomes(one: Outcome, other: Outcome, kind: Kind | None) -> Flag:
    settled, none = (tuple(o.flags[state] for o in (one, other)) for state in ("settled", "none"))
    found: dict[Kind | None, Callable[[], Flag]] = {
        None: lambda: opposite(same_outcome(one, other)),
        "value": lambda: both(*settled, opposite(same_value(one, other))),
        "begins": lambda: both(none[0], settled[1]),
        "ends": lambda: both(settled[0], none[1]),
        "opens": lambda: both(opposite(one.term.unknown), other.term.unknown),
        "settles": lambda: both(one.term.unknown, opposite(other.term.unknown)),
        "reason": lambda: both(one.term.unknown, other.term.unknown, opposite(same_reason(one, other))),
    }
    return found[kind]()


def _owed(law: Law, rules: Sequence[str]) -> list[Duty]:
    found = (law.duty(id_) for id_ in rules if id_ in law.book.rules)
    return [duty for duty in found if duty != NO_DUTY]


def _duties(one: Sequence[Duty], other: Sequence[Duty], kind: Kind | None) -> Flag:
    """Obligations of one kind are the same where the same is told of them, whichever rules they come from."""
    if kind is None:
        same = (
            iff(either(*(d.open for d in one)), either(*(d.open for d in other))),
            *(_told_alike(_in(one, state), _in(other, state), DUTY_DETAILS) for state in ("applies", "lifted")),
        )
        return opposite(both(*same))
    applies, lifted, open_ = (
        tuple(either(*(getattr(d, state) for d in duties)) for duties in (one, other))
        for state in ("applies", "lifted", "open")
    )
    some = tuple(map(either, applies, lifted))
    closed = both(*map(opposite, open_))
    if kind in DUTY_DETAILS:
        alike = _told_alike(_in(one, "applies"), _in(other, "applies"), (kind,))
        return both(closed, *applies, opposite(alike))
    found: dict[Kind, Flag] = {
        "begins": both(closed, opposite(some[0]), some[1]),
        "ends": both(closed, some[0], opposite(some[1])),
        "lifted": both(closed, applies[0], opposite(applies[1]), lifted[1]),
        "bound": both(closed, applies[1], opposite(applies[0]), lifted[0]),
        "opens": both(opposite(open_[0]), open_[1]),
        "settles": both(open_[0], opposite(open_[1])),
    }
    return found[kind]


Told = Sequence[tuple[Flag, dict[str, Term]]]


def _in(duties: Sequence[Duty], state: str) -> Told:
    return [(getattr(duty, state), duty.details) for duty in duties if getattr(duty, state) is not False]


def _told_alike(one: Told, other: Told, details: Sequence[str]) -> Flag:
    return both(_told_in(one, other, details), _told_in(other, one, details))


def _told_in(these: Told, those: Told, details: Sequence[str]) -> Flag:
    return both(
        *(either(opposite(f), *(both(g, *(_same(t[d], u[d]) for d in details)) for g, u in those)) for f, t in these)
    )


def _same(one: Term, other: Term) -> Flag:
    return both(iff(one.none, other.none), either(one.none, equal(one.value, other.value)))
