"""A caseload, opened: tables, a DuckDB file or case files, ready for the readings; what is not valid set aside.

A citizen is kept or set aside whole, as a case file is read or refused whole: with one row that is not valid, what
is left of the history would say that the thing did not happen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType

import duckdb

from reformrules.cases import case_files
from reformrules.count import Step
from reformrules.count.caseload.case_folder import CaseFolder
from reformrules.count.caseload.loading import Plan
from reformrules.count.caseload.rejects import REJECTS, WORDS, Rejecting, Tally
from reformrules.count.caseload.scratch import Scratch, in_words
from reformrules.count.caseload.shape import table_names
from reformrules.count.caseload.sources import holds_tables, sources
from reformrules.count.patience import Patient, part_of
from reformrules.errors import Both, InputError, Place, Problem
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.models import RecordShape

MOST_NAMED = 20  # faults that a verb names before it refers to `caseload check`


@dataclass
class Caseload:
    """The tables of a caseload in DuckDB, in the schema `caseload`; close it, or use it in a `with`.

    tables: how many rows of each were kept. The table `rejects` says of the others what is not valid.
    left_out: the tables and columns that are not there and so are unknown, and those that mean none or no.
    engine: where it is read.
    """

    scratch: Scratch
    record: RecordShape
    tables: list[Tally] = field(default_factory=list)
    left_out: tuple[list[str], list[str]] = field(default_factory=lambda: ([], []))
    engine: str = "duckdb"

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The connection to its tables."""
        return self.scratch.connection

    @property
    def kept(self) -> int:
        """How many citizens are counted."""
        return self.tables[0].kept

    @property
    def aside(self) -> int:
        """How many citizens are set aside because something about them is not valid."""
        return self.tables[0].rows - self.tables[0].kept

    def refused(self, lang: str) -> list[str]:
        """What is not valid, a line for each; of many the first, and how many more there are."""
        count = self.connection.execute(f"SELECT count(*) FROM {REJECTS}").fetchone()
        lines = [problem.told(lang) for problem in self.faults()]
        more = count[0] - len(lines) if count else 0
        return [*lines, *([_more(more).in_(lang)] if more else [])]

    def faults(self, citizen: str | None = None) -> list[Problem]:
        """What is not valid, of all or of one citizen; of many the first."""
        rows = self.connection.execute(
            f'SELECT "table", "row", "column", {", ".join(WORDS)} FROM {REJECTS} WHERE $1 IS NULL OR citizen = $1 '
            f"LIMIT {MOST_NAMED}", [citizen],
        ).fetchall()  # fmt: skip
        return [_problem(*row) for row in rows]

    def close(self) -> None:
        """Close the connection and take the folder it works in away."""
        self.scratch.close()

    def __enter__(self) -> Caseload:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def open_caseload(
    paths: Path | Sequence[Path], book: Rulebook, memory: str | None = None,
    step: Step = lambda what, done: None, only: str | None = None,
) -> Caseload:  # fmt: skip
    """Open a caseload: a folder of tables (CSV or Parquet), a DuckDB file, or case files and folders of them.

    memory: like `4GB`; what does not fit is written to a folder that goes away with the caseload. step: is told
    each table or file that is read, and which part of all is done. only: of tables, the one citizen to read.

    Raises InputError when the caseload is not there, when a table or a column of it is not valid, or when not one
    citizen can be kept.
    """
    given = [paths] if isinstance(paths, Path) else list(paths)
    caseload = Caseload(Scratch(memory), book.record)
    try:
        with in_words(memory):
            caseload.connection.begin()  # a part of the tables is of no use to anybody; and it is quicker
            _fill(caseload, given, book.layers, step, only)
            caseload.connection.commit()
    except BaseException:
        caseload.close()
        raise
    return caseload


def _more(number: int) -> Both:
    where = "`reformrules caseload check`"
    return Both(f"{number:,}".replace(",", ".") + f" til; {where} viser dem", f"{number:,} more; {where} lists them")


def _problem(table: str, row: int | None, column: str | None, *words: str) -> Problem:
    place = Place(table, row) if row is not None else Place(table)
    reason, valid = Both(*words[:2]), Both(*words[2:])
    told = "; " in reason.en or not valid.en
    return Problem(reason if told else reason + Both("; gyldigt: ", "; valid: ") + valid, place, column)


_ONE_AT_A_TIME = Both(
    "der læses én sagsstamme af tabeller ad gangen; angiv én mappe eller DuckDB-fil",
    "one caseload of tables is read at a time; name one folder or DuckDB file",
)


def _fill(caseload: Caseload, paths: list[Path], layers: Iterable[str], step: Step, only: str | None) -> None:
    record, names = caseload.record, table_names(caseload.record)
    if any(holds_tables(path) for path in paths):
        if len(paths) > 1:
            raise InputError(Problem(_ONE_AT_A_TIME))
        plan = Plan(sources(caseload.connection, paths[0], record), record, only)
        caseload.left_out = plan.left_out()
        patient = Patient(caseload.connection)
        rejecting = Rejecting(patient, plan)
        for number, name in enumerate(plan.load(patient)):
            patient.told = partial(part_of, step, names[min(number + 1, len(names) - 1)], number + 1, len(names))
            rejecting.find(name)
        caseload.tables = rejecting.finish()
    else:
        caseload.tables = CaseFolder(caseload.connection, record, step).load(case_files(paths, layers))
