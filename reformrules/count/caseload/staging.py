"""Files of other registers, taken in row by row: what is not valid is set aside with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reformrules.count.caseload import sql
from reformrules.count.caseload.cells import CPR, as_text, cell, shown
from reformrules.count.caseload.checks import Fault
from reformrules.count.caseload.reasons import PSEUDONYM, SAID, VALID, worded
from reformrules.count.caseload.rejects import COLUMNS
from reformrules.count.caseload.shape import CITIZEN, Written
from reformrules.count.caseload.sources import NO_COLUMN, ROW, Source, file_source, missing_column, rows_of
from reformrules.count.patience import Executes
from reformrules.errors import Both, InputError, Place, Problem, nearest, quoted

ASIDE = "aside"
_ID = Written(CITIZEN, "id", True)
_NOBODY = Both("borgeren mangler eller er ikke gyldig", "the citizen is missing or not valid")


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a file: its rows, those set aside, and the other rows of the citizens whom they are about.

    placeless: of those set aside, the ones of which it cannot be told whom they are about.
    """

    rows: int
    aside: int
    beside: int
    placeless: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """What sets a row aside: the column it is about, the condition on the columns taken, the reason, what is valid.

    said: the column that has what was written, where it is another.
    """

    column: str
    condition: str
    reason: Both
    valid: Both
    said: str = ""


class Staging:
    """The files in tables of their own; the table `aside` has the rows that are not valid."""

    def __init__(self, connection: Executes) -> None:
        self.connection = connection
        columns = ", ".join(f"{sql.name(n)} {'BIGINT' if n == 'row' else 'VARCHAR'}" for n in COLUMNS)
        connection.execute(f"CREATE TEMP TABLE {ASIDE} ({columns})")

    def source(self, name: str, path: Path, needed: Sequence[str], spare: Sequence[str] = ()) -> Source:
        """A file with its columns checked; raises InputError."""
        found, place = file_source(self.connection, name, path), Place(str(path))
        problems = [
            Problem(NO_COLUMN + quoted(column) + nearest(column, (*needed, *spare)), place)
            for column in found.columns if column not in (*needed, *spare)
        ]  # fmt: skip
        problems += [Problem(missing_column(n), place) for n in needed if n not in found.columns]
        if problems:
            raise InputError(*problems)
        return found

    def take(self, source: Source, columns: Mapping[str, str], doubts: Sequence[Doubt]) -> Read:
        """Take the rows in: the columns as SQL over `r`, beside the number of the row and the citizen."""
        name = source.table
        id_ = cell(f"r.{CITIZEN}", source.columns[CITIZEN], _ID)
        taken = {ROW: f"r.{ROW}", CITIZEN: id_.value, "nobody": f"{id_.empty} OR {id_.wrong}", **columns}
        shown = ", ".join(f"{value} AS {sql.name(column)}" for column, value in taken.items())
        rows = rows_of(source, keep_unreadable=True)
        self.connection.execute(f"CREATE TEMP TABLE {name} AS SELECT {shown} FROM ({rows}) AS r")
        if source.separator:
            self._unreadable(source)
        self._put_aside(name, Doubt(CITIZEN, "nobody", _NOBODY, PSEUDONYM))
        for doubt in doubts:
            self._put_aside(name, doubt)
        return self._read(name)

    def _put_aside(self, name: str, doubt: Doubt) -> None:
        told = {"table": sql.text(name), "row": ROW, CITIZEN: f"CASE WHEN NOT nobody THEN {CITIZEN} END"}
        told |= {"column": sql.text(doubt.column), "value": _shown(doubt.said or doubt.column)}
        told |= {column: sql.text(said) for column, said in worded(doubt.reason, doubt.valid).items()}
        shown = ", ".join(f"{value} AS {sql.name(column)}" for column, value in told.items())
        doubted = f"SELECT *, {doubt.condition} AS doubted FROM {name}"
        self.connection.execute(f"INSERT INTO {ASIDE} SELECT {shown} FROM ({doubted}) WHERE doubted")

    def _unreadable(self, source: Source) -> None:
        citizen, fault = source.cell_of(CITIZEN, "csv_line"), Fault.unreadable
        words = ", ".join(map(sql.text, worded(SAID[fault], VALID[fault]).values()))
        self.connection.execute(
            f"INSERT INTO {ASIDE} SELECT {sql.text(source.table)}, line - 1, "
            f"CASE WHEN NOT regexp_matches({citizen}, '{CPR}') THEN {citizen} END, NULL, "
            f"{_shown('csv_line')}, {words} FROM {source.unreadable}"
        )

    def _read(self, name: str) -> Read:
        mine, one = f'FROM {ASIDE} WHERE "table" = {sql.text(name)}', 'count(DISTINCT "row")'
        counts = f"""
            SELECT (SELECT count(*) FROM {name}), {one}, {one} FILTER (WHERE "column" IS NULL),
                {one} FILTER (WHERE {CITIZEN} IS NULL),
                (SELECT count(*) FROM {name} WHERE {CITIZEN} IN ({spoiled(name)})
                    AND {ROW} NOT IN (SELECT "row" {mine} AND "column" IS NOT NULL)) {mine}"""
        rows, aside, unreadable, placeless, beside = self.connection.execute(counts).fetchall()[0]
        return Read(rows + unreadable, aside, beside, placeless)


def spoiled(name: str) -> str:
    """The citizens of whom a row of a file was set aside, as a query."""
    return f'SELECT {CITIZEN} FROM {ASIDE} WHERE "table" = {sql.text(name)} AND {CITIZEN} IS NOT NULL'


def text_of(source: Source, column: str) -> str:
    """A column as text; NULL where it is empty."""
    return as_text(f"r.{sql.name(column)}", source.columns[column])


def _shown(column: str) -> str:
    return shown(f"CAST({sql.name(column)} AS VARCHAR)")
