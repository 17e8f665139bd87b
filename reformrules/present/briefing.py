"""The order in which a person reads an answer: what to do now, what holds, what is open, what to ask first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from reformrules.explain.findings import Answer, Finding, Question, SourceRef, Undetermined

if TYPE_CHECKING:
    from reformrules.explain.calendar import Calendar

ORDER = ("target_group", "obligation", "duty", "requirement", "benefit_rate", "right", "exemption", "scheme_status",
         "sanction", "office", "initiative", "review", "authority")  # fmt: skip
TO_DO = ("due", "overdue")
NEGATIVE_TOO = ("duty", "requirement")  # of these kinds a plain `no` is worth reading too


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the labels of all that waits for its answer."""

    question: Question
    waiting: list[Undetermined]


@dataclass(frozen=True, slots=True)
class Briefing:
    """An answer put in order.

    to_do: obligations that are due or overdue, by deadline. settled: obligations met, met too late or lifted.
    by_kind: all other findings worth reading, by kind in `ORDER`. told: what is open for another reason than a
    missing fact, or has a note. waiting: what only waits for facts. asked: the questions, most settling first.
    """

    groups: list[Finding]
    to_do: list[Finding]
    settled: list[Finding]
    by_kind: dict[str, list[Finding]]
    told: list[Undetermined]
    waiting: list[Undetermined]
    asked: list[Asked]


def briefing(answer: Answer) -> Briefing:
    """The answer in the order of a reader."""
    obligations = sorted(of_kind(answer.findings, "obligation"), key=by_deadline)
    kinds = {kind: of_kind(answer.findings, kind) for kind in ORDER if kind not in ("target_group", "obligation")}
    open_ = in_order(answer.undetermined)
    spoken = told(open_)
    return Briefing(
        of_kind(answer.findings, "target_group"),
        [f for f in obligations if f.state in TO_DO],
        [f for f in obligations if f.state not in TO_DO],
        {kind: found for kind, found in kinds.items() if found},
        spoken,
        [item for item in open_ if item not in spoken],
        asked(open_),
    )


def shown(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that a page shows: not that a right, a scheme or an exemption does not apply."""
    return [f for f in findings if f.outcome is not False or f.kind in NEGATIVE_TOO]


def of_kind(findings: Iterable[Finding], kind: str) -> list[Finding]:
    """The findings of a kind that a page shows."""
    return [f for f in shown(findings) if f.kind == kind]


def by_deadline(finding: Finding) -> tuple[bool, date, str]:
    """The order of obligations: what is still to be done comes first."""
    return finding.state not in TO_DO, finding.deadline or date.max, finding.subject


def in_order(items: Iterable[Undetermined]) -> list[Undetermined]:
    """What is not settled, in the order of what is."""
    return sorted(items, key=lambda item: ORDER.index(item.kind))


def told(items: Iterable[Undetermined]) -> list[Undetermined]:
    """What is not settled for another reason than a missing fact; missing facts are asked for once for all."""
    return [item for item in items if item.reason != "missing_input" or item.note is not None]


def cited_by(answer: Answer | Calendar) -> dict[str, SourceRef]:
    """The sources that a page of an answer cites, each once."""
    citing = [f.sources for f in shown(answer.findings)] + [item.sources for item in told(answer.undetermined)]
    return {source.id: source for sources in citing for source in sources}


def asked(items: Iterable[Undetermined]) -> list[Asked]:
    """The questions behind all that is undetermined, each once, those that most findings wait for first."""
    found: dict[str, Asked] = {}
    for item in items:
        for question in item.ask:
            found.setdefault(question.text.da, Asked(question, [])).waiting.append(item)
    return sorted(found.values(), key=lambda a: (-len(a.waiting), a.question.text.da))
