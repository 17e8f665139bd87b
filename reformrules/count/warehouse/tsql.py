"""Steps said in T-SQL, which has no truth values, no lists and no intervals: each in the words that it has.

A yes or no is a BIT: in a condition it is asked whether it is 1, and a condition that is a column is worked out to
1, 0 or NULL. A list of days is their dates with commas between, a list of texts has bars around each.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import sqlglot as sg
import sqlglot.expressions as sge

from reformrules.count.expressions import CannotCount
from reformrules.count.tables import CASE
from reformrules.count.warehouse.tidying import Node, never_null
from reformrules.errors import Both

_TESTS = (sge.EQ, sge.NEQ, sge.LT, sge.LTE, sge.GT, sge.GTE, sge.Is, sge.In, sge.NullSafeEQ, sge.And, sge.Or, sge.Not,
          sge.ArrayContains)  # fmt: skip
_ASKED = {(sge.If, "this"), (sge.Where, "this"), (sge.Join, "on")}  # where a condition stands
_UNITS = {"to_months": "month", "to_years": "year"}
# What is said in the same words, its parts apart.
_SAME = (sge.Column, sge.Identifier, sge.Literal, sge.Null, sge.Alias, sge.Select, sge.From, sge.Table, sge.TableAlias,
         sge.Star, sge.Join, sge.Group, sge.Order, sge.Ordered, sge.Subquery, sge.Where, sge.Case, sge.If, sge.Paren,
         sge.Coalesce, sge.Nullif, sge.Greatest, sge.Least, sge.Sum, sge.Mul, sge.Neg, sge.BitwiseOr, sge.Floor,
         sge.Window, sge.WindowSpec, sge.Var, sge.DataType, sge.DataTypeParam, sge.DateFromParts, *_TESTS)  # fmt: skip
_EMPTY = sge.Literal.string("")


class Lowered:
    """Turns queries around; `booleans` are the names of columns that hold a yes or no."""

    def __init__(self, booleans: Collection[str]) -> None:
        self.booleans = booleans
        self.values: dict[type[Any], Callable[[Node], Node]] = {
            sge.Boolean: lambda node: _bit(1 if node.this else 0), sge.Add: self._moved, sge.Sub: self._moved,
            sge.Cast: self._cast, sge.Div: self._quotient, sge.Filter: self._filtered, sge.First: self._first,
            sge.LogicalOr: self._aggregated, sge.LogicalAnd: self._aggregated, sge.Min: self._aggregated,
            sge.Max: self._aggregated, sge.DateDiff: self._days_between, sge.TimestampTrunc: self._month_start,
            sge.Extract: self._part_of_day, sge.Array: self._list, sge.ArrayAgg: self._collected,
            sge.ArraySize: self._counted, sge.ArrayMin: self._earliest, sge.SortArray: self._sorted,
            sge.Literal: _text, sge.Ordered: self._ordered,
        }  # fmt: skip

    def query(self, query: sge.Select) -> sge.Select:
        """A query as T-SQL has it; raises CannotCount for what it has no words for."""
        made: sge.Select
        years = self._years(query)
        made = self.value(query)
        made.set("joins", [*(made.args.get("joins") or []), *years])
        return made

    def _years(self, query: sge.Select) -> list[Node]:
        """A row for each year of a span: what DuckDB unnests, T-SQL applies."""
        for column in query.expressions:
            series = column.find(sge.GenerateSeries)
            if series is not None:
                first, after = (self.value(series.args[part]).sql("tsql") for part in ("start", "end"))
                column.set("this", sge.column("value", "years"))
                applied = f"SELECT * FROM t CROSS APPLY GENERATE_SERIES({first}, {after} - 1, 1) AS years"
                return list(sg.parse_one(applied, read="tsql").args["joins"])
        return []

    def value(self, node: Node) -> Node:
        """What stands where a value is wanted."""
        if isinstance(node, _TESTS):
            return self._as_bit(node)
        if type(node) in self.values:
            return self.values[type(node)](node)
        if not isinstance(node, _SAME):
            text = f"`{node.sql('duckdb')[:60]}`"
            raise CannotCount(Both(f"T-SQL har intet ord for {text}", f"T-SQL has no word for {text}"))
        return self._parts(node)

    def test(self, node: Node) -> Node:
        """What stands where a condition is wanted."""
        if isinstance(node, sge.Paren):
            return sge.paren(self.test(node.this))
        if isinstance(node, sge.Boolean):
            return sge.EQ(this=sge.Literal.number(1), expression=sge.Literal.number(1 if node.this else 0))
        if isinstance(node, sge.And | sge.Or):
            return type(node)(this=self.test(node.left), expression=self.test(node.right))
        if isinstance(node, sge.Not):
            return sge.Not(this=sge.paren(self.test(node.this.unnest())))
        if isinstance(node, sge.Is) and isinstance(node.expression, sge.Boolean):
            return self._is(node)
        if isinstance(node, sge.ArrayContains):
            return self._contains(node)
        if isinstance(node, _TESTS):
            return self._parts(node)
        return self._is_one(self.value(node), 1)

    def _is(self, node: Node) -> Node:
        """`x IS TRUE` is never unknown, so it can be denied."""
        asked, other = (1, 0) if node.expression.this else (0, 1)
        known = sge.Coalesce(this=self.value(node.this), expressions=[sge.Literal.number(other)])
        return self._is_one(known, asked)

    def _is_one(self, value: Node, one: int) -> Node:
        return sge.EQ(this=value, expression=sge.Literal.number(one))

    def _parts(self, node: Node) -> Node:
        """The same, with its parts turned around."""
        made = type(node)()
        for name, part in node.args.items():
            turn = self.test if (type(node), name) in _ASKED else self._in_its_place
            made.set(name, [self._in_its_place(one) for one in part] if isinstance(part, list) else turn(part))
        return made

    def _in_its_place(self, part: Any) -> Any:
        keeps = not isinstance(part, sge.Expression) or isinstance(part, sge.Identifier | sge.DataType | sge.Var)
        if keeps or (isinstance(part, sge.Not) and isinstance(part.this, sge.Null)):  # of IS NOT NULL
            return part.copy() if isinstance(part, sge.Expression) else part
        return self.value(part)

    def _as_bit(self, node: Node) -> Node:
        one, zero = sge.Literal.number(1), sge.Literal.number(0)
        branches = [sge.If(this=self.test(node), true=one)]
        if never_null(node):
            return _as(sge.Case(ifs=branches, default=zero), "BIT")
        return _as(sge.Case(ifs=[*branches, sge.If(this=sge.Not(this=sge.paren(self.test(node))), true=zero)]), "BIT")

    def _is_boolean(self, node: Node) -> bool:
        if isinstance(node, sge.Paren | sge.Coalesce):
            return self._is_boolean(node.this)
        if isinstance(node, sge.Case):
            return any(self._is_boolean(branch.args["true"]) for branch in node.args["ifs"])
        if isinstance(node, sge.Column):
            return node.name in self.booleans
        return isinstance(node, (*_TESTS, sge.Boolean)) or (isinstance(node, sge.Cast) and node.to.is_type("boolean"))

    def _cast(self, node: Node) -> Node:
        kind = node.to
        if kind.is_type("text", "varchar"):
            return _as(self.value(node.this), "NVARCHAR(4000)")
        if kind.is_type("array", "list"):
            return _as(self.value(node.this), "NVARCHAR(MAX)")
        of = node.this.copy() if isinstance(node.this, sge.Literal) else self.value(node.this)
        return sge.Cast(this=of, to=kind.copy())

    def _quotient(self, node: Node) -> Node:
        """DuckDB divides whole numbers to a fraction; T-SQL would leave it out."""
        return sge.Div(this=_as(self.value(node.left), "FLOAT"), expression=self.value(node.right))

    def _moved(self, node: Node) -> Node:
        """A day moved by days, weeks, months or years; or a plain sum."""
        by = _interval(node.right)
        if by is None:
            return self._numbers(node)
        unit, many = by
        many = self.value(many) if isinstance(node, sge.Add) else sge.Neg(this=sge.paren(self.value(many)))
        return _call("DATEADD", sge.Var(this=unit), many, self.value(node.left))

    def _numbers(self, node: Node) -> Node:
        return type(node)(this=self.value(node.left), expression=self.value(node.right))

    def _filtered(self, node: Node) -> Node:
        """An aggregate over the rows that are meant: of the others it is told NULL."""
        return self._over(node.this, node.expression.this)

    def _aggregated(self, node: Node) -> Node:
        return self._over(node, None)

    def _first(self, node: Node) -> Node:
        return self._over(node, None)

    def _over(self, node: Node, where: Node | None) -> Node:
        if isinstance(node, sge.First):
            return self._first_row(node, where)
        if isinstance(node, sge.ArrayAgg):
            return self._collected(node, where)
        most = sge.Max if isinstance(node, sge.LogicalOr) else sge.Min
        if isinstance(node, sge.LogicalOr | sge.LogicalAnd):
            of = sge.Cast(this=self._as_bit(node.this), to=sge.DataType.build("tinyint"))
            return _as(most(this=self._where(of, where)), "BIT")
        of = self.value(node.this)
        if self._is_boolean(node.this):
            return _as(type(node)(this=self._where(_as(of, "TINYINT"), where)), "BIT")
        return type(node)(this=self._where(of, where))

    def _where(self, of: Node, where: Node | None) -> Node:
        return of if where is None else sge.Case(ifs=[sge.If(this=self.test(where), true=of)])

    def _first_row(self, node: Node, where: Node | None) -> Node:
        """The value of the first row of a citizen in an order."""
        table, order = node.find_ancestor(sge.Select).args["from_"].this.name, node.this
        entries = sge.Table(this=sge.to_identifier(table), alias=sge.TableAlias(this=sge.to_identifier("entry")))
        row = sg.select(self.value(order.this)).from_(entries).limit(1)
        row = row.where(sge.EQ(this=sge.column(CASE, "entry"), expression=sge.column(CASE, table)))
        row = row.where(self.test(where)) if where is not None else row
        return sge.Subquery(this=row.order_by(*(self._ordered(one) for one in order.expressions)))

    def _ordered(self, node: Node) -> Node:
        """As T-SQL orders by itself; what is ordered by is never NULL."""
        down = bool(node.args.get("desc"))
        return sge.Ordered(this=self.value(node.this), desc=down, nulls_first=not down)

    def _days_between(self, node: Node) -> Node:
        return _call("DATEDIFF", sge.Var(this="day"), self.value(node.expression), self.value(node.this))

    def _month_start(self, node: Node) -> Node:
        day = self.value(node.this)
        return _call("DATEFROMPARTS", _call("YEAR", day), _call("MONTH", day.copy()), sge.Literal.number(1))

    def _part_of_day(self, node: Node) -> Node:
        return _call(node.name.upper(), self.value(node.expression))

    def _list(self, node: Node) -> Node:
        """A list of texts that is written out; an empty one is that of days too."""
        return sge.National(this="".join(f"|{one.name}" for one in node.expressions) + "|" * bool(node.expressions))

    def _contains(self, node: Node) -> Node:
        bar = sge.National(this="|")
        sought = sge.Add(this=sge.Add(this=bar, expression=self.value(node.expression)), expression=bar.copy())
        return sge.GT(this=_call("CHARINDEX", sought, self.value(node.this)), expression=sge.Literal.number(0))

    def _collected(self, node: Node, where: Node | None = None) -> Node:
        whole = sge.DataType.build("VARCHAR(MAX)", dialect="tsql")
        day = _call("CONVERT", whole, self.value(node.this), sge.Literal.number(23))
        return _call("COALESCE", _call("STRING_AGG", self._where(day, where), sge.Literal.string(",")), _EMPTY.copy())

    def _counted(self, node: Node) -> Node:
        """How many days of a list are meant; NULL of a list that is not known."""
        days = self._days(node.this, "COUNT(*)")
        known = sge.Is(this=self.value(_list_of(node.this)), expression=sge.Not(this=sge.Null()))
        return sge.Case(ifs=[sge.If(this=known, true=days)])

    def _earliest(self, node: Node) -> Node:
        return self._days(node.this, "MIN(day.on_day)")

    def _days(self, node: Node, what: str) -> Node:
        """The days of a list, as rows, of which those that are meant are counted or compared."""
        listed = self.value(_list_of(node)).sql("tsql")
        rows = f"SELECT TRY_CAST(NULLIF(value, '') AS DATE) AS on_day FROM STRING_SPLIT({listed}, ',')"
        query = f"SELECT {what} FROM ({rows}) AS day WHERE NOT day.on_day IS NULL"
        found = sg.parse_one(query, read="tsql", into=sge.Select)
        if isinstance(node, sge.ArrayFilter):
            asked, name = self.test(node.expression.this), node.expression.expressions[0].name
            for part in [p for p in asked.find_all(sge.Identifier, sge.Column) if p.name == name]:
                holder = part.parent if isinstance(part.parent, sge.Column) else part
                if holder is not asked:
                    holder.replace(sge.column("on_day", "day"))
            found = found.where(asked)
        return sge.Subquery(this=found)

    def _sorted(self, node: Node) -> Node:
        """The texts that are said, each once and in order, with commas between."""
        array = max(node.find_all(sge.Array), key=lambda array: len(array.expressions))
        said = ", ".join(f"({self.value(one).sql('tsql')})" for one in array.expressions)
        rows = f"SELECT DISTINCT one.said FROM (VALUES {said}) AS one(said) WHERE NOT one.said IS NULL"
        text = f"SELECT STRING_AGG(every.said, ', ') WITHIN GROUP (ORDER BY every.said) AS said FROM ({rows}) AS every"
        return sge.Subquery(this=sg.parse_one(text, read="tsql"))


def _call(name: str, *arguments: Node) -> Node:
    return sge.Anonymous(this=name, expressions=list(arguments))


def _list_of(node: Node) -> Node:
    return node.this if isinstance(node, sge.ArrayFilter) else node


def _bit(value: int) -> Node:
    return _as(sge.Literal.number(value), "BIT")


def _as(of: Node, kind: str) -> Node:
    return sge.Cast(this=of, to=sge.DataType.build(kind, dialect="tsql"))


def _text(node: Node) -> Node:
    return sge.National(this=node.name) if node.is_string else node.copy()


def _interval(node: Node) -> tuple[str, Node] | None:
    """The unit and the number of a step in time; None for what is none."""
    node = node.unnest()
    if isinstance(node, sge.ToDays):
        return "day", node.this
    if isinstance(node, sge.Interval):
        unit = node.args["unit"]
        return str(getattr(unit, "name", unit)).lower(), sge.Literal.number(node.name)
    if isinstance(node, sge.Anonymous) and node.name.lower() in _UNITS:
        return _UNITS[node.name.lower()], node.expressions[0]
    return None
