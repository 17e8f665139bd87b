"""The charts of a report: bars, and streams between places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import altair as alt

from reformrules.explain.wording import value_text
from reformrules.present.charts import as_svg, chart_of
from reformrules.present.sheets import Bars, Flow

# Told apart by people who see few colours (Okabe and Ito 2008), and dark enough beside white.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#8C6D00", "#56A0D3", "#5B5B5B")
WIDTH = 560
_STEPS = 24  # of the curve of a stream


def svg(chart: Bars | Flow, lang: str) -> str:
    """The chart as an SVG element, its numbers as the language writes them."""
    drawn = _flow(chart, lang) if isinstance(chart, Flow) else _bars(chart)
    return as_svg(drawn, lang).replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


def _bars(chart: Bars) -> Any:
    labels = list(dict.fromkeys(label for label, _, _ in chart.rows))
    parts = list(dict.fromkeys(part for _, part, _ in chart.rows))
    base = chart_of([{"label": label, "part": part, "number": number} for label, part, number in chart.rows])
    number = alt.Y if chart.upright else alt.X
    label = alt.X if chart.upright else alt.Y
    axis = alt.Axis(labelLimit=420, labelAngle=-45 if chart.upright else 0)
    encoding: dict[str, Any] = {
        "number": number("number:Q", title=chart.number, axis=alt.Axis(tickMinStep=1, format=",d")),
        "label": label("label:N", title=chart.label if chart.upright else None, sort=labels, axis=axis),
    }
    if len(parts) > 1:
        scale = alt.Scale(domain=parts, range=list(COLOURS[: len(parts)]))
        legend = alt.Legend(orient="top", title=chart.part or None, labelLimit=240)
        encoding["part"] = alt.Color("part:N", scale=scale, legend=legend, sort=parts)
    bars = base.mark_bar(color=COLOURS[0]).encode(*encoding.values())
    if chart.upright and len(parts) > 1:
        bars = bars.encode(xOffset=alt.XOffset("part:N", sort=parts))
    if chart.upright:
        return bars.properties(width=max(WIDTH, 26 * len(labels)), height=240)
    return bars.properties(width=WIDTH, height=alt.Step(20))


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where a place stands: its label and number, where its bar begins, and its height."""

    label: str
    number: float
    top: float
    height: float


_TALL, _GAP, _LEAST = 420.0, 10.0, 14.0


def _slots(numbers: dict[str, float]) -> dict[str, _Slot]:
    """The places of one side below each other, the largest first, each with room for its label."""
    scale, top = _TALL / max(sum(numbers.values()), 1), 0.0
    found: dict[str, _Slot] = {}
    for label, number in sorted(numbers.items(), key=lambda item: -item[1]):
        found[label] = _Slot(label, number, top, number * scale)
        top += max(number * scale, _LEAST) + _GAP
    return found


def _flow(chart: Flow, lang: str) -> Any:
    sides = [_slots(_sums(chart, side)) for side in (0, 1)]
    tall = max(slot.top + max(slot.height, _LEAST) for slots in sides for slot in slots.values())
    places = list(sides[0])
    scale = alt.Scale(domain=places, range=[COLOURS[i % len(COLOURS)] for i in range(len(places))])
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-1.15, 2.0]))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[tall, -24]))
    streams = chart_of(list(_points(chart, *sides))).mark_area(opacity=0.45)
    streams = streams.encode(x, y, y2="y2:Q", detail="stream:N", color=alt.Color("from:N", scale=scale, legend=None))
    bars = chart_of(list(_ends(*sides))).mark_rect(color="#333")
    bars = bars.encode(x, y, x2="x2:Q", y2="y2:Q")
    layers = [streams, bars, *(_labels(side, slots, x, y, lang) for side, slots in enumerate(sides))]
    for side, title in enumerate((chart.before, chart.after)):
        head = chart_of([{"x": side, "y": -12, "text": title}])
        layers.append(head.mark_text(fontWeight="bold", fontSize=13).encode(x, y, text="text:N"))
    return alt.layer(*layers).properties(width=WIDTH + 320, height=tall + 24)


def _sums(chart: Flow, side: int) -> dict[str, float]:
    found: dict[str, float] = {}
    for before, after, number in chart.streams:
        place = after if side else before
        found[place] = found.get(place, 0) + number
    return found


def _points(chart: Flow, before: dict[str, _Slot], after: dict[str, _Slot]) -> Iterator[dict[str, Any]]:
    """Each stream as a band from its part of one bar to its part of another."""
    scale = _TALL / max(sum(stream[2] for stream in chart.streams), 1)
    left = {label: slot.top for label, slot in before.items()}
    right = {label: slot.top for label, slot in after.items()}
    ordered = sorted(chart.streams, key=lambda one: (before[one[0]].top, after[one[1]].top))
    for number, (source, target, citizens) in enumerate(ordered):
        wide, start, end = citizens * scale, left[source], right[target]
        left[source], right[target] = start + wide, end + wide
        for step in range(_STEPS + 1):
            along = step / _STEPS
            middle = start + (end - start) * along * along * (3 - 2 * along)
            yield {"stream": number, "from": source, "x": along, "y": middle, "y2": middle + wide}


def _ends(before: dict[str, _Slot], after: dict[str, _Slot]) -> Iterator[dict[str, float]]:
    for x, x2, slots in ((-0.02, 0.0, before), (1.0, 1.02, after)):
        yield from ({"x": x, "x2": x2, "y": slot.top, "y2": slot.top + slot.height} for slot in slots.values())


def _labels(side: int, slots: dict[str, _Slot], x: Any, y: Any, lang: str) -> Any:
    at = -0.04 if side == 0 else 1.04
    values = [
        {"x": at, "y": slot.top + slot.height / 2, "text": f"{slot.label} ({value_text(int(slot.number), lang)})"}
        for slot in slots.values()
    ]
    mark = chart_of(values).mark_text(align="right" if side == 0 else "left", baseline="middle", fontSize=12, limit=300)
    return mark.encode(x, y, text="text:N")
