"""`reformrules caseload map`: weeks and hours of other registers to a caseload, on the law that is shipped.

The codes are invented: no source of this project says what the codes of a register mean.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import Cli, Said
from hypothesis import given
from hypothesis import strategies as st
from support import examples

from reformrules.count.caseload.codes import read_codes
from reformrules.count.caseload.drill import case_of
from reformrules.count.caseload.mapping import RegisterMapping
from reformrules.count.caseload.opening import open_caseload
from reformrules.count.engine import connect
from reformrules.rulebook.loader import load_rulebook

BOOK = load_rulebook()
CODES = """
weeks:
  "A": {benefits: dagpenge}
  "B": {benefits: {kind: kontanthjælp, visitation: jobparat}}
  "C": {benefits: {kind: kontanthjælp, visitation: aktivitetsparat}}
  "D": {benefits: ressourceforløbsydelse, schemes: ressourceforløb}
  "E": none
hours:
  kinds: {"01": ordinær, "02": fleksjob}
  fields: {place: riget}
"""
Run = Callable[..., Said]


@pytest.fixture
def run(cli: Cli, tmp_path: Path) -> Run:
    """Runs the verb on these rows of weeks and of hours."""

    def verb(weeks: str = "", hours: str = "", codes: str = CODES, *more: str) -> Said:
        files = {"weeks": ("citizen;week;code\n", weeks), "hours": ("citizen,month,kind,hours\n", hours)}
        (tmp_path / "codes.yaml").write_text(codes, encoding="utf-8")
        options = ["--codes", tmp_path / "codes.yaml", "--out", tmp_path / "out", "--lang", "en", *more]
        for name, (head, rows) in files.items():
            if rows:
                (tmp_path / f"{name}.csv").write_text(head + rows, encoding="utf-8")
                options += [f"--{name}", tmp_path / f"{name}.csv"]
        return cli("caseload", "map", *options, "--rejects", tmp_path / "rejects.csv")

    return verb


def entries(folder: Path, citizen: str, section: str) -> list[tuple[str, str, str | None]] | None:
    """Kind, first and last day of the entries of a section; None when it is unknown."""
    with open_caseload(folder, BOOK) as caseload:
        assert not caseload.aside
        found = case_of(caseload, citizen).sections.get(section)
    return None if found is None else [(e.kind, str(e.start), str(e.end) if e.end else None) for e in found]


def rejects(folder: Path) -> list[tuple[str, str, str, str, str]]:
    with (folder / "rejects.csv").open(encoding="utf-8") as file:
        return [(r["table"], r["row"], r["citizen"], r["column"], r["value"]) for r in csv.DictReader(file)]


def test_weeks_run_from_monday_to_sunday_and_gaps_end_a_spell(run: Run, tmp_path: Path) -> None:
    weeks = "a;2025-W52;B\na;2026-W01;B\na;202602;C\na;2026-W05;A\na;2026-W06;E\nb;2026-W04;D\nb;2026-W06;D\n"
    assert run(weeks).code == 0
    assert entries(tmp_path / "out", "a", "benefits") == [
        ("kontanthjælp", "2025-12-22", "2026-01-04"),
        ("kontanthjælp", "2026-01-05", "2026-01-11"),
        ("dagpenge", "2026-01-26", "2026-02-01"),
    ]
    for section, kind in (("benefits", "ressourceforløbsydelse"), ("schemes", "ressourceforløb")):
        spells = [(kind, "2026-01-19", "2026-01-25"), (kind, "2026-02-02", None)]  # the last week of the file
        assert entries(tmp_path / "out", "b", section) == spells
    assert entries(tmp_path / "out", "a", "employment") is None


def test_a_code_that_is_not_named_is_set_aside_and_leaves_the_citizen_unknown(run: Run, tmp_path: Path) -> None:
    said = run("a;2026-W01;A\na;2026-W02;X\nb;2026-W01;A\n")
    assert said.code == 1
    assert "the file of codes does not say what this code means: X" in " ".join(said.err.split())
    assert rejects(tmp_path) == [("weeks", "2", "a", "code", "X")]
    assert entries(tmp_path / "out", "a", "benefits") is None
    assert entries(tmp_path / "out", "b", "benefits") == [("dagpenge", "2025-12-29", "2026-01-04")]


def test_what_is_not_valid_is_set_aside_with_its_place(run: Run, tmp_path: Path) -> None:
    weeks = "c;2025-W53;A\nd;2026-W01;A\nd;2026-W01;B\n010190-1234;2026-W01;A\ne;2126-W01;A\nf;2026-W01\n"
    hours = 'g,2026-13,01,1\nh,2026-01,01,-5\ni,2026-01,09,5\nj,2026-01,01,"5,5"\nk,2026-01,01,700\nk,2026-01,01,45\n'
    assert run(weeks, hours).code == 1
    assert rejects(tmp_path) == [
        ("hours", "1", "g", "month", "2026-13"),
        ("hours", "2", "h", "hours", "-5"),
        ("hours", "3", "i", "kind", "09"),
        ("hours", "4", "j", "hours", "5,5"),
        ("hours", "5", "k", "hours", "700"),
        ("hours", "6", "k", "hours", "45"),
        ("weeks", "1", "c", "week", "2025-W53"),
        ("weeks", "2", "d", "week", "2026-W01"),
        ("weeks", "3", "d", "week", "2026-W01"),
        ("weeks", "4", "", "citizen", "(CPR)"),
        ("weeks", "5", "e", "week", "2126-W01"),
        ("weeks", "6", "f", "", "f;2026-W01"),
    ]
    for citizen, section in (("c", "benefits"), ("f", "benefits"), ("g", "employment"), ("k", "employment")):
        assert entries(tmp_path / "out", citizen, section) is None


def test_hours_of_a_month_are_added_up_by_sort_of_work(run: Run, tmp_path: Path) -> None:
    hours = "a,2026-01,01,100\na,2026-01,01,-20.5\na,2026-01,02,10\na,2026-02,ordinær,160.33\n"
    assert run(hours=hours).code == 0
    with open_caseload(tmp_path / "out", BOOK) as caseload:
        found = case_of(caseload, "a").sections["employment"]
    assert sorted((e.kind, str(e.start), float(e.values["hours"]), e.values["place"]) for e in found) == [
        ("fleksjob", "2026-01-01", 10, "riget"),
        ("ordinær", "2026-01-01", 79.5, "riget"),
        ("ordinær", "2026-02-01", 160.33, "riget"),
    ]


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ('weeks: {"A": {benefits: dagpeng}}', "`dagpeng` is not a kind of benefits; did you mean `dagpenge`?"),
        ('weeks: {"A": {benefit: dagpenge}}', "unknown key `benefit`; did you mean `benefits`?"),
        ('weeks: {"A": {benefits: {kind: SU, visitation: jobparat}}}', "unknown field `visitation`"),
        ('weeks: {"A": {integration: afventer overtagelse}}', "unknown key `integration`"),
        ("hours: {kinds: {x: arbejde}}", "`arbejde` is not a kind of employment"),
        ("hours: {fields: {place: rige}}", "`place`: `rige` is not one of the values; did you mean `riget`?"),
    ],
)
def test_a_file_of_codes_is_held_to_the_vocabulary(run: Run, written: str, fault: str) -> None:
    said = run("a;2026-W01;A\n", codes=written)
    assert said.code == 2
    assert fault in said.err
    assert "codes.yaml:1:" in said.err


def test_the_citizens_may_come_from_a_table_of_persons(run: Run, tmp_path: Path) -> None:
    persons = tmp_path / "people.csv"
    persons.write_text("citizen,born,unknown_sections\na,1980-01-01,\nb,1990-01-01,schemes\nz,,\n", encoding="utf-8")
    assert run("a;2026-W01;D\nb;2026-W01;X\n", "", CODES, "--persons", str(persons)).code == 1
    with open_caseload(tmp_path / "out", BOOK) as caseload:
        assert caseload.kept == 3
        assert str(case_of(caseload, "a").person["born"]) == "1980-01-01"
        assert case_of(caseload, "z").sections["benefits"] == ()
        assert not {"benefits", "schemes"} & case_of(caseload, "b").sections.keys()


WEEKS = st.lists(st.tuples(st.integers(0, 60), st.sampled_from("ABCE")), max_size=40, unique_by=lambda week: week[0])
FIRST = date(2020, 11, 30)  # the weeks run over a new year with 53 weeks


@given(WEEKS)
@examples(25, 40)
def test_a_day_has_the_benefit_of_its_week(weeks: list[tuple[int, str]]) -> None:
    benefit = {"A": "dagpenge", "B": "jobparat", "C": "aktivitetsparat"}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "codes.yaml").write_text(CODES, encoding="utf-8")
        rows = (f"a,{FIRST + timedelta(weeks=n):%G-W%V},{code}\n" for n, code in [*weeks, (61, "E")])
        (Path(folder) / "weeks.csv").write_text("citizen,week,code\n" + "".join(rows), encoding="utf-8")
        connection = connect()
        mapping = RegisterMapping(connection, read_codes(Path(folder) / "codes.yaml", BOOK.record), BOOK.record)
        mapping.take_weeks(Path(folder) / "weeks.csv")
        spells = connection.execute(dict(mapping.queries())["benefits"]).fetchall()
        connection.close()
    told = dict(weeks)
    for day in range(7 * 62):
        on = FIRST + timedelta(days=day)
        found = [visitation or kind for _, start, end, kind, visitation in spells if start <= on <= end]
        assert found == [benefit[code] for code in (told.get(day // 7, "E"),) if code != "E"]
