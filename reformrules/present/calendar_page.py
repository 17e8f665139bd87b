"""The calendar as a page of text."""

from __future__ import annotations

from rich.console import Console

from reformrules.explain.calendar import Calendar
from reformrules.explain.wording import value_text
from reformrules.present.text import print_changes, print_findings, print_head, print_sources, print_undetermined
from reformrules.present.words import say


def print_calendar(console: Console, answer: Calendar, lang: str) -> None:
    """Print what the law says on the date, then what changes until the other."""
    print_head(console, say("calendar", lang), answer, lang)
    print_findings(console, answer.findings, answer.on, lang)
    print_undetermined(console, answer.undetermined, lang)
    if answer.until is not None:
        title = say("changes_until", lang, *(value_text(day, lang) for day in (answer.on, answer.until)))
        print_changes(console, answer.changes, lang, title)
        if not answer.changes:
            console.print(f"\n{title}: {say('nothing_changes', lang)}")
    print_sources(console, answer, lang)
