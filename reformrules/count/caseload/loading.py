"""Written tables to the tables that the readings have: each cell with its meaning, each citizen with a number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from reformrules.count.caseload import sql
from reformrules.count.caseload.cells import Cell, as_text, cell
from reformrules.count.caseload.checks import Check, entry_checks, listed, person_checks, span
from reformrules.count.caseload.shape import CITIZEN, KIND, UNKNOWN_SECTIONS, table_names, written_columns
from reformrules.count.caseload.sources import ROW, Source, nothing, rows_of
from reformrules.count.engine import STORE
from reformrules.count.patience import Executes
from reformrules.count.tables import CASE, ID, MONTH, PERSONS, POSITION, field_column, flag, may_be_left_out
from reformrules.days import FIRST_DAY, LAST_DAY
from reformrules.rulebook.models import FieldSpec, RecordShape

FAULT = "fault"
IDS = f"{STORE}.ids"
MOST_ROWS = 2**40  # of a table; with the days of three centuries it fits in 64 bits
_EMPTY = Cell("true", "NULL", "false")  # of a column that is not there
_TYPES = {
    "boolean": "BOOLEAN", "int64": "BIGINT", "decimal(18, 4)": "DECIMAL(18, 4)", "date": "DATE", "string": "VARCHAR",
}  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """How the tables of a caseload are read; only: the one citizen of whom they are read."""

    found: dict[str, Source]
    record: RecordShape
    only: str | None = None

    def load(self, connection: Executes) -> Iterator[str]:
        """Fill the tables; yields the name of each when it is there, in the order in which it is written.

        Each has the columns of `tables.schemas`, and whether a row is not valid.
        """
        for name in table_names(self.record):
            connection.execute(f"CREATE TABLE {stored(name)} AS {self._query(name)}")
            if name == PERSONS:
                connection.execute(f"CREATE TABLE {IDS} AS {self._ids()}")
            yield name
            if name != PERSONS:
                _sort(connection, name)

    def source(self, name: str) -> Source:
        """The written table; one that is not there has no rows."""
        return self.found.get(name) or nothing(name, written_columns(name, self.record))

    def left_out(self) -> tuple[list[str], list[str]]:
        """The tables and columns that are not there: those that are unknown, and those that mean none or no."""
        unknown, none = list[str](), list[str]()
        for name, section in self.record.sections.items():
            if name not in self.found:
                (unknown if may_be_left_out(section) else none).append(name)
        for name, source in self.found.items():
            for column, of in written_columns(name, self.record).items():
                if of.spec is not None and column not in source.columns and not of.needed:
                    (unknown if of.spec.absent == "unknown" else none).append(f"{name}.{column}")
        return unknown, none

    def cells(self, name: str) -> dict[str, Cell]:
        """The cells of a table by column; a column that is not there is empty."""
        physical = self.source(name).columns
        return {
            column: cell(f"r.{sql.name(column)}", physical[column], of) if column in physical else _EMPTY
            for column, of in written_columns(name, self.record).items()
        }

    def checks(self, name: str) -> list[Check]:
        """What may be wrong with a row of a table."""
        if name == PERSONS:
            return person_checks(self.cells(name), self.record)
        return entry_checks(self.cells(name), name, self.record, name in self._said_unknown)

    def written_rows(self, name: str) -> str:
        """The written rows with their numbers, as a query."""
        return self._of_citizens(name, rows_of(self.source(name)))

    def _of_citizens(self, name: str, rows: str) -> str:
        if self.only is None:
            return rows
        citizen = as_text(sql.name(CITIZEN), self.source(name).columns[CITIZEN])
        return f"SELECT * FROM ({rows}) WHERE {citizen} = {sql.text(self.only)}"

    def beside(self, name: str, rows: str) -> str:
        """Written rows as `r`, those of a section beside their citizen as `ids`."""
        joined = f"LEFT JOIN {IDS} AS ids ON ids.{ID} = {self.cells(name)[CITIZEN].value}"
        return f"{rows} AS r" if name == PERSONS else f"{rows} AS r {joined}"

    def _query(self, name: str) -> str:
        columns = self._person_columns() if name == PERSONS else self._entry_columns(name)
        shown = ", ".join(f"{value} AS {sql.name(column)}" for column, value in columns.items())
        fault = sql.any_of(check.condition for check in self.checks(name))
        rows = f"({self._of_citizens(name, rows_of(self.source(name), keep_unreadable=True))})"
        query = f"SELECT {shown}, coalesce({fault}, false) AS {FAULT} FROM {self.beside(name, rows)}"
        return _by_month(query) if "from_month" in self.source(name).columns else query

    @cached_property
    def _said_unknown(self) -> list[str]:
        """The tables of which a citizen may say that theirs is unknown."""
        if UNKNOWN_SECTIONS not in self.source(PERSONS).columns:
            return []
        return [
            name for name, section in self.record.sections.items() if may_be_left_out(section) and name in self.found
        ]

    def _person_columns(self) -> dict[str, str]:
        cells = self.cells(PERSONS)
        columns = {CASE: f"r.{ROW}", ID: cells[CITIZEN].value}
        for name, spec in self.record.person.items():
            columns |= field_columns(name, spec, cells[name])
        for name, section in self.record.sections.items():
            if may_be_left_out(section):
                told = f"list_contains({listed(cells)}, {sql.text(name)})" if name in self._said_unknown else "false"
                columns[flag(name)] = told if name in self.found else "true"
        return columns

    def _ids(self) -> str:
        """Each citizen once: the number, how many rows there are, and what the rows of the sections are held to."""
        kept = [f"min({CASE}) AS {CASE}", "count(*) AS many"]
        kept += ["min(born) AS born"] if "born" in self.record.person else []
        kept += [f"bool_or({column}) AS {column}" for column in (sql.name(flag(name)) for name in self._said_unknown)]
        return f"SELECT {ID}, {', '.join(kept)} FROM {stored(PERSONS)} WHERE {ID} IS NOT NULL GROUP BY {ID}"

    def _entry_columns(self, name: str) -> dict[str, str]:
        section, cells = self.record.sections[name], self.cells(name)
        kind, (start, end) = cells[KIND].value, span(section, cells)
        columns = {CASE: f"ids.{CASE}", POSITION: _position(start), KIND: kind, "start": start, "end": end}
        if section.shape == "month":
            columns |= {"end": f"last_day({end})", MONTH: start}
        for field, spec in section.fields.items():
            columns |= field_columns(field, spec, cells[field], kind)
        return columns


def stored(name: str) -> str:
    """The table that the readings have."""
    return f"{STORE}.{sql.name(name)}"


def field_columns(name: str, spec: FieldSpec, of: Cell, kind: str = "") -> dict[str, str]:
    """A field as the readings have it: the value, and the flag of being unknown."""
    column = field_column(spec)
    value = f"CASE WHEN {of.empty} THEN false ELSE {of.value} END" if spec.absent == "false" else of.value
    belongs = sql.one_of(kind, spec.only) if spec.only else ""
    if belongs:
        value = f"CASE WHEN {belongs} THEN {value} END"
    found = {name: f"CAST({value} AS {_TYPES[column.dtype]})"}
    if column.may_be_unknown:
        found[flag(name)] = f"({of.empty}) AND ({belongs})" if belongs else of.empty
    return found


def _position(start: str) -> str:
    """The place of an entry among those of its citizen: by time, and of one day in the order of the rows."""
    days = f"least(greatest(coalesce({start} - DATE '{FIRST_DAY}', 0), 0), {(LAST_DAY - FIRST_DAY).days})"
    return f"CAST({days} AS BIGINT) * {MOST_ROWS} + r.{ROW}"


def row_of(name: str) -> str:
    """The number of the written row."""
    return CASE if name == PERSONS else f"{POSITION} % {MOST_ROWS}"


def _by_month(query: str) -> str:
    """A row for each month of a run, and one for a run that is not valid."""
    months = 'CASE WHEN start < "end" THEN generate_series(start, "end", INTERVAL 1 MONTH) ELSE [start] END'
    return f"SELECT * REPLACE (CAST(unnest({months}) AS DATE) AS {MONTH}) FROM ({query})"


def _sort(connection: Executes, name: str) -> None:
    """Put the rows of a section in the order of the citizens, so that a part of them is read quickly."""
    found = connection.execute(
        f"SELECT coalesce(bool_and({CASE} >= before), true) FROM "
        f"(SELECT {CASE}, lag({CASE}) OVER () AS before FROM {stored(name)})"
    ).fetchone()
    if found is not None and not found[0]:
        connection.execute(
            f"CREATE OR REPLACE TABLE {stored(name)} AS SELECT * FROM {stored(name)} ORDER BY {CASE}, {POSITION}"
        )
