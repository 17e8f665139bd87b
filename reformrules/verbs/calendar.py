"""The verb `calendar`: what the law says on a date without any citizen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

import typer

from reformrules.explain.calendar import calendar
from reformrules.explain.session import Explainer
from reformrules.present.calendar_page import print_calendar
from reformrules.present.json_form import as_text
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.status import LawSetting
from reformrules.verbs.screen import page_console


def show_calendar(on: date, until: date | None, law: LawSetting | None, lang: str, form: str, rules: Path | None,
    layers: Sequence[str] = (),
) -> None:  # fmt: skip
    """Print what the law says on a date and what changes until another; raises RulebookError."""
    book = load_rulebook(rules, layers)
    answer = calendar(Explainer(book), on, until, book.setting(law))
    if form == "json":
        typer.echo(as_text(asdict(answer)))
    else:
        print_calendar(page_console(), answer, lang)
