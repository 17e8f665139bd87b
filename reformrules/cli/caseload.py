"""Verbs about a caseload."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from reformrules.cli.options import (
    CountFormat,
    Dialect,
    Engine,
    Format,
    Lang,
    Language,
    Law,
    Layers,
    Memory,
    On,
    Out,
    ReportFormat,
    Rules,
    read_on,
)
from reformrules.extras import needing_extra
from reformrules.rulebook.status import LawSetting
from reformrules.staffing import MINUTES_PER_TALK


def count(
    cases: Annotated[
        list[Path], typer.Argument(metavar="CASELOAD", help="a folder of tables, a DuckDB file, or case files")
    ],
    on: On = None,
    law: Law = None,
    by: Annotated[
        list[str] | None,
        typer.Option("--by", metavar="NAME", help="count in groups that share a fact or a finding; may be repeated"),
    ] = None,
    listed: Annotated[
        str | None,
        typer.Option("--list", metavar="FINDING", help="instead, the citizens of whom a finding says something"),
    ] = None,
    lang: Language = Lang.da,
    form: Annotated[CountFormat, typer.Option("--format")] = CountFormat.text,
    out: Out = None,
    engine: Engine = "duckdb",
    memory: Memory = None,
    rules: Rules = None,
    layers: Layers = None,
) -> None:
    """How many citizens of a caseload each answer is given to, what is due, what is missing, on a date."""
    with needing_extra("count"):
        from reformrules.verbs import counting, listing
    if listed is not None:
        listing.give_list(
            cases, on or date.today(), law, listed, lang.value, form.value, out, rules, layers or (), engine, memory
        )
        return
    counting.count(
        cases, on or date.today(), law, by or (), lang.value, form.value, out, rules, layers or (), engine, memory
    )


def synthesize(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="the folder to write; it holds one table a file")],
    size: Annotated[
        int | None, typer.Option("--size", metavar="N", help="how many citizens; as many as published if left out")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="the same seed gives the same citizens")] = 1,
    on: Annotated[
        date | None, typer.Option("--on", parser=read_on, metavar="DATE", help="the day that histories reach up to")
    ] = None,
    lang: Language = Lang.da,
    form: Annotated[Format, typer.Option("--format")] = Format.text,
    rules: Rules = None,
    layers: Layers = None,
) -> None:
    """Make up a caseload after the published figures of a municipality; no citizen in it is real.

    With --layer also what the municipality itself asks of a citizen.
    """
    with needing_extra("synthesize"):
        from reformrules.verbs import synthesizing
    synthesizing.synthesize(size, seed, on, out, lang.value, form.value, rules, layers or ())


def sql(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="rules, conclusions, obligations; all if left out")
    ] = None,
    dialect: Annotated[Dialect, typer.Option("--dialect", help="the SQL of which warehouse")] = Dialect.duckdb,
    on: On = None,
    law: Law = None,
    out: Out = None,
    tables: Annotated[bool, typer.Option("--tables", help="the tables that the rules read, instead")] = False,
    reasons: Annotated[bool, typer.Option("--reasons", help="also what leaves an answer open")] = False,
    lang: Language = Lang.da,
    rules: Rules = None,
    layers: Layers = None,
) -> None:
    """Print rules as SQL, to be read, or run in a warehouse of one's own; for the law of one date."""
    with needing_extra("sql"):
        from reformrules.verbs import printing_sql
    printing_sql.print_sql(
        names or [], dialect.value, on or date.today(), law, lang.value, out, tables, reasons, rules, layers or ()
    )


def compare(
    cases: Annotated[
        list[Path], typer.Argument(metavar="CASELOAD", help="a folder of tables, a DuckDB file, or case files")
    ],
    on: Annotated[
        list[date] | None,
        typer.Option(
            "--on", parser=read_on, metavar="DATE", help="give it twice to compare two dates; today if left out"
        ),
    ] = None,
    law: Annotated[list[LawSetting] | None, typer.Option("--law", help="twice to compare two law settings")] = None,
    rules: Annotated[
        list[Path] | None,
        typer.Option("--rules", help="a change of the law or a folder, compared with the law; twice: with each other"),
    ] = None,
    layers: Layers = None,
    minutes: Annotated[
        int, typer.Option("--minutes-per-talk", min=1, help="what staff hours are counted with")
    ] = MINUTES_PER_TALK,
    allow_other_dates: Annotated[
        bool, typer.Option("--allow-other-dates", help="also a change that alters answers before its first day")
    ] = False,
    citizen: Annotated[str | None, typer.Option("--citizen", metavar="ID", help="both answers of one citizen")] = None,
    listed: Annotated[
        str | None, typer.Option("--list", metavar="FINDING", help="the citizens who change in a finding")
    ] = None,
    lang: Language = Lang.da,
    form: Annotated[ReportFormat, typer.Option("--format")] = ReportFormat.text,
    engine: Engine = "duckdb",
    memory: Memory = None,
    out: Out = None,
) -> None:
    """Who is answered otherwise on another date, under another law setting, or by another rulebook, and why."""
    with needing_extra("compare"):
        from reformrules.verbs.comparison_out import Options, run
    options = Options(lang.value, form.value, out, minutes, allow_other_dates, citizen, listed, engine, memory)
    run(cases, on or (), law or (), rules or (), layers or (), options)
