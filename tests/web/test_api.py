"""The API gives the answers of the command line as JSON, and holds to what its OpenAPI document says."""

from __future__ import annotations

import json
import os
from datetime import date
from typing import Any

import pytest
import schemathesis
from conftest import Cli
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import CHECKS, load_all_checks

from reformrules.web.routes.api import EXAMPLE

ON = "2026-06-30"
CONFORMING = ("not_a_server_error", "status_code_conformance", "content_type_conformance",
              "response_schema_conformance")  # fmt: skip
FEW = settings(
    max_examples=30 if os.environ.get("REFORMRULES_LONG") else 5, deadline=None, database=None, derandomize=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def test_an_answer_is_the_one_of_the_command_line(visitor: Any, cli: Cli) -> None:
    asked = {"case": EXAMPLE, "on": ON, "next_changes": True}
    told = cli("check", "-", "--on", ON, "--format", "json", stdin=json.dumps(EXAMPLE))
    assert visitor.client.post("/api/check", json=asked).json() == json.loads(told.out)


def test_deadlines_are_those_of_the_command_line(visitor: Any, cli: Cli, tmp_path: Any) -> None:
    file = tmp_path / "case.json"
    file.write_text(json.dumps(EXAMPLE))
    told = cli("agenda", file, "--on", ON, "--until", "2026-12-31", "--format", "json")
    asked = {"cases": [EXAMPLE], "on": ON, "until": "2026-12-31"}
    assert visitor.client.post("/api/agenda", json=asked).json() == json.loads(told.out)["deadlines"]


def test_the_calendar_and_the_reasons_are_given_too(visitor: Any) -> None:
    assert visitor.client.get(f"/api/calendar?on={ON}&until=2026-07-01").json()["changes"]
    asked = {"case": EXAMPLE, "on": ON}
    assert visitor.client.post("/api/why", json={**asked, "subject": "cv_duty"}).json()["because"]
    assert visitor.client.post("/api/why-not", json={**asked, "rule": "talks-a-kasse"}).json()["failing"]
    pairs = visitor.client.post("/api/compare", json={**asked, "other_on": "2027-01-01"}).json()
    assert any(pair["subject"] == "target_group_new" and pair["right"] for pair in pairs)


def test_every_documented_example_is_answered(visitor: Any) -> None:
    paths = visitor.client.get("/api/openapi.json").json()["paths"]
    posts = {address: methods["post"] for address, methods in paths.items() if "post" in methods}
    for address, operation in posts.items():
        (body,) = operation["requestBody"]["content"]["application/json"]["schema"]["examples"]
        assert visitor.client.post(address, json=body).status_code == 200, address


def test_a_shipped_case_can_be_sent_back(visitor: Any) -> None:
    name = "jobparat-talks-across-1-july-2026"
    assert name in visitor.client.get("/api/cases").json()
    case = visitor.client.get(f"/api/cases/{name}").json()
    answer = visitor.client.post("/api/check", json={"case": case, "on": ON}).json()
    assert date.fromisoformat(answer["on"]) == date(2026, 6, 30)
    assert any(f["rule"] == "talks-municipality" and f["done"] == 3 for f in answer["findings"])


def test_a_case_that_is_not_valid_is_refused_with_all_its_faults(visitor: Any) -> None:
    answer = visitor.client.post("/api/check", json={"case": {"case": "x", "persons": {}}})
    assert answer.status_code == 422
    assert answer.json()["error"] == "bad_input"
    assert any("did you mean `person`" in problem for problem in answer.json()["problems"])
    danish = visitor.client.post("/api/check?lang=da", json={"case": {"case": "x", "persons": {}}}).json()
    assert danish["error"] == "bad_input"
    assert any("mente du `person`?" in problem for problem in danish["problems"])


def test_the_page_of_the_api_shows_an_example_of_each_address(visitor: Any) -> None:
    page = visitor.get("/api").text
    assert "POST /api/check" in page
    assert "curl" in page


@pytest.mark.filterwarnings("ignore")  # of schemathesis and what it brings, not of ours
def test_what_is_sent_at_random_is_answered_as_documented(site: str) -> None:
    """schemathesis: no answer is a server error, and each has a documented status, type and shape."""
    load_all_checks()
    wanted: Any = [CHECKS.get_one(name) for name in CONFORMING]

    def sends(case: Any) -> None:
        case.call_and_validate(checks=wanted)

    operations: list[Any] = list(schemathesis.openapi.from_url(f"{site}/api/openapi.json").get_all_operations())
    assert len(operations) > 10
    for operation in operations:
        FEW(given(case=operation.ok().as_strategy())(sends))()
