"""A report as plain tables and charts, from which the text on the screen and the page are made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rich.console import Console, JustifyMethod
from rich.padding import Padding
from rich.table import Table
from rich.text import Text


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; numbers stand to the right, and what is `whole` on one line."""

    title: str
    number: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of texts; a cell that repeats the one above it is empty."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """Numbers as bars: of each a label, what it is a part of, and the number; the parts stand on each other.

    upright: bars that stand, for months; else they lie, for labels of some length.
    """

    title: str
    rows: tuple[tuple[str, str, float], ...]
    label: str
    number: str
    part: str = ""
    upright: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """Streams from places on the left to places on the right, each with a number."""

    title: str
    before: str
    after: str
    streams: tuple[tuple[str, str, float], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a report: a table, and a chart of the same numbers where that says more. listing: a file, as it is."""

    heading: str
    sheets: tuple[Sheet, ...]
    chart: Bars | Flow | None = None
    text: str = ""
    listing: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report in one language."""

    title: str
    lang: str
    lead: tuple[str, ...]
    parts: tuple[Part, ...]
    foot: tuple[str, ...] = field(default=())


def print_report(console: Console, report: Report) -> None:
    """Print a report as text."""
    console.print(Text(report.title, "bold"))
    for line in report.lead:
        console.print(Text(line))
    for part in report.parts:
        console.print()
        console.print(Text(part.heading, "bold underline"))
        if part.text:
            console.print(Padding(Text(part.text, "dim"), (0, 0, 0, 2)))
        if part.listing:
            console.print(Padding(Text(part.listing), (1, 0, 0, 4)))
        for sheet in part.sheets:
            console.print(Padding(_table(sheet, alone=len(part.sheets) == 1), (0, 0, 0, 2)))
    for line in report.foot:
        console.print(Text(line, "dim"))


def _table(sheet: Sheet, alone: bool) -> Table:
    title = None if alone else sheet.caption
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", title=title, title_justify="left")
    for column in sheet.columns:
        justify: JustifyMethod = "right" if column.number else "left"
        table.add_column(Text(column.title), justify=justify, no_wrap=column.number or column.whole, overflow="fold")
    for row in sheet.rows:
        first, *rest = row
        table.add_row(Text(first, "bold"), *map(Text, rest))
    table.caption = sheet.note or None
    return table


def without_repeats(rows: Iterable[Sequence[str]], columns: int = 1) -> tuple[tuple[str, ...], ...]:
    """Rows of which the first cells are left empty where they repeat those above."""
    found, above = list[tuple[str, ...]](), tuple[str, ...]()
    for row in rows:
        same = tuple(row[:columns]) == above
        found.append((*("",) * columns, *row[columns:]) if same else tuple(row))
        above = tuple(row[:columns])
    return tuple(found)
