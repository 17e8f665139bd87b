"""Pydantic's faults in this project's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from pydantic import ValidationError

from reformrules.documents import Document
from reformrules.errors import Problem, nearest, quoted

Location = tuple[str | int, ...]
Keys = Callable[[Location], Iterable[str]]
Remedy = Callable[[Location], str]
Hint = Callable[[str, Iterable[str]], str]

_NEEDED = {
    "bool_type": "`true` or `false`",
    "int_type": "a whole number",
    "is_instance_of": "a number",
    "decimal_type": "a number",
    "string_type": "a text",
    "list_type": "a list (`[]` for none)",
    "tuple_type": "a list",
    "model_type": "a mapping (`name: value`)",
    "dict_type": "a mapping (`name: value`)",
}


def translate(
    error: ValidationError, document: Document, path: Location, keys: Keys, remedy: Remedy = lambda where: "",
    hint: Hint = nearest,
) -> list[Problem]:  # fmt: skip
    """One placed problem for each fault.

    keys: the valid keys at a place, for the hint. remedy: what to say besides of a key that is missing; hint: of one
    that is unknown.
    """
    found: dict[Location, dict[str, None]] = {}  # of each place what is said of it, and what it would take
    needed: dict[Location, dict[str, None]] = {}
    for fault in error.errors(include_url=False):
        where, alternative = _real(document.data, path + tuple(fault["loc"]), fault["type"] == "missing")
        if alternative.startswith("list["):
            needed.setdefault(where, {})["a list of texts"] = None
        elif fault["type"] in _NEEDED:
            needed.setdefault(where, {})[_NEEDED[fault["type"]]] = None
        else:
            extra = remedy(where) if fault["type"] == "missing" else ""
            found.setdefault(where, {})[_message(fault, where, keys, hint) + extra] = None
    for where, kinds in needed.items():
        found.setdefault(where, {})[f"{_label(where)}{_alternatives(kinds)} is needed"] = None
    return [Problem(text, document.place(where)) for where, texts in found.items() for text in texts]


def _real(data: Any, where: Location, absent: bool) -> tuple[Location, str]:
    """The part of a location that is in the document, and the first part that only the model has.

    Of a key that is missing, the key itself is kept.
    """
    for depth, part in enumerate(where):
        inside = part in data if isinstance(data, dict) else isinstance(data, list) and part in range(len(data))
        if not inside:
            end = depth + 1 if absent and depth == len(where) - 1 else depth
            return where[:end], str(part)
        data = data[part]
    return where, ""


def _label(where: Location) -> str:
    if not where:
        return ""
    if isinstance(where[-1], int):
        return f"item {where[-1] + 1}{f' of `{where[-2]}`' if len(where) > 1 else ''}: "
    return f"{quoted(where[-1])}: "


def _alternatives(kinds: Iterable[str]) -> str:
    *others, last = kinds
    return f"{', '.join(others)} or {last}" if others else last


def _message(fault: Any, where: Location, keys: Keys, hint: Hint) -> str:
    kind, key = fault["type"], str(where[-1]) if where else ""
    if kind == "extra_forbidden":
        return f"unknown key {quoted(key)}{hint(key, keys(where))}"
    if kind == "missing":
        return f"{_label(where).removesuffix(': ')} is missing"
    if kind == "value_error":
        return f"{_label(where)}{fault['ctx']['error']}"
    if kind == "string_pattern_mismatch":
        dash = "`-`" if "-]" in fault["ctx"]["pattern"] else "`_`"
        return f"{quoted(fault['input'])} is not a valid name; write small letters a-z, digits and {dash}"
    if kind == "literal_error":
        valid = re.findall("'([^']*)'", fault["ctx"]["expected"])
        return f"{_label(where)}{quoted(fault['input'])} is not one of the values{nearest(str(fault['input']), valid)}"
    if kind == "too_short":
        return f"{_label(where)}at least one entry is needed"
    return f"{_label(where)}{fault['msg'][:1].lower()}{fault['msg'][1:]}"
