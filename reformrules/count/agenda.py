"""What is still to be done for a caseload: obligations that are due or overdue, by kind and month of the deadline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import duckdb

from reformrules.count.duties import detail
from reformrules.count.reading import Reading
from reformrules.count.tables import CASE
from reformrules.rulebook.book import Rulebook

OPEN = ("due", "overdue")


@dataclass(frozen=True, slots=True)
class Due:
    """Obligations of a kind with a deadline in a month: of how many citizens, and how much is still to be done.

    kind: the first rule of the kind. month: its first day. remaining: what is required and not done. further: of
    that, what an obligation with an earlier deadline does not take along: a first talk is one of the talks.
    """

    kind: str
    effort: str | None
    month: date
    state: str
    citizens: int
    remaining: int
    further: int


def agenda(
    connection: duckdb.DuckDBPyConnection, reading: Reading, answers: str, kinds: dict[str, tuple[str, ...]]
) -> list[Due]:
    """What is due or overdue on the date of a reading, by month and kind."""
    first = {rule: kind for kind, rules in kinds.items() for rule in rules}
    rows = [_of_rule(reading, answers, rule, first[rule]) for rule in reading.obligations]
    if not rows:
        return []
    earlier = "max(remaining) OVER (PARTITION BY citizen, counting ORDER BY deadline, kind ROWS BETWEEN UNBOUNDED "
    earlier += "PRECEDING AND 1 PRECEDING)"
    found = connection.execute(
        f"WITH open AS ({' UNION ALL '.join(rows)}), "
        f"told AS (SELECT *, greatest(remaining - coalesce({earlier}, 0), 0) AS further FROM open) "
        "SELECT kind, date_trunc('month', deadline)::DATE AS month, state, count(DISTINCT citizen), "
        "sum(remaining), sum(further) FROM told GROUP BY ALL ORDER BY month, kind, state"
    ).fetchall()
    efforts = {kind: _effort(reading.book, rules) for kind, rules in kinds.items()}
    return [
        Due(kind, efforts[kind], month, state, citizens, int(remaining), int(further))
        for kind, month, state, citizens, remaining, further in found
    ]


def together(parts: Iterable[list[Due]]) -> list[Due]:
    """What is due in several parts of a caseload, added up."""
    found: dict[tuple[date, str, str], Due] = {}
    for due in (due for part in parts for due in part):
        key = due.month, due.kind, due.state
        before = found.get(key, replace(due, citizens=0, remaining=0, further=0))
        sums = {n: getattr(before, n) + getattr(due, n) for n in ("citizens", "remaining", "further")}
        found[key] = replace(due, **sums)
    return [found[key] for key in sorted(found)]


def _of_rule(reading: Reading, answers: str, rule: str, kind: str) -> str:
    nodes = reading.book.rules[rule].obligation
    assert nodes is not None  # it is an obligation
    required, done, deadline = (f'"{detail(rule, what)}"' for what in ("required", "done", "deadline"))
    return (
        f"SELECT {CASE} AS citizen, '{kind}' AS kind, '{nodes.model.counting}' AS counting, \"{rule}\" AS state, "
        f"{deadline} AS deadline, greatest(ceil({required}) - {done}, 0)::BIGINT AS remaining "
        f'FROM {answers} WHERE "{rule}" IN {OPEN}'
    )


def _effort(book: Rulebook, rules: tuple[str, ...]) -> str | None:
    models: list[Any] = [book.rules[rule].obligation for rule in rules if rule in book.rules]
    return next((nodes.model.effort for nodes in models if nodes.model.effort), None)
