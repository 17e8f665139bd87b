"""What the workers compute: each task takes and gives plain data, and runs in a process that may be ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from dateutil.relativedelta import relativedelta

from reformrules.case.facts import Facts
from reformrules.case.intake import case_from_text, case_of, read_case
from reformrules.case.record import CaseRecord
from reformrules.cases import case_files
from reformrules.documents import Document
from reformrules.errors import InputError
from reformrules.explain.agenda import Deadline, agenda, in_order, waiting
from reformrules.explain.calendar import Calendar, calendar
from reformrules.explain.findings import Answer, Change, Text
from reformrules.explain.reference import interpret
from reformrules.explain.session import Explainer
from reformrules.explain.timeline import next_changes
from reformrules.explain.verdicts import verdict
from reformrules.explain.why import Why, WhyNot, why, why_not
from reformrules.explain.wording import LANGUAGES, named_value
from reformrules.present.case_timeline import YEARS_AHEAD, CaseTimeline, case_timeline, drawn
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.changes import phases
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.status import LawSetting

FILE = "case.yaml"  # what a case is called in a message; the name that the visitor gave is not repeated


@dataclass(slots=True)
class Kept:
    """What this process holds: the explainer of the rulebook that is served, and where it was read from."""

    explainer: Explainer | None = None
    rules: Path | None = None
    layers: tuple[str, ...] = ()


kept = Kept()


def prepare(rules: Path | None, layers: tuple[str, ...]) -> None:
    """Load the rulebook into this process."""
    kept.explainer, kept.rules, kept.layers = Explainer(load_rulebook(rules, layers)), rules, layers


def warm() -> None:
    """Do what the first answer would wait for."""
    _explainer().check(CaseRecord("warm", {}, {}), date.today())


def _explainer() -> Explainer:
    assert kept.explainer is not None  # a worker is prepared before it works
    return kept.explainer


def _case(text: str) -> CaseRecord:
    """The case in the text of a file; raises InputError with all its faults."""
    return case_from_text(text, rulebook().record, FILE)


def rulebook() -> Rulebook:
    """The rulebook that is served."""
    return _explainer().book


@dataclass(frozen=True, slots=True)
class Phase:
    """What group a citizen is in from a day on. now: the evaluation date itself; law: a phase of the law begins."""

    on: date
    now: bool
    groups: list[tuple[Text, Text]]
    open: list[Text]


@dataclass(frozen=True, slots=True)
class Progress:
    """A number on its way to a limit that the rulebook names."""

    subject: str
    concept: str
    label: Text
    value: Decimal | int
    shown: Text
    limit: Decimal | int
    limit_label: Text
    limit_shown: Text


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a case: the answer, the groups by phase, the numbers on their way to a limit."""

    answer: Answer
    phases: list[Phase]
    progress: list[Progress]


def read(text: str) -> tuple[str, dict[str, Any]]:
    """The pseudonym and the plain data of a case file; raises InputError with all its faults."""
    case = _case(text)
    assert case.document is not None  # a case that was read has one
    return case.id, case.document.data


def accept(document: Document) -> None:
    """Refuse data that are no case; raises InputError placed in the document."""
    case_of(document, rulebook().record)


def look(text: str, on: date, law: LawSetting) -> Look:
    """All that the case page says of a day."""
    explainer = _explainer()
    case = _case(text)
    answer = explainer.check(case, on, law)
    return Look(answer, _phases(explainer, case, on, law), list(_progress(explainer, case, answer, law)))


def _progress(explainer: Explainer, case: CaseRecord, answer: Answer, law: LawSetting) -> Iterator[Progress]:
    """The findings that are on their way to a number which the rulebook names."""
    book = explainer.book
    for finding in answer.findings:
        goal = book.conclusions[finding.subject].model.toward if finding.subject in book.conclusions else None
        if goal is None or not isinstance(finding.outcome, int | Decimal):
            continue
        run = interpret(explainer.program(answer.on, law), Facts(book, case, answer.on, law))
        limit = book.parameter(goal, answer.on, law) if goal in book.parameters else run.facts[goal]
        if isinstance(limit, int | Decimal):
            label, said = book.label(goal), (named_value(book, goal, limit, lang) for lang in LANGUAGES)
            yield Progress(
                finding.subject, finding.concept, finding.label, finding.outcome, finding.outcome_text, limit,
                Text(label.da, label.en), Text(*said),
            )  # fmt: skip


def _phases(explainer: Explainer, case: CaseRecord, on: date, law: LawSetting) -> list[Phase]:
    """The groups now, and from each coming phase of the law on, the record staying as it is."""
    days = [on, *(day for day in phases(explainer.book) if day > on)]
    found = [_phase(explainer, case, day, law, day == on) for day in days]
    return [phase for phase in found if phase.now or phase.groups or phase.open]


def _phase(explainer: Explainer, case: CaseRecord, day: date, law: LawSetting, now: bool) -> Phase:
    program, book = explainer.program(day, law), explainer.book
    run = interpret(program, Facts(book, case, day, law))
    phase = Phase(day, now, [], [])
    for name, conclusion in book.conclusions.items():
        if conclusion.model.kind != "target_group" or not conclusion.model.is_finding:
            continue
        said, label = verdict(program, run, program.by_name[name], ask=False), conclusion.model.label
        if said.state == "settled" and said.outcome is not False:
            value = Text(*(named_value(book, name, said.outcome, lang) for lang in LANGUAGES))
            phase.groups.append((Text(label.da, label.en), value))
        elif said.state == "undetermined":
            phase.open.append(Text(label.da, label.en))
    return phase


def changes(text: str, on: date, law: LawSetting) -> list[Change]:
    """What changes next for a case."""
    return next_changes(_explainer(), _case(text), on, law)


def deadlines(text: str, on: date, until: date | None, law: LawSetting) -> list[Deadline]:
    """What waits to be done in a case."""
    return agenda(_explainer(), _case(text), on, until, law)


def calendar_of(on: date, until: date | None, law: LawSetting) -> Calendar:
    """What the law says without a citizen."""
    return calendar(_explainer(), on, until, law)


def agenda_of(texts: list[str], on: date, until: date, law: LawSetting) -> list[Deadline]:
    """What waits in some cases, and what arises by a day."""
    return in_order(one for text in texts for one in deadlines(text, on, until, law))


def agenda_of_folder(
    folder: Path, on: date, until: date, law: LawSetting, lang: str
) -> tuple[list[Deadline], int, list[str]]:
    """What waits in the cases of a folder, the number of cases, and why others could not be read."""
    explainer, found, aside = _explainer(), list[Deadline](), list[str]()
    files = case_files([folder], explainer.book.layers)
    for file in files:
        try:
            case = read_case(str(file), explainer.book.record)
        except InputError as error:
            aside += [f"{file.name}: {problem.message.in_(lang)}" for problem in error.problems]
            continue
        found += [one for one in waiting(explainer, case, on, law) if one.by <= until]
    return in_order(found), len(files), aside


def timeline(text: str, on: date, law: LawSetting, lang: str) -> tuple[CaseTimeline, str]:
    """A case along a line of time, as rows and as SVG."""
    found = timeline_rows(text, on, law, lang)
    return found, drawn(found, lang)


def timeline_rows(text: str, on: date, law: LawSetting, lang: str) -> CaseTimeline:
    """A case along a line of time."""
    explainer = _explainer()
    case = _case(text)
    settled = [f for f in explainer.check(case, on, law).findings if f.state not in (None, "due", "overdue")]
    coming = agenda(explainer, case, on, on + relativedelta(years=YEARS_AHEAD), law)
    return case_timeline(explainer.book, case, on, settled, coming, lang)


def explain(text: str, on: date, law: LawSetting, subject: str) -> Why:
    """The chain of rules behind one finding; raises InputError for an unknown one."""
    return why(_explainer(), _case(text), on, law, subject)


def explain_not(text: str, on: date, law: LawSetting, rule: str) -> WhyNot:
    """Why a rule does not hold; raises InputError for an unknown one."""
    return why_not(_explainer(), _case(text), on, law, rule)
