"""Whether some case notices a mutant: only runs in which the changed part says something else are looked into.

A run keeps the values of everything it read and concluded. So the changed part alone is evaluated on
them first; where it says the same, so does the rest. Only expectations that were answered by filling in
missing facts, or that tell the legal status, hang on more than these values; they are asked last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from reformrules.case.facts import Facts
from reformrules.expectations import Result, said_of
from reformrules.explain.active import ActiveConclusion, ActiveObligation, ActiveRule
from reformrules.explain.program import Program, active_conclusion, active_obligation
from reformrules.explain.reference import Outcome, Run, answer, conclude, reach_again
from reformrules.mutation.bench import Bench, Noticed, Watch, Watched
from reformrules.mutation.mutants import DatedParameter, Mutant, mutated
from reformrules.mutation.reach import reach_of
from reformrules.rulebook.book import Rule, Rulebook

State = tuple[Any, ...]


@dataclass(slots=True)
class _Variant:
    """The changed rules of one program, compiled one by one; the whole program when it is needed."""

    program: Program
    rules: dict[str, ActiveConclusion] = field(default_factory=dict)
    whole: bool = False


class Scope:
    """What a change of one named part may change, worked out once for all its mutants."""

    def __init__(self, bench: Bench, name: str) -> None:
        self.bench, self.reach = bench, reach_of(bench.book, name)
        names = self.reach.names
        self.conclusions = names & bench.book.conclusions.keys()
        self.duties = names & {rule.id for rule in bench.book.obligations}
        self.subjects = frozenset().union(*(bench.dependents(name) for name in names))
        self.affected = self.conclusions.union(*(_above(bench.book, name) for name in names))
        self.runs = bench.candidates(names)
        self._supporting = {name, *names}
        self._resting_on = names.union(*(_below(bench.book, name) for name in names))
        self._alone: dict[tuple[int, str], ActiveConclusion] = {}

    def hangs_on_more(self, watch: Watch) -> bool:
        """Whether the change can matter to an expectation though it changes no value of the run."""
        if not watch.supports.isdisjoint(self._supporting):
            return True
        return bool(watch.open) and (bool(self.reach.facts) or not watch.open.isdisjoint(self._resting_on))

    def alone(self, program: Program, rule: str) -> ActiveConclusion:
        """A rule as it was, alone; compiled once for each program."""
        key = (id(program), rule)
        if key not in self._alone:
            self._alone[key] = _alone(program, self.bench.book, rule)
        return self._alone[key]


class Trial:
    """One mutant, held against the runs."""

    def __init__(self, scope: Scope, mutant: Mutant) -> None:
        self.scope, self.bench, self.part = scope, scope.bench, mutant.part
        self.book = mutated(scope.bench.book, mutant.part)
        self.rules = [self.book.rules[id_] for id_ in scope.reach.rules]
        self._variants: dict[tuple[int, Any], _Variant] = {}

    def noticed_by(self) -> Noticed | None:
        """The first expectation that does not hold any more; None when all hold."""
        for watched in self.scope.runs:
            if self._differs(watched):
                found = self._failing(watched, lambda watch: True)
                if found is not None:
                    return found
        asked = self.scope.hangs_on_more
        return next(filter(None, (self._failing(watched, asked) for watched in self.scope.runs)), None)

    def _failing(self, watched: Watched, asked: Callable[[Watch], bool]) -> Noticed | None:
        watches = [w for w in watched.watches if w.expectation.subject in self.scope.subjects and asked(w)]
        if not watches:
            return None
        program = self._whole(watched)
        run = self._again(watched, program)
        for watch in watches:
            e = watch.expectation
            if not Result(e, *said_of(program, run, e)).passed:
                return Noticed(watched.case, e)
        return None

    def _again(self, watched: Watched, program: Program) -> Run:
        """The run with all that may change reached anew."""
        before, book = watched.run.facts, self.book if self.scope.reach.facts else watched.run.facts.book
        facts = Facts(book, before.case, before.on, before.setting)
        facts.update(before)
        facts.origins = dict(before.origins)
        for name in self.scope.reach.facts:
            facts.pop(name, None)
        return reach_again(program, watched.run, facts, self.scope.affected)

    def _differs(self, watched: Watched) -> bool:
        """Whether a changed part says something else on what the run found."""
        if self.scope.reach.facts and self._facts_differ(watched):
            return True
        if any(self._outcome_differs(watched, name) for name in self.scope.reach.conclusions):
            return True
        return any(self._rule_differs(watched, rule) for rule in self.rules)

    def _facts_differ(self, watched: Watched) -> bool:
        before = watched.run.facts
        after = Facts(self.book, before.case, before.on, before.setting)
        return any(before[name] != after[name] for name in self.scope.reach.facts)

    def _rule_differs(self, watched: Watched, rule: Rule) -> bool:
        facts, variant = watched.run.facts, self._variant(watched)
        if rule.concludes is None:
            return any(watch.expectation.subject == rule.id for watch in watched.watches)
        if rule.id not in variant.rules:
            variant.rules[rule.id] = _alone(variant.program, self.book, rule.id)
        before, after = self.scope.alone(watched.program, rule.id), variant.rules[rule.id]
        return _state(before, facts) != _state(after, facts) and self._outcome_differs(watched, rule.concludes)

    def _outcome_differs(self, watched: Watched, name: str) -> bool:
        before = watched.run.outcomes[name]
        after = conclude(self._whole(watched).by_name[name], watched.run.facts)
        return before.state == "undetermined" or _told(before) != _told(after)

    def _variant(self, watched: Watched) -> _Variant:
        """The program of the mutant that is the same for all runs which see the change in the same way."""
        key = (id(watched.program), self._seen(watched))
        found = self._variants.get(key)
        if found is None:
            share = not isinstance(self.part, DatedParameter)
            found = self._variants[key] = _Variant(watched.program.varied(self.book, watched.on, share))
        return found

    def _seen(self, watched: Watched) -> Any:
        """What a day makes of the change: whether the rule is in force, which value the parameter has."""
        setting = watched.program.setting
        if isinstance(self.part, Rule):
            return self.part.window.covers(watched.on, setting)
        if isinstance(self.part, DatedParameter):
            return id(self.book.parameter_value(self.part.name, watched.on, setting))
        return None

    def _whole(self, watched: Watched) -> Program:
        """The program with the changed conclusions and obligations in the place of what they were."""
        variant, base = self._variant(watched), watched.program
        if not variant.whole:
            variant.program.conclusions = tuple(
                active_conclusion(variant.program, self.book.conclusions[active.name])
                if active.name in self.scope.conclusions
                else active
                for active in base.conclusions
            )
            variant.program.obligations = tuple(self._obligations(variant.program, base))
            variant.whole = True
        return variant.program

    def _obligations(self, program: Program, base: Program) -> Iterator[ActiveObligation]:
        yield from (duty for duty in base.obligations if duty.rule.id not in self.scope.duties)
        for rule in self.rules:
            live = rule.status <= program.setting.floor and rule.window.covers(program.day, program.setting)
            if rule.obligation and live:
                yield active_obligation(program, rule)


def _alone(program: Program, book: Rulebook, id_: str) -> ActiveConclusion:
    """A rule as the only one of its conclusion."""
    rule = book.rules[id_]
    assert rule.concludes is not None  # obligations are not asked for
    return active_conclusion(program, replace(book.conclusions[rule.concludes], rules=(rule,)))


def _state(alone: ActiveConclusion, facts: Facts) -> State:
    """What a rule says, by each reading of the law and below the law setting."""
    groups = (*(reading.rules for reading in alone.readings), alone.below)
    return tuple(_says(rules[0], facts) if rules else False for rules in groups)


def _says(rule: ActiveRule, facts: Facts) -> Any:
    holds = rule.holds(facts)
    return holds is not False and (holds, answer(rule, facts), rule.rule.overrides, rule.rule.because)


def _told(outcome: Outcome) -> tuple[Any, ...]:
    return outcome.state, outcome.value


def _below(book: Rulebook, name: str) -> frozenset[str]:
    return frozenset() if name in book.facts else book.rests_on(name)


def _above(book: Rulebook, name: str) -> set[str]:
    return {above for above in book.conclusions if name in book.rests_on(above)}
