"""Reading a case: text to record, with every fault named by file, line, field and remedy."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from reformrules.case.record import CaseRecord, Entry, build, case_model, entries_given, missing_hint, valid_keys
from reformrules.documents import MAX_BYTES, Document, read_bytes, read_file, read_text
from reformrules.errors import Both, InputError, Problem, listed, quoted
from reformrules.faults import Location, translate
from reformrules.rulebook.hints import hint
from reformrules.rulebook.models import RecordShape, Section


def read_case(path: str, record: RecordShape) -> CaseRecord:
    """The case in a YAML or JSON file, or on standard input for `-`.

    Raises InputError with all faults of the file.
    """
    return case_of(read_document(path), record)


def case_from_text(text: str, record: RecordShape, file: str = "<text>") -> CaseRecord:
    """The case in a text; raises InputError."""
    return case_of(read_text(text, file), record)


def layers_named(document: Document) -> tuple[str, ...]:
    """The layers that a case file says it is written for: `layers: [name]`."""
    named = document.data.get("layers") if isinstance(document.data, dict) else None
    return tuple(name for name in named if isinstance(name, str)) if isinstance(named, list) else ()


def read_document(path: str) -> Document:
    """A case file, or standard input for `-`, before it is known which rulebook it is read by; raises InputError."""
    if path == "-":
        return read_bytes(sys.stdin.buffer.read(MAX_BYTES + 1), "<stdin>")
    return read_file(Path(path), path)


def case_of(document: Document, record: RecordShape) -> CaseRecord:
    """The case in a document that is read already; raises InputError."""
    for name in layers_named(document):
        if name not in record.layers:
            raise InputError(Problem(_of_a_layer(name), document.place(("layers",))))
    keys = document.data if isinstance(document.data, dict) else ()
    try:
        model = case_model(record, keys).model_validate(document.data)
    except ValidationError as error:
        raise InputError(
            *translate(
                error, document, (), partial(valid_keys, record), partial(missing_hint, record), partial(hint, record)
            )
        ) from None
    problems = [*_shape_faults(model, record, document)]
    if not problems:
        case = build(model, record, document)
        problems = [*_history_faults(case, record, document)]
    if problems:
        raise InputError(*problems)
    return case


def _of_a_layer(name: str) -> Both:
    return Both(
        f"sagen er skrevet til laget {quoted(name)}; vælg det med `--layer {name}`",
        f"this case is written for the layer {quoted(name)}; choose it with `--layer {name}`",
    )


def _shape_faults(model: Any, record: RecordShape, document: Document) -> Iterator[Problem]:
    for name, section in record.sections.items():
        for index, item in enumerate(entries_given(model, name) or ()):
            if section.shape == "month":
                yield from _month_faults(item, document, (name, index))
            yield from _field_faults(item, section, document, (name, index))


def _month_faults(item: Any, document: Document, path: Location) -> Iterator[Problem]:
    given = (item.month is not None, item.from_month is not None, item.to_month is not None)
    if given not in ((True, False, False), (False, True, True)):
        yield Problem(_ONE_OR_TWO_MONTHS, document.place(path))


_ONE_OR_TWO_MONTHS = Both(
    "angiv enten `month` eller både `from_month` og `to_month`", "give either `month`, or `from_month` and `to_month`"
)


def _field_faults(item: Any, section: Section, document: Document, path: Location) -> Iterator[Problem]:
    for name, spec in section.fields.items():
        given = name in item.model_fields_set
        if given and spec.only and item.kind not in spec.only:
            yield Problem(_foreign(name, item.kind, spec.only), document.place((*path, name)))
        if not given and spec.required and item.kind in spec.only:
            yield Problem(_lacking(name, item.kind, spec.one_of or ()), document.place(path))


def _foreign(name: str, kind: str, only: Iterable[str]) -> Both:
    return Both(
        f"`{name}` hører ikke til `{kind}`; det hører til {listed(only)}",
        f"`{name}` does not belong to `{kind}`; it belongs to {listed(only)}",
    )


def _lacking(name: str, kind: str, valid: Iterable[str]) -> Both:
    missing = Both(f"`{name}` mangler; det skal stå ved `{kind}`", f"`{name}` is missing; `{kind}` needs it")
    values = listed(valid)
    return missing + Both(f", som en af værdierne {values}", f", one of {values}") if values else missing


def _history_faults(case: CaseRecord, record: RecordShape, document: Document) -> Iterator[Problem]:
    born = case.person.get("born")
    for name, entries in case.sections.items():
        first, last = _ENDS[record.sections[name].shape]
        for entry in entries:
            if entry.end is not None and entry.end < entry.start:
                yield Problem(_ends_before_it_starts(entry), document.place((name, entry.index, last)))
            if isinstance(born, date) and entry.start < _earliest(born, record.sections[name]):
                yield Problem(_before_birth(entry, born), document.place((name, entry.index, first)))
        for one, other in _clashes(entries, record.sections[name]):
            yield Problem(_both_run(one, other), document.place((name, other.index)))


def _ends_before_it_starts(entry: Entry) -> Both:
    return Both(
        f"{entry.ref} slutter den {entry.end}, før det begynder den {entry.start}",
        f"{entry.ref} ends on {entry.end}, before it starts on {entry.start}",
    )


def _before_birth(entry: Entry, born: date) -> Both:
    return Both(
        f"{entry.ref} begynder den {entry.start}, før fødslen den {born}",
        f"{entry.ref} starts on {entry.start}, before the birth on {born}",
    )


def _both_run(one: Entry, other: Entry) -> Both:
    kinds, day = f"({one.kind}, {other.kind})", other.start
    return Both(
        f"{one.ref} og {other.ref} {kinds} udelukker hinanden, men løber begge den {day}; afslut en af dem før",
        f"{one.ref} and {other.ref} {kinds} exclude each other but both run on {day}; end one of them before",
    )


_ENDS = {"spell": ("from", "to"), "event": ("on", "on"), "month": ("from_month", "to_month")}


def _earliest(born: date, section: Section) -> date:
    return born.replace(day=1) if section.shape == "month" else born


def _clashes(entries: tuple[Entry, ...], section: Section) -> Iterator[tuple[Entry, Entry]]:
    """Each entry that begins while one of a kind that excludes it still runs, with the longest such one."""
    longest: Entry | None = None
    for entry in entries:
        if entry.kind not in section.exclusive:
            continue
        if longest is not None and (longest.end is None or entry.start <= longest.end):
            yield longest, entry
        if longest is None or (longest.end is not None and (entry.end is None or entry.end > longest.end)):
            longest = entry
