"""The program as ground names for durable-rules: it does the chaining, our closures do every comparison.

A leaf of a condition becomes `+leaf` when it is true and `-leaf` when it is false; unknown asserts
neither. From these the chain derives, in negation normal form, for every part of a condition that it
is definitely true or definitely false, and from those what each conclusion came to: `decided:` or
`none:`. When a conclusion is reached its value is computed here and the leaves that wait for it are
asserted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from reformrules.case.facts import Facts
from reformrules.explain.durable import Chainer, ChainRule
from reformrules.explain.program import ActiveConclusion, ActiveObligation, ActiveRule, LawReading, Program
from reformrules.explain.reference import answer
from reformrules.rulebook import syntax as s
from reformrules.rulebook.meaning import UNKNOWN, Closure
from reformrules.rulebook.printing import unparse

Alternatives = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Leaf:
    name: str
    closure: Closure
    waits_for: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Truth:
    """The names that say a condition is definitely true, and definitely false."""

    true: str
    false: str


@dataclass(slots=True)
class _Compiler:
    """Collects the chain rules and the leaves of a program."""

    program: Program
    rules: list[ChainRule] = field(default_factory=list)
    leaves: dict[str, _Leaf] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    truths: dict[str, _Truth] = field(default_factory=dict)

    def add(self, premises: Iterable[Alternatives], conclusion: str) -> None:
        self.rules.append(ChainRule(f"r{len(self.rules)}", tuple(premises), (conclusion,)))

    def truth(self, node: s.Node, law_date: s.Node | None) -> _Truth:
        return _Truth(self._name(node, True, law_date), self._name(node, False, law_date))

    def _name(self, node: s.Node, wanted: bool, law_date: s.Node | None) -> str:
        """The name that says a part is true (or false): of a leaf, or derived from its parts."""
        if isinstance(node, s.Not):
            return self._name(node.of, not wanted, law_date)
        if not isinstance(node, s.All | s.AnyOf):
            return ("+" if wanted else "-") + self._leaf(node, law_date)
        name = ("true: " if wanted else "false: ") + self._text(node, law_date)
        if name not in self.named:
            self.named.add(name)
            parts = [self._name(child, wanted, law_date) for child in node.of]
            together = isinstance(node, s.All) == wanted
            self.add([(part,) for part in parts] if together else [tuple(parts)], name)
        return name

    def _text(self, node: s.Node, law_date: s.Node | None) -> str:
        """The part as text; by which law it is read matters only where a parameter is in it."""
        by_law = law_date is not None and node.names & self.program.book.parameters.keys()
        return f"{unparse(node)} @ {unparse(law_date)}" if by_law and law_date else unparse(node)

    def _leaf(self, node: s.Node, law_date: s.Node | None) -> str:
        name = self._text(node, law_date)
        if name not in self.leaves:
            names = node.names | (law_date.names if law_date else frozenset())
            waits_for = names & self.program.book.conclusions.keys()
            self.leaves[name] = _Leaf(name, self.program.closure(node, law_date), waits_for)
        return name

    def conclusion(self, active: ActiveConclusion) -> None:
        for index, reading in enumerate(active.readings):
            self._reading(active, reading, f"{active.name}@{index}")
        last = active.readings[-1].law_date
        below = [(self.truth(rule.condition, last).false,) for rule in active.below]
        empty = [(f"empty:{active.name}@{index}",) for index in range(len(active.readings))]
        self.add([*empty, *below], f"none:{active.name}")

    def _reading(self, active: ActiveConclusion, reading: LawReading, key: str) -> None:
        for rule in reading.rules:
            self.truths[f"{key}:{rule.id}"] = self.truth(rule.condition, reading.law_date)
        self.add([self.idle(rule, key) for rule in reading.rules], f"empty:{key}")
        if active.conclusion.model.hit == "collect":
            self.add([self._settled(rule, key) for rule in reading.rules], f"decided:{key}")
            return
        for rule in reading.rules:
            if rule.rule.because is None:
                others = [self._out_of_the_way(rule, o, key) for o in reading.rules if o is not rule]
                self.add([*self.counts(rule, key), *(other for other in others if other)], f"decided:{key}")

    def counts(self, rule: ActiveRule, key: str) -> list[Alternatives]:
        """What must be known for a rule to count: it holds, and what overrides it does not."""
        free = [(self.truths[f"{key}:{other}"].false,) for other in rule.overridden_by]
        return [(self.truths[f"{key}:{rule.id}"].true,), *free]

    def idle(self, rule: ActiveRule, key: str) -> Alternatives:
        """Any one of these says that a rule does not count."""
        caught = (self.truths[f"{key}:{other}"].true for other in rule.overridden_by)
        return (self.truths[f"{key}:{rule.id}"].false, *caught)

    def _settled(self, rule: ActiveRule, key: str) -> Alternatives:
        name = f"counts:{key}:{rule.id}"
        self.add(self.counts(rule, key), name)
        return (name, *self.idle(rule, key))

    def _out_of_the_way(self, rule: ActiveRule, other: ActiveRule, key: str) -> Alternatives:
        """What must be known of another rule before this one may decide; () when it says the same anyway."""
        mine, its = rule.rule.value, other.rule.value
        constant = isinstance(mine, s.Literal) and isinstance(its, s.Literal)
        if constant and mine.value == its.value:  # type: ignore[union-attr]  # both are literals
            return ()
        if constant or other.rule.because:
            return self.idle(other, key)
        return self._settled(other, key)


class DurableProgram:
    """A program loaded into durable-rules; `reach` gives what it concludes for a case."""

    def __init__(self, program: Program) -> None:
        compiler = _Compiler(program)
        for active in program.conclusions:
            compiler.conclusion(active)
        self.duties = {duty.rule.id: self._duty(compiler, duty) for duty in program.obligations}
        self._counts = {
            f"{active.name}@{index}:{rule.id}": [a for (a,) in compiler.counts(rule, f"{active.name}@{index}")]
            for active in program.conclusions
            for index, reading in enumerate(active.readings)
            for rule in reading.rules
        }
        self.program = program
        self.leaves = tuple(compiler.leaves.values())
        self._chainer = Chainer(compiler.rules)
        self._waiting = {
            name: tuple(leaf for leaf in self.leaves if name in leaf.waits_for) for name in program.book.conclusions
        }

    @staticmethod
    def _duty(compiler: _Compiler, duty: ActiveObligation) -> tuple[_Truth, _Truth | None]:
        unless = duty.rule.obligation.unless if duty.rule.obligation else None
        lifted = compiler.truth(unless, None) if unless is not None else None
        return compiler.truth(duty.condition, None), lifted

    def reach(self, facts: Facts) -> Reached:
        """Run the chain on a case whose conclusions are not yet in `facts`."""
        first = [name for leaf in self.leaves if (name := assertion(leaf, facts))]
        reached = Reached(self.program, facts, self._waiting, self._counts, set(first))
        reached.names.update(self._chainer.run(first, reached.attach).names)
        return reached

    def obligations(self, reached: Reached) -> dict[str, tuple[Any, Any]]:
        """Of every obligation whether it holds and whether it is lifted, three-valued."""
        return {
            id_: (reached.truth(holds), reached.truth(lifted) if lifted else False)
            for id_, (holds, lifted) in self.duties.items()
        }

    def close(self) -> None:
        """Give the native ruleset back."""
        self._chainer.close()


def assertion(leaf: _Leaf, facts: Facts) -> str:
    """`+leaf`, `-leaf`, or nothing when it is unknown."""
    value = leaf.closure(facts)
    return "" if value is UNKNOWN else ("+" if value else "-") + leaf.name


class Reached:
    """What the chain has derived for one case; computes values as conclusions are decided."""

    def __init__(
        self,
        program: Program,
        facts: Facts,
        waiting: dict[str, tuple[_Leaf, ...]],
        counts: dict[str, list[str]],
        names: set[str],
    ) -> None:
        self.program, self.facts, self._waiting, self._counts = program, facts, waiting, counts
        self.names = names
        self.values: dict[str, Any] = {}
        self._read: dict[str, Any] = {}

    def attach(self, name: str) -> Iterator[str]:
        """Called for each derived name: turn a decision into its value and assert the leaves it feeds."""
        self.names.add(name)
        kind, _, rest = name.partition(":")
        if kind == "none":
            active = self.program.by_name[rest]
            otherwise = active.conclusion.model.otherwise
            yield from self._settle(rest, otherwise.value if otherwise is not None else None)
        elif kind == "decided":
            yield from self._decided(rest)

    def _decided(self, key: str) -> Iterator[str]:
        name, _, index = key.rpartition("@")
        active = self.program.by_name[name]
        value = self._value(active, active.readings[int(index)], key)
        if value is UNKNOWN:
            return
        self._read[key] = value
        read = [self._read.get(f"{name}@{i}", UNKNOWN) for i in range(len(active.readings))]
        if UNKNOWN not in read and all(v == value for v in read):
            yield from self._settle(name, value)

    def _value(self, active: ActiveConclusion, reading: LawReading, key: str) -> Any:
        counting = [r for r in reading.rules if self.names.issuperset(self._counts[f"{key}:{r.id}"])]
        said = [answer(rule, self.facts) for rule in counting]
        if not said or UNKNOWN in said:
            return UNKNOWN
        if active.conclusion.model.hit == "collect":
            return tuple(sorted(set(said), key=str))
        return said[0] if all(value == said[0] for value in said) else UNKNOWN

    def _settle(self, name: str, value: Any) -> Iterator[str]:
        if name in self.values:
            return
        self.values[name] = value
        self.facts[name] = value
        for leaf in self._waiting[name]:
            text = assertion(leaf, self.facts)
            if text:
                self.names.add(text)
                yield text

    def truth(self, of: _Truth) -> Any:
        """Three-valued: true, false, or unknown where the chain derived neither."""
        return True if of.true in self.names else False if of.false in self.names else UNKNOWN
