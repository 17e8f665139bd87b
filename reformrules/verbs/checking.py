"""The verb `check`: a case from its file to the answer on the screen."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import typer
from rich.console import Console

from reformrules.case.intake import case_of, layers_named, read_document
from reformrules.case.record import CaseRecord, case_model
from reformrules.cases import find_case
from reformrules.explain.calendar import calendar
from reformrules.explain.findings import Answer
from reformrules.explain.session import Engines, Explainer
from reformrules.explain.timeline import next_changes
from reformrules.explain.why import WhyNot, why, why_not
from reformrules.present.calendar_page import print_calendar
from reformrules.present.json_form import answer_schema, as_text
from reformrules.present.text import print_answer, print_why, print_why_not
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.schemas import overlay_schema, rulebook_schema
from reformrules.rulebook.status import LawSetting

PAGE_WIDTH = 100


def check(
    name: str, on: date, asked: LawSetting | None, lang: str, form: str, engine: Engines, explain: bool,
    not_rule: str | None, rules: Path | None, layers: Sequence[str] = (),
) -> None:  # fmt: skip
    """Read the case, answer, print; raises InputError or RulebookError."""
    document = read_document(find_case(name))
    book = load_rulebook(rules, (*layers, *layers_named(document)))
    law = book.setting(asked)
    case = case_of(document, book.record)
    explainer = Explainer(book, engine)
    answer = explainer.check(case, on, law)
    answer = replace(answer, next_changes=next_changes(explainer, case, on, law))
    not_answer = why_not(explainer, case, on, law, not_rule) if not_rule else None
    if form == "json":
        typer.echo(_json(explainer, case, answer, explain, not_answer))
        return
    console = console_for(sys.stdout.isatty())
    print_answer(console, answer, lang)
    for finding in answer.findings if explain else ():
        print_why(console, why(explainer, case, on, law, finding.subject), lang)
    if not_answer is not None:
        print_why_not(console, not_answer, lang)


def show_calendar(on: date, until: date | None, law: LawSetting | None, lang: str, form: str, rules: Path | None,
    layers: Sequence[str] = (),
) -> None:  # fmt: skip
    """Print what the law says on a date and what changes until another; raises RulebookError."""
    book = load_rulebook(rules, layers)
    answer = calendar(Explainer(book), on, until, book.setting(law))
    if form == "json":
        typer.echo(as_text(asdict(answer)))
    else:
        print_calendar(console_for(sys.stdout.isatty()), answer, lang)


def console_for(terminal: bool) -> Console:
    """The screen as it is, or a page of a fixed width when the output goes to a file or a pipe."""
    return Console(highlight=False, width=None if terminal else PAGE_WIDTH)


def _json(explainer: Explainer, case: CaseRecord, answer: Answer, explain: bool, not_answer: WhyNot | None) -> str:
    data = asdict(answer)
    if explain:
        law = LawSetting(answer.law)
        steps = {f.subject: asdict(why(explainer, case, answer.on, law, f.subject)) for f in answer.findings}
        data["why"] = steps
    if not_answer is not None:
        data["why_not"] = asdict(not_answer)
    return as_text(data)


def schema(of: str, rules: Path | None, layers: Sequence[str] = ()) -> str:
    """The JSON Schema of a case file, a rulebook file, a change laid over a rulebook, or the answer."""
    if of == "answer":
        return answer_schema()
    if of == "overlay":
        return overlay_schema()
    if of == "rulebook":
        return rulebook_schema()
    return as_text(case_model(load_rulebook(rules, layers).record).model_json_schema())
