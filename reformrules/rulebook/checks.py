"""Checks of the rulebook as a whole: sources, overrides, cycles, and parameters that have a value when needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from reformrules.errors import Place, Problem, RulebookError, nearest
from reformrules.rulebook import models as m
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import Rule, Rulebook, Window, window_of
from reformrules.rulebook.status import LawSetting


def check_book(book: Rulebook) -> Rulebook:
    """The book with its order of evaluation; raises RulebookError with everything found wrong."""
    problems = [*_citations(book), *_overrides(book), *_windows(book), *_texts(book)]
    if problems:
        raise RulebookError(*problems)
    problems = [*_parameter_runs(book), *_coverage(book)]
    if problems:
        raise RulebookError(*problems)
    return replace(book, order=_order(book))


def _cited(book: Rulebook) -> Iterator[tuple[m.Cited, Place]]:
    for rule in book.rules.values():
        yield rule.cited, rule.place
    for name, parameter in book.parameters.items():
        for value in parameter.values:
            yield value, book.where["names", name]
    for conclusion in book.conclusions.values():
        if conclusion.model.otherwise is not None:
            yield conclusion.model.otherwise, conclusion.place


def _citations(book: Rulebook) -> Iterator[Problem]:
    for cited, place in _cited(book):
        for citation in cited.source:
            if citation.id not in book.sources:
                hint = nearest(citation.id, book.sources)
                yield Problem(f"unknown source `{citation.id}`{hint}", place)


def _overrides(book: Rulebook) -> Iterator[Problem]:
    for rule in book.rules.values():
        for other in rule.overrides:
            if other not in book.rules:
                hint = nearest(other, book.rules)
                yield Problem(f"`overrides` names no rule: `{other}`{hint}", rule.place)
            elif book.rules[other].concludes != rule.concludes or rule.concludes is None:
                yield Problem(f"`{other}` concludes something else and cannot be overridden here", rule.place)
    yield from _override_cycles(book)


def _override_cycles(book: Rulebook) -> Iterator[Problem]:
    cycle = _cycle({r.id: set(r.overrides) & set(book.rules) for r in book.rules.values()})
    if cycle:
        yield Problem("rules override each other in a circle: " + " -> ".join(cycle), book.rules[cycle[0]].place)


def _cycle(graph: dict[str, set[str]]) -> list[str]:
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        return [str(name) for name in error.args[1]]
    return []


def _windows(book: Rulebook) -> Iterator[Problem]:
    for rule in book.rules.values():
        if rule.window.end is not None and rule.window.end <= rule.window.start:
            yield Problem(f"`until` {rule.window.end} is not after `from` {rule.window.start}", rule.place)


def _parameter_runs(book: Rulebook) -> Iterator[Problem]:
    """Values of one parameter follow each other without gap and overlap, under every law setting."""
    for name, parameter in book.parameters.items():
        reported: set[str] = set()
        for setting in LawSetting:
            for message in _run_faults([window_of(v) for v in _visible(parameter, setting)], setting):
                if message not in reported:
                    reported.add(message)
                    yield Problem(f"parameter `{name}`: {message}", book.where["names", name])


def _visible(parameter: m.Parameter, setting: LawSetting) -> list[m.DatedValue]:
    seen = [value for value in parameter.values if value.status <= setting.floor]
    return sorted(seen, key=lambda value: value.from_)


def _run_faults(windows: list[Window], setting: LawSetting) -> Iterator[str]:
    for window in windows:
        if window.end is not None and window.end <= window.start:
            yield f"`until` {window.end} is not after `from` {window.start}"
    for before, after in pairwise(windows):
        end = before.end_under(setting)
        if end is None or end > after.start:
            yield f"the value from {before.start} overlaps the one from {after.start}"
        elif end < after.start:
            yield f"no value from {end} until {after.start}"


def _coverage(book: Rulebook) -> Iterator[Problem]:
    """A rule in force reads only parameters that have a value (or a stated reason why not) on every such day."""
    for rule in book.rules.values():
        for name in sorted(_parameters_of(book, rule)):
            missing = _first_day_without(book, name, rule)
            if missing is not None:
                yield Problem(f"parameter `{name}` has no value on {missing}, when the rule is in force", rule.place)


def _parameters_of(book: Rulebook, rule: Rule) -> set[str]:
    direct = set(rule.names)
    for name in list(direct):
        fact = book.facts.get(name)
        if fact is not None:
            direct |= {p for p in (fact.measure.window, fact.measure.allowance) if p}
            direct |= s.names(book.measures[name]) if name in book.measures else set()
    return {name for name in direct if name in book.parameters}


def _first_day_without(book: Rulebook, name: str, rule: Rule) -> date | None:
    for setting in LawSetting:
        if rule.status > setting.floor:
            continue
        end = rule.window.end_under(setting)
        days = [rule.window.start, *(b for b in book.boundaries if rule.window.start < b)]
        for day in days:
            if (end is None or day < end) and book.parameter_value(name, day, setting) is None:
                return day
    return None


def _texts(book: Rulebook) -> Iterator[Problem]:
    """Every `{name}` in a rule's text is a name of the rulebook, or a part of the obligation."""
    from string import Formatter

    for rule in book.rules.values():
        known = _OBLIGATION_WORDS if rule.obligation else frozenset({"outcome"})
        for text in (rule.text.da, rule.text.en):
            try:
                used = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
            except ValueError as error:
                yield Problem(f"the text is not a template: {error}", rule.place)
                continue
            valid: Iterable[str] = [*known, *book.facts, *book.parameters, *book.conclusions, "evaluation_date"]
            for name in set(used) - set(valid):
                yield Problem(f"the text names `{{{name}}}`, which is unknown{nearest(name, valid)}", rule.place)


_OBLIGATION_WORDS = frozenset({"required", "done", "deadline", "first_by", "counted_from", "of", "what"})


def _order(book: Rulebook) -> tuple[str, ...]:
    """Conclusions so that each comes after those it reads; raises RulebookError for a cycle."""
    graph = {name: set(c.names) & set(book.conclusions) for name, c in book.conclusions.items()}
    cycle = _cycle(graph)
    if cycle:
        place = book.conclusions[cycle[0]].place
        raise RulebookError(Problem("conclusions rest on each other in a circle: " + " -> ".join(cycle), place))
    return tuple(TopologicalSorter(graph).static_order())
