"""How a rulebook is come by: as it is kept from the last time, or put together from its files (`assembly`).

What puts it together is imported late: a rulebook that was kept needs no parser and no checks.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from reformrules.rulebook import cache
from reformrules.rulebook.book import Rulebook


def default_rules() -> Path:
    """The rulebook that comes with the package, or the checkout's own."""
    packaged = Path(__file__).parent.parent / "_data" / "rules"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent.parent / "rules"


def rules_folder(path: Path | None = None) -> Path:
    """The folder with the files of a rulebook, or of the one that a change is laid over; raises RulebookError."""
    from reformrules.rulebook.overlay import is_overlay, read_overlay

    if path is not None and is_overlay(path):
        return read_overlay(path).base or default_rules()
    return path or default_rules()


def load_rulebook(path: Path | None = None, layers: Iterable[str] = ()) -> Rulebook:
    """Read, parse and check a rulebook folder, or the shipped rulebook, which is kept for the next time.

    A file is a change laid over a rulebook (see `overlay`).
    layers: the layers of the folder to read beside what is national, and with each those it needs.
    Raises RulebookError with all problems of the first stage that has any: files, then names, types
    and expressions, then the book as a whole; InputError for a layer that is not there.
    """
    names = sorted(set(layers))
    if path is not None:
        return _assembled(path, names)
    return cache.kept(default_rules(), names, lambda: _assembled(default_rules(), names))


def _assembled(path: Path, layers: list[str]) -> Rulebook:
    from reformrules.rulebook.assembly import assembled

    return assembled(path, layers)
