"""Every date and threshold on which some answer can change, derived from the rules, with the rules behind it.

Three kinds: days of the calendar, on which the law itself turns; thresholds, at which a number or a date of the
citizen meets what the law gives; anniversaries, on which a date of the citizen, moved by a time, is reached by the
evaluation date or by another date. Between two neighbours on this list no answer changes, except that an answer which
is worked out from a number (hours missing, a deduction) follows that number, and is open where two laws or two rules
work out different ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal

from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import Rule, Rulebook
from reformrules.rulebook.changes import Turn, turns_between
from reformrules.rulebook.comparisons import Use, is_given, steps_by, uses
from reformrules.rulebook.difference import all_read
from reformrules.rulebook.meaning import UNKNOWN, compile_expression
from reformrules.rulebook.printing import unparse
from reformrules.rulebook.status import LawSetting

Side = Literal["upper", "lower", "alone"]
_SIDES: dict[str, Side] = {">=": "upper", "<": "upper", ">": "lower", "<=": "lower", "=": "alone", "!=": "alone"}
_ONE_DAY = timedelta(days=1)
HALF = Decimal("0.5")
"""How far beside a limit a number is put that may have any fraction."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What a limit comes to by the law of the days `[first, until)`; several values where rules give several."""

    first: date
    until: date | None
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """A threshold or an anniversary: what varies, what it is held against, and on which side equality lies.

    side: of the limit itself; `alone` where only equality matters.
    values: what the limit comes to; none where it hangs on the citizen. step: to the values beside it.
    """

    subject: s.Node
    limit: s.Node
    side: Side
    kind: Literal["number", "date"]
    unit: str | None
    step: int | Decimal
    uses: tuple[Use, ...]
    values: tuple[Limit, ...] = ()

    @property
    def sources(self) -> list[str]:
        """The rules, facts and parameters that make the comparison."""
        return sorted({use.of for use in self.uses})

    def beside(self, value: Any) -> tuple[Any, Any, Any]:
        """The value before a value of the limit, that value, and the one after."""
        step: Any = _ONE_DAY if isinstance(value, date) else self.step
        return value - step, value, value + step


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar: what begins, ends or gets a new value, and the edges whose limit it is."""

    day: date
    turns: tuple[Turn, ...]
    compared: tuple[Edge, ...]

    @property
    def before(self) -> date:
        return self.day - _ONE_DAY

    @property
    def after(self) -> date:
        return self.day + _ONE_DAY


@dataclass(frozen=True, slots=True)
class Boundaries:
    """The whole list under one law setting."""

    days: tuple[Day, ...]
    thresholds: tuple[Edge, ...]
    anniversaries: tuple[Edge, ...]

    @property
    def edges(self) -> tuple[Edge, ...]:
        return (*self.thresholds, *self.anniversaries)


def boundaries(
    book: Rulebook, setting: LawSetting, names: Iterable[str] | None = None, first: date = date.min,
    last: date = date.max,
) -> Boundaries:  # fmt: skip
    """The list of what `names` rest on (all when None), as far as it matters on a day from `first` to `last`."""
    wanted = None if names is None else behind(book, names)
    edges = [edge for edge in _edges(book, setting, wanted, first, last) if edge.uses]
    apart = [edge.kind == "date" and not is_given(book, edge.limit) for edge in edges]
    thresholds = tuple(edge for edge, moves in zip(edges, apart, strict=True) if not moves)
    anniversaries = tuple(edge for edge, moves in zip(edges, apart, strict=True) if moves)
    days = tuple(_days(book, setting, wanted, thresholds))
    return Boundaries(tuple(day for day in days if first <= day.day <= last), thresholds, anniversaries)


def behind(book: Rulebook, names: Iterable[str]) -> frozenset[str]:
    """These rules, conclusions, facts and parameters with all that they rest on, rules included."""
    found = set(names)
    found |= {rule.concludes for name in names if (rule := book.rules.get(name)) and rule.concludes}
    found = found.union(*(all_read(book, name) for name in found))
    return frozenset(found | {rule.id for name in found & book.conclusions.keys() for rule in _rules(book, name)})


def _rules(book: Rulebook, conclusion: str) -> Iterable[Any]:
    return book.conclusions[conclusion].rules


def _edges(book: Rulebook, setting: LawSetting, wanted: Set[str] | None, first: date, last: date) -> Iterator[Edge]:
    grouped: defaultdict[tuple[str, ...], list[Use]] = defaultdict(list)
    for use in uses(book):
        if (wanted is None or use.of in wanted) and _matters(use, setting, first, last):
            grouped[_key(book, use)].append(use)
    for _, found in sorted(grouped.items()):
        one = found[0]
        fine = steps_by(book, one.compare.left.names | one.compare.right.names)
        step = HALF if fine == "decimal" else 1
        edge = Edge(one.compare.left, one.compare.right, _SIDES[one.compare.op],
                    "date" if one.type.kind == "date" else "number", one.type.unit, step, tuple(found))  # fmt: skip
        yield replace(edge, values=tuple(_within(_limits(book, edge, setting), first, last)))


def _key(book: Rulebook, use: Use) -> tuple[str, ...]:
    """What makes two comparisons one boundary; the fields of an entry are those of its section."""
    where = ""
    if use.of in book.facts:
        measure = book.facts[use.of].measure
        where = str(getattr(measure, measure.kind))
    return unparse(use.compare.left), unparse(use.compare.right), _SIDES[use.compare.op], where


def _matters(use: Use, setting: LawSetting, first: date, last: date) -> bool:
    """Whether a comparison is made under the law setting on some of the days."""
    if use.rule is None:
        return True
    if not _speaks(use.rule, setting):
        return False
    end = use.rule.window.end_under(setting)
    return use.law is not None or (use.rule.window.start <= last and (end is None or end > first))


def _limits(book: Rulebook, edge: Edge, setting: LawSetting) -> Iterator[Limit]:
    """The values of a limit over time, while a rule that holds something against it is in force."""
    found: Limit | None = None
    for day, following in pairwise((*book.boundaries, None)):
        assert day is not None  # only the last one is
        live = [use for use in edge.uses if in_force(use, day, setting)]
        values = tuple(dict.fromkeys(_values(book, edge.limit, day, setting))) if live else ()
        if found is not None and (found.values != values or not values):
            yield found
            found = None
        if values:
            found = Limit(found.first if found else day, following, values)
    if found is not None:
        yield found


def in_force(use: Use, day: date, setting: LawSetting) -> bool:
    """Whether a comparison is made on a day; by the law of another date, whether it may be."""
    if use.rule is None:
        return True
    if not _speaks(use.rule, setting):
        return False
    return use.law is not None or use.rule.window.covers(day, setting)


def _values(book: Rulebook, limit: s.Node, day: date, setting: LawSetting) -> Iterator[Any]:
    """What a limit may be by the law of a day, where the law alone says it: directly, or as rules conclude it."""
    nodes = [limit]
    if isinstance(limit, s.Name) and limit.name in book.conclusions:
        rules = book.conclusions[limit.name].rules
        live = (rule for rule in rules if rule.status <= setting.floor and rule.window.covers(day, setting))
        nodes = [rule.value for rule in live if rule.value is not None]
    for node in nodes:
        if is_given(book, node):
            value = compile_expression(node, _by_law(book, day, setting), book.type_of)({})
            if value is not UNKNOWN:
                yield value


def _by_law(book: Rulebook, day: date, setting: LawSetting) -> Callable[[str], Callable[[Any], Any]]:
    return lambda name: lambda _: book.parameter(name, day, setting)


def _within(limits: Iterable[Limit], first: date, last: date) -> Iterator[Limit]:
    return (one for one in limits if one.first <= last and (one.until is None or one.until > first))


def _days(book: Rulebook, setting: LawSetting, wanted: Set[str] | None, edges: Iterable[Edge]) -> Iterator[Day]:
    turns, compared = defaultdict[date, list[Turn]](list), defaultdict[date, list[Edge]](list)
    for turn in turns_between(book, date.min, date.max):
        if _turns(turn, setting) and (wanted is None or turn.name in wanted):
            turns[turn.day].append(turn)
    for edge in edges:
        for day in {value for limit in edge.values for value in limit.values if isinstance(value, date)}:
            compared[day].append(edge)
    for day in sorted(turns.keys() | compared.keys()):
        yield Day(day, tuple(turns[day]), tuple(compared[day]))


def _turns(turn: Turn, setting: LawSetting) -> bool:
    """Whether an answer may change with a beginning or an end under a law setting."""
    if not isinstance(turn.of, Rule):
        return max(turn.status, turn.of_status) <= setting.floor
    return _speaks(turn.of, setting) and (turn.begins or turn.status <= setting.floor)


def _speaks(rule: Rule, setting: LawSetting) -> bool:
    """Whether answers hang on a rule: one below the law setting leaves open what would else have no answer."""
    return rule.status <= setting.floor or rule.concludes is not None
