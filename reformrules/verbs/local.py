"""The verbs `initiatives` and `figures`: what a municipal layer says for policy staff, alone or beside a caseload."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from rich.console import Console

from reformrules.case.facts import Facts
from reformrules.case.record import CaseRecord
from reformrules.errors import InputError, Problem, nearest
from reformrules.explain.program import Program
from reformrules.explain.reference import Run, reach_again
from reformrules.explain.session import Explainer
from reformrules.explain.why import why_not
from reformrules.present.json_form import as_text
from reformrules.present.local import Compared, Served, figures_report, initiatives_report, yearly
from reformrules.present.words import say
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.initiatives import conclusion_name, open_answer
from reformrules.rulebook.layers import layers_in
from reformrules.rulebook.loader import default_rules, load_rulebook
from reformrules.rulebook.parsing import parse
from reformrules.rulebook.status import LawSetting
from reformrules.verbs.bars import bar
from reformrules.verbs.giving import shown
from reformrules.verbs.reading import say_aside

BATCH = 2000


@dataclass
class _Counts:
    """Of each initiative, how many citizens can be referred, are in doubt, and have no other when it ends."""

    citizens: int = 0
    can: Counter[str] = field(default_factory=Counter)
    doubt: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)


def initiatives(
    paths: Sequence[Path], on: date, asked: LawSetting | None, lang: str, form: str, rules: Path | None,
    layers: Sequence[str],
) -> str:  # fmt: skip
    """The initiatives of the chosen layers as text, page or JSON; with a caseload, how many citizens each could serve.

    Raises InputError when no chosen layer has initiatives, or the caseload cannot be read.
    """
    book = _layered(rules, layers, "initiatives")
    law = book.setting(asked)
    served: Served | None = None
    if paths:
        explainer = Explainer(book, "reference")
        counts, only, case = _Counts(), list[CaseRecord](), None
        with bar(say("counting", lang)) as step:
            for part, case in _cases(paths, book, lang):
                _serve(book, explainer.program(on, law), case, counts)
                only = [*only, case][:2]
                step("", part)
        reasons = _reasons(explainer, only[0], on, law) if len(only) == 1 else {}
        served = Served(counts.citizens, dict(counts.can), dict(counts.doubt), dict(counts.left), reasons)
    if form == "json":
        told = {id_: one.model_dump(by_alias=True) for id_, one in book.initiatives.items()}
        beside = {"money": yearly(book), "caseload": asdict(served) if served else None}
        return as_text({"on": on, "law": law.value, "initiatives": told, **beside}) + "\n"
    return shown(initiatives_report(book, on, served, lang), form)


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
    return shown(figures_report(book, on, compared, lang), form)


def _layered(rules: Path | None, layers: Sequence[str], what: str) -> Rulebook:
    book = load_rulebook(rules, layers)
    if not getattr(book, what):
        there = layers_in(rules if rules is not None and rules.is_dir() else default_rules())
        raise InputError(Problem(f"no chosen layer has {what}; name one with `--layer`{nearest('', there)}"))
    return book


def _cases(paths: Sequence[Path], book: Rulebook, lang: str) -> Iterator[tuple[float, CaseRecord]]:
    """The citizens of a caseload, each with which part of all is read; what cannot be read is named."""
    from reformrules.count.caseload.drill import cases_of
    from reformrules.count.caseload.opening import open_caseload

    errors = Console(stderr=True)
    with open_caseload(paths, book) as caseload:
        say_aside(caseload.refused, errors, lang)
        for start in range(0, caseload.kept, BATCH):
            until = min(start + BATCH, caseload.kept)
            for case in cases_of(caseload, range(start, until)):
                yield until / caseload.kept, case


def _serve(book: Rulebook, program: Program, case: CaseRecord, counts: _Counts) -> None:
    """Count one citizen; each conclusion is reached when it is looked at."""
    facts = Facts(book, case, program.day, program.setting)
    run = reach_again(program, Run(facts), facts, ())
    open_to = list[str]()
    for id_, initiative in book.initiatives.items():
        name = conclusion_name(id_)
        if initiative.for_ is None or name not in program.by_name:
            continue
        outcome = run.outcomes[name]
        if outcome.state == "settled" and outcome.value == open_answer(book, id_):
            open_to.append(id_)
        elif outcome.state == "undetermined":
            counts.doubt[id_] += 1
    counts.citizens += 1
    counts.can.update(open_to)
    ends = {id_: book.initiatives[id_].valid.until for id_ in open_to}
    for id_, end in ends.items():
        after = [other for other, until in ends.items() if end is not None and (until is None or until > end)]
        counts.left[id_] += end is not None and not after


def _reasons(explainer: Explainer, case: CaseRecord, on: date, law: LawSetting) -> dict[str, list[dict[str, str]]]:
    """Of one citizen, why the rule of each initiative does not hold."""
    found = dict[str, list[dict[str, str]]]()
    for id_, initiative in explainer.book.initiatives.items():
        if initiative.for_ is not None:
            said = why_not(explainer, case, on, law, f"{id_}-open")
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
    found, citizens = Counter[tuple[str, str]](), 0
    with bar(say("counting", lang)) as step:
        for part, case in _cases(paths, book, lang):
            facts = Facts(book, case, on, law)
            reach_again(program, Run(facts), facts, ())
            found.update(key for key, holds in asked.items() if holds(facts) is True)
            citizens += 1
            step("", part)
    values = {id_: _value(found, id_, book.figures[id_].among is not None) for id_, key in asked if key == "counts"}
    return Compared(citizens, values)


def _value(found: Counter[tuple[str, str]], id_: str, share: bool) -> Decimal | int | None:
    counted = found[id_, "counts"]
    if not share:
        return counted
    among = found[id_, "among"]
    return round(Decimal(100 * counted) / among, 1) if among else None
