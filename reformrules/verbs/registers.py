"""The verb `caseload map`: a caseload made of hours by month and codes by week, as other registers have them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from reformrules.count.caseload.codes import read_codes
from reformrules.count.caseload.mapping import RegisterMapping
from reformrules.count.caseload.rejects import told_in
from reformrules.count.caseload.scratch import Scratch, in_words
from reformrules.count.caseload.staging import ASIDE
from reformrules.count.caseload.writing import copy_to
from reformrules.count.patience import Patient
from reformrules.errors import Both, InputError, Problem
from reformrules.outputs import file_whole, folder_whole
from reformrules.present.caseload import Checked, print_checked
from reformrules.present.words import say
from reformrules.verbs.bars import bar
from reformrules.verbs.caseload import CONVERTED, MOST_REASONS, Options


@dataclass(frozen=True, slots=True)
class Registers:
    """The files of other registers, what their codes mean, and a table of persons."""

    codes: Path
    hours: Path | None = None
    weeks: Path | None = None
    persons: Path | None = None


def map_registers(files: Registers, target: Path, form: str, rejects: Path | None, options: Options) -> bool:
    """Make the caseload, and print what was taken in; gives whether every row was.

    Raises InputError when there is nothing to map, or when a file is not valid as a whole.
    """
    if files.hours is None and files.weeks is None:
        da = "der er intet at omsætte; angiv `--hours FILE`, `--weeks FILE` eller begge"
        raise InputError(Problem(Both(da, "there is nothing to map; name `--hours FILE`, `--weeks FILE`, or both")))
    record = options.book().record
    codes, scratch = read_codes(files.codes, record), Scratch(options.memory)
    try:
        with in_words(options.memory), bar(say("reading", options.lang)) as step:
            patient = Patient(scratch.connection, lambda part: step("", part))
            mapping = RegisterMapping(patient, codes, record)
            _take(mapping, files)
            _write(patient, mapping, target, form)
            if rejects is not None:
                with file_whole(rejects) as made:
                    copy_to(patient, f'FROM {told_in(options.lang, ASIDE)} ORDER BY "table", "row"', made, "csv")
            checked = _checked(scratch, mapping, options.lang)
        print_checked(Console(stderr=True, highlight=False), checked, options.lang)
        return not any(read.aside for read in mapping.read.values())
    finally:
        scratch.close()


def _take(mapping: RegisterMapping, files: Registers) -> None:
    for path, take in (
        (files.persons, mapping.take_persons), (files.weeks, mapping.take_weeks), (files.hours, mapping.take_hours),
    ):  # fmt: skip
        if path is not None:
            take(path)


def _write(patient: Patient, mapping: RegisterMapping, target: Path, form: str) -> None:
    with folder_whole(target, CONVERTED) as folder:
        (folder / CONVERTED).touch()
        for name, query in mapping.queries():
            copy_to(patient, query, folder / f"{name}.{form}", form)


def _checked(scratch: Scratch, mapping: RegisterMapping, lang: str) -> Checked:
    found = scratch.connection.execute(
        f"SELECT \"table\", coalesce(\"column\", '') AS col, reason || coalesce(': ' || code, '') AS why, "
        f"count(*) AS number FROM (SELECT *, CASE WHEN \"column\" IN ('code', 'kind') THEN value END AS code "
        f'FROM {told_in(lang, ASIDE)}) GROUP BY ALL ORDER BY number DESC, "table", col, why'
    )
    reasons = found.fetchmany(MOST_REASONS)
    more = len(found.fetchall())
    read = mapping.read.items()
    tables = [(name, of.rows, of.rows - of.aside - of.beside, of.aside, of.beside) for name, of in read]
    return Checked(tables, reasons, more, [(name, of.placeless) for name, of in read if of.placeless], [], [])
