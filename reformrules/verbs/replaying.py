"""Whether the explain reading says of a citizen what the prove reading has found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import singledispatchmethod

from reformrules.case.record import CaseRecord
from reformrules.explain.program import Program
from reformrules.explain.reference import counts
from reformrules.explain.session import Engines, Explainer
from reformrules.explain.verdicts import Verdict
from reformrules.prove.claims import Claim, Contradicted, Fires, Gap, Matters, Met
from reformrules.prove.differing import Differs
from reformrules.prove.owed import owed
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.meaning import UNKNOWN
from reformrules.rulebook.status import LawSetting
from reformrules.verbs.seen import Seen, differences


@dataclass
class Replay:
    """Asks explain about each citizen that the solver finds, by every engine there is unless one is named.

    known: explainers that there are already.
    """

    books: Sequence[Rulebook]
    engine: Engines = "both"
    known: Mapping[Rulebook, Explainer] = field(default_factory=dict)
    _explainers: list[Explainer] = field(init=False)

    def __post_init__(self) -> None:
        self._explainers = [self.known.get(book) or Explainer(book, self.engine) for book in self.books]

    def __call__(self, claim: Claim, case: CaseRecord, on: date, setting: LawSetting) -> bool:
        return self._true(claim, [Seen(e.program(on, setting), e.run(case, on, setting)) for e in self._explainers])

    def close(self) -> None:
        """Give native memory back."""
        for explainer in self._explainers:
            explainer.close()

    @singledispatchmethod
    def _true(self, claim: Claim, seen: Sequence[Seen]) -> bool:
        raise TypeError(f"no replay of {type(claim).__name__}")

    @_true.register
    def _met(self, claim: Met, seen: Sequence[Seen]) -> bool:
        one = seen[0]
        if one.program.closure(claim.condition)(one.run.facts) is not True:
            return False
        return not claim.duties or any(_applies(one.duty(id_)) for id_ in claim.duties)

    @_true.register
    def _contradicted(self, claim: Contradicted, seen: Sequence[Seen]) -> bool:
        return seen[0].run.outcomes[claim.name].doubt == "disagreement"

    @_true.register
    def _fires(self, claim: Fires, seen: Sequence[Seen]) -> bool:
        return fires(seen[0], claim)

    @_true.register
    def _matters(self, claim: Matters, seen: Sequence[Seen]) -> bool:
        return matters(seen[0], claim)

    @_true.register
    def _gap(self, claim: Gap, seen: Sequence[Seen]) -> bool:
        book, program, facts = seen[0].program.book, seen[0].program, seen[0].run.facts
        condition = owed(book, claim.concludes, facts.on, facts.setting)
        if condition is None or seen[0].run.outcomes[claim.concludes].state != "none":
            return False
        dates = book.conclusions[claim.concludes].law_of
        wanted = [program.closure(condition, dates[0] if dates else None)]
        wanted += [program.closure(node) for node in (claim.within,) if node is not None]
        spared = any(program.closure(node)(facts) is True for node in claim.excused)
        known = all(facts[name] is not UNKNOWN for name in claim.read(book, facts.on, facts.setting))
        return known and not spared and all(closure(facts) is True for closure in wanted)

    @_true.register
    def _differs(self, claim: Differs, seen: Sequence[Seen]) -> bool:
        shown = differences(claim, *seen)
        return bool(shown) if claim.kind is None else claim.kind in shown


def _applies(said: Verdict | None) -> bool:
    return said is not None and said.state == "settled" and said.duty != "exempt"


def fires(seen: Seen, claim: Fires) -> bool:
    """Whether a rule holds and nothing that overrides it does."""
    concludes = seen.program.book.rules[claim.rule].concludes
    if concludes is None:
        return claim.rule in seen.program.duties and seen.run.obligations[claim.rule][0] is True
    return any(
        counts(rule, reading, seen.run.facts) is True
        for reading in seen.program.by_name[concludes].readings
        for rule in reading.rules
        if rule.id == claim.rule
    )


def matters(seen: Seen, claim: Matters) -> bool:
    """Whether a rule's condition comes out otherwise without a part of it, by a law that the rule is read by."""
    program, facts = seen.program, seen.run.facts
    when = program.book.rules[claim.rule].when
    return any(
        program.closure(when, date)(facts) is not program.closure(claim.without, date)(facts)
        for date in _law_dates(program, claim.rule)
    )


def _law_dates(program: Program, id_: str) -> Iterator[s.Node | None]:
    """The dates whose law a rule follows, if it may hold at all."""
    concludes = program.book.rules[id_].concludes
    if concludes is None:
        yield from (None for _ in (id_,) if id_ in program.duties)
    else:
        readings = program.by_name[concludes].readings
        yield from (reading.law_date for reading in readings if id_ in reading.holds)
