"""What known cases show already: which rules hold of somebody, and which parts of their conditions decide something.

A claim that is true of a case at hand need not be put to the solver.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path

from reformrules.case.facts import Facts
from reformrules.case.intake import read_case
from reformrules.case.record import CaseRecord
from reformrules.cases import case_files, default_cases
from reformrules.errors import InputError
from reformrules.expectations import read_expectations
from reformrules.explain.reference import interpret
from reformrules.explain.session import Explainer
from reformrules.processes import each
from reformrules.prove.claims import Fires, Matters
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.status import LawSetting
from reformrules.verbs.replaying import fires, matters
from reformrules.verbs.seen import Seen

Shown = Fires | Matters


def read_cases(book: Rulebook) -> list[CaseRecord]:
    """The shipped cases that the rulebook can read, as it may be one of its own."""
    return [case for path in case_files([default_cases()], book.layers) for case in _read(path, book)]


def _read(path: Path, book: Rulebook) -> Iterator[CaseRecord]:
    try:
        case = read_case(str(path), book.record)
        read_expectations(case, book)
    except InputError:
        return
    yield case


def shown_by(
    book: Rulebook, cases: Sequence[CaseRecord], claims: Iterable[Shown], settings: Collection[LawSetting], jobs: int,
    done: Callable[[], None],
) -> set[Shown]:  # fmt: skip
    """Those of the claims that are true of one of the cases, on a day and by a law of which it expects something."""
    search = _Search(book, [*claims], settings)
    shares = [cases[i::PIECES] for i in range(PIECES)]
    with each(search.among, shares, jobs) as found:
        numbers = set[int]().union(*(_told(numbers, done) for numbers in found))
    return {search.claims[number] for number in numbers}


PIECES = 16
"""The cases are looked through in so many pieces."""


def _told(found: set[int], done: Callable[[], None]) -> set[int]:
    done()
    return found


class _Search:
    """Claims that no case has shown yet, by the conclusion or obligation that they are about."""

    def __init__(self, book: Rulebook, claims: list[Shown], settings: Collection[LawSetting]) -> None:
        self.book, self.claims, self.settings = book, claims, settings
        self.explainer = Explainer(book, "reference")
        self.left: dict[str, set[int]] = {}
        for number, claim in enumerate(claims):
            about = book.rules[claim.rule].concludes or claim.rule
            self.left.setdefault(about, set()).add(number)

    def among(self, cases: Sequence[CaseRecord]) -> set[int]:
        """The numbers of the claims that these cases show and that none before has."""
        return {number for case in cases for number in self._shown_by(case)}

    def _shown_by(self, case: CaseRecord) -> Iterator[int]:
        for on, law in sorted({(e.on, e.law) for e in read_expectations(case, self.book) if e.law in self.settings}):
            program = self.explainer.program(on, law)
            seen = Seen(program, interpret(program, Facts(self.book, case, on, law)))
            for numbers in self.left.values():
                found = {number for number in numbers if _true(self.claims[number], seen)}
                numbers -= found
                yield from found


def _true(claim: Shown, seen: Seen) -> bool:
    return fires(seen, claim) if isinstance(claim, Fires) else matters(seen, claim)
