"""The verb `test`: the expectations of case files, as a table and the differences."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from reformrules.case.intake import case_of, layers_named, read_document
from reformrules.cases import case_files, default_cases
from reformrules.errors import InputError, Problem
from reformrules.expectations import Result, check_expectations, shown
from reformrules.explain.session import Explainer
from reformrules.present.words import say, say_number
from reformrules.rulebook.loader import load_rulebook


def run(paths: list[Path], rules: Path | None, verbose: bool, lang: str, layers: Sequence[str] = ()) -> bool:
    """Check all expectations; True when all hold. Each case is read with the layers named and those it names.

    A file that cannot be read is named and the rest goes on; then InputError is raised at the end.
    """
    explainer_of = cache(lambda named: Explainer(load_rulebook(rules, named)))
    files = case_files(paths or [default_cases()], None)
    results: dict[Path, list[Result]] = {}
    problems: list[Problem] = []
    errors = Console(stderr=True)
    for path in track(files, say("cases", lang), console=errors, transient=True, disable=not errors.is_terminal):
        try:
            document = read_document(str(path))
            explainer = explainer_of(frozenset((*layers, *layers_named(document))))
            results[path] = check_expectations(explainer, case_of(document, explainer.book.record))
        except InputError as error:
            problems += error.problems
    _report(results, verbose, lang)
    if problems:
        raise InputError(*problems)
    return all(result.passed for found in results.values() for result in found)


def _report(results: dict[Path, list[Result]], verbose: bool, lang: str) -> None:
    console = Console(highlight=False)
    failed = {path: [r for r in found if not r.passed] for path, found in results.items()}
    listed = list(results) if verbose else [path for path, bad in failed.items() if bad]
    if listed:
        table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
        for column in ("test_case", "test_expected", "test_failed"):
            table.add_column(say(column, lang), overflow="fold")
        for path in listed:
            table.add_row(escape(str(path)), str(len(results[path])), str(len(failed[path]) or ""))
        console.print(table)
    for path, bad in failed.items():
        for result in bad:
            _difference(console, path, result, lang)
    wrong = sum(len(bad) for bad in failed.values())
    right = sum(len(found) for found in results.values()) - wrong
    empty = [path for path, found in results.items() if not found]
    if empty:
        console.print(say_number("test_empty", lang, len(empty), ", ".join(escape(p.stem) for p in empty[:10])))
    typer.echo(say_number("test_total", lang, len(results), right, wrong))


def _difference(console: Console, path: Path, result: Result, lang: str) -> None:
    e = result.expectation
    what = f"[bold]{escape(e.subject)}[/] {e.detail}"
    told = say("test_difference", lang, what, escape(shown(e.wanted)), f"[bold]{escape(shown(result.said))}[/]")
    why = f"\n    {escape(result.why.in_(lang))}" if result.why is not None else ""
    console.print(f"[red]{escape(path.stem)}[/] {e.on} {e.law}: {told}{why}")
