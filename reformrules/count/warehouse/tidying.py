"""Says the same in fewer words: every rewriting here keeps the value in three-valued logic, NULL included."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import sqlglot.expressions as sge

_LOOSE = (sge.Is, sge.In, sge.Between, sge.EQ, sge.NEQ, sge.LT, sge.LTE, sge.GT, sge.GTE, sge.Column, sge.Literal,
          sge.Func, sge.Boolean, sge.Null, sge.Case)  # fmt: skip


def tidied(query: sge.Select) -> sge.Select:
    """The query in its shortest form, from the innermost parts out."""
    found = query.copy()
    for node in reversed(list(found.find_all(sge.If))):
        if not isinstance(node.parent, sge.Case):
            node.replace(_as_case(node))
    for node in reversed(list(found.walk())):
        made = _simpler(node)
        if made is not node and node.parent is not None:
            node.replace(made)
    for node in list(found.find_all(sge.If, sge.Where)):
        node.set("this", _as_asked(node.this))
    for node in reversed(list(found.find_all(sge.Paren))):
        if _needless(node):
            node.replace(node.this)
    return found


def _as_case(node: sge.If) -> sge.Case:
    branch = sge.If(this=node.this.copy(), true=node.args["true"].copy())
    default = node.args.get("false")
    return sge.Case(ifs=[branch], default=default.copy() if default is not None else None)


def _simpler(node: sge.Expression) -> sge.Expression:
    rule = _RULES.get(type(node))
    return node if rule is None else rule(node)


def _not(node: sge.Not) -> sge.Expression:
    inner = node.this.unnest()
    if isinstance(inner, sge.Not):
        return inner.this.unnest() if isinstance(inner.this, sge.Paren) else inner.this
    if isinstance(inner, sge.Boolean):
        return sge.Boolean(this=not inner.this)
    if _with(inner, True):  # NOT COALESCE(x, TRUE)
        return sge.Is(this=inner.this, expression=sge.Boolean(this=False))
    if isinstance(inner, sge.Is) and isinstance(inner.expression, sge.Null):
        return sge.Is(this=inner.this, expression=sge.Not(this=sge.Null()))
    return node


def _coalesce(node: sge.Coalesce) -> sge.Expression:
    if _with(node, False) and _is_boolean(node.this):
        if _never_null(node.this):
            return node.this
        of = node.this if isinstance(node.this, sge.Column) else sge.paren(node.this)
        return sge.Is(this=of, expression=sge.Boolean(this=True))
    return node


def _with(node: sge.Expression, default: bool) -> bool:
    """Whether a node is COALESCE(…, default)."""
    others = node.expressions if isinstance(node, sge.Coalesce) else []
    return len(others) == 1 and isinstance(others[0], sge.Boolean) and others[0].this is default


def _is_boolean(node: sge.Expression) -> bool:
    return not isinstance(node.unnest(), sge.Func | sge.Literal | sge.Cast) or isinstance(node, sge.Connector)


def _never_null(node: sge.Expression) -> bool:
    inner = node.unnest()
    if isinstance(inner, sge.And | sge.Or):
        return _never_null(inner.left) and _never_null(inner.right)
    if isinstance(inner, sge.Not):
        return _never_null(inner.this)
    return isinstance(inner, sge.Is | sge.Boolean)


def _and(node: sge.And) -> sge.Expression:
    return _connected(node, sge.Boolean(this=False))


def _or(node: sge.Or) -> sge.Expression:
    return _connected(node, sge.Boolean(this=True))


def _connected(node: sge.Connector, decides: sge.Boolean) -> sge.Expression:
    for side, other in ((node.left, node.right), (node.right, node.left)):
        inner = side.unnest()
        if isinstance(inner, sge.Boolean):
            return decides if inner.this is decides.this else other
    return node


def _bit_or(node: sge.BitwiseOr) -> sge.Expression:
    for side, other in ((node.left, node.right), (node.right, node.left)):
        if isinstance(side, sge.Literal) and side.name == "0":
            return other
    return node


def _case(node: sge.Case) -> sge.Expression:
    default = node.args.get("default")
    typed = any(not _untyped(branch.args["true"]) for branch in node.args["ifs"])
    if default is not None and _untyped(default) and typed:
        node.set("default", None)
    for branch in node.args["ifs"]:
        value = branch.args["true"]
        if _untyped(value) and not isinstance(value, sge.Null) and default is not None and not _untyped(default):
            branch.set("true", sge.Null())
    ifs = node.args["ifs"]
    if len(ifs) == 1 and default is not None and ifs[0].args["true"] == default:
        return default
    if len(ifs) == 1 and isinstance(ifs[0].this.unnest(), sge.Boolean):
        kept = ifs[0].args["true"] if ifs[0].this.unnest().this else node.args.get("default")
        return kept if kept is not None else node
    if isinstance(default, sge.Case) and default.this is None:
        node.set("ifs", [*ifs, *default.args["ifs"]])
        node.set("default", default.args.get("default"))
    if len(ifs) == 1 and default is not None and _same_inside(ifs[0].this, ifs[0].args["true"]):
        ifs[0].set("true", ifs[0].args["true"].args["ifs"][0].args["true"])
    return node


def _same_inside(condition: sge.Expression, value: sge.Expression) -> bool:
    """CASE WHEN a THEN CASE WHEN a THEN …: the inner question is answered."""
    return isinstance(value, sge.Case) and len(value.args["ifs"]) > 0 and value.args["ifs"][0].this == condition


def _untyped(value: sge.Expression) -> bool:
    return isinstance(value, sge.Null) or (isinstance(value, sge.Cast) and isinstance(value.this, sge.Null))


def _cast(node: sge.Cast) -> sge.Expression:
    boolean = node.to.is_type("boolean")
    return node.this if boolean and isinstance(node.this.unnest(), sge.Predicate | sge.Boolean | sge.Connector) else node


def _day(node: Any) -> sge.Expression:
    """A day that is written out."""
    parts = [node.args.get(part) for part in ("year", "month", "day")] if isinstance(node, sge.DateFromParts) else (
        node.expressions if node.name.upper() in ("MAKE_DATE", "MAKEDATE") else [])  # fmt: skip
    if len(parts) != 3 or not all(isinstance(p, sge.Literal) for p in parts):
        return node
    return sge.cast(sge.Literal.string(date(*(int(p.name) for p in parts)).isoformat()), "date")


def _as_asked(node: sge.Expression) -> sge.Expression:
    """A condition where only TRUE counts: `x IS TRUE` is asked as `x`."""
    if isinstance(node, sge.And | sge.Or):
        return type(node)(this=_as_asked(node.left), expression=_as_asked(node.right))
    if isinstance(node, sge.Paren):
        return sge.Paren(this=_as_asked(node.this))
    if isinstance(node, sge.Is) and isinstance(node.expression, sge.Boolean) and node.expression.this:
        return node.this
    return node


def _needless(node: sge.Paren) -> bool:
    """Brackets around a part that binds more tightly than what stands around it."""
    inner, parent = node.this, node.parent
    if isinstance(inner, sge.Column | sge.Literal | sge.Boolean | sge.Null | sge.Paren):
        return True
    if isinstance(inner, sge.Connector) and isinstance(parent, sge.Connector):
        return type(inner) is type(parent)
    if isinstance(parent, sge.And | sge.Or):
        return isinstance(inner, _LOOSE) and not isinstance(inner, sge.Not)
    if isinstance(parent, sge.EQ | sge.NEQ | sge.LT | sge.LTE | sge.GT | sge.GTE):
        return isinstance(inner, sge.Add | sge.Sub | sge.Func) and not isinstance(inner, sge.Connector)
    return isinstance(parent, sge.If | sge.Alias | sge.Where | sge.Filter | sge.Coalesce | sge.Select | sge.Paren)


_RULES: dict[type[sge.Expression], Callable[[Any], sge.Expression]] = {
    sge.Not: _not, sge.Coalesce: _coalesce, sge.And: _and, sge.Or: _or, sge.BitwiseOr: _bit_or, sge.Case: _case,
    sge.Cast: _cast, sge.DateFromParts: _day, sge.Anonymous: _day,
}  # fmt: skip
