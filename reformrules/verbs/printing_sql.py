"""The verb `sql`: the rules as SQL, to be run in a warehouse of one's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from reformrules.count.expressions import CannotCount
from reformrules.count.reading import read_columns
from reformrules.count.warehouse.dialects import Speech
from reformrules.count.warehouse.statement import Statement, statement, tables
from reformrules.errors import Both, InputError, Problem, nearest
from reformrules.present.phrases import validity
from reformrules.present.warehouse import Page, comment
from reformrules.present.words import say
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.law_in_force import conclusion_in_force, obligations_in_force
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.status import LawSetting
from reformrules.verbs.giving import give


def print_sql(
    names: Sequence[str], dialect: str, on: date, asked: LawSetting | None, lang: str, out: Path | None,
    show_tables: bool, reasons: bool, rules: Path | None, layers: Sequence[str] = (),
) -> None:  # fmt: skip
    """Print the SQL of rules and conclusions, or of all findings, or of the tables that they read.

    Raises InputError for an unknown name, a rule that is not in force, or what the dialect cannot say.
    """
    book = load_rulebook(rules, layers)
    page = Page(book, on, book.setting(asked), dialect, lang)
    try:
        text = "\n\n".join(_texts(page, names, show_tables, reasons))
    except CannotCount as error:
        raise InputError(Problem(f"{dialect}: " + error.said)) from None
    give(text, out)


def _texts(page: Page, names: Sequence[str], show_tables: bool, reasons: bool) -> Iterator[str]:
    speech = Speech.of(page.dialect)
    if show_tables:
        yield comment([say("sql_tables", page.lang)])
        for text in tables(page.book, speech):
            yield f"{text};\n"
        return
    for name in names:
        yield page.statement(page.title(name), one(page, name, speech, reasons))
    if not names:
        reading = read_columns(page.book, page.on, page.law, apart=True)
        yield page.script(say("sql_all", page.lang), statement(reading, speech, reasons, apart=True))


def one(page: Page, name: str, speech: Speech, reasons: bool = False) -> Statement:
    """The statement of a conclusion, an obligation or one rule; raises InputError for anything else."""
    book, on, law = page.book, page.on, page.law
    if name in book.conclusions:
        return statement(read_columns(book, on, law, [name], set(), apart=True), speech, reasons)
    if name not in book.rules:
        valid = [*book.conclusions, *book.rules]
        none = Both(f"`{name}` er hverken en regel eller en konklusion", f"`{name}` is no rule or conclusion")
        raise InputError(Problem(none + nearest(name, valid)))
    rule = book.rules[name]
    if not in_force(book, name, on, law):
        da = f"`{name}` gælder ikke den {on} under `{law}`: {validity(rule.window, 'da')}"
        en = f"`{name}` is not in force on {on} under `{law}`: {validity(rule.window, 'en')}"
        raise InputError(Problem(Both(da, en)))
    if rule.concludes is None:
        return statement(read_columns(book, on, law, [], {name}, apart=True), speech, reasons)
    reading = read_columns(book, on, law, [rule.concludes], set(), apart=True)
    return statement(reading, speech, reasons, rule=name)


def in_force(book: Rulebook, name: str, on: date, law: LawSetting) -> bool:
    """Whether a rule is read on a date, by the law of that date or of another."""
    concludes = book.rules[name].concludes
    if concludes is None:
        return any(rule.id == name for rule in obligations_in_force(book, on, law))
    readings = conclusion_in_force(book.conclusions[concludes], on, law).readings
    return any(rule.rule.id == name for reading in readings for rule in reading.rules)
