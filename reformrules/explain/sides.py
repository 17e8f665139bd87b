"""On which side of a threshold a case stands, and whether that decides a rule."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any

from reformrules.explain.compared import compared
from reformrules.explain.program import Program
from reformrules.explain.reference import Run
from reformrules.rulebook import syntax as s
from reformrules.rulebook.boundaries import Edge
from reformrules.rulebook.comparisons import Use


@dataclass
class Sides:
    """How cases stand to the comparisons of rules. Each rule is rewritten once for a comparison that is decided."""

    def __post_init__(self) -> None:
        self._decided: dict[tuple[int, int], tuple[s.Compare, tuple[s.Node, s.Node]]] = {}

    def standing(self, program: Program, run: Run, use: Use) -> Any:
        """Where a case stands to a comparison, see `compared`."""
        return compared(program, use.compare, use.law)(run.facts)

    def decides(self, program: Program, run: Run, use: Use) -> bool:
        """Whether a rule would hold otherwise if this comparison came out otherwise.

        A comparison in what a rule concludes or asks decides where the rule holds.
        """
        assert use.rule is not None  # facts do not hold
        if use.written is None or not any(part is use.written for part in s.walk(use.rule.when)):
            return program.closure(use.rule.when, use.law)(run.facts) is True
        true, false = (program.closure(node, use.law)(run.facts) for node in self._with_both(use.rule.when, use))
        return true is not false

    def _with_both(self, when: s.Node, use: Use) -> tuple[s.Node, s.Node]:
        assert use.written is not None
        key = (id(when), id(use.written))
        if key not in self._decided:
            both = _decided(when, use.written, True), _decided(when, use.written, False)
            self._decided[key] = (use.written, both)
        return self._decided[key][1]


def _decided(node: s.Node, part: s.Node, verdict: bool) -> s.Node:
    """An expression in which a part has come out as true, or as false."""
    if node is part:
        return s.Literal(node.at, verdict)
    changed: dict[str, Any] = {}
    for part_of in fields(node):
        value = getattr(node, part_of.name)
        if isinstance(value, s.Node):
            changed[part_of.name] = _decided(value, part, verdict)
        elif isinstance(value, tuple):
            changed[part_of.name] = tuple(_decided(v, part, verdict) if isinstance(v, s.Node) else v for v in value)
    return replace(node, **changed) if changed else node


PLACES = ("below", "at", "above")


@dataclass(slots=True)
class Stood:
    """Where cases stand to a boundary while it decides one of its rules: of each place the cases that do."""

    edge: Edge
    cases: dict[str, set[str]] = field(default_factory=lambda: {place: set() for place in PLACES})

    @property
    def lacking(self) -> tuple[str, ...]:
        """The places at which no case stands."""
        places = PLACES[1:] if _is_least(self.edge) else PLACES
        return tuple(place for place in places if not self.cases[place])


def _is_least(edge: Edge) -> bool:
    """Whether nothing lies below a limit: none of what is counted or measured is less than zero."""
    zero = bool(edge.values) and all(value == 0 for limit in edge.values for value in limit.values)
    return zero and isinstance(edge.subject, s.Name | s.Call)
