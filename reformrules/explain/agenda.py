"""The agenda: who must do what by when, for many cases, what is overdue first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from reformrules.case.facts import Facts
from reformrules.case.record import CaseRecord
from reformrules.explain.findings import Finding, SourceRef, State, Text, Value
from reformrules.explain.reference import interpret
from reformrules.explain.report import Report
from reformrules.explain.sentences import finding
from reformrules.explain.session import Explainer
from reformrules.explain.timeline import Timeline
from reformrules.rulebook.status import DEFAULT_SETTING, LawSetting

WAITING = ("due", "overdue")


@dataclass(frozen=True, slots=True)
class Deadline:
    """One thing that somebody must have done by a day.

    by: the next day on which something of it must be done, the deadline or an earlier one for the first.
    from_: the day from which it is known, the evaluation date or a later one on which it arises.
    office: who has the case, by the findings of that kind on `from_`.
    """

    case: str
    rule: str
    of: Text
    what: Text
    by: date
    deadline: date
    state: State
    required: Value
    done: int | None
    counted_from: date | None
    from_: date
    office: list[Text]
    text: Text
    status: str
    sources: list[SourceRef]


def agenda(
    explainer: Explainer, case: CaseRecord, on: date, until: date | None = None, law: LawSetting = DEFAULT_SETTING
) -> list[Deadline]:
    """What waits to be done in a case, overdue first.

    Without `until`, all that holds on the day. With it, what must be done up to and including it, and so also what
    arises after the day, the record staying as it is.
    """
    found = {(d.rule, d.counted_from, d.by): d for d in waiting(explainer, case, on, law)}
    if until is not None:
        for day, _, _ in Timeline(explainer, case, law).changes(on, until):
            for later in waiting(explainer, case, day, law):
                if later.by >= day:  # what goes overdue later was waiting before
                    found.setdefault((later.rule, later.counted_from, later.by), later)
        found = {key: one for key, one in found.items() if one.by <= until}
    return in_order(found.values())


def in_order(deadlines: Iterable[Deadline]) -> list[Deadline]:
    """Overdue first, then by the day, the case and the rule."""
    return sorted(deadlines, key=lambda one: (one.state != "overdue", one.by, one.case, one.rule))


def waiting(explainer: Explainer, case: CaseRecord, day: date, law: LawSetting) -> Iterator[Deadline]:
    """What waits on a day, whenever it must be done."""
    run = interpret(explainer.program(day, law), Facts(explainer.book, case, day, law))
    report = Report(explainer, run, ask=False)
    names = [name for name, said in report.verdicts.items() if said.state == "settled" and said.duty in WAITING]
    if names:
        office = [told.outcome_text for told in _offices(report)]
        for name in names:
            told = finding(report, report.settle(report.verdicts[name]))
            if told.deadline is not None and told.of is not None and told.what is not None:
                yield _deadline(case.id, told, day, office)


def _offices(report: Report) -> Iterator[Finding]:
    """The offices that are named; a yes or no about the case names none."""
    for name, said in report.verdicts.items():
        conclusion = report.book.conclusions.get(name)
        named = conclusion is not None and conclusion.model.kind == "office" and conclusion.model.type != "bool"
        if named and said.state == "settled":
            yield finding(report, report.settle(said))


def _deadline(case: str, told: Finding, day: date, office: list[Text]) -> Deadline:
    assert told.deadline is not None
    assert told.of is not None
    assert told.what is not None
    assert told.state is not None  # an obligation that waits has them all
    by = told.first_by if told.first_by and not told.done else told.deadline
    return Deadline(
        case, told.rule, told.of, told.what, by, told.deadline, told.state, told.required,
        told.done, told.counted_from, day, office, told.text, told.status, told.sources,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """Which deadlines are wanted; what is None does not choose.

    kind: the rule, or what must be done. who: who must do it. office: who has the case. Each in Danish or English.
    """

    kind: str | None = None
    who: str | None = None
    office: str | None = None

    def takes(self, one: Deadline) -> bool:
        """Whether a deadline is wanted."""
        return (
            _named(self.kind, [Text(one.rule, one.rule), one.what])
            and _named(self.who, [one.of])
            and _named(self.office, one.office)
        )


def _named(wanted: str | None, names: Iterable[Text]) -> bool:
    return wanted is None or any(wanted.casefold() in (name.da.casefold(), name.en.casefold()) for name in names)
