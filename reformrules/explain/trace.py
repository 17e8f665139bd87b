"""Which parts of a condition decide it, and which unknown parts leave it open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from reformrules.explain.program import Program
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import EVALUATION_DATE
from reformrules.rulebook.meaning import UNKNOWN, Env


@dataclass(frozen=True, slots=True)
class Part:
    """A leaf of a condition with its truth value (true, false or unknown)."""

    node: s.Node
    value: Any


@dataclass(frozen=True, slots=True)
class Trace:
    """Reads a condition on one case; `law_date` is the date whose law gives its parameters."""

    program: Program
    facts: Env
    law_date: s.Node | None = None

    def value(self, node: s.Node) -> Any:
        return self.program.closure(node, self.law_date)(self.facts)

    def decisive(self, node: s.Node) -> list[Part]:
        """The leaves that alone make a condition what it is; of an unknown one, all unknown leaves."""
        found: list[Part] = []
        self._add_decisive(found, node, self.value(node))
        return found

    def _add_decisive(self, found: list[Part], node: s.Node, value: Any) -> None:
        if isinstance(node, s.Not):
            self._add_decisive(found, node.of, self.value(node.of))
        elif isinstance(node, s.All | s.AnyOf):
            one_decides = value is isinstance(node, s.AnyOf)
            for child in node.of:
                if self.value(child) is value:
                    self._add_decisive(found, child, value)
                    if one_decides:
                        break
        else:
            found.append(Part(node, value))

    def failing(self, node: s.Node) -> Iterator[Part]:
        """All leaves that keep a condition from holding: the false and the unknown ones that matter."""
        if self.value(node) is True:
            return
        if isinstance(node, s.All | s.AnyOf):
            for child in node.of:
                yield from self.failing(child)
        elif isinstance(node, s.Not) and isinstance(node.of, s.All | s.AnyOf):
            yield from self.decisive(node.of)
        else:
            yield from self.decisive(node)

    def unknown_names(self, node: s.Node) -> set[str]:
        """Names whose values leave the expression open: unknown ones, or ones recorded as none in a value."""
        found: set[str] = set()
        for part in self.decisive(node):
            if part.value is UNKNOWN or part.value is None:
                found |= self._open(part.node)
        return found

    def _open(self, node: s.Node) -> set[str]:
        names = node.names
        if self.law_date is not None and names & self.program.book.parameters.keys():
            names |= self.law_date.names
        return {n for n in names if self.name_value(n) is UNKNOWN or self.name_value(n) is None}

    def name_value(self, name: str) -> Any:
        """The value of a fact, a conclusion or a parameter."""
        if name in self.program.book.parameters:
            return self.program.book.parameter(name, self.law_day(), self.program.setting)
        return self.facts[name]

    def law_day(self) -> date:
        """The date whose law this trace reads; the evaluation date when it is not known."""
        day = self.value(self.law_date) if self.law_date is not None else None
        on: date = day if isinstance(day, date) else self.facts[EVALUATION_DATE]
        return on
