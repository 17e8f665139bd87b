"""The SQL that is printed for people gives the answers that are counted, and reads as the rule does."""

from __future__ import annotations

import os
from datetime import date, datetime
from functools import cache
from typing import Any

from drawing import drawn
from worlds import world

from reformrules.case.intake import read_case
from reformrules.case.record import CaseRecord
from reformrules.cases import case_files, default_cases
from reformrules.count.engine import STORE, Run, connect, store_cases
from reformrules.count.reading import Reading, findings_of, read_columns
from reformrules.count.warehouse.dialects import Speech
from reformrules.count.warehouse.statement import statement
from reformrules.present.warehouse import Page
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.law_in_force import obligations_in_force
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.status import LawSetting

ON = date(2026, 7, 1)
# One with a history of days, one with a month's sum, one that may be none, a list, an unbroken run, a window.
SOME = ["within_asset_limit", "seniorpension_work", "treated_as_born_in_realm", "result_goal", "fleksjob_period_ends",
        "fleksjob_reassessment", "introduction_programme_ends_at_latest"]  # fmt: skip
LONG = bool(os.environ.get("REFORMRULES_LONG"))


@cache
def book() -> Rulebook:
    return load_rulebook()


@cache
def cases() -> list[CaseRecord]:
    return [read_case(str(path), book().record) for path in case_files([default_cases()])]


@cache
def names() -> list[str]:
    every = [*findings_of(book()), *(rule.id for rule in obligations_in_force(book(), ON, book().setting(None)))]
    return every if LONG else SOME


def reading_of(name: str, apart: bool = True) -> Reading:
    obligations = {name} - book().conclusions.keys()
    return read_columns(book(), ON, conclusions=[] if obligations else [name], obligations=obligations, apart=apart)


def plain(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [tuple(v.date() if isinstance(v, datetime) else v for v in row) for row in rows]


def test_a_printed_statement_gives_the_answers_that_are_counted() -> None:
    connection = connect()
    store_cases(connection, cases(), book().record)
    for name in names():
        list(Run(connection, reading_of(name, apart=False)).fill())
        shown = statement(reading_of(name), Speech.of("duckdb"))
        connection.execute(f"SET schema = '{STORE}'")
        found = connection.execute(f"{shown.sql()} ORDER BY citizen")
        rows = found.fetchall()
        columns = ", ".join(f'"{c}"' for c in reading_of(name).answers.columns if not c.endswith("__why"))
        counted = connection.execute(f"SELECT {columns} FROM temp.answers ORDER BY citizen").fetchall()
        assert len(rows) == len(cases())
        assert rows == plain(counted), name
        connection.execute("SET schema = 'main'")


def test_a_statement_reads_only_the_tables_and_columns_that_the_answer_rests_on() -> None:
    shown = statement(reading_of("within_asset_limit"), Speech.of("duckdb"))
    assert shown.reads == ("benefits", "persons")
    assert "municipality" not in shown.sql()
    assert "__why" not in shown.sql()
    assert "__why" in statement(reading_of("within_asset_limit"), Speech.of("duckdb"), reasons=True).sql()


def test_a_step_is_named_after_the_fact_rule_or_conclusion_that_it_works_out() -> None:
    shown = statement(reading_of("within_asset_limit"), Speech.of("duckdb"))
    assert [(part.name, part.about) for part in shown.parts if part.name.startswith(("rule_assets", "within"))] == [
        ("rule_assets_within_limit", ("assets-within-limit",)),
        ("rule_assets_above_limit", ("assets-above-limit",)),
        ("rule_assets_household_not_told", ("assets-household-not-told",)),
        ("within_asset_limit", ("within_asset_limit",)),
    ]


def test_a_script_of_all_findings_leaves_the_answers_that_are_counted() -> None:
    connection, law = connect(), LawSetting.proposed
    store_cases(connection, drawn(60), world().record)
    list(Run(connection, read_columns(world(), ON, law)).fill())
    reading = read_columns(world(), ON, law, apart=True)
    columns = ", ".join(f'"{c}"' for c in reading.answers.columns if not c.endswith("__why"))
    counted = connection.execute(f"SELECT {columns} FROM answers ORDER BY citizen").fetchall()
    shown = statement(reading, Speech.of("duckdb"), apart=True)
    connection.execute(f"SET schema = '{STORE}'")
    page = Page(world(), ON, law, "duckdb", "da")
    assert sorted(connection.execute(page.script("", shown)).fetchall()) == plain(counted)
    connection.close()
