"""Work done once for the same values: the same rules over the same values come to the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, MutableMapping
from itertools import count
from operator import itemgetter
from typing import Any, Generic, TypeVar

from reformrules.rulebook.meaning import Env

T = TypeVar("T")
MOST_KEPT = 128
MOST_NUMBERED = 8192
MOST_WORDED = 256  # texts are large, and each of many programs keeps its own


class Memory(Generic[T]):
    """What follows from values; forgotten when it grows large. `names`: those that `values` reads."""

    __slots__ = ("_found", "names", "values")

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names = tuple(sorted(names))
        self.values: Callable[[Env], Any] = _reading(self.names)
        self._found: dict[Hashable, T] = {}

    def kept(self, values: Hashable) -> T | None:
        """What is known to follow from these values."""
        return self._found.get(values)

    def of(self, values: Hashable, work_out: Callable[[], T]) -> T:
        """What follows from these values."""
        found = self._found.get(values)
        if found is None:
            found = work_out()
            if len(self._found) >= MOST_KEPT:
                self._found.clear()
            self._found[values] = found
        return found


def _reading(names: tuple[str, ...]) -> Callable[[Env], Any]:
    """The values of names, as a tuple."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda env: tuple([env[name] for name in names])


def forget_if_many(kept: MutableMapping[Any, Any]) -> None:
    """Make room in what is put into words and kept between cases."""
    if len(kept) >= MOST_WORDED:
        kept.clear()


class Numbers(dict[Hashable, int]):
    """A number for each value that is asked for: of equal values the same one, as long as it is remembered."""

    def __init__(self) -> None:
        super().__init__()
        self._next = count()

    def __missing__(self, value: Hashable) -> int:
        if len(self) >= MOST_NUMBERED:
            self.clear()  # a value that comes back gets a number that no other has had
        number = self[value] = next(self._next)
        return number
