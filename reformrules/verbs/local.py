"""The verbs `initiatives` and `figures`: what a municipal layer says for policy staff, alone or beside a caseload."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from rich.console import Console

from reformrules.case.facts import Facts
from reformrules.case.record import CaseRecord
from reformrules.count.caseload.drill import every_case
from reformrules.count.served import for_citizens, not_told, reach, reading_of, tables_asked
from reformrules.errors import Both, InputError, Problem, nearest
from reformrules.explain.reference import Run, reach_again
from reformrules.explain.session import Explainer
from reformrules.explain.why import what_fails
from reformrules.present.json_form import as_text
from reformrules.present.local import Compared, Served, figures_report, initiatives_report, yearly
from reformrules.present.words import say
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.layers import layer_of, layers_in
from reformrules.rulebook.loader import default_rules, load_rulebook
from reformrules.rulebook.parsing import parse
from reformrules.rulebook.status import LawSetting
from reformrules.verbs.answering import answer_all, opened
from reformrules.verbs.bars import bar
from reformrules.verbs.giving import shown
from reformrules.verbs.reading import say_aside


def initiatives(
    paths: Sequence[Path], on: date, asked: LawSetting | None, lang: str, form: str, rules: Path | None,
    layers: Sequence[str],
) -> str:  # fmt: skip
    """The initiatives of the chosen layers as text, page or JSON; with a caseload, how many citizens each could serve.

    Raises InputError when no chosen layer has initiatives, or the caseload cannot be read.
    """
    book = _layered(rules, layers, "initiatives")
    law = book.setting(asked)
    served = _served(paths, book, on, law, lang) if paths else None
    if form == "json":
        told = {id_: one.model_dump(by_alias=True) for id_, one in book.initiatives.items()}
        beside = {"money": yearly(book), "caseload": served and served_json(served)}
        return as_text({"on": on, "law": law.value, "initiatives": told, **beside}) + "\n"
    return shown(initiatives_report(book, on, served, _titles(rules, layers, lang), lang), form)


def served_json(served: Served) -> dict[str, Any]:
    """Whom the initiatives could serve as plain data: of each the citizens, by its id."""
    told = asdict(served)
    return {**told.pop("reach"), **told}


def figures(
    paths: Sequence[Path], on: date, asked: LawSetting | None, lang: str, form: str, rules: Path | None,
    layers: Sequence[str],
) -> str:  # fmt: skip
    """The published figures of the chosen layers, and beside them those of a caseload where the record can tell.

    Raises InputError when no chosen layer has figures, or the caseload cannot be read.
    """
    book = _layered(rules, layers, "figures")
    compared = _compare(paths, book, on, book.setting(asked), lang) if paths else None
    if form == "json":
        told = {id_: figure.model_dump() for id_, figure in book.figures.items()}
        return as_text({"on": on, "figures": told, "caseload": compared and asdict(compared)}) + "\n"
    return shown(figures_report(book, on, compared, _titles(rules, layers, lang), lang), form)


def _layered(rules: Path | None, layers: Sequence[str], what: Literal["initiatives", "figures"]) -> Rulebook:
    """The rulebook with the initiatives or figures of the layers that are named, without those of what these need."""
    book = load_rulebook(rules, layers)
    named = {id_: one for id_, one in getattr(book, what).items()
             if layer_of(book.where[what, id_].file, book.layers) in layers}  # fmt: skip
    if not named:
        there = layers_in(rules if rules is not None and rules.is_dir() else default_rules())
        da = {"initiatives": "indsatser", "figures": "nøgletal"}[what]
        none = Both(f"intet valgt lag har {da}; angiv et", f"no chosen layer has {what}; name one")
        raise InputError(Problem(none + Both(" med `--layer`", " with `--layer`") + nearest("", there)))
    return replace(book, initiatives=named) if what == "initiatives" else replace(book, figures=named)


def _titles(rules: Path | None, layers: Sequence[str], lang: str) -> str:
    there = layers_in(rules if rules is not None and rules.is_dir() else default_rules())
    return ", ".join(there[name].title.in_(lang) if name in there else name for name in layers)


def _served(paths: Sequence[Path], book: Rulebook, on: date, law: LawSetting, lang: str) -> Served:
    """How many citizens of a caseload each initiative could serve; of one citizen also why not."""
    errors = Console(stderr=True)
    with opened(paths, book, errors, lang) as caseload:
        say_aside(caseload.refused(lang), errors, lang)
        for asked in tables_asked(book, on, law):
            answer_all(caseload, reading_of(book, asked), asked.table, errors, lang)
        found, reasons = reach(caseload.connection, book, on), {}
        if caseload.kept == 1:
            reasons = _reasons(Explainer(book, "reference"), next(every_case(caseload)), on, law)
        return Served(caseload.kept, found, not_told(caseload.connection, book), reasons)


def _reasons(explainer: Explainer, case: CaseRecord, on: date, law: LawSetting) -> dict[str, list[dict[str, str]]]:
    """Of one citizen, why the rule of each initiative does not hold."""
    found, run = dict[str, list[dict[str, str]]](), explainer.run(case, on, law)
    for id_ in for_citizens(explainer.book):
        said = what_fails(explainer, run, explainer.book.rules[f"{id_}-open"], on, law)
        found[id_] = [] if said.holds else [{"da": t.da, "en": t.en} for t in (*said.failing, *said.unknown)]
    return found


def _compare(paths: Sequence[Path], book: Rulebook, on: date, law: LawSetting, lang: str) -> Compared:
    """How many citizens of a caseload each figure counts; for a share, of how many."""
    program = Explainer(book, "reference").program(on, law)
    asked = {
        (id_, key): program.closure(parse(text))
        for id_, figure in book.figures.items()
        for key, text in (("counts", figure.counts), ("among", figure.among))
        if text is not None
    }
    found, citizens, errors = Counter[tuple[str, str]](), 0, Console(stderr=True)
    with opened(paths, book, errors, lang) as caseload, bar(say("counting", lang), errors) as step:
        say_aside(caseload.refused(lang), errors, lang)
        for case in every_case(caseload):
            facts = Facts(book, case, on, law)
            reach_again(program, Run(facts), facts, ())
            found.update(key for key, holds in asked.items() if holds(facts) is True)
            citizens += 1
            step("", citizens / caseload.kept)
    values = {id_: _value(found, id_, book.figures[id_].among is not None) for id_, key in asked if key == "counts"}
    return Compared(citizens, values)


def _value(found: Counter[tuple[str, str]], id_: str, share: bool) -> Decimal | int | None:
    counted = found[id_, "counts"]
    if not share:
        return counted
    among = found[id_, "among"]
    return round(Decimal(100 * counted) / among, 1) if among else None
