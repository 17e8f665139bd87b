"""What the page does not do: mix visitors up, repeat scripts, read files, run on, tell more than is needed."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from conftest import Cli
from fastapi.testclient import TestClient

from reformrules.errors import InputError
from reformrules.web import workers
from reformrules.web.app import create_app
from reformrules.web.sessions import HeldCase, Sessions, new_id
from reformrules.web.settings import Settings

JOBPARAT = "jobparat-talks-across-1-july-2026"
SCRIPT = "<script>alert(1)</script>"
HOSTILE = [
    "", "\x00", "[" * 100_000, '{"a":' * 5000, "&a [*a]", "!!python/object:os.system x", "case: x", "a: 1\na: 2",
    "case: x\nperson: {born: 2026-02-30}", "case: 0101801234\nperson: {}", f"case: '{SCRIPT}'\nperson: {{a: 1}}",
    "case: ../../etc/passwd\nperson: []", "case: x\nperson: {}\nbenefits: " + "[" * 60 + "]" * 60, "%TAG ! x\n---\na",
    json.dumps({"case": "x", "person": {}, "benefits": [{"kind": SCRIPT}] * 50}), "9" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_file_is_refused_in_words_without_a_traceback_or_a_script(visitor: Any, text: str) -> None:
    answer = visitor.upload(text)
    assert answer.status_code in (200, 422)
    assert "Traceback" not in answer.text
    assert "<script" not in answer.text


def test_a_file_that_is_no_text_is_refused(visitor: Any) -> None:
    assert visitor.upload(b"\xff\xfe\x00\x01").status_code == 422


def test_a_pseudonym_that_is_a_script_is_text_on_every_page(visitor: Any) -> None:
    address = str(visitor.upload(f"case: '{SCRIPT}'\nperson: {{}}").url.path)
    for part in ("", "/edit", "/questions", "/print", "/compare"):
        page = visitor.get(address + part).text
        assert "<script" not in page
        assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    "address",
    ["/static/../web/app.py", "/static/%2e%2e/app.py", "/static/..%2f..%2fapp.py", "/cases/../../etc/passwd",
     "/case/%00", "/rules/rule/..%2f..%2fx", f"/rules?find={SCRIPT}", f"/rules/rule/{SCRIPT}", "/case/nix",
     "/agenda?from=../../etc",
     "/agenda?on=9999-99-99", f"/agenda?on={SCRIPT}", "/agenda?law=none", f"/?find={SCRIPT}", "/rules/changes?after=x"],
)  # fmt: skip
def test_a_hostile_address_is_answered_without_a_file_a_script_or_a_server_error(visitor: Any, address: str) -> None:
    answer = visitor.get(address)
    assert answer.status_code in (200, 400, 404, 422)
    assert "<script" not in answer.text
    assert "create_app" not in answer.text
    assert "root:" not in answer.text


@pytest.mark.parametrize("section", ["person", "entry", "section"])
def test_a_hostile_form_is_refused(visitor: Any, section: str) -> None:
    address = visitor.open_shipped(JOBPARAT)
    nowhere = {"section": "events", "entry": "99999", "what": "remove"}
    for given in ({"v.born": SCRIPT}, {"section": "__class__", "kind": "x"}, {"section": "events", "kind": SCRIPT},
                  nowhere, {"v." + "x" * 500: "y" * 5000}):  # fmt: skip
        answer = visitor.post(f"{address}/{section}", given)
        assert answer.status_code in (200, 404, 422)
        assert "<script" not in answer.text


def test_a_form_without_the_visitors_own_token_is_refused(visitors: Callable[[], Any]) -> None:
    mine, other = visitors(), visitors()
    for token in ("", "x", other.token()):
        assert mine.client.post("/cases/new", data={"csrf": token, "name": "x"}).status_code == 403


def test_a_body_that_is_too_large_is_refused_before_it_is_read(visitor: Any) -> None:
    assert visitor.upload("x" * 1_000_000).status_code == 413
    assert visitor.client.post("/api/check", content=iter([b"x" * 100_000] * 12)).status_code == 413


def test_no_answer_lacks_its_headers_and_cookies_are_closed(visitor: Any) -> None:
    for address in ("/", "/nix", "/static/style.css", "/api/cases", "/rules"):
        headers = visitor.get(address).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
    assert visitor.get("/").headers["cache-control"] == "no-store"
    fresh = TestClient(visitor.client.app).get("/")
    assert all("HttpOnly" in c and "SameSite=strict" in c for c in fresh.headers.get_list("set-cookie"))


def test_pages_hold_no_script_no_style_of_their_own_and_nothing_from_outside(visitor: Any) -> None:
    address = visitor.open_shipped(JOBPARAT)
    for part in ("/", address, address + "/print", "/rules", "/agenda", "/api"):
        page = visitor.get(part).text
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", page), part
        assert not re.search(r'(?:src|<link[^>]*href)="(?!/static/|data:)', page), part


def test_another_sites_name_does_not_lead_here(visitor: Any) -> None:
    assert visitor.get("/", headers={"host": "evil.example"}).status_code == 400


def test_fifty_visitors_at_once_each_see_their_own_case_and_no_other(visitors: Callable[[], Any]) -> None:
    def visit(number: int) -> tuple[str, list[tuple[int, str]]]:
        name, mine = f"citizen-{number:02}", visitors()
        address = str(mine.upload(f"case: {name}\nperson: {{born: 1984-05-{number % 28 + 1:02}}}").url.path)
        pages = [mine.get(address), mine.get(address + "/edit"), mine.get("/")]
        return name, [(page.status_code, page.text) for page in pages]

    with ThreadPoolExecutor(50) as pool:
        for name, pages in pool.map(visit, range(50)):
            for status, text in pages:
                assert status == 200
                assert set(re.findall(r"citizen-\d\d", text)) == {name}


def test_another_visitors_case_is_not_found(visitors: Callable[[], Any]) -> None:
    address = visitors().open_shipped(JOBPARAT)
    assert visitors().get(address).status_code == 404


def test_leaving_forgets_every_case(visitor: Any) -> None:
    address = visitor.open_shipped(JOBPARAT)
    visitor.post("/leave")
    assert visitor.get(address).status_code == 404


def test_a_session_is_forgotten_when_idle_and_there_are_not_too_many() -> None:
    now = [0.0]
    sessions = Sessions(Settings(most_sessions=2, most_cases=1, idle_seconds=60), lambda: now[0])
    session = sessions.begin("a")
    for key in ("one", "two"):
        sessions.hold(session, HeldCase(key, key, "", {}, None, None))  # type: ignore[arg-type]  # only kept here
    assert list(session.cases) == ["two"]
    sessions.begin("b")
    with pytest.raises(InputError, match="too many people"):
        sessions.begin("c")
    now[0] = 61
    assert sessions.find("a") is None
    assert len({new_id() for _ in range(100)}) == 100
    sessions.begin("c")


def test_others_reach_the_page_only_with_its_token(app: Any) -> None:
    with pytest.raises(InputError, match="give a token"):
        create_app(Settings(host="0.0.0.0"))
    guarded = create_app(Settings(host="0.0.0.0", token="open sesame"))
    guarded.state.workers = app.state.workers
    visitor = TestClient(guarded, base_url="http://test.example")
    assert visitor.get("/rules", follow_redirects=False).headers["location"] == "/enter"
    assert visitor.get("/api/cases").status_code == 401
    assert visitor.get("/api/cases", headers={"authorization": "Bearer open sesame"}).status_code == 200
    token = re.search(r'name="csrf" value="(\w+)"', visitor.get("/enter").text)
    assert token
    assert visitor.post("/enter", data={"csrf": token[1], "token": "wrong"}).status_code == 403
    assert visitor.post("/enter", data={"csrf": token[1], "token": "open sesame"}).status_code == 200
    assert visitor.get("/rules", follow_redirects=False).status_code == 200


def forever() -> None:
    """What a worker is asked in the test below."""
    threading.Event().wait()


def test_a_computation_that_runs_on_is_ended_and_the_next_is_answered() -> None:
    pool = workers.Workers(Settings(workers=1, seconds=0.5))
    try:
        with pytest.raises(workers.TooSlow):
            asyncio.run(pool.ask(forever))
        with pytest.raises(workers.Broken):
            asyncio.run(pool.ask_long(os._exit, 1))
        assert asyncio.run(pool.ask_long(abs, -1)) == 1
    finally:
        pool.stop()


def test_processes_that_are_ended_from_outside_are_made_anew() -> None:
    pool = workers.Workers(Settings(workers=1))
    try:
        os.kill(asyncio.run(pool.ask_long(os.getpid)), signal.SIGKILL)
        with suppress(workers.Broken):  # as long as it is not seen that the process is gone
            asyncio.run(pool.ask_long(abs, -1))
        assert asyncio.run(pool.ask_long(abs, -1)) == 1
    finally:
        pool.stop()


def test_an_internal_error_tells_nothing_of_the_case(visitor: Any, caplog: Any, monkeypatch: Any) -> None:
    address = visitor.open_shipped(JOBPARAT)

    def fails(*_: Any, **__: Any) -> Any:
        raise RuntimeError(f"secret of {JOBPARAT}")

    monkeypatch.setattr("reformrules.web.routes.cases.briefing", fails)
    with caplog.at_level(logging.DEBUG):
        answer = visitor.get(address)
    assert answer.status_code == 500
    assert "secret" not in answer.text + caplog.text
    assert "RuntimeError" in caplog.text


def test_serve_refuses_a_port_that_is_taken_and_a_folder_that_is_not_there(cli: Cli, site: str) -> None:
    taken = cli("serve", "--port", site.rpartition(":")[2])
    assert taken.code == 2
    assert "vælg en anden `--port`" in taken.err
    assert "`--cases` angiver mapper" in cli("serve", "--cases", "nowhere").err
