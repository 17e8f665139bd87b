"""A caseload of tables opened on the law that is shipped."""

from __future__ import annotations

from pathlib import Path

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
        with pytest.raises(InputError, match="no citizen `a` that was kept"):
            case_of(caseload, "a")
