"""How the two sides of a comparison stand to each other."""

from __future__ import annotations

from typing import Any

from reformrules.explain.program import Program
from reformrules.rulebook import syntax as s
from reformrules.rulebook.meaning import UNKNOWN, Closure, Env


def compared(program: Program, node: s.Compare, law: s.Node | None) -> Closure:
    """How the sides of a comparison stand: below 0, 0 or above 0; None where one is not there, or UNKNOWN."""
    left, right = program.closure(node.left, law), program.closure(node.right, law)

    def standing(env: Env) -> Any:
        sides = left(env), right(env)
        if None in sides or UNKNOWN in sides:
            return None if None in sides else UNKNOWN
        return (sides[0] > sides[1]) - (sides[0] < sides[1])

    return standing
