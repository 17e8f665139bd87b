"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from reformrules.errors import InputError, Problem


def write_whole(path: Path, text: str) -> None:
    """Write a text file beside its final place and move it there, so that what was there stays until it is done.

    Raises InputError when the folder or the file cannot be written.
    """
    try:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
            try:
                file.write(text)
                file.flush()
                Path(file.name).chmod(0o666 & ~_umask())
                os.replace(file.name, path)  # noqa: PTH105  # the one call that replaces in a single step everywhere
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise InputError(Problem(f"{path} cannot be written: {(error.strerror or '').lower()}")) from None


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
