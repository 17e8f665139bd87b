"""What a case file expects, date by date, and whether the rulebook says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, get_args

from reformrules.case.record import CaseRecord
from reformrules.days import in_range, read_day
from reformrules.errors import Both, InputError, Invalid, Place, Problem, nearest, quoted
from reformrules.explain.findings import State
from reformrules.explain.grounds import grounds_of
from reformrules.explain.program import Program
from reformrules.explain.reference import Run
from reformrules.explain.session import Explainer
from reformrules.explain.verdicts import Verdict, verdict
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.models import Bilingual
from reformrules.rulebook.status import DEFAULT_SETTING, LawSetting, Status

UNDETERMINED, NONE = "undetermined", "none"
NO_RULE = Bilingual(da="ingen regel gælder", en="no rule applies")
REASONS = ("missing_input", "law_not_verified", "needs_assessment")
STATES: tuple[str, ...] = get_args(State)
DETAILS = ("outcome", "status", "state", "required", "done", "deadline", "first_by", "counted_from", "ask")


@dataclass(frozen=True, slots=True)
class Expectation:
    """One expected value: of a subject on a date under a law setting; `detail` is one of DETAILS."""

    on: date
    law: LawSetting
    subject: str
    detail: str
    wanted: Any


@dataclass(frozen=True, slots=True)
class Result:
    """An expectation with what the rulebook says."""

    expectation: Expectation
    said: Any
    why: Bilingual | None = None

    @property
    def passed(self) -> bool:
        return _equal(self.expectation.wanted, self.said)


def read_expectations(case: CaseRecord, book: Rulebook) -> list[Expectation]:
    """The expectations of a case file; raises InputError when they are not well formed."""
    reader = _Reader(case, book)
    found = list(reader.read())
    if reader.problems:
        raise InputError(*reader.problems)
    return found


class _Reader:
    """Reads what a case file expects; what is wrong is kept with its place, and the rest is read on."""

    def __init__(self, case: CaseRecord, book: Rulebook) -> None:
        self.case, self.book, self.problems = case, book, list[Problem]()
        self.duties = {rule.id for rule in book.obligations}

    def refuse(self, message: Both, *keys: str) -> None:
        document = self.case.document
        place = document.place(("expect", *keys)) if document else Place(self.case.file)
        self.problems.append(Problem(message, place))

    def read(self) -> Iterator[Expectation]:
        expect = self.case.expect
        if expect is not None and not isinstance(expect, dict):
            self.refuse(_DATES)
            return
        for key, wanted in (expect or {}).items():
            try:
                on, law = _key(key)
            except Invalid as error:
                self.refuse(error.said, key)
            else:
                yield from self.subjects(on, law, wanted, key)

    def subjects(self, on: date, law: LawSetting, wanted: Any, key: str) -> Iterator[Expectation]:
        if not isinstance(wanted, dict):
            self.refuse(_FINDINGS, key)
            return
        for subject, value in wanted.items():
            if subject not in self.book.conclusions and subject not in self.duties:
                valid = [*self.book.conclusions, *self.duties]
                self.refuse(_NO_FINDING + quoted(subject) + nearest(subject, valid), key, subject)
                continue
            details = value if isinstance(value, dict) else {"outcome": value}
            for detail, part in details.items():
                at = (key, subject, detail) if isinstance(value, dict) else (key, subject)
                fault = self.fault(subject, detail, part)
                if fault is None:
                    yield Expectation(on, law, subject, detail, part)
                else:
                    self.refuse(fault, *at)

    def fault(self, subject: str, detail: str, wanted: Any) -> Both | None:
        """Why nothing could ever meet an expectation, or None."""
        if detail not in DETAILS:
            unknown, name = Both("ukendt detalje ", "unknown detail "), quoted(detail)
            return unknown + name + Both(f" ved `{subject}`", f" of `{subject}`") + nearest(detail, DETAILS)
        valid = self.values(subject, detail)
        if not valid or not isinstance(wanted, str) or wanted in valid:
            return None
        of = Both("", "") if detail == "outcome" else Both(f"`{detail}` ved ", f"`{detail}` of ")
        never = Both(f"`{subject}` er aldrig ", f"`{subject}` is never ")
        return of + never + quoted(wanted) + nearest(wanted, valid)

    def values(self, subject: str, detail: str) -> tuple[str, ...]:
        """All texts that a detail of a finding may be, or nothing when they cannot be listed."""
        if detail == "status":
            return (*Status.__members__, NONE)
        model = self.book.conclusions[subject].model if subject in self.book.conclusions else None
        if detail not in ("outcome", "state") or (model and not model.one_of):
            return ()
        own = tuple(model.one_of or ()) if model else STATES
        return (*own, NONE, UNDETERMINED, *(f"{UNDETERMINED} {reason}" for reason in REASONS))


_DATES = Both(
    "`expect` rummer datoer, hver med de svar, der ventes",
    "`expect` takes dates, each with what is expected of the findings",
)
_FINDINGS = Both(
    "en dato rummer emner, hvert med det svar, der ventes", "a date takes findings, each with what is expected of it"
)
_NO_FINDING = Both("ukendt emne ", "unknown finding ")


def _key(key: str) -> tuple[date, LawSetting]:
    day, _, setting = key.partition(" ")
    on = in_range(read_day(day))
    if setting and setting not in LawSetting.__members__:
        unknown = Both("ukendt valg af lov ", "unknown law setting ")
        raise Invalid(unknown + quoted(setting) + nearest(setting, LawSetting.__members__))
    return on, LawSetting(setting) if setting else DEFAULT_SETTING


def check_expectations(explainer: Explainer, case: CaseRecord) -> list[Result]:
    """Every expectation of a case with what the rulebook says, both engines run and compared."""
    results: list[Result] = []
    runs: dict[tuple[date, LawSetting], Run] = {}
    for expectation in read_expectations(case, explainer.book):
        key = (expectation.on, expectation.law)
        run = runs.get(key) or runs.setdefault(key, explainer.run(case, *key))
        said, reason = said_of(explainer.program(*key), run, expectation)
        results.append(Result(expectation, said, reason))
    return results


def said_of(program: Program, run: Run, expectation: Expectation) -> tuple[Any, Bilingual | None]:
    """What a run says where something is expected, and why, where it is not settled."""
    found = _verdict(program, run, expectation.subject)
    if found is None or found.state == "none":
        return NONE, NO_RULE
    if expectation.detail == "status":
        return grounds_of(program, run, expectation.subject, found.duty == "exempt").weight.status.name, None
    if expectation.detail == "ask":
        return sorted(found.inquiry.missing | found.inquiry.assessments), None
    why = _why(found)
    if found.state == UNDETERMINED and expectation.detail in ("outcome", "state"):
        bare = expectation.wanted == UNDETERMINED
        return UNDETERMINED if bare else f"{UNDETERMINED} {found.inquiry.reason}", why
    if expectation.detail == "outcome":
        return (found.duty if found.duty is not None else found.outcome), why
    return getattr(found, "duty" if expectation.detail == "state" else expectation.detail), why


def _verdict(program: Program, run: Run, subject: str) -> Verdict | None:
    if subject in program.by_name:
        return verdict(program, run, program.by_name[subject])
    duty = next((duty for duty in program.obligations if duty.rule.id == subject), None)
    return verdict(program, run, duty) if duty is not None else None


def _why(found: Verdict) -> Bilingual | None:
    inquiry = found.inquiry
    said = [Bilingual(da=because.da, en=because.en) for because in inquiry.law]
    if missing := ", ".join(sorted(inquiry.missing | inquiry.assessments)):
        said.append(Bilingual(da=f"mangler: {missing}", en=f"missing: {missing}"))
    return Bilingual(da="; ".join(one.da for one in said), en="; ".join(one.en for one in said)) if said else None


def _equal(wanted: Any, said: Any) -> bool:
    if isinstance(said, date):
        return bool(wanted == said.isoformat())
    if isinstance(said, tuple | list):
        return isinstance(wanted, list) and len(wanted) == len(said) and all(map(_equal, wanted, said))
    if isinstance(said, bool) or isinstance(wanted, bool):
        return wanted is said
    if isinstance(said, int | Decimal) and isinstance(wanted, int | Decimal):
        return wanted == said
    return bool(wanted == said)


def shown(value: Any) -> str:
    """A wanted or a said value as one writes it in a case file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return NONE if value is None else str(value)
