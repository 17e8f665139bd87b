"""The record: what is known of a citizen. Its fields and kinds are data (`record.yaml`), its checks are here.

A field left out is unknown; a section left out is unknown as a whole; a section that is written,
even as an empty list, is taken as complete.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema, create_model
from pydantic_core import core_schema

from reformrules.days import A_DATE, in_range, read_day, read_month
from reformrules.documents import Document
from reformrules.errors import CPR_SHAPE, NOTHING, Both, Invalid, nearest, quoted
from reformrules.rulebook.meaning import UNKNOWN
from reformrules.rulebook.models import FieldSpec, RecordShape, Section
from reformrules.rulebook.types import MAX_DURATION
from reformrules.rulebook.unit_words import unit_text

NONE_WORD = "none"
MAX_NUMBER, MAX_ID, MOST_DECIMALS = 999_999_999, 120, 4


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a section. Spells and months have `start` and `end` (last day, None while open); an event
    has both on its day. `values` holds the fields as expressions see them, absent ones included."""

    section: str
    index: int
    kind: str
    start: date
    end: date | None
    values: Mapping[str, Any]

    @property
    def ref(self) -> str:
        return f"{self.section}[{self.index + 1}]"


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """One citizen's record. `sections` maps a name to its entries by start; a section not given is missing.

    `person` holds the known fields only; `None` means recorded as none.
    """

    id: str
    person: Mapping[str, Any]
    sections: Mapping[str, tuple[Entry, ...]]
    expect: Any = None
    file: str = "-"
    document: Document | None = field(default=None, repr=False, compare=False)


class _Checked:
    """A value of a case as pydantic takes it: by a check of ours, whatever it is."""

    def __init__(self, check: Callable[[Any], Any]) -> None:
        self.check = check

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self.check)


class _CaseModel(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True)


def _day(value: Any) -> date:
    return in_range(read_day(value))


def _date(value: Any) -> date:
    if value is None:
        raise Invalid(A_DATE + OTHERWISE)
    return _day(value)


def _month(value: Any) -> date:
    return in_range(read_month(value))


def _case_id(value: Any) -> str:
    if isinstance(value, str | int) and CPR_SHAPE.search(str(value)):
        raise Invalid(LIKE_CPR)
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_ID:
        raise Invalid(_NO_ID)
    return value


LIKE_CPR = Both(
    "det ligner et CPR-nummer; et sags-id er et pseudonym", "this looks like a CPR number; a case id is a pseudonym"
)
_NO_ID = Both(
    f"et sags-id er en tekst på 1 til {MAX_ID} tegn; sæt et tal i anførselstegn",
    f"a case id is a text of 1 to {MAX_ID} characters; put a number in quotes",
)
OTHERWISE = Both("; udelad feltet, når det er ukendt", "; leave the field out when it is unknown")
_A_TEXT = Both("der skal stå en tekst", "a text is needed")
_A_TRUTH = Both("der skal stå `true` eller `false`", "`true` or `false` is needed")
_NOT_AMONG = Both(" er ikke en af værdierne", " is not one of the values")


def _text(spec: FieldSpec) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if not isinstance(value, str) or not value:
            raise Invalid(_A_TEXT + OTHERWISE)
        if spec.one_of is not None and value not in spec.one_of:
            valid = [*spec.one_of, *([NONE_WORD] if spec.may_be_none else [])]
            raise Invalid(quoted(value) + _NOT_AMONG + nearest(value, valid))
        return value

    return check


def _truth(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    raise Invalid(_A_TRUTH + OTHERWISE)


def bounds(spec: FieldSpec) -> tuple[int, int]:
    """Smallest and largest valid number of a field."""
    return spec.range or (0, MAX_DURATION.get(spec.unit or "", MAX_NUMBER))


def _number(spec: FieldSpec) -> Callable[[Any], Any]:
    low, high = bounds(spec)
    needed = Both("der skal stå ", "") + a_number(spec) + Both("", " is needed")

    def check(value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int if spec.type == "int" else int | Decimal):
            alone = Both(", kun med cifre", ", in digits alone") if isinstance(value, str) else NOTHING
            raise Invalid(needed + alone + OTHERWISE)
        if not low <= value <= high:
            raise Invalid(Both(f"{value} er uden for grænserne; ", f"{value} is out of range; ") + needed)
        if round(value, MOST_DECIMALS) != value:
            da = f"{value} har for mange decimaler; højst {MOST_DECIMALS} er gyldigt"
            raise Invalid(Both(da, f"{value} has too many decimals; at most {MOST_DECIMALS} are valid"))
        return value

    return check


def a_number(spec: FieldSpec) -> Both:
    """The numbers that are valid in a field."""
    low, high = bounds(spec)
    da, en = (f" {unit_text(spec.unit, 'da')}", f" of {spec.unit}") if spec.unit else ("", "")
    whole = ("helt ", "whole ") if spec.type == "int" else ("", "")
    return Both(f"et {whole[0]}tal fra {low} til {high}{da}", f"a {whole[1]}number{en} from {low} to {high}")


def no_kind(value: object, section: str, kinds: Iterable[str]) -> Both:
    """That a section has no such kind of entry."""
    return (
        quoted(value)
        + Both(f" er ikke en slags i {section}", f" is not a kind of {section}")
        + nearest(str(value), kinds)
    )


_JSON = {"bool": "boolean", "int": "integer", "decimal": "number", "date": "string", "text": "string"}


def _validator(spec: FieldSpec) -> Callable[[Any], Any]:
    simple: dict[str, Callable[[Any], Any]] = {"bool": _truth, "date": _date}
    check = simple.get(spec.type) or (_text(spec) if spec.type == "text" else _number(spec))
    return lambda value: None if spec.may_be_none and value == NONE_WORD else check(value)


def field_fault(spec: FieldSpec, value: Any) -> Both | None:
    """What is wrong with the value of a field, or None."""
    return _fault(_validator(spec), value)


def id_fault(value: Any) -> Both | None:
    """What is wrong with the id of a case, or None."""
    return _fault(_case_id, value)


def _fault(check: Callable[[Any], Any], value: Any) -> Both | None:
    try:
        check(value)
    except Invalid as error:
        return error.said
    return None


def _annotation(spec: FieldSpec) -> Any:
    schema: dict[str, Any] = {"type": _JSON[spec.type], "description": spec.label.en}
    if spec.one_of:
        schema["enum"] = [*spec.one_of, *([NONE_WORD] if spec.may_be_none else [])]
    return Annotated[Any, _Checked(_validator(spec)), WithJsonSchema(schema)]


_LEFT_OUT = Field(default_factory=lambda: UNKNOWN)  # a factory, since JSON Schema cannot write the default


def _fields(specs: Mapping[str, FieldSpec]) -> dict[str, Any]:
    return {
        name: (_annotation(spec), Field(...) if spec.required and not spec.only else _LEFT_OUT)
        for name, spec in specs.items()
    }


_Day = Annotated[Any, _Checked(_day), WithJsonSchema({"type": "string", "format": "date"})]
_Month = Annotated[Any, _Checked(_month), WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}$"})]
_SHAPES: dict[str, dict[str, Any]] = {
    "spell": {"from_": (_Day, Field(alias="from")), "to": (_Day, None)},
    "event": {"on": (_Day, ...)},
    "month": {"month": (_Month, None), "from_month": (_Month, None), "to_month": (_Month, None)},
}


def _entry_model(name: str, section: Section) -> Any:
    def kind(value: Any) -> Any:
        if not isinstance(value, str):
            raise Invalid(_A_TEXT + nearest("", section.kinds))
        if value not in section.kinds:
            raise Invalid(no_kind(value, name, section.kinds))
        return value

    kinds = Annotated[Any, _Checked(kind), WithJsonSchema({"enum": list(section.kinds)})]
    return create_model(
        name, __base__=_CaseModel, kind=(kinds, ...), **_SHAPES[section.shape], **_fields(section.fields)
    )


class _Models:
    """The models of case files of one shape: a section is added when a case has it, for that takes a while."""

    def __init__(self, record: RecordShape) -> None:
        self.record = record
        self._widest: tuple[dict[str, Any], Any] = {}, None

    def with_sections(self, names: Iterable[str]) -> Any:
        """A model that has these sections, and perhaps others."""
        entries, model = self._widest
        new = [name for name in names if name in self.record.sections and name not in entries]
        if new or model is None:
            entries = entries | {name: _entry_model(name, self.record.sections[name]) for name in new}
            model = self._made(entries)
            self._widest = entries, model
        return model

    def _made(self, entries: Mapping[str, Any]) -> Any:
        sections: dict[str, Any] = {
            name: (list[entries[name]], Field(default=None))  # type: ignore[valid-type]  # made at run time
            for name in self.record.sections
            if name in entries
        }
        person = create_model("person", __base__=_CaseModel, **_fields(self.record.person))
        ids = Annotated[Any, _Checked(_case_id), WithJsonSchema({"type": "string"})]
        return create_model(
            "case", __base__=_CaseModel, case=(ids, ...), person=(person, ...), note=(str, ""), layers=(list[str], []),
            example=(str | list[str], ""), expect=(Any, None), **sections,
        )  # fmt: skip


@dataclass(frozen=True)
class _Hashable:
    record: RecordShape

    def __hash__(self) -> int:
        return id(self.record)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hashable) and other.record is self.record


@lru_cache(maxsize=8)
def _models_of(shape: _Hashable) -> _Models:
    return _Models(shape.record)


def case_model(record: RecordShape, sections: Iterable[str] | None = None) -> Any:
    """The pydantic model of a case file, made from the record's shape; its JSON Schema serves editors.

    sections: those that it has at least; all of them when left out.
    """
    return _models_of(_Hashable(record)).with_sections(record.sections if sections is None else sections)


def entries_given(model: Any, section: str) -> Any:
    """The entries of a section of a validated case model; None where the case leaves the section out."""
    return getattr(model, section) if section in model.model_fields_set else None


def valid_keys(record: RecordShape, where: tuple[str | int, ...]) -> Iterable[str]:
    """The keys that may stand at a place of a case file."""
    if len(where) == 1:
        return ("case", "layers", "person", "note", "example", "expect", *record.sections)
    if where[0] == "person":
        return tuple(record.person)
    section = record.sections[str(where[0])]
    return ("kind", *(n.rstrip("_") for n in _SHAPES[section.shape]), *section.fields)


def missing_hint(record: RecordShape, where: tuple[str | int, ...]) -> Both:
    """What to write for a key that is missing at a place of a case file."""
    section, key = record.sections.get(str(where[0])), str(where[-1])
    if key in ("from", "on"):
        return Both("; skriv en dato som 2026-07-01", "; write a date like 2026-07-01")
    if section is not None and key == "kind":
        return nearest("", section.kinds)
    if section is not None and section.fields[key].one_of:
        return nearest("", section.fields[key].one_of or ())
    return _MISSING.get(key, NOTHING)


_MISSING = {
    "case": Both("; det er et pseudonym", "; it is a pseudonym"),
    "person": Both(
        "; skriv `person: {}`, når intet er kendt om personen", "; write `person: {}` when nothing is known"
    ),
}


def build(model: Any, record: RecordShape, document: Document) -> CaseRecord:
    """The record of a validated case model."""
    person = {
        name: (_absent(spec) if (value := getattr(model.person, name)) is UNKNOWN else value)
        for name, spec in record.person.items()
    }
    known = {name: value for name, value in person.items() if value is not UNKNOWN}
    sections = {}
    for name, section in record.sections.items():
        given = entries_given(model, name)
        if given is not None or section.absent == "none":
            entries = [_entry(name, index, item, section) for index, item in enumerate(given or ())]
            sections[name] = tuple(sorted(entries, key=lambda entry: (entry.start, entry.index)))
    return CaseRecord(model.case, known, sections, model.expect, document.file, document)


def _absent(spec: FieldSpec) -> Any:
    return {"unknown": UNKNOWN, "none": None, "false": False}[spec.absent]


def _entry(name: str, index: int, item: Any, section: Section) -> Entry:
    start, end = _span(item, section.shape)
    values: dict[str, Any] = {"kind": item.kind}
    for key, spec in section.fields.items():
        value = getattr(item, key)
        if value is UNKNOWN:
            value = None if spec.only and item.kind not in spec.only else _absent(spec)
        values[key] = value
    if section.shape == "event":
        values["on"] = start
    else:
        values |= {"from": start, "starts": start, "to": end, "ends": end}
    return Entry(name, index, item.kind, start, end, values)


def _span(item: Any, shape: str) -> tuple[date, date | None]:
    if shape == "event":
        return item.on, item.on
    if shape == "spell":
        return item.from_, item.to
    first, last = item.from_month or item.month, item.to_month or item.month
    return first, last.replace(day=calendar.monthrange(last.year, last.month)[1])
