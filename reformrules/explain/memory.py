"""Work done once for the same values: the same rules over the same values come to the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import Any, Generic, TypeVar

from reformrules.rulebook.meaning import Env

T = TypeVar("T")
MOST_KEPT = 512


class Memory(Generic[T]):
    """What follows from the values of some names; forgotten when it grows large."""

    __slots__ = ("_found", "_read")

    def __init__(self, names: Iterable[str]) -> None:
        read = sorted(names)
        self._read: Callable[[Env], Any] = itemgetter(*read) if read else lambda env: ()
        self._found: dict[Any, T] = {}

    def of(self, env: Env, work_out: Callable[[], T]) -> T:
        """What follows from the values that these names have in `env`."""
        values = self._read(env)
        found = self._found.get(values)
        if found is None:
            found = work_out()
            if len(self._found) >= MOST_KEPT:
                self._found.clear()
            self._found[values] = found
        return found
