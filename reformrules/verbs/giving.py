"""How a verb gives out what it found: to the screen, or to a file that is written whole."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from reformrules.errors import Both, InputError, Problem
from reformrules.outputs import write_whole
from reformrules.present.sheets import Report, print_report
from reformrules.verbs.screen import PAGE_WIDTH


def give(text: str, out: Path | None) -> None:
    """Print a text, or write it to a file whole; raises InputError when it cannot be written."""
    if out is None:
        typer.echo(text, nl=False)
    else:
        write_whole(out, text)
        typer.echo(f"{out}", err=True)


def give_bytes(data: bytes, out: Path | None) -> None:
    """Write what is no text to a file whole; raises InputError where no file is named."""
    if out is None:
        da = "dette format er ikke tekst; angiv en fil med `--out`"
        raise InputError(Problem(Both(da, "this format is no text; name a file with `--out`")))
    write_whole(out, data)
    typer.echo(f"{out}", err=True)


def printed(show: Callable[[Console], None]) -> str:
    """What is printed on a console, as text: as wide as the terminal, or as a page when there is none."""
    screen, text = Console(), io.StringIO()
    terminal = sys.stdout.isatty()
    width = max(screen.width, PAGE_WIDTH) if terminal else PAGE_WIDTH
    show(Console(file=text, highlight=False, width=width, force_terminal=terminal))
    return text.getvalue()


def shown(report: Report, form: str) -> str:
    """A report as a text, or as one self-contained page where `form` is `html`."""
    if form != "html":
        return printed(lambda console: print_report(console, report))
    from reformrules.present.report_page import render

    return render(report)


def in_csv(rows: Iterable[Iterable[object]]) -> str:
    """Rows as CSV."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def in_cells(value: Any) -> str:
    """A value as a cell: nothing for none, `true` and `false` in small letters, numbers without idle zeros."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
