"""One citizen on both sides of a comparison, as text."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from reformrules.explain.contrast import Contrasted, Told
from reformrules.explain.findings import Finding, Undetermined
from reformrules.explain.wording import value_text
from reformrules.present.phrases import cited
from reformrules.present.text import print_answer, print_why
from reformrules.present.words import say


def print_contrasted(console: Console, found: Contrasted, lang: str) -> None:
    """Print what differs with the chain of rules on either side, then both answers whole."""
    console.print(Text(f"{say('comparison', lang)}: {found.before.case}", "bold"))
    if not found.differences:
        console.print(say("no_difference", lang))
    for one in found.differences:
        console.print(f"\n[bold underline]{one.label.in_(lang)}[/] [dim]{one.subject}[/]")
        for key, side in (("before", one.before), ("after", one.after)):
            console.print(Padding(Text(f"{say(key, lang)}: {_said(side, lang)}", "bold"), (0, 0, 0, 2)))
            for told in side:
                if told.why is not None:
                    print_why(console, told.why, lang, depth=1)
    for key, answer in (("before", found.before), ("after", found.after)):
        console.rule(say(key, lang))
        print_answer(console, answer, lang)


def _said(side: list[Told], lang: str) -> str:
    return "; ".join(_item(told, lang) for told in side) or say("nothing_said", lang)


def _item(told: Told, lang: str) -> str:
    item = told.item
    said = item_in_words(item, lang)
    if isinstance(item, Undetermined):
        return f"{said} ({item.text.in_(lang)})" if item.text.in_(lang) else said
    return f"{said} [{item.rule}: {', '.join(map(cited, item.sources))}]"


def item_in_words(item: Finding | Undetermined, lang: str) -> str:
    """What is said of a subject, in a line: the outcome, how many and by when of an obligation; or why it is open."""
    if isinstance(item, Undetermined):
        return f"{say('undetermined', lang).lower()}: {say('reason_' + item.reason, lang)}"
    parts = [item.outcome_text.in_(lang)]
    parts += [say("required_number", lang, value_text(item.required, lang))] if item.required is not None else []
    parts += [f"{say('deadline', lang).lower()} {value_text(item.deadline, lang)}"] if item.deadline else []
    return ", ".join(parts)
