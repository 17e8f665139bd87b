"""Written tables to the tables that the readings have: each cell with its meaning, each citizen with a number."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from reformrules.count.caseload import sql
from reformrules.count.caseload.cells import Cell, as_text, cell
from reformrules.count.caseload.shape import CITIZEN, KIND, UNKNOWN_SECTIONS, span_columns, written_columns
from reformrules.count.caseload.sources import ROW, Source, rows_of
from reformrules.count.engine import STORE
from reformrules.count.tables import CASE, ID, MONTH, PERSONS, POSITION, field_column, flag, may_be_left_out
from reformrules.rulebook.models import FieldSpec, RecordShape, Section

FAULT = "fault"
IDS = f"{STORE}.ids"
_EMPTY = Cell("true", "NULL", "false")  # a column that is not there


def load(connection: duckdb.DuckDBPyConnection, found: dict[str, Source], record: RecordShape) -> Iterator[str]:
    """Fill the tables; yields the name of each when it is there.

    Each has the columns of `tables.schemas`, the number of the written row, and whether the row is not valid.
    """
    connection.execute(f"CREATE TABLE {STORE}.{PERSONS} AS {persons_query(found, record)}")
    connection.execute(
        f"CREATE TABLE {IDS} AS SELECT {ID}, min({CASE}) AS {CASE}, count(*) AS many FROM {STORE}.{PERSONS} "
        f"WHERE {ID} IS NOT NULL GROUP BY {ID}"
    )
    yield PERSONS
    for name, section in record.sections.items():
        query = entries_query(found[name], section, record) if name in found else _no_entries(name, section, record)
        connection.execute(f"CREATE TABLE {STORE}.{sql.name(name)} AS {query}")
        _sort(connection, name)
        yield name


def cells_of(source: Source, record: RecordShape) -> dict[str, Cell]:
    """The cells of a table by column; a column that is not there is empty."""
    return {
        name: cell(f"r.{sql.name(name)}", source.columns[name], column) if name in source.columns else _EMPTY
        for name, column in written_columns(source.table, record).items()
    }


def persons_query(found: dict[str, Source], record: RecordShape) -> str:
    """The table of persons from the written one."""
    source = found[PERSONS]
    cells, wrong = cells_of(source, record), list[str]()
    columns = {ROW: f"r.{ROW}", CASE: f"r.{ROW}", ID: cells[CITIZEN].value}
    wrong += [cells[CITIZEN].empty, cells[CITIZEN].wrong]
    for name, spec in record.person.items():
        columns |= field_columns(name, spec, cells[name])
        wrong += field_faults(spec, cells[name])
    columns |= {flag(n): _left_out(n, found, source) for n, s in record.sections.items() if may_be_left_out(s)}
    if UNKNOWN_SECTIONS in source.columns:
        wrong.append(_unknown_names(source, record))
    return _select(columns, wrong, source)


def listed_sections(source: Source) -> str:
    """The names that a citizen's cell of unknown sections lists, as an SQL list."""
    written = as_text(f"r.{sql.name(UNKNOWN_SECTIONS)}", source.columns[UNKNOWN_SECTIONS])
    return f"string_split(coalesce({written}, ''), ' ')"


def _left_out(name: str, found: dict[str, Source], persons: Source) -> str:
    if name not in found:
        return "true"
    return f"list_contains({listed_sections(persons)}, '{name}')" if UNKNOWN_SECTIONS in persons.columns else "false"


def _unknown_names(source: Source, record: RecordShape) -> str:
    names = ", ".join(sql.text(name) for name, section in record.sections.items() if may_be_left_out(section))
    return f"len(list_filter({listed_sections(source)}, one -> one NOT IN ('', {names}))) > 0"


def entries_query(source: Source, section: Section, record: RecordShape) -> str:
    """The table of a section from the written one; a row whose citizen is not there has none."""
    cells, kind = cells_of(source, record), "r.kind"
    wrong = [cells[CITIZEN].empty, cells[CITIZEN].wrong, cells[KIND].empty]
    kind = cells[KIND].value
    wrong.append(f"NOT coalesce({sql.one_of(kind, section.kinds)}, false)")
    columns = {ROW: f"r.{ROW}", CASE: f"ids.{CASE}", POSITION: f"r.{ROW}", KIND: kind}
    columns |= _span(section, cells)
    wrong += span_faults(section, cells)
    for name, spec in section.fields.items():
        columns |= field_columns(name, spec, cells[name], kind)
        wrong += field_faults(spec, cells[name], kind)
    query = _select(columns, wrong, source, f"LEFT JOIN {IDS} AS ids ON ids.{ID} = {cells[CITIZEN].value}")
    return _by_month(query) if section.shape == "month" else query


def _select(columns: dict[str, str], wrong: list[str], source: Source, join: str = "") -> str:
    listed = ", ".join(f"{value} AS {sql.name(name)}" for name, value in columns.items())
    fault = sql.any_of(condition for condition in wrong if condition != "false")
    return f"SELECT {listed}, coalesce({fault}, true) AS {FAULT} FROM ({rows_of(source)}) AS r {join}"


def field_columns(name: str, spec: FieldSpec, of: Cell, kind: str = "") -> dict[str, str]:
    """A field as the readings have it: the value, and the flag of being unknown."""
    column = field_column(spec)
    absent = "false" if spec.absent == "false" else "NULL"
    value = of.value if absent == "NULL" else f"CASE WHEN {of.empty} THEN {absent} ELSE {of.value} END"
    belongs = sql.one_of(kind, spec.only) if spec.only else ""
    if belongs:
        value = f"CASE WHEN {belongs} THEN {value} END"
    found = {name: f"CAST({value} AS {_SQL_TYPES[column.dtype]})"}
    if column.may_be_unknown:
        found[flag(name)] = f"({of.empty}) AND ({belongs})" if belongs else of.empty
    return found


_SQL_TYPES = {
    "boolean": "BOOLEAN", "int64": "BIGINT", "decimal(18, 4)": "DECIMAL(18, 4)", "date": "DATE", "string": "VARCHAR",
}  # fmt: skip


def field_faults(spec: FieldSpec, of: Cell, kind: str = "") -> list[str]:
    """What may be wrong with a field: its value, that it stands with a kind it does not belong to, that it lacks."""
    faults = [of.wrong]
    belongs = sql.one_of(kind, spec.only) if spec.only else "true"
    if spec.only and of is not _EMPTY:
        faults.append(f"NOT ({of.empty}) AND NOT ({belongs})")
    if spec.required:
        faults.append(f"({of.empty}) AND ({belongs})")
    return faults


def _span(section: Section, cells: dict[str, Cell]) -> dict[str, str]:
    if section.shape == "spell":
        return {"start": cells["from"].value, "end": f"CAST({cells['to'].value} AS DATE)"}
    if section.shape == "event":
        return {"start": cells["on"].value, "end": cells["on"].value}
    first, last = month_span(cells)
    return {"start": first, "end": f"last_day({last})", MONTH: first}


def month_span(cells: dict[str, Cell]) -> tuple[str, str]:
    """First and last month of an entry."""
    month = cells["month"].value
    return f"coalesce({cells['from_month'].value}, {month})", f"coalesce({cells['to_month'].value}, {month})"


def span_faults(section: Section, cells: dict[str, Cell]) -> list[str]:
    """What may be wrong with the days or months of an entry."""
    columns = span_columns(section)
    faults = [cells[column.name].wrong for column in columns]
    faults += [cells[column.name].empty for column in columns if column.needed]
    if section.shape == "month":
        alone, first, last = (cells[column.name].empty for column in columns)
        faults.append(f"NOT ((NOT ({alone}) AND ({first}) AND ({last})) OR (({alone}) AND NOT ({first} OR {last})))")
    return faults


def _by_month(query: str) -> str:
    """A row for each month of a run, and one for a run that is not valid."""
    months = 'CASE WHEN start < "end" THEN generate_series(start, "end", INTERVAL 1 MONTH) ELSE [start] END'
    return f"SELECT * REPLACE (CAST(unnest({months}) AS DATE) AS {MONTH}) FROM ({query})"


def _no_entries(name: str, section: Section, record: RecordShape) -> str:
    names = written_columns(name, record)
    nothing = ", ".join(f"NULL::VARCHAR AS {sql.name(column)}" for column in names)
    source = Source(name, "", f"(SELECT {nothing} WHERE false)", "1", dict.fromkeys(names, "VARCHAR"))
    return entries_query(source, section, record)


def _sort(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Put the rows of a section in the order of the citizens and of time; most caseloads are written so."""
    table = f"{STORE}.{sql.name(name)}"
    found = connection.execute(
        f"SELECT coalesce(bool_and(({CASE}, start, {POSITION}) >= before), true) FROM "
        f"(SELECT {CASE}, start, {POSITION}, lag(({CASE}, start, {POSITION})) OVER () AS before FROM {table})"
    ).fetchone()
    if found is not None and found[0]:
        return
    connection.execute(
        f"CREATE OR REPLACE TABLE {table} AS SELECT * REPLACE (dense_rank() OVER "
        f"(ORDER BY {CASE}, start, {POSITION}) AS {POSITION}) FROM {table} ORDER BY {CASE}, start, {POSITION}"
    )
