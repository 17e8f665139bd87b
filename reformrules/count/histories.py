"""Measures that need the order of a history: days covered once, runs of adjoining spells, capped months.

Each gives one table with a row for each case, the fact and its flag of being unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ibis

from reformrules.count.chain import Chain
from reformrules.count.expressions import CannotCount, literal
from reformrules.count.measures import Reader, Sections, amount, month_counts, some
from reformrules.count.pairs import Flag, Value, any_flag, both, either, is_constant, lit, when
from reformrules.count.tables import CASE, MONTH, entry_columns, flag
from reformrules.errors import Both
from reformrules.rulebook.meaning import UNKNOWN

Table = Any
Own = Callable[[Chain, str, Reader], Table]


def of(sections: Sections, name: str) -> Own | None:
    """How to read a fact that needs tables of its own; None for all others."""
    measure = sections.book.facts[name].measure
    own: Callable[[Sections, str, Chain, str, Reader], Table] | None = {
        "days": _days, "unbroken_since": _unbroken_since, "sum": _capped_sum if measure.at_most else None,
    }.get(measure.kind)  # fmt: skip
    return None if own is None else lambda chain, step, reader: own(sections, name, chain, step, reader)


def _result(name: str, cases: Table, value: Value, unknown: Flag) -> Table:
    flags = {} if unknown is False else {flag(name): lit(unknown)}
    return cases.group_by(CASE).aggregate(**{name: value, **flags})


def _capped_sum(sections: Sections, name: str, chain: Chain, step: str, reader: Reader) -> Table:
    """Months added up, of each at most the cap."""
    measure = reader.measure
    most = sections.book.parameter(str(measure.at_most), sections.on, sections.setting)
    counts = reader.rows(both(reader.sure, month_counts(reader)))
    lacking = reader.some(both(counts, either(reader.take.unknown, reader.take.is_none)))
    months = reader.entries.group_by(CASE, MONTH).aggregate(
        sum=amount(reader.take.value.sum(where=counts)), lacking=lit(some(either(lacking, reader.doubt_inside)))
    )
    months = chain.add(step, months)
    if most is UNKNOWN:
        return chain.add(f"{step}_sum", _result(name, months, ibis.literal(None, "int64").sum(), True))
    capped = ibis.least(months["sum"], literal(most).cast(months["sum"].type()))
    return chain.add(f"{step}_sum", _result(name, months, amount(capped.sum()), months["lacking"].any()))


def _days(sections: Sections, name: str, chain: Chain, step: str, reader: Reader) -> Table:
    """Days covered by the spells inside the window, each once, or only those above a yearly allowance."""
    entries, on = reader.entries, literal(reader.on)
    end = ibis.least(entries.end.fill_null(on), on)
    order = [entries.start, entries.position]
    doubts = {} if reader.doubtful is False else {"doubtful": reader.rows(reader.doubt_reaches)}
    spans = entries.mutate(
        last=end, sure=reader.rows(reader.sure), **doubts,
        reached=when(reader.sure, end, ibis.null("date")).max().over(_rows_before(order)),
    )  # fmt: skip
    spans = chain.add(step, spans)
    first = ibis.greatest(spans.start, (spans.reached + ibis.interval(days=1)).cast("date").fill_null(spans.start))
    pieces = chain.extend(f"{step}_pieces", spans, {"first": first})
    inside = ibis.greatest(pieces["first"], _window_start(reader, pieces).fill_null(pieces["first"]))
    pieces = chain.extend(f"{step}_inside", pieces, {"inside": inside})
    if reader.measure.allowance is None:
        days = _length(pieces.inside, pieces["last"]).sum(where=pieces.sure)
        return chain.add(f"{step}_days", _result(name, pieces, days.fill_null(0), _some_doubt(pieces)))
    return _above_allowance(sections, name, chain, step, reader, pieces)


def _some_doubt(pieces: Table) -> Flag:
    """Whether an entry of a case is in doubt and reaches into the window; plain where none can be."""
    return pieces.doubtful.any() if "doubtful" in pieces.columns else False


def _rows_before(order: list[Value]) -> Any:
    return ibis.window(group_by=CASE, order_by=order, rows=(None, -1))


def _window_start(reader: Reader, table: Table) -> Value:
    day = reader.start.day
    if day is None:
        return ibis.null("date")
    return day if is_constant(day) else table[day.get_name()]


def _length(first: Value, last: Value) -> Value:
    """Days from one to the other, both inside; none when they are the wrong way round."""
    return ibis.greatest(last.delta(first, unit="day") + 1, 0)


def _above_allowance(sections: Sections, name: str, chain: Chain, step: str, reader: Reader, pieces: Table) -> Table:
    """Days above the allowance of each calendar year; the year's first days use it up."""
    free = sections.book.parameter(str(reader.measure.allowance), sections.on, sections.setting)
    years = pieces.filter(pieces.sure & (pieces["first"] <= pieces["last"]))
    years = years.mutate(year=ibis.range(years["first"].year(), years["last"].year() + 1).unnest())
    years = chain.add(f"{step}_years", years)
    begin, end = ibis.date(years.year, 1, 1), ibis.date(years.year, 12, 31)
    last = ibis.least(years["last"], end)
    parts = {"whole": _length(ibis.greatest(years["first"], begin), last),
             "inside": _length(ibis.greatest(years.inside, begin), last)}  # fmt: skip
    parts = {f"{key}_days": value for key, value in parts.items()}
    years = chain.extend(f"{step}_in_years", years, parts)
    sums = years.group_by(CASE, "year").aggregate(whole=years.whole_days.sum(), inside=years.inside_days.sum())
    sums = chain.add(f"{step}_by_year", sums)
    left = ibis.greatest(literal(0 if free is UNKNOWN else int(free)) - (sums.whole - sums.inside), 0)
    above = ibis.greatest(sums.inside - left, 0)
    excess = chain.add(f"{step}_above", sums.group_by(CASE).aggregate(above=above.sum()))
    doubts = chain.add(f"{step}_doubts", pieces.group_by(CASE).aggregate(doubt=lit(_some_doubt(pieces))))
    both_ = doubts.left_join(excess, doubts[CASE] == excess[CASE])
    value, unknown = excess.above.fill_null(0), doubts.doubt | ibis.literal(free is UNKNOWN)
    return chain.add(f"{step}_days", both_.select(doubts[CASE], **{name: value, flag(name): unknown}))


def _unbroken_since(sections: Sections, name: str, chain: Chain, step: str, reader: Reader) -> Table:
    """First day of the run of adjoining spells, equal in the fields `same`, that reaches the evaluation date."""
    same = _Same.of(sections, reader)
    sure, doubtful = reader.rows(reader.sure), reader.rows(reader.doubtful)
    entries = reader.entries.mutate(sure=sure, doubtful=doubtful, covers=reader.covers)
    entries = chain.add(step, entries.mutate(lacking=lit(same.lacking(entries))))
    sure = _runs(chain, step, chain.add(f"{step}_sure", entries.filter(entries.sure)), same, literal(sections.on))
    starts = sure.group_by(CASE).aggregate(
        low=sure.begun.min(where=sure.covers), high=sure.begun.max(where=sure.covers)
    )
    found = chain.add(f"{step}_starts", starts)
    doubts = chain.add(f"{step}_doubts", entries.group_by(CASE).aggregate(doubt=entries.doubtful.any()))
    joined = doubts.left_join(found, doubts[CASE] == found[CASE])
    unknown = doubts.doubt | (found.low != found.high).fill_null(False)
    if same.may_lack:
        open_ = _open(chain, step, sure, same)
        joined = joined.left_join(open_, doubts[CASE] == open_[CASE])
        unknown = unknown | open_.open.fill_null(False)
    return chain.add(step + "_since", joined.select(doubts[CASE], **{name: found.low, flag(name): unknown}))


@dataclass(frozen=True, slots=True)
class _Same:
    """The fields in which the spells of a run are equal, and those of them that a record may lack."""

    fields: list[str]
    may_lack: list[str]

    @staticmethod
    def of(sections: Sections, reader: Reader) -> _Same:
        section = sections.book.record.sections[str(reader.measure.unbroken_since)]
        columns, fields = entry_columns(section), list(reader.measure.same)
        may_lack = [field for field in fields if columns[field].may_be_unknown]
        if may_lack and not section.exclusive:
            names = ", ".join(may_lack)
            da = f"forløb, der er ens i {names}, kræver perioder, der udelukker hinanden"
            raise CannotCount(Both(da, f"runs that are the same in {names} need spells that exclude each other"))
        return _Same(fields, may_lack)

    def lacking(self, entries: Table) -> Flag:
        return any_flag([entries[flag(field)] for field in self.may_lack])


def _runs(chain: Chain, step: str, sure: Table, same: _Same, on: Value) -> Table:
    """Each spell with the first day of its run; a spell of which a compared field is unknown stands alone."""
    alone = sure.lacking.ifelse(sure.position, -1)
    sure = chain.extend(f"{step}_alone", sure, {"alone": alone})
    group, order = [CASE, "alone", *same.fields], [sure.start, sure.position]
    end = ibis.least(sure.end.fill_null(on), on)
    sure = chain.extend(f"{step}_reached", sure, {"reached": end.max().over(ibis.window(
        group_by=group, order_by=order, rows=(None, -1)))})  # fmt: skip
    breaks = sure.reached.isnull() | (sure.start.delta(sure.reached, unit="day") > 1)
    sure = chain.extend(f"{step}_breaks", sure, {"breaks": breaks.ifelse(1, 0)})
    order = [sure.start, sure.position]
    run = sure.breaks.sum().over(ibis.window(group_by=group, order_by=order, rows=(None, 0)))
    sure = chain.extend(f"{step}_runs", sure, {"run": run})
    begun = sure.start.min().over(ibis.window(group_by=[*group, "run"]))
    return chain.extend(f"{step}_begun", sure, {"begun": begun})


def _open(chain: Chain, step: str, sure: Table, same: _Same) -> Table:
    """Whether the run that covers the date could go on over a spell before it of which a compared field is unknown."""
    now = sure.filter(sure.covers)
    now = now.select(CASE, now__begun=now.begun, now__lacking=now.lacking, **{
        f"now__{name}": now[name] for field in same.fields for name in (field, flag(field)) if name in sure.columns
    })  # fmt: skip
    now = chain.add(f"{step}_now", now)
    adjoins = (sure.start < now.now__begun) & (
        sure.end.isnull() | (now.now__begun.delta(sure.end.fill_null(sure.start), unit="day") <= 1)
    )
    differs = any_flag([_known_to_differ(sure, now, field, field in same.may_lack) for field in same.fields])
    pairs = sure.join(now, sure[CASE] == now[CASE]).filter(adjoins & (sure.lacking | now.now__lacking) & ~differs)
    return chain.add(f"{step}_open", pairs.group_by(CASE).aggregate(open=pairs[CASE].notnull().any()))


def _known_to_differ(sure: Table, now: Table, field: str, may_lack: bool) -> Value:
    differ = ~sure[field].identical_to(now[f"now__{field}"])
    if not may_lack:
        return differ
    return differ & ~sure[flag(field)] & ~now[f"now__{flag(field)}"]
