"""A caseload of tables opened on the law that is shipped."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from reformrules.case.intake import case_from_text
from reformrules.count.caseload.drill import case_of
from reformrules.count.caseload.opening import open_caseload
from reformrules.errors import InputError
from reformrules.rulebook.loader import load_rulebook

BOOK = load_rulebook()


def write(folder: Path, **tables: str) -> Path:
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_a_citizen_of_the_tables_is_the_case_that_a_file_would_say(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        persons="citizen;born;first_entry;unknown_sections\na;1984-05-02;none;schemes sickness\n",
        benefits="citizen,kind,from,to,visitation\n"
        "a,kontanthjælp,2026-03-02,,jobparat\na,dagpenge,2024-03-02,2025-01-01,\n",
        employment="citizen,kind,month,from_month,to_month,hours,place\na,ordinær,,2024-01,2024-04,160.33,riget\n",
        schemes="citizen,kind,from\n",
    )
    case = """
        case: a
        person: {born: 1984-05-02, first_entry: none}
        benefits: [{kind: dagpenge, from: 2024-03-02, to: 2025-01-01},
                   {kind: kontanthjælp, from: 2026-03-02, visitation: jobparat}]
        employment: [{kind: ordinær, from_month: 2024-01, to_month: 2024-04, hours: 160.33, place: riget}]
    """
    with open_caseload(folder, BOOK) as caseload:
        found = case_of(caseload, "a")
    expected = case_from_text(case, BOOK.record)
    assert (found.person, found.sections) == (expected.person, expected.sections)


def test_a_citizen_with_a_row_that_is_not_valid_is_set_aside_whole(tmp_path: Path) -> None:
    folder = write(
        tmp_path, persons="citizen\na\nb\n", benefits="citizen,kind,from\na,SU,2026-02-30\nb,SU,2026-02-03\n"
    )
    with open_caseload(folder, BOOK) as caseload:
        assert (caseload.kept, caseload.aside) == (1, 1)
        with pytest.raises(InputError, match="the citizen `a` was set aside\nbenefits:1: from: "):
            case_of(caseload, "a")


def test_what_is_not_valid_is_named_with_its_place_and_what_is_valid(tmp_path: Path) -> None:
    folder = write(
        tmp_path, persons="citizen,born\na,1984-13-02\nb,\n", benefits="citizen,kind,from\nb,kontanthjelp,2026-02-03\n"
    )
    with open_caseload(folder, BOOK) as caseload:
        first, second = caseload.refused("en")
    assert first.startswith("benefits:1: kind: `kontanthjelp` is not a kind of benefits; did you mean `kontanthjælp`?")
    assert second.startswith("persons:1: born: `1984-13-02` is not a day of the calendar; year, month and day")


def test_case_files_with_one_id_are_all_set_aside(tmp_path: Path) -> None:
    for name, id_ in (("a", "one"), ("b", "one"), ("c", "two"), ("d", "")):
        (tmp_path / f"{name}.yaml").write_text(f"case: '{id_}'\nperson: {{}}\n", encoding="utf-8")
    with open_caseload(tmp_path, BOOK) as caseload:
        assert (caseload.kept, caseload.aside) == (1, 3)
        assert case_of(caseload, "two").id == "two"
        assert sum("there is more than one citizen with this id" in line for line in caseload.refused("en")) == 2


def test_rows_after_a_line_that_cannot_be_read_keep_their_numbers(tmp_path: Path) -> None:
    rows = ("a,SU,2026-01-01", "b,SU", "b,SU,yesterday", "c,SU,2026-01-01,2026-02-01,x", "c,SU,never", "a,SU,x")
    folder = write(
        tmp_path, persons="citizen\na\nb\nc\nd\n", benefits="citizen,kind,from\n" + "".join(f"{row}\n" for row in rows)
    )
    with open_caseload(folder, BOOK) as caseload:
        found = caseload.connection.execute('SELECT "row", citizen, value FROM caseload.rejects ORDER BY 1').fetchall()
        assert caseload.kept == 1
    assert [(row, citizen) for row, citizen, _ in found] == [(2, "b"), (3, "b"), (4, "c"), (5, "c"), (6, "a")]
    assert found[1][2] == "yesterday"


def test_parquet_with_other_types_of_its_own_is_read_as_what_it_says(tmp_path: Path) -> None:
    days = "TIMESTAMP '1984-05-02 00:00:00' AS born, 3::DOUBLE AS children_with_leisure_expenses, 99.5::FLOAT AS assets"
    noon = days.replace("00:00:00", "12:00:00")
    half = days.replace("3::DOUBLE", "3.5::DOUBLE")
    nan = days.replace("99.5::FLOAT", "'nan'::FLOAT")
    fine = days.replace("99.5::FLOAT", "99.12345::FLOAT")  # more than four decimals
    rows = " UNION ALL ".join(
        f"SELECT '{id_}' AS citizen, {row}" for id_, row in zip("abcde", (days, noon, half, nan, fine), strict=True)
    )
    duckdb.execute(f"COPY ({rows}) TO '{tmp_path}/persons.parquet'")
    month = "SELECT 'a' AS citizen, 'ordinær' AS kind, TIMESTAMP '2026-01-01' AS month, 160.33::DOUBLE AS hours"
    duckdb.execute(f"COPY ({month}, 'riget' AS place) TO '{tmp_path}/employment.parquet'")
    with open_caseload(tmp_path, BOOK) as caseload:
        assert (caseload.kept, caseload.aside) == (1, 4)
        found = case_of(caseload, "a")
    assert (found.person["born"], found.person["children_with_leisure_expenses"]) == (date(1984, 5, 2), 3)
    assert found.person["assets"] == Decimal("99.5")
    (entry,) = found.sections["employment"]
    assert (entry.start, entry.values["hours"]) == (date(2026, 1, 1), Decimal("160.33"))
