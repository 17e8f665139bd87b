"""How facts hang on the record: which fields a measure may name, and the types they have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from reformrules.documents import Document, Path
from reformrules.errors import Both, Problem, RulebookError, nearest, quoted
from reformrules.rulebook import models as m
from reformrules.rulebook.book import EVALUATION_DATE, Rulebook
from reformrules.rulebook.types import DATE, Scope, Type, declared, fault, unknown_name

RESULT = {
    "age": "int", "covered": "bool", "ever": "bool", "unbroken_since": "date", "dates": "dates", "count": "int",
    "days": "int", "sum": "decimal", "total": "decimal",
}  # fmt: skip


_OWN = frozenset({"case", "layers", "person", "note", "example", "expect", "kind", "on", "from", "to", "starts", "ends",
                  "month", "from_month", "to_month", "from_"})  # fmt: skip
_FIELD = re.compile(r"[a-z][a-z0-9_]*")
_DATES = {"spell": ("from", "starts", "to", "ends"), "month": ("from", "starts", "to", "ends"), "event": ("on",)}


def record_faults(record: m.RecordShape, document: Document) -> Iterator[Problem]:
    """What is wrong with the shape of a case beyond its types: names, kinds that are no kinds, empty ranges."""
    places: list[Path] = [("person", name) for name in record.person]
    places += [("sections", name) for name in record.sections]
    places += [("sections", n, "fields", field) for n, section in record.sections.items() for field in section.fields]
    for path in places:
        yield from _name_faults(str(path[-1]), document, ("record", *path))
    for name, spec in record.person.items():
        yield from _spec_faults(spec, (), document, ("record", "person", name))
    for name, section in record.sections.items():
        path = ("record", "sections", name)
        yield from _kind_faults(section.exclusive, section.kinds, document, (*path, "exclusive"))
        for field, spec in section.fields.items():
            yield from _spec_faults(spec, section.kinds, document, (*path, "fields", field))


def _name_faults(name: str, document: Document, path: Path) -> Iterator[Problem]:
    if not _FIELD.fullmatch(name):
        yield Problem(quoted(name) + _NO_NAME, document.place(path))
    elif name in _OWN or hasattr(BaseModel, name):
        da = f"`{name}` betyder allerede noget andet; vælg et andet navn"
        yield Problem(Both(da, f"`{name}` has another meaning already; choose another name"), document.place(path))


_NO_NAME = Both(
    " er ikke et gyldigt navn; skriv små bogstaver a-z, cifre og `_`",
    " is not a valid name; write small letters a-z, digits and `_`",
)


def _spec_faults(spec: m.FieldSpec, kinds: Iterable[str], document: Document, path: Path) -> Iterator[Problem]:
    yield from _kind_faults(spec.only, kinds, document, (*path, "only"))
    if spec.one_of is not None and spec.type != "text":
        da = f"`one_of` hører til en tekst; dette er af typen {spec.type}"
        en = f"`one_of` belongs to a text; this is of type {spec.type}"
        yield Problem(Both(da, en), document.place((*path, "one_of")))
    if spec.range is not None and spec.range[0] > spec.range[1]:
        low, high = spec.range
        da = f"intervallet slutter ved {high}, under sin begyndelse {low}"
        yield Problem(Both(da, f"the range ends at {high}, below its start {low}"), document.place((*path, "range")))


def _kind_faults(named: list[str], kinds: Iterable[str], document: Document, path: Path) -> Iterator[Problem]:
    for index, kind in enumerate(named):
        if kind not in kinds:
            none = Both(" er ikke en slags i dette afsnit", " is not a kind of this section")
            yield Problem(quoted(kind) + none + nearest(kind, kinds), document.place((*path, index)))


def _refuse(message: Both, key: str) -> RulebookError:
    """A fault of a measure; the problem's `field` is the key at which it stands."""
    return RulebookError(Problem(message, field=key))


def fact_with_choices(name: str, fact: m.Fact, record: m.RecordShape) -> m.Fact:
    """The fact with the closed set of its values filled in from the record, its measure checked.

    Raises RulebookError (the problem's `field` is the key of the measure) when the measure names no section
    or field of the record, or gives another type.
    """
    measure = fact.measure
    if measure.kind in ("field", "age"):
        source = _person_field(measure, record)
        found, choices = RESULT.get(measure.kind, source.type), source.one_of
    else:
        section = _section(measure, record)
        found, choices = _taken(measure, section)
    if found != fact.type:
        da = f"oplysningen `{name}` er erklæret som {fact.type}, dens måling giver {found}"
        raise _refuse(Both(da, f"fact `{name}` is declared {fact.type}, its measure gives {found}"), measure.kind)
    if fact.type == "text" and fact.one_of is None:
        return fact.model_copy(update={"one_of": choices})
    return fact


def _person_field(measure: m.Measure, record: m.RecordShape) -> m.FieldSpec:
    name = str(getattr(measure, measure.kind))
    if name not in record.person:
        none = Both("personen har intet felt ", "the person has no field ")
        raise _refuse(none + quoted(name) + nearest(name, record.person), measure.kind)
    if measure.kind == "age" and record.person[name].type != "date":
        type_ = record.person[name].type
        da = f"`age` kræver en dato om personen; `{name}` er af typen {type_}"
        raise _refuse(Both(da, f"`age` needs a date of the person; `{name}` is a {type_}"), "age")
    for key in ("take", "where", "same", "window", "since", "on", "allowance", "at_most", "per"):
        if getattr(measure, key):
            da = f"`{key}` hører til målinger over et afsnit, ikke til `{measure.kind}`"
            en = f"`{key}` belongs to the measures over a section, not to `{measure.kind}`"
            raise _refuse(Both(da, en), key)
    return record.person[name]


def _section(measure: m.Measure, record: m.RecordShape) -> m.Section:
    name = str(getattr(measure, measure.kind))
    if name not in record.sections:
        none = Both("sagen har intet afsnit ", "the record has no section ")
        raise _refuse(none + quoted(name) + nearest(name, record.sections), measure.kind)
    section = record.sections[name]
    for same in measure.same:
        if same not in ("kind", *section.fields):
            none = Both("afsnittet har intet felt ", "the section has no field ")
            raise _refuse(none + quoted(same) + nearest(same, ("kind", *section.fields)), "same")
    return section


def _taken(measure: m.Measure, section: m.Section) -> tuple[str, dict[str, m.Bilingual] | None]:
    """The type a measure over a section gives, and the choices of a text."""
    if measure.kind in ("sum", "total"):
        type_ = _field(measure, section)[0]
        if type_ not in ("int", "decimal"):
            da = f"`{measure.kind}` lægger tal sammen; `{measure.take}` er af typen {type_}"
            raise _refuse(Both(da, f"`{measure.kind}` adds numbers; `{measure.take}` is a {type_}"), "take")
    if measure.kind in RESULT:
        return RESULT[measure.kind], None
    if measure.take is None and measure.kind in ("first", "last"):
        return "date", None
    return _field(measure, section)


def _field(measure: m.Measure, section: m.Section) -> tuple[str, dict[str, m.Bilingual] | None]:
    name, dates = measure.take, _DATES[section.shape]
    valid = ("kind", *dates, *section.fields)
    if name is None:
        needs = Both(f"`{measure.kind}` kræver `take`", f"`{measure.kind}` needs `take`")
        raise _refuse(needs + nearest("", valid), measure.kind)
    if name not in valid:
        none = Both("`take` nævner intet felt i afsnittet: ", "`take` names no field of the section: ")
        raise _refuse(none + quoted(name) + nearest(name, valid), "take")
    if name == "kind":
        return "text", section.kinds
    if name in dates:
        return "date", None
    return section.fields[name].type, section.fields[name].one_of


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
        raise fault(at, unknown_name(name, [*own, *book.parameters]))

    return scope
