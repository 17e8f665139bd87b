"""A case as the text of a case file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from reformrules.case.record import NONE_WORD, CaseRecord, Entry
from reformrules.rulebook.meaning import UNKNOWN
from reformrules.rulebook.models import FieldSpec, RecordShape, Section


class _Dumper(yaml.SafeDumper):
    """Writes dates and numbers as people do; what the reader takes as text is not quoted for YAML's other readings."""


_BOOL = "tag:yaml.org,2002:bool"  # of the words that YAML has for it, the reader knows `true` and `false` alone
_Dumper.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in found
        if tag != "tag:yaml.org,2002:timestamp" and (tag != _BOOL or first in "tfTF")
    ]
    for first, found in yaml.SafeDumper.yaml_implicit_resolvers.items()
}
_Dumper.add_representer(Decimal, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:float", f"{value:f}"))


def case_text(data: Mapping[str, Any]) -> str:
    """The text of a case file that says what the data say, in their order; comments are not data and are lost."""
    return str(yaml.dump(dict(data), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110))


def data_of(case: CaseRecord, record: RecordShape) -> dict[str, Any]:
    """A case as the data of a case file; what is the same left out is left out."""
    data: dict[str, Any] = {"case": case.id, "person": dict(_fields(case.person, record.person))}
    for name, entries in case.sections.items():
        section = record.sections[name]
        if entries or section.absent != "none":
            data[name] = [_entry(entry, section) for entry in entries]
    return data


def _entry(entry: Entry, section: Section) -> dict[str, Any]:
    start, end = entry.start, entry.end
    if section.shape == "event":
        when = {"on": start.isoformat()}
    elif section.shape == "spell":
        when = {"from": start.isoformat(), **({"to": end.isoformat()} if end is not None else {})}
    elif end is not None and f"{end:%Y-%m}" != f"{start:%Y-%m}":
        when = {"from_month": f"{start:%Y-%m}", "to_month": f"{end:%Y-%m}"}
    else:
        when = {"month": f"{start:%Y-%m}"}
    return {"kind": entry.kind, **when, **dict(_fields(entry.values, section.fields_of(entry.kind)))}


def _fields(values: Mapping[str, Any], specs: Mapping[str, FieldSpec]) -> Iterator[tuple[str, Any]]:
    for name, spec in specs.items():
        value = values.get(name, UNKNOWN)
        if value is UNKNOWN or value is {"none": None, "false": False}.get(spec.absent, UNKNOWN):
            continue
        yield name, NONE_WORD if value is None else value.isoformat() if isinstance(value, date) else value
