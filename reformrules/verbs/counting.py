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

from reformrules.count.reading import read_columns
from reformrules.count.tally import Count, tally
from reformrules.errors import InputError, Problem, nearest
from reformrules.explain.session import rulebook_info
from reformrules.present.counts import print_counts
from reformrules.present.json_form import plain
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.status import LawSetting
from reformrules.verbs.answering import answer_all, opened, say_aside
from reformrules.verbs.checking import console_for

ANSWERS = "answers"


def count(
    paths: list[Path], on: date, asked: LawSetting | None, by: str | None, lang: str, form: str, rules: Path | None,
    layers: Sequence[str] = (), engine: str = "duckdb",
) -> None:  # fmt: skip
    """Read the cases, answer for all of them, and print how many each answer is given to.

    A case that cannot be read is set aside and named; raises InputError when there is none that can.
    """
    book, errors = load_rulebook(rules, layers), Console(stderr=True)
    law = book.setting(asked)
    check_group(book, by)
    with opened(paths, book, errors, lang, engine) as caseload:
        reading = read_columns(book, on, law, beside=(by,) if by else ())
        answer_all(caseload, reading, ANSWERS, errors, lang)
        counts = tally(caseload.connection, reading, ANSWERS, by)
        aside = caseload.refused
        say_aside(caseload, errors, lang)
    if form == "json":
        told: dict[str, Any] = {
            "on": on,
            "law": law.value,
            "rulebook": asdict(rulebook_info(book)),
            "citizens": caseload.kept,
        }
        told |= {"set_aside": aside, "counts": [asdict(c) for c in counts]}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2, default=plain))
    elif form == "csv":
        _write_csv(counts)
    else:
        print_counts(console_for(sys.stdout.isatty()), book, counts, caseload.kept, on, law.value, by, lang)


def check_group(book: Rulebook, by: str | None) -> None:
    """Refuse to group by what is no fact with few values; raises InputError."""
    valid = [name for name, fact in book.facts.items() if fact.type in ("text", "bool") or name == "age"]
    if by is not None and by not in valid:
        raise InputError(Problem(f"`--by` takes a fact with few values, not `{by}`{nearest(by, valid)}"))


def _write_csv(counts: Iterable[Count]) -> None:
    writer = csv.writer(sys.stdout)
    writer.writerow(("finding", "outcome", "undetermined", "group", "citizens"))
    for c in counts:
        outcome = "; ".join(map(str, c.outcome)) if isinstance(c.outcome, list) else plain_cell(c.outcome)
        writer.writerow((c.finding, outcome, c.reason or "", plain_cell(c.group), c.citizens))


def plain_cell(value: Any) -> str:
    """A value as a cell: nothing for none, `true` and `false` in small letters."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
