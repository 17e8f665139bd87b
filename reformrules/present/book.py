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

from reformrules.explain.wording import Sentence, fill, named_value, unit_text, value_text
from reformrules.present.words import say
from reformrules.rulebook import models as m
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import Conclusion, ObligationNodes, Rule, Rulebook, Window, plain, window_of
from reformrules.rulebook.changes import Turn
from reformrules.rulebook.checks import parameters_of
from reformrules.rulebook.printing import unparse
from reformrules.rulebook.status import DEFAULT_SETTING, Status


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
    grid.add("says", _text(book, rule, lang))
    concept = book.concepts.get(rule.concept)
    grid.add("concept", f"{concept.in_(lang)} ({rule.concept})" if concept else rule.concept)
    _add_validity(grid, book, rule, on)
    grid.add("legal_status", _firmness(rule.cited, lang))
    grid.add("condition", unparse(rule.when))
    grid.add("in_words", condition_in_words(book, rule.when, lang))
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
    grid.add("law_of", _law_of(book, conclusion, lang))
    grid.add("answers", say("collects", lang) if model.hit == "collect" else "")
    if model.otherwise is not None:
        value = named_value(book, conclusion.name, model.otherwise.value, lang)
        grid.add("otherwise", f"{value}: {model.otherwise.text.in_(lang)} ({_firmness(model.otherwise, lang)})")
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


def condition_in_words(book: Rulebook, node: s.Node, lang: str) -> str:
    """A whole condition with the labels people know: a sentence, or a list with a line for each part."""
    if node == s.Literal(node.at, True):
        return say("always", lang)
    lines = list(_worded(Sentence(book, lang), node, 0))
    return "\n".join(lines) if len(lines) > 1 else lines[0].removeprefix(_BULLET)


_BULLET = "• "
_GROUPS: dict[type[s.Node], str] = {s.All: "all_of", s.AnyOf: "any_of", s.Not: "not_so"}


def _worded(sentence: Sentence, node: s.Node, depth: int) -> Iterator[str]:
    indent = "  " * (depth - 1) + _BULLET if depth else ""
    if type(node) not in _GROUPS:
        yield indent + sentence.leaf(node)
        return
    if isinstance(node, s.Not) and not isinstance(node.of, s.All | s.AnyOf | s.Not):
        yield f"{indent}{say('not_so', sentence.lang)} {sentence.leaf(node.of)}"
        return
    yield indent + say(_GROUPS[type(node)], sentence.lang)
    for child in node.children:
        yield from _worded(sentence, child, depth + 1)


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
        outcome = f"{_outcome(book, rule, lang)}\n" if outcomes else ""
        validity = Text.assemble(outcome, (_validity(rule.window, lang), "dim" if outcomes else ""))
        table.add_row(rule.id, validity, _short(rule.cited, lang))
    return _indented(table)


def _validity(window: Window, lang: str) -> str:
    if window.end is None:
        return say("valid_from", lang, value_text(window.start, lang))
    weak = f" ({say(window.end_status.name, lang)})" if window.end_status > Status.in_force else ""
    return say("valid_until", lang, value_text(window.start, lang), value_text(window.end, lang)) + weak


def _law_of(book: Rulebook, conclusion: Conclusion, lang: str) -> str:
    """The date whose law answers, or the two whose laws must agree; nothing for the evaluation date."""
    dates = [Sentence(book, lang).term(node) for node in conclusion.law_of]
    return say("laws_agree", lang, *dates) if len(dates) == 2 else "".join(dates)


def _firmness(cited: m.Cited, lang: str) -> str:
    check = f"; {say('legal_check', lang)}" if cited.legal_check else ""
    return say(cited.status.name, lang) + check


def _short(cited: m.Cited, lang: str) -> str:
    """As `_firmness`, in a word or two."""
    check = f"; {say('short_check', lang)}" if cited.legal_check else ""
    return say(f"short_{cited.status.name}", lang) + check


def _text(book: Rulebook, rule: Rule, lang: str) -> str:
    """The rule's text with the labels of what a case fills in."""
    given = {"outcome": _outcome(book, rule, lang)}
    if rule.obligation is not None:
        model = rule.obligation.model
        words = ("required", "done", "deadline", "first_deadline", "counted_from")
        given = {key.replace("first_deadline", "first_by"): f"[{say(key, lang).lower()}]" for key in words}
        given |= {"of": model.of.in_(lang), "what": model.what.in_(lang)}
    return fill(rule.text.in_(lang), given, lambda name: f"[{book.label(name).in_(lang)}]")


def _outcome(book: Rulebook, rule: Rule, lang: str) -> str:
    """What a rule concludes: a value, how it is worked out, or that the law gives none."""
    if rule.because is not None:
        return f"{say('undetermined', lang).lower()} ({say('reason_' + rule.because.reason, lang)})"
    if isinstance(rule.value, s.Literal):
        return named_value(book, rule.concludes or "", rule.value.value, lang)
    return Sentence(book, lang).term(rule.value) if rule.value is not None else ""


def _add_validity(grid: _Grid, book: Rulebook, rule: Rule, on: date | None) -> None:
    grid.add("validity", _validity(rule.window, grid.lang))
    if rule.concludes is not None:
        grid.add("law_of", _law_of(book, book.conclusions[rule.concludes], grid.lang))
    if on is not None:
        covered = rule.window.covers(on, DEFAULT_SETTING)
        grid.put(say("valid_on", grid.lang, value_text(on, grid.lang)), value_text(covered, grid.lang))


def _add_consequence(grid: _Grid, book: Rulebook, rule: Rule, lang: str) -> None:
    if rule.obligation is not None:
        _add_obligation(grid, book, rule.obligation, lang)
        return
    label = book.label(rule.concludes or "").in_(lang)
    why = f": {rule.because.da if lang == 'da' else rule.because.en}" if rule.because else ""
    grid.add("follows", f"{label} ({rule.concludes}): {_outcome(book, rule, lang)}{why}")


def _add_obligation(grid: _Grid, book: Rulebook, nodes: ObligationNodes, lang: str) -> None:
    sentence = Sentence(book, lang)
    grid.add("who", nodes.model.of.in_(lang))
    grid.add("what", nodes.model.what.in_(lang))
    grid.add("at_least", sentence.term(nodes.at_least))
    grid.add("done", f"{book.label(nodes.model.counting).in_(lang)} ({nodes.model.counting})")
    grid.add("counted_from", sentence.term(nodes.counted_from))
    grid.add("deadline", sentence.term(nodes.deadline))
    grid.add("first_deadline", sentence.term(nodes.first_by) if nodes.first_by else "")
    grid.add("unless", condition_in_words(book, nodes.unless, lang) if nodes.unless else "")


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
        row = (_dated(book, name, value, lang), _validity(window_of(value), lang), _short(value, lang))
        table.add_row(*map(Text, row), Text("; ".join(map(_cited, value.source))))
    return _indented(table)


def _dated(book: Rulebook, name: str, value: m.DatedValue, lang: str) -> str:
    if value.undetermined is not None:
        return say("reason_" + value.undetermined.reason, lang)
    return named_value(book, name, plain(value.value, book.parameters[name]), lang)


def _cited(citation: m.Citation) -> str:
    return f"{citation.id} {citation.section}" if citation.section else citation.id


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
    value = "" if isinstance(turn.of, Rule) else f" = {_dated(book, turn.name, turn.of, lang)}"
    return Text(turn.name + value)
