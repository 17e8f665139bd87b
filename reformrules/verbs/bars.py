"""The progress bar of a verb: on standard error, and only on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress

from reformrules.count import Step


@contextmanager
def bar(label: str, errors: Console | None = None) -> Iterator[Step]:
    """A bar while something is done; gives what moves it."""
    console = errors or Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(label, total=1.0)
        yield lambda what, part: progress.update(task, completed=part, description=f"{label} {what}".rstrip())
