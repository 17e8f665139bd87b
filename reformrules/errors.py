"""Errors a person can act on: where it is, what is wrong, what is valid, what was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches

CPR_SHAPE = re.compile(r"(?<!\d)\d{2}[-./ ]?\d{2}[-./ ]?\d{2}[-–./ ]?\d{4}(?!\d)|\d{6}-\d{4}")
MAX_SHOWN = 60


def printable(text: str) -> str:
    """The text on one line, and never with a CPR number in it."""
    whole = text.encode("utf-8", "backslashreplace").decode()  # file names may hold half characters
    return CPR_SHAPE.sub("(cpr number)", " ".join(whole.split()))


def quoted(value: object) -> str:
    """What somebody wrote, as a message repeats it: on one line, not more than the beginning."""
    text = printable(str(value)[: 4 * MAX_SHOWN])
    return f"`{text[:MAX_SHOWN]}…`" if len(text) > MAX_SHOWN else f"`{text}`"


@dataclass(frozen=True)
class Place:
    """Where in the input something stands; line and column count from 1."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (printable(self.file), self.line, self.column) if part is not None)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with the input: the place, one lower-case sentence, and the remedy."""

    message: str
    place: Place | None = None
    field: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", printable(self.message))

    def at(self, place: Place) -> Problem:
        """The same problem, placed; a problem that has a place keeps it."""
        return self if self.place else replace(self, place=place)

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        field = f"{self.field}: " if self.field else ""
        return f"{where}{field}{self.message}"


def _position(problem: Problem) -> tuple[str, int, int]:
    place = problem.place
    return (place.file, place.line or 0, place.column or 0) if place else ("", 0, 0)


class ReformrulesError(Exception):
    """Base of all errors that are the user's to mend.

    `str()` is one line for each problem; each is said once, in the order of the files.
    """

    def __init__(self, *problems: Problem) -> None:
        self.problems = tuple(sorted(dict.fromkeys(problems), key=_position))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[ReformrulesError], tuple[Problem, ...]]:
        return type(self), self.problems  # so that it passes from one process to another whole


class InputError(ReformrulesError):
    """A case file, a date or an option is not valid."""


class RulebookError(ReformrulesError):
    """The rulebook does not load: a rule, a parameter, a source or the vocabulary is not valid."""


class EngineDifference(Exception):
    """The two engines gave different answers: an internal error, never a case's fault."""


def nearest(name: str, valid: Iterable[str]) -> str:
    """A hint for an unknown name: `; did you mean x?` when something is near, else the valid names.

    Of more than twelve, the three most alike are given.
    """
    names = sorted(set(valid))
    close = get_close_matches(name[:MAX_SHOWN], names, n=1, cutoff=0.6)
    if close:
        return f"; did you mean `{close[0]}`?"
    if len(names) > 12:
        alike = get_close_matches(name[:MAX_SHOWN], names, n=3, cutoff=0.0)
        return f"; {len(names)} are valid, such as " + ", ".join(f"`{n}`" for n in alike)
    return "; valid: " + ", ".join(f"`{n}`" for n in names) if names else ""
