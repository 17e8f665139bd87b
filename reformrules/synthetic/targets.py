"""How near a synthetic caseload comes to the published figures it is made after."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from reformrules.count.caseload.loading import Plan
from reformrules.count.caseload.sources import Source
from reformrules.count.chain import Chain, compiled
from reformrules.count.engine import connect
from reformrules.count.expressions import Columns
from reformrules.count.facts import FactColumns
from reformrules.count.measures import Sections
from reformrules.count.pairs import true
from reformrules.count.tables import PERSONS
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.models import Bilingual
from reformrules.rulebook.parsing import parse
from reformrules.rulebook.status import DEFAULT_SETTING
from reformrules.synthetic.caseload import Synthesis
from reformrules.synthetic.plan import Target


@dataclass(frozen=True, slots=True)
class Achieved:
    """A figure as it is published, and in the caseload.

    target, achieved: shares, of all whom the groups stand for, or of those among whom the figure counts.
    published: as it is printed. citizens: the count behind the achieved share.
    """

    figure: str
    label: Bilingual
    published: str
    unit: Bilingual | None
    period: str | None
    citizens: int
    target: float
    achieved: float


@dataclass
class Tally:
    """Counts the citizens of a caseload part by part while it is made; `book` has the record of the caseload."""

    made: Synthesis
    book: Rulebook
    rows: Counter[str] = field(default_factory=Counter)
    _counted: Counter[str] = field(default_factory=Counter)

    @cached_property
    def _facts(self) -> FactColumns:
        names = {name for text in self._texts.values() for name in parse(text).names if name in self.book.facts}
        return FactColumns(self.book, Chain(), self.made.on, DEFAULT_SETTING, tuple(sorted(names)))

    @cached_property
    def _texts(self) -> dict[str, str]:
        """The expressions that are counted: of each target whom it counts, and among whom."""
        found = dict[str, str]()
        for target in self.made.plan.targets:
            counts, among = whom(target, self.made)
            found |= {f"{target.figure}/counts": counts} | ({f"{target.figure}/among": among} if among else {})
        return found

    @cached_property
    def _steps(self) -> list[str]:
        """The statements that count a part; the last one gives the numbers, in the order of the texts."""
        facts, constants = self._facts, Sections(self.book, self.made.on, DEFAULT_SETTING)

        def resolve(name: str) -> Any:
            return facts.pair(name, facts.table) if name in self.book.facts else constants.constant(name)

        columns = Columns(resolve, self.book.type_of)
        tests = {f"n{i}": true(columns.test(parse(text))).cast("int64").sum().fill_null(ibis.literal(0))
                 for i, text in enumerate(self._texts.values())}  # fmt: skip
        return [*facts.chain.statements(), compiled(facts.table.aggregate(**tests))]

    def add(self, tables: dict[str, pa.Table]) -> None:
        """Count the citizens of one part."""
        for name, table in tables.items():
            self.rows[name] += table.num_rows
        read = {PERSONS, *(str(getattr(m, m.kind)) for m in (self.book.facts[n].measure for n in self._facts.names))}
        connection = connect()
        try:
            sources = {name: _source(connection, name, table) for name, table in tables.items() if name in read}
            for name in Plan(sources, self.made.record).load(connection):
                connection.execute(f'CREATE TEMP VIEW "{name}" AS SELECT * FROM caseload."{name}"')
            for statement in self._steps[:-1]:
                connection.execute(statement)
            numbers = connection.execute(self._steps[-1]).fetchone() or ()
        finally:
            connection.close()
        for text, found in zip(self._texts, numbers, strict=True):
            self._counted[text] += int(found)

    def achieved(self) -> list[Achieved]:
        """The figures beside what was counted."""
        return [self._achieved(target) for target in self.made.plan.targets]

    def _achieved(self, target: Target) -> Achieved:
        figure = self.made.figures[target.figure]
        counted, value = self._counted[f"{target.figure}/counts"], float(figure.value)
        if whom(target, self.made)[1]:
            share, of = value / 100 if value > 1 else value, self._counted[f"{target.figure}/among"]
        else:
            share, of = value / self.made.plan.size(self.made.figures), self.made.size
        unit = None if figure.measure == "share" else figure.unit
        return Achieved(target.figure, figure.label, figure.as_printed, unit, figure.period, counted, share,
                        counted / of if of else 0.0)  # fmt: skip


def whom(target: Target, made: Synthesis) -> tuple[str, str | None]:
    """Whom a target counts, and among whom: its own words, or those of its figure."""
    figure = made.figures[target.figure]
    if target.counts is not None:
        return target.counts, target.among
    assert figure.counts is not None  # the plan was checked
    return figure.counts, figure.among


def _source(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> Source:
    connection.register(f"made_{name}", table)
    types = connection.execute(f"DESCRIBE SELECT * FROM made_{name}").fetchall()
    return Source(name, name, f"made_{name}", "row_number() OVER ()", {column: kind for column, kind, *_ in types})
