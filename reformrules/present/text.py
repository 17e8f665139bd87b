"""An answer as a page of text that a caseworker would print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Styled

from reformrules.explain.findings import Answer, Change, Finding, State, Undetermined
from reformrules.explain.wording import value_text
from reformrules.present.briefing import ORDER, asked, by_deadline, cited_by, in_order, of_kind, told
from reformrules.present.phrases import cited
from reformrules.present.words import say

if TYPE_CHECKING:
    from reformrules.explain.calendar import Calendar
    from reformrules.explain.why import Why, WhyNot

WAITING_SHOWN = 12  # of what waits for facts; the questions below are what matters
_COLOURS = {"met": "green", "late": "yellow", "due": "cyan", "overdue": "red", "exempt": "blue"}


def print_answer(console: Console, answer: Answer, lang: str) -> None:
    """Print the whole answer: findings by kind, what is undetermined, what changes, the sources."""
    print_head(console, f"{say('case', lang)} {answer.case}", answer, lang)
    print_findings(console, answer.findings, answer.on, lang)
    print_undetermined(console, answer.undetermined, lang)
    if answer.left_out:
        sections = ", ".join(f"{section.text.in_(lang)} ({section.fact})" for section in answer.left_out)
        console.print(f"\n[bold]{say('left_out', lang)}[/]: {_e(sections)}. {say('left_out_note', lang)}")
    if answer.law_so_far:
        _heading(console, say("so_far", lang))
        for finding in answer.law_so_far:
            console.print(
                Padding(
                    f"[bold]{_e(finding.label.in_(lang))}[/]: {_outcome(finding, lang)}", (0, 0, 0, 2), expand=False
                )
            )
    print_changes(console, answer.next_changes, lang, say("changes", lang))
    print_sources(console, answer, lang)


def _e(text: str) -> str:
    return escape(text)


def print_head(console: Console, title: str, answer: Answer | Calendar, lang: str) -> None:
    """Print what the page is about, and what it was answered with."""
    engine = say(f"engine_{answer.engine.used}", lang)
    note = f" ({_e(answer.engine.note)})" if answer.engine.note else ""
    laid = answer.rulebook.overlay
    over = f"\n[yellow]{say('with_change', lang, _e(laid.in_(lang)))}[/]" if laid is not None else ""
    law = say(answer.law, lang) if answer.law != "enacted" else say("in_force", lang)
    console.print(
        f"[bold]{_e(title)}[/]   {say('on', lang)}: {value_text(answer.on, lang)}   "
        f"{say('law', lang)}: {law}\n[dim]{engine}{note}; reformrules {answer.rulebook.version}, "
        f"{answer.rulebook.digest[:12]}. {say('disclaimer', lang)}[/]{over}"
    )


def print_findings(console: Console, findings: list[Finding], on: date, lang: str) -> None:
    """Print all that is settled, by kind."""
    for kind in ORDER:
        _section(console, kind, of_kind(findings, kind), on, lang)


def print_undetermined(console: Console, items: list[Undetermined], lang: str) -> None:
    """Print what is not settled, then the questions behind it."""
    if not items:
        return
    _heading(console, say("undetermined", lang))
    items = in_order(items)
    spoken = told(items)
    for item in spoken:
        console.print(_undetermined(item, lang))
    waiting = list(dict.fromkeys(item.label.in_(lang) for item in items if item not in spoken))
    if waiting:
        head = f"[bold]{say('waiting', lang, len(waiting))}[/]"
        more = say("and_more", lang, len(waiting) - WAITING_SHOWN) if len(waiting) > WAITING_SHOWN else ""
        said = "; ".join(waiting[:WAITING_SHOWN]) + more
        console.print(Padding(f"{head}: {_e(said)}", (0, 0, 0, 2), expand=False))
    _questions(console, items, lang)


def _heading(console: Console, title: str) -> None:
    console.print(f"\n[bold underline]{_e(title)}[/]")


def _section(console: Console, kind: str, findings: list[Finding], on: date, lang: str) -> None:
    if not findings:
        return
    _heading(console, say(kind, lang))
    if kind == "obligation":
        console.print(_obligations(sorted(findings, key=by_deadline), on, lang))
        return
    general = [f for f in findings if kind == "scheme_status" and not f.because]
    for finding in findings:
        if finding not in general:
            console.print(_finding(finding, lang))
    if general:
        console.print(_general(general, lang))


def _general(findings: list[Finding], lang: str) -> RenderableType:
    """What holds for everybody, a line each, after what is said of the citizen."""
    lines = [
        f"{_e(f.label.in_(lang))}: {_outcome(f, lang)}{_marks(f, lang)} [dim]{_e(f'[{f.rule}]')}[/]" for f in findings
    ]
    return _entry(f"[bold]{say('for_everybody', lang)}[/]", lines)


def _entry(head: str, lines: list[str], depth: int = 0) -> RenderableType:
    """A head and what is said below it, a step further in, also where it is wrapped."""
    left = 2 + 4 * depth
    below = [Padding("\n".join(lines), (0, 0, 0, left + 2), expand=False)] if lines else []
    return Group(Padding(head, (0, 0, 0, left), expand=False), *below)


def _finding(finding: Finding, lang: str) -> RenderableType:
    head = f"[bold]{_e(finding.label.in_(lang))}: {_outcome(finding, lang)}[/]{_marks(finding, lang)}"
    lines = [_e(finding.text.in_(lang)), f"[dim]{_cited(finding)}[/]"]
    if finding.law_so_far is not None:
        lines.append(f"{say('so_far', lang)}: {_e(finding.law_so_far.in_(lang))}")
    return _entry(head, lines)


def _outcome(finding: Finding, lang: str) -> str:
    return _e(finding.outcome_text.in_(lang))


def _marks(finding: Finding, lang: str) -> str:
    marks = [say(finding.status, lang)] if finding.status != "in_force" else []
    marks += [say("legal_check", lang)] if finding.legal_check else []
    marks += [f"{say('by_cases', lang)}: {', '.join(finding.by_cases)}"] if finding.by_cases else []
    return f" [yellow]({_e('; '.join(marks))})[/]" if marks else ""


def _cited(told: Finding | Undetermined) -> str:
    rules = told.rule if isinstance(told, Finding) else ", ".join(told.rules)
    sources = ", ".join(map(cited, told.sources))
    return _e(f"[{rules}] {sources}" if rules else sources)


def _obligations(findings: Iterable[Finding], on: date, lang: str) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 2), header_style="dim", expand=True)
    for column, width in (("deadline", None), ("who", None), ("what", None), ("done", 7), ("state", 16)):
        table.add_column(
            say(column, lang),
            ratio=1 if column == "what" else None,
            no_wrap=column == "deadline",
            overflow="fold",
            max_width=width,
        )
    for finding in findings:
        table.add_row(
            value_text(finding.deadline, lang),
            _e(finding.of.in_(lang) if finding.of else ""),
            Group(
                Styled(finding.text.in_(lang)),
                Styled.from_markup(f"[dim]{_cited(finding)}[/]{_marks(finding, lang)}", emoji=False),
            ),
            say(
                "of_in_time" if finding.state == "late" else "of",
                lang,
                value_text(finding.done, lang),
                value_text(finding.required, lang),
            ),
            f"[{_COLOURS.get(finding.state or '', 'white')}]{_e(state_text(finding, on, lang))}[/]",
        )
    return table


def state_text(finding: Finding, on: date, lang: str) -> str:
    """The state of an obligation with the days that are left or gone."""
    if finding.state not in ("due", "overdue") or finding.deadline is None:
        return finding.outcome_text.in_(lang)
    due = finding.first_by if finding.first_by and not finding.done else finding.deadline
    return days_text(finding.state, due, on, lang)


def days_text(state: State, due: date, on: date, lang: str) -> str:
    """How many days there are left of what is due, or have been gone of what is overdue."""
    days = abs((due - on).days)
    if state == "due" and days < 2:
        return say("due_one" if days else "due_today", lang)
    return say("overdue_one" if state == "overdue" and days == 1 else state, lang, days)


def _undetermined(item: Undetermined, lang: str) -> RenderableType:
    """One line of what is not settled; missing facts are asked for below, once for all."""
    head = f"[bold]{_e(item.label.in_(lang))}[/] [yellow]({say('reason_' + item.reason, lang)})[/]"
    lines = [] if item.reason == "missing_input" else [_e(item.text.in_(lang))]
    lines += [f"[dim]{_cited(item)}[/]"] if item.sources else []
    if item.note is not None:
        lines.append(f"{say('note', lang)} ({say(item.note.status, lang)}): {_e(item.note.text.in_(lang))}")
    return _entry(head, lines)


def _questions(console: Console, items: list[Undetermined], lang: str) -> None:
    """The questions behind all that is undetermined, those that most findings wait for first."""
    found = asked(items)
    if not found:
        return
    _heading(console, say("missing", lang))
    table = Table(box=None, padding=(0, 2, 0, 2), show_header=False)
    for entry in found:
        labels = list(dict.fromkeys(item.label.in_(lang) for item in entry.waiting))
        more = say("and_more", lang, len(labels) - 2) if len(labels) > 2 else ""
        table.add_row(
            f"[cyan]?[/] {_e(entry.question.text.in_(lang))}", f"[dim]{_e(', '.join(labels[:2]))}{_e(more)}[/]"
        )
    console.print(table)


def print_changes(console: Console, changes: list[Change], lang: str, title: str) -> None:
    """Print what changes, day by day."""
    if not changes:
        return
    _heading(console, title)
    table = Table(box=None, padding=(0, 2, 0, 2), show_header=False)
    for change in changes:
        mark = f" [dim]({say('law_change', lang)})[/]" if change.law else ""
        lines = [
            f"{_e(c.label.in_(lang))}: {_e(c.before.in_(lang))} → [bold]{_e(c.after.in_(lang))}[/]"
            for c in change.changes
        ]
        table.add_row(value_text(change.on, lang) + mark, "\n".join(lines))
    console.print(table)


def print_sources(console: Console, answer: Answer | Calendar, lang: str) -> None:
    """Print the sources that are cited on the page, each once."""
    found = cited_by(answer)
    if not found:
        return
    _heading(console, say("sources", lang))
    table = Table(box=None, padding=(0, 2, 0, 2), show_header=False)
    for id_ in sorted(found):
        table.add_row(_e(id_), Styled(found[id_].title))
    console.print(table)


def print_why(console: Console, step: Why, lang: str, depth: int = 0) -> None:
    """Print the chain of rules behind one answer, each step below what it carries."""
    if depth == 0:
        _heading(console, f"{say('why', lang)}: {step.label.in_(lang)}")
    rule = f" [dim]{_e('[' + step.rule + ']')}[/]" if step.rule else ""
    value = f": {_e(step.value.in_(lang))}" if step.value.in_(lang) else ""
    lines = [_e(step.text.in_(lang)), *(f"{say('because', lang)} {_e(text.in_(lang))}" for text in step.because)]
    for used in step.facts:
        lines.append(f"[dim]{_e(used.label.in_(lang))} = {_e(used.text.in_(lang))} ({_e(', '.join(used.origin))})[/]")
    lines += [f"[dim]{_e(source.id)} {_e(source.section or '')}: {_e(source.title)}[/]" for source in step.sources]
    console.print(_entry(f"[bold]{_e(step.label.in_(lang))}{value}[/]{rule}", lines, depth))
    for below in step.builds_on:
        print_why(console, below, lang, depth + 1)


def print_why_not(console: Console, answer: WhyNot, lang: str) -> None:
    """Print why a rule does not hold, and what would make it hold."""
    _heading(console, f"{say('why_not', lang)}: {answer.rule}")
    lines = [say("holds", lang)] if answer.holds else list(_would_hold(answer, lang))
    console.print(Padding("\n".join(lines), (0, 0, 0, 2), expand=False))


def _would_hold(answer: WhyNot, lang: str) -> Iterator[str]:
    for title, texts in (("fails", answer.failing), ("open", answer.unknown)):
        yield from (f"{say(title, lang)}: {_e(text.in_(lang))}" for text in texts)
    when = value_text(answer.from_date, lang) if answer.from_date else say("never", lang)
    yield f"{say('would_hold_from', lang)}: {when}"
    for remedy in answer.remedies:
        yield f"{say('would_hold_if', lang)}: {_e(remedy.text.in_(lang))}"
