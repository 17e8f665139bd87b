"""The SQL of a reading as a page: what it answers, and at each step the fact or rule, with its text and source."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from reformrules.count.warehouse.statement import Part, Statement
from reformrules.present import phrases
from reformrules.present.words import say
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.printing import unparse
from reformrules.rulebook.status import LawSetting

WIDTH = 100


@dataclass(frozen=True, slots=True)
class Page:
    """What the pages of one rulebook, date and dialect share."""

    book: Rulebook
    on: date
    law: LawSetting
    dialect: str
    lang: str

    def head(self, title: str, reads: Sequence[str]) -> str:
        """What the statement below answers, by which law, and how its columns are read."""
        told = [title, say("sql_law", self.lang, self.on, self.law, self.book.digest[:12])]
        told += [say("sql_one_date", self.lang), say("sql_columns", self.lang)]
        told += [say("sql_reads", self.lang, ", ".join(reads))] if reads else []
        told += [say("sql_not_run", self.lang)] if self.dialect == "mssql" else []
        return comment(told)

    def statement(self, title: str, found: Statement) -> str:
        """A statement with its head, and a comment at each step."""
        told, parts = set[str](), list[str]()
        for part in found.parts:
            note = comment(self._notes(part, told))
            parts.append(f"{note}{part.name} AS (\n{textwrap.indent(part.sql, '  ')}\n)")
        named = "WITH\n" + ",\n\n".join(parts) + "\n\n" if parts else ""
        return f"{self.head(title, found.reads)}{named}{found.last};\n"

    def script(self, title: str, found: Statement) -> str:
        """A statement for each step, each with its comment: what is used often is a table, the rest are views."""
        told, lines = set[str](), [self.head(title, found.reads)]
        for part in found.parts:
            lines.append(f"{comment(self._notes(part, told))}{_made(part, self.dialect)};\n")
        return "\n".join([*lines, f"{found.last};\n"])

    def title(self, name: str) -> str:
        """What a statement answers, named."""
        return f"{name}: {self._label(name)}"

    def _label(self, name: str) -> str:
        if name in self.book.rules:
            return phrases.rule_text(self.book, self.book.rules[name], self.lang)
        return self.book.label(name).in_(self.lang)

    def _notes(self, part: Part, told: set[str]) -> Iterator[str]:
        """What a step is about, each thing once; `told` remembers."""
        if part.name.startswith("begun_"):
            yield say("sql_begun", self.lang, part.name.removeprefix("begun_"), self.on)
        for name in part.about:
            if name not in told:
                told.add(name)
                yield from self._note(name)

    def _note(self, name: str) -> Iterator[str]:
        book, lang = self.book, self.lang
        if name in book.rules:
            rule = book.rules[name]
            sources = "; ".join(map(phrases.cited, rule.cited.source))
            yield f"{say('rule', lang).lower()} {name} ({sources}), {phrases.short_firmness(rule.cited, lang)}"
            yield phrases.rule_text(book, rule, lang)
            yield f"when {unparse(rule.when)}"
            over = [other.id for other in book.rules.values() if name in other.overrides]
            if over:
                yield f"{say('overridden_by', lang).lower()}: {', '.join(over)}"
        elif name in book.facts:
            measure = book.facts[name].measure.model_dump(exclude_defaults=True)
            yield f"{say('fact', lang).lower()} {name}: {self._label(name)} ({', '.join(_measured(measure))})"
        else:
            yield f"{say('conclusion', lang).lower()} {name}: {self._label(name)}"


def _measured(measure: dict[str, object]) -> Iterator[str]:
    for key, value in measure.items():
        yield f"{key}: {', '.join(map(str, value)) if isinstance(value, list) else value}"


def comment(lines: Iterable[str]) -> str:
    """Texts as SQL comments, wrapped."""
    wrapped = (textwrap.wrap(line, WIDTH, subsequent_indent="  ", break_long_words=False) for line in lines)
    return "".join(f"-- {line}\n" for lines in wrapped for line in lines)


def _made(part: Part, dialect: str) -> str:
    """The statement that leaves a step behind under its name."""
    if dialect == "mssql":
        return f"SELECT *\nINTO {part.name}\nFROM (\n{part.sql}\n) AS made"
    if part.kept and dialect == "pyspark":
        return f"CACHE TABLE {part.name} AS\n{part.sql}"
    what = "TABLE" if part.kept else "VIEW"
    put = "CREATE OR REPLACE TEMPORARY" if dialect in ("duckdb", "pyspark") else "CREATE TEMPORARY"
    return f"{put} {what} {part.name} AS\n{part.sql}"
