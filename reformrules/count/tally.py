"""How many citizens each answer was given to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Any

import duckdb

from reformrules.count.agenda import Due
from reformrules.count.duties import NONE, UNDETERMINED
from reformrules.count.law import why
from reformrules.count.reading import Reading
from reformrules.count.reasons import MISSING, reason_sql
from reformrules.count.shares import ShareCount
from reformrules.count.tables import CASE, flag
from reformrules.errors import Both, InputError, Problem, nearest
from reformrules.rulebook.book import Rulebook


@dataclass(frozen=True, slots=True)
class Count:
    """One answer and the number of citizens it was given to.

    reason: why it is undetermined, or None. outcome: the value or the state, or None where undetermined.
    groups: what the citizens share when they are counted in groups, by name; numbers in bands, like `25-29`.
    """

    finding: str
    outcome: Any
    reason: str | None
    groups: dict[str, Any]
    citizens: int


@dataclass(frozen=True, slots=True)
class Settles:
    """A fact or a section of the record that is missing, and how many open answers wait for it.

    alone: answers that it would settle by itself, whatever it turns out to be. beside: answers that also wait for
    something else.
    """

    name: str
    question: dict[str, str]
    alone: int
    beside: int


@dataclass(frozen=True, slots=True)
class Missing:
    """What would settle most: found by asking what each open answer of a citizen waits for.

    citizens: those who have an answer that is open because something is missing. asked: of how many this was found,
    every so many of them.
    """

    citizens: int
    asked: int
    settles: list[Settles]


@dataclass(frozen=True, slots=True)
class Counted:
    """Everything that a count of a caseload says, as plain data."""

    on: date
    law: str
    digest: str
    citizens: int
    by: tuple[str, ...]
    counts: list[Count]
    due: list[Due]
    missing: Missing
    shares: list[ShareCount] = field(default_factory=list)


def groups_of(book: Rulebook) -> tuple[list[str], list[str]]:
    """The facts and the conclusions that have few enough values to count in groups by them."""
    few = ("text", "bool")
    facts = [name for name, fact in book.facts.items() if fact.type in few or fact.bands]
    return facts, [n for n, c in book.conclusions.items() if c.model.is_finding and c.model.type in few]


def groups_in(book: Rulebook, names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The facts and the conclusions to count in groups by; raises InputError for what has too many values."""
    facts, conclusions = groups_of(book)
    for name in names:
        if name not in (*facts, *conclusions):
            message = Both(
                f"`--by` tager en oplysning eller et emne med få værdier, ikke `{name}`",
                f"`--by` takes a fact or a finding with few values, not `{name}`",
            )
            raise InputError(Problem(message + nearest(name, [*facts, *conclusions])))
    return tuple(n for n in names if n in facts), tuple(n for n in names if n not in facts)


def tally(
    connection: duckdb.DuckDBPyConnection, reading: Reading, answers: str, by: tuple[str, ...] = ()
) -> list[Count]:
    """All answers with their numbers, by finding; answers that there is nothing to say are left out."""
    found: list[Count] = []
    findings = [name for name in reading.conclusions if reading.book.conclusions[name].model.is_finding]
    for name in (*findings, *reading.obligations):
        found += _of(connection, reading, answers, name, by)
    return found


def together(parts: Iterable[list[Count]], reading: Reading) -> list[Count]:
    """The numbers of several parts of a caseload added up, in the order of `tally`."""
    numbers, firsts = Counter[tuple[Any, ...]](), dict[tuple[Any, ...], Count]()
    for count in (count for part in parts for count in part):
        key = (count.finding, str(count.outcome), count.reason, str(count.groups))
        numbers[key] += count.citizens
        firsts.setdefault(key, count)
    order = {name: at for at, name in enumerate((*reading.conclusions, *reading.obligations))}
    found = [replace(firsts[key], citizens=citizens) for key, citizens in numbers.items()]
    return sorted(found, key=lambda c: (order[c.finding], -c.citizens, str(c.outcome), str(c.reason), str(c.groups)))


def _of(
    connection: duckdb.DuckDBPyConnection, reading: Reading, answers: str, name: str, by: tuple[str, ...]
) -> Iterator[Count]:
    reason = reason_sql(f'"{why(name)}"')
    value = f'CASE WHEN "{flag(name)}" THEN NULL ELSE "{name}" END'
    groups = "".join(f", {_group(reading.book, one)} AS shared_{index}" for index, one in enumerate(by))
    open_ = f'CASE WHEN "{flag(name)}" THEN {reason} END'
    shared = "".join(f", shared_{index}" for index in range(len(by)))
    rows = connection.execute(
        f"SELECT {value} AS outcome, {open_} AS reason, count(*) AS citizens{groups} FROM {answers} GROUP BY ALL "
        f"ORDER BY citizens DESC, outcome, reason{shared}"
    ).fetchall()
    for outcome, why_open, citizens, *values in rows:
        if why_open is not None or outcome not in (None, NONE, UNDETERMINED):
            yield Count(name, outcome, why_open, dict(zip(by, values, strict=True)), int(citizens))


def _group(book: Rulebook, name: str) -> str:
    """What citizens share: a value, or the band that a number lies in."""
    bands = book.facts[name].bands if name in book.facts else []
    if not bands:
        return f'"{name}"'
    cases = [f"WHEN \"{name}\" < {bands[0]} THEN '0-{bands[0] - 1}'"]
    cases += [f"WHEN \"{name}\" < {end} THEN '{first}-{end - 1}'" for first, end in pairwise(bands)]
    return f"CASE {' '.join(cases)} WHEN \"{name}\" >= {bands[-1]} THEN '{bands[-1]}+' END"


def waiting(connection: duckdb.DuckDBPyConnection, reading: Reading, answers: str) -> list[int]:
    """The numbers of the citizens who have an answer that is open because something is missing."""
    names = (*reading.conclusions, *reading.obligations)
    tests = " OR ".join(f'"{flag(name)}" AND "{why(name)}" & {MISSING} != 0' for name in names)
    if not names:
        return []
    return [
        int(row[0]) for row in connection.execute(f"SELECT {CASE} FROM {answers} WHERE {tests} ORDER BY 1").fetchall()
    ]
