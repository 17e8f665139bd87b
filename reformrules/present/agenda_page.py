"""The agenda as a page of text, and as rows for a table."""

from __future__ import annotations

from datetime import date

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from reformrules.explain.agenda import Deadline
from reformrules.explain.wording import value_text
from reformrules.present.phrases import cited
from reformrules.present.text import days_text
from reformrules.present.words import say

COLUMNS = ("by", "state", "case", "of", "what", "done", "required", "office", "rule", "known_from", "status", "sources")


def cells(one: Deadline, lang: str) -> tuple[str, ...]:
    """A deadline as a row of `COLUMNS`; dates as ISO, texts in the language."""
    office = "; ".join(text.in_(lang) for text in one.office)
    sources = "; ".join(map(cited, one.sources))
    done, required = ("" if value is None else str(value) for value in (one.done, one.required))
    return (str(one.by), one.state, one.case, one.of.in_(lang), one.what.in_(lang), done, required, office, one.rule,
            str(one.from_), one.status, sources)  # fmt: skip


def print_agenda(console: Console, found: list[Deadline], on: date, until: date | None, lang: str) -> None:
    """Print the deadlines, overdue first."""
    title = say("agenda_until", lang, *(value_text(day, lang) for day in (on, until))) if until else (
        say("agenda_on", lang, value_text(on, lang)))  # fmt: skip
    console.print(f"[bold]{escape(title)}[/]: {len(found)}")
    table = Table(box=None, padding=(0, 1, 0, 2), header_style="dim")
    for key in ("deadline", "state", "what"):
        table.add_column(say(key, lang), no_wrap=key != "what")
    for one in found:
        count = say("of", lang, value_text(one.done, lang), value_text(one.required, lang))
        what = f"{escape(one.of.in_(lang))}: [bold]{escape(one.what.in_(lang))}[/], {count}"
        where = escape(f"{one.case} [{one.rule}]")
        colour = "red" if one.state == "overdue" else "cyan"
        left = f"[{colour}]{days_text(one.state, one.by, on, lang)}[/]"
        table.add_row(value_text(one.by, lang), left, f"{what}\n[dim]{where}[/]")
    if found:
        console.print(table)
    console.print(f"[dim]{say('disclaimer', lang)}[/]")
