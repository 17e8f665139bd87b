"""Where the tables of a caseload are: a folder of CSV or Parquet, or a DuckDB file; its names and columns checked."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from reformrules.count.caseload import sql
from reformrules.count.caseload.cells import readable
from reformrules.count.caseload.shape import table_names, written_columns
from reformrules.count.patience import Executes
from reformrules.count.tables import PERSONS
from reformrules.errors import Both, InputError, Place, Problem, of_the_system, quoted
from reformrules.rulebook.hints import hint
from reformrules.rulebook.models import RecordShape

DATABASES = (".duckdb", ".db", ".ddb")
CSV, PARQUET = (".csv", ".csv.gz"), (".parquet", ".pq")
ROW = "row"
_LONGEST_HEADER = 100_000
ATTACHED = "given"  # the name under which a DuckDB file is read


@dataclass(frozen=True, slots=True)
class Source:
    """One table: the SQL that reads it, the SQL that numbers its rows from 1, and the types its columns have.

    separator: what stands between the cells of a line of text. A line that does not fit the table is passed over;
    the first reading puts it in a table of its own (`unreadable`).
    """

    table: str
    place: str
    relation: str
    row: str
    columns: dict[str, str]
    separator: str = ""

    @property
    def unreadable(self) -> str:
        """The table of the lines that cannot be read."""
        return f"unreadable_{self.table}"

    def cell_of(self, column: str, line: str) -> str:
        """The cell of a column in a line that cannot be read, as far as can be told, as SQL."""
        at = list(self.columns).index(column) + 1
        return f"trim(string_split({line}, {sql.text(self.separator)})[{at}], ' \"')"


def holds_tables(path: Path) -> bool:
    """Whether a path is a caseload of tables, and not of case files."""
    return path.suffix in DATABASES or (path.is_dir() and any(_suffix(file) for file in path.iterdir()))


def sources(connection: Executes, path: Path, record: RecordShape) -> dict[str, Source]:
    """The tables of a caseload.

    Raises InputError with every table and column that is not valid, and for every one that is needed and missing.
    """
    found = list(_attached(connection, path) if path.suffix in DATABASES else _files(connection, path, record))
    problems = [*_table_faults(found, path, record)]
    if not problems:
        problems = [fault for source in found for fault in _column_faults(source, record)]
    if problems:
        raise InputError(*problems)
    return {source.table: source for source in found}


def _suffix(path: Path) -> str:
    return next((suffix for suffix in (*CSV, *PARQUET) if path.name.endswith(suffix)), "")


def _files(connection: Executes, folder: Path, record: RecordShape) -> Iterator[Source]:
    for path in sorted(file for file in folder.iterdir() if _suffix(file)):
        table = path.name.removesuffix(_suffix(path))
        if table in table_names(record):
            yield _csv(table, path) if _suffix(path) in CSV else _parquet(connection, table, path)
        else:
            yield Source(table, str(path), "", "", {})


def file_source(connection: Executes, table: str, path: Path) -> Source:
    """One file, CSV or Parquet, as a table by any name; raises InputError when it is neither."""
    if _suffix(path) and path.exists():
        return _csv(table, path) if _suffix(path) in CSV else _parquet(connection, table, path)
    said = _NO_FILE if _suffix(path) else _NEITHER
    name = Both("; angiv en fil, der ender på .csv eller .parquet", "; name a file that ends in .csv or .parquet")
    raise InputError(Problem(said + name, Place(str(path))))


_NO_FILE = Both("filen findes ikke", "there is no such file")
_NEITHER = Both("det er hverken CSV eller Parquet", "this is neither CSV nor Parquet")
_NO_TEXT = Both("det er ikke utf-8-tekst", "it is not utf-8 text")
_NOT_READ = Both("filen kan ikke læses: ", "the file cannot be read: ")


def _csv(table: str, path: Path) -> Source:
    names, separator = _header(path)
    columns = ", ".join(f"{sql.text(column)}: 'VARCHAR'" for column in names)
    relation = (
        f"read_csv({sql.text(str(path))}, auto_detect = false, header = true, delim = {sql.text(separator)}, "
        f"quote = '\"', escape = '\"', columns = {{{columns}}}, ignore_errors = true)"
    )
    return Source(table, str(path), relation, "row_number() OVER ()", dict.fromkeys(names, "VARCHAR"), separator)


def _header(path: Path) -> tuple[list[str], str]:
    """The names of the columns, and what stands between them: `,`, `;` or a tab."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            line = file.readline(_LONGEST_HEADER).decode("utf-8-sig").rstrip("\r\n")
    except (OSError, UnicodeDecodeError, EOFError) as error:
        said = of_the_system(error) if isinstance(error, OSError) else _NO_TEXT
        raise InputError(Problem(_NOT_READ + said, Place(str(path)))) from None
    separator = next((mark for mark in (";", "\t") if mark in line), ",")
    names = next(csv.reader([line], delimiter=separator), [])
    if double := next((name for name in names if names.count(name) > 1), None):
        twice = Both(" står der to gange", " stands there twice")
        raise InputError(Problem(Both("kolonnen ", "the column ") + quoted(double) + twice, Place(str(path))))
    return names, separator


def _parquet(connection: Executes, table: str, path: Path) -> Source:
    files = str(path / "**" / "*.parquet") if path.is_dir() else str(path)
    relation = f"read_parquet({sql.text(files)})"
    return Source(table, str(path), relation, "row_number() OVER ()", _types(connection, relation))


def _attached(connection: Executes, path: Path) -> Iterator[Source]:
    connection.execute(f"ATTACH {sql.text(str(path))} AS {ATTACHED} (READ_ONLY)")
    names = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = ? AND schema_name = 'main' ORDER BY 1", [ATTACHED]
    ).fetchall()
    for (table,) in names:
        relation = f"{ATTACHED}.main.{sql.name(table)}"
        yield Source(table, f"{path}, table {table}", relation, "rowid + 1", _types(connection, relation))


def _types(connection: Executes, relation: str) -> dict[str, str]:
    rows = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    return {name: physical for name, physical, *_ in rows}


def _table_faults(found: list[Source], path: Path, record: RecordShape) -> Iterator[Problem]:
    valid, seen = table_names(record), dict[str, str]()
    for source in found:
        if source.table not in valid:
            unknown = Both("ukendt tabel ", "unknown table ") + quoted(source.table)
            yield Problem(unknown + hint(record, source.table, valid), Place(source.place))
        elif source.table in seen:
            earlier = seen[source.table]
            da = f"tabellen `{source.table}` er allerede i {earlier}"
            yield Problem(Both(da, f"the table `{source.table}` is in {earlier} already"), Place(source.place))
        seen.setdefault(source.table, source.place)
    if PERSONS not in seen:
        da = f"tabellen `{PERSONS}` mangler; den har en række for hver borger"
        yield Problem(Both(da, f"there is no table `{PERSONS}`; it has a row for each citizen"), Place(str(path)))


def _column_faults(source: Source, record: RecordShape) -> Iterator[Problem]:
    valid, place = written_columns(source.table, record), Place(source.place)
    for column, physical in source.columns.items():
        if column not in valid:
            yield Problem(NO_COLUMN + quoted(column) + hint(record, column, valid), place)
        elif not readable(physical):
            da = f"kolonnen `{column}` er af typen {physical}, som ingen værdi i en sag har"
            yield Problem(
                Both(da, f"the column `{column}` is of the type {physical}, which no value of a case has"), place
            )
    for name, written in valid.items():
        always = written.needed and (written.spec is None or not written.spec.only)
        if always and name not in source.columns:
            full = Both("; ingen celle i den må være tom", "; no cell of it may be empty")
            yield Problem(missing_column(name) + full, place)
    if source.table != PERSONS and record.sections[source.table].shape == "month":
        yield from _month_columns(source, place)


def _month_columns(source: Source, place: Place) -> Iterator[Problem]:
    run = {"from_month", "to_month"}
    if "month" not in source.columns and not run <= source.columns.keys():
        either = Both("; eller angiv `from_month` og `to_month`", "; or give `from_month` and `to_month`")
        yield Problem(missing_column("month") + either, place)


NO_COLUMN = Both("ukendt kolonne ", "unknown column ")


def missing_column(name: str) -> Both:
    """That a column is not there."""
    return Both(f"kolonnen `{name}` mangler", f"the column `{name}` is missing")


def nothing(table: str, columns: Iterable[str]) -> Source:
    """A table without rows."""
    none = ", ".join(f"NULL::VARCHAR AS {sql.name(column)}" for column in columns)
    return Source(table, "", f"(SELECT {none} WHERE false)", "1", dict.fromkeys(columns, "VARCHAR"))


def rows_of(source: Source, keep_unreadable: bool = False) -> str:
    """The rows of a table with their number, as a query; of lines of text, those that can be read."""
    columns, relation = ", ".join(map(sql.name, source.columns)), source.relation
    if keep_unreadable and source.separator:
        names = f"rejects_table = '{source.unreadable}', rejects_scan = 'scan_{source.table}'"
        relation = f"{relation.removesuffix(')')}, store_rejects = true, {names})"
    return f"SELECT {source.row} AS {sql.name(ROW)}, {columns} FROM {relation}"
