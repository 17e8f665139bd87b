"""How many citizens each answer was given to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

from reformrules.count.duties import NONE, UNDETERMINED
from reformrules.count.law import why
from reformrules.count.reading import Reading
from reformrules.count.reasons import reason_sql
from reformrules.count.tables import flag


@dataclass(frozen=True, slots=True)
class Count:
    """One answer and the number of citizens it was given to.

    reason: why it is undetermined, or None. outcome: the value or the state, or None where undetermined.
    group: the value that the citizens share when they are counted in groups.
    """

    finding: str
    outcome: Any
    reason: str | None
    group: Any
    citizens: int


def tally(connection: duckdb.DuckDBPyConnection, reading: Reading, answers: str, by: str | None = None) -> list[Count]:
    """All answers with their numbers, by finding; answers that there is nothing to say are left out."""
    found: list[Count] = []
    for name in (*reading.conclusions, *reading.obligations):
        found += _of(connection, reading, answers, name, by)
    return found


def _of(
    connection: duckdb.DuckDBPyConnection, reading: Reading, answers: str, name: str, by: str | None
) -> Iterator[Count]:
    reason = reason_sql(f'"{why(name)}"')
    value = f'CASE WHEN "{flag(name)}" THEN NULL ELSE "{name}" END'
    group = f'"{by}"' if by is not None else "NULL"
    rows = connection.execute(
        f'SELECT {value} AS outcome, CASE WHEN "{flag(name)}" THEN {reason} END AS reason, {group} AS shared, count(*) '
        f"FROM {answers} GROUP BY ALL ORDER BY count(*) DESC, outcome, reason, shared"
    ).fetchall()
    for outcome, why_open, shared, citizens in rows:
        if why_open is not None or outcome not in (None, NONE, UNDETERMINED):
            yield Count(name, outcome, why_open, shared, int(citizens))
