"""What the policy desk computes in a worker: counts, comparisons, and one citizen of a caseload."""

from __future__ import annotations

import io
import json
import tempfile
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from rich.console import Console

from reformrules.case.writing import data_of
from reformrules.count.caseload.drill import case_of
from reformrules.count.comparison import findings_compared
from reformrules.documents import read_text
from reformrules.errors import Both, InputError, Place, Problem, RulebookError
from reformrules.explain.contrast import Contrasted
from reformrules.explain.wording import LANGUAGES
from reformrules.outputs import folder_whole
from reformrules.present.comparison import comparison_report
from reformrules.present.counts import count_report
from reformrules.present.report_charts import svg
from reformrules.present.sheets import Report
from reformrules.present.telling import Telling
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.overlay import is_overlay
from reformrules.rulebook.status import LawSetting
from reformrules.synthetic.caseload import Synthesis
from reformrules.synthetic.plan import planned_layer, read_plan
from reformrules.verbs.answering import opened
from reformrules.verbs.comparing import Question, compare, movers
from reformrules.verbs.comparison_out import contrasted
from reformrules.verbs.counting import counted
from reformrules.web import tasks

CHANGE = "change.yaml"
PERSONS_FILE = "persons.parquet"
MOST_MOVERS = 40


@dataclass(frozen=True, slots=True)
class Drawn:
    """A report with its charts drawn as SVG, one for each part or none; and why citizens were set aside."""

    report: Report
    charts: list[str | None]
    aside: list[str]


def _drawn(report: Report, aside: list[str]) -> Drawn:
    charts = [svg(part.chart, report.lang) if part.chart is not None else None for part in report.parts]
    return Drawn(report, charts, list(aside))


@dataclass(frozen=True, slots=True)
class Changer:
    """A citizen of whom a finding differs, with what is said before and after."""

    citizen: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison, and who changes in each finding."""

    drawn: Drawn
    changers: list[tuple[str, list[Changer]]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is compared: two days, two law settings, and a change of the law that is laid over the one after."""

    days: tuple[date, date]
    laws: tuple[LawSetting, LawSetting]
    change: str = ""


def synthesize(folder: Path, size: int, seed: int) -> None:
    """Make up a caseload and write it into a folder, unless it is there."""
    if (folder / PERSONS_FILE).exists():
        return
    rules = tasks.kept.rules
    layer = planned_layer(rules, tasks.kept.layers)
    book = load_rulebook(rules, [layer])
    plan, record = read_plan(book, layer, rules), tasks.rulebook().record
    made = Synthesis(plan, record, book.figures, size, seed, plan.on)
    with folder_whole(folder, PERSONS_FILE) as work:
        for tables in made.parts():
            for name, table in tables.items():
                pq.write_table(table, work / f"{name}.parquet")


def count(folder: Path, on: date, law: LawSetting, by: tuple[str, ...], lang: str) -> Drawn:
    """Count the answers of a caseload; raises InputError for a group that has too many values."""
    book, errors = tasks.rulebook(), _silent()
    with opened([folder], book, errors, lang) as caseload:
        found = counted(caseload, book, on, law, by, errors, lang)
        return _drawn(count_report(found, book, lang), caseload.refused(lang))


def compared(folder: Path, asked: Asked, minutes: int, lang: str) -> Compared:
    """Compare a caseload on two sides; raises InputError or RulebookError placed in the text of the change."""
    question, errors = _question(asked), _silent()
    with opened([folder], question.books[0], errors, lang) as caseload:
        found, *sides = compare(caseload, question, minutes, True, errors, lang)
        report = comparison_report(found, question.books, lang)
        tell, both = Telling(question.books, lang), (sides[0], sides[1])
        changed = [name for name in findings_compared(*both) if any(move.finding == name for move in found.moves)]
        changers = [
            (tell.label(name), [
                Changer(one.citizen, tell.said(name, one.before), tell.said(name, one.after))
                for one in movers(caseload, both, name)[:MOST_MOVERS]
            ])
            for name in changed
        ]  # fmt: skip
        return Compared(_drawn(report, caseload.refused(lang)), changers)


def citizen(folder: Path, id_: str, lang: str) -> dict[str, Any]:
    """One citizen of a caseload as the data of a case file."""
    book = tasks.rulebook()
    with opened([folder], book, _silent(), lang) as caseload:
        return data_of(case_of(caseload, id_), book.record)


def contrast(folder: Path, asked: Asked, id_: str, lang: str) -> Contrasted:
    """One citizen on both sides, with the reasons of what differs."""
    question = _question(asked)
    with opened([folder], question.books[0], _silent(), lang) as caseload:
        return contrasted(caseload, question, id_)


def _question(asked: Asked) -> Question:
    book = tasks.rulebook()
    after = changed_book(asked.change) if asked.change.strip() else book
    laws = asked.laws
    if after.laid is not None:  # the change is compared, so both sides go as far down as it does
        laws = (max(laws[0], after.setting(None), key=lambda law: law.floor),) * 2
    if book.digest == after.digest and asked.days[0] == asked.days[1] and laws[0] == laws[1]:
        raise InputError(Problem(_SAME))
    return Question((book, after), asked.days, laws)


def check_change(text: str) -> None:
    """Refuse a change that does not load; raises RulebookError or InputError with the places in the text."""
    changed_book(text)


def changed_book(text: str) -> Rulebook:
    """The rulebook with a change laid over it; raises RulebookError or InputError with the places in the text.

    The text is parsed and nothing else: it cannot name another rulebook to lie over.
    """
    data = read_text(text, CHANGE).data
    if isinstance(data, dict) and "base" in data:
        raise InputError(Problem(_NO_BASE))
    rules = tasks.kept.rules
    if rules is not None:
        if is_overlay(rules):
            raise InputError(Problem(_CHANGED_ALREADY))
        text += f"\nbase: {json.dumps(str(rules.resolve()))}\n"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / CHANGE
        file.write_text(text, "utf-8")
        try:
            return load_rulebook(file, tasks.kept.layers)
        except RulebookError as error:
            raise RulebookError(*(_named(problem, folder) for problem in error.problems)) from None


def _named(problem: Problem, folder: str) -> Problem:
    """The problem with the place in the text instead of in a file of the server."""
    place = problem.place
    if place is not None and place.file.startswith(folder):
        place = Place(CHANGE, place.line, place.column)
    said = Both(*(problem.message.in_(lang).replace(f"{folder}/", "") for lang in LANGUAGES))
    return replace(problem, message=said, place=place)


_SAME = Both(
    "de to sider er ens; vælg to datoer, to valg af lov, eller skriv en ændring",
    "both sides are the same; choose two dates, two settings of the law, or write a change",
)
_NO_BASE = Both(
    "`base` er ikke gyldig her; ændringen lægges over det regelværk, der vises",
    "`base` is not valid here; the change is laid over the rulebook that is served",
)
_CHANGED_ALREADY = Both(
    "det, der vises, er allerede en ændring; start siden med regelværket under den for at prøve en anden",
    "what is served is a change already; serve the rulebook under it to try another",
)


def _silent() -> Console:
    return Console(file=io.StringIO())
