"""The rules of one reading of a conclusion, weighed row by row in three steps of columns."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from functools import reduce
from typing import Any

import ibis

from reformrules.count.expressions import Columns
from reformrules.count.pairs import Flag, Pair, Value, any_flag, both, either, lit, negated, true, when
from reformrules.count.reasons import LAW, NOTHING, Reasons, bits, gathered, of_law
from reformrules.count.tables import flag
from reformrules.rulebook import syntax as s
from reformrules.rulebook.law_in_force import Reading, RuleInForce

Table = Any


@dataclass(frozen=True, slots=True)
class Said:
    """What a conclusion, or one reading of it, came to: the value, the reasons where it is open, the rule that says so.

    rule: NULL where no rule holds; None where it is not asked for.
    """

    answer: Pair
    reason: Value
    rule: Value | None = None


@dataclass(frozen=True, slots=True)
class Weighed:
    """One reading; `name` is what its columns begin with, `columns` and `reasons` compile by its law.

    names_rules: whether it says which rule gives the answer.
    """

    name: str
    reading: Reading
    type: str
    collects: bool
    columns: Columns
    reasons: Reasons
    names_rules: bool = False

    def column(self, what: str, rule: RuleInForce | None = None) -> str:
        """The name of a column of the reading, or of one of its rules."""
        return f"{self.name}__{what}" if rule is None else f"{self.name}__{what}__{rule.rule.id}"

    def rules(self, table: Table) -> dict[str, Value]:
        """Step one: whether each rule holds, what it says, and what leaves either open."""
        made: dict[str, Value] = {}
        for rule in self.reading.rules:
            made[self.column("holds", rule)] = self.columns.test(rule.condition)
            made[self.column("open", rule)] = self.reasons.of_condition(rule.condition)
            value = rule.rule.value
            if value is not None and not isinstance(value, s.Literal):
                pair = self.columns.value(value)
                made[self.column("says", rule)] = when(pair.unknown, ibis.null(self.type), pair.value.cast(self.type))
                made[self.column("unsaid", rule)] = self.reasons.of_value(value)
        return made

    def counts(self, table: Table) -> dict[str, Value]:
        """Step two: whether a rule holds and nothing that overrides it does, and what leaves that open."""
        made: dict[str, Value] = {}
        rules = {rule.rule.id: rule for rule in self.reading.rules}
        for rule in self.reading.rules:
            over = [rules[id_] for id_ in rule.overridden_by]
            if over:
                holds = table[self.column("holds", rule)]
                made[self.column("counts", rule)] = holds & ~reduce(
                    operator.or_, (table[self.column("holds", other)] for other in over)
                )
                masks = [table[self.column("open", other)] for other in (rule, *over)]
                made[self.column("why", rule)] = gathered(masks)
        return made

    def _counts(self, table: Table, rule: RuleInForce) -> Value:
        return table[self.column("counts" if rule.overridden_by else "holds", rule)]

    def _reason(self, table: Table, rule: RuleInForce) -> Value:
        """What leaves a rule, or what overrides it, or what it says, open."""
        mask = table[self.column("why" if rule.overridden_by else "open", rule)]
        if self.column("unsaid", rule) not in table.columns:
            return mask
        holds = true(table[self.column("holds", rule)])
        return mask | when(holds, table[self.column("unsaid", rule)], NOTHING)

    def _value(self, table: Table, rule: RuleInForce) -> Value:
        value = rule.rule.value
        if isinstance(value, s.Literal):
            return ibis.literal(value.value, type=self.type)
        return ibis.null(self.type) if value is None else table[self.column("says", rule)]

    def said(self, table: Table) -> dict[str, Value]:
        """Step three: the answer of the reading, its flag and its reasons."""
        weighed = _Answer(self, table)
        said = weighed.collected() if self.collects else weighed.unique()
        name = self.column("said")
        unknown, reason = lit(said.answer.unknown), (said.reason)
        rule = {self.column("rule"): weighed.rule()} if self.names_rules else {}
        return {name: said.answer.value, flag(name): unknown, self.column("reason"): reason, **rule}

    def answer(self, table: Table) -> Said:
        """What step three left in the table."""
        name = self.column("said")
        rule = table[self.column("rule")] if self.names_rules else None
        return Said(Pair(table[name], table[flag(name)], True), table[self.column("reason")], rule)


class _Answer:
    """The rules of a reading together, over the columns of the first two steps."""

    def __init__(self, of: Weighed, table: Table) -> None:
        self.of, self.table, self.all = of, table, of.reading.rules
        counts = {rule.rule.id: of._counts(table, rule) for rule in self.all}
        self.sure: dict[str, Flag] = {id_: true(test) for id_, test in counts.items()}
        self.possible: dict[str, Flag] = {id_: test.isnull() for id_, test in counts.items()}
        self.silent = [rule for rule in self.all if rule.rule.because is not None]
        self.speaking = [rule for rule in self.all if rule.rule.because is None]
        self.any_sure = any_flag([*self.sure.values()])
        self.law = any_flag([self.sure[rule.rule.id] for rule in self.silent])

    def unique(self) -> Said:
        """The one answer of all rules that hold."""
        groups = self._groups()
        said = ibis.null(self.of.type)
        for group in reversed(groups):
            said = when(self._any_of(group), self.of._value(self.table, group[0]), said)
        others = {rule.rule.id: self.possible[rule.rule.id] for rule in self.silent}
        others |= {r.rule.id: self._possible_beside(r, g) for g in groups for r in g}
        clash, unsaid = self._clash(groups, said), both(self.any_sure, self._unsaid(groups))
        unknown = either(either(self.law, unsaid), either(clash, any_flag([*others.values()])))
        by_facts = when(unsaid, self._reasons(self.sure), when(clash, bits(LAW), self._reasons(others)))
        reason = when(self.law, self._stated(), by_facts)
        alone = not self.silent and len(groups) < 2 and unsaid is False  # then nothing is said where nothing is sure
        value = said if alone else when(unknown, ibis.null(self.of.type), said)
        return Said(Pair(value, unknown, True), when(unknown, reason, NOTHING))

    def collected(self) -> Said:
        """All answers of the rules that hold, together."""
        nothing = ibis.null(f"array<{self.of.type}>")
        unsaid_value = ibis.null(self.of.type)
        values = [when(self.sure[r.rule.id], self.of._value(self.table, r), unsaid_value) for r in self.speaking]
        every = ibis.array(values).filter(lambda value: value.notnull()).unique().sort() if values else nothing
        unsaid = self._unsaid([[rule] for rule in self.speaking])
        open_ = any_flag([self.law, unsaid, *self.possible.values()])
        by_facts = self._reasons(self.possible) | self._reasons(self.sure)
        value = when(both(self.any_sure, negated(open_)), every, nothing)
        return Said(Pair(value, open_, True), when(open_, when(self.law, self._stated(), by_facts), NOTHING))

    def rule(self) -> Value:
        """The rule that says why the law gives no answer, or else the first that holds."""
        named = [(lit(self.sure[rule.rule.id]), rule.rule.id) for rule in (*self.silent, *self.speaking)]
        return ibis.cases(*named, else_=ibis.null("string")) if named else ibis.null("string")

    def _any_of(self, group: list[RuleInForce]) -> Flag:
        return any_flag([self.sure[rule.rule.id] for rule in group])

    def _possible_beside(self, rule: RuleInForce, group: list[RuleInForce]) -> Flag:
        """Whether a rule may hold and none that says the same is sure to."""
        same = [other for other in group if other is not rule]
        return both(self.possible[rule.rule.id], negated(self._any_of(same)))

    def _groups(self) -> list[list[RuleInForce]]:
        """Rules that say the same whatever the facts are; each other rule by itself."""
        found: dict[Any, list[RuleInForce]] = {}
        for rule in self.speaking:
            value = rule.rule.value
            key = ("constant", value.value) if isinstance(value, s.Literal) else ("rule", rule.rule.id)
            found.setdefault(key, []).append(rule)
        return list(found.values())

    def _unsaid(self, groups: list[list[RuleInForce]]) -> Flag:
        """Whether a rule holds whose value rests on something not known."""
        open_ = [rule for group in groups for rule in group if not isinstance(rule.rule.value, s.Literal)]
        return any_flag([both(self.sure[r.rule.id], self.of._value(self.table, r).isnull()) for r in open_])

    def _clash(self, groups: list[list[RuleInForce]], said: Value) -> Flag:
        """Whether two rules that hold say different things."""
        if len(groups) < 2:
            return False
        held = [(self._any_of(group), group[0]) for group in groups]
        if all(isinstance(rule.rule.value, s.Literal) for _, rule in held):
            return reduce(operator.add, (lit(h).ifelse(1, 0) for h, _ in held)) > 1
        return any_flag([both(h, (self.of._value(self.table, rule) != said).fill_null(False)) for h, rule in held])

    def _reasons(self, which: dict[str, Flag]) -> Value:
        rules = {rule.rule.id: rule for rule in self.all}
        return gathered([when(f, self.of._reason(self.table, rules[id_]), NOTHING) for id_, f in which.items()])

    def _stated(self) -> Value:
        """Why the law gives no answer, as the rules say that hold."""
        because = [(self.sure[r.rule.id], r.rule.because) for r in self.silent]
        return gathered([when(sure, bits(of_law(reason)), NOTHING) for sure, reason in because if reason])
