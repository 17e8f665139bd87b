"""The verb `rules`: the rulebook for a reader, from the list of contents down to one rule and its cases."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.progress import track

from reformrules import cases
from reformrules.case.intake import read_case
from reformrules.case.record import CaseRecord
from reformrules.errors import Both, InputError, Problem, nearest
from reformrules.expectations import read_expectations
from reformrules.explain.program import Program
from reformrules.explain.reference import Run
from reformrules.explain.session import Explainer
from reformrules.outputs import write_whole
from reformrules.present import book as page
from reformrules.present.words import say
from reformrules.rulebook.book import Rule, Rulebook
from reformrules.rulebook.changes import turns_between
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.status import DEFAULT_SETTING, LawSetting
from reformrules.verbs.screen import page_console


def browse(name: str | None, on: date | None, between: tuple[date, date] | None, lang: str, rules: Path | None,
    layers: Sequence[str] = (),
) -> None:  # fmt: skip
    """Print the contents of the rulebook, what changes between two dates, or all there is on one name.

    Raises InputError for an unknown name and for options that do not go together.
    """
    if between is not None:
        _check_between(name, on, *between)
    book, console = load_rulebook(rules, layers), page_console()
    if between is not None:
        page.print_turns(console, book, turns_between(book, *between), between, lang)
    elif name is None:
        page.print_contents(console, book, _listed(book, None, on), on, lang)
    else:
        _print_named(console, book, name, on, lang)


def show_register(lang: str, rules: Path | None, layers: Sequence[str] = ()) -> None:
    """Print the register of what the law says and what carries it."""
    page.print_register(page_console(), load_rulebook(rules, layers), lang)


def export(file: Path, lang: str, rules: Path | None, layers: Sequence[str] = ()) -> None:
    """Write the whole rulebook as one HTML page, in both languages; raises InputError where it cannot be written."""
    from reformrules.present.rulebook_page import render

    book = load_rulebook(rules, layers)
    write_whole(file, render(book, exercised(book, _shipped(book, lang))))


def _check_between(name: str | None, on: date | None, after: date, until: date) -> None:
    if name is not None or on is not None:
        raise InputError(Problem(_WHOLE_BOOK))
    if after >= until:
        raise InputError(
            Problem(
                Both(
                    f"`--changed-between` skal have to datoer i rækkefølge; {until} er ikke efter {after}",
                    f"`--changed-between` needs two dates in order; {until} is not after {after}",
                )
            )
        )


_WHOLE_BOOK = Both(
    "`--changed-between` gennemgår hele regelværket; udelad ID og `--on`",
    "`--changed-between` goes through the whole rulebook; leave the ID and `--on` out",
)


def _listed(book: Rulebook, concept: str | None, on: date | None) -> list[Rule]:
    """The rules of a concept or of all, those in force on the date where one is given."""
    return [
        rule
        for rule in book.rules.values()
        if concept in (None, rule.concept) and (on is None or rule.window.covers(on, DEFAULT_SETTING))
    ]


def _print_named(console: Console, book: Rulebook, name: str, on: date | None, lang: str) -> None:
    """All that bears the name: a rule and a conclusion, or a concept and a fact, may share one."""
    known = [*book.rules, *book.conclusions, *book.parameters, *book.facts, *book.concepts, *book.register]
    if name not in known:
        raise InputError(
            Problem(
                Both("regelværket har intet, der hedder ", "the rulebook has nothing called ")
                + f"`{name}`"
                + nearest(name, known)
            )
        )
    if name in book.concepts:
        page.print_contents(console, book, _listed(book, name, on), on, lang)
    if name in book.rules:
        rule = book.rules[name]
        page.print_rule(console, book, rule, _exercising(book, rule, lang), on, lang)
    if name in book.conclusions:
        page.print_conclusion(console, book, book.conclusions[name], lang)
    if name in book.parameters:
        page.print_parameter(console, book, name, lang)
    if name in book.facts:
        page.print_fact(console, book, name, lang)
    if name in book.register:
        page.print_entry(console, book, name, lang)


def _shipped(book: Rulebook, lang: str) -> Iterator[tuple[str, CaseRecord]]:
    """The shipped cases by name; those that another rulebook's record does not fit are left out."""
    errors = Console(stderr=True)
    files = list(cases.shipped_cases(book.layers).values())
    for path in track(files, say("cases", lang), console=errors, transient=True, disable=not errors.is_terminal):
        try:
            yield path.stem, read_case(str(path), book.record)
        except InputError:
            continue


Exercised = dict[str, dict[str, list[date]]]


def exercised(
    book: Rulebook, found: Iterable[tuple[str, CaseRecord]], rules: Collection[Rule] | None = None
) -> Exercised:
    """For each rule that decides an answer in a case: the cases, each with those dates of its `expect`.

    rules: those that are asked about, all of them when left out; nothing is reached that none of them rests on.
    """
    explainer, used = Explainer(book, "reference"), Exercised()
    asked = book.rules.values() if rules is None else rules
    for name, case in found:
        for on, law in _asked(explainer, case):
            program, run = explainer.program(on, law), explainer.run(case, on, law)
            for id_ in (rule.id for rule in asked if decides(program, run, rule)):
                dates = used.setdefault(id_, {}).setdefault(name, [])
                if on not in dates:
                    dates.append(on)
    return used


def _exercising(book: Rulebook, rule: Rule, lang: str) -> dict[str, list[date]]:
    return exercised(book, _shipped(book, lang), [rule]).get(rule.id, {})


def _asked(explainer: Explainer, case: CaseRecord) -> list[tuple[date, LawSetting]]:
    try:
        return sorted({(e.on, e.law) for e in read_expectations(case, explainer.book)})
    except InputError:
        return []  # of another rulebook


def decides(program: Program, run: Run, rule: Rule) -> bool:
    """Whether a rule is among those that gave an answer, or that said why the law gives none."""
    if rule.concludes is None:
        return rule.id in program.duties and run.obligations[rule.id][0] is True
    outcome = run.outcomes[rule.concludes]
    decided = outcome.state == "settled" or outcome.doubt == "law"
    return decided and any(active.id == rule.id for active in outcome.rules)
