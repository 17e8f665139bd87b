"""Everything that a comparison of two readings of one caseload says, as plain data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from reformrules.count.agenda import Due, agenda
from reformrules.count.compare import Connection, Move, Side, changed_citizens, moves
from reformrules.count.flow import Stream, flow
from reformrules.count.tables import PERSONS
from reformrules.rulebook.duty_kinds import kinds


@dataclass(frozen=True, slots=True)
class Half:
    """How one side was read."""

    on: date
    law: str
    digest: str


@dataclass(frozen=True, slots=True)
class OtherDate:
    """A day before the change on which answers differ all the same: of how many citizens, and in which findings."""

    on: date
    citizens: int
    findings: list[str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Who is answered otherwise on the one side and on the other.

    changed: citizens of whom any finding differs. compared: how many findings were compared; the others rest on
    nothing that differs. differing: what differs between two rulebooks, with the first day. minutes_per_talk: what
    staff hours are counted with.
    """

    before: Half
    after: Half
    citizens: int
    changed: int
    compared: int
    moves: list[Move]
    flow: list[Stream]
    due_before: list[Due]
    due_after: list[Due]
    minutes_per_talk: int
    differing: dict[str, date] = field(default_factory=dict)
    other_dates: list[OtherDate] = field(default_factory=list)

    def hours(self, due: list[Due]) -> float:
        """Staff hours of the talks in an agenda."""
        return sum(one.further for one in due if one.effort == "talk") * self.minutes_per_talk / 60


def findings_compared(one: Side, other: Side) -> dict[str, tuple[str, ...]]:
    """The findings of two sides: conclusions by name, obligations by the first rule of their kind, with its rules."""
    conclusions = dict.fromkeys([*one.reading.conclusions, *other.reading.conclusions], ())
    read = {*one.reading.obligations, *other.reading.obligations}
    duties = kinds((one.reading.book, other.reading.book))
    return {**conclusions, **{kind: rules for kind, rules in duties.items() if read & set(rules)}}


def comparison(
    connection: Connection,
    one: Side,
    other: Side,
    minutes_per_talk: int,
    step: Callable[[str], None] = lambda name: None,
) -> Comparison:
    """Compare two sides that are answered; `step` is told each finding when it is done."""
    findings, found = findings_compared(one, other), list[Move]()
    for name, rules in findings.items():
        found += moves(connection, one, other, name, rules)
        step(name)
    differing = {move.finding: findings[move.finding] for move in found}
    duties = kinds((one.reading.book, other.reading.book))
    row = connection.execute(f"SELECT count(*) FROM caseload.{PERSONS}").fetchone()
    return Comparison(
        _half(one), _half(other), int(row[0]) if row else 0, changed_citizens(connection, one, other, differing),
        len(findings), found, flow(connection, one, other), agenda(connection, one.reading, one.answers, duties),
        agenda(connection, other.reading, other.answers, duties), minutes_per_talk,
    )  # fmt: skip


def _half(side: Side) -> Half:
    reading = side.reading
    return Half(reading.on, reading.setting.value, reading.book.digest)
