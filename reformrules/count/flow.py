"""From which target group on the one side to which on the other."""

from __future__ import annotations

from dataclasses import dataclass

from reformrules.count.compare import Connection, Side
from reformrules.count.tables import CASE, flag

KIND = "target_group"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a citizen stands: the value of a conclusion; none where that is undetermined. No conclusion: nowhere."""

    conclusion: str | None
    value: str | None


@dataclass(frozen=True, slots=True)
class Stream:
    """How many citizens go from one place to another."""

    before: Place
    after: Place
    citizens: int


def flow(connection: Connection, one: Side, other: Side) -> list[Stream]:
    """The streams between the target groups of two sides, the widest first; none where no side has any."""
    parts = [_places(connection, side, alias) for side, alias in ((one, "a"), (other, "b"))]
    if all(part is None for part in parts):
        return []
    before, after = (part or "struct_pack(conclusion := NULL::VARCHAR, value := NULL::VARCHAR)" for part in parts)
    rows = connection.execute(
        f"SELECT {before} AS x, {after} AS y, count(*) FROM {one.answers} a JOIN {other.answers} b "
        f"ON a.{CASE} = b.{CASE} GROUP BY ALL ORDER BY count(*) DESC, x, y"
    ).fetchall()
    return [Stream(Place(**x), Place(**y), int(citizens)) for x, y, citizens in rows]


def _places(connection: Connection, side: Side, alias: str) -> str | None:
    """The first of the target groups that says something of a citizen, those first that say most, as SQL."""
    book = side.reading.book
    names = [name for name in side.reading.conclusions if book.conclusions[name].model.kind == KIND]
    if not names:
        return None
    told = {name: _told(connection, side, name) for name in names}
    names.sort(key=lambda name: -told[name])
    known = "".join(_when(f'{alias}."{n}" IS NOT NULL', n, f'CAST({alias}."{n}" AS VARCHAR)') for n in names)
    unknown = "".join(_when(f'{alias}."{flag(n)}"', n, "NULL") for n in names)
    return f"CASE {known} {unknown} ELSE struct_pack(conclusion := NULL::VARCHAR, value := NULL::VARCHAR) END"


def _when(condition: str, name: str, value: str) -> str:
    return f" WHEN {condition} THEN struct_pack(conclusion := '{name}', value := {value}::VARCHAR)"


def _told(connection: Connection, side: Side, name: str) -> int:
    row = connection.execute(f'SELECT count("{name}") FROM {side.answers}').fetchone()
    return int(row[0]) if row else 0
