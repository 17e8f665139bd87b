"""`reformrules sql` on the small invented law."""

from __future__ import annotations

from pathlib import Path

import sqlglot
from conftest import Cli, in_english


def test_a_conclusion_is_a_page_with_the_text_source_and_condition_of_its_rules(tiny: Cli) -> None:
    out = tiny("sql", "group", "--on", "2026-06-30", "--lang", "en").out
    for part in ("-- group: ", "The law of 2026-06-30 under the law setting `expected`", "for that date only",
                 "-- rule group-one (", "-- when ", "rule_group_one AS (", "-- fact benefit: "):  # fmt: skip
        assert part in out
    assert len(out.splitlines()) < 150
    assert len(sqlglot.parse(out, dialect="duckdb")) == 1


def test_one_rule_is_whether_it_holds_for_each_citizen_and_counts_beside_what_overrides_it(tiny: Cli) -> None:
    out = tiny("sql", "group-two", "--on", "2026-06-30").out
    assert out.endswith("SELECT\n  citizen,\n  id,\n  rule_group_two\nFROM rule_group_two;\n")
    out = tiny("sql", "group-one", "--on", "2026-06-30").out
    assert "  id,\n  rule_group_one,\n  rule_group_one__counts\nFROM rule_group_one__counts;\n" in out
    assert "-- viger for: group-two" in out


def test_all_findings_are_a_script_with_a_statement_for_each_step(tiny: Cli) -> None:
    out = tiny("sql", "--on", "2026-06-30", "--dialect", "postgres").out
    kinds = [type(statement).__name__ for statement in sqlglot.parse(out, dialect="postgres") if statement]
    assert set(kinds[:-1]) == {"Create"}
    assert kinds[-1] == "Select"


def test_the_tables_that_are_read_are_printed_as_statements_that_make_them(tiny: Cli, tmp_path: Path) -> None:
    file = tmp_path / "tables.sql"
    tiny("sql", "--tables", "--dialect", "duckdb", "--out", file)
    made = [s for s in sqlglot.parse(file.read_text(encoding="utf-8"), dialect="duckdb") if s]
    assert made[0].this.this.name == "persons"


def test_what_is_not_in_force_or_not_known_is_refused_in_one_line(tiny: Cli) -> None:
    said = in_english(tiny)("sql", "grup")
    assert (said.code, said.out) == (2, "")
    assert "`grup` is no rule or conclusion; did you mean `group`?" in said.err
    said = in_english(tiny)("sql", "group-one", "--on", "2019-01-01")
    assert said.code == 2
    assert "`group-one` is not in force on 2019-01-01 under `expected`: " in said.err
