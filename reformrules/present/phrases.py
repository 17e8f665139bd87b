"""Parts of the rulebook in words, for every page that shows them: texts, validity, conditions, values, citations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from reformrules.explain.findings import SourceRef
from reformrules.explain.wording import Sentence, fill, named_value, value_text
from reformrules.present.words import say
from reformrules.rulebook import models as m
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import Conclusion, Rule, Rulebook, Window, plain, window_of
from reformrules.rulebook.status import Status

if TYPE_CHECKING:
    from reformrules.rulebook.statements import RegisterEntry


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a condition: a sentence, or a heading (all of, one of, not) with what stands below it."""

    text: str
    parts: tuple[Clause, ...] = ()


_GROUPS: dict[type[s.Node], str] = {s.All: "all_of", s.AnyOf: "any_of", s.Not: "not_so"}


def condition(book: Rulebook, node: s.Node, lang: str) -> Clause:
    """A whole condition with the labels people know."""
    if node == s.Literal(node.at, True):
        return Clause(say("always", lang))
    return _clause(Sentence(book, lang), node)


def _clause(sentence: Sentence, node: s.Node) -> Clause:
    if type(node) not in _GROUPS:
        return Clause(sentence.leaf(node))
    head = say(_GROUPS[type(node)], sentence.lang)
    if isinstance(node, s.Not) and not isinstance(node.of, s.All | s.AnyOf | s.Not):
        return Clause(f"{head} {sentence.leaf(node.of)}")
    return Clause(head, tuple(_clause(sentence, child) for child in node.children))


def condition_in_words(book: Rulebook, node: s.Node, lang: str) -> str:
    """A whole condition as text: a sentence, or a list with a line for each part."""
    return "\n".join(_lines(condition(book, node, lang), 0))


def _lines(clause: Clause, depth: int) -> Iterator[str]:
    yield ("  " * (depth - 1) + "• " if depth else "") + clause.text
    for part in clause.parts:
        yield from _lines(part, depth + 1)


def validity(window: Window, lang: str) -> str:
    """From when, and until which day it is no longer in force."""
    ends = [(window.end, window.end_status)] if window.end is not None else []
    ends += [(window.cut.day, window.cut.status)] if window.cut is not None else []
    if not ends:
        return say("valid_from", lang, value_text(window.start, lang))
    shown = [
        value_text(day, lang) + (f" ({say(status.name, lang)})" if status > Status.in_force else "")
        for day, status in sorted(ends)
    ]
    return say("valid_until", lang, value_text(window.start, lang), say("or_until", lang).join(reversed(shown)))


def law_of(book: Rulebook, conclusion: Conclusion, lang: str) -> str:
    """The date whose law answers, or the two whose laws must agree; nothing for the evaluation date."""
    dates = [Sentence(book, lang).term(node) for node in conclusion.law_of]
    return say("laws_agree", lang, *dates) if len(dates) == 2 else "".join(dates)


def firmness(cited: m.Cited, lang: str) -> str:
    """The legal status, and whether a lawyer should look."""
    check = f"; {say('legal_check', lang)}" if cited.legal_check else ""
    return say(cited.status.name, lang) + check


def short_firmness(cited: m.Cited, lang: str) -> str:
    """As `firmness`, in a word or two."""
    check = f"; {say('short_check', lang)}" if cited.legal_check else ""
    return say(f"short_{cited.status.name}", lang) + check


def rule_text(book: Rulebook, rule: Rule, lang: str) -> str:
    """The rule's text with the numbers of the law, and the labels of what a case fills in."""
    given = {"outcome": outcome(book, rule, lang)}
    if rule.obligation is not None:
        model = rule.obligation.model
        words = ("required", "done", "deadline", "first_deadline", "counted_from")
        given = {key.replace("first_deadline", "first_by"): f"[{say(key, lang).lower()}]" for key in words}
        given |= {"of": model.of.in_(lang), "what": model.what.in_(lang)}
    return fill(rule.text.in_(lang), given, lambda name: _in_text(book, rule, name, lang))


def _in_text(book: Rulebook, rule: Rule, name: str, lang: str) -> str:
    """What a name in a rule's text stands for: the one value of a parameter while the rule is in force, or a label."""
    return _one_value(book, rule, name, lang) or f"[{book.label(name).in_(lang)}]"


def _one_value(book: Rulebook, rule: Rule, name: str, lang: str) -> str | None:
    dated = book.parameters[name].values if name in book.parameters else []
    values = [value for value in dated if _meet(window_of(value), rule.window)]
    return dated_value(book, name, values[0], lang) if len(values) == 1 and not values[0].undetermined else None


def _meet(one: Window, other: Window) -> bool:
    return (one.end is None or other.start < one.end) and (other.end is None or one.start < other.end)


def outcome(book: Rulebook, rule: Rule, lang: str) -> str:
    """What a rule concludes: a value, how it is worked out, or that the law gives none."""
    if rule.because is not None:
        return f"{say('undetermined', lang).lower()} ({say('reason_' + rule.because.reason, lang)})"
    if isinstance(rule.value, s.Literal):
        return named_value(book, rule.concludes or "", rule.value.value, lang)
    if rule.value is None:
        return ""
    value = _one_value(book, rule, rule.value.name, lang) if isinstance(rule.value, s.Name) else None
    return value or Sentence(book, lang).term(rule.value)


def dated_value(book: Rulebook, name: str, value: m.DatedValue, lang: str) -> str:
    """One dated value of a parameter, or that the law gives none."""
    if value.undetermined is not None:
        return say("reason_" + value.undetermined.reason, lang)
    return named_value(book, name, plain(value.value, book.parameters[name]), lang)


def cited(citation: m.Citation | SourceRef) -> str:
    """A source and the place in it."""
    return f"{citation.id} {citation.section}" if citation.section else citation.id


def period(entry: RegisterEntry, lang: str) -> str:
    """From when, and until when, as far as the register knows it."""
    since, until = (_period_text(text, lang) if text else None for text in (entry.from_, entry.until))
    begins = say("valid_from", lang, since) if since else say("since_before", lang)
    if until is None:
        return begins
    weak = f" ({say(entry.until_status.name, lang)})" if entry.until_status > Status.in_force else ""
    return (say("valid_until", lang, since, until) if since else f"{begins}, {say('until', lang, until)}") + weak


def _period_text(text: str, lang: str) -> str:
    return value_text(date.fromisoformat(text), lang) if len(text) == 10 else text
