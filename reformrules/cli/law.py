"""Verbs about the law itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from reformrules.cli.options import (
    Format,
    Lang,
    Language,
    Law,
    Layers,
    On,
    Out,
    ReportFormat,
    Rules,
    SchemaOf,
    day,
    read_on,
)
from reformrules.errors import Both, InputError, Problem
from reformrules.extras import needing_extra

_WHOLE_BOOK = Both(
    "`--html` og `--register` tager hele regelværket; udelad ID og datoer",
    "`--html` and `--register` take the whole rulebook; leave the ID and the dates out",
)


def browse(
    name: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="a rule, conclusion, parameter, fact, concept or register id")
    ] = None,
    on: On = None,
    changed_between: Annotated[
        tuple[str, str] | None,
        typer.Option("--changed-between", metavar="A B", help="rules that begin or end after A, up to B"),
    ] = None,
    register: Annotated[
        bool, typer.Option("--register", help="what the law says, statement by statement, and what encodes it")
    ] = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="write the whole rulebook as one page, da and en")
    ] = None,
    lang: Language = Lang.da,
    rules: Rules = None,
    layers: Layers = None,
) -> None:
    """Browse the rulebook: a rule with its text, condition, dates, sources and cases; the contents without an ID."""
    from reformrules.verbs import browsing

    if (html is not None or register) and (name, on, changed_between) != (None, None, None):
        raise InputError(Problem(_WHOLE_BOOK))
    if register:
        browsing.show_register(lang.value, rules, layers or ())
        return
    if html is not None:
        browsing.export(html, lang.value, rules, layers or ())
        typer.echo(f"{html}", err=True)
        return
    between = None
    if changed_between is not None:
        between = day(changed_between[0], "--changed-between"), day(changed_between[1], "--changed-between")
    browsing.browse(name, on, between, lang.value, rules, layers or ())


def show_calendar(
    on: On = None,
    until: Annotated[
        date | None, typer.Option("--until", parser=read_on, metavar="DATE", help="also what changes up to this date")
    ] = None,
    law: Law = None,
    lang: Language = Lang.da,
    form: Annotated[Format, typer.Option("--format")] = Format.text,
    rules: Rules = None,
    layers: Layers = None,
) -> None:
    """What the law says on a date to authorities and about schemes, and what changes until another date."""
    from reformrules.verbs import calendar

    today = on or date.today()
    if until is not None and until <= today:
        da = f"`--until` kommer efter `--on`; {until} er ikke efter {today}"
        raise InputError(Problem(Both(da, f"`--until` comes after `--on`; {until} is not after {today}")))
    calendar.show_calendar(today, until, law, lang.value, form.value, rules, layers or ())


def mutate(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            help="rules, tables, parameters, conclusions, facts, or files and folders of rules; all if left out"
        ),
    ] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="REV", help="what git says changed since REV")] = None,
    rules: Rules = None,
    layers: Layers = None,
    cases: Annotated[
        list[Path] | None, typer.Option("--cases", help="case files or folders; the shipped cases if left out")
    ] = None,
    suggest: Annotated[
        bool, typer.Option("--suggest", help="with each, an expectation that would notice it, to check against the law")
    ] = False,
    prove: Annotated[
        bool, typer.Option("--prove", help="of each that survives, whether any citizen on any day can notice it")
    ] = False,
    form: Annotated[Format, typer.Option("--format")] = Format.text,
    jobs: Annotated[int | None, typer.Option("--jobs", min=1, help="processes; one for each core if left out")] = None,
    lang: Language = Lang.da,
) -> None:
    """Change the law in one small place at a time, and list the changes that no case notices."""
    from reformrules.verbs import mutating

    with needing_extra("mutate --prove", "prove"):
        good = mutating.run(
            names or [], since, rules, cases or [], form.value, jobs, suggest, layers or (), prove, lang.value
        )
    raise typer.Exit(0 if good else 1)


def show_boundaries(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="what it rests on: rules, conclusions, obligations, files; the whole rulebook if left out"),
    ] = None,
    on: Annotated[
        date | None, typer.Option("--on", parser=read_on, metavar="DATE", help="as far as it matters on this day")
    ] = None,
    first: Annotated[
        date | None, typer.Option("--from", parser=read_on, metavar="DATE", help="from this day on")
    ] = None,
    last: Annotated[
        date | None, typer.Option("--until", parser=read_on, metavar="DATE", help="up to and including this day")
    ] = None,
    untested: Annotated[
        bool, typer.Option("--untested", help="those at which no shipped case with an expectation stands")
    ] = False,
    law: Law = None,
    lang: Language = Lang.da,
    form: Annotated[ReportFormat, typer.Option("--format")] = ReportFormat.text,
    out: Out = None,
    rules: Rules = None,
    layers: Layers = None,
) -> None:
    """List every date, threshold and anniversary on which an answer can change, with the rules behind it."""
    from reformrules.verbs import boundaries

    if on is not None and (first, last) != (None, None):
        da = "`--on` er én dag; udelad `--from` og `--until`"
        raise InputError(Problem(Both(da, "`--on` is one day; leave `--from` and `--until` out")))
    between = (on or first or date.min, on or last or date.max)
    if between[0] > between[1]:
        da = f"`--until` kommer efter `--from`; {last} er før {first}"
        raise InputError(Problem(Both(da, f"`--until` comes after `--from`; {last} is before {first}")))
    tell = boundaries.show_untested if untested else boundaries.show
    tell(names or [], law, between, lang.value, form.value, out, rules, layers or ())


def schema(
    of: Annotated[SchemaOf, typer.Argument(help="what the schema is of")],
    rules: Rules = None,
    layers: Layers = None,
) -> None:
    """Print a JSON Schema: of a case file, a rulebook file, a change laid over a rulebook, or of the JSON answer."""
    from reformrules.verbs.schema import schema as schema_of

    typer.echo(schema_of(of.value, rules, layers or ()))
