"""The verb `caseload` with its parts: check, template, convert, case, map."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reformrules.cli.options import Format, Lang, Language, Layers, Memory, Rules
from reformrules.extras import needing_extra

if TYPE_CHECKING:
    from reformrules.verbs.caseload import Options

app = typer.Typer(no_args_is_help=True, help="A caseload: check its tables, make empty ones, write it in another form.")

Source = Annotated[Path, typer.Argument(help="a folder of tables (CSV or Parquet), a DuckDB file, or case files")]


class Tables(StrEnum):
    csv = "csv"
    parquet = "parquet"


class Form(StrEnum):
    csv = "csv"
    parquet = "parquet"
    cases = "cases"


def _verbs() -> Any:
    with needing_extra("caseload"):
        from reformrules.verbs import caseload
    return caseload


def _options(lang: Lang, rules: Path | None, layers: list[str] | None, memory: str | None = None) -> Options:
    found: Options = _verbs().Options(lang.value, rules, layers or (), memory)
    return found


@app.command()
def check(
    path: Source,
    rejects: Annotated[
        Path | None, typer.Option("--rejects", metavar="FILE", help="write every fault to this CSV file")
    ] = None,
    memory: Memory = None,
    lang: Language = Lang.da,
    form: Annotated[Format, typer.Option("--format")] = Format.text,
    rules: Rules = None,
    layers: Layers = None,
) -> None:
    """What of a caseload is kept, what is set aside, and why; exit code 1 when something is set aside."""
    whole = _verbs().check(path, rejects, form.value, _options(lang, rules, layers, memory))
    raise typer.Exit(0 if whole else 1)


@app.command()
def template(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="a new folder")],
    form: Annotated[Tables, typer.Option("--format")] = Tables.csv,
    lang: Language = Lang.da,
    rules: Rules = None,
    layers: Layers = None,
) -> None:
    """Write every table of a caseload with its columns and no rows, and a page that explains them."""
    _verbs().template(folder, form.value, _options(lang, rules, layers))


@app.command()
def convert(
    path: Source,
    to: Annotated[Path, typer.Argument(metavar="TO", help="a new folder, or a DuckDB file (.duckdb)")],
    form: Annotated[Form, typer.Option("--format", help="what a folder is filled with")] = Form.parquet,
    memory: Memory = None,
    lang: Language = Lang.da,
    rules: Rules = None,
    layers: Layers = None,
) -> None:
    """Write a caseload in another form: Parquet, CSV, DuckDB or case files; exit code 1 when something is set aside."""
    whole = _verbs().convert(path, to, form.value, _options(lang, rules, layers, memory))
    raise typer.Exit(0 if whole else 1)


@app.command()
def case(
    path: Source,
    citizen: Annotated[str, typer.Argument(metavar="ID", help="the pseudonym of the citizen")],
    memory: Memory = None,
    lang: Language = Lang.da,
    rules: Rules = None,
    layers: Layers = None,
) -> None:
    """Print one citizen of a caseload as a case file, as `reformrules check` reads it."""
    _verbs().case(path, citizen, _options(lang, rules, layers, memory))


@app.command("map")
def map_registers(
    codes: Annotated[Path, typer.Option("--codes", metavar="FILE", help="what the codes mean: a YAML file of yours")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="a new folder")],
    hours: Annotated[
        Path | None, typer.Option("--hours", metavar="FILE", help="citizen, month, kind, hours: a row for each payment")
    ] = None,
    weeks: Annotated[
        Path | None, typer.Option("--weeks", metavar="FILE", help="citizen, week, code: a row for each ISO week")
    ] = None,
    persons: Annotated[
        Path | None, typer.Option("--persons", metavar="FILE", help="a table of persons, if there is one")
    ] = None,
    form: Annotated[Tables, typer.Option("--format")] = Tables.parquet,
    rejects: Annotated[
        Path | None, typer.Option("--rejects", metavar="FILE", help="write every row set aside to this CSV file")
    ] = None,
    memory: Memory = None,
    lang: Language = Lang.da,
    rules: Rules = None,
    layers: Layers = None,
) -> None:
    """Make a caseload of hours by month and benefit codes by week; exit code 1 when a row is set aside."""
    options = _options(lang, rules, layers, memory)
    from reformrules.verbs.registers import Registers, map_registers

    whole = map_registers(Registers(codes, hours, weeks, persons), out, form.value, rejects, options)
    raise typer.Exit(0 if whole else 1)
