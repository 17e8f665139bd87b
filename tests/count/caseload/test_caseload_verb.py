"""`reformrules caseload` on the small invented law."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from conftest import Cli, in_english

PERSONS = "citizen,born,trained,arrived\nann,1990-05-01,true,none\nbo,1985-02-03,,\nkim,1999-01-01,perhaps,\n"
BENEFITS = "citizen;kind;from;to;readiness\nann;grant;2026-01-01;;ready\nbo;grunt;2026-01-01;;\nann;aid;2025-01-01;;\n"
CASE = "case: ann\nperson:\n  born: 1990-05-01\n  trained: true\n  arrived: none\nbenefits:\n"
CASE += "- kind: aid\n  from: 2025-01-01\n  to: 2025-06-30\n- kind: grant\n  from: 2026-01-01\n  readiness: ready\n"


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A caseload of three citizens, of whom each has a fault."""
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "persons.csv").write_text(PERSONS, encoding="utf-8")
    (folder / "benefits.csv").write_text(BENEFITS, encoding="utf-8")
    return folder


@pytest.fixture
def mended(tables: Path) -> Path:
    """The same without faults."""
    (tables / "persons.csv").write_text(PERSONS.replace("perhaps", "false"), encoding="utf-8")
    mended = BENEFITS.replace("grunt", "grant").replace("2025-01-01;;", "2025-01-01;2025-06-30;")
    (tables / "benefits.csv").write_text(mended, encoding="utf-8")
    return tables


def test_check_prints_what_is_kept_and_set_aside_and_ends_with_1(tiny: Cli, tables: Path) -> None:
    said = tiny("caseload", "check", tables, "--lang", "en")
    assert said.code == 1
    assert [line.split() for line in said.out.splitlines()[1:3]] == [
        ["persons", "3", "0", "1", "2"], ["benefits", "3", "0", "2", "1"],
    ]  # fmt: skip
    assert "`grunt` is not a kind of benefits; did you mean `grant`?" in said.out
    assert "Not there, so unknown: events, work" in said.out


def test_check_of_a_caseload_without_faults_ends_with_0(tiny: Cli, mended: Path) -> None:
    said = tiny("caseload", "check", mended, "--format", "json")
    assert said.code == 0
    assert json.loads(said.out)["tables"] == [["persons", 3, 3, 0, 0], ["benefits", 3, 3, 0, 0]]


def test_the_rejects_name_table_row_column_value_reason_and_what_is_valid(tiny: Cli, tables: Path) -> None:
    rejects = tables.parent / "rejects.csv"
    assert in_english(tiny)("caseload", "check", tables, "--rejects", rejects).code == 1
    with rejects.open(encoding="utf-8") as file:
        found = {(r["table"], r["row"], r["citizen"], r["column"], r["value"]): r for r in csv.DictReader(file)}
    assert found.keys() == {
        ("persons", "3", "kim", "trained", "perhaps"),
        ("benefits", "2", "bo", "kind", "grunt"),
        ("benefits", "1", "ann", "from", "2026-01-01"),
    }
    assert found["persons", "3", "kim", "trained", "perhaps"]["valid"] == "`true` or `false`"
    clash = found["benefits", "1", "ann", "from", "2026-01-01"]["reason"]
    assert clash == "`grant` excludes `aid` from 2025-01-01, and both run on 2026-01-01"


def test_a_cpr_number_is_refused_and_repeated_nowhere(tiny: Cli, tables: Path) -> None:
    number = "010190-1234"
    with (tables / "persons.csv").open("a", encoding="utf-8") as file:
        file.write(f'{number},1990-01-01,,\n"{number}\n')
    with (tables / "benefits.csv").open("a", encoding="utf-8") as file:
        file.write(f"{number};aid;2020-01-01;;\n{number};aid\n")
    rejects = tables.parent / "rejects.csv"
    said = in_english(tiny)("caseload", "check", tables, "--rejects", rejects)
    written = rejects.read_text("utf-8")
    assert "a case id is a pseudonym" in written
    assert "(CPR)" in written
    assert number not in said.out + said.err + written


@pytest.mark.parametrize(
    ("table", "text", "fault"),
    [
        ("benefit", "citizen,kind,from\n", "benefit.csv: unknown table `benefit`; did you mean `benefits`?"),
        ("work", "citizen,kind,month\n", "the column `hours` is missing; no cell of it may be empty"),
        ("events", "citizen,kind,on,held\n", "unknown column `held`; did you mean `held_by`?"),
        ("work", "citizen,kind,hours,from_month\n", "the column `month` is missing; or give `from_month` and"),
        ("events", "citizen,kind,kind,on\n", "the column `kind` stands there twice"),
    ],
)
def test_a_table_or_column_that_is_not_valid_is_named_with_the_nearest(
    tiny: Cli, mended: Path, table: str, text: str, fault: str
) -> None:
    (mended / f"{table}.csv").write_text(text, encoding="utf-8")
    said = in_english(tiny)("caseload", "check", mended)
    assert said.code == 2
    assert fault in said.err


def test_one_citizen_is_taken_out_as_a_case_file(tiny: Cli, mended: Path) -> None:
    said = tiny("caseload", "case", mended, "ann")
    assert (said.code, said.out) == (0, CASE)


def test_a_citizen_who_was_set_aside_is_refused_with_the_reason(tiny: Cli, tables: Path) -> None:
    said = in_english(tiny)("caseload", "case", tables, "kim")
    assert said.code == 2
    assert "`kim` was set aside" in said.err
    assert "persons:3: trained: `true` or `false` is needed" in said.err


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_template_is_a_valid_caseload_of_nobody_and_explains_itself(tiny: Cli, tmp_path: Path, form: str) -> None:
    folder = tmp_path / "template"
    assert tiny("caseload", "template", folder, "--format", form, "--lang", "en").code == 0
    assert tiny("caseload", "check", folder).code == 0
    assert "| `readiness` | readiness; one of ready / not ready; only with grant; empty means unknown |" in (
        folder / "README.md"
    ).read_text("utf-8")
    assert tiny("caseload", "template", folder, "--lang", "da").code == 0
    assert "tom betyder ukendt" in (folder / "README.md").read_text("utf-8")


@pytest.mark.parametrize("to", ["out.duckdb", "out", "cases"])
def test_a_caseload_goes_to_another_form_and_counts_the_same(tiny: Cli, mended: Path, to: str) -> None:
    target, form = mended.parent / to, ("--format", "cases") if to == "cases" else ()
    assert tiny("caseload", "convert", mended, target, *form).code == 0
    assert tiny("caseload", "convert", mended, target, *form).code == 0  # what it wrote itself it replaces
    assert tiny("caseload", "case", target, "ann").out == CASE


def test_a_folder_of_somebody_else_is_not_written_over(tiny: Cli, mended: Path) -> None:
    other = mended.parent / "other"
    other.mkdir()
    (other / "persons.csv").touch()
    for target, why in ((other, "holds something else; name a new folder"), (mended, "is the caseload itself")):
        said = in_english(tiny)("caseload", "convert", mended, target, "--format", "csv")
        assert said.code == 2
        assert why in said.err
    assert (mended / "benefits.csv").exists()
