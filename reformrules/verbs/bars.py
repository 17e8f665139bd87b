"""The progress bar of a verb: on standard error, and only on a terminal."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from reformrules.count import Step


@contextmanager
def bar(label: str, errors: Console | None = None) -> Iterator[Step]:
    """A bar while something is done; gives what moves it."""
    console = errors or Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(label, total=1.0)
        yield lambda what, part: progress.update(task, completed=part, description=f"{label} {what}".rstrip())


@contextmanager
def counted(label: str, total: int) -> Iterator[Callable[[], None]]:
    """A bar that counts; gives what moves it by one. Processes may be forked while it is shown."""
    errors = Console(stderr=True)
    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    quiet = not errors.is_terminal
    # No refreshing thread: what is forked beside a thread can hang.
    with Progress(*columns, console=errors, transient=True, disable=quiet, auto_refresh=False) as progress:
        task = progress.add_task(label, total=total)
        yield lambda: progress.update(task, advance=1, refresh=True)


def cores() -> int:
    """How many processes run side by side."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
