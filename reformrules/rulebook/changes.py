"""What begins and ends between two dates: the rules and the dated values of parameters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from reformrules.rulebook.book import Rule, Rulebook, Window, window_of
from reformrules.rulebook.models import DatedValue
from reformrules.rulebook.status import Status


@dataclass(frozen=True, slots=True)
class Turn:
    """A rule or a parameter value that begins on a day, or is no longer in force from that day on."""

    day: date
    begins: bool
    name: str
    status: Status
    of: Rule | DatedValue

    @property
    def of_status(self) -> Status:
        """How firm the rule or value itself is; its end may be less firm."""
        return self.of.status


def turns_between(book: Rulebook, after: date, until: date) -> list[Turn]:
    """Every turn later than `after` and not later than `until`, by day and name."""
    dated: list[tuple[str, Window, Rule | DatedValue]] = [(r.id, r.window, r) for r in book.rules.values()]
    dated += [(name, window_of(v), v) for name, parameter in book.parameters.items() for v in parameter.values]
    turns = (turn for entry in dated for turn in _turns(*entry) if after < turn.day <= until)
    return sorted(turns, key=lambda turn: (turn.day, turn.name, turn.begins))


def _turns(name: str, window: Window, of: Rule | DatedValue) -> Iterator[Turn]:
    yield Turn(window.start, True, name, of.status, of)
    if window.end is not None:
        yield Turn(window.end, False, name, window.end_status, of)
    if window.cut is not None and window.cut.day > window.start:
        yield Turn(window.cut.day, False, name, window.cut.status, of)


PHASE_SHARE = 10  # a phase turns at least a tenth of what the fullest turns


def phases(book: Rulebook) -> list[date]:
    """The days on which the law turns as a whole, in order: those on which many rules and values begin or end.

    The first of them all, on which the rulebook itself begins, is none.
    """
    turned = Counter(turn.day for turn in turns_between(book, date.min, date.max))
    first = max(turned, key=lambda day: turned[day], default=None)
    later = {day: count for day, count in turned.items() if first is not None and day > first}
    return sorted(day for day, count in later.items() if count * PHASE_SHARE >= max(later.values()))
