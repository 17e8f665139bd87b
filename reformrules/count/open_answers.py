"""Answers that are open because facts are missing, and what another reading says of them.

Some of these have one answer whatever the facts are. That is found by trying the values of one citizen's facts,
which is the work of a reading of single cases; here it is asked which to look at, and put in what it says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

import duckdb
import pyarrow as pa

from reformrules.count.duties import DETAILS, detail
from reformrules.count.law import giver, why
from reformrules.count.reading import Reading
from reformrules.count.reasons import AMONG, AMONG_ASSESSMENT, ASSESSMENT, LAW, LAW_ASSESSMENT, MISSING, NOT_LISTABLE
from reformrules.count.tables import CASE, flag
from reformrules.rulebook.meaning import UNKNOWN

ROWS = 500  # of citizens looked at in one go
Row = tuple[int, tuple[Any, ...]]  # the citizen's number, and the value, or the state and the details


def worth_a_look(connection: duckdb.DuckDBPyConnection, reading: Reading, answers: str) -> dict[str, list[int]]:
    """For each finding: the numbers of the citizens of whom trying values may tell more.

    Nothing but missing facts leaves it open, or a rule that leaves a conclusion open between a few values.
    """
    between, law = AMONG | AMONG_ASSESSMENT, LAW | LAW_ASSESSMENT
    found: dict[str, list[int]] = {}
    for name in (*reading.conclusions, *reading.obligations):
        mask = f'"{why(name)}"'
        rows = connection.execute(
            f'SELECT {CASE} FROM {answers} WHERE "{flag(name)}" AND ({mask} & {law}) = 0 '
            f"AND (({mask} & {NOT_LISTABLE}) = 0 OR ({mask} & {between}) != 0)"
        ).fetchall()
        if rows:
            found[name] = [int(row[0]) for row in rows]
    return found


def fact_rows(
    connection: duckdb.DuckDBPyConnection, reading: Reading, numbers: Collection[int]
) -> list[pa.RecordBatch]:
    """The facts that the answers of some citizens rest on, with numbers; while the tables of their part are there.

    Each fact is a column, and so are the flags that some are unknown.
    """
    if not numbers:
        return []
    script = reading.script
    columns = [f'"{name}"' for name in script.flags] + [f'"{flag(n)}"' for n, has in script.flags.items() if has]
    found = connection.sql(
        f"SELECT {', '.join([CASE, *columns])} FROM ({script.facts.sql}) "
        f"WHERE {CASE} IN (SELECT unnest(?)) ORDER BY {CASE}", params=[sorted(numbers)]
    )  # fmt: skip
    batches: list[pa.RecordBatch] = found.to_arrow_table().to_batches(ROWS)
    return batches


def facts_in(rows: pa.RecordBatch, flags: dict[str, bool]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The facts of each citizen by their number; `flags` as in the script of the reading."""
    columns = [column.to_pylist() for column in rows.columns]
    for number, *cells in zip(*columns, strict=True):
        unknown = iter(cells[len(flags) :])
        values = zip(flags.items(), cells[: len(flags)], strict=True)
        yield number, {name: UNKNOWN if has and next(unknown) else _value(cell) for (name, has), cell in values}


def _value(cell: Any) -> Any:
    """A cell as a fact has it: dates in their order."""
    return tuple(sorted(cell)) if isinstance(cell, list) else cell


def columns_told(reading: Reading, name: str) -> list[str]:
    """The columns that an answer of a finding fills."""
    if name in reading.conclusions:
        return [name, *([giver(name)] if reading.givers else [])]
    return [name, *(detail(name, what) for what in DETAILS)]


def put(connection: duckdb.DuckDBPyConnection, reading: Reading, answers: str, name: str, rows: Iterable[Row]) -> None:
    """Fill in answers of one finding."""
    columns = columns_told(reading, name)
    schema = reading.script.schema
    types = [pa.int64(), *(schema.field(column).type for column in columns)]
    values = [[number, *told] for number, told in rows]
    arrays = [pa.array(column, type=t) for column, t in zip(zip(*values, strict=True), types, strict=True)]
    connection.register("told", pa.table(arrays, names=[CASE, *columns]))
    puts = ", ".join(f'"{column}" = t."{column}"' for column in columns)
    puts += f', "{flag(name)}" = false, "{why(name)}" = 0'
    connection.execute(f"UPDATE {answers} a SET {puts} FROM told t WHERE a.{CASE} = t.{CASE}")
    connection.unregister("told")


_CODES = {"missing_input": MISSING, "needs_assessment": ASSESSMENT, "law_not_verified": LAW}


def put_reasons(
    connection: duckdb.DuckDBPyConnection, reading: Reading, answers: str, name: str, reasons: Iterable[tuple[int, str]]
) -> None:
    """Put in why answers of one finding stay open, in the words of an answer."""
    rows = [(number, _CODES[reason]) for number, reason in reasons]
    numbers, codes = (pa.array(column, type=pa.int64()) for column in zip(*rows, strict=True))
    connection.register("told", pa.table([numbers, codes], names=[CASE, "code"]))
    connection.execute(f'UPDATE {answers} a SET "{why(name)}" = t.code FROM told t WHERE a.{CASE} = t.{CASE}')
    connection.unregister("told")
