"""The verb `check`: a case from its file to the answer on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from reformrules.case.intake import case_of, layers_named, read_document
from reformrules.case.record import CaseRecord
from reformrules.cases import find_case
from reformrules.explain.findings import Answer
from reformrules.explain.session import Engines, Explainer
from reformrules.explain.timeline import next_changes
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.status import LawSetting

if TYPE_CHECKING:
    from reformrules.explain.why import Why, WhyNot


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
    whys = _whys(explainer, case, answer) if explain else None
    not_answer = _why_not(explainer, case, on, law, not_rule) if not_rule else None
    if form == "json":
        typer.echo(_json(answer, whys, not_answer))
    else:
        _print(answer, whys, not_answer, lang)


def _print(answer: Answer, whys: dict[str, Why] | None, not_answer: WhyNot | None, lang: str) -> None:
    from reformrules.present.text import print_answer, print_why, print_why_not  # only a page takes what draws pages
    from reformrules.verbs.screen import page_console

    console = page_console()
    print_answer(console, answer, lang)
    for step in (whys or {}).values():
        print_why(console, step, lang)
    if not_answer is not None:
        print_why_not(console, not_answer, lang)


def _whys(explainer: Explainer, case: CaseRecord, answer: Answer) -> dict[str, Why]:
    """Why each finding is as it is, by what it is of."""
    from reformrules.explain.why import why

    law = LawSetting(answer.law)
    return {f.subject: why(explainer, case, answer.on, law, f.subject) for f in answer.findings}


def _why_not(explainer: Explainer, case: CaseRecord, on: date, law: LawSetting, rule: str) -> WhyNot:
    from reformrules.explain.why import why_not

    return why_not(explainer, case, on, law, rule)


def _json(answer: Answer, whys: dict[str, Why] | None, not_answer: WhyNot | None) -> str:
    from reformrules.present.json_form import as_text

    data = asdict(answer)
    if whys is not None:
        data["why"] = {subject: asdict(step) for subject, step in whys.items()}
    if not_answer is not None:
        data["why_not"] = asdict(not_answer)
    return as_text(data)
