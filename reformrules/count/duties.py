"""The obligations of the rulebook in columns: whether they apply, how many, by when, and how they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis

from reformrules.count.expressions import literal
from reformrules.count.law import LawColumns, why
from reformrules.count.pairs import Flag, Pair, Value, both, either, false, lit, negated, true, when
from reformrules.count.reasons import MISSING, NOT_LISTABLE, NOTHING, bits, gathered
from reformrules.count.tables import flag
from reformrules.rulebook.book import ObligationNodes, Rule
from reformrules.rulebook.law_in_force import obligations_in_force

Table = Any
NONE, UNDETERMINED = "none", "undetermined"
DETAILS = ("required", "done", "counted_from", "first_by", "deadline")


def detail(rule: str, what: str) -> str:
    """The column of one detail of an obligation; its state stands under the rule's own name."""
    return f"{rule}__{what}"


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of one obligation as columns of the step before, each with what leaves it open."""

    rule: Rule
    nodes: ObligationNodes
    table: Table
    held: Pair

    def value(self, what: str) -> Value:
        return self.table[detail(self.rule.id, what)]

    def open(self, what: str) -> Value:
        return self.table[detail(self.rule.id, f"{what}__open")]


class DutyColumns:
    """Adds obligations in force to the law; `names` are their rules."""

    def __init__(self, law: LawColumns, wanted: set[str]) -> None:
        self.law = law
        found = obligations_in_force(law.book, law.on, law.setting)
        self.rules = [rule for rule in found if rule.id in wanted]

    @property
    def names(self) -> list[str]:
        return [rule.id for rule in self.rules]

    def needed(self) -> tuple[set[str], set[str]]:
        """The facts and the conclusions that the obligations read."""
        read = {name for rule in self.rules for name in rule.names}
        read |= {rule.obligation.model.counting for rule in self.rules if rule.obligation}
        book = self.law.book
        return read & book.facts.keys(), read & book.conclusions.keys()

    def add(self) -> None:
        """The parts of every obligation in one step, how it stands in the next."""
        parts, stands = dict[str, Value](), dict[str, Value]()
        for rule in self.rules:
            parts |= self._parts(rule)
        self.law.table = self.law.chain.extend("duty_parts", self.law.table, parts)
        for rule in self.rules:
            stands |= self._stands(rule)
        self._put(stands)

    def _put(self, stands: dict[str, Value]) -> None:
        """How the obligations stand beside all columns so far, in place of any column of the same name."""
        table, chain = self.law.table, self.law.chain
        if stands.keys() & set(table.columns):
            kept = [table[name] for name in table.columns if name not in stands]
            self.law.table = chain.add("duties", table.select(*kept, **stands))
        else:
            self.law.table = chain.extend("duties", table, stands)

    def _parts(self, rule: Rule) -> dict[str, Value]:
        nodes, columns, reasons = rule.obligation, self.law.columns(), self.law.reasons()
        assert nodes is not None  # only obligations are in force here
        made = {"holds": columns.test(rule.when), "holds__open": reasons.of_condition(rule.when)}
        written = {"required": nodes.at_least, "counted_from": nodes.counted_from, "deadline": nodes.deadline,
                   "first_by": nodes.first_by}  # fmt: skip
        for what, node in written.items():
            pair = Pair(ibis.null("date")) if node is None else columns.value(node)
            made[what] = when(pair.unknown, ibis.null(pair.value.type()), pair.value)
            made[f"{what}__open"] = NOTHING if node is None else reasons.of_value(node)
            if what == "first_by":
                made["first_by__unknown"] = lit(pair.unknown)
        unless = nodes.unless
        made["lifted"] = ibis.literal(False) if unless is None else columns.test(unless)
        made["lifted__open"] = NOTHING if unless is None else reasons.of_value(unless)
        return {detail(rule.id, what): v for what, v in made.items()}

    def _stands(self, rule: Rule) -> dict[str, Value]:
        nodes = rule.obligation
        assert nodes is not None  # only obligations are in force here
        held = self.law.pair(nodes.model.counting)
        part = _Parts(rule, nodes, self.law.table, Pair(held.value, held.unknown))
        holds, required = part.value("holds"), part.value("required")
        nothing = either(false(holds), both(true(holds), (required <= 0).fill_null(False)))
        lacking = required.isnull() | part.value("counted_from").isnull() | part.value("deadline").isnull()
        lacking = lacking | part.value("first_by__unknown")
        progress, done = self._progress(part)
        told = either(lit(held.unknown), part.value("lifted").isnull())
        met = both(negated(held.unknown), progress == "met")
        lifted = true(part.value("lifted"))
        state = ibis.cases(
            (nothing, NONE), (holds.isnull() | lacking, UNDETERMINED), (lit(met), "met"), (told, UNDETERMINED),
            (lifted, "exempt"), else_=progress,
        )  # fmt: skip
        reason = self._reason(part, held.unknown, lacking)
        shown = negated(either(nothing, holds.isnull() | lacking))
        counted = ibis.cases((both(shown, negated(held.unknown)), done), else_=ibis.null("int64"))
        unknown = state == UNDETERMINED
        return {rule.id: state, flag(rule.id): unknown, why(rule.id): (when(unknown, reason, NOTHING)),
                detail(rule.id, "done"): counted}  # fmt: skip

    def _reason(self, part: _Parts, held_unknown: Flag, lacking: Value) -> Value:
        """What leaves an obligation open: its condition, its numbers and dates, or whether it is met or lifted."""
        parts = gathered([part.open("required"), part.open("counted_from"), part.open("deadline")])
        parts = parts | when(part.value("first_by__unknown"), part.open("first_by"), NOTHING)
        untold = part.open("lifted") | when(held_unknown, bits(MISSING | NOT_LISTABLE), NOTHING)
        return when(part.value("holds").isnull(), part.open("holds"), when(lacking, parts, untold))

    def _progress(self, part: _Parts) -> tuple[Value, Value]:
        """How far an obligation is met on the date, lifted or not, and how many are done in time."""
        on, start, deadline = literal(self.law.on), part.value("counted_from"), part.value("deadline")
        since = part.held.value.filter(lambda day: day >= start)
        done = part.held.value.filter(lambda day: (day >= start) & (day <= deadline)).length()
        many, first_by, required = since.length(), part.value("first_by"), part.value("required")
        first_late = (ibis.coalesce(since.mins(), on) > first_by).fill_null(False)
        overdue = (on > deadline) | ((many == 0) & first_late)
        state = ibis.cases(
            ((done >= required) & ~first_late, "met"), (many >= required, "late"), (overdue, "overdue"), else_="due"
        )
        return state, done
