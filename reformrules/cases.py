"""Where the shipped cases are, and how a case is found by name."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from reformrules.case.intake import layers_named
from reformrules.documents import read_file
from reformrules.errors import Both, InputError, Place, Problem, nearest, quoted

SUFFIXES = (".yaml", ".yml", ".json")


def default_cases() -> Path:
    """The cases that come with the package, or the checkout's own."""
    packaged = Path(__file__).parent / "_data" / "cases"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "cases"


def find_case(name: str) -> str:
    """The path of a case given as a file, `-`, or the name of a shipped case.

    Raises InputError when there is no such file and no such case.
    """
    if name == "-" or _exists(name):
        return name
    shipped = _shipped(name)
    if shipped is not None:
        return str(shipped)
    if "/" in name or name.endswith(SUFFIXES):
        raise InputError(Problem(_NO_FILE, Place(name)))
    raise InputError(Problem(_NO_CASE + quoted(name) + nearest(name, shipped_cases(None))))


_NO_FILE = Both(
    "filen findes ikke; angiv en sagsfil, eller `-` for standardinput",
    "there is no such file; name a case file, or `-` for standard input",
)
_NO_CASE = Both("der er hverken en fil eller en medfølgende sag ", "no file and no shipped case ")


def _shipped(name: str) -> Path | None:
    """The shipped case of a name, as in `shipped_cases`, without a look at all the others."""
    files = [name + suffix for suffix in SUFFIXES]
    found = (Path(where, file) for where, _, names in os.walk(default_cases()) for file in files if file in names)
    return max(found, key=lambda path: path.parts, default=None)


def shipped_cases(layers: Iterable[str] | None = ()) -> dict[str, Path]:
    """The cases that come with the package by name, as `case_files` takes them; none where it has none."""
    try:
        return {path.stem: path for path in case_files([default_cases()], layers)}
    except InputError:
        return {}


def _exists(name: str | Path) -> bool:
    return os.path.exists(name)  # noqa: PTH110  # pathlib raises for names that no file can have


def case_files(paths: Iterable[Path], layers: Iterable[str] | None = ()) -> list[Path]:
    """All case files among the paths and in the folders among them, sorted.

    layers: of a folder, cases written for a layer that is not among these are left out; None takes them all.
    Raises InputError with every path that is not there, and every folder without case files.
    """
    found: list[Path] = []
    problems: list[Problem] = []
    for path in paths:
        if not _exists(path):
            problems.append(Problem(_NOTHING_THERE, Place(str(path))))
        elif not path.is_dir():
            found.append(path)
        elif inside := _inside(path):
            found += inside if layers is None else [file for file in inside if _fits(file, frozenset(layers))]
        else:
            problems.append(Problem(_EMPTY, Place(str(path))))
    if problems:
        raise InputError(*problems)
    return found


_NOTHING_THERE = Both("der er ingen sådan fil eller mappe", "there is no such file or folder")
_EMPTY = Both("mappen rummer ingen sagsfil (.yaml eller .json)", "the folder holds no case file (.yaml or .json)")


def _inside(folder: Path) -> list[Path]:
    """The case files in a folder and below it, sorted."""
    found = (Path(where, name) for where, _, names in os.walk(folder) for name in names if name.endswith(SUFFIXES))
    return sorted(found, key=lambda path: path.parts)


_LAYERS = re.compile(r"^[{\s]*[\"']?layers[\"']?\s*:", re.MULTILINE)


def _fits(file: Path, layers: frozenset[str]) -> bool:
    """Whether a case is written for none but these layers; one that cannot be read fits, and is named later."""
    try:
        if not _LAYERS.search(file.read_text("utf-8", "replace")):
            return True
        return layers.issuperset(layers_named(read_file(file)))
    except (OSError, InputError):
        return True
