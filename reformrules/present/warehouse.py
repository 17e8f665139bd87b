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
        return f"{self.head(title, found.reads)}{self._with(found.parts, set())}{found.last};\n"

    def script(self, title: str, found: Statement) -> str:
        """A statement for each table on the way, and one for the answers over them."""
        told, lines = set[str](), [self.head(title, found.reads)]
        if self.dialect == "mssql":
            for part in found.parts:
                note = comment(self._notes(part, told))
                lines.append(f"{note}SELECT *\nINTO {part.name}\nFROM (\n{part.sql}\n) AS made;\n")
        else:
            for part, before in found.tables():
                named = self._with(before, told)
                lines.append(f"{comment(self._notes(part, told))}{self._table(part.name)} AS\n{named}{part.sql};\n")
        return "\n".join([*lines, f"{found.last};\n"])

    def _with(self, parts: Sequence[Part], told: set[str]) -> str:
        """Queries with names, each with its comment."""
        named = [
            f"{comment(self._notes(part, told))}{part.name} AS (\n{textwrap.indent(part.sql, '  ')}\n)"
            for part in parts
        ]
        return "WITH\n" + ",\n\n".join(named) + "\n\n" if named else ""

    def _table(self, name: str) -> str:
        if self.dialect == "pyspark":
            return f"CACHE TABLE {name}"
        return f"CREATE {'OR REPLACE ' * (self.dialect == 'duckdb')}TEMPORARY TABLE {name}"

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
