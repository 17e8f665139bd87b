"""The conclusions of the rulebook in columns: what is said, whether it is open, and why.

The rules of one conclusion are weighed as the reference interpreter does: settled when all rules that hold agree
and every rule that would say something else is known not to hold; none when all are known not to hold; else open.
Each layer of conclusions takes a few steps, so that nothing is written twice: the numbers by the law of their
day, what each rule says by itself, whether it counts beside those that override it, and what follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import ibis

from reformrules.count.expressions import Columns, dtype, literal
from reformrules.count.facts import FactColumns
from reformrules.count.measures import parameter_pair
from reformrules.count.pairs import Flag, Pair, Value, any_flag, both, either, false, lit, negated, when
from reformrules.count.reasons import LAW, NOTHING, Reasons, bits, of_fact, of_law
from reformrules.count.tables import CASE, ID, flag
from reformrules.count.weighing import Said, Weighed
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import EVALUATION_DATE, Rulebook, window_of
from reformrules.rulebook.law_in_force import ConclusionInForce, Reading, RuleInForce, conclusion_in_force
from reformrules.rulebook.meaning import UNKNOWN
from reformrules.rulebook.printing import unparse

Table = Any
LAYERS_KEPT = 3  # after so many layers the table is made, so that one statement does not grow too deep


def why(name: str) -> str:
    """The column that says what leaves a conclusion or an obligation open."""
    return f"{name}__why"


def giver(name: str) -> str:
    """The column that says which rule gives a conclusion, or leaves it open; NULL where none does."""
    return f"{name}__rule"


@dataclass
class LawColumns:
    """Adds the conclusions to the facts, layer by layer; `table` has them all.

    givers: whether it says which rule gives each conclusion.
    """

    facts: FactColumns
    table: Table = None
    givers: bool = False
    _types: dict[str, bool] = field(default_factory=dict)  # conclusion: may it be none
    _dated: dict[tuple[str, str], str] = field(default_factory=dict)  # parameter, law date: its column
    _tests: dict[tuple[str, str], str] = field(default_factory=dict)  # test, law date: its column
    _texts: dict[int, tuple[s.Node, str]] = field(default_factory=dict)  # of a node, which is held here, its text

    def __post_init__(self) -> None:
        self.book, self.chain, self.table = self.facts.book, self.facts.chain, self.facts.table
        self.on, self.setting = self.facts.on, self.facts.setting

    def add(self, names: list[str], needed: set[str]) -> None:
        """Reach these conclusions and all that they rest on; `needed` are the facts that are read afterwards."""
        wanted = {n for name in names for n in (name, *self.book.rests_on(name)) if n in self.book.conclusions}
        todo = [[n] for n in self.book.order if n in wanted] if self.facts.apart else layers(self.book, wanted)
        for depth, layer in enumerate(todo):
            self._layer(depth, layer)
            later = {name for rest in todo[depth + 1 :] for name in rest}
            read = {other for name in later for other in self.book.conclusions[name].names} | needed
            self._let_go(depth, read | wanted, kept=depth % LAYERS_KEPT == LAYERS_KEPT - 1)

    def _layer(self, depth: int, layer: list[str]) -> None:
        active = {n: conclusion_in_force(self.book.conclusions[n], self.on, self.setting) for n in layer}
        self._date_parameters(depth, list(active.values()))
        self.share(str(depth), ((node, r.law_date) for c in active.values() for r in c.readings for rule in r.rules
                                for node in (rule.condition, rule.rule.value) if node is not None))  # fmt: skip
        weighed = {n: [self._weighed(n, i, r) for i, r in enumerate(c.readings)] for n, c in active.items()}
        every = [one for read in weighed.values() for one in read]
        for step, columns in (("rules", Weighed.rules), ("counts", Weighed.counts), ("said", Weighed.said)):
            made = {key: value for one in every for key, value in columns(one, self.table).items()}
            self.table = self.chain.extend(f"{step}_{depth}", self.table, made)
        made = {}
        for name, conclusion in active.items():
            said = self._final(conclusion, [one.answer(self.table) for one in weighed[name]])
            made |= {name: said.answer.value, flag(name): lit(said.answer.unknown), why(name): said.reason}
            made |= {giver(name): said.rule} if said.rule is not None else {}
            self._types[name] = conclusion.conclusion.model.otherwise is None
        self.table = self.chain.extend(f"law_{depth}", self.table, made)

    def _weighed(self, name: str, index: int, reading: Reading) -> Weighed:
        conclusion = self.book.conclusions[name]
        columns, reasons = self.columns(reading.law_date), self.reasons(reading.law_date)
        collects = conclusion.model.hit == "collect"
        return Weighed(
            f"{name}__{index}", reading, dtype(conclusion.model.type), collects, columns, reasons, self.givers
        )

    def _let_go(self, depth: int, names: set[str], kept: bool) -> None:
        """Leave the columns behind that nothing reads any more."""
        wanted = {CASE, ID, *names, *map(flag, names), *map(why, names), *map(giver, names)}
        columns = [name for name in self.table.columns if name in wanted]
        if kept or not self.facts.apart:
            self._tests.clear()
            self.table = self.chain.add(f"law_{depth}_kept", self.table.select(*columns), kept)

    def columns(self, law_date: s.Node | None = None) -> Columns:
        """The compiler of expressions over all names, their parameters by the law of `law_date`."""
        return Columns(
            lambda name: self.pair(name, law_date), self.book.type_of, lambda node: self._shared(node, law_date)
        )

    def share(self, step: str, nodes: Iterable[tuple[s.Node, s.Node | None]]) -> None:
        """Make a column of each test that these expressions are put together from; the second is their law date.

        Rules have many tests in common. Where steps are read by people, each test stands in its rule.
        """
        if self.facts.apart:
            return
        made: dict[str, Value] = {}
        for node, law_date in ((atom, date) for whole, date in nodes for atom in atoms(whole)):
            key = self._key(node, law_date)
            if key not in self._tests:
                column = f"test_{step}_{len(made)}"
                made[column], self._tests[key] = self.columns(law_date).test(node), column
        self.table = self.chain.extend(f"tests_{step}", self.table, made)

    def _shared(self, node: s.Node, law_date: s.Node | None) -> Value | None:
        """The column of a test, where there is one in the table."""
        column = self._tests.get(self._key(node, law_date)) if self._tests else None
        return self.table[column] if column in self.table.columns else None

    def _key(self, node: s.Node, law_date: s.Node | None) -> tuple[str, str]:
        dated = law_date is not None and not node.names.isdisjoint(self.book.parameters)
        return self._text(node), self._text(law_date) if law_date is not None and dated else ""

    def _text(self, node: s.Node) -> str:
        """An expression as it is written; nodes are many and the same, and writing them takes time."""
        if id(node) not in self._texts:
            self._texts[id(node)] = node, unparse(node)
        return self._texts[id(node)][1]

    def pair(self, name: str, law_date: s.Node | None = None) -> Pair:
        """The column of a fact, a conclusion or a parameter."""
        if name == EVALUATION_DATE:
            return Pair(literal(self.on))
        if name in self.book.facts:
            return self.facts.pair(name, self.table)
        if name in self.book.conclusions:
            return Pair(self.table[name], self.table[flag(name)], self._types[name])
        if law_date is None:
            return parameter_pair(self.book, name, self.book.parameter(name, self.on, self.setting))
        column = self.table[self._dated[name, unparse(law_date)]]
        return Pair(column, column.isnull())

    def _date_parameters(self, depth: int, active: list[ConclusionInForce]) -> None:
        """The parameters that a layer reads by the law of another day; of what is below the law setting too."""
        made: dict[str, Value] = {}
        self._dated.clear()
        for law_date, rules in (by_law for conclusion in active for by_law in _dated_rules(conclusion)):
            names = {name for rule in rules for name in (*rule.rule.names, *rule.condition.names)}
            for name in sorted(names & self.book.parameters.keys()):
                key = name, unparse(law_date)
                if key not in self._dated:
                    self._dated[key] = column = f"{name}__{depth}_{len(made)}"
                    made[column] = self._parameter_on(name, law_date)
        self.table = self.chain.extend(f"numbers_{depth}", self.table, made)

    def _parameter_on(self, name: str, law_date: s.Node) -> Value:
        """A parameter by the law of a day of the case; NULL where the law gives none or the day is not known."""
        day, nothing = self.columns().value(law_date), parameter_pair(self.book, name, UNKNOWN).value
        if self.book.parameters[name].type == "list":
            nothing = ibis.null("array<string>")
        branches = []
        for dated in self.book.parameters[name].values:
            window = window_of(dated)
            if dated.status > self.setting.floor or dated.undetermined is not None:
                continue
            end = window.end_under(self.setting)
            inside = day.value >= literal(window.start)
            inside = inside if end is None else inside & (day.value < literal(end))
            found = self.book.parameter(name, window.start, self.setting)
            branches.append((inside, parameter_pair(self.book, name, found).value))
        return ibis.cases(*branches, else_=nothing) if branches else nothing

    def reasons(self, law_date: s.Node | None = None) -> Reasons:
        """The finder of what leaves an expression open."""
        return Reasons(self.book, self.columns(law_date), lambda name: self._reason_of(name, law_date), law_date)

    def _reason_of(self, name: str, law_date: s.Node | None) -> Value:
        """The reason of a name where it is unknown, or none where a value is needed."""
        pair = self.pair(name, law_date)
        open_: Flag = either(pair.unknown, pair.is_none)
        if name in self.book.facts:
            return when(open_, bits(of_fact(self.book, name)), NOTHING)
        if name in self.book.conclusions:
            return when(pair.unknown, self.table[why(name)], when(pair.is_none, bits(LAW), NOTHING))
        value = self.book.parameter_value(name, self.on, self.setting)
        stated = of_law(value.undetermined) if value is not None and value.undetermined is not None else 0
        return when(open_, bits(stated), NOTHING)

    def _final(self, active: ConclusionInForce, read: list[Said]) -> Said:
        """One reading, or two that must agree; then what only weaker rules could say, and the answer otherwise."""
        said = read[0] if len(read) == 1 else _agreed(*read)
        none = both(negated(said.answer.unknown), said.answer.value.isnull())
        if active.below:
            columns = self.columns(active.readings[-1].law_date)
            below = both(none, any_flag([negated(false(columns.test(rule.condition))) for rule in active.below]))
            unknown, none = either(said.answer.unknown, below), both(none, negated(below))
            said = Said(Pair(said.answer.value, unknown, True), when(below, bits(LAW), said.reason), said.rule)
        otherwise = active.conclusion.model.otherwise
        if otherwise is None:
            return said
        value = literal(otherwise.value).cast(said.answer.value.type())
        return Said(Pair(when(none, value, said.answer.value), said.answer.unknown), said.reason, said.rule)


def _dated_rules(conclusion: ConclusionInForce) -> Iterator[tuple[s.Node, tuple[RuleInForce, ...]]]:
    """The rules of a conclusion that go by the law of another day than the one that is asked about, with that day."""
    of = [(reading.law_date, reading.rules) for reading in conclusion.readings]
    for law_date, rules in (*of, (of[-1][0], conclusion.below)):
        if law_date is not None:
            yield law_date, rules


def _agreed(first: Said, second: Said) -> Said:
    """Two laws may decide: the answer is given only where both give the same."""
    known = negated(either(first.answer.unknown, second.answer.unknown))
    same = both(known, first.answer.value.identical_to(second.answer.value))
    reason = when(first.answer.unknown, first.reason, when(second.answer.unknown, second.reason, bits(LAW)))
    value = when(same, first.answer.value, ibis.null(first.answer.value.type()))
    rule = None if first.rule is None else ibis.coalesce(first.rule, second.rule)
    return Said(Pair(value, negated(same), True), when(same, NOTHING, reason), rule)


def atoms(node: s.Node) -> Iterator[s.Node]:
    """The tests that a condition is put together from with and, or and not."""
    if isinstance(node, s.Not):
        yield from atoms(node.of)
    elif isinstance(node, s.All | s.AnyOf):
        for child in node.of:
            yield from atoms(child)
    elif isinstance(node, s.Compare | s.In | s.Known | s.Recorded):
        yield node


def layers(book: Rulebook, names: set[str]) -> list[list[str]]:
    """The conclusions, each in a layer after all that it rests on."""
    depth: dict[str, int] = {}
    for name in (n for n in book.order if n in names):
        below = [depth[other] + 1 for other in book.conclusions[name].names if other in depth]
        depth[name] = max(below, default=0)
    return [[n for n, at in depth.items() if at == level] for level in range(max(depth.values(), default=-1) + 1)]
