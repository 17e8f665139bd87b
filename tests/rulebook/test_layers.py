"""A layer adds what a municipality decides for itself, when it is chosen, and changes nothing national."""

from __future__ import annotations

import re
import shutil
from functools import partial
from pathlib import Path

import pytest

from reformrules import kept as keeping
from reformrules.case.intake import case_from_text, read_case
from reformrules.cases import case_files
from reformrules.errors import InputError, RulebookError
from reformrules.expectations import check_expectations
from reformrules.explain.session import Explainer
from reformrules.rulebook import cache
from reformrules.rulebook.loader import default_rules, load_rulebook
from reformrules.rulebook.register import register_faults

TOWN = """
concept: {da: Byens egne regler, en: Rules of the town itself}
record:
  person: {quarter: {type: text, label: {da: kvarter, en: quarter}}}
  sections:
    walks: {shape: event, label: {da: ture, en: walks}, kinds: {short: {da: kort, en: short}}}
facts:
  quarter:
    type: text
    label: {da: kvarter, en: quarter}
    question: {da: Hvilket kvarter?, en: Which quarter?}
    measure: {field: quarter}
conclusions:
  walk: {kind: initiative, type: bool, label: {da: tur, en: walk}}
rules:
  walk:
    valid: {from: 2026-02-01}
    status: in_force
    source: [{id: ACT}]
    when: young and quarter = "north"
    then: {walk: true}
    text: {da: En tur., en: A walk.}
"""
LAYER = "layer: {title: {da: Byen, en: The town}, valid: {from: 2026-01-01, until: 2027-01-01}}"


@pytest.fixture
def town(tiny_rules: Path) -> Path:
    """The small rulebook with a layer beside it."""
    _write(tiny_rules, TOWN.replace("from: 2026-02-01", "from: 2026-02-01, until: 2027-01-01"))
    return tiny_rules


def _write(rules: Path, text: str, name: str = "town", layer: str = LAYER) -> None:
    folder = rules / name
    folder.mkdir(exist_ok=True)
    (folder / "layer.yaml").write_text(layer, "utf-8")
    (folder / "walks.yaml").write_text(text, "utf-8")


def test_a_layer_is_off_until_it_is_chosen(town: Path) -> None:
    plain, layered = load_rulebook(town), load_rulebook(town, ["town"])
    assert (plain.layers, layered.layers) == ((), ("town",))
    assert "walk" not in plain.rules
    assert "quarter" not in plain.record.person
    assert layered.rules.keys() - plain.rules.keys() == {"walk"}
    assert layered.record.person.keys() - plain.record.person.keys() == {"quarter"}
    assert layered.record.sections.keys() - plain.record.sections.keys() == {"walks"}
    assert plain.digest != layered.digest


def test_an_unknown_layer_is_named_with_the_nearest(town: Path) -> None:
    with pytest.raises(InputError, match="the rulebook has no layer `twon`; did you mean `town`"):
        load_rulebook(town, ["twon"])


def test_what_a_layer_needs_is_chosen_with_it(town: Path) -> None:
    village = "layer: {title: {da: Landsby, en: Village}, valid: {from: 2026-01-01}, needs: [town]}"
    _write(town, "concept: {da: Landsby, en: Village}", "village", village)
    assert load_rulebook(town, ["village"]).layers == ("town", "village")


@pytest.mark.parametrize(
    ("was", "becomes", "message"),
    [
        ("{walk: true}", "{bonus: true}", "`bonus` is national; the layer `town` cannot change it"),
        ("{quarter: {", "{trained: {", "the record has `trained` already; a layer adds to the record"),
        ("    walks: {", "    events: {", "the record has `events` already"),
        ("facts:\n  quarter:", "facts:\n  age:", "`age` is there already"),
        ("  walk: {kind", "  group: {kind", "`group` is there already"),
        (
            "from: 2026-02-01",
            "from: 2025-12-31",
            "outside the layer `town`, which holds from 2026-01-01 until 2027-01-01",
        ),
        (", until: 2027-01-01", "", "outside the layer `town`"),
        ("text: {da", "overrides: [young]\n    text: {da", "`young` concludes `young` and cannot be overridden"),
    ],
)
def test_a_layer_that_changes_what_is_national_or_leaves_its_days_is_refused(
    town: Path, was: str, becomes: str, message: str
) -> None:
    file = town / "town" / "walks.yaml"
    written = file.read_text("utf-8")
    assert was in written
    file.write_text(written.replace(was, becomes), "utf-8")
    with pytest.raises(RulebookError) as refused:
        load_rulebook(town, ["town"])
    assert message in str(refused.value)
    load_rulebook(town)


def test_a_layer_file_that_is_not_valid_is_refused(town: Path) -> None:
    (town / "town" / "layer.yaml").write_text("layer: {title: {da: Byen, en: The town}}", "utf-8")
    with pytest.raises(RulebookError, match=r"town/layer.yaml:1:\d+: `valid` is missing"):
        load_rulebook(town, ["town"])


def test_a_kept_rulebook_is_that_of_its_layers(town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv(keeping.OFF, raising=False)
    for _ in range(2):
        for names in ((), ("town",)):
            assert cache.kept(town, names, partial(load_rulebook, town, names)).layers == names


def test_a_case_says_which_layer_it_is_written_for(town: Path, tmp_path: Path) -> None:
    folder = tmp_path / "layered"
    folder.mkdir()
    (folder / "one.yaml").write_text("case: one\nlayers: [town]\nperson: {quarter: north}\n", "utf-8")
    (folder / "two.yaml").write_text("case: two\nperson: {}\n", "utf-8")
    assert [file.stem for file in case_files([folder])] == ["two"]
    assert [file.stem for file in case_files([folder], ["town"])] == ["one", "two"]
    with pytest.raises(
        InputError, match=r"one.yaml:2:1: .*written for the layer `town`; choose it with `--layer town`"
    ):
        read_case(str(folder / "one.yaml"), load_rulebook(town).record)
    assert read_case(str(folder / "one.yaml"), load_rulebook(town, ["town"]).record).person["quarter"] == "north"


def test_the_worked_example_of_a_municipality_of_its_own_holds(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(default_rules(), rules)
    readme = (rules / "README.md").read_text("utf-8")
    for name, text in re.findall(r"```yaml\n# (\S+)\n(.*?)```", readme, re.DOTALL):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    book = load_rulebook(rules, ["lilleby"])
    assert list(register_faults(book)) == []
    [case] = case_files([tmp_path / "cases"], ["lilleby"])
    results = check_expectations(Explainer(book, "reference"), read_case(str(case), book.record))
    assert len(results) == 6
    assert [result for result in results if not result.passed] == []


@pytest.mark.parametrize(("case", "said"), [
    ("person: {quarter: north}", "unknown key `quarter`; the layer `town` has it, choose it with `--layer town`"),
    ("walks: []", "unknown key `walks`; the layer `town` has it, choose it with `--layer town`"),
])  # fmt: skip
def test_what_a_layer_that_is_off_would_ask_is_told_with_its_layer(town: Path, case: str, said: str) -> None:
    with pytest.raises(InputError) as found:
        case_from_text(f"case: a\n{case}", load_rulebook(town).record)
    assert said in str(found.value)


def test_a_layer_that_is_off_and_cannot_be_read_stands_in_nobodys_way(town: Path) -> None:
    (town / "town" / "more.yaml").write_text("record: {person: [", "utf-8")
    assert load_rulebook(town).record.off == {"quarter": "town", "walks": "town"}
