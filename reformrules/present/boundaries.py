"""The list of boundaries as a report, as rows and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from reformrules.explain.sides import PLACES, Stood
from reformrules.explain.wording import LANGUAGES, Sentence, value_text
from reformrules.present import phrases
from reformrules.present.json_form import plain
from reformrules.present.sheets import Column, Part, Report, Sheet
from reformrules.present.words import say
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import Rule, Rulebook
from reformrules.rulebook.boundaries import Boundaries, Day, Edge
from reformrules.rulebook.changes import Turn
from reformrules.rulebook.printing import unparse

SCHEMA_VERSION = 1
"""Of the JSON form; a field may be added, none changes its meaning without another number."""
COLUMNS = ("kind", "what", "limit", "unit", "side", "from", "until", "value", "before", "after", "rules")
_ENTRY_DATES = {"starts": "boundary_first_day", "from": "boundary_first_day", "ends": "boundary_last_day",
                "to": "boundary_last_day", "on": "boundary_day"}  # fmt: skip


class _Words(Sentence):
    """Expressions in words; the fields of an entry by the labels of its section."""

    def __init__(self, book: Rulebook, lang: str, edge: Edge) -> None:
        super().__init__(book, lang)
        measure = book.facts[edge.uses[0].of].measure if edge.uses[0].of in book.facts else None
        name = str(getattr(measure, measure.kind)) if measure is not None else ""
        self.name, self.section = name, book.record.sections.get(name)

    def term(self, node: s.Node, like: s.Node | None = None) -> str:
        if self.section is None or not isinstance(node, s.Name):
            return super().term(node, like)
        label = self.section.label.in_(self.lang)
        if node.name in _ENTRY_DATES:
            return f"{label}: {say(_ENTRY_DATES[node.name], self.lang)}"
        field = self.section.fields.get(node.name)
        if field is not None:
            return f"{label}: {field.label.in_(self.lang)}"
        return label if node.name == self.name else super().term(node, like)


def report(book: Rulebook, found: Boundaries, law: str, lang: str) -> Report:
    """The whole list for a reader."""
    counts = (len(found.days), len(found.thresholds), len(found.anniversaries))
    lead = say("boundaries_lead", lang, *counts, say(law, lang) if law == "enacted" else say(f"short_{law}", lang),
               book.digest[:12])  # fmt: skip
    parts = (
        _part("boundary_dates", ("on", "boundary_turns", "boundary_rules"), _of_days(book, found.days, lang), lang),
        _part("boundary_thresholds", ("boundary_what", "boundary_limit", "boundary_value", "boundary_side",
              "boundary_rules"), _of_edges(book, found.thresholds, lang), lang),
        _part("boundary_anniversaries", ("boundary_what", "boundary_against", "boundary_value", "boundary_side",
              "boundary_rules"), _of_edges(book, found.anniversaries, lang), lang),
    )  # fmt: skip
    return Report(say("boundaries", lang), lang, (lead,), tuple(part for part in parts if part.sheets[0].rows),
                  (say("boundaries_foot", lang), say("disclaimer", lang)))  # fmt: skip


def untested_report(book: Rulebook, all_stood: list[Stood], lang: str) -> Report:
    """Of the boundaries that rules set, those at which no case stands below, at or above."""
    lacking = [one for one in all_stood if one.lacking]
    never = sum(len(one.lacking) == len(PLACES) for one in lacking)
    rows = [
        (*_sides_in_words(book, one.edge, lang), *(str(len(one.cases[place])) for place in PLACES),
         ", ".join(one.edge.sources))
        for one in sorted(lacking, key=lambda one: -len(one.lacking))
    ]  # fmt: skip
    titles = ("boundary_what", "boundary_limit", *(f"boundary_{place}" for place in PLACES), "boundary_rules")
    lead = say("boundary_untested_lead", lang, len(lacking), len(all_stood), never)
    part = _part("boundary_standing", titles, rows, lang)
    return Report(say("boundaries", lang), lang, (lead,), (part,), (say("disclaimer", lang),))


def _part(heading: str, titles: Iterable[str], rows: Iterable[tuple[str, ...]], lang: str) -> Part:
    columns = tuple(Column(say(title, lang)) for title in titles)
    return Part(say(heading, lang), (Sheet(say(heading, lang), columns, tuple(rows)),))


def _of_days(book: Rulebook, days: Iterable[Day], lang: str) -> Iterator[tuple[str, str, str]]:
    for day in days:
        shown = value_text(day.day, lang)
        for begins in (False, True):
            for values in (False, True):
                turns = [t for t in day.turns if t.begins is begins and isinstance(t.of, Rule) is not values]
                for status in sorted({turn.status for turn in turns}):
                    names = ", ".join(_turned(book, turn, lang) for turn in turns if turn.status == status)
                    what = f"{say('begins' if begins else 'ends', lang)} ({say(f'short_{status.name}', lang)})"
                    yield shown, what, names
                    shown = ""
        for edge in day.compared:
            subject = _sides_in_words(book, edge, lang)[0]
            yield shown, say("boundary_compared", lang, subject), ", ".join(edge.sources)
            shown = ""


def _turned(book: Rulebook, turn: Turn, lang: str) -> str:
    value = "" if isinstance(turn.of, Rule) else f" = {phrases.dated_value(book, turn.name, turn.of, lang)}"
    return turn.name + value


def _of_edges(book: Rulebook, edges: Iterable[Edge], lang: str) -> Iterator[tuple[str, ...]]:
    for edge in edges:
        side = say(f"boundary_{edge.side}", lang)
        yield (*_sides_in_words(book, edge, lang), _values_in_words(edge, lang), side, ", ".join(edge.sources))


def _sides_in_words(book: Rulebook, edge: Edge, lang: str) -> tuple[str, str]:
    words = _Words(book, lang, edge)
    return words.term(edge.subject), words.term(edge.limit)


def _values_in_words(edge: Edge, lang: str) -> str:
    shown = [" / ".join(value_text(value, lang, edge.unit) for value in limit.values) for limit in edge.values]
    if len(shown) == 1:
        return shown[0]
    days = [value_text(limit.first, lang) for limit in edge.values]
    return "\n".join(say("boundary_since", lang, *pair) for pair in zip(shown, days, strict=True))


def as_rows(book: Rulebook, found: Boundaries, lang: str) -> Iterator[tuple[Any, ...]]:
    """Rows of `COLUMNS`: for each turn of a day one, for each threshold one for each value that the limit has."""
    for day in found.days:
        for turn in day.turns:
            yield ("date", "begins" if turn.begins else "ends", "", "", "", "", "", day.day, day.before, day.after,
                   turn.name)  # fmt: skip
    for kind, edges in (("threshold", found.thresholds), ("anniversary", found.anniversaries)):
        for edge in edges:
            head = (kind, *_sides_in_words(book, edge, lang), edge.unit or "", edge.side)
            valued = [(limit, value) for limit in edge.values for value in limit.values]
            for limit, value in valued:
                before, _, after = edge.beside(value)
                yield *head, limit.first, limit.until or "", value, before, after, " ".join(edge.sources)
            if not valued:
                yield *head, "", "", "", "", "", " ".join(edge.sources)


def as_data(book: Rulebook, found: Boundaries, law: str) -> dict[str, Any]:
    """The list as plain data: `schema_version`, `law`, `rulebook`, `dates`, `thresholds`, `anniversaries`."""
    return {
        "schema_version": SCHEMA_VERSION,
        "law": law,
        "rulebook": book.digest,
        "dates": [_day_data(day) for day in found.days],
        "thresholds": [_edge_data(book, edge) for edge in found.thresholds],
        "anniversaries": [_edge_data(book, edge) for edge in found.anniversaries],
    }


def _day_data(day: Day) -> dict[str, Any]:
    turns = [
        {"name": turn.name, "of": "rule" if isinstance(turn.of, Rule) else "parameter", "status": turn.status.name,
         "turn": "begins" if turn.begins else "ends"}
        for turn in day.turns
    ]  # fmt: skip
    compared = [{"subject": unparse(edge.subject), "rules": edge.sources} for edge in day.compared]
    return {"date": day.day, "beside": [day.before, day.after], "turns": turns, "compared": compared}


def _edge_data(book: Rulebook, edge: Edge) -> dict[str, Any]:
    words = {lang: _sides_in_words(book, edge, lang) for lang in LANGUAGES}
    values = [
        {"from": limit.first, "until": limit.until, "value": plain_value(value),
         "beside": [plain_value(near) for near in (edge.beside(value)[0], edge.beside(value)[2])]}
        for limit in edge.values for value in limit.values
    ]  # fmt: skip
    return {
        "subject": unparse(edge.subject),
        "limit": unparse(edge.limit),
        "text": {lang: {"subject": subject, "limit": limit} for lang, (subject, limit) in words.items()},
        "kind": edge.kind,
        "unit": edge.unit,
        "side": edge.side,
        "values": values,
        "rules": edge.sources,
    }


def untested_data(all_stood: list[Stood]) -> list[dict[str, Any]]:
    """Where cases stand to each boundary that rules set."""
    return [
        {"subject": unparse(one.edge.subject), "limit": unparse(one.edge.limit), "side": one.edge.side,
         "rules": one.edge.sources, "cases": {place: sorted(one.cases[place]) for place in PLACES}}
        for one in all_stood if one.lacking
    ]  # fmt: skip


def plain_value(value: Any) -> Any:
    """A number as it is, a date as ISO text."""
    return value if isinstance(value, int) else plain(value)
