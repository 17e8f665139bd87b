"""The verb `boundaries`: every date and threshold on which some answer can change, and which of them no case meets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.progress import track

from reformrules.case.intake import read_case
from reformrules.cases import shipped_cases
from reformrules.explain.session import Explainer
from reformrules.explain.sides import Stood
from reformrules.mutation.selection import select
from reformrules.present.boundaries import COLUMNS, as_data, as_rows, report, untested_data, untested_report
from reformrules.present.json_form import as_text
from reformrules.present.words import say
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.boundaries import Boundaries, boundaries
from reformrules.rulebook.loader import load_rulebook, rules_folder
from reformrules.rulebook.status import LawSetting
from reformrules.verbs.giving import give, in_cells, in_csv, shown
from reformrules.verbs.standing import stood


def show(
    names: Sequence[str], asked: LawSetting | None, between: tuple[date, date], lang: str, form: str,
    out: Path | None, rules: Path | None, layers: Sequence[str] = (),
) -> None:  # fmt: skip
    """Print the list; raises InputError for an unknown name."""
    book, found, law = _listed(names, asked, between, rules, layers)
    if form == "json":
        give(as_text(as_data(book, found, law.value)) + "\n", out)
    elif form == "csv":
        give(_table(COLUMNS, as_rows(book, found, lang)), out)
    else:
        give(shown(report(book, found, law.value, lang), form), out)


def show_untested(
    names: Sequence[str], asked: LawSetting | None, between: tuple[date, date], lang: str, form: str,
    out: Path | None, rules: Path | None, layers: Sequence[str] = (),
) -> None:  # fmt: skip
    """Print the boundaries that rules set and at which no shipped case stands with an expectation."""
    book, found, _ = _listed(names, asked, between, rules, layers)
    every = met(book, found, lang)
    if form == "json":
        give(as_text(untested_data(every)) + "\n", out)
    elif form == "csv":
        data = untested_data(every)
        rows = ([one["subject"], one["limit"], one["side"], *(len(one["cases"][place]) for place in one["cases"]),
                 " ".join(one["rules"])] for one in data)  # fmt: skip
        give(_table(("subject", "limit", "side", "below", "at", "above", "rules"), rows), out)
    else:
        give(shown(untested_report(book, every, lang), form), out)


def met(book: Rulebook, found: Boundaries, lang: str) -> list[Stood]:
    """Where the shipped cases stand to the boundaries."""
    errors = Console(stderr=True)
    files = list(shipped_cases(book.layers).values())
    cases = (
        read_case(str(path), book.record)
        for path in track(files, say("cases", lang), console=errors, transient=True, disable=not errors.is_terminal)
    )
    return stood(Explainer(book, "reference"), found.edges, cases)


def _listed(
    names: Sequence[str], asked: LawSetting | None, between: tuple[date, date], rules: Path | None,
    layers: Sequence[str],
) -> tuple[Rulebook, Boundaries, LawSetting]:  # fmt: skip
    book = load_rulebook(rules, layers)
    law = book.setting(asked)
    wanted = select(book, rules_folder(rules), names) if names else None
    return book, boundaries(book, law, wanted, *between), law


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    return in_csv([columns, *([in_cells(value) for value in row] for row in rows)])
