"""Case files as a caseload: read one by one, put in the tables many at a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from reformrules.case.intake import read_case
from reformrules.case.record import CaseRecord
from reformrules.count import Step
from reformrules.count.caseload.checks import Fault
from reformrules.count.caseload.loading import stored
from reformrules.count.caseload.reasons import SAID, VALID, worded
from reformrules.count.caseload.rejects import COLUMNS, REJECTS, Tally, create
from reformrules.count.tables import CASE, ID, PERSONS, schemas, tables_of
from reformrules.errors import Both, InputError, Problem
from reformrules.rulebook.models import RecordShape

BATCH = 2_000  # cases that are held in memory at a time
FILES = "case files"


class CaseFolder:
    """Reads case files; one that is not valid is set aside, and all that have the same id."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, record: RecordShape, step: Step) -> None:
        self.connection, self.record, self.step = connection, record, step
        self.by_id: dict[str, Path] = {}
        self.doubled: dict[str, list[Path]] = {}
        self.rejects: list[dict[str, Any]] = []

    def load(self, files: list[Path]) -> list[Tally]:
        """Fill the tables."""
        self.connection.execute(create())
        for name, schema in schemas(self.record).items():
            self._put(name, schema.to_pyarrow().empty_table(), f"CREATE TABLE {stored(name)} AS")
        cases, number = self._cases(files), 0
        while batch := list(islice(cases, BATCH)):
            for name, table in tables_of(batch, self.record, number).items():
                self._put(name, table, f"INSERT INTO {stored(name)} BY NAME")
            number += len(batch)
        kept = number - self._take_doubled_away()
        if self.rejects:
            rejects = pa.Table.from_pylist(self.rejects, pa.schema([(name, COLUMNS[name]) for name in COLUMNS]))
            self._put("rejects", rejects, f"INSERT INTO {REJECTS} BY NAME")
        return [Tally(PERSONS, len(files), kept, len(files) - kept, 0)]

    def _cases(self, files: list[Path]) -> Iterator[CaseRecord]:
        for number, path in enumerate(files, 1):
            try:
                case = read_case(str(path), self.record)
            except InputError as error:
                self.rejects += (self._told(path, problem) for problem in error.problems)
            else:
                if (earlier := self.by_id.setdefault(case.id, path)) is not path:
                    self.doubled.setdefault(case.id, [earlier]).append(path)
                else:
                    yield case
            self.step(str(path), number / len(files))

    def _told(self, path: Path, problem: Problem) -> dict[str, Any]:
        (da, _, valid_da), (en, _, valid_en) = (problem.message.in_(lang).partition("; ") for lang in ("da", "en"))
        line = problem.place.line if problem.place else None
        words = worded(Both(da, en), Both(valid_da, valid_en))
        return {"table": str(path), "row": line, "column": problem.field, **words}

    def _take_doubled_away(self) -> int:
        """Take the cases away whose id another has; gives how many."""
        for id_, paths in self.doubled.items():
            told = {"citizen": id_, "column": "case", "value": id_, **worded(SAID[Fault.twice], VALID[Fault.twice])}
            self.rejects += ({"table": str(path), **told} for path in paths)
        gone = f"SELECT {CASE} FROM {stored(PERSONS)} WHERE {ID} IN (SELECT unnest(?))"
        for name in (*self.record.sections, PERSONS) if self.doubled else ():
            self.connection.execute(f"DELETE FROM {stored(name)} WHERE {CASE} IN ({gone})", [list(self.doubled)])
        return len(self.doubled)

    def _put(self, name: str, rows: Any, statement: str) -> None:
        self.connection.register("incoming", rows)
        self.connection.execute(f"{statement} SELECT * FROM incoming")
        self.connection.unregister("incoming")
