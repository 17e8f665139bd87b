"""The verb `agenda`: the deadlines of many cases, overdue first, on the screen or for another program."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import track

from reformrules.errors import Both, InputError, Problem, nearest
from reformrules.explain.agenda import Choice, Deadline, agenda, in_order
from reformrules.explain.session import Explainer
from reformrules.extras import needing_extra
from reformrules.present.agenda_page import COLUMNS, cells, print_agenda
from reformrules.present.json_form import as_text
from reformrules.present.words import say
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.status import LawSetting
from reformrules.verbs.reading import read_all, say_aside
from reformrules.verbs.screen import page_console


def show_agenda(
    paths: list[Path], on: date, until: date | None, asked: LawSetting | None, choice: Choice, lang: str, form: str,
    rules: Path | None, layers: Sequence[str],
) -> None:  # fmt: skip
    """Print what waits to be done in the cases; a case that cannot be read is set aside and named.

    Raises InputError when no case can be read, and for a kind or office that no deadline has.
    """
    book, errors = load_rulebook(rules, layers), Console(stderr=True)
    explainer, law = Explainer(book, "reference"), book.setting(asked)
    cases, aside = read_all(book, paths, errors, lang)
    every = [
        one
        for case in track(cases, say("agenda", lang), console=errors, transient=True, disable=not errors.is_terminal)
        for one in agenda(explainer, case, on, until, law)
    ]
    found = chosen(every, choice, lang)
    if form == "text":
        print_agenda(page_console(), found, on, until, lang)
    else:
        _write(found, on, until, law, form, lang)
    say_aside(aside, errors, lang)


def chosen(every: Iterable[Deadline], choice: Choice, lang: str) -> list[Deadline]:
    """The deadlines wanted, in order; raises InputError for a kind or office that none of all has."""
    listed = list(every)
    valid = {
        "kind": {one.rule for one in listed} | {one.what.in_(lang) for one in listed},
        "who": {one.of.in_(lang) for one in listed},
        "office": {office.in_(lang) for one in listed for office in one.office},
    }
    for option, names in valid.items():
        wanted = getattr(choice, option)
        if wanted is not None and listed and not any(Choice(**{option: wanted}).takes(one) for one in listed):
            none = Both(f"ingen frist her har `{wanted}`", f"no deadline here has `{wanted}`")
            raise InputError(Problem(f"`--{option}`: " + none + nearest(wanted, names)))
    return in_order(one for one in listed if choice.takes(one))


def _write(found: list[Deadline], on: date, until: date | None, law: LawSetting, form: str, lang: str) -> None:
    if form == "json":
        told = {"on": on, "until": until, "law": law.value, "deadlines": [asdict(one) for one in found]}
        typer.echo(as_text(told))
    elif form == "csv":
        writer = csv.writer(sys.stdout)
        writer.writerow(COLUMNS)
        writer.writerows(cells(one, lang) for one in found)
    else:
        typer.echo(_calendar(found, lang), nl=False)


def _calendar(found: list[Deadline], lang: str) -> bytes:
    with needing_extra("--format ics", "web"):
        from reformrules.present.ics import calendar_file
    return calendar_file(found, lang)
