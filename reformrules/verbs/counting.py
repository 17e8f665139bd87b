"""The verb `count`: a folder of cases read as columns, and how many citizens each answer is given to."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import track

from reformrules.case.facts import Facts
from reformrules.case.record import CaseRecord
from reformrules.count.duties import NONE
from reformrules.count.engine import Run, connect, store_cases
from reformrules.count.open_answers import Row, put, put_reasons, worth_a_look
from reformrules.count.reading import Reading, read_columns
from reformrules.count.tally import Count, tally
from reformrules.errors import InputError, Problem, nearest
from reformrules.explain.reference import interpret
from reformrules.explain.session import Explainer, rulebook_info
from reformrules.explain.verdicts import Item, Verdict, verdict
from reformrules.present.counts import print_counts
from reformrules.present.json_form import plain
from reformrules.present.words import say
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.status import LawSetting
from reformrules.verbs.checking import console_for
from reformrules.verbs.reading import read_all

ANSWERS = "answers"


def count(
    paths: list[Path], on: date, asked: LawSetting | None, by: str | None, lang: str, form: str, rules: Path | None,
    layers: Sequence[str] = (),
) -> None:  # fmt: skip
    """Read the cases, answer for all of them, and print how many each answer is given to.

    A case that cannot be read is set aside and named; raises InputError when there is none that can.
    """
    book, errors = load_rulebook(rules, layers), Console(stderr=True)
    law = book.setting(asked)
    check_group(book, by)
    cases, aside = read_all(book, paths, errors, lang)
    counts = answer(book, cases, on, law, by, errors, lang)
    if form == "json":
        told: dict[str, Any] = {
            "on": on,
            "law": law.value,
            "rulebook": asdict(rulebook_info(book)),
            "citizens": len(cases),
        }
        told |= {"set_aside": aside, "counts": [asdict(c) for c in counts]}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2, default=plain))
    elif form == "csv":
        _write_csv(counts)
    else:
        print_counts(console_for(sys.stdout.isatty()), book, counts, len(cases), on, law.value, by, lang)
    for problem in aside:
        errors.print(f"{say('set_aside', lang)}: {problem}", markup=False, highlight=False)


def check_group(book: Rulebook, by: str | None) -> None:
    """Refuse to group by what is no fact with few values; raises InputError."""
    valid = [name for name, fact in book.facts.items() if fact.type in ("text", "bool") or name == "age"]
    if by is not None and by not in valid:
        raise InputError(Problem(f"`--by` takes a fact with few values, not `{by}`{nearest(by, valid)}"))


def answer(
    book: Rulebook, cases: list[CaseRecord], on: date, law: LawSetting, by: str | None, errors: Console, lang: str
) -> list[Count]:
    """How many of the cases each answer is given to."""
    connection = connect()
    try:
        store_cases(connection, cases, book.record)
        reading = read_columns(book, on, law, beside=(by,) if by else ())
        parts = Run(connection, reading, answers=ANSWERS).fill()
        for _ in track(parts, say("counting", lang), console=errors, transient=True, disable=not errors.is_terminal):
            pass
        settle_by_cases(connection, reading, cases)
        return tally(connection, reading, ANSWERS, by)
    finally:
        connection.close()


def settle_by_cases(connection: Any, reading: Reading, cases: list[CaseRecord]) -> None:
    """Fill in the answers that are the same whatever a missing fact is, as the explain reading finds them."""
    explainer = Explainer(reading.book, "reference")
    program = explainer.program(reading.on, reading.setting)
    items: dict[str, Item] = {**program.by_name, **program.duties}
    asked: dict[int, list[str]] = {}
    for name, numbers in worth_a_look(connection, reading, ANSWERS).items():
        for number in numbers:
            asked.setdefault(number, []).append(name)
    told, open_ = dict[str, list[Row]](), dict[str, list[tuple[int, str]]]()
    for number, names in asked.items():
        run = interpret(program, Facts(reading.book, cases[number], reading.on, reading.setting))
        for name in names:
            said = verdict(program, run, items[name], ask=False)
            if said.state == "undetermined":
                open_.setdefault(name, []).append((number, said.inquiry.reason))
            else:
                told.setdefault(name, []).append((number, _told(reading, name, said)))
    for name, rows in told.items():
        put(connection, reading, ANSWERS, name, rows)
    for name, reasons in open_.items():
        put_reasons(connection, reading, ANSWERS, name, reasons)


def _told(reading: Reading, name: str, said: Verdict) -> tuple[Any, ...]:
    """A verdict as the columns of an answer."""
    if name in reading.conclusions:
        return (said.outcome if said.state == "settled" else None,)
    state = NONE if said.state == "none" else said.duty
    return state, said.required, said.done, said.counted_from, said.first_by, said.deadline


def _write_csv(counts: Iterable[Count]) -> None:
    writer = csv.writer(sys.stdout)
    writer.writerow(("finding", "outcome", "undetermined", "group", "citizens"))
    for c in counts:
        outcome = "; ".join(map(str, c.outcome)) if isinstance(c.outcome, list) else plain_cell(c.outcome)
        writer.writerow((c.finding, outcome, c.reason or "", plain_cell(c.group), c.citizens))


def plain_cell(value: Any) -> str:
    """A value as a cell: nothing for none, `true` and `false` in small letters."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
