"""What the verb `compare` gives out: the comparison, the citizens who change, or one citizen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console

from reformrules.count.caseload.drill import case_of
from reformrules.count.caseload.opening import Caseload
from reformrules.count.compare import Duty, Move, Mover, Said
from reformrules.count.comparison import Comparison
from reformrules.errors import Both, InputError, Problem
from reformrules.explain.contrast import Contrasted, Reading, contrast
from reformrules.explain.session import Explainer, rulebook_info
from reformrules.present.comparison import comparison_report
from reformrules.present.contrast import print_contrasted
from reformrules.present.json_form import as_text
from reformrules.present.sheets import Column, Part, Report, Sheet
from reformrules.present.telling import Telling
from reformrules.present.words import say
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.status import LawSetting
from reformrules.verbs.answering import opened
from reformrules.verbs.comparing import Question, compare, movers, question
from reformrules.verbs.giving import give, in_cells, in_csv, printed, shown
from reformrules.verbs.reading import say_aside


@dataclass(frozen=True, slots=True)
class Options:
    """How the comparison is given out: `form` is text, json, csv or html; a file, or standard output."""

    lang: str
    form: str
    out: Path | None
    minutes_per_talk: int
    allow_other_dates: bool = False
    citizen: str | None = None
    listed: str | None = None
    engine: str = "duckdb"
    memory: str | None = None


def run(
    paths: Sequence[Path], days: Sequence[date], laws: Sequence[LawSetting], rules: Sequence[Path],
    layers: Sequence[str], options: Options,
) -> None:  # fmt: skip
    """Compare and give out; raises InputError or RulebookError."""
    if options.citizen is not None and options.form not in ("text", "json"):
        da = f"`--citizen` vises som text eller json, ikke {options.form}"
        raise InputError(Problem(Both(da, f"`--citizen` is given out as text or json, not {options.form}")))
    asked, errors = question(rules, layers, days, laws), Console(stderr=True)
    with opened(paths, asked.books[0], errors, options.lang, options.engine, options.memory) as caseload:
        if options.citizen is not None:
            text = _citizen(caseload, asked, options)
        else:
            text = _compared(caseload, asked, options, errors)
        say_aside(caseload.refused(options.lang), errors, options.lang)
    give(text, options.out)


def _compared(caseload: Caseload, asked: Question, options: Options, errors: Console) -> str:
    lang, form = options.lang, options.form
    found, *sides = compare(caseload, asked, options.minutes_per_talk, options.allow_other_dates, errors, lang)
    if options.listed is not None:
        return _movers(movers(caseload, (sides[0], sides[1]), options.listed), options, asked.books)
    if form == "json":
        return as_text(comparison_json(found, asked.books)) + "\n"
    if form == "csv":
        return comparison_csv(found, asked.books, lang)
    return shown(comparison_report(found, asked.books, lang), form)


def comparison_json(found: Comparison, books: tuple[Rulebook, Rulebook]) -> dict[str, Any]:
    """The comparison as plain data, with both rulebooks, and the sources of the rules it names."""
    data = asdict(found)
    for side, book in zip(("before", "after"), books, strict=True):
        data[side]["rulebook"] = asdict(rulebook_info(book))
        del data[side]["digest"]
    tell, named = Telling(books, "da"), {r for m in found.moves for said in (m.before, m.after) for r in said.rules}
    data["sources"] = {rule: tell.sources([rule]) for rule in sorted(named)}
    data["hours_before"], data["hours_after"] = found.hours(found.due_before), found.hours(found.due_after)
    return data


COLUMNS = (
    "finding", "label", "before", "before_undetermined", "before_rules", "before_sources", "after",
    "after_undetermined", "after_rules", "after_sources", "citizens", "dates_only",
)  # fmt: skip


def comparison_csv(found: Comparison, books: tuple[Rulebook, Rulebook], lang: str) -> str:
    """Every change as a row."""
    tell = Telling(books, lang)
    return in_csv([COLUMNS, *(_row(move, tell) for move in found.moves)])


def _row(move: Move, tell: Telling) -> tuple[object, ...]:
    sides = (cell for said in (move.before, move.after) for cell in _cells(said, tell))
    return move.finding, tell.label(move.finding), *sides, move.citizens, in_cells(move.dates_only)


def _cells(said: Said, tell: Telling) -> tuple[str, ...]:
    return outcome_cell(said.outcome), said.reason or "", " ".join(said.rules), tell.sources(said.rules)


def outcome_cell(outcome: Any) -> str:
    """What is said, in one cell of a table."""
    if isinstance(outcome, tuple):
        return "; ".join(outcome_cell(one) for one in outcome)
    if isinstance(outcome, Duty):
        return " ".join(
            in_cells(part) for part in (outcome.state, outcome.required, outcome.reason) if part is not None
        )
    return in_cells(outcome)


def _movers(found: list[Mover], options: Options, books: tuple[Rulebook, Rulebook]) -> str:
    """The citizens who change, by id, with what is said before and after."""
    finding = options.listed or ""
    if options.form == "json":
        return as_text([asdict(one) for one in found]) + "\n"
    if options.form == "csv":
        sides = (
            (one.citizen, *(c for s in (one.before, one.after) for c in (outcome_cell(s.outcome), s.reason or "")))
            for one in found
        )
        return in_csv([("citizen", "before", "before_undetermined", "after", "after_undetermined"), *sides])
    return shown(_movers_report(found, finding, Telling(books, options.lang)), options.form)


def _movers_report(found: list[Mover], finding: str, tell: Telling) -> Report:
    lang, label = tell.lang, tell.label(finding)
    rows = tuple((one.citizen, tell.said(finding, one.before), tell.said(finding, one.after)) for one in found)
    columns = Column(say("citizen", lang)), Column(say("before", lang)), Column(say("after", lang))
    lead = (say("citizens", lang, len(found)),)
    return Report(say("comparison", lang), lang, lead, (Part(label, (Sheet(label, columns, rows),)),))


def _citizen(caseload: Caseload, asked: Question, options: Options) -> str:
    """Both answers of one citizen and the explanation of the differences."""
    found = contrasted(caseload, asked, options.citizen or "")
    if options.form == "json":
        return as_text(asdict(found)) + "\n"
    return printed(lambda console: print_contrasted(console, found, options.lang))


def contrasted(caseload: Caseload, asked: Question, citizen: str) -> Contrasted:
    """One citizen of the caseload on both sides; raises InputError for one who is not there."""
    case = case_of(caseload, citizen)
    one, other = (
        Reading(Explainer(book), on, law) for book, on, law in zip(asked.books, asked.days, asked.laws, strict=True)
    )
    return contrast(case, one, other)
