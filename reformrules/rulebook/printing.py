"""An expression back to text: as a rule would be written, or with the names people use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from reformrules.rulebook import syntax as s

Show = Callable[[str], str]
# How tight each kind of expression binds, as the grammar has it.
_OR, _AND, _NOT, _TEST, _SUM, _PRODUCT, _ATOM = range(1, 8)


def unparse(node: s.Node, name: Show = str) -> str:
    """The expression as text; `name` says how a name is shown."""
    return _print(node, name, 0)


_WORDS = {s.AnyOf: (" or ", _OR), s.All: (" and ", _AND)}


def _print(node: s.Node, name: Show, outer: int) -> str:
    """The part as text, in brackets where its place (`outer`) takes only what binds tighter."""
    rank, text = _ranked(node, name)
    return f"({text})" if rank < outer else text


def _ranked(node: s.Node, name: Show) -> tuple[int, str]:
    if isinstance(node, s.All | s.AnyOf):
        word, rank = _WORDS[type(node)]
        return rank, word.join(_print(child, name, rank + 1) for child in node.of)
    if isinstance(node, s.Not):
        return _negated(node, name)
    if isinstance(node, s.Compare):
        return _TEST, f"{_print(node.left, name, _SUM)} {node.op} {_print(node.right, name, _SUM)}"
    if isinstance(node, s.In):
        return _TEST, f"{_print(node.of, name, _SUM)} in {_choices(node, name)}"
    if isinstance(node, s.Known | s.Recorded):
        return _TEST, f"{_print(node.of, name, _SUM)} is {type(node).__name__.lower()}"
    if isinstance(node, s.Arithmetic):
        rank = _SUM if node.op in "+-" else _PRODUCT
        return rank, f"{_print(node.left, name, rank)} {node.op} {_print(node.right, name, rank + 1)}"
    if isinstance(node, s.Call):
        return _ATOM, _call(node, name)
    return _ATOM, name(node.name) if isinstance(node, s.Name) else _literal(node)


def _negated(node: s.Not, name: Show) -> tuple[int, str]:
    if isinstance(node.of, s.In):
        return _TEST, f"{_print(node.of.of, name, _SUM)} not in {_choices(node.of, name)}"
    if isinstance(node.of, s.Recorded):
        return _TEST, f"{_print(node.of.of, name, _SUM)} is not recorded"
    return _NOT, f"not {_print(node.of, name, _ATOM)}"


def _choices(node: s.In, name: Show) -> str:
    if len(node.choices) == 1 and isinstance(node.choices[0], s.Name):
        return name(node.choices[0].name)
    return "[" + ", ".join(_print(choice, name, _ATOM) for choice in node.choices) + "]"


def _call(node: s.Call, name: Show) -> str:
    parts = [_print(argument, name, _SUM) for argument in node.arguments]
    if node.function == "count":
        return f"count({parts[0]} from {parts[1]} to {parts[2]})"
    return f"{node.function}({', '.join(parts)})"


def _literal(node: Any) -> str:
    value = node.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return f'"{value}"'
    return f"{value} {node.unit}" if node.unit else str(value)
