"""What all mutants are held against: the runs of the cases on the rulebook as it is, found by what they expect."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, field
from datetime import date

from reformrules.case.record import CaseRecord
from reformrules.errors import InputError
from reformrules.expectations import Expectation, Result, read_expectations, said_of
from reformrules.explain.program import Program
from reformrules.explain.reference import Run
from reformrules.explain.session import Explainer
from reformrules.explain.support import Support, obligation_support, outcome_support
from reformrules.explain.verdicts import verdict
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.status import LawSetting


@dataclass(frozen=True, slots=True)
class Watch:
    """An expectation that holds on the rulebook as it is, with what it hangs on beyond the values of the run.

    open: facts that are filled in to answer it. supports: names that its legal status rests on.
    """

    expectation: Expectation
    open: frozenset[str] = frozenset()
    supports: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Noticed:
    """The expectation that does not hold on a mutant, and the case that has it."""

    case: CaseRecord
    expectation: Expectation

    def __str__(self) -> str:
        e = self.expectation
        return f"{self.case.id} {e.on} {e.law} {e.subject}"


@dataclass(frozen=True, slots=True)
class Watched:
    """A case on a date under a law setting: its run on the rulebook as it is, and what is expected of it."""

    case: CaseRecord
    program: Program
    run: Run
    watches: tuple[Watch, ...]

    @property
    def on(self) -> date:
        return self.run.facts.on


@dataclass(slots=True)
class Bench:
    """All runs that may notice something; `failing` are expectations that fail already, which notice nothing."""

    book: Rulebook
    watched: list[Watched] = field(default_factory=list)
    failing: list[tuple[str, Result]] = field(default_factory=list)
    _by_subject: dict[str, list[int]] = field(default_factory=dict)
    _dependents: dict[str, frozenset[str]] = field(default_factory=dict)

    def add(self, watched: Watched) -> None:
        for subject in {watch.expectation.subject for watch in watched.watches}:
            self._by_subject.setdefault(subject, []).append(len(self.watched))
        self.watched.append(watched)

    def dependents(self, name: str) -> frozenset[str]:
        """The expected subjects whose answer may change with this rule's conclusion, fact, parameter or obligation."""
        if name not in self._dependents:
            resting = {subject for subject in self._by_subject if rests(self.book, subject, name)}
            self._dependents[name] = frozenset(resting)
        return self._dependents[name]

    def candidates(self, names: Iterable[str]) -> list[Watched]:
        """The runs in which something is expected of one of the names, or of what rests on it; the nearest first."""
        found: dict[int, None] = {}
        for name in names:
            found |= dict.fromkeys(self._by_subject.get(name, ()))
        for name in names:
            for subject in sorted(self.dependents(name)):
                found |= dict.fromkeys(self._by_subject[subject])
        return [self.watched[index] for index in found]


def rests(book: Rulebook, subject: str, name: str) -> bool:
    """Whether a subject is, or rests on, a conclusion, obligation or fact."""
    return subject == name or name in book.rests_on(subject)


def prepare(
    book: Rulebook, cases: Iterable[CaseRecord], wanted: Callable[[str], bool], seen: Callable[[], None] = lambda: None
) -> Bench:
    """Run each case on every date on which it expects something of a wanted subject."""
    bench, explainer = Bench(book), Explainer(book, "reference")
    problems: list[InputError] = []
    for case in cases:
        try:
            expected = [e for e in read_expectations(case, book) if wanted(e.subject)]
            for (on, law), group in _grouped(expected).items():
                _watch(bench, explainer, case, on, law, group)
        except InputError as error:
            problems.append(error)
        seen()
    if problems:
        raise InputError(*(problem for error in problems for problem in error.problems))
    return bench


def look(explainer: Explainer, case: CaseRecord, on: date, law: LawSetting) -> tuple[Program, Run]:
    """A case on a date by the reference interpreter; each conclusion is reached when it is looked at."""
    return explainer.program(on, law), explainer.run(case, on, law)


def _grouped(expected: list[Expectation]) -> dict[tuple[date, LawSetting], list[Expectation]]:
    found: dict[tuple[date, LawSetting], list[Expectation]] = {}
    for expectation in expected:
        found.setdefault((expectation.on, expectation.law), []).append(expectation)
    return found


def _watch(
    bench: Bench, explainer: Explainer, case: CaseRecord, on: date, law: LawSetting, expected: list[Expectation]
) -> None:
    program, run = look(explainer, case, on, law)
    watches = list[Watch]()
    for expectation in expected:
        result = Result(expectation, *said_of(program, run, expectation))
        if result.passed:
            open_, supports = _open(program, run, expectation), _supports(program, run, expectation)
            watches.append(Watch(expectation, open_, supports))
        else:
            bench.failing.append((case.id, result))
    if watches:
        bench.add(Watched(case, program, run, tuple(watches)))


def _open(program: Program, run: Run, expectation: Expectation) -> frozenset[str]:
    """The facts that the record lacks and the answer was sought through."""
    item = program.by_name.get(expectation.subject) or program.duties.get(expectation.subject)
    if item is None:
        return frozenset()
    found = verdict(program, run, item, ask=False)
    if found.state == "undetermined":
        return frozenset(found.inquiry.missing | found.inquiry.assessments)
    return frozenset(found.by_cases)


def _supports(program: Program, run: Run, expectation: Expectation) -> frozenset[str]:
    """All names that the legal status rests on, where the status is expected."""
    if expectation.detail != "status":
        return frozenset()
    found: set[str] = set()
    waiting = [expectation.subject]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _support(program, run, name)
    return frozenset(found)


def _support(program: Program, run: Run, name: str) -> Iterator[str] | Set[str]:
    support = Support()
    if name in program.by_name:
        support = outcome_support(program, run, run.outcomes[name])
    elif name in program.duties:
        support = obligation_support(program, run, program.book.rules[name], exempt=True)
    return support.names.keys()
