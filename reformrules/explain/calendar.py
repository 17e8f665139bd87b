"""The calendar: what the law says on a date without any citizen, and what changes in it until another date.

It answers the conclusions that rest on the date alone: what is asked of authorities, and which schemes
are open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reformrules.case.record import CaseRecord
from reformrules.explain.active import ActiveConclusion
from reformrules.explain.findings import Change, EngineInfo, Finding, RulebookInfo, Undetermined
from reformrules.explain.report import Report
from reformrules.explain.sentences import finding, undetermined
from reformrules.explain.session import Explainer, rulebook_info
from reformrules.explain.timeline import differences
from reformrules.explain.verdicts import Verdict, verdict
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.status import DEFAULT_SETTING, LawSetting

NOBODY = CaseRecord("calendar", {}, {})


@dataclass(frozen=True, slots=True)
class Calendar:
    """What the law says on a day, and the changes after it up to and including `until`."""

    on: date
    until: date | None
    law: str
    engine: EngineInfo
    rulebook: RulebookInfo
    findings: list[Finding]
    undetermined: list[Undetermined]
    changes: list[Change]


def calendar(explainer: Explainer, on: date, until: date | None = None, law: LawSetting = DEFAULT_SETTING) -> Calendar:
    """The calendar of a day, and of the days after it up to `until`; raises EngineDifference."""
    report, said = Report(explainer, explainer.run(NOBODY, on, law), ask=False), _said(explainer, on, law)
    findings = [finding(report, report.settle(v)) for v in said.values() if v.state == "settled"]
    open_ = [undetermined(report, report.leave_open(v)) for v in said.values() if v.state == "undetermined"]
    days = [day for day in explainer.book.boundaries if until is not None and on < day <= until]
    changes = [_change(explainer, day, law) for day in days]
    info = rulebook_info(explainer.book)
    return Calendar(on, until, law.value, explainer.engine, info, findings, open_, [c for c in changes if c.changes])


def of_the_date_alone(book: Rulebook, name: str) -> bool:
    """Whether a conclusion is a finding that rests on no fact of a case."""
    model = book.conclusions[name].model
    return model.kind != "term" and model.shown and not book.rests_on(name) & book.facts.keys()


def _said(explainer: Explainer, day: date, law: LawSetting) -> dict[str, Verdict]:
    run, program = explainer.run(NOBODY, day, law), explainer.program(day, law)
    asked: list[ActiveConclusion] = [a for a in program.conclusions if of_the_date_alone(explainer.book, a.name)]
    return {active.name: verdict(program, run, active, ask=False) for active in asked}


def _change(explainer: Explainer, day: date, law: LawSetting) -> Change:
    before, after = (_said(explainer, date.fromordinal(day.toordinal() - back), law) for back in (1, 0))
    return Change(day, True, differences(explainer.book, before, after))
