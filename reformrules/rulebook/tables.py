"""Decision tables: each row becomes a rule, the hit policy becomes overrides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reformrules.documents import Document
from reformrules.errors import Both, Problem
from reformrules.rulebook import models as m
from reformrules.rulebook.origins import Home, Part


def table_faults(tables: Mapping[str, m.Table], document: Document) -> Iterator[Problem]:
    """Rows that do not have one condition for each input."""
    for id_, table in tables.items():
        for index, row in enumerate(table.rows):
            if len(row.if_) != len(table.inputs):
                yield Problem(
                    _uneven(row.id, len(row.if_), len(table.inputs)),
                    document.place(("tables", id_, "rows", index, "if")),
                )


def _uneven(id_: str, conditions: int, inputs: int) -> Both:
    da = f"{conditions} {'betingelse' if conditions == 1 else 'betingelser'} til {inputs} input"
    en = f"{_counted(conditions, 'condition')} for {_counted(inputs, 'input')}"
    return Both(
        f"række `{id_}` har {da}; skriv `-`, hvor enhver værdi duer",
        f"row `{id_}` has {en}; write `-` where any value will do",
    )


def _counted(count: int, of: str) -> str:
    return f"{count} {of}" if count == 1 else f"{count} {of}s"


def rules_of(table_id: str, table: m.Table, document: Document) -> Iterator[tuple[str, m.Rule, Home]]:
    """The rules of a table, named `table-row`, each with where its parts stand.

    Under the hit policy `first` a row overrides all rows below it; that is the one place in the
    rulebook where order has a meaning, as DMN defines it, and it is said in the table.
    """
    ids, path = [f"{table_id}-{row.id}" for row in table.rows], ("tables", table_id)
    for index, row in enumerate(table.rows):
        overrides = ids[index + 1 :] if table.hit == "first" else []
        condition, parts = _condition(table, index)
        placed = tuple((at, (*path, *where)) for at, where in parts)
        yield ids[index], _rule(table, row, condition, overrides), Home(document, (*path, "rows", index), path, placed)


def _rule(table: m.Table, row: m.Row, condition: str, overrides: list[str]) -> m.Rule:
    consequence = (
        {"then": {table.concludes: row.then}}
        if row.then is not None
        else {"undetermined": {table.concludes: row.undetermined}}
    )
    return m.Rule.model_validate(
        {
            "valid": table.valid,
            "status": table.status if row.status is None else row.status,
            "legal_check": table.legal_check,
            "source": table.source,
            "register": [*table.register_rows, *row.register_rows],
            "note": table.note,
            "when": condition,
            "overrides": overrides,
            "text": row.text or table.text,
            **consequence,
        }
    )


def _condition(table: m.Table, row: int) -> tuple[str, list[Part]]:
    """The condition of a row as one expression, and where each part of it stands."""
    text, parts = "", list[Part]()
    for test, own in tests(table, row):
        text += " and (" if text else "("
        parts += [(len(text) + at, where) for at, where in own]
        text += f"{test})"
    return text or "true", parts


def tests(table: m.Table, row: int) -> Iterator[tuple[str, list[Part]]]:
    """Each input with its cell as an expression, and where its two parts stand in the table.

    A cell is `true`, `false`, or the tail of a comparison: `= "x"`, `>= 30 years`, `in ["a", "b"]`.
    """
    for column, (test, cell) in enumerate(zip(table.inputs, table.rows[row].if_, strict=True)):
        if cell == "-":
            continue
        before = "not (" if cell in _NO else "("
        text = f"{before}{test})" if cell in (*_YES, *_NO) else f"{before}{test}) {cell}"
        end = len(before) + len(test) + 2
        yield text, [(len(before), ("inputs", column)), (end, ("rows", row, "if", column))]


_YES, _NO = ("true", "yes"), ("false", "no")
