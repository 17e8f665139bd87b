"""From the text of an expression to its tree. The grammar is `grammar.lark` beside this file."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import lark

from reformrules.errors import NOTHING, Both, Problem, RulebookError, nearest
from reformrules.rulebook.syntax import (
    All,
    AnyOf,
    Arithmetic,
    Call,
    Compare,
    In,
    Known,
    Literal,
    Name,
    Node,
    Not,
    Recorded,
)

_SIMPLE: dict[str, type[Any]] = {"negate": Not, "is_known": Known, "is_recorded": Recorded}
_CONSTANT = {"true": True, "false": False}


def _build(tree: lark.Tree[lark.Token]) -> Node:
    at: int = tree.meta.start_pos if not tree.meta.empty else 0
    parts: list[Any] = [_build(c) if isinstance(c, lark.Tree) else c for c in tree.children]
    kind = tree.data
    if kind in _SIMPLE:
        return _SIMPLE[kind](at, parts[0])  # type: ignore[no-any-return]  # each is a Node class
    if kind in _CONSTANT:
        return Literal(at, _CONSTANT[kind])
    node: Node = _BUILDERS[kind](at, parts)
    return node


def _number(text: str) -> int | Decimal:
    return Decimal(text) if "." in text else int(text)


def _date(at: int, parts: list[Any]) -> Node:
    try:
        return Literal(at, date.fromisoformat(parts[0]))
    except ValueError:
        none = Both(f"`{parts[0]}` er ikke en dato i kalenderen", f"`{parts[0]}` is not a date of the calendar")
        raise _SyntaxProblem(at, none) from None


def _between(at: int, parts: list[Any]) -> Node:
    value, low, high = parts
    return All(at, (Compare(at, ">=", value, low), Compare(at, "<=", value, high)))


def _membership(at: int, parts: list[Any]) -> Node:
    return In(at, parts[0], parts[1].arguments)


_BUILDERS: dict[str, Any] = {
    "any_of": lambda at, p: AnyOf(at, tuple(p)),
    "all_of": lambda at, p: All(at, tuple(p)),
    "compare": lambda at, p: Compare(at, str(p[1]), p[0], p[2]),
    "is_in": _membership,
    "is_not_in": lambda at, p: Not(at, _membership(at, p)),
    "listed": lambda at, p: Call(at, "list", tuple(p)),
    "named_list": lambda at, p: Call(at, "list", (Name(at, str(p[0])),)),
    "between": _between,
    "is_not_recorded": lambda at, p: Not(at, Recorded(at, p[0])),
    "arithmetic": lambda at, p: Arithmetic(at, str(p[1]), p[0], p[2]),
    "date": _date,
    "quantity": lambda at, p: Literal(at, _number(p[0]), str(p[1])),
    "number": lambda at, p: Literal(at, _number(p[0])),
    "text": lambda at, p: Literal(at, str(p[0])[1:-1]),
    "count": lambda at, p: Call(at, "count", tuple(p)),
    "call": lambda at, p: Call(at, str(p[0]), tuple(p[1:])),
    "name": lambda at, p: Name(at, str(p[0])),
}


class _SyntaxProblem(Exception):
    def __init__(self, at: int, message: Both) -> None:
        super().__init__(message.en)
        self.at, self.message = at, message


@cache
def _parser() -> lark.Lark:
    grammar = files("reformrules.rulebook").joinpath("grammar.lark").read_text("utf-8")
    return lark.Lark(grammar, parser="lalr", propagate_positions=True)


MAX_LENGTH = 4_000
MAX_DEPTH = 60
FUNCTIONS = (
    "count", "earliest", "latest", "smallest", "largest", "end_of_month", "rounded_up", "rounded_down",
)  # fmt: skip
_HINTS = {  # what the text goes on with where no sense can be made of it, and what was probably meant
    "==": Both("brug `=` til at sammenligne", "use `=` to compare"),
    "'": Both("tekst står i dobbelte anførselstegn", "text stands in double quotes"),
    '"': Both(
        "to værdier skal have en sammenligning imellem sig, og en tekst slutter med sit anførselstegn",
        "two values need a comparison between them, and a text ends with its quotation mark",
    ),
    "<>|=!": Both("brug `!=` for forskellig fra", "use `!=` for not equal"),
    "=>": Both("brug `>=`", "use `>=`"),
    "=<": Both("brug `<=`", "use `<=`"),
    ":=": Both("brug `=` til at sammenligne", "use `=` to compare"),
    "[=<>]": Both(
        "en sammenligning har to sider; forbind to sammenligninger med `and`",
        "a comparison has two sides; join two comparisons with `and`",
    ),
    "-": Both(
        "der mangler en værdi før det; et negativt tal skrives `(0 - 1)`",
        "a value is missing before it; a negative number is written `(0 - 1)`",
    ),
    "(known|recorded)(?![a-z0-9_])": Both(
        "skriv `is known`, `is recorded` eller `is not recorded`",
        "write `is known`, `is recorded` or `is not recorded`",
    ),
    "&": Both("brug `and`", "use `and`"),
    "[|]": Both("brug `or`", "use `or`"),
    "!|~": Both("brug `not`", "use `not`"),
    "(?i:and|or|not|in|is|between)(?![a-z])": Both(
        "se på det, der står før; disse ord skrives med småt",
        "check what stands before it; these words are written small",
    ),
    "[A-ZÆØÅæøå]": Both(
        "et navn har små bogstaver a-z, cifre og `_`; tekst står i dobbelte anførselstegn",
        "a name has small letters a-z, digits and `_`; text stands in double quotes",
    ),
    r"\[": Both("en liste står efter `in`", "a list stands after `in`"),
    "[{}]": Both("krøllede parenteser betyder intet her", "braces have no meaning here"),
    "[)\\]]": Both(
        "ingen parentes er åben her, eller der mangler en værdi før den",
        "no bracket is open here, or a value is missing before it",
    ),
    "%": Both("skriv enheden `percent`", "write the unit `percent`"),
}
_TAKEN_APART = ("==", "<>", "=>", "=<")
_SPLIT = Both("; del det i navngivne konklusioner", "; split it into named conclusions")
_TOO_DEEP = (
    Both(f"udtrykket er mere end {MAX_DEPTH} niveauer dybt", f"the expression nests deeper than {MAX_DEPTH}") + _SPLIT
)
_TOO_LONG = (
    Both(f"udtrykket er længere end {MAX_LENGTH} tegn", f"the expression is longer than {MAX_LENGTH} characters")
    + _SPLIT
)
_TOO_EARLY = Both("udtrykket slutter for tidligt", "the expression ends too early")


@lru_cache(maxsize=4096)
def _parse(text: str) -> Node | tuple[int, Both]:
    if len(text) > MAX_LENGTH:
        return 0, _TOO_LONG
    try:
        node = _build(_parser().parse(text))
    except _SyntaxProblem as problem:
        return problem.at, problem.message
    except lark.UnexpectedInput as error:
        return _syntax_message(text, error)
    except RecursionError:
        return 0, _TOO_DEEP
    return (0, _TOO_DEEP) if _depth(node) > MAX_DEPTH else node


def _depth(node: Node) -> int:
    """Levels of the tree; counted without recursion, since a long sum nests as deep as it is long."""
    level, depth = [node], 0
    while level:
        level, depth = [child for parent in level for child in parent.children], depth + 1
    return depth


def _syntax_message(text: str, error: lark.UnexpectedInput) -> tuple[int, Both]:
    at = error.pos_in_stream or 0
    if isinstance(error, lark.UnexpectedToken) and error.token.type == "$END":
        return len(text), _TOO_EARLY
    at -= text[max(at - 1, 0) : at + 1] in _TAKEN_APART  # the first of the two was taken for a comparison
    found, name = text[at : at + 20].split("\n")[0], re.search(r"[a-z_][a-z0-9_.]*(?=\s*$)", text[:at])
    if found.startswith("(") and name:
        none = Both(f"der er ingen funktion `{name[0]}`", f"there is no function `{name[0]}`")
        return name.start(), none + nearest(name[0], FUNCTIONS)
    hint = next(("; " + hint for pattern, hint in _HINTS.items() if re.match(pattern, found)), NOTHING)
    return at, Both(f"`{found}` ventes ikke her", f"`{found}` is not expected here") + hint


def parse(text: str) -> Node:
    """The tree of one expression.

    Raises RulebookError whose problem's `field` is the offset of the fault, when the text is not an expression.
    """
    result = _parse(text)
    if isinstance(result, Node):
        return result
    at, message = result
    raise RulebookError(Problem(message, field=str(at)))
