"""The closed set of measures: how a fact is read from the entries of a record, each with its provenance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from reformrules.case.record import Entry
from reformrules.rulebook.book import EVALUATION_DATE, Rulebook
from reformrules.rulebook.legal_time import age_on, shift
from reformrules.rulebook.meaning import UNKNOWN, Closure, compile_expression, looked_up
from reformrules.rulebook.models import Measure
from reformrules.rulebook.record_scope import entry_scope
from reformrules.rulebook.types import check

if TYPE_CHECKING:
    from reformrules.case.facts import Facts

ONE_DAY = timedelta(days=1)


class Reading(NamedTuple):
    """A fact's value and the record entries that gave it."""

    value: Any
    origin: tuple[str, ...]


@lru_cache(maxsize=1024)
def _where(rulebook: Rulebook, name: str) -> Closure | None:
    """The compiled `where` of a fact's measure; parameters are read from the environment."""
    node = rulebook.measures.get(name)
    if node is None:
        return None
    scope = entry_scope(rulebook.facts[name], rulebook)
    return compile_expression(node, looked_up, lambda n: check(n, scope))


@lru_cache(maxsize=1024)
def _day(rulebook: Rulebook, name: str) -> Closure | None:
    """The compiled `since` or `on` of a fact's measure."""
    node = rulebook.measures.get(name + ".day")
    if node is None:
        return None
    return compile_expression(node, lambda n: _of_facts(rulebook, n), rulebook.type_of)


def _of_facts(rulebook: Rulebook, name: str) -> Closure:
    """A name in a `since` or an `on`: a parameter by the law of the evaluation date, or another fact."""
    if name in rulebook.parameters:
        return lambda env: env.parameter(name)  # type: ignore[attr-defined]  # the environment is Facts
    return looked_up(name)


class EntryEnv(dict[str, Any]):
    """An entry with its fields, then the parameters by the law of the evaluation date."""

    def __init__(self, facts: Facts, entry: Entry) -> None:
        super().__init__(entry.values)
        self.entry, self._law = entry, facts.law
        self[EVALUATION_DATE] = facts.on

    def __missing__(self, name: str) -> Any:
        value = self[name] = self._law[name]
        return value


@dataclass(slots=True)
class Selection:
    """The entries a measure looks at: those that match, and those of which it is unknown."""

    sure: list[Entry]
    doubtful: list[Entry]
    section: str

    @property
    def origin(self) -> tuple[str, ...]:
        return tuple(e.ref for e in (*self.sure, *self.doubtful)) or (self.section,)


def _select(facts: Facts, name: str, section: str) -> Selection | None:
    """Entries up to the evaluation date that meet `where`; None when the section is not in the record."""
    entries = facts.entries(section)
    if entries is None:
        return None
    where = _where(facts.book, name)
    if where is None:
        return Selection([env.entry for env in entries], [], section)
    chosen = Selection([], [], section)
    for env in entries:
        verdict = where(env)
        if verdict is True:
            chosen.sure.append(env.entry)
        elif verdict is UNKNOWN:
            chosen.doubtful.append(env.entry)
    return chosen


def _covers(entry: Entry, day: date | None) -> bool:
    return day is not None and entry.start <= day and (entry.end is None or day <= entry.end)


def _looked_at(facts: Facts, name: str) -> date | None:
    """The day whose spell is looked for: the evaluation date, or that of the measure; None when there is no such."""
    day = _day(facts.book, name)
    return facts.on if day is None else day(facts)


def of_field(field: str, facts: Facts) -> Reading:
    """A field of the person."""
    return Reading(facts.case.person.get(field, UNKNOWN), (f"person.{field}",))


def of_age(field: str, facts: Facts) -> Reading:
    """Whole years since a date of the person."""
    born = facts.case.person.get(field, UNKNOWN)
    if isinstance(born, date):
        return Reading(age_on(born, facts.on), (f"person.{field}",))
    return Reading(born, (f"person.{field}",))


Read = Callable[["Facts", str, Measure, Selection], Any]


def measured(name: str, measure: Measure, section: str, read: Read, facts: Facts) -> Reading:
    """A measure over a section: unknown without the section, else what `read` makes of the entries."""
    chosen = _select(facts, name, section)
    if chosen is None and measure.absent == "false":
        return Reading(False, (section,))
    if chosen is None or _start_unknown(facts, name, measure):
        return Reading(UNKNOWN, (section,))
    return Reading(read(facts, name, measure, chosen), chosen.origin)


def _covering(facts: Facts, name: str, measure: Measure, chosen: Selection) -> Any:
    day = _looked_at(facts, name)
    if any(_covers(entry, day) for entry in chosen.doubtful):
        return UNKNOWN
    found = [entry.values[measure.take or "kind"] for entry in chosen.sure if _covers(entry, day)]
    if not found:
        return None
    return found[0] if all(value == found[0] for value in found) else UNKNOWN


def _covered(facts: Facts, name: str, measure: Measure, chosen: Selection) -> Any:
    day = _looked_at(facts, name)
    return _exists([e for e in chosen.sure if _covers(e, day)], [e for e in chosen.doubtful if _covers(e, day)])


def _ever(facts: Facts, name: str, measure: Measure, chosen: Selection) -> Any:
    return _exists(_inside(facts, name, measure, chosen.sure), _inside(facts, name, measure, chosen.doubtful))


def _exists(sure: list[Entry], doubtful: list[Entry]) -> Any:
    if sure:
        return True
    return UNKNOWN if doubtful else False


def _unbroken_since(facts: Facts, name: str, measure: Measure, chosen: Selection) -> Any:
    """First day of the run of adjoining spells (equal in the fields `same`) that reaches the evaluation date."""
    current = [e for e in chosen.sure if _covers(e, facts.on)]
    if chosen.doubtful:
        return UNKNOWN
    if not current:
        return None
    starts = {_run_start(entry, chosen.sure, measure.same) for entry in current}
    return starts.pop() if len(starts) == 1 else UNKNOWN


def _run_start(last: Entry, entries: list[Entry], same: list[str]) -> Any:
    """Walk back from a spell; unknown when it rests on a field that is not known."""
    first = last.start
    for entry in reversed(entries):
        if entry.start >= first or (entry.end is not None and entry.end + ONE_DAY < first):
            continue
        pairs = [(entry.values[field], last.values[field]) for field in same]
        if any(one != other for one, other in pairs if UNKNOWN not in (one, other)):
            continue
        if any(UNKNOWN in pair for pair in pairs):
            return UNKNOWN
        first = entry.start
    return first


def _taken(entry: Entry, measure: Measure) -> Any:
    return entry.start if measure.take is None else entry.values[measure.take]


def _first(facts: Facts, name: str, measure: Measure, chosen: Selection) -> Any:
    if chosen.doubtful:
        return UNKNOWN
    found = _inside(facts, name, measure, chosen.sure)
    return _taken(found[0], measure) if found else None


def _last(facts: Facts, name: str, measure: Measure, chosen: Selection) -> Any:
    if chosen.doubtful:
        return UNKNOWN
    found = _inside(facts, name, measure, chosen.sure)
    return _taken(found[-1], measure) if found else None


def _dates(facts: Facts, name: str, measure: Measure, chosen: Selection) -> Any:
    if chosen.doubtful:
        return UNKNOWN
    return tuple(entry.start for entry in _inside(facts, name, measure, chosen.sure))


def _count(facts: Facts, name: str, measure: Measure, chosen: Selection) -> Any:
    dates = _dates(facts, name, measure, chosen)
    return dates if dates is UNKNOWN else len(dates)


def _window_start(facts: Facts, name: str, measure: Measure) -> Any:
    """First day that the measure looks at: None for no limit, UNKNOWN when it cannot be told."""
    since = _day(facts.book, name)
    if since is not None:
        day = since(facts)
        return UNKNOWN if day is None else day
    if measure.window is None:
        return None
    length = facts.parameter(measure.window)
    if length is UNKNOWN:
        return UNKNOWN
    return shift(facts.on, -int(length), facts.book.parameters[measure.window].unit or "days")


def _start_unknown(facts: Facts, name: str, measure: Measure) -> bool:
    """Whether the day that a measure looks at or from is unknown; that of an event known not to be there is not."""
    day = _day(facts.book, name)
    if day is not None:
        return day(facts) is UNKNOWN
    return measure.window is not None and facts.parameter(measure.window) is UNKNOWN


def _inside(facts: Facts, name: str, measure: Measure, entries: list[Entry]) -> list[Entry]:
    start = _window_start(facts, name, measure)
    if start is None:
        return entries
    return [] if start is UNKNOWN else [entry for entry in entries if entry.start >= start]


def _sum(facts: Facts, name: str, measure: Measure, chosen: Selection) -> Any:
    """Total of a monthly field over the months inside the window (or, with `touching`, also those cut by it)."""
    start = _window_start(facts, name, measure)
    if start is UNKNOWN or any(e.end is None or start is None or e.end >= start for e in chosen.doubtful):
        return UNKNOWN
    totals: defaultdict[date, Decimal] = defaultdict(Decimal)
    for entry in chosen.sure:
        amount = entry.values[measure.take or ""]
        for month in _months(entry, start, facts.on, measure.edge_months):
            if not isinstance(amount, int | Decimal):
                return UNKNOWN
            totals[month] += amount
    return _capped(facts, measure, totals.values())


def _capped(facts: Facts, measure: Measure, amounts: Iterable[Decimal]) -> Any:
    """The sum of the amounts, of each no more than `at_most`."""
    if measure.at_most is None:
        return sum(amounts, Decimal(0))
    most = facts.parameter(measure.at_most)
    return most if most is UNKNOWN else sum((min(amount, most) for amount in amounts), Decimal(0))


def _total(facts: Facts, name: str, measure: Measure, chosen: Selection) -> Any:
    """Total of a field over the spells that cover the evaluation date."""
    if any(_covers(entry, facts.on) for entry in chosen.doubtful):
        return UNKNOWN
    amounts = [entry.values[measure.take or ""] for entry in chosen.sure if _covers(entry, facts.on)]
    return UNKNOWN if any(amount is UNKNOWN for amount in amounts) else sum(amounts, Decimal(0))


def _months(entry: Entry, start: date | None, on: date, edges: str) -> Iterator[date]:
    """First days of the entry's months that count: the last day must lie before `on`, the first after `start`."""
    first = entry.start
    while first <= (entry.end or on):
        following = shift(first, 1, "months")
        if edges == "touching":
            counts = first <= on and (start is None or following > start)
        else:
            counts = following <= on + ONE_DAY and (start is None or first >= start)
        if counts:
            yield first
        first = following


def _days(facts: Facts, name: str, measure: Measure, chosen: Selection) -> Any:
    """Days covered by the spells inside the window, both ends inside, each day once.

    With `per: calendar_year` and an `allowance`, only the days above the allowance of each year count.
    """
    start = _window_start(facts, name, measure)
    if start is UNKNOWN or any(e.end is None or start is None or e.end >= start for e in chosen.doubtful):
        return UNKNOWN
    spans = list(_merged(chosen.sure, start, facts.on))
    if measure.allowance is None:
        return sum((last - first).days + 1 for first, last in spans)
    return _above_allowance(facts, measure.allowance, spans, list(_merged(chosen.sure, None, facts.on)))


def _merged(entries: list[Entry], start: date | None, on: date) -> Iterator[tuple[date, date]]:
    reached: date | None = None
    for entry in entries:
        first = max(entry.start, start or entry.start, reached + ONE_DAY if reached else entry.start)
        last = min(entry.end or on, on)
        if first <= last:
            yield first, last
            reached = last


def _above_allowance(
    facts: Facts, allowance: str, spans: list[tuple[date, date]], whole: list[tuple[date, date]]
) -> Any:
    """Days inside the window that lie above the yearly allowance; the year's first days use the allowance up."""
    free = facts.parameter(allowance)
    if free is UNKNOWN:
        return UNKNOWN
    if not spans:
        return 0
    above = 0
    for year in range(spans[0][0].year, spans[-1][1].year + 1):
        total, inside = _in_year(whole, year), _in_year(spans, year)
        above += max(0, inside - max(0, int(free) - (total - inside)))
    return above


def _in_year(spans: list[tuple[date, date]], year: int) -> int:
    first, last = date(year, 1, 1), date(year, 12, 31)
    return sum(max(0, (min(b, last) - max(a, first)).days + 1) for a, b in spans)


OVER: dict[str, Read] = {
    "covering": _covering,
    "covered": _covered,
    "unbroken_since": _unbroken_since,
    "first": _first,
    "last": _last,
    "dates": _dates,
    "count": _count,
    "sum": _sum,
    "total": _total,
    "days": _days,
    "ever": _ever,
}
