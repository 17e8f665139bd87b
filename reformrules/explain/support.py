"""What an answer rests on: the decisive parts, the facts with their origin, the weakest legal status."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from reformrules.explain.active import ActiveRule, LawReading
from reformrules.explain.findings import FactUsed, SourceRef, Text
from reformrules.explain.memory import forget_if_many
from reformrules.explain.program import Program
from reformrules.explain.reference import Decisive, Outcome, Run
from reformrules.explain.trace import Part, Trace
from reformrules.explain.wording import LANGUAGES, named_value, part_text, shown
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import EVALUATION_DATE, Rule, Rulebook
from reformrules.rulebook.meaning import UNKNOWN
from reformrules.rulebook.models import Sourced


@dataclass(slots=True)
class Support:
    """parts: decisive leaves with the trace that reads them. names: what they and the values mention.

    law_days: the days whose law is read, where it is not that of the evaluation date.
    """

    parts: list[tuple[Part, Trace]] = field(default_factory=list)
    names: dict[str, date] = field(default_factory=dict)
    law_days: list[date] = field(default_factory=list)

    def because(self, among: Collection[str] = ()) -> list[Text]:
        """The decisive parts as sentences, each as it is; validity tests on the law date are left to the rule's dates.

        among: conclusions without a value of their own; nothing is said of them.
        """
        told = [(p, t) for p, t in self.parts if p.node.names and p.node.names.isdisjoint(among)]
        seen = {tuple(part_text(p, t, lang, p.value is False) for lang in LANGUAGES): None for p, t in told}
        return [Text(da, en) for da, en in seen]


def _decisive(trace: Trace, rules: Iterable[ActiveRule]) -> Decisive:
    """What decides in one reading of the law."""
    parts: list[Part] = []
    names: dict[str, None] = {}
    for rule in rules:
        decisive = list(trace.decisive(rule.condition))
        parts += decisive
        for node in (*(part.node for part in decisive), rule.rule.value):
            names.update(dict.fromkeys(sorted(node.names) if node is not None else ()))
    conclusions = tuple(name for name in names if name in trace.program.by_name)
    return Decisive(trace.law_date, tuple(parts), tuple(names), conclusions)


def deciding(program: Program, run: Run, outcome: Outcome) -> tuple[Decisive, ...]:
    """What decides an outcome, in each reading of the law; the same for all cases with the same values."""
    if outcome.decisive is None:
        readings = readings_of(outcome, program)
        all_rules = [rule.id for reading in readings for rule in reading.rules] if outcome.otherwise else []
        deciding = {*all_rules} or {rule.id for rule in outcome.rules}
        chosen = ((r.law_date, [rule for rule in r.rules if rule.id in deciding]) for r in readings)
        outcome.decisive = tuple(_decisive(Trace(program, run.facts, law), rules) for law, rules in chosen)
    return outcome.decisive


def add_condition(found: Support, trace: Trace, node: s.Node) -> None:
    """Add the decisive parts of a condition."""
    for part in trace.decisive(node):
        found.parts.append((part, trace))
        add_names(found, trace, part.node)


def add_names(found: Support, trace: Trace, node: s.Node | None) -> None:
    """Add the names of an expression, with the date whose law its parameters follow."""
    if node is not None:
        day = trace.law_day()
        for name in sorted(node.names):
            found.names.setdefault(name, day)


def readings_of(outcome: Outcome, program: Program) -> tuple[LawReading, ...]:
    """The readings of the law behind an outcome."""
    if outcome.readings:
        return tuple(r.law_reading for r in outcome.readings if r.law_reading is not None)
    return (outcome.law_reading,) if outcome.law_reading else program.by_name[outcome.name].readings


def outcome_support(program: Program, run: Run, outcome: Outcome) -> Support:
    """The support of one conclusion, worked out once; of an `otherwise`, the reasons why every rule fails."""
    key = f"support of {outcome.name}"
    if key not in run.memory:
        found = run.memory[key] = Support()
        for decisive in deciding(program, run, outcome):
            trace = Trace(program, run.facts, decisive.law_date)
            day = trace.law_day()
            found.parts += [(part, trace) for part in decisive.parts]
            found.law_days += [day] if decisive.law_date is not None else []
            for name in decisive.names:
                found.names.setdefault(name, day)
    support: Support = run.memory[key]
    return support


def obligation_support(program: Program, run: Run, rule: Rule, exempt: bool) -> Support:
    """The support of an obligation; what lifts it only where it is lifted."""
    found, trace, duty = Support(), Trace(program, run.facts), rule.obligation
    add_condition(found, trace, rule.when)
    for node in duty.nodes() if duty is not None else ():
        if exempt or (duty is not None and node is not duty.unless):
            add_names(found, trace, node)
    return found


def open_text(book: Rulebook, name: str, values: Sequence[str]) -> Text:
    """A conclusion that is certain to be one of a few values: the one or the other."""
    da, en = ([named_value(book, name, value, lang) for value in values] for lang in LANGUAGES)
    return Text(" eller ".join(da), " or ".join(en))


def facts_used(
    program: Program, run: Run, names: Mapping[str, date | None], among: Mapping[str, Sequence[str]] | None = None
) -> list[FactUsed]:
    """Names as values with their origin, each by the law of its day; None is the evaluation date.

    among: conclusions that are open between a few values; they have none of their own.
    """
    found = (_used(program, run, name, day or run.facts.on) for name, day in names.items() if name != EVALUATION_DATE)
    among = among or {}
    return [
        replace(fact, value=None, text=open_text(program.book, fact.name, among[fact.name]))
        if fact.name in among else fact
        for fact in found
    ]  # fmt: skip


def _used(program: Program, run: Run, name: str, day: date) -> FactUsed:
    """A value as it is shown, made once: many answers, and many cases, rest on the same."""
    in_run = ("used", name, day)
    if in_run not in run.memory:
        kind, value, origin, of = _origin(program, run, name, day)
        exact = str(value) if isinstance(value, Decimal) else value  # 1 and 1.0 are equal, and shown as they stand
        key = (name, exact, of)
        if key not in program.used:
            forget_if_many(program.used)
            program.used[key] = _fact_used(program, name, kind, value, origin)
        run.memory[in_run] = program.used[key]
    found: FactUsed = run.memory[in_run]
    return found


def _fact_used(program: Program, name: str, kind: str, value: Any, origin: list[str]) -> FactUsed:
    label = program.book.label(name)
    text = Text(shown(program, name, value, "da"), shown(program, name, value, "en"))
    plain = None if value is UNKNOWN else list(map(str, value)) if isinstance(value, tuple) else value
    return FactUsed(name, kind, Text(label.da, label.en), plain, text, origin)


def _origin(program: Program, run: Run, name: str, day: date) -> tuple[str, Any, list[str], Hashable]:
    """The kind of a name, its value, where that comes from, and the same as a key."""
    book = program.book
    if name in book.facts:
        given = run.facts[name], run.facts.origins.get(name, ())
        return "fact", given[0], list(given[1]), given[1]
    if name in book.conclusions:
        rules = [rule.id for rule in run.outcomes[name].rules]
        return "conclusion", run.facts[name], rules, tuple(rules)
    dated = book.parameter_value(name, day, program.setting)
    sources = [_cite(c.id, c.section) for c in dated.source] if dated else []
    return "parameter", book.parameter(name, day, program.setting), sources, tuple(sources)


def _cite(id_: str, section: str | None) -> str:
    return f"{id_} {section}" if section else id_


def sources_of(book: Rulebook, cited: Iterable[Sourced]) -> list[SourceRef]:
    """The cited sources, each place in one once."""
    found = (source for item in cited for source in _sources(book, _Same(item)))
    return list({(source.id, source.section): source for source in found}.values())


class _Same:
    """A part of the rulebook as a key: the one object that it is."""

    __slots__ = ("of",)

    def __init__(self, of: Sourced) -> None:
        self.of = of

    def __hash__(self) -> int:
        return id(self.of)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.of is self.of


@lru_cache(maxsize=16384)
def _sources(book: Rulebook, cited: _Same) -> tuple[SourceRef, ...]:
    sources = ((c, book.sources[c.id]) for c in cited.of.source)
    return tuple(SourceRef(c.id, c.section, source.title, source.url) for c, source in sources)
