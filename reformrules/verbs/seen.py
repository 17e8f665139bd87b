"""What the explain reading says of a citizen by a rulebook, and how two rulebooks differ in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from reformrules.explain.program import Program
from reformrules.explain.reference import Run
from reformrules.explain.verdicts import Verdict, verdict
from reformrules.prove.differing import Differs, Kind

DETAILS: tuple[Kind, ...] = ("required", "counted_from", "deadline", "first_by")


@dataclass(frozen=True, slots=True)
class Seen:
    """What one rulebook says of a citizen on a day."""

    program: Program
    run: Run

    def duty(self, id_: str) -> Verdict | None:
        """What is said of an obligation; None where it is not in force."""
        duty = self.program.duties.get(id_)
        return None if duty is None else verdict(self.program, self.run, duty, ask=False)

    def conclusion(self, name: str) -> Verdict:
        """What is said of a conclusion."""
        return verdict(self.program, self.run, self.program.by_name[name], ask=False)

    def duties(self, rules: Sequence[str]) -> list[Verdict]:
        """What is said of obligations of one kind, those left out that are nothing to the citizen."""
        said = (self.duty(id_) for id_ in rules)
        return [one for one in said if one is not None and one.state != "none"]


def differences(claim: Differs, one: Seen, other: Seen) -> set[Kind]:
    """The kinds of difference that a reader sees."""
    if claim.duties:
        return set(_of_duties(one.duties(claim.duties), other.duties(claim.duties)))
    return set(_of_conclusions(one.conclusion(claim.subject), other.conclusion(claim.subject)))


def _of_conclusions(one: Verdict, other: Verdict) -> Iterator[Kind]:
    if "undetermined" in (one.state, other.state):
        yield from _openings(one.state == "undetermined", other.state == "undetermined")
        if one.state == other.state and one.inquiry.reason != other.inquiry.reason:
            yield "reason"
    elif one.state != other.state:
        yield "begins" if one.state == "none" else "ends"
    elif one.outcome != other.outcome:
        yield "value"


def _of_duties(one: Sequence[Verdict], other: Sequence[Verdict]) -> Iterator[Kind]:
    open_ = [any(said.state == "undetermined" for said in side) for side in (one, other)]
    if any(open_):
        yield from _openings(*open_)
        return
    if bool(one) != bool(other):
        yield "begins" if other else "ends"
        return
    applying = [[said for said in side if said.duty != "exempt"] for side in (one, other)]
    if bool(applying[0]) != bool(applying[1]):
        yield "lifted" if applying[0] else "bound"
    if all(applying):
        yield from (d for d in DETAILS if _told(applying[0], d) != _told(applying[1], d))
        if _told(applying[0], "done") != _told(applying[1], "done"):
            yield "counting"


def _openings(one: bool, other: bool) -> Iterator[Kind]:
    if one != other:
        yield "opens" if other else "settles"


def _told(duties: Sequence[Verdict], detail: str) -> set[Any]:
    return {getattr(said, detail) for said in duties}
