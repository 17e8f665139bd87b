"""Spark, DuckDB and the explain reading give one answer. One session serves all tests: to start it takes seconds."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from datetime import date
from importlib.util import find_spec
from typing import Any

import pytest
from conftest import Cli, in_english
from counted import answers, differences, plain
from drawing import drawn
from worlds import world

from reformrules.case.intake import read_case
from reformrules.case.record import CaseRecord
from reformrules.cases import case_files, default_cases
from reformrules.count import spark
from reformrules.count.engine import Run, connect, store_cases
from reformrules.count.reading import Reading, read_columns
from reformrules.count.tables import tables_of
from reformrules.count.warehouse.dialects import Speech
from reformrules.count.warehouse.statement import statement
from reformrules.errors import InputError
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.status import LawSetting
from reformrules.verbs.answering import settle_by_cases

LONG = bool(os.environ.get("REFORMRULES_LONG"))
SOME = ["within_asset_limit", "hours_225_met"]
MISSING = "pyspark is not installed" if find_spec("pyspark") is None else "Java is not installed"


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    if find_spec("pyspark") is None or (shutil.which("java") is None and not os.environ.get("JAVA_HOME")):
        if os.environ.get("CI"):
            pytest.fail(f"{MISSING}; CI runs all of Spark's tests")
        pytest.skip(f"{MISSING}: pip install 'reformrules[spark]', and Java 17 or newer")
    if not LONG:  # to compile what few cases are read by takes longer than to read them
        quick = {"spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN",
                 "spark.sql.adaptive.enabled": "false"}  # fmt: skip
        spark.SETTINGS.update(quick)
    started = spark.session("local[2]")
    yield started
    started.stop()


def check(session: Any, reading: Reading, records: Sequence[CaseRecord]) -> None:
    """Hold the answers of Spark beside those of DuckDB, and those that are settled beside what is explained."""
    connection = connect()
    store_cases(connection, records, reading.book.record)
    list(Run(connection, reading, answers="by_duckdb").fill())
    list(spark.fill(session, connection, reading, "answers"))
    ours, theirs = answers(connection), answers(connection, "by_duckdb")
    assert len(ours) == len(records)
    pairs = [(a["id"], c, a[c], b[c]) for a, b in zip(ours, theirs, strict=True) for c in b]
    differ = [pair for pair in pairs if plain(pair[2]) != plain(pair[3])]
    assert not differ, differ[:5]
    settle_by_cases(connection, reading, lambda numbers: (records[n] for n in sorted(numbers)), "answers")
    wrong = differences(reading, records, answers(connection))
    assert not wrong, wrong[:5]
    connection.close()


def test_all_of_the_language_says_the_same_on_spark(session: Any) -> None:
    days = [date(2026, 6, 30), date(2027, 1, 1), date(2028, 2, 29)] if LONG else [date(2026, 8, 31)]
    for on in days:
        for law in LawSetting if LONG else [LawSetting.proposed]:
            check(session, read_columns(world(), on, law, givers=True), drawn(300 if LONG else 120))


def test_a_printed_statement_gives_the_answers_that_are_counted(session: Any) -> None:
    on, law, records, connection = date(2026, 8, 31), LawSetting.proposed, drawn(60), connect()
    store_cases(connection, records, world().record)
    for name, rows in tables_of(records, world().record).items():
        session.createDataFrame(rows).createOrReplaceTempView(name)
    for name in ("rate", "rights", "worked", "asked_again", "talks") if LONG else ("rights", "talks"):
        what = ([name], set[str]()) if name in world().conclusions else (list[str](), {name})
        list(Run(connection, read_columns(world(), on, law, *what)).fill())
        reading = read_columns(world(), on, law, *what, apart=True)
        found = session.sql(f"{statement(reading, Speech.of('pyspark')).sql()} ORDER BY citizen").collect()
        columns = ", ".join(f'"{c}"' for c in reading.answers.columns if not c.endswith("__why"))
        counted = connection.execute(f"SELECT {columns} FROM answers ORDER BY citizen").fetchall()
        assert [list(map(plain, row)) for row in found] == [list(map(plain, row)) for row in counted], name
    connection.close()


def test_shipped_cases_are_counted_on_spark_as_they_are_explained(session: Any) -> None:
    book = load_rulebook()
    records = [read_case(str(path), book.record) for path in case_files([default_cases()])]
    some, none = (None, None) if LONG else (SOME, set[str]())
    for on in [date(2025, 6, 30), date(2027, 1, 1)] if LONG else [date(2025, 6, 30)]:
        check(session, read_columns(book, on, LawSetting.expected, some, none), records)


def test_an_engine_that_is_none_is_refused_with_those_that_are(tiny: Cli, tiny_cases: Any) -> None:
    said = in_english(tiny)("count", tiny_cases, "--engine", "sparc")
    assert said.code == 2
    assert "`--engine` is `duckdb`, `spark://HOST:PORT`, or `spark:` and a master such as `spark:local[2]`" in said.err


def test_without_java_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    if find_spec("pyspark") is None:
        pytest.skip("pyspark is not installed")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(InputError, match="Spark needs Java 17 or newer; install it"):
        spark.session("local[1]")
