"""What `initiatives` and `figures` say of a layer, alone and beside a caseload of case files."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from reformrules.errors import InputError
from reformrules.rulebook.loader import load_rulebook

local = pytest.importorskip("reformrules.verbs.local")
CASES = Path(__file__).parent.parent / "cases" / "copenhagen" / "initiatives"
ON = date(2026, 6, 1)
loaded = cache(lambda rules, layers: load_rulebook(rules, layers))


@pytest.fixture(autouse=True)
def _each_rulebook_is_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "load_rulebook", lambda rules, layers: loaded(rules, tuple(layers)))


def told(what: str, paths: list[Path], layer: str = "copenhagen", on: date = ON) -> Any:
    return json.loads(getattr(local, what)(paths, on, None, "da", "json", None, [layer]))


def test_the_money_of_a_year_is_added_by_kind_without_its_parts() -> None:
    money = told("initiatives", [])["money"]
    # 2024: Velfærdsvejen 4.2, green upskilling 6.0 and 2.5, trainee places 0.3, mentor 1.0, international 1.0 million
    assert money["granted"]["2024"]["indsats"] == 15_000_000
    assert money["asked"]["2028"] == {"service": 1_258_000}  # the budget note BI29


def test_the_plan_of_2010_adds_up_to_less_than_it_prints() -> None:
    money = json.loads(local.initiatives([], date(2010, 6, 1), None, "da", "json", None, ["copenhagen-2010"]))["money"]
    assert sum(money["granted"]["2010"].values()) == 50_400_000  # of 66.4 million printed


def test_a_caseload_says_how_many_each_could_serve_and_who_is_left_uncovered() -> None:
    """All end with 2026 and are proposed to go on; the mentor support is for those under 30, and one turns 30 then."""
    cases = ("projekt-traedesten", "god-loesladelse", "mentor-aktivitetsparate-unge-turns-30")
    caseload = told("initiatives", [CASES / f"{name}.yaml" for name in cases], on=date(2026, 5, 31))["caseload"]
    assert caseload["citizens"] == 3
    found = {
        id_: (can, caseload["left"][id_], caseload["proposed"][id_]) for id_, can in caseload["can"].items() if can
    }
    assert found == {
        "projekt-traedesten": (1, 1, 1),
        "interne-gruppeforloeb-30plus": (1, 1, 1),
        "god-loesladelse": (1, 1, 1),
        "mentor-aktivitetsparate-unge": (1, 1, 0),
    }


def test_every_citizen_that_is_kept_is_counted_whatever_is_set_aside(tmp_path: Path) -> None:
    persons = "\n".join(f"a{i},{'never' if i == 2 else '1980-05-02'},København" for i in range(4))
    (tmp_path / "persons.csv").write_text(f"citizen,born,municipality\n{persons}\n", "utf-8")
    benefits = "\n".join(f"a{i},ledighedsydelse,2020-01-06" for i in range(4))
    (tmp_path / "benefits.csv").write_text(f"citizen,kind,from\n{benefits}\n", "utf-8")
    caseload = told("initiatives", [tmp_path])["caseload"]
    assert (caseload["citizens"], caseload["can"]["ly-intern-praktik"]) == (3, 3)
    assert caseload["not_told"]["circumstances"] == 3
    assert told("figures", [tmp_path])["caseload"]["values"]["kf25-ledighedsydelse"] == 3


def test_one_case_says_why_not() -> None:
    reasons = told("initiatives", [CASES / "projekt-traedesten-job-ready.yaml"])["caseload"]["reasons"]
    assert any("jobparat" in why["da"] for why in reasons["projekt-traedesten"])


def test_a_figure_stands_beside_its_caseload() -> None:
    found = told("figures", [CASES / "projekt-traedesten.yaml", CASES / "projekt-traedesten-job-ready.yaml"])
    assert found["figures"]["kf25-aktivitetsparate"]["value"] == 6124  # as published for October 2025
    assert found["caseload"]["values"]["kf25-aktivitetsparate"] == 1


@pytest.mark.parametrize("what", ["initiatives", "figures"])
@pytest.mark.parametrize("lang", ["da", "en"])
def test_every_word_of_the_reports_is_there_in_both_languages(what: str, lang: str) -> None:
    text = getattr(local, what)([CASES / "god-loesladelse.yaml"], ON, None, lang, "text", None, ["copenhagen"])
    book = loaded(None, ("copenhagen",))
    one = book.initiatives["god-loesladelse"].title if what == "initiatives" else book.figures["kf26-kvote"].label
    assert one.in_(lang).split()[0] in text  # a long label is wrapped


@pytest.mark.parametrize("what", ["initiatives", "figures"])
def test_without_a_layer_there_is_nothing_and_the_layers_are_named(what: str) -> None:
    with pytest.raises(InputError, match="name one with `--layer`; valid: `copenhagen`"):
        getattr(local, what)([], ON, None, "da", "text", None, [])


def test_a_plan_shows_its_own_initiatives_and_not_those_of_the_layer_it_needs() -> None:
    found = json.loads(local.initiatives([], date(2010, 6, 1), None, "da", "json", None, ["copenhagen-2010"]))
    assert {id_.partition("-")[0] for id_ in found["initiatives"]} == {"h10"}
    with pytest.raises(InputError, match="no chosen layer has figures"):
        local.figures([], ON, None, "da", "text", None, ["copenhagen-2018"])
