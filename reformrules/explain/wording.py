"""Values and conditions in words, Danish and English."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from string import Formatter
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from reformrules.explain.program import Program
from reformrules.explain.trace import Part, Trace
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import EVALUATION_DATE, Rulebook
from reformrules.rulebook.meaning import UNKNOWN
from reformrules.rulebook.models import Bilingual
from reformrules.rulebook.unit_words import forms_of

LANGUAGES = ("da", "en")
MOST_KEPT = 512  # texts of each program
_LOCALES = {"da": "da", "en": "en_GB"}
_WORDS = {
    "unknown": ("ikke oplyst", "not given"),
    "none": ("ingen", "none"),
    "true": ("ja", "yes"),
    "false": ("nej", "no"),
    "recorded": ("er registreret", "is recorded"),
    "known": ("er oplyst", "is given"),
    "not recorded": ("er ikke registreret", "is not recorded"),
    "not known": ("er ikke oplyst", "is not given"),
    "in": ("er en af", "is one of"),
    "not in": ("er ikke en af", "is not one of"),
    "not": ("det passer ikke at ", "it is not so that "),
    "and": (" og ", " and "),
    "or": (" eller ", " or "),
    "count": ("antal i {0} fra {1} til {2}", "number in {0} from {1} to {2}"),
    "list": (", ", ", "),
    "earliest": ("den tidligste af: {0}", "the earliest of: {0}"),
    "latest": ("den seneste af: {0}", "the latest of: {0}"),
    "smallest": ("det mindste af: {0}", "the smallest of: {0}"),
    "largest": ("det største af: {0}", "the largest of: {0}"),
    "end_of_month": ("udgangen af måneden for {0}", "the end of the month of {0}"),
    "rounded_up": ("{0} rundet op", "{0} rounded up"),
    "rounded_down": ("{0} rundet ned", "{0} rounded down"),
}
_COMPARISONS = {
    "number": {"=": ("er", "is"), "!=": ("er ikke", "is not"), "<": ("er under", "is below"),
               "<=": ("er højst", "is at most"), ">": ("er over", "is above"), ">=": ("er mindst", "is at least")},
    "date": {"=": ("er", "is"), "!=": ("er ikke", "is not"), "<": ("er før", "is before"),
             "<=": ("er senest", "is no later than"), ">": ("er efter", "is after"),
             ">=": ("er tidligst", "is no earlier than")},
}  # fmt: skip
_DENIED = {
    "number": {"=": ("er ikke", "is not"), "!=": ("er", "is"), "<": ("er ikke under", "is not below"),
               "<=": ("er ikke højst", "is not at most"), ">": ("er ikke over", "is not above"),
               ">=": ("er ikke mindst", "is not at least")},
    "date": {"=": ("er ikke", "is not"), "!=": ("er", "is"), "<": ("er ikke før", "is not before"),
             "<=": ("er ikke senest", "is not on or before"), ">": ("er ikke efter", "is not after"),
             ">=": ("er ikke tidligst", "is not on or after")},
}  # fmt: skip


def word(key: str, lang: str) -> str:
    """A word of the small vocabulary that the engine itself says."""
    return _WORDS[key][lang == "en"]


@lru_cache(maxsize=8192)
def _date(day: date, lang: str) -> str:
    return format_date(day, "long", locale=_LOCALES[lang])


@lru_cache(maxsize=8192)
def _number(value: int | Decimal, lang: str) -> str:
    return format_decimal(value, format="#,##0.##", locale=_LOCALES[lang])


def value_text(value: Any, lang: str, unit: str | None = None, choices: Mapping[str, Bilingual] | None = None) -> str:
    """A value as a person reads it: a long date, a number with its unit, yes or no, a choice's label."""
    if value is UNKNOWN:
        return word("unknown", lang)
    if value is None:
        return word("none", lang)
    if isinstance(value, bool):
        return word("true" if value else "false", lang)
    if isinstance(value, date):
        return _date(value, lang)
    if isinstance(value, tuple):
        return word("list", lang).join(value_text(v, lang, unit, choices) for v in value) or word("none", lang)
    if isinstance(value, str):
        return choices[value].in_(lang) if choices and value in choices else value
    return _quantity(value, lang, unit)


def _quantity(value: int | Decimal, lang: str, unit: str | None) -> str:
    text = _number(value, lang)
    if unit is None:
        return text
    return f"{text} {forms_of(unit, lang)[value != 1]}"


def named_value(book: Rulebook, name: str, value: Any, lang: str) -> str:
    """The value of a fact, parameter or conclusion, with its unit or its label."""
    found: Any = book.facts.get(name) or book.parameters.get(name)
    if found is None and name in book.conclusions:
        found = book.conclusions[name].model
    return value_text(value, lang, getattr(found, "unit", None), getattr(found, "one_of", None))


def shown(program: Program, name: str, value: Any, lang: str) -> str:
    """As `named_value`; what was worded lately is kept."""
    key = (name, value, lang)
    text = program.texts.get(key)
    if text is None:
        if len(program.texts) > MOST_KEPT:
            program.texts.clear()
        text = program.texts[key] = named_value(program.book, name, value, lang)
    return text


def fill(text: str, given: Mapping[str, str], find: Callable[[str], str]) -> str:
    """The text with its `{names}` filled in; those that are not given are worked out only when they are used."""
    if "{" not in text and "}" not in text:
        return text

    def value(name: str | None) -> str:
        return "" if name is None else given[name] if name in given else find(name)

    return "".join(before + value(name) for before, name, _, _ in Formatter().parse(text))


_VALUE = "\0"  # stands on both sides of a name whose value belongs there


def part_text(part: Part, trace: Trace, lang: str, denied: bool = False) -> str:
    """One decisive part of a condition, or its denial, as a sentence with the values behind the names."""
    key = (id(part.node), lang, denied)
    if key not in trace.program.phrases:
        phrase = Sentence(trace.program.book, lang, values=True).leaf(part.node, denied).split(_VALUE)
        trace.program.phrases[key] = (part.node, phrase)
    _, phrase = trace.program.phrases[key]
    found = phrase.copy()
    found[1::2] = [shown(trace.program, name, trace.name_value(name), lang) for name in phrase[1::2]]
    return "".join(found)


class Sentence:
    """Conditions in words; the labels stand alone, or each with the place of its value."""

    def __init__(self, book: Rulebook, lang: str, values: bool = False) -> None:
        self.book, self.lang, self.values = book, lang, values

    def leaf(self, node: s.Node, denied: bool = False) -> str:
        """A part of a condition, or its denial; of a yes-or-no the value beside it tells."""
        no = "not " if denied else ""
        if isinstance(node, s.Compare):
            kind = "date" if self.book.type_of(node.left).kind == "date" else "number"
            verb = (_DENIED if denied else _COMPARISONS)[kind][node.op][self.lang == "en"]
            return f"{self.term(node.left)} {verb} {self.term(node.right, node.left)}"
        if isinstance(node, s.In):
            return f"{self.term(node.of)} {word(f'{no}in', self.lang)} {self._choices(node)}"
        if isinstance(node, s.Known | s.Recorded):
            return f"{self.term(node.of)} {word(no + type(node).__name__.lower(), self.lang)}"
        if isinstance(node, s.Not):
            return word("not", self.lang) + self.leaf(node.of)
        if isinstance(node, s.All | s.AnyOf):
            joint = word("and" if isinstance(node, s.All) else "or", self.lang)
            return "(" + joint.join(self.leaf(child) for child in node.of) + ")"
        return self.term(node)

    def _choices(self, node: s.In) -> str:
        return word("or", self.lang).join(self.term(choice, node.of) for choice in node.choices)

    def term(self, node: s.Node, like: s.Node | None = None) -> str:
        """A name with its value, a constant as people write it, or a calculation."""
        if isinstance(node, s.Name):
            label = self.book.label(node.name).in_(self.lang)
            return f"{label} ({_VALUE}{node.name}{_VALUE})" if self.values else label
        if isinstance(node, s.Literal):
            return value_text(node.value, self.lang, node.unit, self._choice_labels(like))
        if isinstance(node, s.Arithmetic):
            return f"{self.term(node.left)} {node.op} {self.term(node.right)}"
        if isinstance(node, s.Call):
            return self._call(node)
        return self.leaf(node)

    def _choice_labels(self, like: s.Node | None) -> Mapping[str, Bilingual] | None:
        if not isinstance(like, s.Name) or like.name == EVALUATION_DATE:
            return None
        found: Any = self.book.facts.get(like.name)
        if found is None and like.name in self.book.conclusions:
            found = self.book.conclusions[like.name].model
        return getattr(found, "one_of", None)

    def _call(self, node: s.Call) -> str:
        parts = [self.term(argument) for argument in node.arguments]
        if node.function == "count":
            return word("count", self.lang).format(*parts)
        if node.function == "list":
            return ", ".join(parts)
        return "(" + word(node.function, self.lang).format(", ".join(parts)) + ")"
