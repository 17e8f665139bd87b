"""A caseload as it is written: its tables as queries with the columns and the cells that people write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reformrules.case.record import NONE_WORD
from reformrules.count.caseload import sql
from reformrules.count.caseload.loading import stored
from reformrules.count.caseload.shape import CITIZEN, KIND, UNKNOWN_SECTIONS, Written, table_names, written_columns
from reformrules.count.tables import CASE, ID, MONTH, PERSONS, POSITION, flag, may_be_left_out
from reformrules.rulebook.models import RecordShape

_DAYS = {"from": "start", "to": "end", "on": "start"}
_TYPES = {"bool": "BOOLEAN", "int": "BIGINT", "decimal": "DECIMAL(18, 4)", "date": "DATE", "month": "DATE"}


def column_type(column: Written) -> str:
    """The type of a column in Parquet and DuckDB: text where `none` may stand in it."""
    if column.spec is not None and column.spec.may_be_none:
        return "VARCHAR"
    return _TYPES.get(column.type, "VARCHAR")


class Export:
    """The queries that give a caseload as it is written.

    as_text: every cell as text, as CSV has it; else each column has the type that `column_type` says.
    """

    def __init__(self, connection: Any, record: RecordShape, as_text: bool) -> None:
        self.connection, self.record, self.as_text = connection, record, as_text

    def queries(self) -> Iterator[tuple[str, str]]:
        """The name of each table and its query; a table that is unknown of every citizen is left out."""
        for name in table_names(self.record):
            if name == PERSONS or self._known_of_any(name):
                yield name, self._query(name)

    def _known_of_any(self, name: str) -> bool:
        asked = f"NOT {sql.name(flag(name))}" if may_be_left_out(self.record.sections[name]) else "true"
        found = self.connection.execute(f"SELECT count(*) FROM {stored(PERSONS)} WHERE {asked}").fetchone()
        return bool(found and found[0])

    def _query(self, name: str) -> str:
        columns = written_columns(name, self.record)
        shown = ", ".join(f"{self._cell(name, column)} AS {sql.name(n)}" for n, column in columns.items())
        if name == PERSONS:
            return f"SELECT {shown} FROM {stored(name)} AS t ORDER BY t.{CASE}"
        once = f"WHERE t.{MONTH} = t.start" if self.record.sections[name].shape == "month" else ""
        return (
            f"SELECT {shown} FROM {stored(name)} AS t JOIN {stored(PERSONS)} AS p ON p.{CASE} = t.{CASE} {once} "
            f"ORDER BY t.{CASE}, t.start, t.{POSITION}"
        )

    def _cell(self, table: str, column: Written) -> str:
        if column.name == CITIZEN:
            return f"t.{ID}" if table == PERSONS else f"p.{ID}"
        if column.name == UNKNOWN_SECTIONS:
            return self._unknown_sections()
        if column.name == KIND and table != PERSONS:
            return f"t.{KIND}"
        if column.spec is None:
            return self._written(self._day(column.name), column)
        return self._field(column)

    def _unknown_sections(self) -> str:
        names = [n for n, section in self.record.sections.items() if may_be_left_out(section) and self._known_of_any(n)]
        parts = ", ".join(f"CASE WHEN t.{sql.name(flag(n))} THEN {sql.text(n)} END" for n in names)
        return f"nullif(concat_ws(' ', {parts}), '')" if parts else "NULL"

    def _day(self, column: str) -> str:
        """A day, or the month or the run of months that an entry covers."""
        if column in _DAYS:
            return f"t.{sql.name(_DAYS[column])}"
        run = "t.start < date_trunc('month', t.\"end\")"
        value = "CAST(date_trunc('month', t.\"end\") AS DATE)" if column == "to_month" else "t.start"
        return f"CASE WHEN {'NOT ' if column == 'month' else ''}({run}) THEN {value} END"

    def _field(self, column: Written) -> str:
        spec = column.spec
        assert spec is not None  # only fields come here
        value = self._written(f"t.{sql.name(column.name)}", column)
        if not spec.may_be_none or spec.absent == "none":
            return value
        known = f"NOT t.{sql.name(flag(column.name))}" if not spec.required and spec.absent == "unknown" else "true"
        belongs = sql.one_of(f"t.{KIND}", spec.only) if spec.only else "true"
        none = f"{known} AND {belongs} AND t.{sql.name(column.name)} IS NULL"
        return f"CASE WHEN {none} THEN '{NONE_WORD}' ELSE CAST({value} AS VARCHAR) END"

    def _written(self, value: str, column: Written) -> str:
        if not self.as_text and column_type(column) != "VARCHAR":
            return f"CAST({value} AS {column_type(column)})"
        if column.type == "month":
            return f"strftime({value}, '%Y-%m')"
        if column.type == "decimal":
            return f"regexp_replace(CAST({value} AS VARCHAR), '\\.?0+$', '')"
        return f"CAST({value} AS VARCHAR)"
