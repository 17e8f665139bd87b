"""What was made at some cost, kept between runs in the cache folder of the user, as Python keeps compiled modules.

What is kept is used only for the very code it was made by, and only when it is whole and lies where nobody else can
write; whoever keeps it names in the key all else that it was made of. Where it cannot be kept, nothing is.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

OFF = "REFORMRULES_NO_CACHE"  # set to anything, it makes every run start anew
_PACKAGE = Path(__file__).parent
_DIGEST = hashlib.sha256().digest_size

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V", covariant=True)


def place(name: str) -> Path | None:
    """The file in which something of this name is kept; None where nothing is to be."""
    if OFF in os.environ:
        return None
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111  # pathlib's may raise
    return Path(home) / "reformrules" / name


def fetch(file: Path, kind: type[T]) -> T | None:
    """What a file holds; None where it is not there, not whole, of another kind, or where others can write it."""
    try:
        data = _read(file)
    except OSError:
        return None
    payload = data[_DIGEST:]
    if hashlib.sha256(payload).digest() != data[:_DIGEST]:
        return None
    found = pickle.loads(payload)
    return found if isinstance(found, kind) else None


def keep(file: Path, value: Any, most: int) -> None:
    """Keep a value; of the files with the same suffix only the newest `most` stay."""
    payload = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    with suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(file, hashlib.sha256(payload).digest() + payload)
        for old in sorted(file.parent.glob(f"*{file.suffix}"), key=_age)[:-most]:
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


class Later(Mapping[K, V]):
    """A mapping that is kept by itself within what is kept, and read back when somebody looks into it."""

    def __init__(self, payload: bytes) -> None:
        self._payload = payload

    @classmethod
    def of(cls, found: Mapping[K, V]) -> Later[K, V]:
        """The mapping as it is kept."""
        return cls(pickle.dumps(dict(found), pickle.HIGHEST_PROTOCOL))

    @cached_property
    def _found(self) -> Mapping[K, V]:
        found: Mapping[K, V] = pickle.loads(self._payload)
        return found

    def __getitem__(self, key: K) -> V:
        return self._found[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __reduce__(self) -> tuple[type[Later[K, V]], tuple[bytes]]:
        return type(self), (self._payload,)


def key_of(parts: Iterable[str | bytes], libraries: Iterable[str]) -> str:
    """A digest of what something is made of: its parts, the code of this package, the libraries that make it.

    Raises OSError where the code cannot be looked at.
    """
    key = hashlib.sha256(sys.version.encode())
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        key.update(b"%d\0" % len(data))
        key.update(data)
    origins = (spec.origin for name in libraries if (spec := find_spec(name)) and spec.origin)
    code = ((file.path, file.stat()) for file in files_below(_PACKAGE, (".py", ".lark")))
    for path, found in (*code, *((origin, Path(origin).stat()) for origin in origins)):
        key.update(os.fsencode(path) + f"\0{found.st_size} {found.st_mtime_ns}\0".encode())
    return key.hexdigest()


def files_below(folder: str | Path, suffixes: tuple[str, ...]) -> Iterator[os.DirEntry[str]]:
    """The files of a folder and those below it, in an order that stays the same.

    Raises OSError where a folder cannot be read.
    """
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    yield from (entry for entry in found if entry.name.endswith(suffixes) and not entry.is_dir())
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            yield from files_below(entry.path, suffixes)
