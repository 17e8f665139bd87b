"""Computations in processes of their own: one that takes too long is ended by ending its process.

Each process holds the rulebook and the engines (`tasks`). What a page or a request needs is computed there, so that a
hostile case or rule text can at most cost the time limit.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from reformrules.web import tasks
from reformrules.web.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")


class TooSlow(Exception):
    """A computation was ended at its time limit."""


class Broken(Exception):
    """The process of a computation ended before it was done, as where memory runs out."""


class Busy(Exception):
    """Too many computations wait already."""


class Workers:
    """The pool of processes; every computation in it ends at its time limit."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._waiting = settings, 0
        self._pool = _pool(settings)

    def start(self) -> None:
        """Let the processes start and read the rulebook, before anyone asks."""
        for _ in range(self._settings.workers):
            self._pool.schedule(tasks.warm)

    async def ask(self, task: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of a task within the ordinary time limit.

        Raises what the task raises, TooSlow at the limit, Busy when too many wait, and Broken.
        """
        return await self._ask(self._settings.seconds, task, *args, **kwargs)

    async def ask_long(self, task: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `ask`, within the longer limit that a whole caseload has."""
        return await self._ask(self._settings.long_seconds, task, *args, **kwargs)

    async def _ask(self, seconds: float, task: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        if self._waiting >= self._settings.most_waiting:
            raise Busy
        self._waiting += 1
        if not self._pool.active:  # its processes were ended from outside, as where memory runs out
            self._pool = _pool(self._settings)
        try:
            future = self._pool.schedule(task, args=args, kwargs=kwargs, timeout=seconds)
            return await asyncio.wrap_future(future)
        except TimeoutError:
            raise TooSlow from None
        except (ProcessExpired, BrokenProcessPool):
            raise Broken from None
        finally:
            self._waiting -= 1

    def stop(self) -> None:
        """End all processes."""
        self._pool.stop()  # type: ignore[no-untyped-call]  # pebble has no types for it
        self._pool.join()


def _pool(settings: Settings) -> ProcessPool:
    return ProcessPool(
        max_workers=settings.workers, initializer=tasks.prepare, initargs=(settings.rules, settings.layers),
        context=multiprocessing.get_context("spawn"),
    )  # fmt: skip
