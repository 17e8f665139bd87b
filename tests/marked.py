"""Texts with a fault: a mark stands before each place that a message must name."""

from __future__ import annotations

MARK = "»"


def unmark(text: str) -> tuple[str, list[str]]:
    """The text without its marks, and the place of each as `line:column`."""
    parts, places = text.split(MARK), []
    for index in range(1, len(parts)):
        before = "".join(parts[:index])
        places.append(f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}")
    return "".join(parts), places
