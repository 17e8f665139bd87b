"""Mistakes in the law behind a guarantee, tried until a citizen shows that it does not hold then.

First that the law forgets one of the names that the guarantee speaks of: every rule takes what is asked of it for
true, or for false. Then that a change of the law, on a day that the guarantee names, comes a day late or early. Then
one small change each, as `reformrules mutate` makes them, those of what it names first.

    python tests/prove/mistakes.py SECONDS [GUARANTEE …]

tells of each guarantee which mistake refutes it, within so many seconds of computing; a line of JSON for each.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from functools import reduce
from itertools import chain, zip_longest
from time import process_time
from typing import TypeVar

from reformrules.mutation.equivalence import changes_nothing
from reformrules.mutation.mutants import DatedParameter, Mutant, Part, mutants_of, mutated
from reformrules.prove.asking import Asker
from reformrules.prove.guarantees import Promise
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import Rule, Rulebook, window_of
from reformrules.rulebook.layers import layers_in
from reformrules.rulebook.loader import default_rules, load_rulebook
from reformrules.rulebook.models import DatedValue
from reformrules.rulebook.status import LawSetting
from reformrules.verbs.proving import promises_of
from reformrules.verbs.replaying import Replay

T = TypeVar("T")

EACH, MOST_DAYS = 30.0, 4
"""How many seconds one mistake is asked about on one day, and on how many days."""

REFORM = date(2026, 9, 1)
"""A day on which most of the reform is in force."""

KINDS = (
    "outcome", "otherwise", "without unless", "without overriding", "without", "condition", "valid", "unless", "number",
)  # fmt: skip
"""The kinds of small changes that are tried first."""

_NAME = re.compile(r"[a-z_0-9-]+")


@dataclass(frozen=True)
class Mistake:
    """Parts of the rulebook as they are mistaken, and the days on which it may tell."""

    said: str
    parts: tuple[Part, ...]
    days: tuple[date, ...]


@dataclass(frozen=True)
class Trial:
    """What came of a guarantee: the mistake that refutes it, if one does, and how many were tried and left."""

    id: str
    refuted_by: str | None
    tried: int
    left: int


def trial(book: Rulebook, promise: Promise, seconds: float) -> Trial:
    """Try mistakes for so many seconds of computing."""
    until, tried = process_time() + seconds, 0
    found = [*mistakes(book, promise)]
    for mistake in found:
        if process_time() > until:
            break
        tried += 1
        if _refutes(book, mistake, promise):
            return Trial(promise.id, mistake.said, tried, len(found) - tried)
    return Trial(promise.id, None, tried, len(found) - tried)


def _refutes(book: Rulebook, mistake: Mistake, promise: Promise) -> bool:
    days = [day for day in mistake.days if promise.first <= day <= promise.last] or [promise.first]
    return refuted(reduce(mutated, mistake.parts, book), promise, days)


def refuted(law: Rulebook, promise: Promise, days: Iterable[date]) -> bool:
    """Whether there is a citizen to whom it happens on one of the days, as the law is furthest expected or proposed."""
    weakest = max(promise.model.law, key=lambda setting: setting.floor)
    replay = Replay([law], "reference")
    try:
        asker = Asker([law], replay, EACH)
        return any(asker.ask(promise.claim, [weakest], day, day).state == "seen" for day in days)
    finally:
        replay.close()


def mistakes(book: Rulebook, promise: Promise) -> Iterator[Mistake]:
    """All mistakes about what a guarantee rests on."""
    levels = [[*_mistaken(book, level)] for level in layers_below(book, promise)]
    named = promise.claim.names(book)
    for name in sorted(promise.claim.condition.names - book.parameters.keys()):
        yield from (forgotten(book, name, value) for value in (False, True))
    yield from (moved(book, promise, day, by) for day in sorted(_days_named(promise)) for by in (1, -1))
    near = [mutant for level in levels for mutant in level if not named.isdisjoint(_NAME.findall(mutant.said))]
    for mutant in _in_turn([near, (mutant for mutant in _in_turn(levels) if mutant not in near)]):
        if not changes_nothing(book, mutant):
            yield Mistake(mutant.key, (mutant.part,), (*days_of(book, mutant),))


# The law forgets a name.


def forgotten(book: Rulebook, name: str, value: bool) -> Mistake:
    """Whatever the rules ask of a name is taken for true, or for false."""
    parts = tuple(rule for rule in (_without(rule, name, value) for rule in book.rules.values()) if rule is not None)
    edges = {rule.window.start for rule in parts} | {REFORM}
    return Mistake(f"whatever is asked of {name} is {str(value).lower()}", parts, tuple(sorted(edges)[-MOST_DAYS:]))


def _without(rule: Rule, name: str, value: bool) -> Rule | None:
    """A rule that forgets a name; None for one that does not ask."""
    when, duty = _answered(rule.when, name, value), rule.obligation
    if duty is not None and duty.unless is not None:
        duty = replace(duty, unless=_answered(duty.unless, name, value))
    changed = replace(rule, when=when, obligation=duty)
    return None if changed == rule else changed


def _answered(node: s.Node, name: str, value: bool) -> s.Node:
    if isinstance(node, s.All | s.AnyOf):
        return replace(node, of=tuple(_answered(part, name, value) for part in node.of))
    if isinstance(node, s.Not):
        return replace(node, of=_answered(node.of, name, value))
    return s.Literal(node.at, value) if name in node.names else node


# A change of the law comes on another day.


def moved(book: Rulebook, promise: Promise, day: date, by: int) -> Mistake:
    """All that begins or ends on a day does so some days later."""
    to, below = day + timedelta(days=by), {name for level in layers_below(book, promise) for name in level}
    rules = [book.rules[name] for name in sorted(below & book.rules.keys())]
    parts: list[Part] = [
        replace(
            rule, window=replace(rule.window, start=_to(rule.window.start, day, to), end=_to(rule.window.end, day, to))
        )
        for rule in rules
        if day in rule.window.days
    ]
    for name in sorted(below & book.parameters.keys()):
        model = book.parameters[name]
        values = [
            value.model_copy(update={"from_": _to(value.from_, day, to), "until": _to(value.until, day, to)})
            for value in model.values
        ]
        if values != model.values:
            parts.append(DatedParameter(name, model.model_copy(update={"values": values})))
    return Mistake(f"what changes on {day} changes on {to}", tuple(parts), (min(day, to),))


def _to(edge: T, day: date, to: date) -> T | date:
    return to if edge == day else edge


def _days_named(promise: Promise) -> set[date]:
    """The days that a guarantee names, in its condition or as its first and last."""
    nodes = [node for node in s.walk(promise.claim.condition) if isinstance(node, s.Literal)]
    named = {node.value for node in nodes if isinstance(node.value, date)}
    return named | {day for day in (promise.model.since, promise.model.until) if day is not None}


# Small changes.


def layers_below(book: Rulebook, promise: Promise) -> Iterator[list[str]]:
    """The rules, conclusions, parameters and facts that a guarantee rests on, the nearest first."""
    names, seen = promise.claim.names(book), set[str]()
    while names:
        seen |= names
        yield [*dict.fromkeys(part for name in sorted(names) for part in _parts(book, name))]
        read = [book.conclusions.get(name) or book.rules.get(name) for name in names]
        names = set[str]().union(*(part.names for part in read if part is not None)) - seen


def _parts(book: Rulebook, name: str) -> Iterator[str]:
    """What may be mistaken about a name: its own statement, and the rules that conclude it."""
    yield from (rule.id for rule in book.conclusions[name].rules) if name in book.conclusions else ()
    yield from (name for part in (book.rules, book.conclusions, book.parameters, book.facts) if name in part)


def _mistaken(book: Rulebook, names: list[str]) -> Iterator[Mutant]:
    """One change of each kind before the second of any."""
    all_ = [*_in_turn(mutants_of(book, name) for name in names)]
    return _in_turn([mutant for mutant in all_ if _kind(mutant) == kind] for kind in (*KINDS, ""))


def _kind(mutant: Mutant) -> str:
    if mutant.said[0].isdigit():
        return "number"
    return next((kind for kind in KINDS if mutant.said.startswith(kind)), "")


def _in_turn(lists: Iterable[Iterable[Mutant]]) -> Iterator[Mutant]:
    """The first of each, then the second of each, and so on."""
    return (mutant for mutant in chain.from_iterable(zip_longest(*lists)) if mutant is not None)


def days_of(book: Rulebook, mutant: Mutant) -> list[date]:
    """Days on which a change may tell: around the starts and ends of the part, as it is and as it is mistaken."""
    parts = [part for part in (book.rules.get(mutant.of), mutant.part) if isinstance(part, Rule)]
    windows = [rule.window for rule in parts] or [window_of(value) for value in _values(book, mutant.of)]
    windows = windows or [rule.window for rule in book.rules.values() if mutant.of in (rule.concludes, *rule.names)]
    starts = {window.start for window in windows}
    edges = starts | {window.end for window in windows if window.end is not None}
    inside = {edge - timedelta(days=1) for edge in edges - starts}
    inside |= {REFORM} if any(window.covers(REFORM, LawSetting.enacted) for window in windows) else set()
    return sorted(edges | inside, reverse=True)[:MOST_DAYS]


def _values(book: Rulebook, name: str) -> list[DatedValue]:
    return book.parameters[name].values if name in book.parameters else []


def main(seconds: str, *names: str) -> None:
    """Try the guarantees that are named, or all, those of the layers too."""
    book = load_rulebook(None, sorted(layers_in(default_rules())))
    promises = promises_of(book, None)
    for name in names or promises:
        print(json.dumps(asdict(trial(book, promises[name], float(seconds))), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
