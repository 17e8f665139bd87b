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


def told(what: str, paths: list[Path], layer: str = "copenhagen") -> Any:
    return json.loads(getattr(local, what)(paths, ON, None, "da", "json", None, [layer]))


def test_the_money_of_a_year_is_added_by_kind_without_its_parts() -> None:
    money = told("initiatives", [])["money"]
    # 2024: Velfærdsvejen 4.2, green upskilling 6.0 and 2.5, trainee places 0.3, mentor 1.0, international 1.0 million
    assert money["granted"]["2024"]["indsats"] == 15_000_000
    assert money["asked"]["2028"] == {"service": 1_258_000}  # the budget note BI29


def test_the_plan_of_2010_adds_up_to_less_than_it_prints() -> None:
    money = json.loads(local.initiatives([], date(2010, 6, 1), None, "da", "json", None, ["copenhagen-2010"]))["money"]
    assert sum(money["granted"]["2010"].values()) == 50_400_000  # of 66.4 million printed


def test_a_caseload_says_how_many_each_could_serve_and_who_is_left_uncovered() -> None:
    served = told("initiatives", [CASES / f"{name}.yaml" for name in ("projekt-traedesten", "god-loesladelse")])
    caseload = served["caseload"]
    assert caseload["citizens"] == 2
    assert caseload["can"] == {"projekt-traedesten": 1, "interne-gruppeforloeb-30plus": 1, "god-loesladelse": 1}
    assert caseload["left"]["god-loesladelse"] == 1  # all end with 2026


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
