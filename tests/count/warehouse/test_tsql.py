"""The T-SQL that is printed, read back by a parser and run in DuckDB for want of a SQL Server: the counted answers.

So what is printed means what was meant, as far as the parser knows T-SQL; that a server takes it is not shown.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pytest
import sqlglot as sg
import sqlglot.expressions as sge
from drawing import drawn
from worlds import world

from reformrules.count.engine import STORE, Run, connect, store_cases
from reformrules.count.expressions import CannotCount
from reformrules.count.reading import findings_of, read_columns
from reformrules.count.warehouse.dialects import Speech
from reformrules.count.warehouse.statement import statement, tables
from reformrules.count.warehouse.tsql import Lowered
from reformrules.rulebook.law_in_force import obligations_in_force
from reformrules.rulebook.status import LawSetting

LONG = bool(os.environ.get("REFORMRULES_LONG"))
ON, LAW = date(2026, 8, 31), LawSetting.proposed
# What T-SQL has and DuckDB has not: the rows of a split text.
SPLIT = "CREATE MACRO main.string_split_rows(s, sep) AS TABLE SELECT unnest(string_split(s, sep)) AS value"
YEARS = "SELECT * FROM t CROSS JOIN LATERAL (SELECT UNNEST(RANGE({start}, {end} + 1)) AS value) AS years"


def in_duckdb(sql: str) -> str:
    """T-SQL for DuckDB: its BIT is a small number, its texts are added up with bars, its series are unnested."""
    tree: Any = sg.parse_one(sql, read="tsql")
    for kind in list(tree.find_all(sge.DataType)):
        if kind.is_type("bit"):
            kind.replace(sge.DataType.build("tinyint"))
        elif kind.is_type("varchar", "nvarchar"):
            kind.replace(sge.DataType.build("text"))
    for add in reversed(list(tree.find_all(sge.Add))):
        if add.find(sge.National):
            add.replace(sge.DPipe(this=add.left.copy(), expression=add.right.copy()))
    for join in list(tree.find_all(sge.Join)):
        if isinstance(join.this, sge.Lateral):
            ends = {part: join.this.this.args[part].sql("duckdb") for part in ("start", "end")}
            join.replace(sg.parse_one(YEARS.format(**ends), read="duckdb").args["joins"][0])
    return str(tree.sql("duckdb")).replace("STRING_SPLIT(", "string_split_rows(")


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """The caseload twice: as it is, and in the schema `bits` with each yes or no as 1 or 0."""
    made = connect()
    store_cases(made, drawn(300 if LONG else 120), world().record)
    made.execute(f"{SPLIT}; CREATE SCHEMA bits")
    for name in ("persons", *world().record.sections):
        columns = made.sql(f"SELECT * FROM {STORE}.{name}")
        pairs = zip(columns.columns, columns.types, strict=True)
        cast = ", ".join(f'"{c}"::{"TINYINT" if kind == "BOOLEAN" else kind} AS "{c}"' for c, kind in pairs)
        made.execute(f"CREATE TABLE bits.{name} AS SELECT {cast} FROM {STORE}.{name}")
    yield made
    made.close()


def plain(value: Any) -> Any:
    if isinstance(value, list):
        return ", ".join(value)
    return value.date() if hasattr(value, "date") else value


NAMES = [*findings_of(world()), *(rule.id for rule in obligations_in_force(world(), ON, LAW))]


@pytest.mark.parametrize("name", NAMES)
def test_all_of_the_language_means_the_same_in_tsql(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    what = ([name], set[str]()) if name in world().conclusions else (list[str](), {name})
    list(Run(connection, read_columns(world(), ON, LAW, *what)).fill())
    reading = read_columns(world(), ON, LAW, *what, apart=True)
    connection.execute("SET schema = 'bits'")
    found = connection.execute(f"{in_duckdb(statement(reading, Speech.of('mssql')).sql())} ORDER BY citizen").fetchall()
    connection.execute("SET schema = 'main'")
    columns = ", ".join(f'"{c}"' for c in reading.answers.columns if not c.endswith("__why"))
    counted = connection.execute(f"SELECT {columns} FROM answers ORDER BY citizen").fetchall()
    assert [[plain(v) for v in row] for row in found] == [[plain(v) for v in row] for row in counted]


def test_a_yes_or_no_is_a_bit_that_is_null_where_it_is_not_known() -> None:
    query = sg.parse_one("SELECT a AND b > 1 AS c FROM t WHERE a OR NOT (a IS TRUE)", read="duckdb")
    assert isinstance(query, sge.Select)
    assert Lowered({"a"}).query(query).sql("tsql") == (
        "SELECT CAST(CASE WHEN a = 1 AND b > 1 THEN 1 WHEN NOT (a = 1 AND b > 1) THEN 0 END AS BIT) AS c "
        "FROM t WHERE a = 1 OR NOT (COALESCE(a, 0) = 1)"
    )


def test_what_tsql_has_no_word_for_is_named() -> None:
    query = sg.parse_one("SELECT LIST_TRANSFORM(days, d -> d) AS c FROM t", read="duckdb")
    assert isinstance(query, sge.Select)
    with pytest.raises(CannotCount, match="T-SQL has no word for `LIST_"):
        Lowered(set()).query(query)


def test_the_tables_are_made_with_the_types_of_sql_server() -> None:
    persons = next(iter(tables(world(), Speech.of("mssql"))))
    assert "citizen BIGINT NOT NULL" in persons
    assert "id NVARCHAR(4000) NOT NULL" in persons
    assert "a BIT" in persons
