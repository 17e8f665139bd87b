"""Options that several verbs share."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from reformrules.days import in_range, read_day
from reformrules.errors import Both, Invalid
from reformrules.rulebook.status import DEFAULT_SETTING, LawSetting


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
    parquet = "parquet"
    html = "html"


class AgendaFormat(StrEnum):
    text = "text"
    json = "json"
    csv = "csv"
    ics = "ics"


class Dialect(StrEnum):
    duckdb = "duckdb"
    postgres = "postgres"
    mssql = "mssql"
    pyspark = "pyspark"


class ReportFormat(StrEnum):
    text = "text"
    json = "json"
    csv = "csv"
    html = "html"


class ProofFormat(StrEnum):
    text = "text"
    json = "json"
    html = "html"


class EngineChoice(StrEnum):
    both = "both"
    reference = "reference"


class SchemaOf(StrEnum):
    case = "case"
    rulebook = "rulebook"
    overlay = "overlay"
    answer = "answer"


class BadOption(typer.BadParameter):
    """An option that is not valid, told in both languages."""

    def __init__(self, said: Both, option: str | None = None) -> None:
        self.said = said
        super().__init__(said.en, param_hint=option)


def day(text: str, option: str | None = None) -> date:
    try:
        return in_range(read_day(text))
    except Invalid as error:
        raise BadOption(error.said, option) from None


def read_on(text: str) -> date:
    return day(text)


Rules = Annotated[Path | None, typer.Option("--rules", help="another rulebook folder, or a change of the law (a file)")]
Layers = Annotated[
    list[str] | None, typer.Option("--layer", metavar="NAME", help="also read a municipal layer; may be repeated")
]
On = Annotated[
    date | None, typer.Option("--on", parser=read_on, metavar="DATE", help="evaluation date; today if left out")
]
Law = Annotated[
    LawSetting | None,
    typer.Option("--law", help=f"how far down the ladder of legal status; {DEFAULT_SETTING} if left out"),
]
Language = Annotated[Lang, typer.Option("--lang", help="language of the answer")]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="write it there, whole or not at all")]
Engine = Annotated[
    str, typer.Option("--engine", metavar="ENGINE", help="`duckdb`, `spark://HOST:PORT` or `spark:local[N]`")
]
Memory = Annotated[
    str | None, typer.Option("--memory", metavar="SIZE", help="like 4GB; what does not fit is spilled to disk")
]
