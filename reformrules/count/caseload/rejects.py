"""The rejects of a caseload: every cell, row and citizen that is not valid, with what is wrong and what is valid."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from reformrules.count.caseload import sql
from reformrules.count.caseload.cells import as_text, shown
from reformrules.count.caseload.checks import Check, Fault
from reformrules.count.caseload.histories import clashes
from reformrules.count.caseload.loading import FAULT, IDS, Plan, row_of, stored
from reformrules.count.caseload.reasons import Reasons, worded
from reformrules.count.caseload.shape import CITIZEN, KIND, table_names
from reformrules.count.caseload.sources import ROW
from reformrules.count.engine import STORE
from reformrules.count.patience import Executes
from reformrules.count.tables import CASE, ID, MONTH, PERSONS
from reformrules.errors import NOTHING

REJECTS = f"{STORE}.rejects"
MOST_EXPLAINED = 10_000  # different faulty values that are explained one by one; the others get the general words
WORDS = tuple(worded(NOTHING, NOTHING))
COLUMNS = {
    "table": pa.string(), "row": pa.int64(), "citizen": pa.string(), "column": pa.string(), "value": pa.string(),
    **dict.fromkeys(WORDS, pa.string()),
}  # fmt: skip


def told_in(lang: str, rejects: str = REJECTS) -> str:
    """A table of rejects as SQL, with the reason and what is valid in one language."""
    return f"(SELECT * EXCLUDE ({', '.join(WORDS)}), reason_{lang} AS reason, valid_{lang} AS valid FROM {rejects})"


@dataclass(frozen=True, slots=True)
class Tally:
    """The rows of one table: how many were written and are kept, and how many are not valid.

    placeless: of those that are not valid, the ones of which it cannot be told whose they are.
    """

    table: str
    rows: int
    kept: int
    invalid: int
    placeless: int

    @property
    def beside(self) -> int:
        """Rows that are valid, of citizens who are set aside."""
        return self.rows - self.kept - self.invalid


@dataclass(frozen=True)
class Rejecting:
    """Finds the faults of the tables that a plan has loaded, and takes the citizens away of whom one is not valid."""

    connection: Executes
    plan: Plan

    def __post_init__(self) -> None:
        self.connection.execute(create())
        self.connection.execute(
            'CREATE TEMP TABLE faults ("table" VARCHAR, "row" BIGINT, number BIGINT, citizen VARCHAR, '
            '"column" VARCHAR, value VARCHAR, kind VARCHAR, fault VARCHAR, told_da VARCHAR, told_en VARCHAR)'
        )

    def find(self, name: str) -> None:
        """The faults of one table."""
        if name == PERSONS:
            self._doubled()
        elif self.plan.record.sections[name].exclusive:
            self.connection.execute(f"INSERT INTO faults BY NAME {clashes(name, self.plan.record.sections[name])}")
        if _one(self.connection, f"SELECT count(*) FROM {stored(name)} WHERE {FAULT}"):
            self._itemise(name)
        if self.plan.source(name).separator:
            self._unreadable(name)

    def _doubled(self) -> None:
        self.connection.execute(
            f"INSERT INTO faults BY NAME SELECT '{PERSONS}' AS \"table\", p.{CASE} AS {ROW}, p.{CASE} AS number, "
            f"{ID} AS citizen, '{CITIZEN}' AS \"column\", {ID} AS value, '{Fault.twice}' AS fault "
            f"FROM {stored(PERSONS)} AS p JOIN {IDS} AS ids USING ({ID}) WHERE ids.many > 1"
        )

    def _itemise(self, name: str) -> None:
        """What is wrong with each row that is not valid."""
        plan, wrong = self.plan, f"SELECT {row_of(name)} FROM {stored(name)} WHERE {FAULT}"
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE faulty AS SELECT * FROM ({plan.written_rows(name)}) WHERE {ROW} IN ({wrong})"
        )
        for check in plan.checks(name):
            self.connection.execute(f"INSERT INTO faults BY NAME {self._items(name, check)}")
        self.connection.execute("DROP TABLE faulty")

    def _items(self, name: str, check: Check) -> str:
        cells, columns = self.plan.cells(name), self.plan.source(name).columns
        told = {"table": sql.text(name), "row": f"r.{ROW}", "citizen": cells[CITIZEN].value}
        told |= {"column": sql.text(check.column), "fault": sql.text(check.fault)}
        told["number"] = f"r.{ROW}" if name == PERSONS else f"ids.{CASE}"
        if check.column in columns:
            told["value"] = as_text(f"r.{sql.name(check.column)}", columns[check.column])
        if name != PERSONS:
            told["kind"] = cells[KIND].value
        listed = ", ".join(f"{value} AS {sql.name(column)}" for column, value in told.items())
        return f"SELECT {listed} FROM {self.plan.beside(name, 'faulty')} WHERE {check.condition}"

    def _unreadable(self, name: str) -> None:
        """The lines that cannot be read; the rows after them are so many lines further down."""
        source = self.plan.source(name)
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE lines AS SELECT line - 1 AS line, any_value(csv_line) AS said, "
            f"row_number() OVER (ORDER BY line) AS before FROM {source.unreadable} GROUP BY line"
        )
        self.connection.execute(
            f'UPDATE faults SET "row" = "row" + (SELECT count(*) FROM lines WHERE line - before < faults."row") '
            f'WHERE "table" = {sql.text(name)}'
        )
        citizen = source.cell_of(CITIZEN, "said")
        self.connection.execute(
            f'INSERT INTO faults BY NAME SELECT {sql.text(name)} AS "table", line AS "row", ids.{CASE} AS number, '
            f"ids.{ID} AS citizen, said AS value, '{Fault.unreadable}' AS fault "
            f"FROM lines LEFT JOIN {IDS} AS ids ON ids.{ID} = {citizen}"
        )

    def finish(self) -> list[Tally]:
        """Put the faults in words, take the citizens away, and count."""
        key = ("table", "column", "fault", "kind", "value")
        different = self.connection.execute(
            f"SELECT DISTINCT {', '.join(map(sql.name, key))} FROM faults "
            f"WHERE fault <> '{Fault.unreadable}' LIMIT {MOST_EXPLAINED}"
        ).fetchall()
        reasons = Reasons(self.plan.record)
        views = {
            "explained": [reasons.of(dict(zip(key, row, strict=True))) for row in different],
            "general": reasons.general(),
        }
        for view, rows in views.items():
            self.connection.register(view, pa.Table.from_pylist(rows, _WORDED))
        self.connection.execute(f"INSERT INTO {REJECTS} {_WORDS}")
        for view in views:
            self.connection.unregister(view)
        return self._take_away()

    def _take_away(self) -> list[Tally]:
        gone = "SELECT number FROM faults WHERE number IS NOT NULL"
        anything = _one(self.connection, "SELECT count(*) FROM faults")
        tallies = []
        for name in table_names(self.plan.record):
            rows = self._rows(name)
            if anything:
                self.connection.execute(f"DELETE FROM {stored(name)} WHERE {CASE} IS NULL OR {CASE} IN ({gone})")
            self.connection.execute(f"ALTER TABLE {stored(name)} DROP COLUMN {FAULT}")
            tallies.append(self._tally(name, rows))
        return tallies

    def _rows(self, name: str) -> int:
        """The rows of a table; a run of months is one."""
        months = name != PERSONS and self.plan.record.sections[name].shape == "month"
        once = f"WHERE {MONTH} IS NOT DISTINCT FROM start" if months else ""
        return _one(self.connection, f"SELECT count(*) FROM {stored(name)} {once}")

    def _tally(self, name: str, rows: int) -> Tally:
        faulty = f'FROM faults WHERE "table" = {sql.text(name)}'
        unreadable = _one(self.connection, f"SELECT count(*) {faulty} AND fault = '{Fault.unreadable}'")
        invalid = _one(self.connection, f'SELECT count(DISTINCT "row") {faulty}')
        placeless = _one(self.connection, f'SELECT count(DISTINCT "row") {faulty} AND number IS NULL')
        return Tally(name, rows + unreadable, self._rows(name), invalid, placeless)


_WORDED = pa.schema([(name, pa.string()) for name in ("table", "column", "fault", "kind", "value", *WORDS)])


_WORDS = f"""
    SELECT f."table", f."row", {shown("f.citizen")}, f."column", {shown("f.value")},
        coalesce(f.told_da, e.reason_da, g.reason_da), coalesce(f.told_en, e.reason_en, g.reason_en),
        coalesce(e.valid_da, g.valid_da), coalesce(e.valid_en, g.valid_en)
    FROM faults AS f
    LEFT JOIN explained AS e ON f."table" = e."table" AND f."column" = e."column" AND f.fault = e.fault
        AND f.kind IS NOT DISTINCT FROM e.kind AND f.value IS NOT DISTINCT FROM e.value
    LEFT JOIN general AS g ON f."table" = g."table" AND f.fault = g.fault
        AND g."column" = coalesce(f."column", '{CITIZEN}')
    ORDER BY f."table", f."row", f."column"
"""


def create() -> str:
    """The SQL that makes the table of rejects."""
    columns = (f"{sql.name(name)} {'BIGINT' if type_ == pa.int64() else 'VARCHAR'}" for name, type_ in COLUMNS.items())
    return f"CREATE TABLE {REJECTS} ({', '.join(columns)})"


def _one(connection: Executes, query: str) -> int:
    found = connection.execute(query).fetchone()
    assert found is not None  # an aggregate always has a row
    return int(found[0])
