"""A synthetic caseload: valid, reproducible, near the published figures, rich in boundaries."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import Cli, in_english

from reformrules.case.intake import case_from_text
from reformrules.case.record import NONE_WORD, CaseRecord
from reformrules.count.caseload.drill import cases_of
from reformrules.count.caseload.opening import open_caseload
from reformrules.documents import read_text
from reformrules.errors import RulebookError
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.loader import default_rules, load_rulebook
from reformrules.rulebook.meaning import UNKNOWN
from reformrules.rulebook.models import FieldSpec, RecordShape
from reformrules.synthetic.caseload import Synthesis
from reformrules.synthetic.plan import PLAN, plan_of, planned_layer, read_plan
from reformrules.synthetic.targets import Achieved, Tally
from reformrules.verbs import synthesizing

SIZE = 1500
LAYER = planned_layer()
Made = tuple[Path, list[Achieved]]


@cache
def book() -> Rulebook:
    return load_rulebook()


@cache
def layered() -> Rulebook:
    return load_rulebook(layers=[LAYER])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A caseload, and how near it came."""
    folder, plan = tmp_path_factory.mktemp("made"), read_plan(layered(), LAYER)
    what = Synthesis(plan, book().record, layered().figures, SIZE, 7, plan.on)
    tally = Tally(what, book())
    synthesizing.write(what, folder, tally, "en")
    return folder, tally.achieved()


def as_data(case: CaseRecord, record: RecordShape) -> dict[str, Any]:
    """A case as it is written in a case file."""
    data: dict[str, Any] = {"case": case.id, "person": dict(_fields(case.person, record.person, ""))}
    for name, entries in case.sections.items():
        section = record.sections[name]
        data[name] = []
        for entry in entries:
            fields = {n: v for n, v in entry.values.items() if n in section.fields}
            data[name].append({"kind": entry.kind} | _span(entry.start, entry.end, section.shape)
                              | dict(_fields(fields, section.fields, entry.kind)))  # fmt: skip
    return data


def _fields(values: Any, specs: dict[str, FieldSpec], kind: str) -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        spec = specs[name]
        if spec.only and kind not in spec.only:
            continue
        if value is None and spec.may_be_none:
            yield name, NONE_WORD
        elif value is not None and value is not UNKNOWN:
            yield name, str(value) if isinstance(value, date) else value


def _span(start: date, end: date | None, shape: str) -> dict[str, str]:
    if shape == "event":
        return {"on": str(start)}
    if shape == "month":
        return {"month": f"{start:%Y-%m}"}
    return {"from": str(start)} | ({"to": str(end)} if end else {})


def test_every_citizen_is_kept_by_the_check_of_a_caseload(made: Made) -> None:
    caseload = open_caseload(made[0], book())
    assert (caseload.kept, caseload.aside) == (SIZE, 0)
    caseload.close()


def test_a_sample_passes_the_intake_of_case_files_and_says_the_same(made: Made) -> None:
    caseload = open_caseload(made[0], book())
    for case in cases_of(caseload, range(0, SIZE, 12)):
        read = case_from_text(json.dumps(as_data(case, book().record), default=float), book().record)
        assert read.person == case.person
        assert {n: [e.values for e in entries] for n, entries in read.sections.items()} == {
            n: [e.values for e in entries] for n, entries in case.sections.items()
        }
    caseload.close()


def digests(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}


def test_a_seed_gives_the_same_bytes_and_another_seed_others(cli: Cli, made: Made, tmp_path: Path) -> None:
    for seed in (7, 8):
        said = cli("synthesize", "--size", SIZE, "--seed", seed, "--out", tmp_path / str(seed))
        assert said.code == 0, said.err
    assert digests(made[0]) == digests(tmp_path / "7")
    assert digests(made[0])["benefits.parquet"] != digests(tmp_path / "8")["benefits.parquet"]


def test_the_groups_come_near_the_published_figures(made: Made) -> None:
    """Of the stocks, which are shares of all; a figure of a group within a group rests on few of the 1,500."""
    stocks = [target for target in made[1] if target.unit is not None]
    assert len(stocks) >= 9
    for target in stocks:
        assert target.achieved == pytest.approx(target.target, abs=0.01), target.figure


def test_days_lie_on_boundaries_and_beside_them(made: Made) -> None:
    starts = pq.read_table(made[0] / "benefits.parquet").column("from").to_pylist()
    for day in (date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 2), date(2025, 7, 1)):
        assert starts.count(day) > 0


def test_some_things_are_unknown_as_in_real_registers(made: Made) -> None:
    persons = pq.read_table(made[0] / "persons.parquet")
    assert 0 < persons.column("born").null_count < SIZE / 20
    assert "employment" in {w for text in persons.column("unknown_sections").to_pylist() for w in (text or "").split()}


def test_a_run_that_is_stopped_leaves_what_was_there(cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    out = tmp_path / "caseload"
    assert cli("synthesize", "--size", 20, "--out", out).code == 0
    before = digests(out)

    def parts(self: Synthesis) -> Iterator[dict[str, pa.Table]]:
        yield {name: schema.empty_table() for name, schema in self.schemas().items()}
        raise KeyboardInterrupt

    monkeypatch.setattr(Synthesis, "parts", parts)
    with pytest.raises(KeyboardInterrupt):
        synthesizing.synthesize(20, 1, None, out, "en", "text")
    assert digests(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["caseload"]


def test_a_folder_with_other_things_in_it_is_not_replaced(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    said = in_english(cli)("synthesize", "--size", 5, "--out", tmp_path)
    assert said.code == 2
    assert "holds something else; name a new folder" in said.err


def test_a_size_below_one_is_refused(cli: Cli, tmp_path: Path) -> None:
    said = in_english(cli)("synthesize", "--size", 0, "--out", tmp_path / "x")
    assert (said.code, said.err) == (2, "error: `--size` is the number of citizens, 1 or more; not 0\n")


def test_the_figures_stand_side_by_side_in_both_languages(cli: Cli, tmp_path: Path) -> None:
    english = cli("synthesize", "--size", 30, "--out", tmp_path / "x", "--lang", "en").out
    danish = cli("synthesize", "--size", 30, "--out", tmp_path / "x").out
    assert "13.884 full-time persons" in english
    assert "Mål" in danish
    assert "24,8 %" in danish  # 13,884 of the 55,879 whom the groups stand for


FAULTS = [
    ("kind: kontanthjælp,", "kind: kontanthjælpen,", "there is no kind `kontanthjælpen`; did you mean `kontanthjælp`"),
    ("figure: kf25-fleksjob}", "figure: kf25-fleksjobs}", "there is no figure `kf25-fleksjobs`; did you mean"),
    ("in: residence, kind: Danmark, from: entry}", "in: residense, kind: Danmark, from: entry}", "no section"),
    ("from: earlier,", "from: earliest,", "there is no day `earliest` before this one"),
    ("vocational_education: {true: 45", "vocational_education: {none: 45", "`vocational_education` cannot be none"),
    ("background: {danish: 78, eu: 12", "background: {dansh: 78, eu: 12", "there is no background `dansh`"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "said"), FAULTS, ids=[fault[1] for fault in FAULTS])
def test_a_name_that_is_not_there_is_told_with_its_place(right: str, wrong: str, said: str) -> None:
    text = (default_rules() / LAYER / PLAN).read_text(encoding="utf-8")
    assert right in text
    with pytest.raises(RulebookError) as found:
        plan_of(read_text(text.replace(right, wrong, 1), PLAN), layered())
    assert said in str(found.value)
    assert f"{PLAN}:" in str(found.value)


def test_as_json_a_figure_is_named_in_both_languages(tmp_path: Path, cli: Cli) -> None:
    told = json.loads(cli("synthesize", "--size", 30, "--out", tmp_path / "x", "--format", "json").out)
    assert {tuple(figure["label"]) for figure in told["targets"]} == {("da", "en")}
