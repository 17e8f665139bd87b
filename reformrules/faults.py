"""Pydantic's faults in this project's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from pydantic import ValidationError

from reformrules.documents import Document
from reformrules.errors import NOTHING, Both, Problem, nearest, quoted

Location = tuple[str | int, ...]
Keys = Callable[[Location], Iterable[str]]
Remedy = Callable[[Location], Both]
Hint = Callable[[str, Iterable[str]], Both]

_NEEDED = {
    "bool_type": Both("`true` eller `false`", "`true` or `false`"),
    "int_type": Both("et helt tal", "a whole number"),
    "is_instance_of": Both("et tal", "a number"),
    "decimal_type": Both("et tal", "a number"),
    "string_type": Both("en tekst", "a text"),
    "list_type": Both("en liste (`[]` for ingen)", "a list (`[]` for none)"),
    "tuple_type": Both("en liste", "a list"),
    "model_type": Both("felter (`navn: værdi`)", "a mapping (`name: value`)"),
    "dict_type": Both("felter (`navn: værdi`)", "a mapping (`name: value`)"),
}
_TEXTS = Both("en liste af tekster", "a list of texts")


def translate(
    error: ValidationError, document: Document, path: Location, keys: Keys, remedy: Remedy = lambda where: NOTHING,
    hint: Hint = nearest,
) -> list[Problem]:  # fmt: skip
    """One placed problem for each fault.

    keys: the valid keys at a place, for the hint. remedy: what to say besides of a key that is missing; hint: of one
    that is unknown.
    """
    found: dict[Location, dict[Both, None]] = {}  # of each place what is said of it, and what it would take
    needed: dict[Location, dict[Both, None]] = {}
    for fault in error.errors(include_url=False):
        where, alternative = _real(document.data, path + tuple(fault["loc"]), fault["type"] == "missing")
        if alternative.startswith("list["):
            needed.setdefault(where, {})[_TEXTS] = None
        elif fault["type"] in _NEEDED:
            needed.setdefault(where, {})[_NEEDED[fault["type"]]] = None
        else:
            extra = remedy(where) if fault["type"] == "missing" else NOTHING
            found.setdefault(where, {})[_message(fault, where, keys, hint) + extra] = None
    for where, kinds in needed.items():
        needs = Both("der skal stå ", "") + _alternatives(kinds) + Both("", " is needed")
        found.setdefault(where, {})[_label(where) + needs] = None
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


def _name(where: Location) -> Both:
    if not isinstance(where[-1], int):
        return Both("", "") + quoted(where[-1])
    number = where[-1] + 1
    of = (f" i `{where[-2]}`", f" of `{where[-2]}`") if len(where) > 1 else ("", "")
    return Both(f"punkt {number}{of[0]}", f"item {number}{of[1]}")


def _label(where: Location) -> Both:
    return _name(where) + ": " if where else NOTHING


def _alternatives(kinds: Iterable[Both]) -> Both:
    *others, last = kinds
    if not others:
        return last
    before = Both(", ".join(one.da for one in others), ", ".join(one.en for one in others))
    return before + Both(" eller ", " or ") + last


def _message(fault: Any, where: Location, keys: Keys, hint: Hint) -> Both:
    kind, key = fault["type"], str(where[-1]) if where else ""
    if kind == "extra_forbidden":
        return Both("ukendt felt ", "unknown key ") + quoted(key) + hint(key, keys(where))
    if kind == "missing":
        return _name(where) + Both(" mangler", " is missing")
    if kind == "value_error":
        said: Both = fault["ctx"]["error"].said  # models refuse with Invalid and nothing else
        return _label(where) + said
    if kind == "string_pattern_mismatch":
        dash = "`-`" if "-]" in fault["ctx"]["pattern"] else "`_`"
        return quoted(fault["input"]) + Both(
            f" er ikke et gyldigt navn; skriv små bogstaver a-z, cifre og {dash}",
            f" is not a valid name; write small letters a-z, digits and {dash}",
        )
    if kind == "literal_error":
        valid = re.findall("'([^']*)'", fault["ctx"]["expected"])
        none = Both(" er ikke en af værdierne", " is not one of the values")
        return _label(where) + quoted(fault["input"]) + none + nearest(str(fault["input"]), valid)
    if kind == "too_short":
        return _label(where) + Both("mindst én post skal med", "at least one entry is needed")
    return _label(where) + _otherwise(fault)


def _otherwise(fault: Any) -> Both:
    """Faults of the few models with limits; of what no model here can raise, the words of pydantic."""
    kind, limits, said = fault["type"], fault.get("ctx", {}), fault["msg"][:1].lower() + fault["msg"][1:]
    if kind == "greater_than_equal":
        return Both(f"der skal stå et tal fra {limits['ge']} og op", f"a number of {limits['ge']} or more is needed")
    if kind == "string_too_short":
        return Both("teksten må ikke være tom", "the text is not to be empty")
    if kind == "too_long":
        most = limits["max_length"]
        return Both(f"højst {most} poster er gyldigt", f"at most {most} entries are valid")
    return Both(f"værdien er ikke gyldig: {said}", said)
