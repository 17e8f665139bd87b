"""A caseload opened and answered as columns; what a single case settles better is put in from the explain reading."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console
from rich.progress import track

from reformrules.case.facts import Facts
from reformrules.case.record import CaseRecord
from reformrules.count.caseload.drill import cases_of
from reformrules.count.caseload.opening import Caseload, open_caseload
from reformrules.count.caseload.scratch import in_words
from reformrules.count.engine import Run, rename
from reformrules.count.open_answers import fact_rows
from reformrules.count.reading import Reading
from reformrules.count.spark import DUCKDB, fill, master_of, session
from reformrules.errors import InputError
from reformrules.present.words import say
from reformrules.rulebook.book import Rulebook
from reformrules.verbs.bars import bar, cores
from reformrules.verbs.reading import none_read
from reformrules.verbs.settling import Finish, Settler, asked_of, question_of, settling

T = TypeVar("T")
Cases = Callable[[Iterable[int]], Iterable[CaseRecord]]  # those of these numbers, in the order of the numbers


@contextmanager
def opened(
    paths: Sequence[Path], book: Rulebook, errors: Console, lang: str, engine: str = DUCKDB, memory: str | None = None
) -> Iterator[Caseload]:
    """The caseload, of which what is set aside is named; `engine` is where it will be read, `memory` its limit.

    Raises InputError when no citizen can be kept, or when there is no such engine.
    """
    master_of(engine)
    with bar(say("reading", lang), errors) as step:
        opening = open_caseload(list(paths), book, memory, step)
    with opening as caseload, in_words(memory):
        if not caseload.kept:
            raise InputError(none_read(caseload.faults()))
        caseload.engine = engine
        yield caseload


def answer_all(caseload: Caseload, reading: Reading, answers: str, errors: Console, lang: str) -> None:
    """Fill a table with the answers of a reading over the whole caseload, with a progress bar on a terminal."""
    part, made = f"{answers}_part", False
    for _ in answer_parts(caseload, reading, part, errors, lang):
        put_in = f"INSERT INTO {answers} FROM" if made else f"CREATE OR REPLACE TEMP TABLE {answers} AS FROM"
        caseload.connection.execute(f"{put_in} {part}")
        made = True
    caseload.connection.execute(f"DROP TABLE {part}")


def answer_parts(caseload: Caseload, reading: Reading, answers: str, errors: Console, lang: str) -> Iterator[int]:
    """Fill a table with the answers of one part of the caseload after the other; yields how many citizens are in it."""
    connection = caseload.connection
    master = master_of(caseload.engine)
    if master is not None:
        for _ in _tracked(fill(session(master), connection, reading, answers), None, errors, lang):
            pass
        settle_by_cases(connection, reading, lambda numbers: cases_of(caseload, numbers), answers)
        yield caseload.kept
        return
    run = Run(connection, reading, answers=answers)
    yield from _tracked(settled_parts(run), len(list(run.parts())), errors, lang)


def settled_parts(run: Run, jobs: int | None = None) -> Iterator[int]:
    """Each part of a run in DuckDB with all that can be settled; yields how many citizens are in the table.

    While one part is settled in processes (`jobs`, as many as cores when left out) the next is read already.
    """
    connection, reading, before = run.connection, run.reading, list[tuple[int, Finish]]()
    ahead = replace(run, answers=f"{run.answers}_ahead")
    with settling(reading, cores() if jobs is None else jobs) as work:
        for persons in ahead.each():
            asked = asked_of(connection, reading, ahead.answers)
            finish = work.begin(fact_rows(connection, reading, asked), asked)
            yield from (_finished(run, *one) for one in before)
            rename(connection, ahead.answers, run.answers)
            before = [(persons, finish)]
        yield from (_finished(run, *one) for one in before)


def _finished(run: Run, persons: int, finish: Finish) -> int:
    """Put in what was found of a part; gives how many citizens it has."""
    finish().put(run.connection, run.reading, run.answers)
    return persons


def _tracked(parts: Iterable[T], total: int | None, errors: Console, lang: str) -> Iterable[T]:
    """The parts with a progress bar, where there is a terminal."""
    return track(parts, say("counting", lang), total, console=errors, transient=True, disable=not errors.is_terminal)


def settle_by_cases(connection: Any, reading: Reading, cases: Cases, answers: str) -> None:
    """Fill in the answers that are the same whatever a missing fact is; `cases` are read as single cases are."""

    def facts(numbers: Iterable[int]) -> Iterator[tuple[int, Facts]]:
        for number, case in zip(sorted(numbers), cases(numbers), strict=True):
            yield number, Facts(reading.book, case, reading.on, reading.setting)

    asked = asked_of(connection, reading, answers)
    Settler(question_of(reading)).look(facts(asked), asked).put(connection, reading, answers)
