"""A synthetic caseload as the tables of a caseload folder, a part of the citizens at a time, the same for a seed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reformrules.count.caseload.shape import CITIZEN, KIND, UNKNOWN_SECTIONS
from reformrules.count.tables import MONTH, PERSONS
from reformrules.rulebook.figures import Figure
from reformrules.rulebook.models import RecordShape, Section
from reformrules.synthetic.calendar import number
from reformrules.synthetic.cells import TEXTS, arrow_type, as_written, days, texts
from reformrules.synthetic.draws import Flags, Stream
from reformrules.synthetic.histories import Part, in_order
from reformrules.synthetic.plan import Plan

PART = 50_000  # citizens; a part draws from streams of its own, so another size gives another caseload
PSEUDONYM = "borger-"


@dataclass(frozen=True)
class Synthesis:
    """What is made: `size` citizens of a plan, numbered from 1, whose histories reach up to a day."""

    plan: Plan
    record: RecordShape
    figures: Mapping[str, Figure]
    size: int
    seed: int
    on: date

    def schemas(self) -> dict[str, pa.Schema]:
        """The schema of each table."""
        record = self.record
        person = {CITIZEN: pa.string(), UNKNOWN_SECTIONS: TEXTS}
        person |= {name: arrow_type(spec) for name, spec in record.person.items()}
        found = {PERSONS: pa.schema(list(person.items()))}
        for name, section in record.sections.items():
            fields = {field: arrow_type(spec) for field, spec in section.fields.items()}
            spans = dict.fromkeys(_span(section), pa.date32())
            found[name] = pa.schema(list(({CITIZEN: TEXTS, KIND: TEXTS} | spans | fields).items()))
        return found

    def parts(self) -> Iterator[dict[str, pa.Table]]:
        """The tables of each part of the citizens."""
        schemas, record = self.schemas(), self.record
        for index, first in enumerate(range(0, self.size, PART)):
            size = min(PART, self.size - first)
            part = Part(self.plan, record, self.figures, Stream(self.seed, index), first, size, number(self.on))
            part.draw()
            ids = _ids(part)
            tables = {PERSONS: _persons(part, ids), **{name: _section(part, name, ids) for name in record.sections}}
            yield {name: pa.table(columns, schema=schemas[name]) if columns else schemas[name].empty_table()
                   for name, columns in tables.items()}  # fmt: skip


def _span(section: Section) -> tuple[str, ...]:
    return {"spell": ("from", "to"), "event": ("on",), "month": (MONTH,)}[section.shape]


def _ids(part: Part) -> pa.Array:
    numbers = pa.array(part.first + 1 + np.arange(part.size))
    return pc.binary_join_element_wise(PSEUDONYM, numbers.cast(pa.string()), "")


def _persons(part: Part, ids: pa.Array) -> dict[str, pa.Array]:
    columns = {CITIZEN: ids, UNKNOWN_SECTIONS: _unknown(part.unknown)}
    return columns | {name: as_written(spec, part.person[name]) for name, spec in part.record.person.items()}


def _unknown(sections: dict[str, Flags]) -> pa.Array:
    """The names of the sections that are not known, each combination of them once."""
    codes = sum(flags.astype(np.int64) << place for place, flags in enumerate(sections.values()))
    found, of = np.unique(codes, return_inverse=True)
    words = [" ".join(n for place, n in enumerate(sections) if code >> place & 1) for code in found.tolist()]
    return texts(of, words, np.array([word == "" for word in words])[of])


def _section(part: Part, name: str, ids: pa.Array) -> dict[str, pa.Array]:
    unknown, section = part.unknown.get(name), part.record.sections[name]
    rows = in_order(part.entries[name], None if unknown is None else ~unknown)
    if rows is None:
        return {}
    columns = {CITIZEN: pa.DictionaryArray.from_arrays(pa.array(rows.citizen.astype(np.int32)), ids)}
    columns[KIND] = texts(rows.columns[KIND].values, list(section.kinds))
    for column, end in zip(_span(section), ("from", "to"), strict=False):
        columns[column] = days(rows.columns[end].values, rows.columns[end].empty)
    return columns | {field: as_written(spec, rows.columns[field]) for field, spec in section.fields.items()}
