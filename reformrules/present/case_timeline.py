"""A case along a line of time: what ran and happened, what is due, where the law turns; as rows and as a drawing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from reformrules.case.record import CaseRecord
from reformrules.explain.agenda import Deadline
from reformrules.explain.findings import Finding
from reformrules.explain.wording import value_text
from reformrules.present.charts import as_svg, chart_of
from reformrules.present.words import say
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.changes import phases

YEARS_BACK, YEARS_AHEAD = 1, 1
COLOURS = {"ran": "#9db9c4", "held": "#1f4e5f", "met": "#24613f", "late": "#b26a00", "due": "#0d5a7a",
           "overdue": "#9b1c24"}  # fmt: skip
_SHAPES = {"held": "circle", "met": "square", "late": "triangle-up", "due": "diamond", "overdue": "cross"}


@dataclass(frozen=True, slots=True)
class Row:
    """One thing on the line. lane: what it is; label: what it is a part of.

    what: ran (a spell), held (an event), or the state of an obligation.

    end: the last day of a spell, None while it runs.
    """

    lane: str
    label: str
    what: str
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class CaseTimeline:
    """The rows from `first` to `last` by lane and day, the evaluation date, and the days on which the law turns."""

    on: date
    first: date
    last: date
    rows: list[Row]
    turns: list[date]


def case_timeline(
    book: Rulebook, case: CaseRecord, on: date, settled: Iterable[Finding], coming: Iterable[Deadline], lang: str
) -> CaseTimeline:
    """The year before and the year after a date: spells, events, obligations settled and coming."""
    first, last = on - relativedelta(years=YEARS_BACK), on + relativedelta(years=YEARS_AHEAD)
    rows = [*_recorded(book, case, lang), *_settled(settled, lang), *_coming(coming, lang)]
    inside = [row for row in rows if row.start <= last and (row.end or last) >= first]
    return CaseTimeline(on, first, last, inside, [day for day in phases(book) if first <= day <= last])


def _recorded(book: Rulebook, case: CaseRecord, lang: str) -> Iterator[Row]:
    for name, section in book.record.sections.items():
        for entry in case.sections.get(name, ()):
            kind = section.kinds[entry.kind].in_(lang)
            if section.shape == "event":
                yield Row(kind, section.label.in_(lang), "held", entry.start, entry.start)
            else:
                yield Row(kind, section.label.in_(lang), "ran", entry.start, entry.end)


def _settled(findings: Iterable[Finding], lang: str) -> Iterator[Row]:
    for finding in findings:
        if finding.deadline is not None and finding.what is not None and finding.state in _SHAPES:
            yield _duty(finding.what.in_(lang), str(finding.state), finding.deadline, lang)


def _coming(deadlines: Iterable[Deadline], lang: str) -> Iterator[Row]:
    for one in deadlines:
        yield _duty(one.what.in_(lang), str(one.state), one.by, lang)


def _duty(what: str, state: str, day: date, lang: str) -> Row:
    return Row(f"{what}: {say('deadline', lang).lower()}", say("obligation", lang), state, day, day)


def what_text(row: Row, lang: str) -> str:
    """What a row is, in a word."""
    return say(f"timeline_{row.what}" if row.what in ("ran", "held") else f"state_{row.what}", lang)


def drawn(timeline: CaseTimeline, lang: str) -> str:
    """The timeline as SVG."""
    import altair as alt

    lanes = list(dict.fromkeys(row.lane for row in timeline.rows))
    scale = alt.Scale(domain=[_ms(timeline.first), _ms(timeline.last)], clamp=True)
    x = alt.X("start:T", title=None, scale=scale, axis=alt.Axis(format="%b %Y", tickCount="month", labelOverlap=True))
    y = alt.Y("lane:N", title=None, sort=lanes, axis=alt.Axis(labelLimit=220, grid=True))
    bars = chart_of([_values(row, timeline, lang) for row in timeline.rows if row.what == "ran"])
    points = chart_of([_values(row, timeline, lang) for row in timeline.rows if row.what != "ran"])
    lines = chart_of([{"start": _ms(day)} for day in timeline.turns])
    today = chart_of([{"start": _ms(timeline.on)}])
    chart = alt.layer(
        lines.mark_rule(strokeDash=[4, 3], color="#7d4a00").encode(x=x),
        bars.mark_bar(height=14, color=COLOURS["ran"]).encode(x=x, x2="end:T", y=y),
        today.mark_rule(strokeWidth=2, color="#1b2a33").encode(x=x),
        points.mark_point(size=110, filled=True, opacity=0.9).encode(
            x=x, y=y, color=_key("color", lang), shape=_key("shape", lang)
        ),
    ).properties(width=760, height=alt.Step(34))
    return as_svg(chart, lang)


def _key(channel: str, lang: str) -> Any:
    """The colours or shapes of what happened and of the states, named in the language."""
    import altair as alt

    named = {what: what_text(Row("", "", what, date.min, None), lang) for what in _SHAPES}
    of = COLOURS if channel == "color" else _SHAPES
    scale = alt.Scale(domain=list(named.values()), range=[of[what] for what in named])
    legend = alt.Legend(orient="bottom", title=None)
    return (alt.Color if channel == "color" else alt.Shape)("what:N", scale=scale, legend=legend)


def _values(row: Row, timeline: CaseTimeline, lang: str) -> dict[str, Any]:
    start, end = max(row.start, timeline.first), min(row.end or timeline.last, timeline.last) + timedelta(days=1)
    return {"lane": row.lane, "what": what_text(row, lang), "label": row.label, "start": _ms(start), "end": _ms(end)}


def _ms(day: date) -> int:
    """A day as Vega counts time: milliseconds since 1970, at noon, so that no time zone moves it."""
    return ((day - date(1970, 1, 1)).days * 24 + 12) * 3_600_000


def range_text(row: Row, lang: str) -> str:
    """When a row was, or from when to when."""
    if row.end == row.start:
        return value_text(row.start, lang)
    end = value_text(row.end, lang) if row.end else ""
    return f"{value_text(row.start, lang)} – {end}"
