"""Verbs about what a municipality decides for itself."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from reformrules.cli.options import Lang, Language, Law, Layers, On, Out, Rules
from reformrules.extras import needing_extra

Caseload = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[CASELOAD]", help="a folder of tables, a DuckDB file, or case files, to count beside it"),
]


class LocalFormat(StrEnum):
    text = "text"
    json = "json"
    html = "html"


Form = Annotated[LocalFormat, typer.Option("--format")]


def initiatives(
    caseload: Caseload = None,
    on: On = None,
    law: Law = None,
    lang: Language = Lang.da,
    form: Form = LocalFormat.text,
    out: Out = None,
    rules: Rules = None,
    layers: Layers = None,
) -> None:
    """What local initiatives there are, what expires when, the money, the results, and whom each could serve."""
    with needing_extra("initiatives"):
        from reformrules.verbs import local
        from reformrules.verbs.giving import give

        day = on or date.today()
        give(local.initiatives(caseload or (), day, law, lang.value, form.value, rules, layers or ()), out)


def figures(
    caseload: Annotated[
        list[Path] | None, typer.Option("--caseload", metavar="PATH", help="a caseload to put beside the figures")
    ] = None,
    on: On = None,
    law: Law = None,
    lang: Language = Lang.da,
    form: Form = LocalFormat.text,
    out: Out = None,
    rules: Rules = None,
    layers: Layers = None,
) -> None:
    """The published key figures of a municipality with their sources, and beside them those of a caseload."""
    with needing_extra("figures"):
        from reformrules.verbs import local
        from reformrules.verbs.giving import give

        day = on or date.today()
        give(local.figures(caseload or (), day, law, lang.value, form.value, rules, layers or ()), out)
