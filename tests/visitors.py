"""One application for all tests of the page, and visitors to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
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

    made = create_app(Settings())
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
