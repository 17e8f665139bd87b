"""Runs a reading on Spark: the same steps over the same tables, and the answers back beside the caseload.

Tables and answers go through Parquet files, which all machines of a cluster must reach: `TMPDIR` says where.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from reformrules.count.chain import Chain, compiled
from reformrules.count.engine import STORE
from reformrules.count.reading import Reading
from reformrules.count.tables import PERSONS
from reformrules.errors import Both, InputError, Problem, quoted

Session = Any  # a pyspark.sql.SparkSession
DUCKDB = "duckdb"
_LOCAL = {"spark.driver.memory": "4g", "spark.sql.shuffle.partitions": "4"}
_DEEP = "-Xss16m"  # conditions nest deeper than the stack of a thread holds by default
_LOGGING = Path(__file__).with_name("log4j2.properties")
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",  # dates only; no hour of a day may move one
    "spark.sql.ansi.enabled": "true",  # an overflow or a bad cast is an error, never NULL
    "spark.buffer.pageSize": "1m",  # each of many joins in one plan takes a page, and the default is a share of all
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.executor.extraJavaOptions": _DEEP,
    "spark.driver.extraJavaOptions": f"{_DEEP} -Dlog4j2.configurationFile={_LOGGING.as_uri()}",
}


def master_of(engine: str) -> str | None:
    """The Spark master that `--engine` names, None for DuckDB; raises InputError for anything else."""
    if engine == DUCKDB:
        return None
    if engine.startswith("spark:") and len(engine) > len("spark:"):
        return engine if engine.startswith("spark://") else engine.removeprefix("spark:")
    raise InputError(Problem(_ENGINES + quoted(engine)))


_ENGINES = Both(
    "`--engine` er `duckdb`, `spark://HOST:PORT`, eller `spark:` og en master som `spark:local[2]`, ikke ",
    "`--engine` is `duckdb`, `spark://HOST:PORT`, or `spark:` and a master such as `spark:local[2]`, not ",
)
_NO_SPARK = Both(
    "Spark kræver `pyspark`; installér det med `pip install 'reformrules[spark]'`",
    "Spark needs `pyspark`; install it with `pip install 'reformrules[spark]'`",
)
_NO_JAVA = Both(
    "Spark kræver Java 17 eller nyere; installér det (`default-jre-headless`) eller sæt JAVA_HOME",
    "Spark needs Java 17 or newer; install it (`default-jre-headless`) or set JAVA_HOME",
)


def session(master: str) -> Session:
    """The Spark session of this process, with the settings that the readings need; it ends with the process.

    Raises InputError where Spark or Java is missing, or the session does not start.
    """
    try:
        from pyspark.sql import SparkSession
    except ModuleNotFoundError:
        raise InputError(Problem(_NO_SPARK)) from None
    if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        raise InputError(Problem(_NO_JAVA))
    builder = SparkSession.builder.master(master).appName("reformrules")
    for key, value in (SETTINGS | _LOCAL if master.startswith("local") else SETTINGS).items():
        builder = builder.config(key, value)
    try:
        return builder.getOrCreate()
    except Exception as error:  # the gateway, the master or Java itself, each in a class of its own
        said = str(error).strip().splitlines()
        what = Both("Spark starter ikke på ", "Spark does not start on ") + quoted(master)
        raise InputError(Problem(what + f": {said[0] if said else repr(error)}")) from None


def fill(spark: Session, connection: duckdb.DuckDBPyConnection, reading: Reading, answers: str) -> Iterator[str]:
    """Fill the table of answers from the caseload in DuckDB; yields each step that is done."""
    folder = Path(tempfile.mkdtemp(prefix="reformrules-spark-"))
    try:
        for name in (PERSONS, *reading.book.record.sections):
            file = folder / f"{name}.parquet"
            connection.execute(f"COPY {STORE}.\"{name}\" TO '{file}' (FORMAT parquet)")
            spark.read.parquet(str(file)).createOrReplaceTempView(name)
        yield from run(spark, reading.chain)
        spark.sql(compiled(reading.answers, "pyspark")).write.parquet(str(folder / "answers"))
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {answers} AS SELECT * FROM read_parquet('{folder}/answers/*.parquet')"
        )
        yield answers
    finally:
        forget(spark, reading)
        shutil.rmtree(folder, ignore_errors=True)


def run(spark: Session, chain: Chain) -> Iterator[str]:
    """The steps of a chain one after the other, each a view; one whose rows are used more than once is worked out."""
    for name, query, kept in chain.queries("pyspark"):
        table = spark.sql(query)
        if kept:
            table = table.localCheckpoint()
        table.createOrReplaceTempView(name)
        yield name


def forget(spark: Session, reading: Reading) -> None:
    """Let go of the tables and steps of a reading."""
    for name in (PERSONS, *reading.book.record.sections, *(step.name for step in reading.chain.steps)):
        spark.catalog.dropTempView(name)
