"""The program as ground names for durable-rules: it chains the rules of the law, our closures do every comparison.

Each rule of the law is a rule of the engine, and those of a conclusion are a ruleset: a small one, so that the engine
keeps little for it, which the laws of other days have in common where they have the same rules. The condition of a
rule becomes `+rule` when it is true, and nothing when it is false or unknown; the engine answers `counts:rule` for the
rules that hold. A rule with exceptions must also be told `-exception`, that none of them holds; and where it or an
exception is unknown, `+?rule`, which says that it is not false, and `-?exception`, not true, give `open:rule`: it may
yet count. When nothing more follows, the conclusion comes to what the rules say that have fired, and those that rest
on it are asked. So it goes forward from the facts to the findings; what is met again is remembered, as in the
reference interpreter, and is not asked of the engine again.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Final

from reformrules.case.facts import Facts
from reformrules.explain.active import ActiveConclusion, ActiveObligation, ActiveRule, LawReading
from reformrules.explain.durable import Chainers, ChainRule
from reformrules.explain.memory import Memory
from reformrules.explain.program import Program
from reformrules.explain.reference import answer
from reformrules.rulebook.meaning import UNKNOWN, Env
from reformrules.rulebook.syntax import Literal

_BELOW: Final = "below"  # a rule that the law setting leaves out may hold
_EMPTY: Final = object()  # what a reading comes to in which no rule counts


@dataclass(frozen=True, slots=True)
class _FedRule:
    """A rule of a reading. key: names it. over: the keys of its exceptions."""

    active: ActiveRule
    key: str
    over: tuple[str, ...]

    def chained(self) -> Iterator[ChainRule]:
        """When it counts: it holds and no exception to it does; and when it may yet count."""
        yield _chain_rule(f"counts:{self.key}", [f"+{self.key}", *(f"-{key}" for key in self.over)])
        if self.over:
            yield _chain_rule(f"open:{self.key}", [f"+?{self.key}", *(f"-?{key}" for key in self.over)])

    def told(self, value: Any, others: dict[str, Any]) -> Iterator[str]:
        """What is asserted of it and its exceptions, by what their conditions come to."""
        if value is True:
            yield f"+{self.key}"
        if self.over:
            yield f"+?{self.key}"
        for key in self.over:
            if others[key] is not True:
                yield f"-?{key}"
            if others[key] is False:
                yield f"-{key}"

    def is_open(self, fired: Container[str]) -> bool:
        """Of a rule that is not false and does not count, whether it may yet."""
        return not self.over or f"open:{self.key}" in fired

    @property
    def constant(self) -> Any:
        """What it says whatever the facts are; itself where there is no such thing."""
        value = self.active.rule.value
        return value.value if isinstance(value, Literal) else self


def _chain_rule(name: str, premises: Iterable[str]) -> ChainRule:
    return ChainRule(name, tuple((premise,) for premise in premises), (name,))


def _fed_rules(reading: LawReading, key: str) -> tuple[_FedRule, ...]:
    return tuple(
        _FedRule(rule, f"{key}:{rule.id}", tuple(f"{key}:{other}" for other in rule.overridden_by))
        for rule in reading.rules
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """What the conditions of a conclusion come to. told: what is asserted. rules: in each reading, those not false."""

    told: tuple[str, ...]
    rules: tuple[tuple[_FedRule, ...], ...]

    @property
    def silent(self) -> bool:
        """Whether no rule can hold, so that nothing is asserted."""
        return not (self.told or any(self.rules))


class _Fed:
    """A conclusion, its rules in each reading, and those beneath the law setting."""

    def __init__(self, active: ActiveConclusion, chainers: Chainers) -> None:
        self.active, self.name = active, active.name
        self.readings = [_fed_rules(reading, str(at)) for at, reading in enumerate(active.readings)]
        self.below = [(f"+?below:{rule.id}", rule) for rule in active.below]
        self.collects = active.conclusion.model.hit == "collect"
        otherwise = active.conclusion.model.otherwise
        self.otherwise = otherwise.value if otherwise is not None else None
        self._chainers = chainers
        self._memory = Memory[tuple[Any]]()

    @cached_property
    def _rules(self) -> tuple[ChainRule, ...]:
        """Its rules as the engine gets them."""
        chained = (one for rules in self.readings for rule in rules for one in rule.chained())
        return (*chained, *(_chain_rule(_BELOW, [name]) for name, _ in self.below))

    def reach(self, facts: Facts) -> Any:
        """What it comes to; worked out once for the same values."""
        [value] = self._memory.of(facts, self._reach)
        return value

    def _reach(self, facts: Env) -> tuple[Any]:
        said = self._said(facts)
        if said.silent:
            return (self.otherwise,)
        return (self._value(said, self._chainers.run(self._rules, said.told).names, facts),)

    def _said(self, facts: Env) -> _Said:
        told: dict[str, None] = {}
        live: list[tuple[_FedRule, ...]] = []
        for rules in self.readings:
            values = {rule.key: rule.active.holds(facts) for rule in rules}
            live.append(tuple(rule for rule in rules if values[rule.key] is not False))
            for rule in live[-1]:
                told.update(dict.fromkeys(rule.told(values[rule.key], values)))
        below = (name for name, rule in self.below if rule.holds(facts) is not False)
        return _Said((*told, *below), tuple(live))

    def _value(self, said: _Said, fired: Container[str], facts: Env) -> Any:
        """What it comes to by the rules that have fired; the readings must agree."""
        read = [self._read(rules, fired, facts) for rules in said.rules]
        if any(value != read[0] for value in read):
            return UNKNOWN
        if read[0] is not _EMPTY:
            return read[0]
        return UNKNOWN if _BELOW in fired else self.otherwise

    def _read(self, rules: Sequence[_FedRule], fired: Container[str], facts: Env) -> Any:
        sure = [rule for rule in rules if f"counts:{rule.key}" in fired]
        possible = [rule for rule in rules if rule not in sure and rule.is_open(fired)]
        if not sure:
            return UNKNOWN if possible else _EMPTY
        said = [answer(rule.active, facts) for rule in sure]
        if UNKNOWN in said or any(rule.active.rule.because for rule in sure):
            return UNKNOWN
        if self.collects:
            return UNKNOWN if possible else tuple(sorted(set(said), key=str))
        constants = [rule.constant for rule in sure]
        alike = all(value == said[0] for value in said) and all(rule.constant in constants for rule in possible)
        return said[0] if alike else UNKNOWN


class LoadedRules:
    """The conclusions as they are fed to durable-rules: programs share them as they share what these are made of."""

    def __init__(self) -> None:
        self._chainers = Chainers()
        self._fed: dict[int, _Fed] = {}

    def of(self, active: ActiveConclusion) -> _Fed:
        """A conclusion, made ready once."""
        if id(active) not in self._fed:
            self._fed[id(active)] = _Fed(active, self._chainers)
        return self._fed[id(active)]

    def close(self) -> None:
        """Give the native rulesets back."""
        self._chainers.close()


class DurableProgram:
    """A program for durable-rules; `reach` gives what it concludes for a case.

    only: the names of the conclusions to reach, all others being given; all when left out.
    """

    def __init__(self, program: Program, loaded: LoadedRules, only: Container[str] | None = None) -> None:
        conclusions = (one for one in program.conclusions if only is None or one.name in only)
        self._fed = [loaded.of(active) for active in conclusions]  # each stands after all that it rests on
        duties = [duty for duty in program.obligations if only is None or duty.rule.id in only]
        self._duties = [(duty, Memory[tuple[Any, Any]]()) for duty in duties]

    def reach(self, facts: Facts) -> dict[str, Any]:
        """The value of each conclusion, put into `facts` too; what stood there of it is not looked at."""
        facts.update({fed.name: UNKNOWN for fed in self._fed})
        for fed in self._fed:
            facts[fed.name] = fed.reach(facts)
        return {fed.name: facts[fed.name] for fed in self._fed}

    def obligations(self, facts: Facts) -> dict[str, tuple[Any, Any]]:
        """Of every obligation whether it holds and whether it is lifted, three-valued, by what was reached."""
        return {duty.rule.id: memory.of(facts, partial(_stands, duty)) for duty, memory in self._duties}


def _stands(duty: ActiveObligation, facts: Env) -> tuple[Any, Any]:
    return duty.holds(facts), duty.unless(facts) if duty.unless else False
