"""The same work on many things, on as many cores as wanted."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")


@contextmanager
def each(answer: Callable[[Q], A], questions: Sequence[Q], jobs: int = 1) -> Iterator[Iterator[A]]:
    """The answers in the order of the questions, each when it is there; worked out here, or in processes."""
    if jobs == 1 or len(questions) < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield map(answer, questions)
        return
    gc.freeze()  # what the processes share is not looked through again
    _SHARED.append(answer)
    try:
        with multiprocessing.get_context("fork").Pool(min(jobs, len(questions))) as pool:
            yield pool.imap(_answer_shared, questions)
    finally:
        _SHARED.clear()
        gc.unfreeze()


# Filled before the processes are made, so that each has it without being sent it.
_SHARED: list[Callable[[Any], Any]] = []


def _answer_shared(question: Any) -> Any:
    return _SHARED[0](question)
