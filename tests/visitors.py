"""One application for all tests of the page, and visitors to it."""

from __future__ import annotations

import os
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest


@dataclass
class Visitor:
    """A browser without a screen: it keeps its cookies and gives back the token of the forms."""

    client: Any

    def get(self, address: str, **options: Any) -> Any:
        return self.client.get(address, **options)

    def post(self, address: str, data: dict[str, Any] | None = None, **options: Any) -> Any:
        return self.client.post(address, data={"csrf": self.token(), **(data or {})}, **options)

    def token(self) -> str:
        found = re.search(r'name="csrf" value="(\w+)"', self.get("/").text)
        assert found, "the first page has a form"
        return found[1]

    def open_shipped(self, name: str) -> str:
        """The address of a shipped case, opened."""
        response = self.post("/cases/shipped", {"name": name})
        assert response.status_code == 200
        return str(response.url.path)

    def upload(self, text: str | bytes) -> Any:
        return self.post("/cases/upload", files={"file": ("case.yaml", text)})


@pytest.fixture(scope="session")
def app() -> Iterator[Any]:
    """The application with its workers running."""
    from fastapi.testclient import TestClient

    from reformrules.web.app import create_app
    from reformrules.web.settings import Settings

    made = create_app(Settings(seconds=60))  # what a loaded machine needs at most
    with TestClient(made):
        yield made


@pytest.fixture
def visitors(app: Any) -> Callable[[], Visitor]:
    """Makes a visitor each time it is called."""
    from fastapi.testclient import TestClient

    return lambda: Visitor(TestClient(app))


@pytest.fixture
def visitor(visitors: Callable[[], Visitor]) -> Visitor:
    return visitors()


@contextmanager
def served(app: Any) -> Iterator[str]:
    """The address of a running application, served as `serve` serves it."""
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="session")
def site(app: Any) -> Iterator[str]:
    with served(app) as address:
        yield address


def chromium() -> str:
    """Debian's Chromium; without it a test is skipped on a user's machine and fails in CI."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        reason = "there is no Chromium here; install it with `apt-get install chromium`"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import expect, sync_playwright

    path = chromium()
    expect.set_options(timeout=20_000)  # what a loaded machine needs at most
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])  # CI runs as root
        yield opened
        opened.close()


@pytest.fixture
def tab(browser: Any, site: str) -> Iterator[Any]:
    """A browser tab of a new visitor, without scripts; whatever it complains of fails the test."""
    context = browser.new_context(base_url=site, viewport={"width": 1100, "height": 800}, locale="en-GB")
    page, complaints = context.new_page(), list[str]()
    page.on(
        "console",
        lambda said: complaints.append(said.text) if said.type == "error" and "404" not in said.text else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith((site, "data:")) else complaints.append(asked.url))
    yield page
    context.close()
    assert complaints == []


WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}


@pytest.fixture
def axe() -> Callable[[Any], list[str]]:
    """Tells what axe finds wrong on a page by WCAG 2.1 AA, with the elements, all of its parts opened."""
    from axe_playwright_python.sync_playwright import Axe

    def violations(tab: Any) -> list[str]:
        tab.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        response = Axe().run(tab, options=WCAG).response
        assert len(response["passes"]) > 5, "axe has looked at the page"
        found = response["violations"]
        return [f"{tab.url}: {one['id']}: {node['html'][:150]}" for one in found for node in one["nodes"]]

    return violations
