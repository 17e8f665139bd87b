"""The loaded rulebook kept between runs, as Python keeps compiled modules: reading it back is ten times as fast.

A kept rulebook is used only for the very files and the very code it was made of, and only when it is whole
and lies where nobody else can write. Where it cannot be kept, nothing is.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from reformrules.rulebook.book import Rulebook

OFF = "REFORMRULES_NO_CACHE"  # set to anything, it makes every run read the files
MOST_KEPT = 8
_PACKAGE = Path(__file__).parent.parent
_LIBRARIES = ("pydantic", "pydantic_core", "lark", "yaml")
_DIGEST = hashlib.sha256().digest_size


def kept(rules: Path, layers: Sequence[str], load: Callable[[], Rulebook]) -> Rulebook:
    """The rulebook of a folder and its layers as kept, or else as it is loaded now, and then kept for the next time."""
    place = None if OFF in os.environ else _place(rules, layers)
    if place is None:
        return load()
    book = _fetch(place)
    if book is None:
        book = load()
        if _place(rules, layers) == place:  # nobody wrote in the folder meanwhile
            _keep(place, book)
    return book


def _place(rules: Path, layers: Sequence[str]) -> Path | None:
    """Where the rulebook of a folder is kept, the folder and the code being as they are; None when that is unclear."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111  # pathlib's may raise
    try:
        return Path(home) / "reformrules" / f"{_key(rules, layers)}.rulebook"
    except OSError:
        return None


def _fetch(place: Path) -> Rulebook | None:
    try:
        data = _read(place)
    except OSError:
        return None
    payload = data[_DIGEST:]
    if hashlib.sha256(payload).digest() != data[:_DIGEST]:
        return None
    book = pickle.loads(payload)
    return book if isinstance(book, Rulebook) else None


def _keep(place: Path, book: Rulebook) -> None:
    payload = pickle.dumps(book, pickle.HIGHEST_PROTOCOL)
    with suppress(OSError):
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(place, hashlib.sha256(payload).digest() + payload)
        for old in sorted(place.parent.glob("*.rulebook"), key=_age)[:-MOST_KEPT]:
            old.unlink(missing_ok=True)


def _age(file: Path) -> float:
    return file.stat().st_mtime


def _read(file: Path) -> bytes:
    """A file of this user's that nobody else can change; raises OSError for another."""
    with file.open("rb") as stream:
        for found in (file.parent.stat(), os.fstat(stream.fileno())):
            if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH) and os.name == "posix":
                raise PermissionError("others can write here")
            if hasattr(os, "geteuid") and found.st_uid != os.geteuid():
                raise PermissionError("another user's")
        return stream.read()


def _write(file: Path, data: bytes) -> None:
    """All of it or nothing: whoever reads at the same time sees the old file or the new one."""
    handle, name = tempfile.mkstemp(dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(name).replace(file)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _key(rules: Path, layers: Sequence[str]) -> str:
    """A digest of all that a loaded rulebook is made of: the rules by what they say, the code as Python tells it."""
    key = hashlib.sha256("\0".join((sys.version, *layers)).encode())
    for file in _below(rules, (".yaml", ".yml")):
        key.update(hashlib.sha256(os.fsencode(file.relative_to(rules))).digest())
        key.update(hashlib.sha256(file.read_bytes()).digest())
    libraries = (spec.origin for name in _LIBRARIES if (spec := find_spec(name)) and spec.origin)
    for file in (*_below(_PACKAGE, (".py", ".lark")), *map(Path, libraries)):
        found = file.stat()
        key.update(os.fsencode(file) + f"\0{found.st_size} {found.st_mtime_ns}\0".encode())
    return key.hexdigest()


def _below(folder: Path, suffixes: tuple[str, ...]) -> Iterator[Path]:
    for where, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(where, name) for name in sorted(names) if name.endswith(suffixes))
