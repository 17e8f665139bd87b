"""The list of a count: the citizens of whom one finding says something, each with what it says and by which rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from rich.console import Console

from reformrules.count.caseload.opening import Caseload
from reformrules.count.compare import Listed, Side, listed
from reformrules.count.reading import findings_of, read_columns
from reformrules.errors import Both, InputError, Problem, nearest, quoted
from reformrules.explain.wording import value_text
from reformrules.present.json_form import as_text
from reformrules.present.sheets import Column, Part, Report, Sheet
from reformrules.present.telling import Telling
from reformrules.present.words import say
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.duty_kinds import kinds
from reformrules.rulebook.law_in_force import obligations_in_force
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.status import LawSetting
from reformrules.verbs.answering import answer_all, opened
from reformrules.verbs.comparison_out import outcome_cell
from reformrules.verbs.giving import give, in_csv, shown
from reformrules.verbs.reading import say_aside

ANSWERS = "listed"


def give_list(
    paths: Sequence[Path], on: date, asked: LawSetting | None, finding: str, lang: str, form: str, out: Path | None,
    rules: Path | None, layers: Sequence[str] = (), engine: str = "duckdb", memory: str | None = None,
) -> None:  # fmt: skip
    """List the citizens of whom a finding says something; raises InputError for an unknown finding or form."""
    if form == "parquet":
        da = "`--list` vises som text, json, csv eller html, ikke parquet"
        raise InputError(Problem(Both(da, "`--list` is given out as text, json, csv or html, not parquet")))
    book, errors = load_rulebook(rules, layers), Console(stderr=True)
    law = book.setting(asked)
    name, of = _named(book, on, law, finding)
    with opened(paths, book, errors, lang, engine, memory) as caseload:
        found = citizens_of(caseload, book, on, law, name, of, errors, lang)
        say_aside(caseload.refused(lang), errors, lang)
    give(_text(found, name, book, on, lang, form), out)


def _named(book: Rulebook, on: date, law: LawSetting, finding: str) -> tuple[str, tuple[str, ...]]:
    """The name of a finding, and of obligations the rules of its kind that are in force."""
    if finding in book.conclusions:
        return finding, ()
    duties = {rule.id for rule in obligations_in_force(book, on, law)}
    of_kind = {kind: tuple(rule for rule in rules if rule in duties) for kind, rules in kinds((book,)).items()}
    for kind, rules in of_kind.items():
        if rules and finding in (kind, *rules):
            return kind, rules
    valid = [*findings_of(book), *(kind for kind, rules in of_kind.items() if rules)]
    da = f"`--list` tager et emne den {on}, og der er intet, der hedder "
    none = Both(da, f"`--list` takes a finding on {on}, and there is no ")
    raise InputError(Problem(none + quoted(finding) + nearest(finding, valid)))


def citizens_of(
    caseload: Caseload, book: Rulebook, on: date, law: LawSetting, name: str, rules: tuple[str, ...],
    errors: Console, lang: str,
) -> list[Listed]:  # fmt: skip
    """The citizens of whom a conclusion, or obligations of these rules, say something, by id."""
    reading = read_columns(book, on, law, [] if rules else [name], set(rules), givers=True)
    answer_all(caseload, reading, ANSWERS, errors, lang)
    return listed(caseload.connection, Side(reading, ANSWERS), name, rules)


def _text(found: list[Listed], name: str, book: Rulebook, on: date, lang: str, form: str) -> str:
    if form == "json":
        return as_text([asdict(one) for one in found]) + "\n"
    tell = Telling([book], lang)
    if form == "csv":
        cells = (
            (one.citizen, outcome_cell(one.said.outcome), one.said.reason or "", " ".join(one.said.rules))
            for one in found
        )
        return in_csv([("citizen", "outcome", "undetermined", "rules"), *cells])
    rows = tuple((one.citizen, tell.said(name, one.said), tell.given(one.said.rules)) for one in found)
    columns = tuple(Column(say(key, lang)) for key in ("citizen", "answer", "by_rules"))
    lead = f"{say('citizens', lang, value_text(len(found), lang))}   {say('on', lang)}: {value_text(on, lang)}"
    label = tell.label(name)
    foot = (say("disclaimer", lang),)
    return shown(Report(label, lang, (lead,), (Part(label, (Sheet(label, columns, rows),)),), foot), form)
