"""Facts on a date: the record read through the closed set of measures, lazily, each with its provenance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from reformrules.case.record import CaseRecord, Entry
from reformrules.rulebook.book import EVALUATION_DATE, Rulebook
from reformrules.rulebook.legal_time import age_on, shift
from reformrules.rulebook.meaning import UNKNOWN, Closure, compile_expression
from reformrules.rulebook.models import Fact, Measure
from reformrules.rulebook.record_scope import entry_scope
from reformrules.rulebook.status import LawSetting
from reformrules.rulebook.types import check

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reading:
    """A fact's value and the record entries that gave it."""

    value: Any
    origin: tuple[str, ...]


class Facts(dict[str, Any]):
    """The environment of one case on one date: asking for a fact reads it from the record.

    Conclusions are put in beside the facts as they are reached.
    """

    def __init__(self, book: Rulebook, case: CaseRecord, on: date, setting: LawSetting) -> None:
        entries = map(case.sections.get, book.record.sections)
        idle = _idle(book, tuple([None if found is None else bool(found) for found in entries]))
        super().__init__(idle.values)
        self[EVALUATION_DATE] = on
        self.book, self.case, self.on, self.setting = book, case, on, setting
        self.origins: dict[str, tuple[str, ...]] = idle.origins.copy()
        self.conclude: Callable[[str, Facts], Any] | None = None

    def __missing__(self, name: str) -> Any:
        read = _readers(self.book).get(name)
        if read is None:
            return self._concluded(name)
        reading = read(self)
        self.origins[name] = reading.origin
        self[name] = reading.value
        return reading.value

    def _concluded(self, name: str) -> Any:
        """A conclusion that is not reached yet: unknown, or reached now where that can be done."""
        if self.conclude is None:
            return UNKNOWN
        self[name] = self.conclude(name, self)
        return self[name]

    def later(self, on: date) -> Facts:
        """The same case on another day; what no start or end of an entry in between can have moved is as it was."""
        other = Facts(self.book, self.case, on, self.setting)
        first, last = sorted((self.on, on))
        moved = {name for name, entries in self.case.sections.items() if any(_moves(e, first, last) for e in entries)}
        same_law = self.book.epoch(first) == self.book.epoch(last)
        for name, (sections, reads_law) in _steady(self.book).items():
            if name in self.origins and (same_law or not reads_law) and sections.isdisjoint(moved):
                other[name], other.origins[name] = self[name], self.origins[name]
        return other

    def with_values(self, values: dict[str, Any]) -> Facts:
        """The same case with some facts set to given values, conclusions not yet reached."""
        other = Facts(self.book, self.case, self.on, self.setting)
        other.update({name: value for name, value in self.items() if name in self.book.facts})
        other.origins = dict(self.origins)
        other.update(values)
        return other

    def copy_with(self, values: Mapping[str, Any]) -> Facts:
        """The same case with some values set, everything else, conclusions too, as it stands."""
        other = Facts(self.book, self.case, self.on, self.setting)
        other.update(self)
        other.update(values)
        other.origins = self.origins
        return other

    def parameter(self, name: str) -> Any:
        return self.book.parameter(name, self.on, self.setting)


def _moves(entry: Entry, first: date, last: date) -> bool:
    """Whether an entry begins, or is over, on a day after the first and not after the last."""
    return first < entry.start <= last or (entry.end is not None and first <= entry.end < last)


_Mover = tuple[frozenset[str], bool]


@lru_cache(maxsize=16)
def _steady(book: Rulebook) -> dict[str, _Mover]:
    """The facts that change only when an entry begins or is over, and some of them when the law does.

    Of each the sections of such entries, and whether it reads the law.
    """
    found = {name: _moved_by(book, name) for name in book.facts}
    return {name: mover for name, mover in found.items() if mover is not None}


def _moved_by(book: Rulebook, name: str) -> _Mover | None:
    """As `_steady` of one fact; None when the day itself may change it."""
    measure, since = book.facts[name].measure, book.measures.get(f"{name}.since")
    if measure.kind == "field":
        return frozenset(), False
    read = book.measures[name].names if name in book.measures else frozenset()
    if measure.kind not in _STEADY or measure.window or EVALUATION_DATE in read:
        return None
    sections, reads_law = frozenset({str(getattr(measure, measure.kind))}), not read.isdisjoint(book.parameters)
    for other in since.names if since else ():
        mover = (frozenset[str](), True) if other in book.parameters else None
        if other in book.facts:
            mover = _moved_by(book, other)
        if mover is None:
            return None
        sections, reads_law = sections | mover[0], reads_law or mover[1]
    return sections, reads_law


@dataclass(frozen=True, slots=True)
class _Idle:
    """What sections without entries say, as far as it is the same on every day."""

    values: dict[str, Any]
    origins: dict[str, tuple[str, ...]]


@lru_cache(maxsize=1024)
def _idle(book: Rulebook, sections: tuple[bool | None, ...]) -> _Idle:
    """sections: of each section of the record whether it has entries; None where the record lacks it."""
    state, idle = dict(zip(book.record.sections, sections, strict=True)), _Idle({}, {})
    nothing = Facts.__new__(Facts)
    nothing.book, nothing.on = book, date.max
    for name, fact in book.facts.items():
        measure = fact.measure
        section = str(getattr(measure, measure.kind))
        if measure.kind in _OVER and not state[section]:
            if state[section] is None:
                idle.values[name] = False if measure.absent == "false" else UNKNOWN
            elif not (measure.since or measure.window or measure.allowance or measure.at_most):
                idle.values[name] = _OVER[measure.kind](nothing, name, measure, _Selection([], [], section))
            else:
                continue
            idle.origins[name] = (section,)
    return idle


@lru_cache(maxsize=16)
def _readers(book: Rulebook) -> dict[str, Callable[[Facts], Reading]]:
    """How each fact is read."""
    return {name: _reader(name, fact) for name, fact in book.facts.items()}


def _reader(name: str, fact: Fact) -> Callable[[Facts], Reading]:
    measure = fact.measure
    if measure.kind == "field":
        return partial(_field, measure.field or "")
    if measure.kind == "age":
        return partial(_age, measure.age or "")
    return partial(_measured, name, measure, str(getattr(measure, measure.kind)), _OVER[measure.kind])


@lru_cache(maxsize=1024)
def _where(rulebook: Rulebook, name: str) -> Closure | None:
    """The compiled `where` of a fact's measure; parameters are read from the environment."""
    node = rulebook.measures.get(name)
    if node is None:
        return None
    scope = entry_scope(rulebook.facts[name], rulebook)
    return compile_expression(node, lambda n: lambda env: env[n], lambda n: check(n, scope))


@lru_cache(maxsize=1024)
def _since(rulebook: Rulebook, name: str) -> Closure | None:
    node = rulebook.measures.get(name + ".since")
    if node is None:
        return None
    return compile_expression(node, lambda n: _of_facts(rulebook, n), rulebook.type_of)


def _of_facts(rulebook: Rulebook, name: str) -> Closure:
    """A name in a `since`: a parameter by the law of the evaluation date, or another fact."""
    if name in rulebook.parameters:
        return lambda env: env.parameter(name)  # type: ignore[attr-defined]  # the environment is Facts
    return lambda env: env[name]


class _EntryEnv(dict[str, Any]):
    """An entry's fields, then the parameters by the law of the evaluation date."""

    def __init__(self, facts: Facts, entry: Entry) -> None:
        super().__init__(entry.values)
        self.facts = facts

    def __missing__(self, name: str) -> Any:
        return self.facts.on if name == EVALUATION_DATE else self.facts.parameter(name)


@dataclass(slots=True)
class _Selection:
    """The entries a measure looks at: those that match, and those of which it is unknown."""

    sure: list[Entry]
    doubtful: list[Entry]
    section: str

    @property
    def origin(self) -> tuple[str, ...]:
        return tuple(e.ref for e in (*self.sure, *self.doubtful)) or (self.section,)


def _select(facts: Facts, name: str, section: str) -> _Selection | None:
    """Entries up to the evaluation date that meet `where`; None when the section is not in the record."""
    entries = facts.case.sections.get(section)
    if entries is None:
        return None
    where = _where(facts.book, name)
    chosen = _Selection([], [], section)
    for entry in entries:
        if entry.start > facts.on:
            break
        verdict = True if where is None else where(_EntryEnv(facts, entry))
        if verdict is True:
            chosen.sure.append(entry)
        elif verdict is UNKNOWN:
            chosen.doubtful.append(entry)
    return chosen


def _covers(entry: Entry, day: date) -> bool:
    return entry.start <= day and (entry.end is None or day <= entry.end)


def _field(field: str, facts: Facts) -> Reading:
    return Reading(facts.case.person.get(field, UNKNOWN), (f"person.{field}",))


def _age(field: str, facts: Facts) -> Reading:
    born = facts.case.person.get(field, UNKNOWN)
    if isinstance(born, date):
        return Reading(age_on(born, facts.on), (f"person.{field}",))
    return Reading(born, (f"person.{field}",))


_Read = Callable[[Facts, str, Measure, _Selection], Any]


def _measured(name: str, measure: Measure, section: str, read: _Read, facts: Facts) -> Reading:
    """A measure over a section: unknown without the section, else what `read` makes of the entries."""
    chosen = _select(facts, name, section)
    if chosen is None and measure.absent == "false":
        return Reading(False, (section,))
    if chosen is None or _start_unknown(facts, name, measure):
        return Reading(UNKNOWN, (section,))
    return Reading(read(facts, name, measure, chosen), chosen.origin)


def _covering(facts: Facts, name: str, measure: Measure, chosen: _Selection) -> Any:
    if any(_covers(entry, facts.on) for entry in chosen.doubtful):
        return UNKNOWN
    found = [entry.values[measure.take or "kind"] for entry in chosen.sure if _covers(entry, facts.on)]
    if not found:
        return None
    return found[0] if all(value == found[0] for value in found) else UNKNOWN


def _covered(facts: Facts, name: str, measure: Measure, chosen: _Selection) -> Any:
    return _exists(
        [e for e in chosen.sure if _covers(e, facts.on)], [e for e in chosen.doubtful if _covers(e, facts.on)]
    )


def _ever(facts: Facts, name: str, measure: Measure, chosen: _Selection) -> Any:
    return _exists(_inside(facts, name, measure, chosen.sure), _inside(facts, name, measure, chosen.doubtful))


def _exists(sure: list[Entry], doubtful: list[Entry]) -> Any:
    if sure:
        return True
    return UNKNOWN if doubtful else False


def _unbroken_since(facts: Facts, name: str, measure: Measure, chosen: _Selection) -> Any:
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


def _first(facts: Facts, name: str, measure: Measure, chosen: _Selection) -> Any:
    if chosen.doubtful:
        return UNKNOWN
    found = _inside(facts, name, measure, chosen.sure)
    return _taken(found[0], measure) if found else None


def _last(facts: Facts, name: str, measure: Measure, chosen: _Selection) -> Any:
    if chosen.doubtful:
        return UNKNOWN
    found = _inside(facts, name, measure, chosen.sure)
    return _taken(found[-1], measure) if found else None


def _dates(facts: Facts, name: str, measure: Measure, chosen: _Selection) -> Any:
    if chosen.doubtful:
        return UNKNOWN
    return tuple(entry.start for entry in _inside(facts, name, measure, chosen.sure))


def _count(facts: Facts, name: str, measure: Measure, chosen: _Selection) -> Any:
    dates = _dates(facts, name, measure, chosen)
    return dates if dates is UNKNOWN else len(dates)


def _window_start(facts: Facts, name: str, measure: Measure) -> Any:
    """First day that the measure looks at: None for no limit, UNKNOWN when it cannot be told."""
    since = _since(facts.book, name)
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
    """Whether the day that a measure starts from is unknown; that of an event known not to be there is not."""
    since = _since(facts.book, name)
    if since is not None:
        return since(facts) is UNKNOWN
    return measure.window is not None and facts.parameter(measure.window) is UNKNOWN


def _inside(facts: Facts, name: str, measure: Measure, entries: list[Entry]) -> list[Entry]:
    start = _window_start(facts, name, measure)
    if start is None:
        return entries
    return [] if start is UNKNOWN else [entry for entry in entries if entry.start >= start]


def _sum(facts: Facts, name: str, measure: Measure, chosen: _Selection) -> Any:
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


def _total(facts: Facts, name: str, measure: Measure, chosen: _Selection) -> Any:
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


def _days(facts: Facts, name: str, measure: Measure, chosen: _Selection) -> Any:
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


_STEADY = frozenset({"covering", "covered", "unbroken_since", "first", "last", "dates", "count", "total", "ever"})
_OVER: dict[str, _Read] = {
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
