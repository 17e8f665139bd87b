"""Errors a person can act on: where it is, what is wrong, what is valid, what was probably meant."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches

CPR_SHAPE = re.compile(r"(?<!\d)\d{2}[-./ ]?\d{2}[-./ ]?\d{2}[-–./ ]?\d{4}(?!\d)|\d{6}-\d{4}")
HIDDEN = "(CPR)"  # what stands for a CPR number in either language
MAX_SHOWN = 60


def printable(text: str) -> str:
    """The text on one line, and never with a CPR number in it."""
    whole = text.encode("utf-8", "backslashreplace").decode()  # file names may hold half characters
    return CPR_SHAPE.sub(HIDDEN, " ".join(whole.split()))


def quoted(value: object) -> str:
    """What somebody wrote, as a message repeats it: on one line, not more than the beginning."""
    text = printable(str(value)[: 4 * MAX_SHOWN])
    return f"`{text[:MAX_SHOWN]}…`" if len(text) > MAX_SHOWN else f"`{text}`"


def listed(names: Iterable[object]) -> str:
    """Names as a message lists them."""
    return ", ".join(f"`{name}`" for name in names)


@dataclass(frozen=True, slots=True)
class Both:
    """What is said, or a part of it, in Danish and in English: neither can be written without the other.

    A part is joined to others with `+`, also to a text that is the same in both languages.
    """

    da: str
    en: str

    def in_(self, lang: str) -> str:
        """What is said in one language."""
        return self.en if lang == "en" else self.da

    def __add__(self, other: Both | str) -> Both:
        return Both(self.da + _of(other, "da"), self.en + _of(other, "en"))

    def __radd__(self, other: str) -> Both:
        return Both(other + self.da, other + self.en)

    def __str__(self) -> str:
        return self.en

    def __format__(self, spec: str) -> str:
        raise TypeError("a text of one language holds no part of two; join them with +")


def _of(part: Both | str, lang: str) -> str:
    return part if isinstance(part, str) else part.in_(lang)


NOTHING = Both("", "")


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
    """One thing that is wrong with the input: the place, one lower-case sentence, and the remedy.

    `str()` is English, for logs and programs; people are told in their language.
    """

    message: Both
    place: Place | None = None
    field: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", Both(printable(self.message.da), printable(self.message.en)))

    def at(self, place: Place) -> Problem:
        """The same problem, placed; a problem that has a place keeps it."""
        return self if self.place else replace(self, place=place)

    def told(self, lang: str) -> str:
        """The problem in one line of one language."""
        where = f"{self.place}: " if self.place else ""
        field = f"{self.field}: " if self.field else ""
        return f"{where}{field}{self.message.in_(lang)}"

    def __str__(self) -> str:
        return self.told("en")


class Invalid(ValueError):
    """A value that is not valid, and why; `str()` is English."""

    def __init__(self, said: Both) -> None:
        self.said = said
        super().__init__(said.en)

    def __reduce__(self) -> tuple[type[Invalid], tuple[Both]]:
        return type(self), (self.said,)


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


def like(name: str, valid: Iterable[str]) -> str | None:
    """The valid name that is near to what was written, if one is."""
    close = get_close_matches(name[:MAX_SHOWN], sorted(set(valid)), n=1, cutoff=0.6)
    return close[0] if close else None


def nearest(name: str, valid: Iterable[str]) -> Both:
    """A hint for an unknown name: `; did you mean x?` when something is near, else the valid names.

    Of more than twelve, the three most alike are given.
    """
    names = sorted(set(valid))
    meant = like(name, names)
    if meant is not None:
        return Both(f"; mente du `{meant}`?", f"; did you mean `{meant}`?")
    if len(names) > 12:
        alike = listed(get_close_matches(name[:MAX_SHOWN], names, n=3, cutoff=0.0))
        return Both(f"; {len(names)} er gyldige, fx {alike}", f"; {len(names)} are valid, such as {alike}")
    return Both("; gyldige: ", "; valid: ") + listed(names) if names else NOTHING


_OF_THE_SYSTEM = {
    errno.ENOENT: "filen eller mappen findes ikke",
    errno.EISDIR: "det er en mappe",
    errno.ENOTDIR: "en del af stien er ikke en mappe",
    errno.EACCES: "der er ikke adgang",
    errno.EPERM: "det er ikke tilladt",
    errno.EEXIST: "den findes allerede",
    errno.EROFS: "der kan ikke skrives på dette drev",
    errno.ENAMETOOLONG: "navnet er for langt",
    errno.ENOSPC: "disken er fuld",
    errno.EADDRINUSE: "adressen er allerede i brug",
    errno.EADDRNOTAVAIL: "maskinen har ikke denne adresse",
}


def of_the_system(error: OSError) -> Both:
    """Why the operating system refuses; what is rare is told in its own words in both languages."""
    said = (error.strerror or str(error)).lower()
    return Both(_OF_THE_SYSTEM.get(error.errno or 0, said), said)
