"""The page shows what a layer says as it shows everything else: no code of it knows an office or an initiative."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from visitors import Visitor

pytest.importorskip("fastapi")
CASE = Path(__file__).parent.parent.parent / "cases" / "copenhagen" / "initiatives" / "projekt-traedesten.yaml"


@pytest.fixture(scope="module")
def resident() -> Iterator[Visitor]:
    """A visitor of a page with the layer of Copenhagen on."""
    from fastapi.testclient import TestClient

    from reformrules.web.app import create_app
    from reformrules.web.settings import Settings

    with TestClient(create_app(replace(Settings(layers=("copenhagen",)), workers=1))) as client:
        yield Visitor(client)


def test_offices_and_initiatives_stand_on_the_page_of_a_case(resident: Visitor) -> None:
    address = resident.upload(CASE.read_bytes()).url.path
    page = resident.get(f"{address}?on=2026-06-01").text
    assert "Projekt Trædesten" in page
    assert "kan henvises" in page
    assert "Center for Beskæftigelse og Afklaring" in page


def test_the_cases_of_a_layer_stand_under_what_they_are_about(resident: Visitor, visitor: Visitor) -> None:
    asked = "/?find=taskforce-kontanthjaelp-2922-days"
    assert "Kommunens egne gennemgange og pligter" in resident.get(asked).text
    assert "Kommunens egne gennemgange og pligter" not in visitor.get(asked).text  # the layer is off


def test_a_case_of_the_layer_is_refused_with_the_remedy_where_it_is_off(visitor: Visitor) -> None:
    assert "--layer copenhagen" in visitor.upload(CASE.read_bytes()).text
