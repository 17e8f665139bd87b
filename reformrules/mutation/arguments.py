"""Survivors that are accepted: each mutant that no case can notice, with the reason why.

They stand in `survivors.yaml` files beside the rules: `survivors: {part: {change: reason}}`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from reformrules.documents import Document
from reformrules.errors import Both, InputError, Place, Problem
from reformrules.rulebook.layers import documents_named

FILE = "survivors.yaml"


@dataclass(frozen=True, slots=True)
class Argument:
    """Why it is right that no case notices a mutant."""

    of: str
    said: str
    reason: str
    place: Place


def read_arguments(folder: Path, left_out: Collection[str] = ()) -> dict[tuple[str, str], Argument]:
    """All arguments below a rulebook folder, by part and change; raises InputError with all that is wrong.

    left_out: layers of the rulebook that are not read.
    """
    found: dict[tuple[str, str], Argument] = {}
    problems: list[Problem] = []
    for document in documents_named(FILE, folder, left_out):
        try:
            for argument in _arguments(document):
                other = found.setdefault((argument.of, argument.said), argument)
                if other is not argument:
                    again = Both(f"begrundet allerede i {other.place}", f"argued already at {other.place}")
                    problems.append(Problem(again, argument.place))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(*problems)
    return found


_FORM = Both(
    "skriv `survivors:`, under den hver del med dens ændringer, hver med begrundelsen: `{part: {change: reason}}`",
    "write `survivors:`, below it each part with its changes, each with the reason: `{part: {change: reason}}`",
)
_REASON = Both("der skal stå en begrundelse, som én linje tekst", "a reason is needed, as one line of text")


def _arguments(document: Document) -> Iterator[Argument]:
    data = document.data
    if not isinstance(data, dict) or [*data] != ["survivors"] or not isinstance(data["survivors"], dict):
        raise InputError(Problem(_FORM, document.place(())))
    for of, changes in data["survivors"].items():
        if not isinstance(changes, dict):
            raise InputError(Problem(_FORM, document.place(("survivors", of))))
        for said, reason in changes.items():
            place = document.place(("survivors", of, said))
            if not isinstance(reason, str) or not reason.strip():
                raise InputError(Problem(_REASON, place))
            yield Argument(of, said, reason, place)
