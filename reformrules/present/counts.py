"""How many citizens each answer is given to, as tables by kind of finding."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from reformrules.count.tally import Count
from reformrules.explain.wording import named_value, value_text
from reformrules.present.briefing import ORDER
from reformrules.present.words import say
from reformrules.rulebook.book import Rulebook


def print_counts(
    console: Console, book: Rulebook, counts: list[Count], citizens: int, on: date, law: str, by: str | None, lang: str
) -> None:
    """Print the numbers; the share is of all citizens."""
    head = f"{say('citizens', lang, citizens)}   {say('on', lang)}: {value_text(on, lang)}"
    console.print(
        Text(f"{head}   {say('law', lang)}: {say(law, lang) if law != 'enacted' else say('in_force', lang)}", "bold")
    )
    kinds = {kind: [c for c in counts if _kind(book, c.finding) == kind] for kind in ORDER}
    for kind, found in kinds.items():
        if found:
            console.print(f"\n[bold underline]{say(kind, lang)}[/]")
            console.print(Padding(_table(book, found, citizens, by, lang), (0, 0, 0, 2)))


def _kind(book: Rulebook, finding: str) -> str:
    return str(book.conclusions[finding].model.kind) if finding in book.conclusions else "obligation"


def _table(book: Rulebook, found: list[Count], citizens: int, by: str | None, lang: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for title in (say("finding", lang), say("answer", lang), *([book.label(by).in_(lang)] if by else [])):
        table.add_column(title, overflow="fold")
    table.add_column(say("number", lang), justify="right", no_wrap=True)
    table.add_column(say("share", lang), justify="right", no_wrap=True)
    for finding, group in groupby(found, lambda c: c.finding):
        label = _label(book, finding, lang)
        for c in group:
            cells = [Text(label, "bold"), _answer(book, c, lang)]
            cells += [Text(named_value(book, by, c.group, lang))] if by else []
            table.add_row(
                *cells, value_text(c.citizens, lang), f"{value_text(round(100 * c.citizens / citizens), lang)} %"
            )
            label = ""
    return table


def _label(book: Rulebook, finding: str, lang: str) -> str:
    if finding in book.conclusions:
        return book.conclusions[finding].model.label.in_(lang)
    duty = book.rules[finding].obligation
    assert duty is not None  # findings are conclusions and obligations
    return f"{duty.model.what.in_(lang)} ({finding})"


def _answer(book: Rulebook, c: Count, lang: str) -> Text:
    if c.reason is not None:
        return Text(f"{say('undetermined', lang).lower()}: {say('reason_' + c.reason, lang)}", "yellow")
    if c.finding not in book.conclusions:
        return Text(say(f"state_{c.outcome}", lang))
    value: Any = tuple(c.outcome) if isinstance(c.outcome, list) else c.outcome
    return Text(named_value(book, c.finding, value, lang))
