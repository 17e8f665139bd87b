"""Forms made from the record's shape: what may be filled in, and what was filled in as the data of a case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from reformrules.case.record import NONE_WORD
from reformrules.documents import Document, Path
from reformrules.errors import Both, InputError, Problem
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.models import Bilingual, FieldSpec, RecordShape, Section
from reformrules.rulebook.unit_words import unit_text

Data = dict[str, Any]
DATES: dict[str, tuple[str, ...]] = {"spell": ("from", "to"), "event": ("on",),
                                     "month": ("month", "from_month", "to_month")}  # fmt: skip
_NUMBER = re.compile(r"-?[0-9]{1,12}(?:[.,][0-9]{1,6})?")
_NEEDED = ("from", "on")


@dataclass(frozen=True, slots=True)
class Box:
    """One place to fill in. kind: date, month, number, text, or choice (with `choices`, value and label)."""

    name: str
    label: str
    kind: str
    value: str = ""
    choices: list[tuple[str, str]] = field(default_factory=list)
    help: str = ""
    needed: bool = False
    problem: str = ""


def boxes(
    specs: Mapping[str, FieldSpec], values: Mapping[str, Any], lang: str, faults: Mapping[str, str] | None = None
) -> list[Box]:
    """The places for some fields, with what is known of them."""
    return [_box(name, spec, written(values.get(name)), lang, (faults or {}).get(name, ""))
            for name, spec in specs.items()]  # fmt: skip


def _box(name: str, spec: FieldSpec, value: str, lang: str, problem: str) -> Box:
    helps = [spec.help.in_(lang)] if spec.help else []
    helps += [unit_text(spec.unit, lang)] if spec.unit else []
    helps += [f"{spec.range[0]}-{spec.range[1]}"] if spec.range else []
    choices = list(_choices(spec, lang))
    kind = "choice" if choices else {"int": "number", "decimal": "number"}.get(spec.type, spec.type)
    if kind == "date" and spec.may_be_none:
        kind = "date or none"
    return Box(name, spec.label.in_(lang), kind, value, choices, "; ".join(helps), spec.required, problem)


def _choices(spec: FieldSpec, lang: str) -> Iterator[tuple[str, str]]:
    if spec.type == "bool":
        yield from (("true", ("ja", "yes")[lang == "en"]), ("false", ("nej", "no")[lang == "en"]))
    for value, label in (spec.one_of or {}).items():
        yield value, label.in_(lang)
    if spec.may_be_none and spec.type != "date":
        yield NONE_WORD, ("ingen", "none")[lang == "en"]


def entry_boxes(
    section: Section, kind: str, entry: Mapping[str, Any], lang: str, faults: Mapping[str, str] | None = None
) -> list[Box]:
    """The places of one entry of a kind: its dates, then the fields that belong to it."""
    faults = faults or {}
    labels = _DATE_LABELS[lang == "en"]
    dates = [
        Box(
            name, labels[name], "month" if "month" in name else "date", written(entry.get(name)),
            needed=name in _NEEDED, problem=faults.get(name, ""),
        )
        for name in DATES[section.shape]
    ]  # fmt: skip
    return dates + boxes(section.fields_of(kind), entry, lang, faults)


_DATE_LABELS = (
    {"from": "fra", "to": "til og med", "on": "den", "month": "måned", "from_month": "fra måned",
     "to_month": "til og med måned"},
    {"from": "from", "to": "up to and including", "on": "on", "month": "month", "from_month": "from month",
     "to_month": "up to and including month"},
)  # fmt: skip


def written(value: Any) -> str:
    """A value of a case file as it is typed."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def value_of(spec: FieldSpec, text: str) -> Any:
    """What was typed, as a case file would say it; what does not fit stays text, and the intake says what is wrong."""
    if text == NONE_WORD and spec.may_be_none:
        return NONE_WORD
    if spec.type == "bool" and text in ("true", "false"):
        return text == "true"
    if spec.type in ("int", "decimal") and _NUMBER.fullmatch(text):
        return int(text) if text.lstrip("-").isdigit() else Decimal(text.replace(",", "."))
    return text


def with_person(data: Data, record: RecordShape, given: Mapping[str, str]) -> Data:
    """The case with some fields of the person as they were filled in; an empty one is unknown again."""
    person = dict(data.get("person") or {})
    for name, text in given.items():
        if name not in record.person:
            continue
        person.pop(name, None)
        if text:
            person[name] = value_of(record.person[name], text)
    return in_order({**data, "person": person}, record)


def with_entry(
    data: Data, record: RecordShape, section: str, index: int | None, kind: str, given: Mapping[str, str]
) -> Data:
    """The case with one entry added, or changed where an index says which."""
    shape = known_section(record, section)
    entry: Data = {"kind": kind}
    entry |= {name: given[name] for name in DATES[shape.shape] if given.get(name)}
    fields = shape.fields_of(kind)
    entry |= {name: value_of(spec, given[name]) for name, spec in fields.items() if given.get(name)}
    entries = list(data.get(section) or [])
    if index is None:
        entries.append(entry)
    else:
        entries[known_index(entries, index)] = entry
    return in_order({**data, section: entries}, record)


def without_entry(data: Data, record: RecordShape, section: str, index: int) -> Data:
    """The case without one entry."""
    known_section(record, section)
    entries = list(data.get(section) or [])
    del entries[known_index(entries, index)]
    return in_order({**data, section: entries}, record)


def with_section(data: Data, record: RecordShape, section: str, entries: list[Any] | None) -> Data:
    """The case with a whole section set: as empty, which says there is nothing, or left out, which says nothing."""
    known_section(record, section)
    rest = {name: value for name, value in data.items() if name != section}
    return in_order(rest if entries is None else {**rest, section: entries}, record)


def in_order(data: Data, record: RecordShape) -> Data:
    """The case in the order of the record's shape; what it was expected to say no longer belongs to it."""
    order = ("case", "layers", "note", "person", *record.sections)
    return {name: data[name] for name in order if name in data}


def known_section(record: RecordShape, name: str) -> Section:
    """A section of the record; raises InputError."""
    if name not in record.sections:
        raise InputError(Problem(Both("sagen har ikke det afsnit", "the record has no such section")))
    return record.sections[name]


def known_index(entries: Sequence[Any], index: int) -> int:
    """The index of an entry that is there; raises InputError."""
    if not 0 <= index < len(entries):
        raise InputError(Problem(Both("afsnittet har ikke den post", "the section has no such entry")))
    return index


def placed(data: Data) -> tuple[Document, list[Path]]:
    """Data as a document in which each part has a line of its own, and which part each line is."""
    paths = list(_paths(data, ()))
    spots = {path: (line, 1, line, 1) for line, path in enumerate(paths, 1)}
    return Document("", data, spots), paths


def _paths(data: Any, path: Path) -> Iterator[Path]:
    yield path
    parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in parts:
        yield from _paths(value, (*path, key))


def faults_at(error: InputError, paths: Sequence[Path], lang: str) -> list[tuple[Path, str]]:
    """What is wrong, each with the part of the data that it is about."""
    lines = ((problem.place.line if problem.place else None, problem.message.in_(lang)) for problem in error.problems)
    return [(paths[line - 1] if line else (), message) for line, message in lines]


@dataclass(frozen=True, slots=True)
class Target:
    """Where a question is answered: a field of the person, or a section, and the kinds of entry it asks for."""

    person: str | None
    section: str | None
    kinds: tuple[str, ...] = ()


def target(book: Rulebook, fact: str) -> Target:
    """Where a fact, or a section that is missing as a whole, is filled in."""
    if fact in book.record.sections:
        return Target(None, fact)
    measure = book.facts[fact].measure
    if measure.kind in ("field", "age"):
        return Target(str(getattr(measure, measure.kind)), None)
    return Target(None, str(getattr(measure, measure.kind)), tuple(_kinds(book, fact)))


def _kinds(book: Rulebook, fact: str) -> Iterator[str]:
    """The kinds of entry that a fact looks for."""
    condition = book.measures.get(fact)
    for node in s.walk(condition) if condition is not None else ():
        if not isinstance(node, s.Compare) or not isinstance(node.left, s.Name) or node.left.name != "kind":
            continue
        if node.op == "=" and isinstance(node.right, s.Literal):
            yield str(node.right.value)


def entry_text(section: Section, entry: Mapping[str, Any], lang: str) -> str:
    """One entry on a line: its kind, its dates, its fields."""
    labels = _DATE_LABELS[lang == "en"]
    kind = _choice(section.kinds, entry.get("kind"), lang)
    dates = [f"{labels[name]} {entry[name]}" for name in DATES[section.shape] if entry.get(name)]
    fields = [f"{spec.label.in_(lang)}: {_field_text(spec, entry[name], lang)}"
              for name, spec in section.fields.items() if name in entry]  # fmt: skip
    return ", ".join([kind, *dates, *fields])


def _field_text(spec: FieldSpec, value: Any, lang: str) -> str:
    if isinstance(value, bool):
        return (("nej", "ja"), ("no", "yes"))[lang == "en"][value]
    return _choice(spec.one_of or {}, value, lang)


def _choice(choices: Mapping[str, Bilingual], value: Any, lang: str) -> str:
    return choices[value].in_(lang) if isinstance(value, str) and value in choices else written(value)
