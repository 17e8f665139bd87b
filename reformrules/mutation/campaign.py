"""All mutants of the chosen parts, each held against the cases, on as many cores as wanted."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from reformrules.case.record import CaseRecord
from reformrules.mutation.bench import Bench, prepare, rests
from reformrules.mutation.equivalence import changes_nothing
from reformrules.mutation.mutants import Mutant, mutants_of
from reformrules.mutation.reach import reach_of
from reformrules.mutation.trial import Scope, Trial
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
    with _answers(bench, names, jobs) as answers:
        for name, noticed in zip(names, answers, strict=True):
            tried += [Tried(mutant, *by) for mutant, by in zip(mutants_of(bench.book, name), noticed, strict=True)]
            done()
    return tried


@contextmanager
def _answers(bench: Bench, names: Sequence[str], jobs: int) -> Iterator[Iterator[list[Came]]]:
    """For each name, who noticed each of its mutants; worked out here, or in processes of which each has the bench."""
    if jobs == 1 or "fork" not in multiprocessing.get_all_start_methods():
        yield (_try(bench, name) for name in names)
        return
    gc.freeze()  # what the processes share is not looked through again
    _SHARED.append(bench)
    try:
        with multiprocessing.get_context("fork").Pool(jobs) as pool:
            yield pool.imap(_try_shared, names)
    finally:
        _SHARED.clear()
        gc.unfreeze()


_SHARED: list[Bench] = []  # filled before the processes are made, so that each has it without being sent it


def _try_shared(name: str) -> list[Came]:
    return _try(_SHARED[0], name)


def _try(bench: Bench, name: str) -> list[Came]:
    scope = Scope(bench, name)
    return [_came(scope, mutant) for mutant in mutants_of(bench.book, name)]


def _came(scope: Scope, mutant: Mutant) -> Came:
    noticed = Trial(scope, mutant).noticed_by()
    same = noticed is None and changes_nothing(scope.bench.book, mutant)
    return None if noticed is None else str(noticed), same
