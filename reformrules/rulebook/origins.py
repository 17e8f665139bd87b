"""Where things stand in the rulebook's files: an expression, and the parts of a rule, also of a table's rule."""

from __future__ import annotations

from dataclasses import dataclass

from reformrules.documents import Document, Path
from reformrules.errors import Place

Part = tuple[int, Path]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one expression stands. It may be put together: each part begins at an offset, and stands at a path."""

    document: Document
    parts: tuple[Part, ...]

    def place(self, at: int) -> Place:
        """The place of a character of the expression."""
        start, path = next((part for part in reversed(self.parts) if part[0] <= at), self.parts[0])
        return self.document.place_in(path, max(0, at - start))


@dataclass(frozen=True, slots=True)
class Home:
    """Where a rule, a conclusion or a parameter stands; what a row of a table leaves out stands in its table."""

    document: Document
    path: Path
    table: Path | None = None
    condition: tuple[Part, ...] = ()

    def to(self, *keys: str | int) -> Path:
        """The path of a part."""
        own = self.table is None or self.document.holds((*self.path, *keys[:1]))
        return (*(self.path if own else self.table or ()), *keys)

    def place(self, *keys: str | int) -> Place:
        """The place of a part: where its value begins, or its nearest known ancestor."""
        return self.document.value_place(self.to(*keys)) if keys else self.document.place(self.path)

    def origin(self, *keys: str | int) -> Origin:
        """Where an expression stands that is one of the parts."""
        if keys == ("when",) and self.condition:
            return Origin(self.document, self.condition)
        return Origin(self.document, ((0, self.to(*keys)),))
