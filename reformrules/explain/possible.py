"""What a missing fact, or a conclusion that lacks facts, may come to when they are given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import product
from math import prod
from typing import Any

from reformrules.case.facts import Facts
from reformrules.explain.active import ActiveConclusion, ActiveRule, rules_by_law
from reformrules.explain.program import Program
from reformrules.explain.reference import Run
from reformrules.explain.verdicts import doubt
from reformrules.rulebook.domains import domain
from reformrules.rulebook.meaning import UNKNOWN

MOST_CHOICES = 64


def may_be_told(program: Program, run: Run, about: str) -> bool:
    """Whether a name has a value, or may get one when facts whose values can be listed are given."""
    if about in program.book.facts:
        return run.facts[about] is not UNKNOWN or bool(domain(program.book, about))
    if about in run.outcomes and run.outcomes[about].state != "undetermined":
        return True
    if about in run.obligations and run.obligations[about][0] is True:
        return True
    return doubt(program, run, about)[1] or not _left_open(run).isdisjoint({about, *program.book.rests_on(about)})


def _left_open(run: Run) -> set[str]:
    """The conclusions that the law leaves open between a few values."""
    key = "left open"
    if key not in run.memory:
        said = ((name, outcome.rules) for name, outcome in run.outcomes.items() if outcome.doubt == "law")
        run.memory[key] = {name for name, rules in said if any(r.rule.because and r.rule.because.among for r in rules)}
    found: set[str] = run.memory[key]
    return found


class Unbounded(Exception):
    """What a name may come to is too much to list, or changes every day."""


def choices(program: Program, names: Sequence[str], env: Facts, moved: Set[str]) -> Iterable[tuple[Any, ...]]:
    """Every combination of values that names may have, unknown among them where they are unknown in `env`.

    moved: names whose value hangs on the day. Raises Unbounded.
    """
    if not moved.isdisjoint(names):
        raise Unbounded
    found = [_possible(program, name, env, moved) for name in names]
    if prod(map(len, found)) > MOST_CHOICES:
        raise Unbounded
    return product(*found)


def _possible(program: Program, name: str, env: Facts, moved: Set[str]) -> list[Any]:
    if env[name] is not UNKNOWN:
        return [env[name]]
    if name in program.by_name:
        return [UNKNOWN, None, *dict.fromkeys(_concluded(program, program.by_name[name], env, moved))]
    return [UNKNOWN, *domain(program.book, name)]


def _concluded(program: Program, active: ActiveConclusion, env: Facts, moved: Set[str]) -> Iterator[Any]:
    """What the rules of a conclusion may say that are not known not to hold."""
    otherwise = active.conclusion.model.otherwise
    if otherwise is not None:
        yield otherwise.value
    for rule, _ in rules_by_law(active):
        if rule.holds(env) is not False:
            yield from rule.rule.because.among if rule.rule.because else _said(program, rule, env, moved)


def _said(program: Program, rule: ActiveRule, env: Facts, moved: Set[str]) -> Iterator[Any]:
    assert rule.value is not None and rule.rule.value is not None  # a rule that says no reason says a value
    if not rule.rule.value.names.isdisjoint(moved):
        raise Unbounded
    names = sorted(name for name in rule.rule.value.names - program.book.parameters.keys() if env[name] is UNKNOWN)
    for values in choices(program, names, env, moved):
        env.update(zip(names, values, strict=True))
        said = rule.value(env)
        env.update(dict.fromkeys(names, UNKNOWN))
        yield said
