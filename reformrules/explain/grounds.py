"""What an answer rests on, all the way down, and how firm that makes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from reformrules.explain.memory import Kept
from reformrules.explain.program import Program
from reformrules.explain.reference import Outcome, Run
from reformrules.explain.support import deciding, obligation_support
from reformrules.explain.trace import Trace
from reformrules.rulebook.book import Rule
from reformrules.rulebook.models import Cited
from reformrules.rulebook.status import Status


@dataclass(frozen=True, slots=True)
class Weight:
    """How firm an answer is: the weakest status, and whether a lawyer should look."""

    status: Status = Status.in_force
    legal_check: bool = False


Names = Mapping[str, date | None]
"""Facts, parameters and conclusions, each with the day whose law it follows; None is the evaluation date."""


@dataclass(frozen=True, eq=False)
class Grounds:
    """What an answer rests on; of a conclusion the same object for all cases of which it is the same.

    rules: those that decide, the firmest first; none where it is what else holds. cited: they, or what else holds.
    own: what the decisive parts of their conditions read, and what they say. own_law_days: the days whose law is read,
    where they name a date for it. below: the grounds of the conclusions among `own`. weight: of all that it rests on.
    """

    rules: tuple[Rule, ...]
    cited: tuple[Cited, ...]
    own: Names
    own_law_days: tuple[date, ...]
    below: Mapping[str, Grounds]
    weight: Weight

    @cached_property
    def names(self) -> Names:
        """All that is read on the way, what is read first first."""
        return self._all[0]

    @cached_property
    def law_days(self) -> list[date]:
        """The days whose law is read on the way."""
        return self._all[1]

    @cached_property
    def _all(self) -> tuple[dict[str, date | None], list[date]]:
        names, days = dict(self.own), list(self.own_law_days)
        for below in self.below.values():
            below._add_to(names, days)
        return names, days

    def _add_to(self, names: dict[str, date | None], days: list[date]) -> None:
        days += self.own_law_days
        for name, day in self.own.items():
            if name not in names:
                names[name] = day
                if name in self.below:
                    self.below[name]._add_to(names, days)


def grounds_of(program: Program, run: Run, subject: str, exempt: bool = False) -> Grounds:
    """What a conclusion or an obligation rests on; exempt: that the obligation is lifted, so on what lifts it too."""
    if subject in program.by_name:
        return _of_conclusion(program, run, subject)
    return _of_duty(program, run, program.book.rules[subject], exempt)


def _of_conclusion(program: Program, run: Run, name: str) -> Grounds:
    found: Grounds | None = run.grounds.get(name)
    if found is None:
        found = run.grounds[name] = _known_again(program, run, run.outcomes[name])
    return found


def _known_again(program: Program, run: Run, outcome: Outcome) -> Grounds:
    """The grounds of an outcome hang on its rules, what it reads, the grounds of that, and the days of the law."""
    decided = deciding(program, run, outcome)
    days = [None if d.law_date is None else Trace(program, run.facts, d.law_date).law_day() for d in decided]
    below = {name: _of_conclusion(program, run, name) for d in decided for name in d.conclusions}
    rules = [rule.id for rule in outcome.rules]
    key = (outcome.otherwise, *rules, *(d.names for d in decided), *days, *below.values())
    kept: Kept[Grounds] = program.by_name[outcome.name].grounds
    return kept.of(key, lambda: _grounds(program, outcome, days, below))


def _grounds(program: Program, outcome: Outcome, days: list[date | None], below: dict[str, Grounds]) -> Grounds:
    own: dict[str, date | None] = {}
    for decisive, day in zip(outcome.decisive or (), days, strict=True):
        for name in decisive.names:
            own.setdefault(name, day)
    rules = [active.rule for active in outcome.deciding]
    otherwise = program.by_name[outcome.name].conclusion.model.otherwise if outcome.otherwise else None
    cited = (*(rule.cited for rule in rules), *([otherwise] if otherwise else []))
    law_days = tuple(day for day in days if day is not None)
    ordered = {name: below[name] for name in own if name in below}
    return Grounds(tuple(rules), cited, own, law_days, ordered, _weight(program, cited, own, below.values()))


def _of_duty(program: Program, run: Run, rule: Rule, exempt: bool) -> Grounds:
    own: Names = dict.fromkeys(obligation_support(program, run, rule, exempt).names)
    below = {name: _of_conclusion(program, run, name) for name in own if name in program.by_name}
    cited = (rule.cited,)
    return Grounds((rule,), cited, own, (), below, _weight(program, cited, own, below.values()))


def _weight(program: Program, cited: Iterable[Cited], own: Names, below: Iterable[Grounds]) -> Weight:
    """The weight of rules and numbers together with all that they rest on."""
    told: list[Cited | Weight] = [*cited, *_numbers(program, own), *(grounds.weight for grounds in below)]
    return Weight(max((one.status for one in told), default=Status.in_force), any(one.legal_check for one in told))


def _numbers(program: Program, own: Names) -> Iterator[Cited]:
    for name, day in own.items():
        if name in program.book.parameters:
            dated = program.values[name] if day is None else program.book.parameter_value(name, day, program.setting)
            if dated is not None:
                yield dated
