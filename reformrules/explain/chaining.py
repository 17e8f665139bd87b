"""The program as ground names for durable-rules: it does the chaining, our closures do every comparison.

A condition becomes `+condition` when it is true, `-condition` when it is false, and in both cases
`?condition`, which says that it is known; an unknown one asserts nothing, nor does a conclusion of which
no condition can hold: nothing follows from it. From these the chain derives
`decided:` for each reading of a conclusion where enough is known to tell which rules count. Then the
value is computed here, or the reading is `empty:`, and the conditions that wait for the conclusion are
asserted in their turn. The rules stand in the order of what rests on what, and of those that can fire
the engine takes the first: so what a value is calculated from is there.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from reformrules.case.facts import Facts
from reformrules.explain.durable import Chainer, ChainRule
from reformrules.explain.memory import Memory
from reformrules.explain.program import ActiveConclusion, ActiveObligation, ActiveRule, LawReading, Program
from reformrules.explain.reference import answer
from reformrules.rulebook import syntax as s
from reformrules.rulebook.meaning import UNKNOWN, Closure
from reformrules.rulebook.printing import unparse

Alternatives = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Truth:
    """The names that say a condition is definitely true, definitely false, and one of the two."""

    true: str
    false: str
    known: str


@dataclass(frozen=True, slots=True)
class _Leaf:
    truth: _Truth
    closure: Closure

    def said(self, facts: Facts) -> Alternatives:
        """What is asserted of a condition: nothing when it is unknown."""
        value = self.closure(facts)
        return () if value is UNKNOWN else (self.truth.true if value else self.truth.false, self.truth.known)


@dataclass(frozen=True, slots=True)
class _Fed:
    """The conditions of a conclusion. When none can hold it is silent, and no rule needs to fire.

    answers: whether it has an answer even then. memory: what is asserted, by all that the conditions read.
    """

    name: str
    leaves: tuple[_Leaf, ...]
    answers: bool
    memory: Memory[tuple[bool, Alternatives]]

    def said(self, facts: Facts) -> tuple[bool, Alternatives]:
        """Whether the conclusion is silent, and else what is asserted of its conditions."""
        return self.memory.of(self.memory.values(facts), lambda: self._said(facts))

    def _said(self, facts: Facts) -> tuple[bool, Alternatives]:
        if not self.answers and all(leaf.closure(facts) is False for leaf in self.leaves):
            return True, ()
        return False, tuple(name for leaf in self.leaves for name in leaf.said(facts))


@dataclass(slots=True)
class _Compiler:
    """Collects the chain rules and the leaves of a program."""

    program: Program
    rules: list[ChainRule] = field(default_factory=list)
    leaves: dict[str, _Leaf] = field(default_factory=dict)
    truths: dict[str, _Truth] = field(default_factory=dict)
    named: list[_Leaf] = field(default_factory=list)

    def add(self, premises: Iterable[Alternatives], conclusion: str) -> None:
        self.rules.append(ChainRule(f"r{len(self.rules)}", tuple(premises), (conclusion,)))

    def truth(self, node: s.Node, law_date: s.Node | None) -> _Truth:
        """The names of a condition; conditions that read alike share them."""
        by_law = law_date is not None and node.names & self.program.book.parameters.keys()
        name = f"{unparse(node)} @ {unparse(law_date)}" if by_law and law_date else unparse(node)
        if name not in self.leaves:
            truth = _Truth(f"+{name}", f"-{name}", f"?{name}")
            self.leaves[name] = _Leaf(truth, self.program.closure(node, law_date))
        self.named.append(self.leaves[name])
        return self.leaves[name].truth

    def fed(self, active: ActiveConclusion) -> _Fed:
        """Add the rules of a conclusion; what of the case they are fed with."""
        self.named = []
        self._conclusion(active)
        answers = active.conclusion.model.otherwise is not None
        return _Fed(active.name, tuple(dict.fromkeys(self.named)), answers, Memory(active.memory.names))

    def _conclusion(self, active: ActiveConclusion) -> None:
        for index, reading in enumerate(active.readings):
            self._reading(active, reading, f"{active.name}@{index}")
        if _may_differ(active):
            last = active.readings[-1].law_date
            below = [(self.truth(rule.condition, last).false,) for rule in active.below]
            empty = [(f"empty:{active.name}@{index}",) for index in range(len(active.readings))]
            self.add([*empty, *below], f"none:{active.name}")

    def _reading(self, active: ActiveConclusion, reading: LawReading, key: str) -> None:
        for rule in reading.rules:
            self.truths[f"{key}:{rule.id}"] = self.truth(rule.condition, reading.law_date)
        collects = active.conclusion.model.hit == "collect"
        groups = [[rule] for rule in reading.rules] if collects else _groups(reading.rules)
        self.add([self._settled(group, key) for group in groups], f"decided:{key}")

    def _settled(self, group: list[ActiveRule], key: str) -> Alternatives:
        """Any one of these says that it is known whether any rule counts of those that say the same."""
        rule = group[0]
        if rule.rule.because is not None:
            return self.idle(rule, key)  # it must not hold, or there is no answer
        if len(group) == 1 and not rule.overridden_by:
            return (self.truths[f"{key}:{rule.id}"].known,)
        name = f"settled:{key}:{rule.id}"
        for member in group:
            self.add(self.counts(member, key), name)
        self.add([self.idle(member, key) for member in group], name)
        return (name,)

    def counts(self, rule: ActiveRule, key: str) -> list[Alternatives]:
        """What must be known for a rule to count: it holds, and what overrides it does not."""
        free = [(self.truths[f"{key}:{other}"].false,) for other in rule.overridden_by]
        return [(self.truths[f"{key}:{rule.id}"].true,), *free]

    def idle(self, rule: ActiveRule, key: str) -> Alternatives:
        """Any one of these says that a rule does not count."""
        caught = (self.truths[f"{key}:{other}"].true for other in rule.overridden_by)
        return (self.truths[f"{key}:{rule.id}"].false, *caught)


def _may_differ(active: ActiveConclusion) -> bool:
    """Whether one reading without a rule that counts may still leave the conclusion open."""
    return len(active.readings) > 1 or bool(active.below)


def _groups(rules: Iterable[ActiveRule]) -> list[list[ActiveRule]]:
    """The rules by what they say; one that says why there is no answer stands alone."""
    found: dict[Any, list[ActiveRule]] = {}
    for rule in rules:
        said = rule.rule.value.value if isinstance(rule.rule.value, s.Literal) else rule.id
        found.setdefault((rule.rule.because is None, said), []).append(rule)
    return list(found.values())


class DurableProgram:
    """A program loaded into durable-rules; `reach` gives what it concludes for a case.

    only: the names of the conclusions to reach, all others being given; all when left out.
    """

    def __init__(self, program: Program, only: Container[str] | None = None) -> None:
        compiler = _Compiler(program)
        conclusions = [active for active in program.conclusions if only is None or active.name in only]
        self._fed = tuple(compiler.fed(active) for active in conclusions)
        duties = [duty for duty in program.obligations if only is None or duty.rule.id in only]
        self._duties = [(duty, Memory[tuple[Any, Any]](duty.memory.names)) for duty in duties]
        self._counts = {
            f"{active.name}@{index}:{rule.id}": [a for (a,) in compiler.counts(rule, f"{active.name}@{index}")]
            for active in conclusions
            for index, reading in enumerate(active.readings)
            for rule in reading.rules
        }
        self.program = program
        self._unreached = {active.name: UNKNOWN for active in conclusions}
        self._chainer = Chainer(compiler.rules)
        self._waiting: dict[str, list[_Fed]] = {name: [] for name in self._unreached}
        for fed in self._fed:
            for name in fed.memory.names:
                if name in self._waiting:
                    self._waiting[name].append(fed)

    @property
    def reaches(self) -> Iterable[str]:
        """The conclusions that it reaches."""
        return self._unreached

    def reach(self, facts: Facts) -> Reached:
        """Run the chain on a case; what stands in `facts` of the conclusions it is to reach is not looked at."""
        facts.update(self._unreached)
        first: dict[str, None] = {}
        reached = Reached(self.program, facts, self._waiting, self._counts)
        for fed in self._fed:
            silent, said = fed.said(facts)
            if silent:
                reached.values[fed.name] = facts[fed.name] = None
            first.update(dict.fromkeys(said))
        reached.names.update(first)
        reached.names.update(self._chainer.run(first, reached.attach).names)
        return reached

    def obligations(self, reached: Reached) -> dict[str, tuple[Any, Any]]:
        """Of every obligation whether it holds and whether it is lifted, three-valued, by what was reached."""
        facts = reached.facts
        return {
            duty.rule.id: memory.of(memory.values(facts), partial(_stands, duty, facts))
            for duty, memory in self._duties
        }

    def close(self) -> None:
        """Give the native ruleset back."""
        self._chainer.close()


def _stands(duty: ActiveObligation, facts: Facts) -> tuple[Any, Any]:
    return duty.holds(facts), duty.unless(facts) if duty.unless else False


class Reached:
    """What the chain has derived for one case; computes values as conclusions are decided."""

    def __init__(
        self,
        program: Program,
        facts: Facts,
        waiting: Mapping[str, Iterable[_Fed]],
        counts: Mapping[str, list[str]],
    ) -> None:
        self.program, self.facts, self._waiting, self._counts = program, facts, waiting, counts
        self.names: set[str] = set()
        self.values: dict[str, Any] = {}
        self._read: dict[str, Any] = {}

    def attach(self, name: str) -> Iterable[str]:
        """Called for each derived name: turn a decision into its value and assert the leaves it feeds."""
        self.names.add(name)
        kind, _, rest = name.partition(":")
        if kind == "decided":
            return self._decided(rest)
        if kind == "none":
            otherwise = self.program.by_name[rest].conclusion.model.otherwise
            return self._settle(rest, otherwise.value if otherwise is not None else None)
        return ()

    def _decided(self, key: str) -> Iterator[str]:
        name, _, index = key.rpartition("@")
        active = self.program.by_name[name]
        rules = active.readings[int(index)].rules
        counting = [rule for rule in rules if self.names.issuperset(self._counts[f"{key}:{rule.id}"])]
        if not counting:
            yield f"empty:{key}" if _may_differ(active) else f"none:{name}"
            return
        self._read[key] = self._value(active, counting)
        read = [self._read.get(f"{name}@{i}", UNKNOWN) for i in range(len(active.readings))]
        if UNKNOWN not in read and all(value == read[0] for value in read):
            yield from self._settle(name, read[0])

    def _value(self, active: ActiveConclusion, counting: list[ActiveRule]) -> Any:
        said = [answer(rule, self.facts) for rule in counting]
        if UNKNOWN in said:
            return UNKNOWN
        if active.conclusion.model.hit == "collect":
            return tuple(sorted(set(said), key=str))
        return said[0] if all(value == said[0] for value in said) else UNKNOWN

    def _settle(self, name: str, value: Any) -> Iterator[str]:
        if name in self.values:
            return
        self.values[name] = value
        self.facts[name] = value
        for fed in self._waiting[name]:
            if fed.name not in self.values:
                silent, said = fed.said(self.facts)
                new = [name for name in said if name not in self.names]
                self.names.update(new)
                yield from self._settle(fed.name, None) if silent else new
