"""How a reading is said in the SQL of each warehouse."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import sqlglot.expressions as sge
from sqlglot.dialects.dialect import Dialect

from reformrules.count.chain import compiler_of, select_of
from reformrules.count.warehouse.naming import quote_where_needed
from reformrules.count.warehouse.tsql import Lowered

WIDTH = 100


@dataclass(frozen=True)
class Speech:
    """One dialect: `ibis` names what compiles the steps, `sqlglot` what writes them.

    T-SQL has too few words for Ibis; it is turned around from what DuckDB is told.
    """

    dialect: str
    ibis: str
    sqlglot: Dialect

    @staticmethod
    def of(dialect: str) -> Speech:
        if dialect == "mssql":
            return Speech(dialect, "duckdb", Dialect.get_or_raise("tsql"))
        return Speech(dialect, dialect, Dialect.get_or_raise(compiler_of(dialect).dialect))

    @property
    def temporary(self) -> str:
        """What the name of a table begins with that goes when the session ends."""
        return "#" if self.dialect == "mssql" else ""

    def select(self, query: Any, star: bool = False) -> sge.Select:
        """One step as a tree."""
        found = select_of(query, self.ibis, star)
        _keep_days(found, query.schema())
        if self.dialect == "postgres":
            _type_empty_lists(found)
        return found

    def name(self, name: str) -> str:
        """A name, quoted where it must be."""
        identifier = sge.to_identifier(name)
        quote_where_needed(identifier, self.sqlglot)
        return identifier.sql(dialect=self.sqlglot)

    def text(self, query: sge.Select, booleans: Collection[str]) -> str:
        """A query on several lines; `booleans` are the names of columns that hold a yes or no.

        Raises CannotCount for what the dialect has no word for.
        """
        if self.dialect == "mssql":
            query = Lowered(booleans).query(query)
        quote_where_needed(query, self.sqlglot)
        return query.sql(dialect=self.sqlglot, pretty=True, max_text_width=WIDTH)

    def table(self, name: str, schema: Any, never_null: Iterable[str], key: Iterable[str]) -> str:
        """The statement that makes a table, a line for each column."""
        lines = [
            f"  {self.name(column)} {self._type(dtype)}{' NOT NULL' if column in never_null else ''}"
            for column, dtype in schema.items()
        ]
        lines += [f"  PRIMARY KEY ({', '.join(map(self.name, key))})"] if key and self.dialect != "pyspark" else []
        return f"CREATE TABLE {self.name(name)} (\n" + ",\n".join(lines) + "\n)"

    def _type(self, dtype: Any) -> str:
        if self.dialect == "mssql":
            kind = "NVARCHAR(4000)" if dtype.is_string() else compiler_of("duckdb").type_mapper.from_ibis(dtype)
            return sge.DataType.build(kind, dialect="tsql").sql("tsql")
        return str(compiler_of(self.ibis).type_mapper.to_string(dtype))


def _keep_days(query: sge.Select, schema: Any) -> None:
    """A day that is worked out stays a day: in some dialects a day and some months make a point in time."""
    for column in query.expressions:
        if isinstance(column, sge.Alias) and schema[column.alias].is_date() and column.find(sge.Add, sge.Sub):
            column.set("this", sge.cast(column.this.copy(), "date"))


def _type_empty_lists(query: sge.Select) -> None:
    """PostgreSQL wants the type of a list that holds nothing; only lists of days are written out so."""
    for array in list(query.find_all(sge.Array)):
        if not array.expressions and not isinstance(array.parent, sge.Cast):
            array.replace(sge.cast(array.copy(), "DATE[]", dialect="postgres"))
