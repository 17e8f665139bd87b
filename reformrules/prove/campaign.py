"""Many questions, asked on as many cores as wanted."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, TypeVar

from reformrules.prove.asking import Asker, Verdict
from reformrules.prove.claims import Claim
from reformrules.rulebook.status import LawSetting

Q = TypeVar("Q")
A = TypeVar("A")


@dataclass(frozen=True)
class Question:
    """A claim, and the days and the law settings of which it is asked."""

    claim: Claim
    settings: Sequence[LawSetting]
    first: date = date.min
    last: date = date.max


@contextmanager
def ask_all(asker: Asker, questions: Sequence[Question], jobs: int = 1) -> Iterator[Iterator[Verdict]]:
    """The verdicts in the order of the questions, each when it is there."""
    with each(partial(_ask, asker), questions, jobs) as verdicts:
        yield verdicts


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


def _ask(asker: Asker, question: Question) -> Verdict:
    return asker.ask(question.claim, question.settings, question.first, question.last)
