"""A citizen found by the solver, as a case file: as few facts as will do, with plain values on plain days."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
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
    for wish in _wishes(world, citizen):
        query.wish(lifted(wish), WISH_SECONDS)
    model = query.model
    on = day_of(number(model, world.on))
    data = {"case": ID, "person": dict(_person(model, world))} | dict(_sections(model, world, citizen))
    return Draft(on, case_from_text(json.dumps(data, ensure_ascii=False), record), case_text(data))


def _wishes(world: World, citizen: Somebody) -> Iterator[Flag]:
    """What makes a citizen plain: few entries, nothing that does not matter, the first days of months."""
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
    yield from _plain_days(world, entries)
    yield from _plain_values(world, entries)


def _plain_days(world: World, entries: Iterable[SymbolicEntry]) -> Iterator[Flag]:
    first = world.stretch.first
    starts = [date(first.year - back, first.month, 1).toordinal() for back in (0, 1, 2, 5)]
    for entry in entries:
        yield entry.open
        yield z3.Or(*(entry.start == day for day in starts))
        yield opposite(entry.open) if entry.open is not False else True
    born = _made(world, "person born")
    if born is not None and first.year > 60:
        yield z3.Or(*(born.value == date(first.year - age, 5, 2).toordinal() for age in (40, 27, 20, 61)))


def _plain_values(world: World, entries: Iterable[SymbolicEntry]) -> Iterator[Flag]:
    """Round numbers, and dates that stand in the record already."""
    for entry in entries:
        for name in entry.fields:
            value = entry.value(name).value
            if z3.is_arith(value) and entry.section.fields[name].type in ("int", "decimal"):
                yield value == 0
                yield z3.And(value <= 200, z3.IsInt(value) if z3.is_real(value) else True)
            elif z3.is_arith(value) and entry.section.fields[name].type == "date":
                yield value == entry.start


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
    for name, made in citizen.sections.items():
        section = world.books[0].record.sections[name]
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
