"""What reading a document ends in, and reading with each of the two parsers."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import yaml

from reformrules import documents
from reformrules.documents import Document, read_text
from reformrules.errors import InputError


def refusal(text: str) -> str:
    with pytest.raises(InputError) as caught:
        read_text(text, "f")
    return str(caught.value)


def attempt(reading: Callable[[], Document]) -> Document | InputError:
    """What a reading ends in; any other exception fails the test."""
    try:
        return reading()
    except InputError as error:
        return error


def is_plain(value: Any) -> bool:
    """Whether a value consists of the promised types only, text keys included."""
    if isinstance(value, dict):
        return all(type(key) is str and is_plain(inner) for key, inner in value.items())
    if isinstance(value, list):
        return all(map(is_plain, value))
    return value is None or type(value) in (str, int, Decimal, bool)


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def _each_loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs a test with libyaml and with the parser in pure Python."""
    if not hasattr(yaml, request.param):
        pytest.skip("PyYAML was built without libyaml")
    monkeypatch.setattr(documents, "_LOADER", getattr(yaml, request.param))
