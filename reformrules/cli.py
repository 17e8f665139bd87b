"""The command line: thin, every verb a call into the readings.

Exit codes: 0 done, 1 expectations failed or mutants survived, 2 bad input, 3 internal error (the two engines differ).
"""

from __future__ import annotations

import gc
import os
import re
import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for plugins takes longer than a case

from reformrules.days import in_range, read_day
from reformrules.errors import EngineDifference, InputError, Problem, ReformrulesError
from reformrules.rulebook.status import DEFAULT_SETTING, LawSetting

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
    help="Danish employment law in the reform years: check a case, test the rules, browse them.",
)  # fmt: skip


class Lang(StrEnum):
    da = "da"
    en = "en"


class Format(StrEnum):
    text = "text"
    json = "json"


class CountFormat(StrEnum):
    text = "text"
    json = "json"
    csv = "csv"


class EngineChoice(StrEnum):
    both = "both"
    reference = "reference"


class SchemaOf(StrEnum):
    case = "case"
    rulebook = "rulebook"
    answer = "answer"


def _day(text: str, option: str | None = None) -> date:
    try:
        return in_range(read_day(text))
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint=option) from None


def _on(text: str) -> date:
    return _day(text)


Rules = Annotated[Path | None, typer.Option("--rules", help="another rulebook folder")]
On = Annotated[date | None, typer.Option("--on", parser=_on, metavar="DATE", help="evaluation date; today if left out")]
Law = Annotated[LawSetting, typer.Option("--law", help="how far down the ladder of legal status")]
Language = Annotated[Lang, typer.Option("--lang", help="language of the answer")]


@app.command()
def check(
    case: Annotated[str, typer.Argument(help="a case file, `-` for standard input, or the name of a shipped case")],
    on: On = None,
    law: Law = DEFAULT_SETTING,
    lang: Language = Lang.da,
    form: Annotated[Format, typer.Option("--format")] = Format.text,
    engine: Annotated[EngineChoice, typer.Option("--engine")] = EngineChoice.both,
    why: Annotated[bool, typer.Option("--why", help="explain every finding step by step")] = False,
    why_not: Annotated[str | None, typer.Option("--why-not", metavar="RULE", help="why a rule does not hold")] = None,
    rules: Rules = None,
) -> None:
    """What applies to a citizen on a date, why, and what changes next."""
    from reformrules import checking

    checking.check(case, on or date.today(), law, lang.value, form.value, engine.value, why, why_not, rules)


@app.command()
def test(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="case files or folders; the shipped cases if left out")
    ] = None,
    rules: Rules = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="list every case, not only failures")] = False,
) -> None:
    """Run the expectations written in case files."""
    from reformrules import testing

    raise typer.Exit(0 if testing.run(paths or [], rules, verbose) else 1)


@app.command("rules")
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
) -> None:
    """Browse the rulebook: a rule with its text, condition, dates, sources and cases; the contents without an ID."""
    from reformrules import browsing

    if (html is not None or register) and (name, on, changed_between) != (None, None, None):
        raise InputError(Problem("`--html` and `--register` take the whole rulebook; leave the ID and the dates out"))
    if register:
        browsing.show_register(lang.value, rules)
        return
    if html is not None:
        browsing.export(html, lang.value, rules)
        typer.echo(f"{html}", err=True)
        return
    between = None
    if changed_between is not None:
        between = _day(changed_between[0], "--changed-between"), _day(changed_between[1], "--changed-between")
    browsing.browse(name, on, between, lang.value, rules)


@app.command()
def count(
    cases: Annotated[list[Path], typer.Argument(help="case files, or folders of them")],
    on: On = None,
    law: Law = DEFAULT_SETTING,
    by: Annotated[str | None, typer.Option("--by", metavar="FACT", help="count in groups that share a fact")] = None,
    lang: Language = Lang.da,
    form: Annotated[CountFormat, typer.Option("--format")] = CountFormat.text,
    rules: Rules = None,
) -> None:
    """How many citizens of a caseload each answer is given to, on a date."""
    try:
        from reformrules import counting
    except ModuleNotFoundError as error:
        raise InputError(
            Problem(f"`count` needs `{error.name}`; install it with `pip install 'reformrules[count]'`")
        ) from None
    counting.count(cases, on or date.today(), law, by, lang.value, form.value, rules)


@app.command("calendar")
def show_calendar(
    on: On = None,
    until: Annotated[
        date | None, typer.Option("--until", parser=_on, metavar="DATE", help="also what changes up to this date")
    ] = None,
    law: Law = DEFAULT_SETTING,
    lang: Language = Lang.da,
    form: Annotated[Format, typer.Option("--format")] = Format.text,
    rules: Rules = None,
) -> None:
    """What the law says on a date to authorities and about schemes, and what changes until another date."""
    from reformrules import checking

    day = on or date.today()
    if until is not None and until <= day:
        raise InputError(Problem(f"`--until` comes after `--on`; {until} is not after {day}"))
    checking.show_calendar(day, until, law, lang.value, form.value, rules)


@app.command()
def mutate(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            help="rules, tables, parameters, conclusions, facts, or files and folders of rules; all if left out"
        ),
    ] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="REV", help="what git says changed since REV")] = None,
    rules: Rules = None,
    cases: Annotated[
        list[Path] | None, typer.Option("--cases", help="case files or folders; the shipped cases if left out")
    ] = None,
    suggest: Annotated[
        bool, typer.Option("--suggest", help="with each, an expectation that would notice it, to check against the law")
    ] = False,
    form: Annotated[Format, typer.Option("--format")] = Format.text,
    jobs: Annotated[int | None, typer.Option("--jobs", min=1, help="processes; one for each core if left out")] = None,
) -> None:
    """Change the law in one small place at a time, and list the changes that no case notices."""
    from reformrules import mutating

    raise typer.Exit(0 if mutating.run(names or [], since, rules, cases or [], form.value, jobs, suggest) else 1)


@app.command()
def new(
    file: Annotated[Path | None, typer.Argument(help="the file to write; standard output if left out")] = None,
    lang: Language = Lang.da,
    rules: Rules = None,
) -> None:
    """Write an annotated case file to fill in."""
    from reformrules.case.template import template
    from reformrules.outputs import write_whole
    from reformrules.rulebook.loader import load_rulebook

    text = template(load_rulebook(rules).record, lang.value)
    if file is None:
        typer.echo(text, nl=False)
        return
    if file.exists():
        raise InputError(Problem(f"{file} is there already; give another name"))
    write_whole(file, text)
    typer.echo(f"{file}", err=True)


@app.command()
def schema(
    of: Annotated[SchemaOf, typer.Argument(help="what the schema is of")],
    rules: Rules = None,
) -> None:
    """Print a JSON Schema: of a case file, of a rulebook file, or of the JSON answer."""
    from reformrules import checking

    typer.echo(checking.schema(of.value, rules))


_ClickException: Any = typer.BadParameter.__mro__[2]  # older versions of typer have click beside, newer within


def _usage(error: Any) -> str:
    """A fault of the command line in one line: the option or argument, what is wrong, where the help is."""
    text = re.sub("Invalid value(?: for '?([^':]*)'?)?: (?:Value error, )?", r"\1: ", error.format_message())
    text = re.sub("'([^']*)'", r"`\1`", text).rstrip(".").replace(". Did", "; did")
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "reformrules"
    return text[:1].lower() + text[1:] + ("" if text.endswith("?") else f"; see `{path} --help`")


def main() -> None:
    """Entry point: errors of the user are one line each, and exit with 2."""
    gc.set_threshold(100_000)  # a command makes much that lives to its end; collecting it early is a tenth of the time
    try:
        code = app(sys.argv[1:] or ["--help"], prog_name="reformrules", standalone_mode=False)
        if code:
            sys.exit(code)
    except _ClickException as error:
        typer.echo(f"error: {Problem(_usage(error))}", err=True)
        sys.exit(2)
    except typer.Abort:
        sys.exit(130)
    except ReformrulesError as error:
        for problem in error.problems:
            typer.echo(f"error: {problem}", err=True)
        sys.exit(2)
    except EngineDifference as error:
        typer.echo(str(error), err=True)
        sys.exit(3)
    except BrokenPipeError:
        sys.exit(0)
