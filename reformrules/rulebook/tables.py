"""Decision tables: each row becomes a rule, the hit policy becomes overrides."""

from __future__ import annotations

from collections.abc import Iterator

from reformrules.rulebook import models as m


def rules_of(table_id: str, table: m.Table) -> Iterator[tuple[str, m.Rule]]:
    """The rules of a table, named `table-row`.

    Under the hit policy `first` a row overrides all rows below it; that is the one place in the
    rulebook where order has a meaning, as DMN defines it, and it is said in the table.
    """
    ids = [f"{table_id}-{row.id}" for row in table.rows]
    for index, row in enumerate(table.rows):
        overrides = ids[index + 1 :] if table.hit == "first" else []
        yield ids[index], _rule(table, row, overrides)


def _rule(table: m.Table, row: m.Row, overrides: list[str]) -> m.Rule:
    conditions = [_condition(test, text) for test, text in zip(table.inputs, row.if_, strict=False) if text != "-"]
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
            "when": " and ".join(conditions) or "true",
            "overrides": overrides,
            "text": row.text or table.text,
            **consequence,
        }
    )


def _condition(test: str, text: str) -> str:
    """A cell is a whole comparison tail (`= "x"`, `>= 30 years`, `in ["a", "b"]`) or `true` / `false`."""
    if text in ("true", "yes"):
        return f"({test})"
    if text in ("false", "no"):
        return f"not ({test})"
    return f"({test}) {text}"
