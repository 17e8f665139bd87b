"""The law made ready: rules, conclusions and obligations in force with their closures, for programs of many days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from reformrules.explain.memory import Kept, Memory, Numbers
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import Conclusion, Rule
from reformrules.rulebook.meaning import Closure


@dataclass(frozen=True, slots=True)
class ActiveRule:
    """A rule in force, with its whole condition (validity on the law date included) as tree and closure."""

    id: str
    rule: Rule
    condition: s.Node
    holds: Closure
    value: Closure | None
    overridden_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LawReading:
    """One reading of a conclusion: by the law of `law_date`, or of the evaluation date when that is None."""

    law_date: s.Node | None
    rules: tuple[ActiveRule, ...]
    holds: Mapping[str, Closure]


@dataclass(frozen=True, slots=True)
class ActiveConclusion:
    """A conclusion with its readings; `below` holds the rules that the law setting leaves out.

    names: all that its rules read, parameters left out. memory: the outcomes. grounds: what these rest on.
    """

    name: str
    conclusion: Conclusion
    readings: tuple[LawReading, ...]
    below: tuple[ActiveRule, ...]
    names: frozenset[str]
    memory: Memory[Any] = field(default_factory=Memory)
    grounds: Kept[Any] = field(default_factory=Kept)

    @property
    def shown(self) -> bool:
        """Whether it is a finding about the citizen; a term is a step on the way."""
        return self.conclusion.model.is_finding


@dataclass(frozen=True, slots=True)
class ActiveObligation:
    """An obligation in force with its compiled parts.

    names: what tells whether it holds and is lifted. memory: the same as it was told.
    """

    rule: Rule
    condition: s.Node
    names: frozenset[str]
    holds: Closure
    unless: Closure | None
    at_least: Closure
    counted_from: Closure
    deadline: Closure
    first_by: Closure | None
    memory: Memory[Any] = field(default_factory=Memory)


Active = ActiveConclusion | ActiveObligation
Part = tuple[Closure, tuple[str, ...]]
"""A condition or value with the names that it reads, parameters left out."""


@dataclass(frozen=True, slots=True)
class RuleParts:
    """The parts of a rule's condition, down to the smallest, and of what it says."""

    holds: Closure
    condition: tuple[Part, ...]
    value: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Parted:
    """The parts of a conclusion or an obligation; those that belong to no rule stand alone.

    names: all that these read. kept: what leaves it open, by the values.
    """

    rules: tuple[RuleParts, ...]
    alone: tuple[Part, ...]
    names: tuple[str, ...]
    kept: Kept[Any] = field(default_factory=Kept)


@dataclass(frozen=True, slots=True)
class Shared:
    """What the programs of a rulebook share, for all days and law settings.

    made: conclusions and obligations made ready, by all that they are made of. split: what was made ready, in its
    parts. lasting: closures that no law changes, with what they are of. numbers: of what is open; see `verdicts`.
    """

    made: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    split: dict[int, tuple[Active, Parted]] = field(default_factory=dict)
    lasting: dict[int, tuple[s.Node, Closure]] = field(default_factory=dict)
    numbers: Numbers = field(default_factory=Numbers)


LawDated = tuple[s.Node, s.Node | None]
"""An expression and the date whose law its parameters follow; None is the evaluation date."""


def rules_by_law(active: ActiveConclusion) -> Iterator[tuple[ActiveRule, s.Node | None]]:
    """All rules of a conclusion, those below the law setting too, each with the date whose law it follows."""
    for reading in active.readings:
        yield from ((rule, reading.law_date) for rule in reading.rules)
    yield from ((rule, active.readings[-1].law_date) for rule in active.below)
