"""The expression language: its syntax tree. See `parsing` for how a text becomes one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Node:
    """Base of all tree nodes; `at` is the offset in the expression's text."""

    at: int

    @cached_property
    def children(self) -> tuple[Node, ...]:
        found: list[Node] = []
        for field in self.__match_args__:
            value = getattr(self, field)
            found.extend(v for v in (value if isinstance(value, tuple) else (value,)) if isinstance(v, Node))
        return tuple(found)

    @cached_property
    def names(self) -> frozenset[str]:
        """All names the expression mentions."""
        return frozenset().union(*(child.names for child in self.children))


@dataclass(frozen=True)
class Literal(Node):
    """A constant: bool, int, Decimal (with a unit or none), date, or text."""

    value: Any
    unit: str | None = None


@dataclass(frozen=True)
class Name(Node):
    """A fact, a parameter, an earlier conclusion, or `evaluation_date`."""

    name: str

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset({self.name})


@dataclass(frozen=True)
class Not(Node):
    of: Node


@dataclass(frozen=True)
class All(Node):
    of: tuple[Node, ...]


@dataclass(frozen=True)
class AnyOf(Node):
    of: tuple[Node, ...]


@dataclass(frozen=True)
class Compare(Node):
    """`op` is one of = != < <= > >=."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True)
class In(Node):
    """Membership of a list written out, or of a list parameter (then `choices` is one Name)."""

    of: Node
    choices: tuple[Node, ...]


@dataclass(frozen=True)
class Known(Node):
    """True when the value is known, otherwise unknown: it demands a fact and never rewards its absence."""

    of: Node


@dataclass(frozen=True)
class Recorded(Node):
    """True when the record has the thing, false when a complete record has none, else unknown."""

    of: Node


@dataclass(frozen=True)
class Arithmetic(Node):
    """`op` is one of + - * /; a date plus a duration follows the calendar."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Call(Node):
    """earliest, latest, smallest, largest, end_of_month, rounded_up, rounded_down.

    Or count: of dates, from a first to a last day, both inside.
    """

    function: str
    arguments: tuple[Node, ...]


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, top down."""
    yield node
    for child in node.children:
        yield from walk(child)


RESERVED = frozenset(
    ("and", "or", "not", "in", "is", "known", "recorded", "between", "true", "false", "count", "from", "to",
     "evaluation_date")
)  # fmt: skip
