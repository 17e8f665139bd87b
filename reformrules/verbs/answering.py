"""A caseload opened and answered as columns; what a single case settles better is put in from the explain reading."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console
from rich.progress import track

from reformrules.case.facts import Facts
from reformrules.case.record import CaseRecord
from reformrules.count.caseload.drill import cases_of
from reformrules.count.caseload.opening import Caseload, open_caseload
from reformrules.count.caseload.scratch import in_words
from reformrules.count.duties import NONE
from reformrules.count.engine import Run
from reformrules.count.open_answers import Row, facts_of, put, put_reasons, worth_a_look
from reformrules.count.reading import Reading
from reformrules.count.spark import DUCKDB, fill, master_of, session
from reformrules.errors import InputError, Problem
from reformrules.explain.reference import Run as CaseRun
from reformrules.explain.reference import reach_again
from reformrules.explain.session import Explainer
from reformrules.explain.verdicts import Item, Verdict, verdict
from reformrules.present.words import say
from reformrules.rulebook.book import Rulebook
from reformrules.verbs.bars import bar

T = TypeVar("T")
FactsOf = Callable[[Iterable[int]], Iterable[tuple[int, Facts]]]
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
            first = f"; the first fault: {caseload.refused[0]}" if caseload.refused else ""
            raise InputError(Problem(f"no case can be read{first}"))
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


def settled_parts(run: Run) -> Iterator[int]:
    """Each part of a run in DuckDB with all that can be settled; yields how many citizens are in the table."""
    for persons in run.each():
        settle(run.connection, run.reading, lambda n: _facts_in_columns(run.connection, run.reading, n), run.answers)
        yield persons


def _tracked(parts: Iterable[T], total: int | None, errors: Console, lang: str) -> Iterable[T]:
    """The parts with a progress bar, where there is a terminal."""
    return track(parts, say("counting", lang), total, console=errors, transient=True, disable=not errors.is_terminal)


def settle_by_cases(connection: Any, reading: Reading, cases: Cases, answers: str) -> None:
    """Fill in the answers that are the same whatever a missing fact is; `cases` are read as single cases are."""

    def facts(numbers: Iterable[int]) -> Iterator[tuple[int, Facts]]:
        for number, case in zip(sorted(numbers), cases(numbers), strict=True):
            yield number, Facts(reading.book, case, reading.on, reading.setting)

    settle(connection, reading, facts, answers)


def _facts_in_columns(connection: Any, reading: Reading, numbers: Iterable[int]) -> Iterator[tuple[int, Facts]]:
    """The facts of citizens as the columns have them; all that the answers of the reading rest on is among them."""
    nobody = CaseRecord("", {}, {})
    for number, values in facts_of(connection, reading, numbers):
        facts = Facts(reading.book, nobody, reading.on, reading.setting)
        facts.update(values)
        yield number, facts


def settle(connection: Any, reading: Reading, facts: FactsOf, answers: str) -> None:
    """Fill in the answers that are the same whatever a missing fact is, as the explain reading finds them."""
    explainer = Explainer(reading.book, "reference")
    program = explainer.program(reading.on, reading.setting)
    items: dict[str, Item] = {**program.by_name, **program.duties}
    asked: dict[int, list[str]] = {}
    for name, numbers in worth_a_look(connection, reading, answers).items():
        for number in numbers:
            asked.setdefault(number, []).append(name)
    told, open_ = dict[str, list[Row]](), dict[str, list[tuple[int, str]]]()
    for number, known in facts(asked):
        run = reach_again(program, CaseRun(known), known, ())  # reached only as far as it is looked at
        for name in asked[number]:
            said = verdict(program, run, items[name], ask=False)
            if said.state == "undetermined":
                open_.setdefault(name, []).append((number, said.inquiry.reason))
            else:
                told.setdefault(name, []).append((number, _told(reading, name, said, run)))
    for name, rows in told.items():
        put(connection, reading, answers, name, rows)
    for name, reasons in open_.items():
        put_reasons(connection, reading, answers, name, reasons)


def _told(reading: Reading, name: str, said: Verdict, run: CaseRun) -> tuple[Any, ...]:
    """A verdict as the columns of an answer."""
    if name in reading.conclusions:
        settled = said.state == "settled"
        deciding = (said.run or run).outcomes[name].deciding if settled else []
        rule = (deciding[0].id if deciding else None,) if reading.givers else ()
        return (said.outcome if settled else None, *rule)
    state = NONE if said.state == "none" else said.duty
    return state, said.required, said.done, said.counted_from, said.first_by, said.deadline
