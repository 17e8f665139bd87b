"""The reference interpreter: the definition of what a rulebook means. Read it beside the design's section Meaning.

Conclusions are reached in the order of what they rest on. A rule counts when it holds and nothing
that overrides it holds. A conclusion is settled when all rules that hold agree and every rule that
would say something else is known not to hold; it is none when all are known not to hold; else it
is undetermined. Nothing depends on the order of rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from typing import Literal as Only

from reformrules.case.facts import Facts
from reformrules.explain.active import ActiveConclusion, ActiveObligation, ActiveRule, LawReading
from reformrules.explain.memory import Memory
from reformrules.explain.program import Program
from reformrules.rulebook.meaning import UNKNOWN, Env, conjunction, disjunction, negation
from reformrules.rulebook.syntax import Literal, Node

MOST_STEPS = 40  # conclusions that rest on each other, one reached inside the other: Python nests calls only so deep
State = Only["settled", "none", "undetermined"]
Doubt = Only["facts", "law", "disagreement", "laws_differ", "below"]
Values = frozenset[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Decisive:
    """What decides in the reading of the law of a date: the parts of conditions, and the names in them and in values.

    law_date: None for the law of the evaluation date. conclusions: those among the names.
    """

    law_date: Node | None
    parts: tuple[Any, ...]
    names: tuple[str, ...]
    conclusions: tuple[str, ...]


@dataclass(slots=True)
class Outcome:
    """What one conclusion came to.

    rules: the rules that decide it (settled) or that are in the way (undetermined).
    doubt: why it is undetermined: facts are unknown, a rule says the law gives no answer, rules
    disagree, the two laws differ, or only rules below the law setting could answer.
    """

    name: str
    state: State
    value: Any = UNKNOWN
    rules: tuple[ActiveRule, ...] = ()
    doubt: Doubt | None = None
    otherwise: bool = False
    readings: tuple[Outcome, ...] = ()
    law_reading: LawReading | None = None
    open_names: Memory[tuple[set[str], ...]] | None = None  # of each rule, once looked for; see `inquiry`
    decisive: tuple[Decisive, ...] | None = None  # once worked out; see `support`
    _came_to: tuple[Any, ...] = ()

    @property
    def came_to(self) -> tuple[Any, ...]:
        """What it came to, rule by rule, to be compared."""
        self._came_to = self._came_to or (self.state, self.value, self.doubt, *(rule.id for rule in self.rules))
        return self._came_to

    @property
    def deciding(self) -> list[ActiveRule]:
        """The firmest rule first, then by id: where several say the same, the one that is shown hangs on no order."""
        return sorted(self.rules, key=lambda rule: (rule.rule.cited.status, rule.id))


@dataclass(slots=True)
class Run:
    """All outcomes of a case on a date, with the environment they left behind.

    memory: what later steps have worked out of this run, so that they do it once; grounds of its conclusions, doubts
    of what is open.
    values: facts that are filled in though the record lacks them. filled: the runs made of it by filling in more.
    """

    facts: Facts
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    obligations: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    memory: dict[Any, Any] = field(default_factory=dict)
    grounds: dict[str, Any] = field(default_factory=dict)
    doubts: dict[str, Any] = field(default_factory=dict)
    values: Values = frozenset()
    filled: dict[Values, Run] = field(default_factory=dict)


def interpret(program: Program, facts: Facts) -> Run:
    """Reach every conclusion, and tell of every obligation whether it holds and whether it is lifted."""
    run = Run(facts)
    for active in program.conclusions:
        outcome = conclude(active, facts)
        run.outcomes[active.name] = outcome
        facts[active.name] = value_of(outcome)
    for duty in program.obligations:
        run.obligations[duty.rule.id] = obliged(duty, facts)
    return run


class _WhenAsked(dict[str, Any]):
    """A mapping of which each value is worked out when it is first asked for."""

    def __init__(self, known: Mapping[str, Any], find: Callable[[str], Any]) -> None:
        super().__init__(known)
        self._find = find

    def __missing__(self, name: str) -> Any:
        found = self[name] = self._find(name)
        return found


def fill_in(program: Program, run: Run, before: Run, name: str, value: Any) -> Run:
    """A run as it would be if a fact had this value; made once, and reached only as far as it is looked at.

    name: a fact, or a conclusion that the law leaves open between a few values.
    before: `run` itself, or one that was made of it by filling in another fact.
    """
    values = before.values | {(name, value)}
    found = run.filled.get(values)
    if found is None:
        found = _filled(program, before, name, value)
        if name in program.by_name:
            found.outcomes[name] = replace(
                before.outcomes[name], state="settled", value=value, doubt=None, decisive=None
            )
        found.values = values
        run.filled[values] = found
    return found


def _filled(program: Program, before: Run, name: str, value: Any) -> Run:
    """A run beside another: what rests on the value is reached anew, the rest is looked up there."""
    affected = program.affected(name)
    facts = before.facts.beside({name: value}, affected)
    facts.conclude = partial(_value, program)

    def outcome(about: str) -> Outcome:
        return conclude(program.by_name[about], facts) if about in affected else before.outcomes[about]

    return Run(facts, _WhenAsked({}, outcome), _WhenAsked({}, lambda about: obliged(program.duties[about], facts)))


def _value(program: Program, about: str, facts: Facts) -> Any:
    active = program.by_name.get(about)
    return UNKNOWN if active is None else value_of(conclude(active, facts))


def reach_when_asked(program: Program, facts: Facts) -> Run:
    """As `interpret`, but each conclusion is reached when it is first looked at: what nothing looks at is not."""
    if program.steps > MOST_STEPS:
        return interpret(program, facts)
    return reach_again(program, Run(facts), facts, ())


def reach_again(program: Program, run: Run, facts: Facts, affected: Iterable[str]) -> Run:
    """A run on these facts, in which the affected conclusions are reached anew, each when it is looked at."""

    def outcome(about: str) -> Outcome:
        found = conclude(program.by_name[about], facts)
        facts[about] = value_of(found)
        return found

    outcomes = _WhenAsked(run.outcomes, outcome)
    duties = _WhenAsked({}, lambda about: obliged(program.duties[about], facts))
    for name in affected:
        outcomes.pop(name, None)
        facts.pop(name, None)
    facts.conclude = partial(_value, program)
    return Run(facts, outcomes, duties)


def value_of(outcome: Outcome) -> Any:
    """What a conclusion is to those that read it."""
    return None if outcome.state == "none" else outcome.value


def obliged(duty: ActiveObligation, facts: Facts) -> tuple[Any, Any]:
    """Whether an obligation's condition holds, and whether it is lifted (three-valued, both)."""
    said: tuple[Any, Any] = duty.memory.of(facts, _obliged, duty)
    return said


def _obliged(facts: Env, duty: ActiveObligation) -> tuple[Any, Any]:
    return duty.holds(facts), duty.unless(facts) if duty.unless else False


def conclude(active: ActiveConclusion, facts: Facts) -> Outcome:
    """The outcome of one conclusion; worked out once for the same values."""
    found: Outcome = active.memory.of(facts, _conclude, active)
    return found


def _conclude(facts: Env, active: ActiveConclusion) -> Outcome:
    """One reading, or two whose laws must agree."""
    read = [_read(active, reading, facts) for reading in active.readings]
    outcome = read[0] if len(read) == 1 else _agree(active.name, read)
    if outcome.state == "none" and any(rule.holds(facts) is not False for rule in active.below):
        waiting = tuple(rule for rule in active.below if rule.holds(facts) is not False)
        return Outcome(active.name, "undetermined", rules=waiting, doubt="below")
    if outcome.state == "none" and active.conclusion.model.otherwise is not None:
        return Outcome(active.name, "settled", _otherwise(active), otherwise=True)
    return outcome


def _otherwise(active: ActiveConclusion) -> Any:
    otherwise = active.conclusion.model.otherwise
    return otherwise.value if otherwise is not None else None


def _read(active: ActiveConclusion, reading: LawReading, facts: Env) -> Outcome:
    sure: list[ActiveRule] = []
    possible: list[ActiveRule] = []
    for rule in reading.rules:
        counted = counts(rule, reading, facts)
        if counted is not False:
            (sure if counted is True else possible).append(rule)
    settle = _collect if active.conclusion.model.hit == "collect" else _unique
    outcome = settle(active.name, sure, possible, facts)
    outcome.law_reading = reading
    return outcome


def counts(rule: ActiveRule, reading: LawReading, facts: Env) -> Any:
    """Whether a rule holds and nothing that overrides it does."""
    holds = rule.holds(facts)
    if holds is False or not rule.overridden_by:
        return holds
    over = [reading.holds[other](facts) for other in rule.overridden_by]
    return conjunction(holds, negation(disjunction(*over)))


def _unique(name: str, sure: list[ActiveRule], possible: list[ActiveRule], facts: Env) -> Outcome:
    if not sure:
        state: State = "undetermined" if possible else "none"
        return Outcome(name, state, rules=tuple(possible), doubt="facts" if possible else None)
    said = [answer(rule, facts) for rule in sure]
    if any(rule.rule.because for rule in sure):
        return Outcome(name, "undetermined", rules=_silent(sure), doubt="law")
    if any(value is UNKNOWN for value in said):
        return Outcome(name, "undetermined", rules=tuple(sure), doubt="facts")
    if any(value != said[0] for value in said):
        return Outcome(name, "undetermined", rules=tuple(sure), doubt="disagreement")
    others = tuple(rule for rule in possible if not any(_same_constant(rule, one) for one in sure))
    if others:
        return Outcome(name, "undetermined", rules=others, doubt="facts")
    return Outcome(name, "settled", said[0], tuple(sure))


def _silent(rules: Sequence[ActiveRule]) -> tuple[ActiveRule, ...]:
    return tuple(rule for rule in rules if rule.rule.because)


def answer(rule: ActiveRule, facts: Env) -> Any:
    """What a rule concludes; a value that rests on something not recorded is unknown."""
    value = rule.value(facts) if rule.value is not None else UNKNOWN
    return UNKNOWN if value is None else value


def _same_constant(one: ActiveRule, other: ActiveRule) -> bool:
    """Whether two rules say the same whatever the facts are."""
    values = (one.rule.value, other.rule.value)
    return all(isinstance(v, Literal) for v in values) and values[0].value == values[1].value  # type: ignore[union-attr]


def _collect(name: str, sure: list[ActiveRule], possible: list[ActiveRule], facts: Env) -> Outcome:
    if any(rule.rule.because for rule in sure):
        return Outcome(name, "undetermined", rules=_silent(sure), doubt="law")
    said = [answer(rule, facts) for rule in sure]
    if possible or UNKNOWN in said:
        return Outcome(name, "undetermined", rules=(*possible, *sure), doubt="facts")
    if not sure:
        return Outcome(name, "none")
    return Outcome(name, "settled", tuple(sorted(set(said), key=str)), tuple(sure))


def _agree(name: str, read: list[Outcome]) -> Outcome:
    """Two laws may decide: the answer is given only where both give the same."""
    first, second = read
    if first.state == second.state and first.value == second.value and first.state != "undetermined":
        return Outcome(name, first.state, first.value, _both(first, second), readings=tuple(read))
    for outcome in read:
        if outcome.state == "undetermined":
            return Outcome(name, "undetermined", rules=outcome.rules, doubt=outcome.doubt, readings=tuple(read),
                           law_reading=outcome.law_reading)  # fmt: skip
    return Outcome(name, "undetermined", rules=_both(first, second), doubt="laws_differ", readings=tuple(read))


def _both(first: Outcome, second: Outcome) -> tuple[ActiveRule, ...]:
    known = {rule.id for rule in first.rules}
    return (*first.rules, *(rule for rule in second.rules if rule.id not in known))
