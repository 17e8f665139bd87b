"""Where the shipped cases are, and how a case is found by name."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from reformrules.errors import InputError, Place, Problem, nearest

SUFFIXES = (".yaml", ".yml", ".json")


def default_cases() -> Path:
    """The cases that come with the package, or the checkout's own."""
    packaged = Path(__file__).parent / "_data" / "cases"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "cases"


def find_case(name: str) -> str:
    """The path of a case given as a file, `-`, or the name of a shipped case.

    Raises InputError when there is no such file and no such case.
    """
    if name == "-" or Path(name).exists():
        return name
    shipped = {path.stem: path for path in case_files([default_cases()])}
    if name in shipped:
        return str(shipped[name])
    if "/" in name or name.endswith(SUFFIXES):
        raise InputError(Problem("there is no such file", Place(name)))
    raise InputError(Problem(f"no file and no shipped case `{name}`{nearest(name, shipped)}"))


def case_files(paths: Iterable[Path]) -> list[Path]:
    """All case files among the paths and in the folders among them, sorted.

    Raises InputError for a path that is not there, or a folder without case files.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.suffix in SUFFIXES)
            if not inside:
                raise InputError(Problem("the folder holds no case file (.yaml or .json)", Place(str(path))))
            found += inside
        elif path.exists():
            found.append(path)
        else:
            raise InputError(Problem("there is no such file or folder", Place(str(path))))
    return found
