"""Work done once for the same values: the same rules over the same values come to the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable, MutableMapping
from itertools import count
from typing import Any, Final, Generic, TypeVar

from reformrules.rulebook.meaning import Env

T = TypeVar("T")
MOST_KEPT = 128
MOST_NUMBERED = 8192
MOST_WORDED = 256  # texts are large, and each of many programs keeps its own


_NOT_MET: Final = object()


class _Fork(dict[Hashable, Any]):
    """A name that is asked for, and by its value what is asked next, or what follows."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class Asked(dict[str, Any]):
    """What has been asked of an environment, in the order in which it was. given: what is known without asking."""

    def __init__(self, env: Env, given: Env | None = None) -> None:
        super().__init__(given or {})
        self._env = env

    def __missing__(self, name: str) -> Any:
        value = self[name] = self._env[name]
        return value


class Memory(Generic[T]):
    """What follows from an environment, known again by the values that it was seen to hang on.

    What is asked first is always the same, and what is asked next hangs on the answers; so nothing else is looked up,
    and two cases share what follows when they agree in that. Forgotten when it grows large.
    """

    __slots__ = ("_known", "_root")

    def __init__(self) -> None:
        self._root: Any = _NOT_MET
        self._known = 0

    def of(self, env: Env, work_out: Callable[..., T], *made_of: Any) -> T:
        """What follows from an environment, by `work_out` of it and of what else it is made of.

        Nothing else may be read, and what it is made of is the same each time.
        """
        at = self._root
        while type(at) is _Fork:
            at = at.get(env[at.name], _NOT_MET)
        found: T = self._learned(env, work_out, made_of) if at is _NOT_MET else at
        return found

    def _learned(self, env: Env, work_out: Callable[..., T], made_of: tuple[Any, ...]) -> T:
        asked = Asked(env)
        found = work_out(asked, *made_of)
        if self._known >= MOST_KEPT:
            self._root, self._known = _NOT_MET, 0
        self._grow(asked, found)
        return found

    def _grow(self, asked: Env, found: T) -> None:
        """One more path: it follows the forks that are there, and makes those that are not."""
        self._known += 1
        fork, answer = None, None
        for name, value in asked.items():
            at = self._root if fork is None else fork.get(answer, _NOT_MET)
            if at is _NOT_MET:
                at = self._put(fork, answer, _Fork(name))
            fork, answer = at, value
        self._put(fork, answer, found)

    def _put(self, fork: _Fork | None, answer: Any, after: Any) -> Any:
        if fork is None:
            self._root = after
        else:
            fork[answer] = after
        return after


class Kept(Generic[T]):
    """What follows from a key; forgotten when it grows large."""

    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: dict[Hashable, T] = {}

    def of(self, key: Hashable, work_out: Callable[[], T]) -> T:
        """What follows from this key."""
        found = self._found.get(key)
        if found is None:
            found = work_out()
            if len(self._found) >= MOST_KEPT:
                self._found.clear()
            self._found[key] = found
        return found


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
