"""The loaded rulebook kept between runs: reading it back is ten times as fast. It is used for the very same files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from io import FileIO
from pathlib import Path

from reformrules import kept as keeping
from reformrules.kept import Later
from reformrules.rulebook.book import Rulebook

MOST_KEPT = 8
_LIBRARIES = ("pydantic", "pydantic_core", "lark", "yaml")


def kept(rules: Path, layers: Sequence[str], load: Callable[[], Rulebook]) -> Rulebook:
    """The rulebook of a folder and its layers as kept, or else as it is loaded now, and then kept for the next time."""
    place = _place(rules, layers)
    if place is None:
        return load()
    book = keeping.fetch(place, Rulebook)
    if book is None:
        book = load()
        if _place(rules, layers) == place:  # nobody wrote in the folder meanwhile
            keeping.keep(place, _packed(book), MOST_KEPT)
    return book


def _packed(book: Rulebook) -> Rulebook:
    """The rulebook with what few ask for, and no answer to a case rests on, put aside until it is asked for."""
    return replace(
        book, where=Later.of(book.where), register=Later.of(book.register), figures=Later.of(book.figures),
        initiatives=Later.of(book.initiatives), shares=Later.of(book.shares), areas=Later.of(book.areas),
    )  # fmt: skip


def _place(rules: Path, layers: Sequence[str]) -> Path | None:
    """Where the rulebook of a folder is kept, the folder and the code being as they are; None when that is unclear."""
    if keeping.place("") is None:
        return None
    try:
        return keeping.place(f"{keeping.key_of(_parts(rules, layers), _LIBRARIES)}.rulebook")
    except OSError:
        return None


def _parts(rules: Path, layers: Sequence[str]) -> Iterator[str | bytes]:
    """All that the rulebook says: a file of the same size and time may say something else."""
    yield "\0".join(layers)
    for file in keeping.files_below(rules, (".yaml", ".yml")):
        yield os.fsencode(file.path)[len(os.fsencode(rules)) :]
        with FileIO(file.path) as stream:
            yield stream.read()
