"""The program as ground names for durable-rules: it chains the rules of the law, our closures do every comparison.

Each rule of the law is a rule of the engine. Its condition becomes `+rule` when it is true, and nothing when it is
false or unknown; the engine answers `counts:rule` for the rules that hold. A rule with exceptions must also be told
`-exception`, that none of them holds; and where it or an exception is unknown, `+?rule`, which says that it is not
false, and `-?exception`, not true, give `open:rule`: it may yet count. When nothing more follows, each conclusion comes
to what the rules say that have fired, and the conditions of the next layer are asserted, of the conclusions that
rest on those below alone. So it goes forward from the facts to the findings, and looks at each condition once.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from reformrules.case.facts import Facts
from reformrules.explain.durable import Chainer, ChainRule
from reformrules.explain.memory import Memory
from reformrules.explain.program import ActiveConclusion, ActiveObligation, ActiveRule, LawReading, Program
from reformrules.explain.reference import answer
from reformrules.rulebook.meaning import UNKNOWN, Env
from reformrules.rulebook.syntax import Literal

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

    def __init__(self, active: ActiveConclusion) -> None:
        self.active, self.name = active, active.name
        self.readings = [_fed_rules(reading, f"{self.name}@{at}") for at, reading in enumerate(active.readings)]
        self.below = [(f"+?{self.name}:{rule.id}", rule) for rule in active.below]
        self.collects = active.conclusion.model.hit == "collect"
        otherwise = active.conclusion.model.otherwise
        self.otherwise = otherwise.value if otherwise is not None else None
        self.memory = Memory[_Said]()

    def chained(self) -> Iterator[ChainRule]:
        """Its rules as the engine gets them."""
        for rules in self.readings:
            for rule in rules:
                yield from rule.chained()
        for name, _ in self.below:
            yield _chain_rule(f"below:{self.name}", [name])

    def said(self, facts: Facts) -> _Said:
        """What its conditions come to; worked out once for the same values."""
        return self.memory.of(facts, self._said)

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

    def value(self, said: _Said, fired: Container[str], facts: Facts) -> Any:
        """What it comes to by the rules that have fired; the readings must agree."""
        read = [self._read(rules, fired, facts) for rules in said.rules]
        if any(value != read[0] for value in read):
            return UNKNOWN
        if read[0] is not _EMPTY:
            return read[0]
        return UNKNOWN if f"below:{self.name}" in fired else self.otherwise

    def _read(self, rules: Sequence[_FedRule], fired: Container[str], facts: Facts) -> Any:
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


class DurableProgram:
    """A program loaded into durable-rules; `reach` gives what it concludes for a case.

    only: the names of the conclusions to reach, all others being given; all when left out.
    """

    def __init__(self, program: Program, only: Container[str] | None = None) -> None:
        fed = [_Fed(active) for active in program.conclusions if only is None or active.name in only]
        duties = [duty for duty in program.obligations if only is None or duty.rule.id in only]
        self._duties = [(duty, Memory[tuple[Any, Any]]()) for duty in duties]
        self._unreached = {one.name: UNKNOWN for one in fed}
        self._layers = _layers(fed)
        self._chainer = Chainer(rule for one in fed for rule in one.chained())

    def reach(self, facts: Facts) -> dict[str, Any]:
        """The value of each conclusion, put into `facts` too; what stood there of it is not looked at."""
        facts.update(self._unreached)
        reaching = _Reaching(facts, self._layers)
        self._chainer.run((), reaching.fire, reaching.further)
        return {name: facts[name] for name in self._unreached}

    def obligations(self, facts: Facts) -> dict[str, tuple[Any, Any]]:
        """Of every obligation whether it holds and whether it is lifted, three-valued, by what was reached."""
        return {duty.rule.id: memory.of(facts, partial(_stands, duty)) for duty, memory in self._duties}

    def close(self) -> None:
        """Give the native ruleset back."""
        self._chainer.close()


def _layers(conclusions: Iterable[_Fed]) -> list[list[_Fed]]:
    """The conclusions, which stand after all they rest on, each in the first layer above all of those."""
    at: dict[str, int] = {}
    layers: list[list[_Fed]] = []
    for fed in conclusions:
        layer = at[fed.name] = max((at[name] + 1 for name in fed.active.names if name in at), default=0)
        layers += [[]] if layer == len(layers) else []
        layers[layer].append(fed)
    return layers


def _stands(duty: ActiveObligation, facts: Env) -> tuple[Any, Any]:
    return duty.holds(facts), duty.unless(facts) if duty.unless else False


class _Reaching:
    """One case on its way through the layers."""

    def __init__(self, facts: Facts, layers: Iterable[Iterable[_Fed]]) -> None:
        self.facts, self._layers = facts, iter(layers)
        self._fired: set[str] = set()
        self._waiting: list[tuple[_Fed, _Said]] = []

    def fire(self, name: str) -> tuple[()]:
        """Called for each name that the engine derives."""
        self._fired.add(name)
        return ()

    def further(self) -> list[str]:
        """Called when nothing more follows: close the layer, and tell what the conditions of the next come to."""
        self._close()
        for layer in self._layers:
            told = [name for fed in layer for name in self._told(fed)]
            if told:
                return told
            self._close()
        return []

    def _told(self, fed: _Fed) -> tuple[str, ...]:
        said = fed.said(self.facts)
        if said.silent:
            self.facts[fed.name] = fed.otherwise
        else:
            self._waiting.append((fed, said))
        return said.told

    def _close(self) -> None:
        for fed, said in self._waiting:
            self.facts[fed.name] = fed.value(said, self._fired, self.facts)
        self._waiting.clear()
