"""What is counted, in the words of what is explained, so that the two can be held beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from reformrules.case.facts import Facts
from reformrules.case.record import CaseRecord
from reformrules.count.duties import DETAILS, NONE, detail
from reformrules.count.law import why
from reformrules.count.reading import Reading
from reformrules.count.reasons import A_PERSONS, MISSING
from reformrules.count.tables import CASE, flag
from reformrules.explain.reference import interpret
from reformrules.explain.session import Explainer
from reformrules.explain.verdicts import Verdict, verdicts

Row = dict[str, Any]


def answers(connection: Any, table: str = "answers") -> list[Row]:
    """The rows of a table of answers, a citizen after the other."""
    rows: list[Row] = connection.sql(f"SELECT * FROM {table} ORDER BY {CASE}").to_arrow_table().to_pylist()
    return rows


def plain(value: Any) -> Any:
    """A cell as Python has it: a day without an hour, a list in order."""
    if isinstance(value, list):
        return tuple(sorted(value))
    return value.date() if isinstance(value, datetime) else value


def in_columns(reading: Reading, row: Row, name: str) -> tuple[Any, ...]:
    """The answer of a finding as a row has it."""
    if row[flag(name)]:
        mask = row[why(name)]
        if mask & MISSING:
            return "open", "missing_input"
        return "open", "needs_assessment" if mask & A_PERSONS else "law_not_verified"
    if name in reading.conclusions:
        return ("none",) if row[name] is None else ("said", plain(row[name]))
    return ("none",) if row[name] == NONE else ("said", row[name], *(plain(row[detail(name, w)]) for w in DETAILS))


def explained(said: Verdict | None, conclusion: bool) -> tuple[Any, ...]:
    """The answer of a finding as it is explained."""
    if said is None or said.state == "none":
        return ("none",)
    if said.state == "undetermined":
        return "open", said.inquiry.reason
    if conclusion:
        return "said", tuple(sorted(said.outcome)) if isinstance(said.outcome, list | tuple) else said.outcome
    return "said", said.duty, said.required, said.done, said.counted_from, said.first_by, said.deadline


def differences(reading: Reading, cases: Sequence[CaseRecord], rows: Sequence[Row]) -> list[str]:
    """Where the rows say something else than what is explained; one line each."""
    book, explainer = reading.book, Explainer(reading.book, "reference")
    program, found = explainer.program(reading.on, reading.setting), list[str]()
    for row in rows:
        run = interpret(program, Facts(book, cases[row[CASE]], reading.on, reading.setting))
        said = verdicts(program, run, ask=False)
        for name in (*reading.conclusions, *reading.obligations):
            want, got = explained(said.get(name), name in reading.conclusions), in_columns(reading, row, name)
            if got != want:
                found.append(f"{row['id']}: {name}: {got} for {want}")
    return found
