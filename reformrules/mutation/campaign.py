"""All mutants of the chosen parts, each held against the cases, on as many cores as wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from reformrules.case.record import CaseRecord
from reformrules.mutation.bench import Bench, prepare, rests
from reformrules.mutation.equivalence import changes_nothing
from reformrules.mutation.mutants import Mutant, mutants_of
from reformrules.mutation.reach import reach_of
from reformrules.mutation.trial import Scope, Trial
from reformrules.processes import each
from reformrules.rulebook.book import Rulebook

Came = tuple[str | None, bool]


@dataclass(frozen=True, slots=True)
class Tried:
    """A mutant, and the first expectation that noticed it, or None; `same`: it surely changes nothing."""

    mutant: Mutant
    noticed_by: str | None
    same: bool = False


def bench_for(
    book: Rulebook, names: Sequence[str], cases: Iterable[CaseRecord], seen: Callable[[], None] = lambda: None
) -> Bench:
    """The runs in which something is expected that may change with one of the named parts."""
    reached = frozenset().union(*(reach_of(book, name).names for name in names))
    known: dict[str, bool] = {}

    def wanted(subject: str) -> bool:
        if subject not in known:
            known[subject] = any(rests(book, subject, name) for name in reached)
        return known[subject]

    return prepare(book, cases, wanted, seen)


def try_all(bench: Bench, names: Sequence[str], jobs: int = 1, done: Callable[[], None] = lambda: None) -> list[Tried]:
    """What came of every mutant of the named parts, in their order; the same for any number of jobs."""
    tried = list[Tried]()
    with each(partial(_try, bench), names, jobs) as answers:
        for name, noticed in zip(names, answers, strict=True):
            tried += [Tried(mutant, *by) for mutant, by in zip(mutants_of(bench.book, name), noticed, strict=True)]
            done()
    return tried


def _try(bench: Bench, name: str) -> list[Came]:
    scope = Scope(bench, name)
    return [_came(scope, mutant) for mutant in mutants_of(bench.book, name)]


def _came(scope: Scope, mutant: Mutant) -> Came:
    noticed = Trial(scope, mutant).noticed_by()
    same = noticed is None and changes_nothing(scope.bench.book, mutant)
    return None if noticed is None else str(noticed), same
