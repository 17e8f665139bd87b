"""An annotated case file to fill in, made from the record's shape.

Lines that begin with `#` and no space are examples: with the `#` taken away they are part of the case.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from datetime import date

from reformrules.rulebook.legal_time import shift
from reformrules.rulebook.models import Bilingual, FieldSpec, RecordShape, Section
from reformrules.rulebook.unit_words import unit_text

WIDTH = 100
_LONG_AGO, _FIRST = date(1985, 5, 17), date(2025, 1, 1)  # example dates: of a person, and of the first entry
_SAMPLE_NUMBER = 20
# Text that YAML reads as that text, inside brackets too; all else is quoted.
_PLAIN = re.compile(r"[^\W\d_][\w./]*(?:[ -]+[\w./§-]+)*")
_NOT_TEXT = ("true", "false", "null", "none", "yes", "no", "on", "off", "y", "n")  # to some readers of YAML

_HEAD = (
    (
        "Et felt eller et afsnit der udelades, er ukendt. Et afsnit der skrives, også som `[]`, er fuldstændigt.",
        "A field or a section left out is unknown. A section that is written, even as `[]`, is complete.",
    ),
    (
        "`to` og `to_month` er den sidste dag og måned, inklusive. Skriv aldrig CPR-numre eller navne.",
        "`to` and `to_month` are the last day and month, inclusive. Never write CPR numbers or names.",
    ),
    (
        "Linjer med `#` uden mellemrum efter er eksempler: fjern `#`, og skriv det der er rigtigt.",
        "Lines with `#` and no space after it are examples: take the `#` away, and write what is true.",
    ),
)
_WORDS = {
    "case": ("sagens pseudonym", "the pseudonym of the case"),
    "layers": ("lag af regelbogen, sagen er skrevet til", "layers of the rulebook the case is written for"),
    "note": ("fri tekst til læseren", "free text for the reader"),
    "person": ("Borgeren", "The citizen"),
    "kind": ("en af", "one of"),
    "bool": ("true eller false", "true or false"),
    "date": ("dato", "date"),
    "int": ("helt tal", "whole number"),
    "decimal": ("tal", "number"),
    "text": ("tekst", "text"),
    "range": ("fra {0} til {1}", "from {0} to {1}"),
    "unit": ("i {0}", "in {0}"),
    "or_none": ("eller none", "or none"),
    "only": ("kun ved", "only with"),
    "required": ("skal skrives", "must be written"),
    "absent_false": ("udeladt betyder nej", "left out means no"),
    "absent_none": ("udeladt betyder ingen", "left out means none"),
}
_SHAPES = {
    "spell": ("hver periode har `from`, og `to` når den er slut", "each spell has `from`, and `to` when it has ended"),
    "event": ("hver hændelse har `on`, dagen", "each event has `on`, its day"),
    "month": (
        "hver post har `month`, eller `from_month` og `to_month` for flere måneder der er ens",
        "each entry has `month`, or `from_month` and `to_month` for several months that are alike",
    ),
}
UNBROKEN = "\0"  # stands for a space inside a value while lines are wrapped


def template(record: RecordShape, lang: str) -> str:
    """The text of a valid, empty case file that explains every field and section in the language."""
    return "\n".join(Wording(record, lang).lines()) + "\n"


class Wording:
    """Says what fields and sections of a record mean, and what may be written; blanks in a value are UNBROKEN."""

    def __init__(self, record: RecordShape, lang: str) -> None:
        self.record, self.english, self.lang = record, lang == "en", lang

    def lines(self) -> Iterator[str]:
        yield from (f"# {line[self.english]}" for line in _HEAD)
        yield ""
        yield f"case: my-case  # {self._word('case')}"
        if self.record.layers:
            yield f"layers: [{', '.join(self.record.layers)}]  # {self._word('layers')}"
        yield f'#note: ""  # {self._word("note")}'
        yield ""
        yield from self._comment(self._word("person"))
        yield "person: {"
        for name, spec in self.record.person.items():
            yield from self._comment(self.described(spec), "  ")
            yield f"  {'' if spec.required else '#'}{_scalar(name)}: {self._example(spec, _LONG_AGO)},"
        yield "  }"
        for name, section in self.record.sections.items():
            yield ""
            yield from self._section(name, section)

    def _section(self, name: str, section: Section) -> Iterator[str]:
        yield from self._comment(": ".join([section.label.in_(self.lang), *self._help(section.help)]))
        shape = _SHAPES[section.shape][self.english]
        absent = [self._word(f"absent_{section.absent}")] if section.absent != "unknown" else []
        yield from self._comment("; ".join([shape, *absent]))
        yield from self._comment(f"kind: {self._word('kind')} {self.choices(section.kinds)}")
        for field, spec in section.fields.items():
            yield from self._comment(f"{field}: {self.described(spec)}")
        kinds = _kinds_shown(section)
        yield f"#{_scalar(name)}:{'' if kinds else ' []'}"
        for index, kind in enumerate(kinds):
            yield f"#- {{{', '.join(self._entry(section, kind, index, last=index + 1 == len(kinds)))}}}"

    def _entry(self, section: Section, kind: str, index: int, last: bool) -> Iterator[str]:
        """The parts of one example; examples follow each other in time, so that none overlap."""
        yield f"kind: {_scalar(kind)}"
        start = shift(_FIRST, 3 * index, "months")
        yield from _when(section.shape, start, last)
        for name, spec in section.fields_of(kind).items():
            yield f"{_scalar(name)}: {self._example(spec, start)}"

    def described(self, spec: FieldSpec) -> str:
        """The label of a field, its help, and what may be written."""
        parts = [spec.label.in_(self.lang), *self._help(spec.help), self._valid(spec)]
        if spec.only:
            parts.append(f"{self._word('only')} {', '.join(spec.only)}")
        parts += [self._word("required")] if spec.required else []
        parts += [self._word(f"absent_{spec.absent}")] if spec.absent != "unknown" else []
        return "; ".join(parts)

    def _valid(self, spec: FieldSpec) -> str:
        if spec.one_of is not None:
            kind = f"{self._word('kind')} {self.choices(spec.one_of)}"
        else:
            kind = self._word(spec.type)
        parts = [kind]
        parts += [self._word("unit").format(unit_text(spec.unit, self.lang))] if spec.unit else []
        parts += [self._word("range").format(*spec.range)] if spec.range else []
        parts += [self._word("or_none")] if spec.may_be_none else []
        return " ".join(parts)

    def choices(self, choices: Mapping[str, Bilingual]) -> str:
        """The values that may be written, each with what it is called where that differs."""
        labels = ((value, text.in_(self.lang)) for value, text in choices.items())
        items = (value if label == value else f"{value} ({label})" for value, label in labels)
        return " | ".join(item.replace(" ", UNBROKEN) for item in items)

    def _help(self, text: Bilingual | None) -> list[str]:
        return [text.in_(self.lang)] if text is not None else []

    def _example(self, spec: FieldSpec, day: date) -> str:
        if spec.one_of is not None:
            return _scalar(next(iter(spec.one_of), "..."))
        low, high = spec.range or (0, _SAMPLE_NUMBER)
        number = str(min(max(low, _SAMPLE_NUMBER), high))
        return {"bool": "true", "date": day.isoformat(), "int": number, "decimal": number, "text": '"..."'}[spec.type]

    def _word(self, key: str) -> str:
        return _WORDS[key][self.english]

    @staticmethod
    def _comment(text: str, indent: str = "") -> Iterator[str]:
        lead = f"{indent}# "
        wrapped = textwrap.wrap(text, WIDTH, initial_indent=lead, subsequent_indent=f"{lead}  ",
                                break_long_words=False, break_on_hyphens=False)  # fmt: skip
        yield from (line.replace(UNBROKEN, " ") for line in wrapped)


def _kinds_shown(section: Section) -> list[str]:
    """The first kind, and so many more that every field has a place; a run of months needs a second example."""
    shown = list(section.kinds)[:1]
    for spec in section.fields.values():
        if spec.only and not set(spec.only) & set(shown):
            shown.append(spec.only[0])
    return shown * 2 if section.shape == "month" and len(shown) == 1 else shown


def _when(shape: str, start: date, last: bool) -> Iterator[str]:
    """The dates of an example: all but the last spell have ended, all but the last month are a run."""
    end = shift(start, 2, "months")
    if shape == "event":
        yield f"on: {start}"
    elif shape == "spell":
        yield f"from: {start}"
        if not last:
            yield f"to: {end}"
    elif last:
        yield f"month: {start:%Y-%m}"
    else:
        yield f"from_month: {start:%Y-%m}"
        yield f"to_month: {end:%Y-%m}"


def _scalar(text: str) -> str:
    plain = _PLAIN.fullmatch(text) and text.lower() not in _NOT_TEXT
    return text if plain else json.dumps(text, ensure_ascii=False)
