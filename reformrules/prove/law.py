"""The conclusions and obligations of a rulebook as formulas, by the law of one stretch of days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

import z3

from reformrules.prove.calendar import Calendar
from reformrules.prove.expressions import Days, Formulas, Members, Scope
from reformrules.prove.ledger import Ledger
from reformrules.prove.outcomes import (
    DUTY_DETAILS,
    NO_DUTY,
    Duty,
    Outcome,
    agreed,
    collected,
    unique,
)
from reformrules.prove.terms import (
    NO_TERM,
    UNKNOWN_TERM,
    Flag,
    Term,
    Test,
    both,
    choose,
    chosen,
    conjoined,
    constant,
    disjoined,
    either,
    encoded,
    opposite,
)
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import EVALUATION_DATE, Rule, Rulebook, window_of
from reformrules.rulebook.law_in_force import Reading, RuleInForce, conclusion_in_force
from reformrules.rulebook.status import LawSetting


class Citizen(Protocol):
    """Where facts come from."""

    def key(self, book: Rulebook, name: str) -> str: ...

    def fact(self, book: Rulebook, name: str) -> Term: ...

    def days(self, book: Rulebook, name: str) -> Days: ...


@dataclass
class Law:
    """All formulas of one rulebook under one setting, in one epoch, for one symbolic citizen; made when asked for.

    on: the evaluation date, a plain number or a formula. day: any day of the epoch.
    near: conclusions that others rest on may come to anything of their type: more than there can be.
    twin: the law of another rulebook, and which conclusions come to the same there.
    version: tells the law behind a name from that of other days, where those share a ledger.
    example: it is a citizen to be shown to somebody that is looked for.
    """

    book: Rulebook
    setting: LawSetting
    day: Any
    on: Any
    citizen: Citizen
    calendar: Calendar
    ledger: Ledger
    tag: str = ""
    near: bool = False
    twin: tuple[Law, Callable[[str], bool]] | None = None
    version: Callable[[str], int] = lambda name: 0
    example: bool = False

    def __post_init__(self) -> None:
        self._formulas: dict[int, tuple[s.Node | None, Formulas]] = {}

    # Names.

    def term(self, name: str) -> Term:
        """A fact, a conclusion, a parameter by the law of the day, or the evaluation date."""
        if name == EVALUATION_DATE:
            return Term(self.on)
        if name in self.book.conclusions:
            return self._any(name) if self.near else self.outcome(name).term
        if name in self.book.parameters:
            return constant(self.book.parameter(name, self.day, self.setting))
        return self.citizen.fact(self.book, name)

    def _any(self, name: str) -> Term:
        return self.ledger.make(f"{self.tag}any {name}", lambda: free_answer(self.book, name, self.ledger))

    def formulas(self, law_date: s.Node | None = None) -> Formulas:
        """The compiler of expressions whose parameters follow the law of `law_date`."""
        key = id(law_date)
        if key not in self._formulas:
            scope = Scope(
                lambda name: self._by(law_date, name),
                lambda name: self.citizen.days(self.book, name),
                lambda name: self._members(law_date, name),
                self.book.type_of,
            )
            self._formulas[key] = (law_date, Formulas(scope, self.calendar))
        return self._formulas[key][1]

    def _by(self, law_date: s.Node | None, name: str) -> Term:
        if law_date is None or name not in self.book.parameters:
            return self.term(name)
        day = self.formulas().value(law_date)
        found = [(flag, constant(value)) for flag, value in self._dated(name, day)]
        return chosen([(either(day.unknown, day.none), UNKNOWN_TERM), *found], UNKNOWN_TERM)

    def _dated(self, name: str, day: Term) -> list[tuple[Flag, Any]]:
        """The values of a parameter with when each is that of the law of `day`."""
        found = []
        for dated in self.book.parameters[name].values:
            window = window_of(dated)
            if dated.status > self.setting.floor or dated.undetermined is not None:
                continue
            end = window.end_under(self.setting)
            until = True if end is None else day.value < encoded(end)
            value = self.book.parameter(name, window.start, self.setting)
            found.append((both(day.value >= encoded(window.start), until), value))
        return found

    def _members(self, law_date: s.Node | None, name: str) -> Members:
        if law_date is None:
            found = self.book.parameter(name, self.day, self.setting)
            return Members(((True, found),)) if isinstance(found, tuple) else Members((), True)
        day = self.formulas().value(law_date)
        lists = tuple((both(day.known, flag), value) for flag, value in self._dated(name, day))
        return Members(lists, opposite(either(*(flag for flag, _ in lists))))

    # Conclusions.

    def outcome(self, name: str) -> Outcome:
        """What a conclusion comes to."""
        if self.twin is not None and self.twin[1](name):
            return self.twin[0].outcome(name)
        return self.ledger.make(f"{self.tag}{name} {self.version(name)}", lambda: self._concluded(name))

    def _concluded(self, name: str) -> Outcome:
        live = conclusion_in_force(self.book.conclusions[name], self.day, self.setting)
        collects = live.conclusion.model.hit == "collect"
        read = [self._read(reading, collects) for reading in live.readings]
        said = read[0] if len(read) == 1 else agreed(*read)
        flags, value = dict(said.flags), said.value
        if live.below:
            formulas = self.formulas(live.readings[-1].law_date)
            waiting = either(*(opposite(formulas.test(rule.condition).false) for rule in live.below))
            flags["below"] = both(flags["none"], waiting)
            flags["none"] = both(flags["none"], opposite(waiting))
        otherwise = live.conclusion.model.otherwise
        if otherwise is not None:
            value = choose(flags["none"], encoded(otherwise.value), value)
            flags["settled"], flags["none"] = either(flags["settled"], flags["none"]), False
        return Outcome(flags, value, said.answers, said.silent, said.among)

    def conditions(self, reading: Reading) -> list[tuple[RuleInForce, Test]]:
        """Each rule of a reading with when it counts: it holds and nothing that overrides it does."""
        formulas = self.formulas(reading.law_date)
        holds = {rule.rule.id: formulas.test(rule.condition) for rule in reading.rules}
        counts = []
        for rule in reading.rules:
            over = disjoined(*(holds[other] for other in rule.overridden_by))
            counts.append((rule, conjoined(holds[rule.rule.id], over.opposite)))
        return counts

    def fires(self, id_: str) -> Flag:
        """Whether a rule counts, in one of the readings of its conclusion; of an obligation, whether it holds."""
        rule = self.book.rules[id_]
        if rule.concludes is None:
            return both(self.in_force(id_), self.formulas().test(rule.when).true)
        live_in = conclusion_in_force(self.book.conclusions[rule.concludes], self.day, self.setting).readings
        counts = [test.true for reading in live_in for found, test in self.conditions(reading) if found.rule.id == id_]
        return either(*counts)

    def in_force(self, id_: str) -> bool:
        """Whether a rule may hold in this epoch: it is in force, or its law is that of another day."""
        rule = self.book.rules[id_]
        follows = rule.concludes is not None and bool(self.book.conclusions[rule.concludes].law_of)
        return rule.status <= self.setting.floor and (follows or rule.window.covers(self.day, self.setting))

    def conditions_of(self, id_: str, *nodes: s.Node) -> list[list[Test]]:
        """Some conditions by each law that a rule follows."""
        rule = self.book.rules[id_]
        dates = self.book.conclusions[rule.concludes].law_of if rule.concludes else ()
        return [[self.formulas(date).test(node) for node in nodes] for date in dates or (None,)]

    def known(self, name: str) -> Flag:
        """Whether a name has a value or is known to have none."""
        if name in self.book.facts and self.book.type_of(s.Name(0, name)).kind == "dates":
            return opposite(self.citizen.days(self.book, name).unknown)
        return opposite(self.term(name).unknown)

    def _read(self, reading: Reading, collects: bool) -> Outcome:
        counts = self.conditions(reading)
        said = [self._said(rule.rule, reading.law_date) for rule, _ in counts]
        tests = [test for _, test in counts]
        rules = [rule.rule for rule, _ in counts]
        found = collected(tests, said) if collects else unique(rules, tests, said)
        because = [(test.true, rule.because) for rule, test in zip(rules, tests, strict=True) if rule.because]
        silent = tuple((flag, encoded(why.reason)) for flag, why in because)
        among = tuple((flag, encoded("; ".join(why.among))) for flag, why in because if why.among)
        return replace(found, silent=silent, among=among)

    def _said(self, rule: Rule, law_date: s.Node | None) -> Term | None:
        """What a rule concludes; nothing for one that says that the law gives no answer."""
        if rule.because is not None or rule.value is None:
            return None
        found = self.formulas(law_date).value(rule.value)
        return Term(found.value, either(found.unknown, found.none))

    # Obligations.

    def duty(self, id_: str) -> Duty:
        """What an obligation comes to, whether it is met left aside."""
        return self.ledger.make(
            f"{self.tag}duty {id_} {self.version(id_)}", lambda: self._obliged(self.book.rules[id_])
        )

    def _obliged(self, rule: Rule) -> Duty:
        nodes = rule.obligation
        assert nodes is not None  # only obligations are asked for
        if rule.status > self.setting.floor or not rule.window.covers(self.day, self.setting):
            return NO_DUTY
        formulas, first_by = self.formulas(), NO_TERM
        holds = formulas.test(rule.when)
        lifted = formulas.test(nodes.unless) if nodes.unless is not None else Test(False, True)
        required, *days = (formulas.value(n) for n in (nodes.at_least, nodes.counted_from, nodes.deadline))
        nothing = both(holds.true, required.known, required.value <= 0)
        told = both(holds.true, required.known, *(day.known for day in days), opposite(nothing))
        if nodes.first_by is not None:
            first_by = formulas.value(nodes.first_by)
            told = both(told, opposite(first_by.unknown))
        applies, lifts = both(told, lifted.false), both(told, lifted.true)
        none = either(holds.false, nothing)
        counting = constant(self.citizen.key(self.book, nodes.model.counting))
        details = dict(zip(DUTY_DETAILS, (required, *days, first_by, counting), strict=True))
        return Duty(none, applies, lifts, opposite(either(none, applies, lifts)), details)


def free_answer(book: Rulebook, name: str, ledger: Ledger) -> Term:
    """Any answer of the type of a conclusion, or none, or an open one."""
    model = book.conclusions[name].model
    none: Flag = False if model.otherwise is not None else z3.Bool(f"{name} none")
    sort = {"bool": z3.Bool, "decimal": z3.Real}.get(model.type, z3.Int)
    value = sort(f"{name} answer")
    if model.type == "text":
        ledger.add(z3.Or(*(value == encoded(choice) for choice in model.one_of)) if model.one_of else value >= 0)
    unknown = z3.Bool(f"{name} open")
    if none is not False:
        ledger.add(z3.Not(z3.And(unknown, none)))
    return Term(value, unknown, none)
