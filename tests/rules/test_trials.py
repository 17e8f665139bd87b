"""The municipalities of the trials: those known, those certainly outside, and those that no source places."""

from __future__ import annotations

from datetime import date

from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.status import LawSetting

NOT_PLACED = [
    "Albertslund",
    "Allerød",
    "Bornholm",
    "Dragør",
    "Egedal",
    "Fredensborg",
    "Frederiksberg",
    "Frederikssund",
    "Furesø",
    "Gribskov",
    "Halsnæs",
    "Helsingør",
    "Hillerød",
    "Hvidovre",
    "Høje-Taastrup",
    "Hørsholm",
    "Ishøj",
    "Lyngby-Taarbæk",
    "Rudersdal",
    "Rødovre",
    "Tårnby",
    "Vallensbæk",
    "Greve",
    "Køge",
    "Lejre",
    "Roskilde",
    "Solrød",
    "Stevns",
    "Assens",
    "Faaborg-Midtfyn",
    "Kerteminde",
    "Langeland",
    "Middelfart",
    "Nordfyns",
    "Nyborg",
    "Odense",
    "Svendborg",
    "Ærø",
]
MUNICIPALITIES_OF_DENMARK = 98


def listed(name: str) -> list[str]:
    return list(load_rulebook().parameter(name, date(2027, 1, 1), LawSetting.expected))


def test_every_municipality_is_known_certainly_outside_or_not_placed_by_any_source() -> None:
    names = [*listed("free_choice_municipalities"), *listed("outside_free_choice_area"), *NOT_PLACED]
    assert len(names) == len(set(names)) == MUNICIPALITIES_OF_DENMARK


def test_only_seven_municipalities_are_known_to_have_free_choice() -> None:
    assert len(listed("free_choice_municipalities")) == 7
