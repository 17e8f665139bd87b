"""Says the same in fewer words: every rewriting here keeps the value in three-valued logic, NULL included."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import sqlglot.expressions as sge

Node = Any  # a part of a query; sqlglot's own types say less than the classes tell
_COMPARED = (sge.EQ, sge.NEQ, sge.LT, sge.LTE, sge.GT, sge.GTE)
_TIGHT = (sge.Is, sge.In, sge.Between, *_COMPARED, sge.Func, sge.Case)
_ALONE = (sge.Column, sge.Literal, sge.Boolean, sge.Null, sge.Paren)
_OPEN = (sge.If, sge.Alias, sge.Where, sge.Filter, sge.Coalesce, sge.Select, sge.Paren)


def tidied(query: sge.Select) -> sge.Select:
    """The query in its shortest form, from the innermost parts out."""
    found = query.copy()
    for node in _inside_out(found, sge.If):
        if not isinstance(node.parent, sge.Case):
            node.replace(_as_case(node))
    for node in _inside_out(found, sge.Expression):
        made = _RULES.get(type(node), _as_it_is)(node)
        if made is not node and node.parent is not None:
            node.replace(made)
    for node in found.find_all(sge.If, sge.Where):
        node.set("this", _as_asked(node.this))
    for node in _inside_out(found, sge.Paren):
        if _needless(node):
            node.replace(node.this)
    return found


def _inside_out(query: Node, kind: type[Any]) -> list[Node]:
    return list(query.find_all(kind))[::-1]


def _as_it_is(node: Node) -> Node:
    return node


def _as_case(node: Node) -> Node:
    branch = sge.If(this=node.this.copy(), true=node.args["true"].copy())
    default = node.args.get("false")
    return sge.Case(ifs=[branch], default=None if default is None else default.copy())


def _not(node: Node) -> Node:
    inner = node.this.unnest()
    if isinstance(inner, sge.Not):
        return inner.this.unnest() if isinstance(inner.this, sge.Paren) else inner.this
    if isinstance(inner, sge.Boolean):
        return sge.Boolean(this=not inner.this)
    if _defaults_to(inner, True):  # NOT COALESCE(x, TRUE)
        return sge.Is(this=_bracketed(inner.this), expression=sge.Boolean(this=False))
    if isinstance(inner, sge.Is) and isinstance(inner.expression, sge.Null):
        return sge.Is(this=inner.this, expression=sge.Not(this=sge.Null()))
    if isinstance(inner, sge.Is) and isinstance(inner.expression, sge.Not):
        return sge.Is(this=inner.this, expression=sge.Null())
    return node


def _coalesce(node: Node) -> Node:
    if not _defaults_to(node, False):
        return node
    if never_null(node.this):
        return node.this
    return sge.Is(this=_bracketed(node.this), expression=sge.Boolean(this=True))


def _bracketed(node: Node) -> Node:
    return node if isinstance(node, sge.Column | sge.Paren) else sge.paren(node)


def _defaults_to(node: Node, default: bool) -> bool:
    """Whether a node is COALESCE(…, default)."""
    others = node.expressions if isinstance(node, sge.Coalesce) else []
    return len(others) == 1 and isinstance(others[0], sge.Boolean) and others[0].this is default


def never_null(node: Node) -> bool:
    """Whether a test is true or false whatever the values are."""
    inner = node.unnest()
    if isinstance(inner, sge.And | sge.Or):
        return never_null(inner.left) and never_null(inner.right)
    if isinstance(inner, sge.Not):
        return never_null(inner.this)
    return isinstance(inner, sge.Is | sge.Boolean)


def _and(node: Node) -> Node:
    return _connected(node, decides=False)


def _or(node: Node) -> Node:
    return _connected(node, decides=True)


def _connected(node: Node, decides: bool) -> Node:
    for side, other in ((node.left, node.right), (node.right, node.left)):
        if isinstance(side.unnest(), sge.Boolean):
            return sge.Boolean(this=decides) if side.unnest().this is decides else other
    return node


def _bit_or(node: Node) -> Node:
    for side, other in ((node.left, node.right), (node.right, node.left)):
        if isinstance(side, sge.Literal) and side.name == "0":
            return other
    return node


def _case(node: Node) -> Node:
    if node.this is not None:
        return node
    _plain_nulls(node)
    branches, default = node.args["ifs"], node.args.get("default")
    if len(branches) == 1:
        asked, value = branches[0].this.unnest(), branches[0].args["true"]
        if value == default or (isinstance(asked, sge.Boolean) and asked.this):
            return value
        if isinstance(asked, sge.Boolean):
            return sge.Null() if default is None else default
        if isinstance(value, sge.Case) and value.this is None and value.args["ifs"][0].this == branches[0].this:
            branches[0].set("true", value.args["ifs"][0].args["true"])  # the inner question is answered
    if isinstance(default, sge.Case) and default.this is None:
        node.set("ifs", [*branches, *default.args["ifs"]])
        node.set("default", default.args.get("default"))
    return node


def _plain_nulls(node: Node) -> None:
    """Where another branch has a type, NULL needs none; and it needs no ELSE."""
    default = node.args.get("default")
    values = [branch.args["true"] for branch in node.args["ifs"]]
    typed = [value for value in (*values, default) if value is not None and not _is_null(value)]
    if not typed:
        return
    if default is not None and _is_null(default):
        node.set("default", None)
    for branch in node.args["ifs"]:
        if _is_null(branch.args["true"]):
            branch.set("true", sge.Null())


def _is_null(value: Node) -> bool:
    return isinstance(value.this if isinstance(value, sge.Cast) else value, sge.Null)


def _cast(node: Node) -> Node:
    """A test needs no cast to be a truth value."""
    tests = isinstance(node.this.unnest(), sge.Predicate | sge.Boolean | sge.Connector | sge.Not)
    return node.this if tests and node.to.is_type("boolean") else node


def _day(node: Node) -> Node:
    """A day that is written out."""
    parts = [node.args.get(part) for part in ("year", "month", "day")]
    if not all(isinstance(part, sge.Literal) for part in parts):
        return node
    return sge.cast(sge.Literal.string(date(*(int(part.name) for part in parts if part)).isoformat()), "date")


def _as_asked(node: Node) -> Node:
    """A condition where only TRUE counts: `x IS TRUE` is asked as `x`."""
    if isinstance(node, sge.And | sge.Or):
        return type(node)(this=_as_asked(node.left), expression=_as_asked(node.right))
    if isinstance(node, sge.Paren):
        return sge.Paren(this=_as_asked(node.this))
    if isinstance(node, sge.Is) and isinstance(node.expression, sge.Boolean) and node.expression.this:
        return node.this
    return node


def _needless(node: Node) -> bool:
    """Brackets around a part that binds more tightly than what stands around it."""
    inner, around = node.this, node.parent
    if isinstance(inner, _ALONE):
        return True
    if isinstance(inner, sge.Connector):
        return type(inner) is type(around) or isinstance(around, _OPEN)
    if isinstance(around, sge.And | sge.Or):
        return isinstance(inner, _TIGHT)
    if isinstance(around, _COMPARED):
        return isinstance(inner, sge.Add | sge.Sub | sge.Func)
    return isinstance(around, _OPEN)


_RULES: dict[type[Any], Callable[[Node], Node]] = {
    sge.Not: _not, sge.Coalesce: _coalesce, sge.And: _and, sge.Or: _or, sge.BitwiseOr: _bit_or, sge.Case: _case,
    sge.Cast: _cast, sge.DateFromParts: _day,
}  # fmt: skip
