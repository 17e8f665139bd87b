"""One case answered twice, on two dates, under two law settings or by two rulebooks: what differs, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reformrules.case.record import CaseRecord
from reformrules.explain.findings import Answer, Finding, Text, Undetermined
from reformrules.explain.session import Explainer
from reformrules.explain.why import Why, why
from reformrules.rulebook.duty_kinds import kinds
from reformrules.rulebook.status import LawSetting

Item = Finding | Undetermined


@dataclass(frozen=True, slots=True)
class Reading:
    """How one side is read."""

    explainer: Explainer
    on: date
    law: LawSetting


@dataclass(frozen=True, slots=True)
class Told:
    """What one side says of a subject, and the chain of rules behind it where it is settled."""

    item: Item
    why: Why | None


@dataclass(frozen=True, slots=True)
class Contrast:
    """A subject of which the two sides say different things; of obligations of a kind there may be several."""

    subject: str
    label: Text
    before: list[Told]
    after: list[Told]


@dataclass(frozen=True, slots=True)
class Contrasted:
    """Both answers of a case, and what differs between them."""

    before: Answer
    after: Answer
    differences: list[Contrast]


def contrast(case: CaseRecord, one: Reading, other: Reading) -> Contrasted:
    """Answer a case on both sides and explain the differences; raises EngineDifference."""
    answers = [reading.explainer.check(case, reading.on, reading.law) for reading in (one, other)]
    subjects = {r: kind for kind, rules in kinds((one.explainer.book, other.explainer.book)).items() for r in rules}
    before, after = (_by_subject(answer, subjects) for answer in answers)
    found = []
    for subject in {**before, **after}:
        sides = before.get(subject, []), after.get(subject, [])
        if sorted(map(_said, sides[0])) != sorted(map(_said, sides[1])):
            told = [
                [_told(case, reading, i) for i in items] for reading, items in zip((one, other), sides, strict=True)
            ]
            found.append(Contrast(subject, (sides[0] or sides[1])[0].label, told[0], told[1]))
    return Contrasted(answers[0], answers[1], found)


def _by_subject(answer: Answer, kinds_of: dict[str, str]) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    items: list[Item] = [*answer.findings, *answer.undetermined]
    for item in items:
        found.setdefault(kinds_of.get(item.subject, item.subject), []).append(item)
    return found


def _said(item: Item) -> tuple[str, ...]:
    """What must differ for an answer to differ."""
    if isinstance(item, Undetermined):
        return "undetermined", item.reason
    return str(item.outcome), str(item.required), str(item.deadline)


def _told(case: CaseRecord, reading: Reading, item: Item) -> Told:
    settled = isinstance(item, Finding)
    return Told(item, why(reading.explainer, case, reading.on, reading.law, item.subject) if settled else None)
