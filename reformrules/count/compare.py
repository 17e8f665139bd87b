"""Two tables of answers to the same caseload, citizen by citizen: who is answered otherwise, and by which rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

from reformrules.count.duties import NONE, UNDETERMINED, detail
from reformrules.count.law import giver, why
from reformrules.count.reading import Reading
from reformrules.count.reasons import reason_sql
from reformrules.count.tables import CASE, ID, flag

Connection = duckdb.DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Duty:
    """How one obligation stands for a citizen: how many are required, or the reason why it is undetermined."""

    state: str
    required: Any
    reason: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a finding: a value, or how obligations of a kind stand; `reason` where it is undetermined.

    rules: the rules that say it; none for what holds where no rule does.
    """

    outcome: Any
    reason: str | None
    rules: tuple[str, ...]

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to say."""
        return self.reason is None and self.outcome is None


@dataclass(frozen=True, slots=True)
class Move:
    """What is said of a finding on one side and on the other, and of how many citizens.

    dates_only: nothing but the dates of obligations differs.
    """

    finding: str
    before: Said
    after: Said
    citizens: int
    dates_only: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: how it was read, and the table of its answers."""

    reading: Reading
    answers: str

    def said(self, alias: str, finding: str, rules: tuple[str, ...]) -> _Columns:
        """What is said of a finding, or of the obligations that these rules give, as SQL."""
        if finding in self.reading.conclusions:
            return _conclusion(alias, finding)
        there = [rule for rule in rules if rule in self.reading.obligations]
        return _duties(alias, there) if there else _Columns("NULL", "NULL", "[]", "NULL")


@dataclass(frozen=True, slots=True)
class _Columns:
    """What is said as SQL values: NULL for nothing and for what is undetermined; the dates of obligations."""

    outcome: str
    reason: str
    rules: str
    dates: str

    @property
    def all(self) -> str:
        return f"{self.outcome}, {self.reason}, {self.rules}"


def _conclusion(alias: str, name: str) -> _Columns:
    unknown, rule = f'{alias}."{flag(name)}"', f'{alias}."{giver(name)}"'
    reason = reason_sql(f'{alias}."{why(name)}"')
    return _Columns(
        f'CASE WHEN NOT {unknown} THEN {alias}."{name}" END', f"CASE WHEN {unknown} THEN {reason} END",
        f"CASE WHEN {rule} IS NULL OR {unknown} AND {reason} = 'missing_input' THEN [] ELSE [{rule}] END", "NULL",
    )  # fmt: skip


def _duties(alias: str, rules: list[str]) -> _Columns:
    parts = ", ".join(_duty(alias, rule) for rule in rules)
    held = f"nullif(list_sort(list_filter([{parts}], d -> d.state <> '{NONE}')), [])"
    outcome = f"list_transform({held}, d -> struct_pack(state := d.state, required := d.required, reason := d.reason))"
    rules_, dates = (f"list_transform({held}, d -> d.{what})" for what in ("rule", "deadline"))
    return _Columns(outcome, "NULL", rules_, dates)


def _duty(alias: str, rule: str) -> str:
    state, open_ = f'{alias}."{rule}"', reason_sql(f'{alias}."{why(rule)}"')
    required, deadline = (f'{alias}."{detail(rule, what)}"' for what in ("required", "deadline"))
    told = f"{state} <> '{UNDETERMINED}'"
    return (
        f"struct_pack(state := {state}, required := CASE WHEN {told} THEN CAST({required} AS DECIMAL(18, 4)) END, "
        f"reason := CASE WHEN NOT ({told}) THEN {open_} END, rule := '{rule}', "
        f"deadline := CASE WHEN {told} THEN {deadline} END)"
    )


def moves(connection: Connection, one: Side, other: Side, finding: str, rules: tuple[str, ...] = ()) -> list[Move]:
    """How the answers to a finding differ, most citizens first; of obligations of a kind, `rules` are those of it."""
    a, b = one.said("a", finding, rules), other.said("b", finding, rules)
    rows = connection.execute(
        f"SELECT {a.all}, {b.all}, NOT ({_answers_differ(a, b)}), count(*) FROM {_joined(one, other)} "
        f"WHERE {_differ(a, b)} GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    found = [Move(finding, _said(row[:3]), _said(row[3:6]), int(row[7]), bool(row[6])) for row in rows]
    return sorted(found, key=lambda move: -move.citizens)


def movers(connection: Connection, one: Side, other: Side, finding: str, rules: tuple[str, ...] = ()) -> list[Mover]:
    """The citizens of whom the answers to a finding differ, by id."""
    a, b = one.said("a", finding, rules), other.said("b", finding, rules)
    rows = connection.execute(
        f"SELECT a.{ID}, {a.all}, {b.all} FROM {_joined(one, other)} WHERE {_differ(a, b)} ORDER BY a.{ID}"
    ).fetchall()
    return [Mover(row[0], _said(row[1:4]), _said(row[4:7])) for row in rows]


@dataclass(frozen=True, slots=True)
class Mover:
    """One citizen, and what is said on either side."""

    citizen: str
    before: Said
    after: Said


@dataclass(frozen=True, slots=True)
class Listed:
    """One citizen, and what is said."""

    citizen: str
    said: Said


def listed(connection: Connection, side: Side, finding: str, rules: tuple[str, ...] = ()) -> list[Listed]:
    """The citizens of whom a finding says something, by id; of obligations of a kind, `rules` are those of it."""
    a = side.said("a", finding, rules)
    rows = connection.execute(
        f"SELECT * FROM (SELECT a.{ID}, {a.outcome} AS said, {a.reason} AS reason, {a.rules} AS rules "
        f"FROM {side.answers} a) WHERE said IS NOT NULL OR reason IS NOT NULL ORDER BY 1"
    ).fetchall()
    return [Listed(row[0], _said(row[1:4])) for row in rows]


def changed_citizens(connection: Connection, one: Side, other: Side, findings: dict[str, tuple[str, ...]]) -> int:
    """How many citizens are answered otherwise in any of these findings."""
    pairs = [(one.said("a", name, rules), other.said("b", name, rules)) for name, rules in findings.items()]
    differ = " OR ".join(f"({_differ(a, b)})" for a, b in pairs)
    if not pairs:
        return 0
    row = connection.execute(f"SELECT count(*) FROM {_joined(one, other)} WHERE {differ}").fetchone()
    assert row is not None  # an aggregate always has a row
    return int(row[0])


def _joined(one: Side, other: Side) -> str:
    return f"{one.answers} a JOIN {other.answers} b ON a.{CASE} = b.{CASE}"


def _answers_differ(a: _Columns, b: _Columns) -> str:
    return f"{a.outcome} IS DISTINCT FROM {b.outcome} OR {a.reason} IS DISTINCT FROM {b.reason}"


def _differ(a: _Columns, b: _Columns) -> str:
    return f"{_answers_differ(a, b)} OR {a.dates} IS DISTINCT FROM {b.dates}"


def _said(row: tuple[Any, ...]) -> Said:
    outcome, reason, rules = row
    if isinstance(outcome, list):
        outcome = tuple(Duty(**one) if isinstance(one, dict) else one for one in outcome)
    return Said(outcome, reason, tuple(rules or ()))
