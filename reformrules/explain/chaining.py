"""The program as ground names for durable-rules: it does the chaining, our closures do every comparison.

A condition becomes `+condition` when it is true and `-condition` when it is false; unknown asserts
neither. From these the chain derives what counts, what overrides what, and what each conclusion came
to: `decided:` or `none:`. When a conclusion is reached its value is computed here, and the conditions
that wait for it are asserted in their turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from reformrules.case.facts import Facts
from reformrules.explain.durable import Chainer, ChainRule
from reformrules.explain.program import ActiveConclusion, ActiveObligation, ActiveRule, LawReading, Program
from reformrules.explain.reference import answer
from reformrules.rulebook import syntax as s
from reformrules.rulebook.meaning import UNKNOWN, Closure
from reformrules.rulebook.printing import unparse

Alternatives = tuple[str, ...]
_Away = Callable[[ActiveRule, str], Alternatives]


@dataclass(frozen=True, slots=True)
class _Truth:
    """The names that say a condition is definitely true, and definitely false."""

    true: str
    false: str


@dataclass(frozen=True, slots=True)
class _Leaf:
    truth: _Truth
    closure: Closure
    waits_for: frozenset[str]

    def said(self, names: set[str]) -> bool:
        return self.truth.true in names or self.truth.false in names


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
        """The names of a condition; conditions that read alike share them."""
        by_law = law_date is not None and node.names & self.program.book.parameters.keys()
        name = f"{unparse(node)} @ {unparse(law_date)}" if by_law and law_date else unparse(node)
        if name not in self.leaves:
            names = node.names | (law_date.names if law_date else frozenset())
            waits_for = names & self.program.book.conclusions.keys()
            truth = _Truth(f"+{name}", f"-{name}")
            self.leaves[name] = _Leaf(truth, self.program.closure(node, law_date), waits_for)
        return self.leaves[name].truth

    def conclusion(self, active: ActiveConclusion) -> None:
        for index, reading in enumerate(active.readings):
            self._reading(active, reading, f"{active.name}@{index}")
        last = active.readings[-1].law_date
        below = [(self.truth(rule.condition, last).false,) for rule in active.below]
        empty: list[Alternatives] = []
        for index, reading in enumerate(active.readings):
            empty += self._all(self.idle, list(reading.rules), f"{active.name}@{index}")
        self.add([*empty, *below], f"none:{active.name}")

    def _reading(self, active: ActiveConclusion, reading: LawReading, key: str) -> None:
        for rule in reading.rules:
            self.truths[f"{key}:{rule.id}"] = self.truth(rule.condition, reading.law_date)
        if active.conclusion.model.hit == "collect":
            self.add([self.settled(rule, key) for rule in reading.rules], f"decided:{key}")
        else:
            constant = all(rule.rule.value is None or isinstance(rule.rule.value, s.Literal) for rule in reading.rules)
            self._decide(self.idle if constant else self.settled, _groups(reading.rules), [], key)

    def _decide(self, away: _Away, groups: list[list[ActiveRule]], outside: list[Alternatives], key: str) -> None:
        """A rule decides when it counts and all that say otherwise are out of the way.

        Constants must be idle; of a value that is calculated it must be settled whether its rule counts, and the
        values are compared when all are there. Halving the rules shares what is known of them.
        """
        if len(groups) > 1:
            left, right = groups[: len(groups) // 2], groups[len(groups) // 2 :]
            self._decide(away, left, [*outside, *self._all(away, list(chain(*right)), key)], key)
            self._decide(away, right, [*outside, *self._all(away, list(chain(*left)), key)], key)
            return
        for rule in groups[0] if groups else ():
            if rule.rule.because is None:
                self.add([*self.counts(rule, key), *outside], f"decided:{key}")

    def _all(self, away: _Away, rules: list[ActiveRule], key: str) -> list[Alternatives]:
        """Premises that say of all these rules that they are out of the way."""
        if len(rules) < 10:
            return [away(rule, key) for rule in rules]
        name = f"{away.__name__}:{key}:{rules[0].id} to {rules[-1].id}"
        if name not in self.named:
            self.named.add(name)
            middle = len(rules) // 2
            self.add([*self._all(away, rules[:middle], key), *self._all(away, rules[middle:], key)], name)
        return [(name,)]

    def counts(self, rule: ActiveRule, key: str) -> list[Alternatives]:
        """What must be known for a rule to count: it holds, and what overrides it does not."""
        free = [(self.truths[f"{key}:{other}"].false,) for other in rule.overridden_by]
        return [(self.truths[f"{key}:{rule.id}"].true,), *free]

    def idle(self, rule: ActiveRule, key: str) -> Alternatives:
        """Any one of these says that a rule does not count."""
        caught = (self.truths[f"{key}:{other}"].true for other in rule.overridden_by)
        return (self.truths[f"{key}:{rule.id}"].false, *caught)

    def settled(self, rule: ActiveRule, key: str) -> Alternatives:
        """Any one of these says whether a rule counts; one without an answer must be idle."""
        if rule.rule.because is not None:
            return self.idle(rule, key)
        counts = self.counts(rule, key)
        if len(counts) == 1:
            return (*counts[0], *self.idle(rule, key))
        name = f"counts:{key}:{rule.id}"
        if name not in self.named:
            self.named.add(name)
            self.add(counts, name)
        return (name, *self.idle(rule, key))


def _groups(rules: Iterable[ActiveRule]) -> list[list[ActiveRule]]:
    """The rules by what they say; one that says why there is no answer stands alone."""
    found: dict[Any, list[ActiveRule]] = {}
    for rule in rules:
        said = rule.rule.value.value if isinstance(rule.rule.value, s.Literal) else rule.id
        found.setdefault((rule.rule.because is None, said), []).append(rule)
    return list(found.values())


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
    return "" if value is UNKNOWN else leaf.truth.true if value else leaf.truth.false


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
            text = "" if leaf.said(self.names) else assertion(leaf, self.facts)
            if text:
                self.names.add(text)
                yield text

    def truth(self, of: _Truth) -> Any:
        """Three-valued: true, false, or unknown where the chain derived neither."""
        return True if of.true in self.names else False if of.false in self.names else UNKNOWN
