"""Names and texts as SQL writes them."""

from __future__ import annotations

from collections.abc import Iterable


def name(of: str) -> str:
    """A name as an identifier."""
    return '"' + of.replace('"', '""') + '"'


def text(of: str) -> str:
    """A text as a literal."""
    return "'" + of.replace("'", "''") + "'"


def one_of(value: str, among: Iterable[str]) -> str:
    """Whether a value is among some texts."""
    listed = ", ".join(map(text, among))
    return f"{value} IN ({listed})" if listed else "false"


def any_of(conditions: Iterable[str]) -> str:
    """Whether one of the conditions holds; none of them is NULL."""
    return " OR ".join(f"({condition})" for condition in conditions) or "false"
