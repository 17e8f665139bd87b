"""An expression back to text: as a rule would be written, or with the names people use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from reformrules.rulebook import syntax as s

Show = Callable[[str], str]


def unparse(node: s.Node, name: Show = str) -> str:
    """The expression as text; `name` says how a name is shown."""
    return _print(node, name, 0)


_WORDS = {s.AnyOf: (" or ", 1), s.All: (" and ", 2)}


def _print(node: s.Node, name: Show, outer: int) -> str:
    if isinstance(node, s.All | s.AnyOf):
        word, rank = _WORDS[type(node)]
        text = word.join(_print(child, name, rank + 1) for child in node.of)
        return f"({text})" if outer > rank else text
    if isinstance(node, s.Not):
        return _negated(node, name)
    if isinstance(node, s.Compare):
        return f"{_print(node.left, name, 5)} {node.op} {_print(node.right, name, 5)}"
    if isinstance(node, s.In):
        return f"{_print(node.of, name, 5)} in {_choices(node, name)}"
    if isinstance(node, s.Known | s.Recorded):
        return f"{_print(node.of, name, 5)} is {type(node).__name__.lower()}"
    if isinstance(node, s.Arithmetic):
        text = f"{_print(node.left, name, 5)} {node.op} {_print(node.right, name, 6)}"
        return f"({text})" if outer > 5 else text
    if isinstance(node, s.Call):
        return _call(node, name)
    return name(node.name) if isinstance(node, s.Name) else _literal(node)


def _negated(node: s.Not, name: Show) -> str:
    if isinstance(node.of, s.In):
        return f"{_print(node.of.of, name, 5)} not in {_choices(node.of, name)}"
    if isinstance(node.of, s.Recorded):
        return f"{_print(node.of.of, name, 5)} is not recorded"
    return f"not {_print(node.of, name, 4)}" if isinstance(node.of, s.Name) else f"not ({_print(node.of, name, 0)})"


def _choices(node: s.In, name: Show) -> str:
    if len(node.choices) == 1 and isinstance(node.choices[0], s.Name):
        return name(node.choices[0].name)
    return "[" + ", ".join(_print(choice, name, 0) for choice in node.choices) + "]"


def _call(node: s.Call, name: Show) -> str:
    parts = [_print(argument, name, 0) for argument in node.arguments]
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
