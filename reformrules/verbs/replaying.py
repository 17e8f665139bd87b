"""Whether the explain reading says of a citizen what the prove reading has found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import singledispatchmethod

from reformrules.case.record import CaseRecord
from reformrules.explain.reference import counts
from reformrules.explain.session import Engines, Explainer
from reformrules.explain.verdicts import Verdict
from reformrules.prove.claims import Claim, Contradicted, Fails, Fires, Gap, Met
from reformrules.prove.differing import Differs
from reformrules.prove.owed import owed
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.meaning import UNKNOWN
from reformrules.rulebook.status import LawSetting
from reformrules.verbs.seen import Seen, differences


@dataclass
class Replay:
    """Asks explain about each citizen that the solver finds, by every engine there is unless one is named."""

    books: Sequence[Rulebook]
    engine: Engines = "both"
    _explainers: list[Explainer] = field(init=False)

    def __post_init__(self) -> None:
        self._explainers = [Explainer(book, self.engine) for book in self.books]

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
        return _fires(seen[0], claim.rule)

    @_true.register
    def _fails(self, claim: Fails, seen: Sequence[Seen]) -> bool:
        one = seen[0]
        rule = one.program.book.rules[claim.rule]
        dates = one.program.book.conclusions[rule.concludes].law_of if rule.concludes else ()
        return one.program.closure(claim.part, dates[0] if dates else None)(one.run.facts) is not True

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


def _fires(seen: Seen, id_: str) -> bool:
    concludes = seen.program.book.rules[id_].concludes
    if concludes is None:
        return id_ in seen.program.duties and seen.run.obligations[id_][0] is True
    readings = seen.program.by_name[concludes].readings
    return any(
        counts(rule, reading, seen.run.facts) is True
        for reading in readings
        for rule in reading.rules
        if rule.id == id_
    )
