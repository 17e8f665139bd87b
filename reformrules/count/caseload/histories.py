"""Histories that cannot be: rows that are valid alone, and not beside each other."""

from __future__ import annotations

from reformrules.count.caseload import sql
from reformrules.count.caseload.checks import Fault
from reformrules.count.caseload.loading import row_of, stored
from reformrules.count.caseload.shape import span_columns
from reformrules.count.tables import CASE, ID, MONTH, PERSONS, POSITION
from reformrules.rulebook.models import Section


def clashes(name: str, section: Section) -> str:
    """Each entry that begins while one of a kind that excludes it still runs, beside the longest such one."""
    order = f"PARTITION BY {CASE} ORDER BY start, {POSITION} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
    last = "coalesce(\"end\", DATE 'infinity')"
    longest = "{kind: kind, start: start, last: last}"
    told = ", ".join(_both_run(*words) for words in _WORDS)
    once = f" AND {MONTH} = start" if section.shape == "month" else ""
    return f"""
        SELECT {sql.text(name)} AS "table", {row_of(name)} AS "row", e.{CASE} AS number, p.{ID} AS citizen,
            {sql.text(span_columns(section)[0].name)} AS "column", CAST(start AS VARCHAR) AS value, kind,
            {sql.text(Fault.clash)} AS fault, {told}
        FROM (
            SELECT *, arg_max({longest}, last) OVER ({order}) AS before
            FROM (SELECT {CASE}, {POSITION}, kind, start, {last} AS last FROM {stored(name)}
                  WHERE {sql.one_of("kind", section.exclusive)}{once})
        ) AS e JOIN {stored(PERSONS)} AS p ON p.{CASE} = e.{CASE}
        WHERE before.last >= start"""


_WORDS = (
    ("told_da", "udelukker", "fra", "og begge løber den"),
    ("told_en", "excludes", "from", "and both run on"),
)


def _both_run(column: str, excludes: str, since: str, both: str) -> str:
    """That two entries exclude each other, as a column."""
    return (
        f"concat('`', kind, '` {excludes} `', before.kind, '` {since} ', before.start, ', {both} ', start) AS {column}"
    )
