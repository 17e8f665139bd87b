"""Answers that are open only because facts are missing, and what another reading says of them.

Some of these have one answer whatever the facts are. That is found by trying the values of one citizen's facts,
which is the work of a reading of single cases; here it is asked which to look at, and put in what it says.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from reformrules.count.duties import DETAILS, detail
from reformrules.count.law import why
from reformrules.count.reading import Reading
from reformrules.count.reasons import BY_CASES_CANNOT_HELP
from reformrules.count.tables import CASE, flag

Row = tuple[int, tuple[Any, ...]]  # the citizen's number, and the value, or the state and the details


def open_for_facts(connection: duckdb.DuckDBPyConnection, reading: Reading, answers: str) -> dict[str, list[int]]:
    """For each finding: the numbers of the citizens for whom nothing but missing facts leaves it open."""
    found: dict[str, list[int]] = {}
    for name in (*reading.conclusions, *reading.obligations):
        rows = connection.execute(
            f'SELECT {CASE} FROM {answers} WHERE "{flag(name)}" AND ("{why(name)}" & {BY_CASES_CANNOT_HELP}) = 0'
        ).fetchall()
        if rows:
            found[name] = [int(row[0]) for row in rows]
    return found


def columns_told(reading: Reading, name: str) -> list[str]:
    """The columns that an answer of a finding fills."""
    return [name] if name in reading.conclusions else [name, *(detail(name, what) for what in DETAILS)]


def put(connection: duckdb.DuckDBPyConnection, reading: Reading, answers: str, name: str, rows: Iterable[Row]) -> None:
    """Fill in answers of one finding."""
    columns = columns_told(reading, name)
    schema = reading.answers.schema()
    types = [ibis.dtype("int64").to_pyarrow(), *(schema[column].to_pyarrow() for column in columns)]
    values = [[number, *told] for number, told in rows]
    arrays = [pa.array(column, type=t) for column, t in zip(zip(*values, strict=True), types, strict=True)]
    connection.register("told", pa.table(arrays, names=[CASE, *columns]))
    puts = ", ".join(f'"{column}" = t."{column}"' for column in columns)
    puts += f', "{flag(name)}" = false, "{why(name)}" = 0'
    connection.execute(f"UPDATE {answers} a SET {puts} FROM told t WHERE a.{CASE} = t.{CASE}")
    connection.unregister("told")
