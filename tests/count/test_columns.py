"""The pieces that the column reading is made of, each against what the language means."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import ibis
import pytest
from counted import answers, differences
from support import Part, book, case_of, conclusion, rule

from reformrules.count.chain import Chain, compiled
from reformrules.count.engine import Run, connect, store_cases
from reformrules.count.expressions import Columns, dtype
from reformrules.count.pairs import Pair, Value
from reformrules.count.reading import read_columns
from reformrules.rulebook.meaning import UNKNOWN, compile_expression
from reformrules.rulebook.parsing import parse
from reformrules.rulebook.status import LawSetting
from reformrules.rulebook.types import Type
from reformrules.verbs.answering import settled_parts

NAMED_AS_A_FIELD: Part = {
    "conclusions": {"born": conclusion(otherwise=False), "rests_on_it": conclusion(otherwise=False)},
    "rules": {"born": rule({"born": True}, "age >= 30 years"), "other": rule({"rests_on_it": True}, "not born")},
}
VALUES: dict[str, tuple[str, Any]] = {
    "d": ("date", date(2026, 8, 31)), "leap": ("date", date(2024, 2, 29)), "n": ("int", 7),
    "h": ("decimal", Decimal("4809.5")), "t": ("text", "a"), "yes": ("bool", True), "no": ("bool", False),
    "never": ("date", None), "lost": ("bool", UNKNOWN), "when": ("date", UNKNOWN), "much": ("int", UNKNOWN),
}  # fmt: skip
UNITS = {"n": None, "h": "hours"}
EXPRESSIONS = [
    "d + 6 months = 2027-02-28", "leap + 1 years = 2025-02-28", "leap - 12 weeks < 2023-12-08", "d - leap = 914",
    "end_of_month(leap) = leap", "h >= 4809.5 hours", "h < 4810 hours", "n * 2 + 1 = 15", "n in [1, 7]",
    't not in ["b"]', 't != "a"', "n between 7 and 9", "lost and no", "lost or yes", "not lost", "lost and yes",
    "no or not lost", "never < d", "never != d", "when < d", "when < never", "never is recorded", "when is recorded",
    "d is known", "when is known", "yes = lost", "not (lost is known)", "rounded_up(n / 2) = 4",
    "rounded_down(n / 2) = 3", "n / 0 > 1", "n * 65 / 100 = 4.55", "earliest(d, leap) = leap",
    "latest(d, when) = d", "smallest(n, much) < 9", "largest(n, 9) = 9", "d = never", "much > n or n = 7",
]  # fmt: skip


def typed(name: str, at: int = 0) -> Type:
    kind = VALUES[name][0]
    return Type({"int": "number", "decimal": "number"}.get(kind, kind), UNITS.get(name))


def column(name: str) -> Pair:
    kind, value = VALUES[name]
    unknown = value is UNKNOWN
    known: Value = ibis.null(dtype(kind)) if value is None or unknown else ibis.literal(value, type=dtype(kind))
    return Pair(known, ibis.literal(unknown), True)


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_an_expression_means_the_same_in_columns_as_in_the_reference(text: str) -> None:
    from reformrules.rulebook.types import check

    node = parse(text)
    meant = compile_expression(node, lambda name: lambda env: VALUES[name][1], lambda n: check(n, typed))({})
    test = Columns(column, lambda n: check(n, typed)).test(node)
    query = compiled(ibis.table({"one": "int64"}, name="dual").select(test=test))
    connection = connect()
    connection.execute("CREATE TABLE dual AS SELECT 1 AS one")
    found = connection.execute(query).fetchone()
    assert found is not None
    assert found[0] is (None if meant is UNKNOWN else meant)


def test_not_keeps_its_operand_when_it_is_asked_whether_it_is_known() -> None:
    table = ibis.table({"a": "boolean"}, name="t")
    assert "(NOT" in compiled(table.select(b=(~table.a).isnull()))


def test_a_chain_is_one_statement_or_steps_that_leave_the_same_rows() -> None:
    connection = connect()
    connection.execute("CREATE TABLE numbers AS SELECT unnest(range(5)) AS n")
    chain = Chain()
    doubled = chain.extend("doubled", ibis.table({"n": "int64"}, name="numbers"), {"twice": ibis._.n * 2})
    picked = chain.add("picked", doubled.filter(doubled.twice > 3), kept=True)
    whole = connection.execute(chain.sql(picked)).fetchall()
    for statement in chain.statements():
        connection.execute(statement)
    assert sorted(connection.execute("SELECT * FROM picked").fetchall()) == sorted(whole) == [(2, 4), (3, 6), (4, 8)]


def test_a_step_does_not_add_a_column_that_is_there_already() -> None:
    with pytest.raises(AssertionError, match="doubled: a column of this name is there already: n"):
        Chain().extend("doubled", ibis.table({"n": "int64"}, name="numbers"), {"n": ibis._.n * 2})


def test_a_conclusion_may_have_the_name_of_a_field_of_a_person() -> None:
    law = book(NAMED_AS_A_FIELD)
    connection, reading = connect(), read_columns(law, date(2026, 7, 1), LawSetting.expected)
    cases = [case_of(law, {"born": born}) for born in ("1996-07-01", "1996-07-02")]
    store_cases(connection, cases, law.record)
    assert [differences(reading, cases, answers(connection)) for _ in settled_parts(Run(connection, reading))] == [[]]
