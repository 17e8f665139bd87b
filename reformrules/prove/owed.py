"""Who is owed an answer: those of whom all rules about one subject speak, though none of them holds.

Most conclusions say something of some citizens and nothing of the others. One whose rules say different things, and
all ask for the same first or all read the same names as the rows of a table do, owes an answer to whoever fulfils
what all of them ask for and has a value for whatever all of them read. A conclusion with another answer
(`otherwise`), with one that is simply there or not, whose rules have nothing in common, or that collects owes none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import EVALUATION_DATE, Conclusion, Rule, Rulebook
from reformrules.rulebook.printing import unparse
from reformrules.rulebook.status import LawSetting


def owed(book: Rulebook, name: str, day: date, setting: LawSetting) -> s.Node | None:
    """The condition under which a conclusion owes an answer by the law of a day; None when it owes none."""
    conclusion = book.conclusions[name]
    rules = speaking(conclusion, day, setting)
    if not distinguishes(conclusion, rules):
        return None
    same = in_common(rules)
    read = [frozenset(rule.when.names - book.parameters.keys()) for rule in rules]
    shared = frozenset.intersection(*read)
    if not same and any(names != shared for names in read):
        return None
    recorded = (s.Recorded(0, s.Name(0, each)) for each in sorted(shared) if _has_value(book, each))
    inside = (test for law_date in conclusion.law_of for test in _while_in_force(law_date, rules, setting))
    return s.All(0, (*same, *recorded, *inside, s.Literal(0, True)))


def _while_in_force(law_date: s.Node, rules: Iterable[Rule], setting: LawSetting) -> Iterator[s.Node]:
    """That a date lies between the first start and the last end of some rules."""
    windows = [rule.window for rule in rules]
    yield s.Compare(0, ">=", law_date, s.Literal(0, min(window.start for window in windows)))
    ends = [window.end_under(setting) for window in windows]
    if None not in ends:
        yield s.Compare(0, "<", law_date, s.Literal(0, max(end for end in ends if end is not None)))


def speaking(conclusion: Conclusion, day: date, setting: LawSetting) -> list[Rule]:
    """The rules of a conclusion that may hold on a day; all of those whose law is that of another day."""
    firm = [rule for rule in conclusion.rules if rule.status <= setting.floor]
    return firm if conclusion.law_of else [rule for rule in firm if rule.window.covers(day, setting)]


def distinguishes(conclusion: Conclusion, rules: Iterable[Rule]) -> bool:
    """Whether rules say different things of different citizens, and nothing else is said of the others."""
    if conclusion.model.hit == "collect" or conclusion.model.otherwise is not None:
        return False
    return say_different_things(rules)


def say_different_things(rules: Iterable[Rule]) -> bool:
    """Whether not all rules say the same whatever the facts are."""
    return len({"open" if rule.value is None else unparse(rule.value) for rule in rules}) > 1


def conjuncts(node: s.Node) -> tuple[s.Node, ...]:
    """The parts of a condition that must all hold."""
    return node.of if isinstance(node, s.All) else (node,)


def in_common(rules: Iterable[Rule]) -> list[s.Node]:
    """The parts that are in the condition of every rule."""
    first, *others = ({unparse(part): part for part in conjuncts(rule.when)} for rule in rules)
    return [part for text, part in first.items() if all(text in other for other in others)]


def _has_value(book: Rulebook, name: str) -> bool:
    """Whether there may be a value or none: what is not recorded as a yes counts as no, and a list may be empty."""
    if name == EVALUATION_DATE or name in book.parameters:
        return False
    return book.type_of(s.Name(0, name)).kind not in ("bool", "dates")
