"""What was reached of one case on one date: each finding with all that it rests on, before it is put into words."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from reformrules.explain.grounds import Grounds, grounds_of
from reformrules.explain.reference import Run
from reformrules.explain.verdicts import Verdict, verdict, verdicts
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.status import SO_FAR, LawSetting, Status

if TYPE_CHECKING:
    from reformrules.explain.session import Explainer


@dataclass(frozen=True, slots=True)
class Settled:
    """A finding with all that it rests on.

    run: where it was reached; facts that cannot change the answer are filled in there.
    """

    said: Verdict
    run: Run
    grounds: Grounds


@dataclass(frozen=True, slots=True)
class Lower:
    """What would be answered if the law setting went further down the ladder of legal status, to `status`."""

    report: Report
    settled: Settled
    status: Status


@dataclass(frozen=True, slots=True)
class Open:
    """What is undetermined; `said.inquiry` is what stands in the way of an answer."""

    said: Verdict
    lower: Lower | None


@dataclass(frozen=True, slots=True)
class Reached:
    """All that applies to one case on one date.

    so_far: what the law as adopted so far says instead, where it may say something else.
    """

    report: Report
    settled: list[Settled]
    open: list[Open]
    so_far: Reached | None = None


class Report:
    """The verdicts of one run, and what they rest on.

    ask: whether what is undetermined matters too. only: the subjects to speak of, all when left out.
    """

    def __init__(self, explainer: Explainer, run: Run, ask: bool = True, only: Container[str] | None = None) -> None:
        self.explainer, self.run, self.book = explainer, run, explainer.book
        self.law = run.facts.setting
        self.program = explainer.program(run.facts.on, self.law)
        self.verdicts = verdicts(self.program, run, ask, only)
        self._lower_reports: dict[LawSetting, Report] = {}

    def settled(self) -> list[Settled]:
        """All that is settled."""
        return [self.settle(said) for said in self.verdicts.values() if said.state == "settled"]

    def settled_beside(self, other: Report) -> list[Settled]:
        """All that is settled here and is not the same in another report."""
        settled = (said for said in self.verdicts.values() if said.state == "settled")
        return [self.settle(said) for said in settled if not _same(other.verdicts.get(said.subject), said)]

    def open(self) -> list[Open]:
        """All that is undetermined, and not only because what it follows is."""
        return [self.leave_open(said) for name, said in self.verdicts.items() if self._is_open(name)]

    def _is_open(self, name: str) -> bool:
        conclusion = self.book.conclusions.get(name)
        leader = conclusion.model.follows if conclusion else None
        return self._undetermined(name) and not (leader and self._undetermined(leader))

    def _undetermined(self, name: str) -> bool:
        said = self.verdicts.get(name)
        return said is not None and said.state == "undetermined"

    def rests_on_coming_law(self) -> bool:
        """Whether the law as adopted so far could answer otherwise: some date whose law is read lies that far ahead."""
        coming = self.book.coming_day(SO_FAR, self.law)
        nodes = [node for c in self.book.conclusions.values() for node in c.law_of]
        days = [self.run.facts.on, *(self.program.closure(node)(self.run.facts) for node in nodes)]
        return any(isinstance(day, date) and day >= coming for day in days)

    def settle(self, said: Verdict) -> Settled:
        """A settled verdict with all that it rests on."""
        run = said.run if said.by_cases and said.run is not None else self.run
        return Settled(said, run, grounds_of(self.program, run, said.subject, said.duty == "exempt"))

    def leave_open(self, said: Verdict) -> Open:
        """An undetermined verdict, with what rules further down the ladder would answer."""
        return Open(said, self._lower(said.subject) if said.inquiry.reason == "law_not_verified" else None)

    def _lower(self, name: str) -> Lower | None:
        for law in LawSetting:
            if law.floor <= self.law.floor or not _could_answer(self.book, name, law):
                continue
            report = self._report_under(law)
            item = report.program.by_name.get(name) or report.program.duties.get(name)
            said = verdict(report.program, report.run, item, ask=False) if item is not None else None
            if said is not None and said.state == "settled":
                settled = report.settle(said)
                status = max(settled.grounds.weight.status, law.floor)  # it takes that law, be it only to rule it out
                return Lower(report, settled, status)
        return None

    def _report_under(self, law: LawSetting) -> Report:
        if law not in self._lower_reports:
            run = self.explainer.run_under(self.run, law)
            self._lower_reports[law] = Report(self.explainer, run, ask=False, only=())
        return self._lower_reports[law]


def _same(now: Verdict | None, then: Verdict) -> bool:
    return now is not None and all(
        getattr(now, name) == getattr(then, name) for name in ("state", "outcome", "required", "deadline", "duty")
    )


@lru_cache(maxsize=4096)
def _could_answer(book: Rulebook, name: str, law: LawSetting) -> bool:
    """Whether a rule of this law setting, and of none above it, is among those that an answer rests on."""
    names = {name, *book.rests_on(name)} & book.conclusions.keys()
    return any(rule.status == law.floor for c in names for rule in book.conclusions[c].rules)
