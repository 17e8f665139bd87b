"""The mutants of a rulebook: one rule, parameter, conclusion or fact with one small change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from reformrules.errors import Place
from reformrules.mutation.operators import TypeOf, changes, is_number, neighbours, opposite_of, shown, written
from reformrules.rulebook import models as m
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import Conclusion, ObligationNodes, Rule, Rulebook, Window
from reformrules.rulebook.record_scope import entry_scope
from reformrules.rulebook.status import Status
from reformrules.rulebook.types import check


@dataclass(frozen=True, slots=True)
class Measured:
    """A fact with the parsed expressions of its measure, by the key they have in `Rulebook.measures`."""

    name: str
    fact: m.Fact
    nodes: dict[str, s.Node]


@dataclass(frozen=True, slots=True)
class DatedParameter:
    """A parameter under its name."""

    name: str
    model: m.Parameter


Part = Rule | Conclusion | DatedParameter | Measured


@dataclass(frozen=True, slots=True)
class Mutant:
    """A part of the rulebook after one small change; `of` names it, `said` tells the change."""

    of: str
    said: str
    place: Place
    part: Part

    @property
    def key(self) -> str:
        return f"{self.of}: {self.said}"


Said = tuple[Part, str]


def mutants_of(book: Rulebook, name: str) -> list[Mutant]:
    """All mutants of what has this name, each told differently.

    Parameters, conclusions and facts share their names; a rule may be called like one of them.
    """
    found, times = list[Mutant](), Counter[str]()
    for part, said in _changed(book, name):
        times[said] += 1
        again = f" (#{times[said]})" if times[said] > 1 else ""
        place = book.where["rules" if isinstance(part, Rule) else "names", name]
        found.append(Mutant(name, said + again, place, part))
    return found


def _changed(book: Rulebook, name: str) -> Iterator[Said]:
    if name in book.rules:
        for change in RULE_CHANGES:
            yield from change(book, book.rules[name])
    if name in book.parameters:
        for of_parameter in (_values, _boundaries, _parameter_ends):
            yield from of_parameter(book, DatedParameter(name, book.parameters[name]))
    if name in book.conclusions:
        yield from _law_of(book.conclusions[name])
        yield from _otherwise(book.conclusions[name])
    if name in book.facts:
        yield from _measure(book, name)


def mutated(book: Rulebook, part: Part) -> Rulebook:
    """The rulebook with a part in the place of the one of the same name; of no files, and so without their digest."""
    if isinstance(part, Rule):
        new = replace(book, digest="", rules={**book.rules, part.id: part}, conclusions=_concluding(book, part))
    elif isinstance(part, Conclusion):
        new = replace(book, digest="", conclusions={**book.conclusions, part.name: part})
    elif isinstance(part, DatedParameter):
        new = replace(book, digest="", parameters={**book.parameters, part.name: part.model})
    else:
        own = (part.name, f"{part.name}.day")
        others = {key: node for key, node in book.measures.items() if key not in own}
        new = replace(book, digest="", facts={**book.facts, part.name: part.fact}, measures=others | part.nodes)
    for name in (*book.conclusions, *(rule.id for rule in book.obligations)):
        book.rests_on(name)  # all of it, before a changed rulebook shares it
    vars(new)["_rests_on"] = book._rests_on  # no change adds a name, so what rests on what is at most the same
    return new


def _concluding(book: Rulebook, rule: Rule) -> dict[str, Conclusion]:
    if rule.concludes is None:
        return dict(book.conclusions)
    conclusion = book.conclusions[rule.concludes]
    rules = tuple(rule if other.id == rule.id else other for other in conclusion.rules)
    return {**book.conclusions, rule.concludes: replace(conclusion, rules=rules)}


def beginning(book: Rulebook) -> date:
    """The day on which most rules start: there the rulebook begins to tell, and no law changes."""
    starts = Counter(rule.window.start for rule in book.rules.values())
    return max(starts, key=lambda day: (starts[day], day), default=date.min)


def _conditions(book: Rulebook, rule: Rule) -> Iterator[Said]:
    """The condition denied as a whole, or changed in one part."""
    opposite = opposite_of(rule.when)
    yield replace(rule, when=opposite), f"condition {shown(opposite)}"
    for change in changes(rule.when, book.type_of):
        if change.node not in (opposite, rule.when):
            yield replace(rule, when=change.node), change.said


def _outcomes(book: Rulebook, rule: Rule) -> Iterator[Said]:
    """Another value than the rule concludes, or another reason why the law gives none."""
    if rule.because is not None:
        other = "needs_assessment" if rule.because.reason == "law_not_verified" else "law_not_verified"
        because = rule.because.model_copy(update={"reason": other})
        yield replace(rule, because=because), f"reason {other} for {rule.because.reason}"
    if isinstance(rule.value, s.Literal) and rule.concludes is not None:
        for value in _others(book.conclusions[rule.concludes].model, rule.value.value):
            yield (
                replace(rule, value=replace(rule.value, value=value)),
                f"outcome {written(value)} for {written(rule.value.value)}",
            )
    elif rule.value is not None:
        for change in changes(rule.value, book.type_of):
            yield replace(rule, value=change.node), f"outcome: {change.said}"


def _others(model: m.Conclusion, value: Any) -> tuple[Any, ...]:
    """The neighbours of a value among those that a conclusion may have."""
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, date) or is_number(value):
        return neighbours(value)
    choices = list(model.one_of or ())
    if value in choices and len(choices) > 1:
        return (choices[(choices.index(value) + 1) % len(choices)],)
    return ()


def _validity(book: Rulebook, rule: Rule) -> Iterator[Said]:
    """The rule begins or ends a day earlier or later, or ends whatever the law setting is."""
    window, first = rule.window, beginning(book)
    for day in neighbours(window.start) if window.start != first else ():
        if window.end is None or day < window.end:
            yield replace(rule, window=replace(window, start=day)), f"valid from {day} for {window.start}"
    for day in neighbours(window.end) if window.end is not None else ():
        if day > window.start:
            yield replace(rule, window=replace(window, end=day)), f"valid until {day} for {window.end}"
    if window.end is not None and window.end_status is not Status.in_force:
        firm = Window(window.start, window.end)
        yield replace(rule, window=firm), f"without until_status {window.end_status.name}"


def _exceptions(book: Rulebook, rule: Rule) -> Iterator[Said]:
    """One of the rules that this one overrides is overridden no more."""
    for other in rule.overrides:
        rest = tuple(kept for kept in rule.overrides if kept != other)
        yield replace(rule, overrides=rest), f"without overriding {other}"


def _statuses(book: Rulebook, rule: Rule) -> Iterator[Said]:
    """The rule is one step firmer or weaker."""
    for status in Status:
        if abs(status - rule.status) == 1:
            cited = rule.cited.model_copy(update={"status": status})
            yield replace(rule, status=status, cited=cited), f"status {status.name} for {rule.status.name}"


def _obligation(book: Rulebook, rule: Rule) -> Iterator[Said]:
    """How many, from when, by when: one part of an obligation changed, or left out where it may be."""
    nodes = rule.obligation
    if nodes is None:
        return
    for key in ("first_by", "unless"):
        if getattr(nodes, key) is not None:
            yield replace(rule, obligation=_with_node(nodes, key, None)), f"without {key}"
    for key in ("at_least", "counted_from", "deadline", "first_by", "unless"):
        node = getattr(nodes, key)
        for change in changes(node, book.type_of) if node is not None else ():
            yield replace(rule, obligation=_with_node(nodes, key, change.node)), f"{key}: {change.said}"


def _with_node(nodes: ObligationNodes, key: str, node: s.Node | None) -> ObligationNodes:
    changed: dict[str, Any] = {key: node}
    return replace(nodes, **changed)


RULE_CHANGES = (_conditions, _outcomes, _validity, _exceptions, _statuses, _obligation)


def _law_of(conclusion: Conclusion) -> Iterator[Said]:
    """Of two dates whose laws must agree only one is read."""
    if len(conclusion.law_of) == 2:
        for node in conclusion.law_of:
            yield replace(conclusion, law_of=(node,)), f"law_of only {shown(node)}"


def _otherwise(conclusion: Conclusion) -> Iterator[Said]:
    """Another answer when no rule holds."""
    otherwise = conclusion.model.otherwise
    for value in _others(conclusion.model, otherwise.value) if otherwise is not None else ():
        assert otherwise is not None
        model = conclusion.model.model_copy(update={"otherwise": otherwise.model_copy(update={"value": value})})
        yield replace(conclusion, model=model), f"otherwise {written(value)} for {written(otherwise.value)}"


def _with_value(parameter: DatedParameter, index: int, **update: Any) -> DatedParameter:
    values = list(parameter.model.values)
    values[index] = values[index].model_copy(update=update)
    return DatedParameter(parameter.name, parameter.model.model_copy(update={"values": values}))


def _values(book: Rulebook, parameter: DatedParameter) -> Iterator[Said]:
    """A dated value is one step smaller or larger, or its list lacks one element."""
    for index, dated in enumerate(parameter.model.values):
        for value, said in _other_values(parameter.model, dated.value):
            yield _with_value(parameter, index, value=value), f"{said} from {dated.from_}"


def _other_values(model: m.Parameter, value: Any) -> Iterator[tuple[Any, str]]:
    if model.type == "date" and value is not None:
        for day in neighbours(date.fromisoformat(value)):
            yield day.isoformat(), f"{day} for {value}"
    elif isinstance(value, bool):
        yield not value, f"{written(not value)} for {written(value)}"
    elif is_number(value):
        for number in neighbours(value):
            yield number, f"{number} for {value}"
    elif isinstance(value, list) and len(value) > 1:
        for one in value:
            yield [other for other in value if other != one], f"without {one}"


def _boundaries(book: Rulebook, parameter: DatedParameter) -> Iterator[Said]:
    """A day on which the value changes is a day earlier or later: for the value that ends and the one that begins."""
    starts = {dated.from_ for dated in parameter.model.values}
    days = starts.union(dated.until for dated in parameter.model.values if dated.until is not None)
    days -= {min(starts)} if min(starts) <= beginning(book) else set()
    for day in sorted(days):
        for moved in neighbours(day):
            values = [_moved(dated, day, moved) for dated in parameter.model.values]
            if all(v.until is None or v.from_ < v.until for v in values):
                changed = parameter.model.model_copy(update={"values": values})
                yield DatedParameter(parameter.name, changed), f"changes on {moved} for {day}"


def _moved(dated: m.DatedValue, day: date, to: date) -> m.DatedValue:
    update = {name: to for name in ("from_", "until") if getattr(dated, name) == day}
    return dated.model_copy(update=update) if update else dated


def _parameter_ends(book: Rulebook, parameter: DatedParameter) -> Iterator[Said]:
    """A value ends whatever the law setting is."""
    for index, dated in enumerate(parameter.model.values):
        if dated.until is not None and dated.until_status is not Status.in_force:
            said = f"without until_status {dated.until_status.name} from {dated.from_}"
            yield _with_value(parameter, index, until_status=Status.in_force), said


def _measure(book: Rulebook, name: str) -> Iterator[Said]:
    """How a fact is read from the record: its condition, its start, its window."""
    fact = book.facts[name]
    own = {key: book.measures[key] for key in (name, f"{name}.day") if key in book.measures}
    for key, node in own.items():
        type_of: TypeOf = book.type_of if key != name else partial(_entry_type, book, fact)
        rest = {other: kept for other, kept in own.items() if other != key}
        part = "where" if key == name else "on" if fact.measure.on else "since"
        yield Measured(name, fact, rest), f"without {part}"
        for change in changes(node, type_of):
            yield Measured(name, fact, rest | {key: change.node}), f"{part}: {change.said}"
    for said, update in _measure_updates(fact.measure):
        changed = fact.model_copy(update={"measure": fact.measure.model_copy(update=update)})
        yield Measured(name, changed, own), said


def _entry_type(book: Rulebook, fact: m.Fact, node: s.Node) -> Any:
    return check(node, entry_scope(fact, book))


def _measure_updates(measure: m.Measure) -> Iterator[tuple[str, dict[str, Any]]]:
    for key in ("window", "allowance"):
        if getattr(measure, key) is not None:
            yield f"without {key}", {key: None}
    if measure.kind == "sum" and (measure.window or measure.since):
        other = "touching" if measure.edge_months == "inside" else "inside"
        yield f"edge_months {other} for {measure.edge_months}", {"edge_months": other}
    for field in measure.same:
        yield f"without {field} in same", {"same": [other for other in measure.same if other != field]}


def all_names(book: Rulebook) -> list[str]:
    """The names of everything that has mutants, in the order of the files."""
    named: Iterable[tuple[str, str]] = (
        *(("rules", name) for name in book.rules),
        *(("names", name) for name in (*book.parameters, *book.conclusions, *book.facts)),
    )
    return list(dict.fromkeys(name for _, name in sorted(named, key=lambda key: _position(book.where[key]))))


def _position(place: Place) -> tuple[str, int, int]:
    return place.file, place.line or 0, place.column or 0
