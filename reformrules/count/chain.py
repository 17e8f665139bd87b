"""A chain of named queries, each built on those before it.

The parts are Ibis expressions; so one chain is compiled for every dialect that Ibis speaks. Printed, it is one
statement with common table expressions; run, each step that is kept is a table of its own made out of the steps since
the last one, since planning one statement of so many columns takes far longer than running it. A step that only adds
columns is written `SELECT *, …`, which keeps it short enough to be read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import ibis
import sqlglot as sg
import sqlglot.expressions as sge

Table = Any  # an Ibis table expression
Value = Any


@dataclass(frozen=True)
class Step:
    """One query. star: it has all columns of the table it reads too. kept: its rows are used more than once."""

    name: str
    query: Table
    star: bool
    kept: bool


@dataclass(frozen=True)
class Made:
    """A table that is made on the way, or the end of it; the statement, and the tables made before that it reads."""

    name: str
    sql: str
    reads: frozenset[str]


@dataclass
class Chain:
    """Named steps in the order in which they were added."""

    steps: list[Step] = field(default_factory=list)

    def add(self, name: str, query: Table, kept: bool = False) -> Table:
        """A step with the columns of an expression; what follows reads it by its name."""
        self.steps.append(Step(name, query, False, kept))
        return ibis.table(query.schema(), name=name)

    def extend(self, name: str, base: Table, columns: Mapping[str, Value], kept: bool = False) -> Table:
        """A step with all columns of the one before and some more.

        None of them may be there already: which of the two a query then reads is not said in SQL.
        """
        if not columns:
            return base
        twice = sorted(columns.keys() & set(base.columns))
        assert not twice, f"step {name}: a column of this name is there already: {', '.join(twice)}"
        added = base.select(**columns)
        self.steps.append(Step(name, added, True, kept))
        return ibis.table(ibis.schema({**base.schema(), **added.schema()}), name=name)

    def queries(self, dialect: str = "duckdb") -> Iterator[tuple[str, str, bool]]:
        """The name and the query of each step, and whether it is kept; to be run one after the other."""
        compiler = compiler_of(dialect)
        for step in self.steps:
            yield step.name, _compiled(compiler, step.query, step.star).sql(dialect=compiler.dialect), step.kept

    def tables(self, dialect: str = "duckdb") -> Iterator[Made]:
        """The steps that are kept, each as a statement that makes a table; to be run one after the other."""
        for step in self.steps:
            if step.kept:
                query, reads = self._whole(step.query, step.star, dialect)
                name = sg.to_identifier(step.name, quoted=True).sql(dialect=compiler_of(dialect).dialect)
                yield Made(step.name, f"CREATE OR REPLACE TEMP TABLE {name} AS {query}", reads)

    def statements(self, dialect: str = "duckdb") -> Iterator[str]:
        """The statements of the tables."""
        return (made.sql for made in self.tables(dialect))

    def rest(self, last: Table, dialect: str = "duckdb") -> Made:
        """The query of `last`, an expression over the steps, where the tables have been made."""
        return Made("", *self._whole(last, False, dialect))

    def _whole(self, query: Table, star: bool, dialect: str) -> tuple[str, frozenset[str]]:
        """A query with all it is built on since the tables that are kept; and which of these it reads."""
        compiler = compiler_of(dialect)
        found = self._over(compiler, _compiled(compiler, query, star))
        reads = {t.name for t in found.find_all(sge.Table)} & {step.name for step in self.steps if step.kept}
        return found.sql(dialect=compiler.dialect, copy=False), frozenset(reads)  # long, and not needed afterwards

    def _over(self, compiler: Any, query: sge.Select) -> sge.Select:
        """A query behind those it is built on since the last that were kept; what is read once is not made first."""
        open_ = {step.name: step for step in self.steps if not step.kept}
        made, read, todo = dict[str, sge.Select](), Counter[str](), [query]
        while todo:
            names = [table.name for table in todo.pop().find_all(sge.Table) if table.name in open_]
            read.update(names)
            for name in names:
                if name not in made:
                    made[name] = _compiled(compiler, open_[name].query, open_[name].star)
                    todo.append(made[name])
        for name in (name for name in open_ if name in made):
            alias = sg.to_identifier(name, quoted=True)
            query = query.with_(alias, as_=made[name], materialized=read[name] > 1, copy=False)
        return query

    def sql(self, last: Table, dialect: str = "duckdb", pretty: bool = False) -> str:
        """The whole chain as one statement that ends in `last`, an expression over the steps."""
        compiler = compiler_of(dialect)
        statement = _compiled(compiler, last)
        for step in self.steps:
            query = _compiled(compiler, step.query, step.star)
            statement = statement.with_(sg.to_identifier(step.name, quoted=True), as_=query, copy=False)
        return statement.sql(dialect=compiler.dialect, pretty=pretty)


def compiled(query: Table, dialect: str = "duckdb") -> str:
    """One query as a statement."""
    compiler = compiler_of(dialect)
    return _compiled(compiler, query).sql(dialect=compiler.dialect)


def select_of(query: Table, dialect: str, star: bool = False) -> sge.Select:
    """One query as a tree of its own, to be changed freely; star: with all columns of the table it reads."""
    found = _compiled(compiler_of(dialect), query, star)
    for node in found.walk():  # Ibis puts tuples where sqlglot looks into lists only
        for part, value in list(node.args.items()):
            if isinstance(value, tuple):
                node.set(part, [one.copy() for one in value])
    return found.copy()


def compiler_of(dialect: str) -> Any:
    """What turns Ibis expressions into the SQL of a dialect."""
    return import_module(f"ibis.backends.sql.compilers.{dialect}").compiler


def _compiled(compiler: Any, query: Table, star: bool = False) -> sge.Select:
    """One step; Ibis must not fold its parts into each other, or an expression used twice is written twice."""
    before, ibis.options.sql.fuse_selects = ibis.options.sql.fuse_selects, False
    try:
        found: sge.Select = compiler.to_sqlglot(query)
    finally:
        ibis.options.sql.fuse_selects = before
    for node in reversed(list(found.find_all(sge.Not, sge.Is, sge.In))):  # from the innermost out
        if _read_wrongly(node):
            node.replace(sge.paren(node.copy(), copy=False))
    if star:
        found.set("expressions", [sge.Star(), *found.expressions])
    return found


def _read_wrongly(node: sge.Expression) -> bool:
    """Ibis writes `NOT x IS NULL` where it means `(NOT x) IS NULL`, and so on; `x IS NOT NULL` is as it should be."""
    if not isinstance(node.parent, sge.Binary) or isinstance(node.parent, sge.Connector):
        return False
    return not isinstance(node, sge.Not) or not isinstance(node.this, sge.Null)
