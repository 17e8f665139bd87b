"""The folder in which a caseload is worked on: its tables, and what does not fit in memory. It goes away with it."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO

import duckdb

from reformrules.count.engine import connect
from reformrules.errors import Both, InputError, Problem, quoted

_PREFIX, _LOCK = "reformrules-caseload-", "lock"
_MEMORY = re.compile(r"[0-9]+(\.[0-9]+)? ?[KMGT]i?B", re.IGNORECASE)


class Scratch:
    """A new folder with a DuckDB file in it.

    memory: like `4GB`; what does not fit is put down in the folder. Folders that killed runs have left are removed.
    Raises InputError for another way to write an amount of memory.
    """

    def __init__(self, memory: str | None = None) -> None:
        if memory is not None and not _MEMORY.fullmatch(memory):
            raise InputError(Problem(quoted(memory) + _NO_AMOUNT))
        _sweep(Path(tempfile.gettempdir()))
        self.folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        self._lock = _held(self.folder / _LOCK)
        self.connection = connect(str(self.folder / "scratch.duckdb"), memory)

    def close(self) -> None:
        """Close the connection and take the folder away."""
        self.connection.close()
        if self._lock is not None:
            self._lock.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _held(path: Path) -> IO[str] | None:
    """The file, opened and held until it is closed or the process ends; None when another holds it."""
    file = path.open("w", encoding="utf-8")
    with suppress(ModuleNotFoundError):  # without it (on Windows) a folder of a killed run stays
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return None
    return file


def _sweep(parent: Path) -> None:
    """Remove the folders of runs that are no more."""
    if find_spec("fcntl") is None:
        return  # where nothing can be held, nothing can be known to be left
    with suppress(OSError):
        for folder in parent.glob(f"{_PREFIX}*"):
            if (folder / _LOCK).exists() and (lock := _held(folder / _LOCK)) is not None:
                shutil.rmtree(folder, ignore_errors=True)
                lock.close()


@contextmanager
def in_words(memory: str | None = None) -> Iterator[None]:
    """Say in one line what the database cannot do: read a file, or find room in memory or on the disk.

    Raises InputError.
    """
    try:
        yield
    except duckdb.Error as error:
        said = str(error)
        if re.search("No space left|File too large|max_temp_directory_size", said):
            raise InputError(Problem(_FULL)) from None
        if isinstance(error, duckdb.OutOfMemoryException):
            raise InputError(Problem(_not_enough(memory))) from None
        if isinstance(error, duckdb.IOException | duckdb.InvalidInputException):
            raise InputError(Problem(_first_line(said))) from None
        raise


def _not_enough(memory: str | None) -> Both:
    da = f"{memory} hukommelse" if memory else "maskinens hukommelse"
    en = f"{memory} of memory are" if memory else "the memory of this machine is"
    return Both(
        f"{da} er ikke nok; sæt en anden grænse med `--memory`", f"{en} not enough; set another limit with `--memory`"
    )


def _first_line(said: str) -> Both:
    """What the database says, in its own words."""
    line = said.partition(": ")[2].splitlines()[0].replace('"', "`").replace("'", "`").rstrip("!")
    words = f"{line[:1].lower()}{line[1:].partition('. See also')[0]}"
    return Both(f"databasen siger: {words}", words)


_NO_AMOUNT = Both(
    " er ikke en mængde hukommelse; skriv den som `4GB` eller `500MB`",
    " is not an amount of memory; write it like `4GB` or `500MB`",
)
_FULL = Both(
    f"disken er fuld; gør plads i {tempfile.gettempdir()}, eller sæt TMPDIR til en mappe med mere plads",
    f"the disk is full; make room in {tempfile.gettempdir()}, or set TMPDIR to a folder with more",
)
