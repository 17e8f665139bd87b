"""Every comparison of numbers or dates that the rulebook makes: those that are written, and those that are meant.

Meant are: the deadlines and the number of an obligation, the window of a measure and what it takes at most, the
smaller or larger of two values, and the law of another date (`law_of`), which turns where a rule begins or ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import EVALUATION_DATE, Conclusion, Rule, Rulebook, window_of
from reformrules.rulebook.models import Fact
from reformrules.rulebook.record_scope import entry_scope
from reformrules.rulebook.types import Scope, Type, check

_TURNED_ROUND = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_CHOOSING = frozenset({"smallest", "largest", "earliest", "latest"})


@dataclass(frozen=True, slots=True)
class Use:
    """A comparison where it stands.

    of: the rule, fact or parameter that makes it. rule: that rule, where it is one.
    law: the date whose law its parameters follow; None is the evaluation date.
    written: as it stands in the rule; None where it is only meant.
    """

    of: str
    compare: s.Compare
    type: Type
    rule: Rule | None = None
    law: s.Node | None = None
    written: s.Compare | None = None


def uses(book: Rulebook) -> Iterator[Use]:
    """All comparisons of numbers and dates, each with what varies on the left and what is given on the right."""
    for rule in book.rules.values():
        laws = book.conclusions[rule.concludes].law_of if rule.concludes is not None else ()
        for law in laws or (None,):
            yield from _of_rule(book, rule, law)
    for conclusion in book.conclusions.values():
        yield from _of_law(book, conclusion)
    for name, fact in book.facts.items():
        yield from _of_measure(book, name, fact)


def is_given(book: Rulebook, node: s.Node) -> bool:
    """Whether the law alone says what an expression comes to."""
    return node.names <= book.parameters.keys()


def _of_rule(book: Rulebook, rule: Rule, law: s.Node | None) -> Iterator[Use]:
    for node in rule.nodes():
        for compare in _comparisons(node):
            written = compare if any(part is compare for part in s.walk(node)) else None
            yield from _use(book, rule.id, compare, book.scope, rule=rule, law=law, written=written)
    if rule.obligation is not None:
        for compare in _of_obligation(rule):
            yield from _use(book, rule.id, compare, book.scope, rule=rule)


def _of_obligation(rule: Rule) -> Iterator[s.Compare]:
    nodes = rule.obligation
    assert nodes is not None  # only obligations are asked for
    held = s.Call(0, "count", (nodes.counting, nodes.counted_from, nodes.deadline))
    yield s.Compare(0, ">=", held, nodes.at_least)
    for limit in (nodes.deadline, nodes.first_by):
        if limit is not None:
            yield s.Compare(0, "<=", s.Name(0, EVALUATION_DATE), limit)


def _comparisons(node: s.Node) -> Iterator[s.Compare]:
    """The comparisons in an expression, also those by which one of several values is chosen."""
    for part in s.walk(node):
        if isinstance(part, s.Compare):
            yield part
        elif isinstance(part, s.In):
            yield from (s.Compare(part.at, "=", part.of, choice) for choice in part.choices)
        elif isinstance(part, s.Call) and part.function in _CHOOSING:
            yield from (s.Compare(part.at, ">=", one, other) for one, other in pairwise(part.arguments))


def _of_law(book: Rulebook, conclusion: Conclusion) -> Iterator[Use]:
    """Where the law of another date turns: that date against the days on which rules and values begin or end."""
    for law in conclusion.law_of:
        if law.names != {EVALUATION_DATE}:
            for rule in conclusion.rules:
                for day in rule.window.days:
                    compare = s.Compare(0, ">=", law, s.Literal(0, day))
                    yield from _use(book, rule.id, compare, book.scope, rule=rule, law=law)
            for name in sorted({name for rule in conclusion.rules for name in book.reads(rule)}):
                for day in sorted({day for value in book.parameters[name].values for day in window_of(value).days}):
                    yield from _use(book, name, s.Compare(0, ">=", law, s.Literal(0, day)), book.scope)


def _of_measure(book: Rulebook, name: str, fact: Fact) -> Iterator[Use]:
    if fact.measure.kind in ("field", "age"):
        return
    section = str(getattr(fact.measure, fact.measure.kind))
    if section not in book.record.sections:
        return  # a narrower record has no such entries
    within = entry_scope(fact, book)

    def scope(of: str, at: int = 0) -> Type:
        if of == section:
            return Type("number", "days")
        return book.scope(of, at) if of in book.facts else within(of, at)

    for compare in _in_measure(book, name, fact, section):
        yield from _use(book, name, compare, scope)


def _in_measure(book: Rulebook, name: str, fact: Fact, section: str) -> Iterator[s.Compare]:
    measure = fact.measure
    if name in book.measures:
        yield from _comparisons(book.measures[name])
    begins = s.Name(0, "on" if book.record.sections[section].shape == "event" else "starts")
    if f"{name}.day" in book.measures:
        yield s.Compare(0, "<=" if measure.on else ">=", begins, book.measures[f"{name}.day"])
    if measure.window is not None:
        today = s.Name(0, EVALUATION_DATE)
        yield s.Compare(0, ">=", begins, s.Arithmetic(0, "-", today, s.Name(0, measure.window)))
    if measure.at_most is not None:
        yield s.Compare(0, "<=", s.Name(0, measure.take or ""), s.Name(0, measure.at_most))
    if measure.allowance is not None:
        yield s.Compare(0, "<=", s.Name(0, section), s.Name(0, measure.allowance))


def _use(
    book: Rulebook, of: str, compare: s.Compare, scope: Scope, *, rule: Rule | None = None, law: s.Node | None = None,
    written: s.Compare | None = None,
) -> Iterator[Use]:  # fmt: skip
    type_ = check(compare.left, scope)
    if type_.kind not in ("number", "date") or (is_given(book, compare.left) and is_given(book, compare.right)):
        return
    yield Use(of, _turned(book, compare), type_, rule, law, written)


def _turned(book: Rulebook, compare: s.Compare) -> s.Compare:
    """The comparison with what the law gives, or else the evaluation date, on the right."""
    left, right = compare.left, compare.right
    if is_given(book, right) or not (is_given(book, left) or _turns_daily(left) > _turns_daily(right)):
        return compare
    return s.Compare(compare.at, _TURNED_ROUND[compare.op], right, left)


def _turns_daily(node: s.Node) -> bool:
    return EVALUATION_DATE in node.names


def steps_by(book: Rulebook, names: Iterable[str]) -> str:
    """How finely facts are told: `decimal` where one of them may have a fraction, otherwise `int`."""
    below = {n for name in names for n in (book.rests_on(name) if name in book.conclusions else (name,))}
    return "decimal" if any(book.facts[n].type == "decimal" for n in below & book.facts.keys()) else "int"
