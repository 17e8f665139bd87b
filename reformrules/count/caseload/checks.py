"""What may be wrong with a row of a caseload: the same as with a case file (`reformrules.case.intake`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from reformrules.count.caseload import sql
from reformrules.count.caseload.cells import Cell, unless
from reformrules.count.caseload.shape import CITIZEN, KIND, UNKNOWN_SECTIONS, span_columns
from reformrules.count.tables import CASE, flag, may_be_left_out
from reformrules.rulebook.models import FieldSpec, RecordShape, Section


class Fault(StrEnum):
    """A kind of fault; `reasons` puts it in words."""

    value = "value"
    missing = "missing"
    foreign = "foreign"
    months = "months"
    no_citizen = "no citizen"
    twice = "twice"
    ends_first = "ends first"
    before_birth = "before birth"
    said_unknown = "said unknown"
    clash = "clash"
    unreadable = "unreadable"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that may be wrong: the column it is about, and the condition in SQL (NULL is no fault)."""

    column: str
    fault: Fault
    condition: str


def person_checks(cells: dict[str, Cell], record: RecordShape) -> list[Check]:
    """What may be wrong with a row of `persons`."""
    checks = [*_id_checks(cells), Check(UNKNOWN_SECTIONS, Fault.value, _unknown_names(cells, record))]
    for name, spec in record.person.items():
        checks += field_checks(name, spec, cells[name])
    return _possible(checks)


def entry_checks(cells: dict[str, Cell], name: str, record: RecordShape, left_out: bool) -> list[Check]:
    """What may be wrong with a row of a section; left_out: whether persons may say that theirs is unknown.

    `ids` are the citizens, with the date of birth.
    """
    section = record.sections[name]
    kind = cells[KIND].value
    checks = [*_owner_checks(cells), Check(KIND, Fault.missing, cells[KIND].empty)]
    checks.append(Check(KIND, Fault.value, f"NOT {sql.one_of(kind, section.kinds)}"))
    if left_out:
        checks.append(Check(CITIZEN, Fault.said_unknown, f"ids.{sql.name(flag(name))}"))
    checks += _span_checks(section, cells, "born" in record.person)
    for field, spec in section.fields.items():
        checks += field_checks(field, spec, cells[field], kind, section.kinds)
    return _possible(checks)


def _possible(checks: list[Check]) -> list[Check]:
    return [check for check in checks if check.condition != "false"]


def _id_checks(cells: dict[str, Cell]) -> Iterator[Check]:
    yield Check(CITIZEN, Fault.missing, cells[CITIZEN].empty)
    yield Check(CITIZEN, Fault.value, cells[CITIZEN].wrong)


def _owner_checks(cells: dict[str, Cell]) -> Iterator[Check]:
    """What may be wrong with the citizen of an entry; the id of one who is there is looked at in `persons`."""
    empty, wrong = cells[CITIZEN].empty, cells[CITIZEN].wrong
    for fault, condition in (
        (Fault.missing, empty), (Fault.value, wrong), (Fault.no_citizen, f"NOT ({empty}) AND NOT ({wrong})"),
    ):  # fmt: skip
        yield Check(CITIZEN, fault, f"CASE WHEN ids.{CASE} IS NULL THEN {condition} ELSE false END")


def listed(cells: dict[str, Cell]) -> str:
    """The sections that a row of `persons` says are unknown, as an SQL list."""
    return f"string_split(coalesce({cells[UNKNOWN_SECTIONS].value}, ''), ' ')"


def _unknown_names(cells: dict[str, Cell], record: RecordShape) -> str:
    if cells[UNKNOWN_SECTIONS].empty == "true":
        return "false"
    names = ", ".join(sql.text(name) for name, section in record.sections.items() if may_be_left_out(section))
    return f"len(list_filter({listed(cells)}, one -> one NOT IN ('', {names}))) > 0"


def field_checks(name: str, spec: FieldSpec, of: Cell, kind: str = "", kinds: Iterable[str] = ()) -> Iterator[Check]:
    """What may be wrong with a field: its value, that it stands with a kind it does not belong to, that it lacks."""
    belongs = sql.one_of(kind, spec.only) if spec.only else "true"
    if of.empty != "true":
        yield Check(name, Fault.value, of.wrong)
        if spec.only:
            others = sql.one_of(kind, (other for other in kinds if other not in spec.only))
            yield Check(name, Fault.foreign, unless(of.empty, others))
    if spec.required:
        yield Check(name, Fault.missing, f"({of.empty}) AND ({belongs})")


def _span_checks(section: Section, cells: dict[str, Cell], born: bool) -> Iterator[Check]:
    columns = span_columns(section)
    for column in columns:
        yield Check(column.name, Fault.value, cells[column.name].wrong)
        if column.needed:
            yield Check(column.name, Fault.missing, cells[column.name].empty)
    if section.shape == "month":
        alone, first, last = (cells[column.name].empty for column in columns)
        one, run = f"NOT ({alone}) AND ({first}) AND ({last})", f"({alone}) AND NOT ({first}) AND NOT ({last})"
        yield Check("month", Fault.months, f"NOT (({one}) OR ({run}))")
    start, end = span(section, cells)
    if section.shape != "event":
        yield Check(columns[-1].name, Fault.ends_first, f"{end} < {start}")
    if born:
        earliest = "date_trunc('month', ids.born)" if section.shape == "month" else "ids.born"
        yield Check(columns[0].name, Fault.before_birth, f"{start} < {earliest}")


def span(section: Section, cells: dict[str, Cell]) -> tuple[str, str]:
    """First and last day of an entry, and the first days of its first and last month where it has months."""
    if section.shape == "spell":
        return cells["from"].value, f"CAST({cells['to'].value} AS DATE)"
    if section.shape == "event":
        return cells["on"].value, cells["on"].value
    month = cells["month"].value
    return f"coalesce({cells['from_month'].value}, {month})", f"coalesce({cells['to_month'].value}, {month})"
