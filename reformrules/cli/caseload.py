"""Verbs about a caseload."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from reformrules.cli.options import (
    CountFormat,
    Dialect,
    Format,
    Lang,
    Language,
    Law,
    Layers,
    On,
    Rules,
    read_on,
)
from reformrules.errors import InputError, Problem


def count(
    cases: Annotated[list[Path], typer.Argument(help="case files, or folders of them")],
    on: On = None,
    law: Law = None,
    by: Annotated[str | None, typer.Option("--by", metavar="FACT", help="count in groups that share a fact")] = None,
    lang: Language = Lang.da,
    form: Annotated[CountFormat, typer.Option("--format")] = CountFormat.text,
    rules: Rules = None,
    layers: Layers = None,
) -> None:
    """How many citizens of a caseload each answer is given to, on a date."""
    try:
        from reformrules.verbs import counting
    except ModuleNotFoundError as error:
        raise InputError(
            Problem(f"`count` needs `{error.name}`; install it with `pip install 'reformrules[count]'`")
        ) from None
    counting.count(cases, on or date.today(), law, by, lang.value, form.value, rules, layers or ())


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
) -> None:
    """Make up a caseload after the published figures of Copenhagen; no citizen in it is real."""
    try:
        from reformrules.verbs import synthesizing
    except ModuleNotFoundError as error:
        raise InputError(
            Problem(f"`synthesize` needs `{error.name}`; install it with `pip install 'reformrules[count]'`")
        ) from None
    synthesizing.synthesize(size, seed, on, out, lang.value, form.value)


def sql(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="rules, conclusions, obligations; all if left out")
    ] = None,
    dialect: Annotated[Dialect, typer.Option("--dialect", help="the SQL of which warehouse")] = Dialect.duckdb,
    on: On = None,
    law: Law = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="write it to a file")] = None,
    tables: Annotated[bool, typer.Option("--tables", help="the tables that the rules read, instead")] = False,
    reasons: Annotated[bool, typer.Option("--reasons", help="also what leaves an answer open")] = False,
    lang: Language = Lang.da,
    rules: Rules = None,
    layers: Layers = None,
) -> None:
    """Print rules as SQL, to be read, or run in a warehouse of one's own; for the law of one date."""
    try:
        from reformrules.verbs import printing_sql
    except ModuleNotFoundError as error:
        raise InputError(
            Problem(f"`sql` needs `{error.name}`; install it with `pip install 'reformrules[count]'`")
        ) from None
    printing_sql.print_sql(
        names or [], dialect.value, on or date.today(), law, lang.value, out, tables, reasons, rules, layers or ()
    )
