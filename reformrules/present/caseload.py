"""A caseload for people: what was kept and what was set aside, and what its tables and columns mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

from reformrules.present.words import say


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of a caseload found.

    tables: of each its name, rows, rows kept, rows that are not valid, and valid rows of citizens set aside.
    reasons: how many rows are not valid for a reason: table, column, reason, number.
    placeless: table and number of rows of which it cannot be told whose they are. unknown, none: tables and columns
    that are not there, by what that says of them.
    """

    tables: Sequence[tuple[str, int, int, int, int]]
    reasons: Sequence[tuple[str, str, str, int]]
    more_reasons: int
    placeless: Sequence[tuple[str, int]]
    unknown: Sequence[str]
    none: Sequence[str]


def print_checked(console: Console, checked: Checked, lang: str) -> None:
    """Print what was kept and what was set aside, and why."""
    table = Table(box=None, pad_edge=False)
    table.add_column(say("table", lang))
    for word in ("rows_written", "rows_kept", "rows_invalid", "rows_beside"):
        table.add_column(say(word, lang), justify="right")
    for name, *numbers in checked.tables:
        table.add_row(name, *(f"{number:,}" for number in numbers))
    console.print(table)
    if checked.reasons:
        console.print()
        console.print(_reasons(checked, lang))
    for line in _notes(checked, lang):
        console.print(f"\n{line}", markup=False, highlight=False)


def _reasons(checked: Checked, lang: str) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(say("number", lang), justify="right")
    for word in ("table", "column", "reason"):
        table.add_column(say(word, lang), overflow="fold")
    for name, column, reason, number in checked.reasons:
        table.add_row(f"{number:,}", name, column, Text(reason))
    return table


def _notes(checked: Checked, lang: str) -> Iterator[str]:
    if checked.more_reasons:
        yield say("more_reasons", lang, f"{checked.more_reasons:,}")
    for name, number in checked.placeless:
        yield say("placeless", lang, name, f"{number:,}")
    yield from _listed(checked.unknown, "not_there_unknown", lang)
    yield from _listed(checked.none, "not_there_none", lang)


def _listed(names: Iterable[str], word: str, lang: str) -> Iterator[str]:
    if listed := ", ".join(names):
        yield say(word, lang, listed)
