"""The whole rulebook as one HTML page in Danish and English: contents, timeline, chapters, register, bibliography."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from reformrules import __version__
from reformrules.explain.wording import LANGUAGES, Sentence, value_text
from reformrules.present import phrases
from reformrules.present.environment import environment
from reformrules.present.words import say
from reformrules.rulebook import models as m
from reformrules.rulebook.book import Conclusion, Rule, Rulebook, window_of
from reformrules.rulebook.changes import Turn, turns_between
from reformrules.rulebook.checks import parameters_of
from reformrules.rulebook.register import carriers
from reformrules.rulebook.statements import RegisterEntry


@dataclass(frozen=True)
class Chapter:
    """One concept: its conclusions and rules, and the parameters they read."""

    id: str
    named: m.Bilingual | None
    conclusions: list[Conclusion]
    rules: list[Rule]
    parameters: list[str]

    def title(self, lang: str) -> str:
        return self.named.in_(lang) if self.named else self.id


@dataclass(frozen=True)
class Area:
    """One folder of the rulebook: its chapters and its part of the register."""

    id: str
    named: m.Bilingual | None
    chapters: list[Chapter]
    register: dict[str, RegisterEntry]

    def title(self, lang: str) -> str:
        return self.named.in_(lang) if self.named else self.id


def areas_of(book: Rulebook) -> list[Area]:
    """The rulebook by folder and concept, in the order of their names."""
    named = {*(rule.concept for rule in book.rules.values()), *(c.concept for c in book.conclusions.values())}
    found = []
    for folder, concepts in groupby(sorted(named), _folder):
        register = {id_: e for id_, e in book.register.items() if _folder(book.where["register", id_].file) == folder}
        chapters = [_chapter(book, concept) for concept in concepts]
        found.append(Area(folder, book.concepts.get(f"{folder}/register"), chapters, register))
    return found


def _folder(name: str) -> str:
    return name.partition("/")[0]


def _chapter(book: Rulebook, concept: str) -> Chapter:
    rules = [rule for rule in book.rules.values() if rule.concept == concept]
    read = sorted({name for rule in rules for name in parameters_of(book, rule)})
    conclusions = [c for c in book.conclusions.values() if c.concept == concept]
    return Chapter(concept, book.concepts.get(concept), conclusions, rules, read)


@dataclass(frozen=True)
class Bar:
    """What begins and ends on a day; x, up and down in units of the drawing."""

    day: date
    begins: int
    ends: int
    x: float
    up: float
    down: float


@dataclass(frozen=True)
class Year:
    year: int
    x: float


@dataclass(frozen=True)
class Chart:
    """The days on which the law changes, drawn on a line of time: beginnings above it, ends below."""

    bars: list[Bar] = field(default_factory=list)
    years: list[Year] = field(default_factory=list)
    width: int = 900
    height: int = 260
    middle: int = 125


def chart_of(timeline: Sequence[tuple[date, list[Turn]]]) -> Chart:
    """The chart of what changes after the day on which most begins, the rulebook's own beginning."""
    start = max(timeline, key=lambda entry: sum(turn.begins for turn in entry[1]), default=(date.min, []))[0]
    later = [(day, turns) for day, turns in timeline if day > start]
    chart, most = Chart(), max((len(turns) for _, turns in later), default=0)
    if not later:
        return chart
    first, last = start.year, later[-1][0].year + 1
    days = (date(last, 1, 1) - date(first, 1, 1)).days

    def place(day: date) -> float:
        return round((day - date(first, 1, 1)).days / days * (chart.width - 20) + 6, 1)

    for day, turns in later:
        begins = sum(turn.begins for turn in turns)
        up, down = (round(count / most * (chart.middle - 15), 1) for count in (begins, len(turns) - begins))
        chart.bars.append(Bar(day, begins, len(turns) - begins, place(day), up, down))
    chart.years.extend(Year(year, place(date(year, 1, 1))) for year in range(first, last))
    return chart


def parts_of(book: Rulebook, exercised: Mapping[str, Mapping[str, Sequence[date]]]) -> dict[str, Any]:
    """What the templates of rulebook parts (`rule_parts.html`) ask for, but for `lang` and `address`."""
    return {
        "book": book, "exercised": exercised, "tell": say, "phrases": phrases, "window_of": window_of,
        "term": lambda node, lang: Sentence(book, lang).term(node),
    }  # fmt: skip


def render(book: Rulebook, cases: Mapping[str, Mapping[str, Sequence[date]]]) -> str:
    """The page as HTML; `cases` gives for each rule the cases in which it decides an answer."""
    turns = turns_between(book, date.min, date.max)
    timeline = [(day, list(group)) for day, group in groupby(turns, lambda turn: turn.day)]
    return environment("reformrules.present").get_template("rulebook.html").render(
        parts_of(book, cases), areas=areas_of(book), timeline=timeline, chart=chart_of(timeline),
        carriers=carriers(book), languages=LANGUAGES, version=__version__, say=say,
        value_text=value_text, address=lambda lang, kind, id_: f"#{lang}-{kind}-{id_}",
    )  # fmt: skip
