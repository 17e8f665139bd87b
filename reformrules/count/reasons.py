"""Why an answer is open, in one small number for each row: the sum of what stands in the way.

It is worked out from the bottom up beside the answers: of an unknown condition, the parts that leave it
open; of a name, whether a fact is missing, a person's assessment, or the law itself.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import reduce

import ibis

from reformrules.count.expressions import Columns
from reformrules.count.pairs import Flag, Value, either, when
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import EVALUATION_DATE, Rulebook
from reformrules.rulebook.domains import domain
from reformrules.rulebook.models import Because

MISSING, ASSESSMENT, LAW, LAW_ASSESSMENT, NOT_LISTABLE, AMONG, AMONG_ASSESSMENT = 1, 2, 4, 8, 16, 32, 64
A_PERSONS = ASSESSMENT | LAW_ASSESSMENT | AMONG_ASSESSMENT  # a person must decide
NOTHING: Value = ibis.literal(0, type="int16")


def bits(mask: int) -> Value:
    """A constant reason."""
    return ibis.literal(mask, type="int16" if mask < 1 << 15 else "int64")


def of_law(because: Because) -> int:
    """The reason that a rule or a parameter itself states; among: it leaves the answer open between a few values."""
    if because.among:
        return AMONG_ASSESSMENT if because.reason == "needs_assessment" else AMONG
    return LAW_ASSESSMENT if because.reason == "needs_assessment" else LAW


def of_fact(book: Rulebook, name: str) -> int:
    """The reason that a fact which is not known is."""
    kind = ASSESSMENT if book.facts[name].assessed_by else MISSING
    return kind if domain(book, name) else kind | NOT_LISTABLE


def gathered(masks: list[Value]) -> Value:
    """All reasons of several, together."""
    return reduce(operator.or_, masks, NOTHING) if masks else NOTHING


def reason_sql(mask: str) -> str:
    """The one reason that an answer is open for, in the words of an answer, from the sum of all as SQL."""
    return (
        f"CASE WHEN {mask} & {MISSING} != 0 THEN 'missing_input' WHEN {mask} & {A_PERSONS} != 0 "
        "THEN 'needs_assessment' ELSE 'law_not_verified' END"
    )


class Reasons:
    """Finds what leaves an expression open; `of_name` gives the reason of a name and whether it stands in the way."""

    def __init__(
        self, book: Rulebook, columns: Columns, of_name: Callable[[str], Value], law_date: s.Node | None
    ) -> None:
        self.book, self.columns, self.of_name, self.law_date = book, columns, of_name, law_date

    def of_condition(self, node: s.Node) -> Value:
        """What leaves a condition open; nothing where it is known."""
        if isinstance(node, s.Not):
            return self.of_condition(node.of)
        if isinstance(node, s.All | s.AnyOf):
            inner = gathered([self.of_condition(child) for child in node.of])
        else:
            inner = self._of_names(node)
        return when(self.columns.test(node).isnull(), inner, NOTHING)

    def of_value(self, node: s.Node) -> Value:
        """What leaves a value open: what is unknown, or recorded as none where a value is needed."""
        if isinstance(node, s.Not | s.All | s.AnyOf):
            return self.of_condition(node)
        pair = self.columns.value(node)
        open_: Flag = either(pair.unknown, pair.value.isnull())
        return when(open_, self._of_names(node), NOTHING)

    def _of_names(self, node: s.Node) -> Value:
        names = set(node.names)
        if self.law_date is not None and names & self.book.parameters.keys():
            names |= self.law_date.names
        return gathered([self.of_name(name) for name in sorted(names - {EVALUATION_DATE})])
