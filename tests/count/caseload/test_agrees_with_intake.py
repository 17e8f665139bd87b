"""Tables are taken or refused as case files are, and say the same in every form: generated cases, whole and damaged."""

from __future__ import annotations

import copy
import os
import tempfile
from pathlib import Path

from caseload_writing import Case, cells_of, read_as_file, write_tables
from hypothesis import given
from hypothesis import strategies as st
from support import examples
from worlds import world

from reformrules.case.record import CaseRecord
from reformrules.count.caseload import writing
from reformrules.count.caseload.drill import cases_of
from reformrules.count.caseload.opening import Caseload, open_caseload
from reformrules.count.caseload.shape import Written, written_columns
from reformrules.count.caseload.writing import write_cases, write_database
from reformrules.count.tables import PERSONS
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.loader import load_rulebook
from reformrules.strategies import case_data

BOOK, WORLD = load_rulebook(), world()
TOGETHER = 6  # cases in one caseload; more are too much to draw at once
LONG = bool(os.environ.get("REFORMRULES_LONG"))  # with HYPOTHESIS_PROFILE=ci
CELLS = (
    "", " ", "none", "true", "True", "0", "-0", "12", "012", "12.5", "12.50000", "1.23456", "-1", "1e3", "99999999999",
    "2026-07-01", "2026-02-30", "2026-7-1", "1700-01-01", "2151-01-01", "2026-07", "2026-13", "infinity", "null",
    "010190-1234", "x", "X\u2028y", "å" * 121,
)  # fmt: skip
BAD_IDS = ("", " ", "010190-1234", "0101901234", "å" * 121, "a\u200b\ufffe")


def cells_for(column: Written, kinds: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Cells that are valid in a column, nearly valid, or valid elsewhere."""
    named = list(column.spec.one_of or ()) if column.spec is not None else []
    bounds = [str(n + off) for n in (column.spec.range or ()) for off in (-1, 0, 1)] if column.spec is not None else []
    return st.sampled_from([*CELLS, *named, *bounds, *(kinds if column.type == "kind" else ())])


@st.composite
def damaged(draw: st.DrawFn, book: Rulebook, case: Case) -> Case:
    """The case with one cell changed, one entry said twice, or an id that none may have."""
    found = copy.deepcopy(case)
    table = draw(st.sampled_from([name for name, rows in found.items() if rows]))
    rows = found[table]
    row = draw(st.sampled_from(rows))
    if table == PERSONS and draw(st.integers(0, 9)) == 0:
        row["citizen"] = draw(st.sampled_from(BAD_IDS))
    elif table != PERSONS and draw(st.integers(0, 4)) == 0:
        rows.append({**row})
    else:
        columns = [c for c in written_columns(table, book.record).values() if c.type not in ("id", "sections")]
        column = draw(st.sampled_from(columns))
        kinds = tuple(book.record.sections[table].kinds) if table != PERSONS else ()
        row[column.name] = draw(cells_for(column, kinds))
    return found


def cases(book: Rulebook) -> st.SearchStrategy[list[Case]]:
    whole = case_data(book).map(lambda data: cells_of(data, book.record))
    either = whole | whole.flatmap(lambda case: damaged(book, case))
    return st.lists(either, min_size=TOGETHER, max_size=TOGETHER).map(named)


def named(found: list[Case]) -> list[Case]:
    """Each case by an id of its own, save where the id is the damage."""
    for number, case in enumerate(found):
        person = case[PERSONS][0]
        person["citizen"] = f"citizen {number}" if person["citizen"] == "generated" else person["citizen"]
    return found


def read_both_ways(book: Rulebook, found: list[Case]) -> None:
    as_files = {case[PERSONS][0]["citizen"]: read_as_file(case, book.record) for case in found}
    accepted = {id_: case for id_, case in as_files.items() if case is not None}
    with tempfile.TemporaryDirectory() as folder:
        write_tables(found, Path(folder), book.record)
        with open_caseload(Path(folder), book) as caseload:
            kept = cases_in(caseload)
    assert kept.keys() == accepted.keys()
    for id_, case in accepted.items():
        assert_same(kept[id_], case)


def cases_in(caseload: Caseload) -> dict[str, CaseRecord]:
    """The citizens that were kept, by id."""
    numbers = caseload.connection.execute("SELECT citizen FROM caseload.persons").fetchall()
    return {case.id: case for case in cases_of(caseload, (number for (number,) in numbers))}


def assert_same(found: CaseRecord, expected: CaseRecord) -> None:
    assert found.person == expected.person
    assert found.sections.keys() == expected.sections.keys()
    for name, entries in expected.sections.items():
        alike = [(entry.kind, entry.start, entry.end, entry.values) for entry in entries]
        assert [(entry.kind, entry.start, entry.end, entry.values) for entry in found.sections[name]] == alike


@given(cases(BOOK))
@examples(5, 100 if LONG else 8)
def test_the_tables_are_read_as_case_files_are(found: list[Case]) -> None:
    read_both_ways(BOOK, found)


@given(cases(WORLD))
@examples(5, 100 if LONG else 8)
def test_the_same_holds_for_a_record_of_another_shape(found: list[Case]) -> None:
    read_both_ways(WORLD, found)


@given(cases(WORLD), st.sampled_from(("csv", "parquet", "duckdb", "cases")))
@examples(5, 60 if LONG else 6)
def test_what_is_written_in_another_form_says_the_same(found: list[Case], form: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, target = (Path(folder) / name for name in ("source", f"target.{form}"))
        source.mkdir()
        with open_caseload(write_tables(found, source, WORLD.record), WORLD) as caseload:
            before = cases_in(caseload)
            write(caseload, target, form)
        if before:
            with open_caseload(target, WORLD) as caseload:
                assert not caseload.aside
                after = cases_in(caseload)
            assert after.keys() == before.keys()
            for id_, case in before.items():
                assert_same(after[id_], case)


def write(caseload: Caseload, target: Path, form: str) -> None:
    if form == "duckdb":
        write_database(caseload, target)
        return
    target.mkdir()
    if form == "cases":
        write_cases(caseload, target)
    else:
        writing.write_tables(caseload, target, form)
