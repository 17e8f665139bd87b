"""Verbs about one citizen, and the cases that say what is expected."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from reformrules.cli.options import (
    AgendaFormat,
    EngineChoice,
    Format,
    Lang,
    Language,
    Law,
    Layers,
    On,
    Rules,
    read_on,
)
from reformrules.errors import Both, InputError, Problem


def check(
    case: Annotated[str, typer.Argument(help="a case file, `-` for standard input, or the name of a shipped case")],
    on: On = None,
    law: Law = None,
    lang: Language = Lang.da,
    form: Annotated[Format, typer.Option("--format")] = Format.text,
    engine: Annotated[EngineChoice, typer.Option("--engine")] = EngineChoice.both,
    why: Annotated[bool, typer.Option("--why", help="explain every finding step by step")] = False,
    why_not: Annotated[str | None, typer.Option("--why-not", metavar="RULE", help="why a rule does not hold")] = None,
    rules: Rules = None,
    layers: Layers = None,
) -> None:
    """What applies to a citizen on a date, why, and what changes next."""
    from reformrules.verbs import checking

    checking.check(
        case, on or date.today(), law, lang.value, form.value, engine.value, why, why_not, rules, layers or ()
    )


def agenda(
    paths: Annotated[list[Path], typer.Argument(help="case files, or folders of them")],
    on: On = None,
    until: Annotated[
        date | None,
        typer.Option("--until", parser=read_on, metavar="DATE", help="up to this date, and also what arises by then"),
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="only this: a rule, or what must be done")] = None,
    who: Annotated[str | None, typer.Option("--who", help="only what this one must do")] = None,
    office: Annotated[str | None, typer.Option("--office", help="only cases that this office has")] = None,
    law: Law = None,
    lang: Language = Lang.da,
    form: Annotated[AgendaFormat, typer.Option("--format")] = AgendaFormat.text,
    rules: Rules = None,
    layers: Layers = None,
) -> None:
    """The deadlines of many cases, what is overdue first."""
    from reformrules.explain.agenda import Choice
    from reformrules.verbs.agenda import show_agenda

    day = on or date.today()
    if until is not None and until < day:
        da = f"`--until` er ikke før `--on`; {until} er før {day}"
        raise InputError(Problem(Both(da, f"`--until` is not before `--on`; {until} is before {day}")))
    choice = Choice(kind, who, office)
    show_agenda(paths, day, until, law, choice, lang.value, form.value, rules, layers or ())


def test(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="case files or folders; the shipped cases if left out")
    ] = None,
    rules: Rules = None,
    layers: Layers = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="list every case, not only failures")] = False,
    lang: Language = Lang.da,
) -> None:
    """Run the expectations written in case files."""
    from reformrules.verbs import testing

    raise typer.Exit(0 if testing.run(paths or [], rules, verbose, lang.value, layers or ()) else 1)


def new(
    file: Annotated[Path | None, typer.Argument(help="the file to write; standard output if left out")] = None,
    lang: Language = Lang.da,
    rules: Rules = None,
    layers: Layers = None,
) -> None:
    """Write an annotated case file to fill in."""
    from reformrules.case.template import template
    from reformrules.outputs import write_whole
    from reformrules.rulebook.loader import load_rulebook

    text = template(load_rulebook(rules, layers or ()).record, lang.value)
    if file is None:
        typer.echo(text, nl=False)
        return
    if file.exists():
        da = f"{file} findes allerede; angiv et andet navn"
        raise InputError(Problem(Both(da, f"{file} is there already; give another name")))
    write_whole(file, text)
    typer.echo(f"{file}", err=True)
