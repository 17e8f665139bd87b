"""Many questions, asked on as many cores as wanted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial

from reformrules.processes import each
from reformrules.prove.asking import Asker, Verdict
from reformrules.prove.claims import Claim
from reformrules.rulebook.status import LawSetting


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


def _ask(asker: Asker, question: Question) -> Verdict:
    return asker.ask(question.claim, question.settings, question.first, question.last)
