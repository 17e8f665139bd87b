"""Pydantic's faults in this project's words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from pydantic import ValidationError

from reformrules.documents import Document
from reformrules.errors import Problem, nearest

Location = tuple[str | int, ...]


def translate(
    error: ValidationError, document: Document, path: Location, keys: Callable[[Location], Iterable[str]]
) -> list[Problem]:
    """One placed problem for each fault; `keys` gives the valid keys at a place, for the hint."""
    seen: dict[tuple[str, str], Problem] = {}
    for fault in error.errors(include_url=False):
        where = path + tuple(fault["loc"])
        place = document.place(where)
        message = _message(fault, where, keys)
        seen.setdefault((str(place), message), Problem(message, place))
    return list(seen.values())


def _message(fault: Any, where: Location, keys: Callable[[Location], Iterable[str]]) -> str:
    kind, key = fault["type"], str(where[-1]) if where else ""
    if kind == "extra_forbidden":
        return f"unknown key `{key}`{nearest(key, keys(where))}"
    if kind == "missing":
        return f"`{key}` is missing"
    if kind == "value_error":
        return f"`{key}`: {fault['ctx']['error']}" if key else str(fault["ctx"]["error"])
    if kind == "string_pattern_mismatch":
        return f"`{fault['input']}` is not a valid name; use small letters a-z, digits and `-` (rules) or `_`"
    if kind in ("model_type", "dict_type"):
        return f"`{key}` takes a mapping (`name: value`)"
    text = fault["msg"][:1].lower() + fault["msg"][1:]
    return f"`{key}`: {text}" if key else text
