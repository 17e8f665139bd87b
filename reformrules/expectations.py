"""What a case file expects, date by date, and whether the rulebook says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from reformrules.case.record import CaseRecord
from reformrules.errors import InputError, Place, Problem, nearest
from reformrules.explain.program import Program
from reformrules.explain.reference import Run
from reformrules.explain.session import Explainer
from reformrules.explain.support import Support, Weights, add_condition, add_names
from reformrules.explain.trace import Trace
from reformrules.explain.verdicts import Verdict, verdict
from reformrules.rulebook.book import Rule, Rulebook
from reformrules.rulebook.status import DEFAULT_SETTING, LawSetting

UNDETERMINED, NONE = "undetermined", "none"
REASONS = ("missing_input", "law_not_verified", "needs_assessment")
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
    why: str = ""

    @property
    def passed(self) -> bool:
        return _equal(self.expectation.wanted, self.said)


def read_expectations(case: CaseRecord, book: Rulebook) -> list[Expectation]:
    """The expectations of a case file; raises InputError when they are not well formed."""
    if case.expect is None:
        return []
    problems: list[Problem] = []
    found: list[Expectation] = []
    if not isinstance(case.expect, dict):
        raise _fault(case, "`expect` takes dates, each with what is expected of the findings")
    for key, wanted in case.expect.items():
        try:
            on, law = _key(key)
            found += _subjects(on, law, wanted, book)
        except ValueError as error:
            problems.append(Problem(f"expect {key}: {error}", Place(case.file)))
    if problems:
        raise InputError(*problems)
    return found


def _fault(case: CaseRecord, message: str) -> InputError:
    return InputError(Problem(message, Place(case.file)))


def _key(key: str) -> tuple[date, LawSetting]:
    day, _, setting = key.partition(" ")
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise ValueError("a date, or a date and a law setting, is needed, like `2027-02-01 proposed`") from None
    if setting and setting not in LawSetting.__members__:
        raise ValueError(f"unknown law setting `{setting}`{nearest(setting, LawSetting.__members__)}")
    return on, LawSetting(setting) if setting else DEFAULT_SETTING


def _subjects(on: date, law: LawSetting, wanted: Any, book: Rulebook) -> Iterator[Expectation]:
    if not isinstance(wanted, dict):
        raise ValueError("a mapping of findings to what is expected is needed")
    duties = [rule.id for rule in book.obligations]
    for subject, value in wanted.items():
        if subject not in book.conclusions and subject not in duties:
            raise ValueError(f"unknown finding `{subject}`{nearest(subject, [*book.conclusions, *duties])}")
        if not isinstance(value, dict):
            yield Expectation(on, law, subject, "outcome", value)
            continue
        for detail, part in value.items():
            if detail not in DETAILS:
                raise ValueError(f"unknown detail `{detail}` of `{subject}`{nearest(detail, DETAILS)}")
            yield Expectation(on, law, subject, detail, part)


def check_expectations(explainer: Explainer, case: CaseRecord) -> list[Result]:
    """Every expectation of a case with what the rulebook says, both engines run and compared."""
    results = []
    for expectation in read_expectations(case, explainer.book):
        run = explainer.run(case, expectation.on, expectation.law)
        program = explainer.program(expectation.on, expectation.law)
        said, reason = _said(program, run, expectation)
        results.append(Result(expectation, said, reason))
    return results


def _said(program: Program, run: Run, expectation: Expectation) -> tuple[Any, str]:
    found = _verdict(program, run, expectation.subject)
    if found is None or found.state == "none":
        return NONE, "no rule applies"
    if expectation.detail == "status":
        return _status(program, run, expectation.subject), ""
    if expectation.detail == "ask":
        return sorted(found.inquiry.missing | found.inquiry.assessments), ""
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


def _why(found: Verdict) -> str:
    inquiry = found.inquiry
    missing = sorted(inquiry.missing | inquiry.assessments)
    return "; ".join([*(b.en for b in inquiry.law), *(["missing: " + ", ".join(missing)] if missing else [])])


def _status(program: Program, run: Run, subject: str) -> str:
    weights = Weights(program, run)
    if subject in program.by_name:
        return weights.of(subject).status.name
    rule: Rule = program.book.rules[subject]
    support, trace = Support(), Trace(program, run.facts)
    add_condition(support, trace, rule.when)
    for node in rule.nodes():
        add_names(support, trace, node)
    return weights.resting_on(support, iter([rule])).status.name


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


def by_date(results: list[Result]) -> Mapping[tuple[date, LawSetting], list[Result]]:
    """The results grouped by date and law setting."""
    grouped: dict[tuple[date, LawSetting], list[Result]] = {}
    for result in results:
        grouped.setdefault((result.expectation.on, result.expectation.law), []).append(result)
    return grouped
