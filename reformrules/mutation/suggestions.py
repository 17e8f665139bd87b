"""Where a survivor would be noticed: a case that is there, a day, and what it says there now.

What is suggested is only what the rulebook says. Whether the law says so is for the author of the case to check.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from reformrules.case.record import CaseRecord
from reformrules.expectations import NONE, Expectation, read_expectations, said_of
from reformrules.explain.program import Program
from reformrules.explain.reference import Run
from reformrules.explain.session import Explainer
from reformrules.mutation.bench import Bench, Noticed, Watch, Watched, look
from reformrules.mutation.mutants import Mutant
from reformrules.mutation.reach import Reach, reach_of
from reformrules.mutation.trial import Scope, Trial
from reformrules.rulebook.book import Rulebook, Window, window_of
from reformrules.rulebook.status import DEFAULT_SETTING, LawSetting

ONE_DAY = timedelta(days=1)
_OF_OBLIGATIONS = ("outcome", "required", "deadline", "first_by", "counted_from")
When = tuple[date, LawSetting]


@dataclass(slots=True)
class Suggester:
    """Looks for cases in which a survivor shows; keeps the runs, since many survivors show in the same."""

    book: Rulebook
    cases: Sequence[CaseRecord]
    _explainer: Explainer = field(init=False)
    _runs: dict[tuple[int, When], tuple[Program, Run]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._explainer = Explainer(self.book, "reference")

    def suggest(self, survivors: Sequence[Mutant]) -> Iterator[tuple[Mutant, Noticed | None]]:
        """For each survivor, the first thing found that it would change; survivors of one part stand together."""
        scopes: dict[tuple[str, bool], Scope] = {}
        for mutant in survivors:
            of_status = mutant.said.startswith("status")
            key = (mutant.of, of_status)
            if key not in scopes:
                scopes = {key: Scope(self._bench(mutant.of, of_status), mutant.of)}
            yield mutant, Trial(scopes[key], mutant).noticed_by()

    def _bench(self, name: str, of_status: bool) -> Bench:
        """All cases near the part, with what is said now as what is expected."""
        bench, reach = Bench(self.book), reach_of(self.book, name)
        nearest, edges = _nearest(self.book, reach), [*_edges(self.book, name)]
        for index, case in sorted(enumerate(self.cases), key=lambda numbered: self._distance(name, numbered[1])):
            if not of_subjects(self.book, case, nearest):
                continue
            own = [(e.on, e.law) for e in read_expectations(case, self.book)]
            for on, law in dict.fromkeys([*own, *edges]):
                program, run = self._look(index, case, (on, law))
                watches = tuple(_said_now(program, run, (on, law), nearest, of_status))
                if watches:
                    bench.add(Watched(case, program, run, watches))
        return bench

    def _distance(self, name: str, case: CaseRecord) -> int:
        """Cases in the folder of the same name come first."""
        place = self.book.where.get(("rules", name)) or self.book.where["names", name]
        return f"/{place.file.split('/')[0]}/" not in f"/{case.file}"

    def _look(self, index: int, case: CaseRecord, when: When) -> tuple[Program, Run]:
        key = (index, when)
        if key not in self._runs:
            self._runs[key] = look(self._explainer, case, *when)
        return self._runs[key]


def of_subjects(book: Rulebook, case: CaseRecord, names: Sequence[str]) -> bool:
    """Whether a case expects something of one of the names, or of what rests on it."""
    subjects = {e.subject for e in read_expectations(case, book)}
    return any(name in subjects or any(name in book.rests_on(subject) for subject in subjects) for name in names)


def _nearest(book: Rulebook, reach: Reach) -> list[str]:
    """The conclusions and obligations in which a change is seen first."""
    reading = (rule.concludes or rule.id for rule in book.rules.values() if not rule.names.isdisjoint(reach.facts))
    named = [name for name in reach.names if name not in book.facts]
    return list(dict.fromkeys([*sorted(named), *reading]))


def _edges(book: Rulebook, name: str) -> Iterator[When]:
    """The days beside which a part begins or ends, also under the law as far as it is decided."""
    windows = [book.rules[name].window] if name in book.rules else []
    windows += [window_of(value) for value in book.parameters[name].values] if name in book.parameters else []
    for day in sorted({day for window in windows for day in _days(window)}):
        yield day, DEFAULT_SETTING
    for window in windows:
        if window.end is not None and window.end_status > LawSetting.adopted.floor:
            yield window.end, LawSetting.adopted


def _days(window: Window) -> Iterator[date]:
    for day in (window.start, window.end):
        if day is not None:
            yield from (day - ONE_DAY, day)


def _said_now(
    program: Program, run: Run, when: When, names: Sequence[str], of_status: bool
) -> Iterator[Watch]:  # fmt: skip
    for name in names:
        details = ("status",) if of_status else _OF_OBLIGATIONS if name in program.book.rules else ("outcome",)
        for detail in details:
            said = said_of(program, run, Expectation(*when, name, detail, None))[0]
            wanted = said.isoformat() if isinstance(said, date) else list(said) if isinstance(said, tuple) else said
            if wanted is not None and (detail in ("outcome", "status") or wanted != NONE):
                yield Watch(Expectation(*when, name, detail, wanted), frozenset(), frozenset({name}))
