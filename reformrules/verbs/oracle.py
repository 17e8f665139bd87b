"""Whether a mutant of the law can be noticed at all: asked of every citizen on every day, not only of the cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from time import monotonic

from reformrules.explain.session import Explainer
from reformrules.mutation.mutants import Mutant, mutated
from reformrules.processes import each
from reformrules.prove.equality import Comparer, Found, State
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.status import LawSetting
from reformrules.verbs.replaying import Replay

PATIENCE = 6
"""How many questions' time one mutant gets, since it may change a step on which much rests."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What is proved of a mutant: it changes no answer (equal), a citizen shows what it changes, or neither.

    subject: the finding in which the citizen is answered otherwise. why: what kept it open.
    """

    state: State
    subject: str | None = None
    found: Found | None = None
    why: tuple[str, ...] = ()


@dataclass
class Oracle:
    """Compares mutants with the rulebook; seconds: for each question."""

    book: Rulebook
    seconds: float = 5.0
    _explainer: Explainer = field(init=False)

    def __post_init__(self) -> None:
        self._explainer = Explainer(self.book, "reference")

    def judge(self, mutant: Mutant) -> Proof:
        """Whether a mutant can be told from the rulebook."""
        other = mutated(self.book, mutant.part)
        replay = Replay((self.book, other), "reference", {self.book: self._explainer})
        comparer = Comparer(self.book, other, replay, [*LawSetting], self.seconds, every=False)
        until, why = monotonic() + PATIENCE * self.seconds, list[str]()
        for claim in (*comparer.direct(), *comparer.resting()):
            if monotonic() > until:
                return Proof("open", why=("time_out",))
            compared = comparer.compare(claim)
            finding = bool(claim.duties) or self.book.conclusions[claim.subject].model.is_finding
            if compared.found and finding:
                return Proof("differs", claim.subject, compared.found[0])
            why += (reason for _, reason in compared.why if finding)
        return Proof("open", why=tuple(dict.fromkeys(why))) if why else Proof("equal")


def judge_all(
    book: Rulebook, mutants: Sequence[Mutant], seconds: float, jobs: int, done: Callable[[], None] = lambda: None
) -> Iterator[Proof]:
    """What is proved of each mutant, in their order."""
    with each(Oracle(book, seconds).judge, mutants, jobs) as judged:
        for one in judged:
            done()
            yield one
