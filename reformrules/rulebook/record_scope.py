"""How facts hang on the record: which fields a measure may name, and the types they have."""

from __future__ import annotations

from reformrules.errors import Problem, RulebookError, nearest
from reformrules.rulebook import models as m
from reformrules.rulebook.book import EVALUATION_DATE, Rulebook
from reformrules.rulebook.types import DATE, Scope, Type, declared, fault

RESULT = {
    "age": "int", "covered": "bool", "ever": "bool", "unbroken_since": "date", "dates": "dates", "count": "int",
    "days": "int", "sum": "decimal",
}  # fmt: skip


def _refuse(message: str) -> RulebookError:
    return RulebookError(Problem(message))


def fact_with_choices(name: str, fact: m.Fact, record: m.RecordShape) -> m.Fact:
    """The fact with the closed set of its values filled in from the record, its measure checked.

    Raises RulebookError when the measure names no section or field of the record, or gives another type.
    """
    measure = fact.measure
    if measure.kind in ("field", "age"):
        source = _person_field(getattr(measure, measure.kind), record)
        found, choices = RESULT.get(measure.kind, source.type), source.one_of
    else:
        section = _section(getattr(measure, measure.kind), record)
        found, choices = _taken(measure, section)
    if found != fact.type:
        raise _refuse(f"fact `{name}` is declared {fact.type}, its measure gives {found}")
    if fact.type == "text" and fact.one_of is None:
        return fact.model_copy(update={"one_of": choices})
    return fact


def _person_field(name: str, record: m.RecordShape) -> m.FieldSpec:
    if name not in record.person:
        raise _refuse(f"the person has no field `{name}`{nearest(name, record.person)}")
    return record.person[name]


def _section(name: str, record: m.RecordShape) -> m.Section:
    if name not in record.sections:
        raise _refuse(f"the record has no section `{name}`{nearest(name, record.sections)}")
    return record.sections[name]


def _taken(measure: m.Measure, section: m.Section) -> tuple[str, dict[str, m.Bilingual] | None]:
    """The type a measure over a section gives, and the choices of a text."""
    if measure.kind in RESULT:
        if measure.kind == "sum":
            _field(measure.take or "", section)
        return RESULT[measure.kind], None
    if measure.take is None and measure.kind in ("first", "last"):
        return "date", None
    if measure.take == "kind":
        return "text", section.kinds
    if measure.take in ("from", "to", "on"):
        return "date", None
    spec = _field(measure.take or "", section)
    return spec.type, spec.one_of


def _field(name: str, section: m.Section) -> m.FieldSpec:
    if name not in section.fields:
        raise _refuse(f"`take` names no field of the section: `{name}`{nearest(name, section.fields)}")
    return section.fields[name]


def entry_scope(fact: m.Fact, book: Rulebook) -> Scope:
    """The names a measure's `where` may use: the entry's fields, parameters, the evaluation date."""
    section = book.record.sections[getattr(fact.measure, fact.measure.kind)]
    own: dict[str, Type] = {name: declared(f.type, f.unit, f.one_of) for name, f in section.fields.items()}
    own["kind"] = declared("text", None, section.kinds)
    own |= {"on": DATE} if section.shape == "event" else {"from": DATE, "starts": DATE, "to": DATE, "ends": DATE}
    own[EVALUATION_DATE] = DATE

    def scope(name: str, at: int) -> Type:
        if name in own:
            return own[name]
        if name in book.parameters:
            return declared(book.parameters[name].type, book.parameters[name].unit)
        raise fault(at, f"unknown name `{name}`{nearest(name, [*own, *book.parameters])}")

    return scope
