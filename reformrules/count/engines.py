"""Where a reading is run: in DuckDB, or on Spark when one machine is not enough."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from reformrules.count import spark
from reformrules.count.engine import Run
from reformrules.count.reading import Reading


def work_out(
    connection: duckdb.DuckDBPyConnection, reading: Reading, answers: str, engine: str = spark.DUCKDB
) -> Iterator[object]:
    """Fill the table of answers from the caseload in DuckDB; yields at each part that is done.

    engine: `duckdb`, `spark://HOST:PORT`, or `spark:` and another master. Raises InputError for anything else, and
    where Spark does not start.
    """
    master = spark.master_of(engine)
    if master is None:
        yield from Run(connection, reading, answers=answers).fill()
        return
    yield from spark.fill(spark.session(master), connection, reading, answers)
