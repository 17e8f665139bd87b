"""The verb `caseload`: check the tables of a caseload, make empty ones, write them in another form, take a case out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import typer
from rich.console import Console

from reformrules.case.writing import case_text, data_of
from reformrules.count import Step
from reformrules.count.caseload.drill import case_of
from reformrules.count.caseload.opening import Caseload, open_caseload
from reformrules.count.caseload.rejects import told_in
from reformrules.count.caseload.scratch import in_words
from reformrules.count.caseload.sources import DATABASES
from reformrules.count.caseload.writing import copy_to, write_cases, write_database, write_tables, write_template
from reformrules.count.tables import PERSONS
from reformrules.errors import Both, InputError, Problem
from reformrules.outputs import file_whole, folder_whole
from reformrules.present.caseload import Checked, print_checked
from reformrules.present.columns import manual
from reformrules.present.json_form import as_text
from reformrules.present.words import say
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.loader import load_rulebook
from reformrules.verbs.bars import bar
from reformrules.verbs.reading import say_aside
from reformrules.verbs.screen import page_console

MOST_REASONS = 20
MANUAL = "README.md"
CONVERTED = ".converted"  # marks a folder as written by `convert`, so that it may be replaced


@dataclass(frozen=True, slots=True)
class Options:
    """What the verbs about a caseload share: language, another rulebook and its layers, a limit of memory."""

    lang: str
    rules: Path | None = None
    layers: Sequence[str] = ()
    memory: str | None = None

    def book(self) -> Rulebook:
        """The rulebook."""
        return load_rulebook(self.rules, self.layers)


@contextmanager
def opened(path: Path, options: Options, only: str | None = None) -> Iterator[Caseload]:
    """The caseload, with a bar while it is read."""
    with bar(say("reading", options.lang)) as step:
        caseload = open_caseload(path, options.book(), options.memory, step, only)
    with caseload, in_words(options.memory):
        yield caseload


def check(path: Path, rejects: Path | None, form: str, options: Options) -> bool:
    """Print what is kept and what is set aside; gives whether all is kept."""
    with opened(path, options) as caseload:
        if rejects is not None:
            _write_rejects(caseload, rejects, options.lang)
        checked = _checked(caseload, options.lang)
        if form == "json":
            typer.echo(as_text(asdict(checked)))
        else:
            print_checked(page_console(), checked, options.lang)
        return not caseload.aside and not checked.placeless


def _write_rejects(caseload: Caseload, file: Path, lang: str) -> None:
    with file_whole(file) as made:
        copy_to(caseload.connection, f'FROM {told_in(lang)} ORDER BY "table", "row", "column"', made, "csv")


def _checked(caseload: Caseload, lang: str) -> Checked:
    found = caseload.connection.execute(
        f'SELECT "table", coalesce("column", \'\') AS col, reason, count(*) AS number FROM {told_in(lang)} '
        'GROUP BY ALL ORDER BY number DESC, "table", col, reason'
    )
    reasons = found.fetchmany(MOST_REASONS)
    more = len(found.fetchall())
    tables = [(t.table, t.rows, t.kept, t.invalid, t.beside) for t in caseload.tables if t.rows or t.table == PERSONS]
    placeless = [(t.table, t.placeless) for t in caseload.tables if t.placeless]
    return Checked(tables, reasons, more, placeless, *caseload.left_out)


def template(folder: Path, form: str, options: Options) -> None:
    """Write empty tables, and what every column means."""
    book = options.book()
    with folder_whole(folder, MANUAL) as made:
        write_template(made, book.record, form)
        (made / MANUAL).write_text(manual(book.record, options.lang), encoding="utf-8")
    typer.echo(f"{folder}", err=True)


def convert(source: Path, target: Path, form: str, options: Options) -> bool:
    """Write a caseload in another form; gives whether all of it was kept."""
    if source.resolve() == target.resolve():
        da = f"{target} er selve sagsstammen; angiv et andet sted"
        raise InputError(Problem(Both(da, f"{target} is the caseload itself; name another place")))
    with opened(source, options) as caseload:
        if not caseload.kept:
            none = Both(
                "sagsstammen har ingen borger, der kan beholdes", "the caseload has no citizen that can be kept"
            )
            raise InputError(Problem(none), *caseload.faults())
        with bar(say("writing", options.lang)) as step:
            _write(caseload, target, form, step)
        errors = Console(stderr=True)
        say_aside(caseload.refused(options.lang), errors, options.lang)
        errors.print(say("converted", options.lang, f"{caseload.kept:,}", f"{caseload.aside:,}", target), markup=False)
        return not caseload.aside


def _write(caseload: Caseload, target: Path, form: str, step: Step) -> None:
    if target.suffix in DATABASES:
        with file_whole(target) as file:
            write_database(caseload, file, step)
        return
    with folder_whole(target, CONVERTED) as folder:
        (folder / CONVERTED).touch()
        if form == "cases":
            write_cases(caseload, folder, step)
        else:
            write_tables(caseload, folder, form, step)


def case(path: Path, citizen: str, options: Options) -> None:
    """Print one citizen of a caseload as a case file."""
    with opened(path, options, citizen) as caseload:
        typer.echo(case_text(data_of(case_of(caseload, citizen), caseload.record)), nl=False)
