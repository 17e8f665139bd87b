"""Histories that cannot be: of each row that is valid alone, what is wrong with it beside the others."""

from __future__ import annotations

from reformrules.count.caseload import sql
from reformrules.count.engine import STORE
from reformrules.count.tables import CASE, PERSONS, POSITION, flag, may_be_left_out
from reformrules.rulebook.models import RecordShape, Section

ENDS_FIRST, BEFORE_BIRTH, CLASH, SAID_UNKNOWN = "ends_first", "before_birth", "clash", "said_unknown"


def history_queries(name: str, record: RecordShape) -> dict[str, str]:
    """For each thing that can be wrong with the entries of a section: the citizens and rows of which it is true."""
    section, table = record.sections[name], f"{STORE}.{sql.name(name)}"
    asked = {ENDS_FIRST: f'SELECT {CASE}, "row" FROM {table} WHERE "end" < start'}
    if "born" in record.person:
        born = "date_trunc('month', p.born)" if section.shape == "month" else "p.born"
        asked[BEFORE_BIRTH] = _beside_person(table, f"e.start < {born}")
    if may_be_left_out(section):
        asked[SAID_UNKNOWN] = _beside_person(table, f"p.{flag(name)}")
    if section.exclusive:
        asked[CLASH] = _clashes(table, section)
    return asked


def _beside_person(table: str, condition: str) -> str:
    return (
        f'SELECT e.{CASE}, e."row" FROM {table} AS e JOIN {STORE}.{PERSONS} AS p ON e.{CASE} = p.{CASE} '
        f"WHERE {condition}"
    )


def _clashes(table: str, section: Section) -> str:
    """Each entry that begins while one of a kind that excludes it still runs."""
    before = f"PARTITION BY {CASE} ORDER BY start, {POSITION} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
    reached = "max(coalesce(\"end\", DATE 'infinity'))"
    return (
        f'SELECT {CASE}, "row" FROM (SELECT {CASE}, "row", start, {reached} OVER ({before}) AS reached FROM {table} '
        f"WHERE {sql.one_of('kind', section.exclusive)}) WHERE reached >= start"
    )
