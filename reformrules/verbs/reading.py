"""Reading many cases: what cannot be read is set aside with the reason, the rest goes on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import track

from reformrules.case.intake import read_case
from reformrules.case.record import CaseRecord
from reformrules.cases import case_files
from reformrules.errors import Both, InputError, Problem
from reformrules.explain.wording import LANGUAGES
from reformrules.present.words import say
from reformrules.rulebook.book import Rulebook


def read_all(book: Rulebook, paths: list[Path], errors: Console, lang: str) -> tuple[list[CaseRecord], list[str]]:
    """The cases that can be read, and why the others cannot; raises InputError when none can."""
    cases, aside = list[CaseRecord](), list[Problem]()
    for path in track(
        case_files(paths, book.layers),
        say("cases", lang),
        console=errors,
        transient=True,
        disable=not errors.is_terminal,
    ):
        try:
            cases.append(read_case(str(path), book.record))
        except InputError as error:
            aside += error.problems
    if not cases:
        raise InputError(none_read(aside))
    return cases, [problem.told(lang) for problem in aside]


def none_read(faults: Sequence[Problem]) -> Problem:
    """That no case can be read, and the first fault that there is."""
    none = Both("ingen sag kan læses", "no case can be read")
    if not faults:
        return Problem(none)
    first = Both(*(faults[0].told(lang) for lang in LANGUAGES))
    return Problem(none + Both("; den første fejl: ", "; the first fault: ") + first)


def say_aside(faults: Iterable[str], errors: Console, lang: str) -> None:
    """Name what was set aside."""
    for fault in faults:
        errors.print(f"{say('set_aside', lang)}: {fault}", markup=False, highlight=False)
