"""Verbs about a caseload."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from reformrules.cli.options import (
    CountFormat,
    Lang,
    Language,
    Law,
    Layers,
    On,
    Rules,
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
