"""What holds of the formulas that stand for a name, kept by name: a question asserts only what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

T = TypeVar("T")


class Ledger:
    """Constraints by the name during whose making they came up, and which name was made of which."""

    def __init__(self) -> None:
        self._own: dict[str, list[Any]] = {}
        self._rests: dict[str, set[str]] = {}
        self._made: dict[str, Any] = {}
        self._notes: dict[str, list[Any]] = {}
        self._open: list[str] = [""]
        self._kept: dict[str, dict[str, Any]] = {}

    def add(self, *constraints: Any) -> None:
        """Constraints of what is being made just now; plain true ones say nothing."""
        self._own.setdefault(self._open[-1], []).extend(c for c in constraints if c is not True)

    def note(self, note: Any) -> None:
        """Something to keep with what is being made just now."""
        self._notes.setdefault(self._open[-1], []).append(note)

    def notes(self, names: Iterable[str]) -> list[Any]:
        """All notes kept with these names and with what they are made of, each once."""
        notes = (note for name in sorted(self.below(names)) for note in self._notes.get(name, ()))
        return list({id(note): note for note in notes}.values())

    def make(self, name: str, how: Callable[[], T]) -> T:
        """What stands for a name, made once."""
        self._rests.setdefault(self._open[-1], set()).add(name)
        if name not in self._made:
            self._open.append(name)
            try:
                self._made[name] = how()
            finally:
                self._open.pop()
        found: T = self._made[name]
        return found

    def kept(self, kind: str) -> dict[str, Any]:
        """What is known beside the formulas, of a kind and by name, to all who share this ledger."""
        return self._kept.setdefault(kind, {})

    def made(self, name: str) -> Any:
        """What stands for a name, or None where nothing has asked for it."""
        return self._made.get(name)

    def below(self, names: Iterable[str]) -> set[str]:
        """These names and all that they are made of."""
        found: set[str] = set()
        todo = [*names]
        while todo:
            name = todo.pop()
            if name not in found:
                found.add(name)
                todo += self._rests.get(name, ())
        return found

    def of(self, names: Iterable[str]) -> list[Any]:
        """All constraints of these names and of what they are made of."""
        return [constraint for name in sorted(self.below(names)) for constraint in self._own.get(name, ())]
