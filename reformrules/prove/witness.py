"""A citizen found by the solver, as a case file: as few facts as will do, with plain values on plain days."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import z3

from reformrules.case.intake import case_from_text
from reformrules.case.record import NONE_WORD, CaseRecord, bounds
from reformrules.case.writing import case_text
from reformrules.prove.calendar import day_of
from reformrules.prove.entries import SymbolicEntry
from reformrules.prove.query import Query, number
from reformrules.prove.somebody import Somebody
from reformrules.prove.terms import Flag, Term, lifted, opposite, words
from reformrules.prove.world import World
from reformrules.rulebook.models import FieldSpec

ID = "witness"
DECIMALS = 4  # as many as a record takes
WISH_SECONDS = 0.4  # how long a wish may take
NEAR = 5 * 366  # days that are near to the question
GROWN_UP = 16 * 366
PLAIN_AGES, OTHER_AGES, OLDEST = (40, 27, 20, 61), (16, 17, 18, 24, 29, 30, 50, 68), 70
PLAIN_NUMBERS = {
    "kr": ((20_000, 10_000, 5_000, 1_000), 100_000),
    "hours": ((37, 20, 10, 160), 200),
    "days": ((14, 30, 7), 366),
    "months": ((6, 12), 60),
}
"""By unit: numbers that are tried first, and up to which a number is a plain one."""


@dataclass(frozen=True)
class Draft:
    """A citizen on a day: the case, and the text of its file."""

    on: date
    case: CaseRecord
    text: str


def draft(world: World, query: Query) -> Draft:
    """The citizen of whom the solver holds what it holds; wishes that still fit are granted one by one."""
    assert isinstance(world.citizen, Somebody)  # only records become case files
    citizen, record = world.citizen, world.books[0].record
    for wish in _wishes(world, citizen, query):
        query.wish(lifted(wish), WISH_SECONDS)
    model = query.model
    on = day_of(number(model, world.on))
    data = {"case": ID, "person": dict(_person(model, world))} | dict(_sections(model, world, citizen))
    return Draft(on, case_from_text(json.dumps(data, ensure_ascii=False), record), case_text(data))


def _wishes(world: World, citizen: Somebody, query: Query) -> Iterator[Flag]:
    """What makes a citizen plain: few entries, nothing that does not matter, the first days of months.

    What is left out in the end is wished nothing more.
    """
    book = world.books[0]
    entries = [e for made in citizen.sections.values() for e in reversed(made)]
    yield from (opposite(entry.there) for entry in entries)
    for section in citizen.sections:
        if book.record.sections[section].absent != "none":
            yield opposite(z3.Bool(f"{section} missing"))
    for name in book.record.person:
        if _made(world, f"person {name}") is not None:
            yield opposite(z3.Bool(f"person {name} given"))
    for entry in entries:
        for name in entry.fields:
            if not entry.section.fields[name].required:
                yield opposite(z3.Bool(f"{entry.name} {name} given"))
    yield world.on == world.stretch.first.toordinal()
    entries = [entry for entry in entries if _holds(query.model, entry.there)]
    yield from _plain_days(world, entries)
    yield from _plain_values(world, entries, lambda name: _holds(query.model, z3.Bool(f"{name} given")))


def _plain_days(world: World, entries: Iterable[SymbolicEntry]) -> Iterator[Flag]:
    """Days near the question, on the first of a month, of somebody who is grown up when they come."""
    born = _made(world, "person born")
    if born is not None and world.stretch.first.year > OLDEST:
        for ages in (PLAIN_AGES, OTHER_AGES):
            yield z3.Or(*(born.value == date(world.stretch.first.year - age, 5, 2).toordinal() for age in ages))
    for entry in entries:
        yield entry.open
        yield from _near(world, entry.start)
        yield opposite(entry.open) if entry.open is not False else True
        if born is not None:
            yield entry.start >= born.value + GROWN_UP
        if entry.section.shape == "month":
            yield z3.Int(f"{entry.name} first month") == z3.Int(f"{entry.name} last month")
        elif entry.section.shape == "spell":
            yield z3.And(entry.end >= world.on - NEAR, entry.end <= world.on + NEAR)


def _near(world: World, day: Any) -> Iterator[Flag]:
    first = world.stretch.first
    yield z3.Or(*(day == date(max(first.year - back, 1), first.month, 1).toordinal() for back in (0, 1, 2, 5)))
    yield z3.And(day >= world.on - NEAR, day <= world.on)


def _plain_values(world: World, entries: Iterable[SymbolicEntry], given: Callable[[str], bool]) -> Iterator[Flag]:
    """Round numbers, and dates near the question, those of an entry on its first day."""
    for name, spec in world.books[0].record.person.items():
        term = _made(world, f"person {name}")
        if term is None or not (spec.required or given(f"person {name}")):
            continue
        if spec.type in ("int", "decimal"):
            yield from _round(term.value, spec)
        elif spec.type == "date" and name != "born":
            yield from _near(world, term.value)
    for entry in entries:
        for name in entry.fields:
            value, spec = entry.value(name).value, entry.section.fields[name]
            if not (spec.required or given(f"{entry.name} {name}")):
                continue
            if z3.is_arith(value) and spec.type in ("int", "decimal"):
                yield from _round(value, spec)
            elif z3.is_arith(value) and spec.type == "date":
                yield value == entry.start
                yield from _near(world, value)


def _round(value: Any, spec: FieldSpec) -> Iterator[Flag]:
    numbers, most = PLAIN_NUMBERS.get(spec.unit or "", ((0, 1, 2), 200))
    whole = z3.IsInt(value) if z3.is_real(value) else True
    yield z3.Or(*(value == number for number in numbers))
    yield z3.And(value <= most, whole)
    yield z3.And(whole)


def _made(world: World, name: str) -> Term | None:
    found = world.ledger.made(name)
    return found if isinstance(found, Term) else None


def _person(model: z3.ModelRef, world: World) -> Iterator[tuple[str, Any]]:
    for name, spec in world.books[0].record.person.items():
        term = _made(world, f"person {name}")
        if term is not None:
            yield from _field(model, f"person {name}", spec, term)


def _field(model: z3.ModelRef, variable: str, spec: FieldSpec, term: Term) -> Iterator[tuple[str, Any]]:
    """A field where it says more than leaving it out does. variable: what the solver calls it."""
    given = spec.required or _holds(model, z3.Bool(f"{variable} given"))
    if not given or _holds(model, term.unknown):
        return
    value = None if _holds(model, term.none) else _value(model, spec, term)
    if (spec.absent, value) not in (("none", None), ("false", False)):
        yield variable.rpartition(" ")[2], NONE_WORD if value is None else value


def _value(model: z3.ModelRef, spec: FieldSpec, term: Term) -> Any:
    if spec.type == "bool":
        return _holds(model, term.value)
    if spec.type == "decimal":
        found = model.eval(lifted(term.value), model_completion=True)
        exact = Decimal(found.numerator_as_long()) / Decimal(found.denominator_as_long())
        return int(exact) if exact == int(exact) else float(round(exact, DECIMALS))  # the replay looks after the rest
    found = number(model, term.value)
    if spec.type == "date":
        return day_of(found).isoformat()
    return words().word(found) if spec.type == "text" else found


def _sections(model: z3.ModelRef, world: World, citizen: Somebody) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for name, section in world.books[0].record.sections.items():
        made = citizen.sections.get(name)
        if made is None:
            continue
        there = [entry for entry in made if _holds(model, entry.there)]
        if section.absent != "none" and _holds(model, z3.Bool(f"{name} missing")):
            continue
        yield name, [_entry(model, entry) for entry in there]


def _entry(model: z3.ModelRef, entry: SymbolicEntry) -> dict[str, Any]:
    start, end = (day_of(number(model, day)).isoformat() for day in (entry.start, entry.end))
    kind = words().word(number(model, entry.kind))
    if entry.section.shape == "event":
        when = {"on": start}
    elif entry.section.shape == "month":
        when = {"from_month": start[:7], "to_month": end[:7]} if start[:7] != end[:7] else {"month": start[:7]}
    else:
        when = {"from": start} | ({} if _holds(model, entry.open) else {"to": end})
    said = {"kind": kind, **when}
    for name, spec in entry.section.fields_of(kind).items():
        if name in entry.fields:
            said |= dict(_field(model, f"{entry.name} {name}", spec, entry.value(name)))
        elif spec.required:
            said[name] = _whatever(spec, start)
    return said


def _whatever(spec: FieldSpec, start: str) -> Any:
    """A value of a field that must be there though nothing reads it."""
    if spec.type == "text":
        return next(iter(spec.one_of)) if spec.one_of else "x"
    return {"bool": False, "date": start}.get(spec.type, bounds(spec)[0])


def _holds(model: z3.ModelRef, flag: Flag) -> bool:
    return flag if isinstance(flag, bool) else z3.is_true(model.eval(flag, model_completion=True))
