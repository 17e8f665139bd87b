"""The text of a case file, whole but for what a test puts in its place."""

from __future__ import annotations

Row = tuple[str, str, str | list[str]]


def case(entries: str = "", person: str = "{born: 1990-05-02}") -> str:
    """A case file."""
    return f"case: someone\nperson: {person}\n{entries}"
