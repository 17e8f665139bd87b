"""Rules for the adapter round durable-rules, and what follows from them as plainly as can be told."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterable

import pytest

from reformrules.explain import durable
from reformrules.explain.durable import Chainer, ChainRule, Derivation

if reason := durable.unavailable():
    if os.environ.get("CI") and sys.version_info < (3, 13):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason, allow_module_level=True)


def rule(text: str, id_: str = "") -> ChainRule:
    """`a b|c > d e`: when a holds, and b or c, then d and e hold."""
    when, then = text.split(">")
    return ChainRule(id_ or text, tuple(tuple(p.split("|")) for p in when.split()), tuple(then.split()))


def derive(rules: Iterable[ChainRule], names: Iterable[str]) -> Derivation:
    with Chainer(rules) as chainer:
        return chainer.run(names)


def holds(premises: tuple[tuple[str, ...], ...], known: set[str]) -> bool:
    return all(any(name in known for name in premise) for premise in premises)


def fixpoint(rules: list[ChainRule], names: Iterable[str]) -> set[str]:
    """The same derivation, told as plainly as can be."""
    initial = set(names)
    known = set(initial)
    while True:
        new = {c for r in rules if holds(r.premises, known) for c in r.conclusions}
        if new <= known:
            return known - initial
        known |= new


def layered(seed: int, size: int = 200, facts: int = 100) -> tuple[list[ChainRule], list[str]]:
    """An acyclic rulebook of some size, and the names of a case."""
    dice = random.Random(seed)

    def premise(at: int) -> tuple[str, ...]:
        some = [f"f{dice.randrange(facts)}" for _ in range(dice.choice([1, 1, 1, 2, 4]))]
        return (*some, f"c{dice.randrange(at)}") if at and dice.random() < 0.4 else tuple(some)

    rules = [
        ChainRule(f"r{at}", tuple(premise(at) for _ in range(dice.randint(0, 4))), (f"c{at}", f"c{at}'"))
        for at in range(size)
    ]
    return rules, [f"f{n}" for n in range(facts) if dice.random() < 0.3]
