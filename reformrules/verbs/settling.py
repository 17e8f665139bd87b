"""What single cases settle better than columns: open answers that are the same whatever a missing fact is.

They are worked out by the explain reading from the facts as the columns have them, or from the cases themselves;
where they are many, in processes of their own, so that the next citizens are read meanwhile.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from threading import Thread
from typing import Any, TypeVar

import duckdb
import pyarrow as pa

from reformrules.case.facts import Facts
from reformrules.case.record import CaseRecord
from reformrules.count.duties import NONE
from reformrules.count.open_answers import Row, facts_in, put, put_reasons, worth_a_look
from reformrules.count.reading import Reading
from reformrules.explain.active import Active
from reformrules.explain.reference import Run as CaseRun
from reformrules.explain.reference import reach_again
from reformrules.explain.session import Explainer
from reformrules.explain.verdicts import Verdict, verdict
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.status import LawSetting

T = TypeVar("T")
WORTH_PROCESSES = 2000  # citizens to be looked at; a process takes a second or two to be ready
Asked = dict[int, list[str]]  # by the number of a citizen, the findings to be looked at


@dataclass(slots=True)
class Settled:
    """What was found, by finding: answers, and why others stay open."""

    told: dict[str, list[Row]] = field(default_factory=dict)
    open: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    @classmethod
    def together(cls, parts: Iterable[Settled]) -> Settled:
        """What was found of some citizens and of others: to fill in one finding costs a pass over the whole table."""
        whole = cls()
        for part in parts:
            _add(whole.told, part.told)
            _add(whole.open, part.open)
        return whole

    def put(self, connection: duckdb.DuckDBPyConnection, reading: Reading, answers: str) -> None:
        """Fill it in."""
        for name, rows in self.told.items():
            put(connection, reading, answers, name, rows)
        for name, reasons in self.open.items():
            put_reasons(connection, reading, answers, name, reasons)


def _add(rows: dict[str, list[T]], more: dict[str, list[T]]) -> None:
    for name, some in more.items():
        rows.setdefault(name, []).extend(some)


@dataclass(frozen=True)
class Question:
    """What of a reading decides what its answers are; as it is sent to a process."""

    book: Rulebook
    on: date
    setting: LawSetting
    conclusions: tuple[str, ...]
    givers: bool
    flags: dict[str, bool]  # of each fact in the columns, whether it has a flag that it is unknown


class Settler:
    """Looks at open answers of one question."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.program = Explainer(question.book, "reference").program(question.on, question.setting)
        self.items: dict[str, Active] = {**self.program.by_name, **self.program.duties}

    def look(self, known: Iterable[tuple[int, Facts]], asked: Asked) -> Settled:
        """What is said of the open answers of citizens, by their facts."""
        found = Settled()
        for number, facts in known:
            run = reach_again(self.program, CaseRun(facts), facts, ())  # reached only as far as it is looked at
            for name in asked[number]:
                said = verdict(self.program, run, self.items[name], ask=False)
                if said.state == "undetermined":
                    found.open.setdefault(name, []).append((number, said.inquiry.reason))
                else:
                    found.told.setdefault(name, []).append((number, self._told(name, said, run)))
        return found

    def look_in_columns(self, rows: pa.RecordBatch, asked: Asked) -> Settled:
        """As `look`, the facts as the columns have them; all that the answers rest on is among them."""
        return self.look(self._facts(rows), asked)

    def _facts(self, rows: pa.RecordBatch) -> Iterator[tuple[int, Facts]]:
        of, nobody = self.question, CaseRecord("", {}, {})
        for number, values in facts_in(rows, of.flags):
            facts = Facts(of.book, nobody, of.on, of.setting)
            facts.update(values)
            yield number, facts

    def _told(self, name: str, said: Verdict, run: CaseRun) -> tuple[Any, ...]:
        """A verdict as the columns of an answer."""
        if name in self.question.conclusions:
            settled = said.state == "settled"
            deciding = (said.run or run).outcomes[name].deciding if settled else []
            rule = (deciding[0].id if deciding else None,) if self.question.givers else ()
            return (said.outcome if settled else None, *rule)
        state = NONE if said.state == "none" else said.duty
        return state, said.required, said.done, said.counted_from, said.first_by, said.deadline


def question_of(reading: Reading) -> Question:
    """What of a reading decides its answers."""
    flags = reading.script.flags
    return Question(reading.book, reading.on, reading.setting, reading.conclusions, reading.givers, flags)


def asked_of(connection: duckdb.DuckDBPyConnection, reading: Reading, answers: str) -> Asked:
    """Whom to look at for which findings."""
    asked: Asked = {}
    for name, numbers in worth_a_look(connection, reading, answers).items():
        for number in numbers:
            asked.setdefault(number, []).append(name)
    return asked


Finish = Callable[[], Settled]


class Settling:
    """Settles the parts of one reading; `jobs`: processes at most."""

    def __init__(self, reading: Reading, jobs: int) -> None:
        self.question, self.jobs = question_of(reading), jobs
        self._here: Settler | None = None
        self._pool: ProcessPoolExecutor | None = None

    def begin(self, batches: Iterable[pa.RecordBatch], asked: Asked) -> Finish:
        """Begin to look at citizens; what is given back waits for the end, here or in processes."""
        if self.jobs > 1 and (self._pool is not None or len(asked) >= WORTH_PROCESSES):
            pool, waited = self._processes(), list[Future[Settled]]()
            for rows in batches:
                here = {number: asked[number] for number in rows.column(0).to_pylist()}
                waited.append(pool.submit(_look, rows, here))
            return lambda: Settled.together(one.result() for one in waited)
        self._here = self._here or Settler(self.question)
        found = Settled.together([self._here.look_in_columns(rows, asked) for rows in batches])
        return lambda: found

    def _processes(self) -> ProcessPoolExecutor:
        if self._pool is None:
            spawn = multiprocessing.get_context("spawn")  # DuckDB has threads, which a fork would break
            self._pool = ProcessPoolExecutor(self.jobs, spawn, _get_ready, (self.question,))
        return self._pool

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


@contextmanager
def settling(reading: Reading, jobs: int) -> Iterator[Settling]:
    """What settles the parts of a reading; its processes end with it."""
    found = Settling(reading, jobs)
    try:
        yield found
    finally:
        found.close()


_SETTLER: list[Settler] = []  # of a process, once it is ready


def _get_ready(question: Question) -> None:
    Thread(target=_end_with_parent, daemon=True).start()
    _SETTLER.append(Settler(question))


def _end_with_parent() -> None:
    """Where a run is killed nothing else ends its processes: each holds the queue open for the others."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _look(rows: pa.RecordBatch, asked: Asked) -> Settled:
    return _SETTLER[0].look_in_columns(rows, asked)
