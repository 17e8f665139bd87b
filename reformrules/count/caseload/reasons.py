"""What is wrong with a cell, in the words of the case intake, and what is valid there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

from reformrules.case.record import NONE_WORD, OTHERWISE, a_number, field_fault, id_fault, no_kind
from reformrules.count.caseload.checks import Fault
from reformrules.count.caseload.shape import UNKNOWN_SECTIONS, Written, table_names, written_columns
from reformrules.count.tables import PERSONS, may_be_left_out
from reformrules.days import in_range, read_day, read_month
from reformrules.documents import plain
from reformrules.errors import NOTHING, Both, InputError, Invalid, listed, nearest, quoted
from reformrules.rulebook.models import RecordShape

_NOT_VALID = Both("værdien er ikke gyldig", "the value is not valid")
EMPTY = Both("cellen er tom", "the cell is empty")
PSEUDONYM = Both("et pseudonym, og aldrig et CPR-nummer", "a pseudonym, and never a CPR number")
A_MONTH = Both("en måned som 2026-07", "a month like 2026-07")
SAID = {
    Fault.missing: EMPTY,
    Fault.months: Both(
        "rækken angiver både en måned og en række måneder, eller ingen af delene",
        "the row gives both a month and a run of months, or neither",
    ),
    Fault.no_citizen: Both(f"tabellen `{PERSONS}` har ikke den borger", f"the table `{PERSONS}` has no such citizen"),
    Fault.twice: Both("der er mere end én borger med dette id", "there is more than one citizen with this id"),
    Fault.ends_first: Both("posten slutter, før den begynder", "the entry ends before it starts"),
    Fault.before_birth: Both(
        "posten begynder før borgerens fødsel", "the entry starts before the birth of the citizen"
    ),
    Fault.said_unknown: Both(
        f"tabellen `{PERSONS}` siger, at dette afsnit er ukendt for borgeren",
        f"the table `{PERSONS}` says that this section of the citizen is unknown",
    ),
    Fault.clash: Both(
        "posten begynder, mens en anden, som den udelukker, stadig løber",
        "the entry starts while another that it excludes still runs",
    ),
    Fault.unreadable: Both(
        "linjen har ikke så mange celler, som der er kolonner, eller et anførselstegn er ikke lukket",
        "the line has not as many cells as there are columns, or a quotation mark is not closed",
    ),
}
VALID = {
    Fault.months: Both(
        "enten `month` eller både `from_month` og `to_month`", "either `month`, or `from_month` and `to_month`"
    ),
    Fault.no_citizen: Both(f"en borger i tabellen `{PERSONS}`", f"a citizen of the table `{PERSONS}`"),
    Fault.twice: Both("et id for hver borger", "an id for each citizen"),
    Fault.ends_first: Both(
        "en sidste dag eller måned, der ikke er før den første", "a last day or month not before the first"
    ),
    Fault.before_birth: Both("en dag, der ikke er før fødslen", "a day not before the birth"),
    Fault.said_unknown: Both(
        f"en post, eller afsnittet nævnt i `{UNKNOWN_SECTIONS}`",
        f"an entry, or the section among the `{UNKNOWN_SECTIONS}`",
    ),
    Fault.clash: Both("poster, der følger efter hinanden", "entries that follow each other"),
    Fault.unreadable: Both("en linje i tabellen", "a line of the table"),
}


class Reasons:
    """Puts faults in words."""

    def __init__(self, record: RecordShape) -> None:
        self.record = record
        self.columns = {name: written_columns(name, record) for name in table_names(record)}

    def of(self, fault: Mapping[str, Any]) -> dict[str, Any]:
        """A fault with its reason and what is valid, in both languages."""
        written = self.columns[fault["table"]][fault["column"]]
        kind = Fault(fault["fault"])
        reason = self._reason(written, fault["table"], kind, fault["value"], fault["kind"])
        return {**fault, **worded(reason, self._valid(written, fault["table"], kind))}

    def general(self) -> list[dict[str, Any]]:
        """For every column and kind of fault the words that say nothing of the value."""
        return [
            {"table": table, "column": column, "fault": fault.value,
             **worded(SAID.get(fault, _NOT_VALID), self._valid(written, table, fault))}
            for table, columns in self.columns.items()
            for fault, (column, written) in product(Fault, columns.items())
        ]  # fmt: skip

    def _reason(self, written: Written, table: str, fault: Fault, value: str | None, kind: str | None) -> Both:
        if fault is Fault.foreign and written.spec is not None:
            return f"`{written.name}`" + Both(" hører ikke til ", " does not belong to ") + quoted(kind)
        if fault is not Fault.value or value is None:
            return SAID.get(fault, _NOT_VALID)
        said = self._said_of(written, table, value) or quoted(value) + Both(" er ikke gyldig", " is not valid")
        return Both(said.da.removesuffix(OTHERWISE.da), said.en.removesuffix(OTHERWISE.en))  # a cell is no field

    def _said_of(self, written: Written, table: str, value: str) -> Both | None:
        """What the intake says of a value."""
        if written.type == "id":
            return id_fault(value)
        if written.type == "kind":
            kinds = self.record.sections[table].kinds
            return no_kind(value, table, kinds)
        if written.type == "sections":
            return self._no_sections(name for name in value.split() if name not in self._may_be_unknown())
        if written.spec is not None:
            return field_fault(written.spec, _meant(written.type, value))
        return _day_fault(written.type, value)

    def _no_sections(self, names: Iterable[str]) -> Both:
        said = NOTHING
        for name in names:
            none = quoted(name) + Both(" er ikke et afsnit", " is not a section")
            said = (said + "; " if said != NOTHING else said) + none + nearest(name, self._may_be_unknown())
        return said

    def _may_be_unknown(self) -> list[str]:
        return [name for name, section in self.record.sections.items() if may_be_left_out(section)]

    def _valid(self, written: Written, table: str, fault: Fault) -> Both:
        if fault is Fault.foreign and written.spec is not None:
            name, only = written.name, listed(written.spec.only)
            return Both(f"en tom celle; `{name}` hører til {only}", f"an empty cell; `{name}` belongs to {only}")
        return VALID.get(fault) or valid_of(written, table, self.record)


def worded(reason: Both, valid: Both) -> dict[str, str]:
    """The words of a reject, as the columns that hold them."""
    return {"reason_da": reason.da, "reason_en": reason.en, "valid_da": valid.da, "valid_en": valid.en}


def _meant(type_: str, cell: str) -> Any:
    """A cell as a case file would have it; what no document may hold stays as it is."""
    if type_ in ("text", "date"):
        return cell
    try:
        return plain(cell)
    except InputError:
        return cell


def _day_fault(type_: str, value: str) -> Both | None:
    try:
        in_range(read_month(value) if type_ == "month" else read_day(value))
    except Invalid as error:
        return error.said
    return None


def valid_of(written: Written, table: str, record: RecordShape) -> Both:
    """What may stand in a cell of a column."""
    spec = written.spec
    if written.type == "kind":
        return _ONE_OF + listed(record.sections[table].kinds)
    if spec is None:
        return _WAYS[written.type]
    if spec.one_of is not None:
        said = _ONE_OF + listed(spec.one_of)
    else:
        said = a_number(spec) if spec.type in ("int", "decimal") else _WAYS[spec.type]
    return said + (Both(f", eller `{NONE_WORD}`", f", or `{NONE_WORD}`") if spec.may_be_none else NOTHING)


_ONE_OF = Both("en af ", "one of ")
_WAYS = {
    "id": PSEUDONYM,
    "date": Both("en dato som 2026-07-01", "a date like 2026-07-01"),
    "month": A_MONTH,
    "bool": Both("`true` eller `false`", "`true` or `false`"),
    "text": Both("en tekst", "a text"),
    "sections": Both("navne på afsnit med et mellemrum imellem", "names of sections with a space between them"),
}
