"""The rulebook as pages for a reader: contents, one rule, one name, and what changes between two dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from reformrules.explain.wording import Sentence, named_value, value_text
from reformrules.present import phrases
from reformrules.present.words import say
from reformrules.rulebook import models as m
from reformrules.rulebook.book import Conclusion, ObligationNodes, Rule, Rulebook, window_of
from reformrules.rulebook.changes import Turn
from reformrules.rulebook.checks import parameters_of
from reformrules.rulebook.printing import unparse
from reformrules.rulebook.register import Carrier, carriers
from reformrules.rulebook.status import DEFAULT_SETTING
from reformrules.rulebook.unit_words import unit_text


def print_contents(console: Console, book: Rulebook, rules: list[Rule], on: date | None, lang: str) -> None:
    """The rules grouped by concept, each with its dates and legal status."""
    title = say("contents_on", lang, value_text(on, lang)) if on else say("contents", lang)
    console.print(Text(f"{title}: {say('contents_count', lang, len(rules))}", "bold"))
    console.print(Text(f"({say('half_open', lang)})", "dim"))
    if not rules:
        console.print(say("no_rules", lang))
    for concept, group in groupby(sorted(rules, key=lambda rule: rule.concept), lambda rule: rule.concept):
        named = book.concepts.get(concept)
        _heading(console, f"{named.in_(lang)} ({concept})" if named else concept)
        console.print(_rules_table(book, list(group), lang))


def print_rule(
    console: Console, book: Rulebook, rule: Rule, cases: Mapping[str, list[date]], on: date | None, lang: str
) -> None:
    """All there is on one rule; `cases` are those in which it decides an answer, with the dates."""
    _heading(console, f"{say('rule', lang)} {rule.id}")
    grid = _Grid(lang)
    grid.add("says", phrases.rule_text(book, rule, lang))
    concept = book.concepts.get(rule.concept)
    grid.add("concept", f"{concept.in_(lang)} ({rule.concept})" if concept else rule.concept)
    _add_validity(grid, book, rule, on)
    grid.add("legal_status", phrases.firmness(rule.cited, lang))
    grid.add("condition", unparse(rule.when))
    grid.add("in_words", phrases.condition_in_words(book, rule.when, lang))
    _add_consequence(grid, book, rule, lang)
    grid.add("overrides", ", ".join(rule.overrides))
    grid.add("overridden_by", ", ".join(r.id for r in book.rules.values() if rule.id in r.overrides))
    _add_remarks(grid, rule.cited)
    console.print(grid.table)
    _parameters(console, book, sorted(parameters_of(book, rule)), lang)
    _sources(console, book, rule.cited.source, lang)
    _cases(console, cases, lang)


def print_conclusion(console: Console, book: Rulebook, conclusion: Conclusion, lang: str) -> None:
    """What may be concluded, by which rules, and who reads it."""
    model = conclusion.model
    _heading(console, f"{say('conclusion', lang)} {conclusion.name}: {model.label.in_(lang)}")
    grid = _Grid(lang)
    grid.put(say("type", lang), f"{say(model.kind, lang)}, {_type(model, lang)}")
    _add_choices(grid, model.one_of)
    grid.add("law_of", phrases.law_of(book, conclusion, lang))
    grid.add("answers", say("collects", lang) if model.hit == "collect" else "")
    if model.otherwise is not None:
        value = named_value(book, conclusion.name, model.otherwise.value, lang)
        grid.add("otherwise", f"{value}: {model.otherwise.text.in_(lang)} ({phrases.firmness(model.otherwise, lang)})")
    grid.add("read_by", _readers(book, conclusion.name))
    console.print(grid.table)
    if conclusion.rules:
        _heading(console, say("rules", lang))
        console.print(_rules_table(book, list(conclusion.rules), lang, outcomes=True))
    if model.otherwise is not None:
        _sources(console, book, model.otherwise.source, lang)


def print_parameter(console: Console, book: Rulebook, name: str, lang: str) -> None:
    """A number, date or list of the law with its dated values."""
    parameter = book.parameters[name]
    _heading(console, f"{say('parameter', lang)} {name}: {parameter.label.in_(lang)}")
    grid = _Grid(lang)
    grid.add("type", _type(parameter, lang))
    grid.add("read_by", ", ".join(r.id for r in book.rules.values() if name in parameters_of(book, r)))
    console.print(grid.table)
    console.print()
    console.print(_values_table(book, name, lang))
    _sources(console, book, [c for value in parameter.values for c in value.source], lang)


def print_fact(console: Console, book: Rulebook, name: str, lang: str) -> None:
    """A fact of the data dictionary: what it is, how it is asked for, how it is read from the record."""
    fact = book.facts[name]
    _heading(console, f"{say('fact', lang)} {name}: {fact.label.in_(lang)}")
    grid = _Grid(lang)
    grid.add("type", _type(fact, lang))
    _add_choices(grid, fact.one_of)
    grid.add("question", fact.question.in_(lang))
    grid.add("measure", ", ".join(_measure(fact.measure)))
    grid.add("assessed_by", fact.assessed_by.in_(lang) if fact.assessed_by else "")
    grid.add("read_by", _readers(book, name))
    console.print(grid.table)


def print_entry(console: Console, book: Rulebook, id_: str, lang: str) -> None:
    """One statement of the register: what the law says, and what carries it or why nothing does."""
    entry = book.register[id_]
    _heading(console, f"{say('register', lang)} {id_}")
    grid = _Grid(lang)
    grid.add("register_says", entry.says.in_(lang))
    grid.add("validity", phrases.period(entry, lang))
    grid.add("legal_status", say(f"short_{entry.status}", lang))
    grid.add("carried_by", _carried_by(carriers(book).get(id_, []), lang))
    grid.add("no_rule", entry.no_rule.in_(lang) if entry.no_rule else "")
    grid.add("remark", entry.note or "")
    console.print(grid.table)
    _sources(console, book, entry.source, lang)


def _carried_by(found: list[Carrier], lang: str) -> str:
    return "\n".join(f"{say(carrier.kind, lang)} {carrier.name}" for carrier in found)


def print_register(console: Console, book: Rulebook, lang: str) -> None:
    """The whole register: what the law says beside what carries it."""
    columns, carried = ("register", "register_says", "carried_by"), carriers(book)
    table = _table(*(say(key, lang) for key in columns), unbroken=0)
    for id_, entry in sorted(book.register.items()):
        how = entry.no_rule.in_(lang) if entry.no_rule else ", ".join(c.name for c in carried.get(id_, []))
        says = Text.assemble(entry.says.in_(lang), (f" ({say(f'short_{entry.status}', lang)})", "dim"))
        table.add_row(id_, says, Text(how, "italic" if entry.no_rule else ""))
    console.print(_indented(table))


def print_turns(console: Console, book: Rulebook, turns: list[Turn], between: tuple[date, date], lang: str) -> None:
    """By date: what begins on it, and what is no longer in force from it on."""
    _heading(console, say("turns", lang, *(value_text(day, lang) for day in between)))
    if not turns:
        console.print(say("no_turns", lang))
        return
    what = f"{say('rule', lang)} / {say('parameter', lang).lower()}"
    table = _table(say("on", lang), "", what, say("legal_status", lang), unbroken=2)
    by_day = sorted(turns, key=lambda turn: (turn.day, not turn.begins))
    for _, group in groupby(by_day, lambda turn: (turn.day, turn.begins)):
        _add_turns(table, book, list(group), lang)
    console.print(_indented(table))


class _Grid:
    """Two columns, the name of a property and what it is; a property that is empty is left out."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.table = Table(box=None, show_header=False, padding=(0, 2, 0, 2))
        self.table.add_column(style="dim", no_wrap=True)
        self.table.add_column(overflow="fold")

    def add(self, key: str, value: str) -> None:
        self.put(say(key, self.lang), value)

    def put(self, title: str, value: str) -> None:
        if value:
            self.table.add_row(title, Text(value))


def _heading(console: Console, title: str) -> None:
    console.print()
    console.print(Text(title, "bold underline"))


def _indented(what: RenderableType) -> Padding:
    return Padding(what, (0, 0, 0, 2), expand=False)


def _table(*columns: str, unbroken: int | None = None) -> Table:
    """A table without lines; the column `unbroken` is never broken, so that names can be copied."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for index, column in enumerate(columns):
        table.add_column(column, overflow="fold", no_wrap=index == unbroken)
    return table


def _rules_table(book: Rulebook, rules: list[Rule], lang: str, outcomes: bool = False) -> Padding:
    keys = ("rule", "follows" if outcomes else "validity", "legal_status")
    table = _table(*(say(key, lang) for key in keys), unbroken=0)
    for rule in rules:
        outcome = f"{phrases.outcome(book, rule, lang)}\n" if outcomes else ""
        validity = Text.assemble(outcome, (phrases.validity(rule.window, lang), "dim" if outcomes else ""))
        table.add_row(rule.id, validity, phrases.short_firmness(rule.cited, lang))
    return _indented(table)


def _add_validity(grid: _Grid, book: Rulebook, rule: Rule, on: date | None) -> None:
    grid.add("validity", phrases.validity(rule.window, grid.lang))
    if rule.concludes is not None:
        grid.add("law_of", phrases.law_of(book, book.conclusions[rule.concludes], grid.lang))
    if on is not None:
        covered = rule.window.covers(on, DEFAULT_SETTING)
        grid.put(say("valid_on", grid.lang, value_text(on, grid.lang)), value_text(covered, grid.lang))


def _add_consequence(grid: _Grid, book: Rulebook, rule: Rule, lang: str) -> None:
    if rule.obligation is not None:
        _add_obligation(grid, book, rule.obligation, lang)
        return
    label = book.label(rule.concludes or "").in_(lang)
    why = f": {rule.because.da if lang == 'da' else rule.because.en}" if rule.because else ""
    grid.add("follows", f"{label} ({rule.concludes}): {phrases.outcome(book, rule, lang)}{why}")


def _add_obligation(grid: _Grid, book: Rulebook, nodes: ObligationNodes, lang: str) -> None:
    sentence = Sentence(book, lang)
    grid.add("who", nodes.model.of.in_(lang))
    grid.add("what", nodes.model.what.in_(lang))
    grid.add("at_least", sentence.term(nodes.at_least))
    grid.add("done", f"{book.label(nodes.model.counting).in_(lang)} ({nodes.model.counting})")
    grid.add("counted_from", sentence.term(nodes.counted_from))
    grid.add("deadline", sentence.term(nodes.deadline))
    grid.add("first_deadline", sentence.term(nodes.first_by) if nodes.first_by else "")
    grid.add("unless", phrases.condition_in_words(book, nodes.unless, lang) if nodes.unless else "")


def _add_remarks(grid: _Grid, cited: m.Cited) -> None:
    grid.add("remark", cited.note or "")
    grid.add("register", ", ".join(cited.register_rows))


def _add_choices(grid: _Grid, one_of: Mapping[str, m.Bilingual] | None) -> None:
    shown = (
        key if key == text.in_(grid.lang) else f"{key}: {text.in_(grid.lang)}" for key, text in (one_of or {}).items()
    )
    grid.add("values", "\n".join(shown))


def _type(model: Any, lang: str) -> str:
    parts = [say(f"type_{model.type}", lang)]
    parts += [unit_text(model.unit, lang)] if model.unit else []
    parts += [say("range", lang, *model.range)] if getattr(model, "range", None) else []
    return ", ".join(parts)


def _measure(measure: m.Measure) -> Iterator[str]:
    """The measure as it is written in the data dictionary."""
    for key, value in measure.model_dump(exclude_defaults=True).items():
        yield f"{key}: {', '.join(value) if isinstance(value, list) else value}"


def _readers(book: Rulebook, name: str) -> str:
    """The rules that read a fact or conclusion, and the conclusions whose law it dates."""
    rules = [rule.id for rule in book.rules.values() if name in rule.names]
    counted = [r.id for r in book.obligations if r.obligation and r.obligation.model.counting == name]
    dated = [c.name for c in book.conclusions.values() if any(name in node.names for node in c.law_of)]
    return ", ".join(dict.fromkeys([*rules, *counted, *dated]))


def _parameters(console: Console, book: Rulebook, names: list[str], lang: str) -> None:
    if names:
        _heading(console, say("parameters", lang))
    for name in names:
        console.print(_indented(Text(f"{book.parameters[name].label.in_(lang)} ({name})")))
        console.print(_indented(_values_table(book, name, lang)))


def _values_table(book: Rulebook, name: str, lang: str) -> Padding:
    table = _table(*(say(key, lang) for key in ("value", "validity", "legal_status", "sources")))
    for value in sorted(book.parameters[name].values, key=lambda value: value.from_):
        row = (
            phrases.dated_value(book, name, value, lang),
            phrases.validity(window_of(value), lang),
            phrases.short_firmness(value, lang),
        )
        table.add_row(*map(Text, row), Text("; ".join(map(phrases.cited, value.source))))
    return _indented(table)


def _sources(console: Console, book: Rulebook, citations: Iterable[m.Citation], lang: str) -> None:
    _heading(console, say("sources", lang))
    for cited in dict.fromkeys((citation.id, citation.section) for citation in citations):
        source = book.sources[cited[0]]
        console.print(_indented(Text(f"{' '.join(part for part in cited if part)}: {source.title}")))
        if source.url:  # on a line of its own, never broken, so that it can be followed
            console.print(Text(f"    {source.url}", "dim"), soft_wrap=True)


def _cases(console: Console, cases: Mapping[str, list[date]], lang: str) -> None:
    _heading(console, say("cases_exercising", lang))
    for name, dates in cases.items():
        days = ", ".join(day.isoformat() for day in dates)
        console.print(_indented(Text.assemble(name, (f"  {days}", "dim"))))
    if not cases:
        console.print(_indented(say("no_cases", lang)))


def _add_turns(table: Table, book: Rulebook, turns: list[Turn], lang: str) -> None:
    """What begins, or what ends, on one day; the day is said once."""
    day, side = value_text(turns[0].day, lang), say("begins" if turns[0].begins else "ends", lang)
    for turn in turns:
        table.add_row(day, side, _turned(book, turn, lang), say(f"short_{turn.status.name}", lang))
        day = side = ""


def _turned(book: Rulebook, turn: Turn, lang: str) -> Text:
    value = "" if isinstance(turn.of, Rule) else f" = {phrases.dated_value(book, turn.name, turn.of, lang)}"
    return Text(turn.name + value)
