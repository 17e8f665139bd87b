"""What is wrong with a cell, in the words of the case intake, and what is valid there."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

from reformrules.case.record import NONE_WORD, bounds, field_fault, id_fault
from reformrules.count.caseload.checks import Fault
from reformrules.count.caseload.shape import UNKNOWN_SECTIONS, Written, table_names, written_columns
from reformrules.count.tables import PERSONS, may_be_left_out
from reformrules.days import in_range, read_day, read_month
from reformrules.documents import plain
from reformrules.errors import InputError, nearest, quoted
from reformrules.rulebook.models import RecordShape

_NOT_VALID = "the value is not valid"
SAID = {
    Fault.missing: "the cell is empty",
    Fault.months: "the row gives both a month and a run of months, or neither",
    Fault.no_citizen: f"the table `{PERSONS}` has no such citizen",
    Fault.twice: "there is more than one citizen with this id",
    Fault.ends_first: "the entry ends before it starts",
    Fault.before_birth: "the entry starts before the birth of the citizen",
    Fault.said_unknown: f"the table `{PERSONS}` says that this section of the citizen is unknown",
    Fault.clash: "the entry starts while another that it excludes still runs",
    Fault.unreadable: "the line has not as many cells as there are columns, or a quotation mark is not closed",
}
VALID = {
    Fault.months: "either `month`, or `from_month` and `to_month`",
    Fault.no_citizen: f"a citizen of the table `{PERSONS}`",
    Fault.twice: "an id for each citizen",
    Fault.ends_first: "a last day or month not before the first",
    Fault.before_birth: "a day not before the birth",
    Fault.said_unknown: f"an entry, or the section among the `{UNKNOWN_SECTIONS}`",
    Fault.clash: "entries that follow each other",
    Fault.unreadable: "a line of the table",
}


class Reasons:
    """Puts faults in words."""

    def __init__(self, record: RecordShape) -> None:
        self.record = record
        self.columns = {name: written_columns(name, record) for name in table_names(record)}

    def of(self, fault: Mapping[str, Any]) -> dict[str, Any]:
        """A fault with its `reason` and what is `valid`."""
        written = self.columns[fault["table"]][fault["column"]]
        kind = Fault(fault["fault"])
        reason = self._reason(written, fault["table"], kind, fault["value"], fault["kind"])
        return {**fault, "reason": reason, "valid": self._valid(written, fault["table"], kind)}

    def general(self) -> list[dict[str, Any]]:
        """For every column and kind of fault the words that say nothing of the value."""
        return [
            {"table": table, "column": column, "fault": fault.value, "reason": SAID.get(fault, _NOT_VALID),
             "valid": self._valid(written, table, fault)}
            for table, columns in self.columns.items()
            for fault, (column, written) in product(Fault, columns.items())
        ]  # fmt: skip

    def _reason(self, written: Written, table: str, fault: Fault, value: str | None, kind: str | None) -> str:
        if fault is Fault.foreign and written.spec is not None:
            return f"`{written.name}` does not belong to {quoted(kind)}"
        if fault is not Fault.value or value is None:
            return SAID.get(fault, _NOT_VALID)
        said = self._said_of(written, table, value) or f"{quoted(value)} is not valid"
        return said.split("; leave the field out")[0]

    def _said_of(self, written: Written, table: str, value: str) -> str | None:
        """What the intake says of a value."""
        if written.type == "id":
            return id_fault(value)
        if written.type == "kind":
            kinds = self.record.sections[table].kinds
            return f"{quoted(value)} is not a kind of {table}{nearest(value, kinds)}"
        if written.type == "sections":
            unknown = [name for name in value.split() if name not in self._may_be_unknown()]
            return "; ".join(
                f"{quoted(name)} is not a section{nearest(name, self._may_be_unknown())}" for name in unknown
            )
        if written.spec is not None:
            return field_fault(written.spec, _meant(written.type, value))
        return _day_fault(written.type, value)

    def _may_be_unknown(self) -> list[str]:
        return [name for name, section in self.record.sections.items() if may_be_left_out(section)]

    def _valid(self, written: Written, table: str, fault: Fault) -> str:
        if fault is Fault.foreign and written.spec is not None:
            return f"an empty cell; `{written.name}` belongs to {_listed(written.spec.only)}"
        return VALID.get(fault) or valid_of(written, table, self.record)


def _meant(type_: str, cell: str) -> Any:
    """A cell as a case file would have it; what no document may hold stays as it is."""
    if type_ in ("text", "date"):
        return cell
    try:
        return plain(cell)
    except InputError:
        return cell


def _day_fault(type_: str, value: str) -> str | None:
    try:
        in_range(read_month(value) if type_ == "month" else read_day(value))
    except ValueError as error:
        return str(error)
    return None


def valid_of(written: Written, table: str, record: RecordShape) -> str:
    """What may stand in a cell of a column."""
    ways = {
        "id": "a pseudonym, and never a CPR number", "date": "a date like 2026-07-01", "month": "a month like 2026-07",
        "bool": "`true` or `false`", "text": "a text",
        "sections": "names of sections with a space between them",
    }  # fmt: skip
    spec = written.spec
    if written.type == "kind":
        return f"one of {_listed(record.sections[table].kinds)}"
    if spec is None:
        return ways[written.type]
    if spec.one_of is not None:
        said = f"one of {_listed(spec.one_of)}"
    elif spec.type in ("int", "decimal"):
        low, high = bounds(spec)
        said = f"a {'whole ' if spec.type == 'int' else ''}number{f' of {spec.unit}' if spec.unit else ''} "
        said += f"from {low} to {high}"
    else:
        said = ways[spec.type]
    return said + (f", or `{NONE_WORD}`" if spec.may_be_none else "")


def _listed(names: Mapping[str, Any] | list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
