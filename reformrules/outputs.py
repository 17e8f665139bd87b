"""Files and folders that are written whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reformrules.errors import Both, InputError, Problem, of_the_system


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file beside its final place and move it there, so that what was there stays until it is done.

    Raises InputError when the folder or the file cannot be written.
    """
    try:
        with tempfile.NamedTemporaryFile("wb", dir=path.parent, delete=False) as file:
            try:
                file.write(content.encode() if isinstance(content, str) else content)
                file.flush()
                Path(file.name).chmod(0o666 & ~_umask())
                os.replace(file.name, path)  # noqa: PTH105  # the one call that replaces in a single step everywhere
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise InputError(_not_written(path, error)) from None


def _not_written(path: Path, error: OSError) -> Problem:
    return Problem(Both(f"{path} kan ikke skrives: ", f"{path} cannot be written: ") + of_the_system(error))


@contextmanager
def file_whole(path: Path) -> Iterator[Path]:
    """A new file to write that takes the place of `path` when all is done; until then what was there stays.

    Raises InputError when it cannot be written.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
        try:
            yield folder / path.name
            (folder / path.name).chmod(0o666 & ~_umask())
            os.replace(folder / path.name, path)  # noqa: PTH105  # replaces in a single step everywhere
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise InputError(_not_written(path, error)) from None


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


@contextmanager
def folder_whole(path: Path, ours: str) -> Iterator[Path]:
    """A new folder to fill that takes the place of `path` when all is done; until then what was there stays.

    ours: a file that such a folder holds; a folder with other things in it is not replaced.

    Raises InputError when there is something else, or when the folder cannot be written.
    """
    if path.exists() and not (path.is_dir() and ((path / ours).exists() or not any(path.iterdir()))):
        raise InputError(
            Problem(
                Both(f"{path} rummer noget andet; angiv en ny mappe", f"{path} holds something else; name a new folder")
            )
        )
    try:
        made = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
        try:
            yield made
            made.chmod(0o777 & ~_umask())
            if path.exists():
                path.rename(made / REPLACED)
            made.rename(path)
            shutil.rmtree(path / REPLACED, ignore_errors=True)
        except BaseException:
            if not path.exists() and (made / REPLACED).exists():
                (made / REPLACED).rename(path)
            shutil.rmtree(made, ignore_errors=True)
            raise
    except OSError as error:
        raise InputError(_not_written(path, error)) from None


REPLACED = ".replaced"  # where the older folder waits until the new one is in its place
