"""What can be asked of a rulebook without any guarantee: does it contradict itself, leave somebody out, say in vain?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from reformrules.prove.claims import Claim, Contradicted, Fires, Gap, Matters
from reformrules.prove.intended import Intent
from reformrules.prove.owed import distinguishes, say_different_things
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import Conclusion, Rule, Rulebook
from reformrules.rulebook.printing import unparse

Kind = Literal["contradiction", "gap", "dead_rule", "idle_part"]


@dataclass(frozen=True)
class Doubt:
    """A question about one conclusion or rule.

    wanted: the answer that is right. part: the part of a rule's condition that is asked about, as a text.
    intent: what is declared of it: the finding is one that the law means, or the claim is about what is declared.
    """

    kind: Kind
    subject: str
    claim: Claim
    wanted: Literal["never", "seen"]
    part: str = ""
    intent: Intent | None = None


def doubts(book: Rulebook, names: Collection[str], intents: Collection[Intent]) -> Iterator[Doubt]:
    """All questions about the conclusions and the rules among some names."""
    for name, conclusion in book.conclusions.items():
        if name in names:
            yield from _about(conclusion, [i for i in intents if i.of == name])
    for id_, rule in book.rules.items():
        if id_ in names:
            yield from _about_rule(rule, [i for i in intents if i.of == id_])


def _about(conclusion: Conclusion, intents: list[Intent]) -> Iterator[Doubt]:
    name = conclusion.name
    if conclusion.model.hit != "collect" and say_different_things(conclusion.rules):
        yield Doubt("contradiction", name, Contradicted(name), "never")
    if distinguishes(conclusion, conclusion.rules):
        spared = [intent for intent in intents if intent.no_answer is not None]
        nodes = tuple(intent.no_answer for intent in spared if intent.no_answer is not None)
        yield Doubt("gap", name, Gap(name, nodes), "never")
        for intent in spared:
            yield Doubt("gap", name, Gap(name, (), intent.no_answer), "seen", intent=intent)


def _about_rule(rule: Rule, intents: list[Intent]) -> Iterator[Doubt]:
    dead = next((intent for intent in intents if intent.never_holds), None)
    yield Doubt("dead_rule", rule.id, Fires(rule.id), "seen", intent=dead)
    if dead is not None:
        return
    for part, without in parts(rule.when):
        text = unparse(part)
        idle = next((intent for intent in intents if intent.idle == text), None)
        yield Doubt("idle_part", rule.id, Matters(rule.id, without), "seen", text, idle)


def parts(node: s.Node) -> Iterator[tuple[s.Node, s.Node]]:
    """Each part of a condition with the condition that is left without it; of one without parts, the whole."""
    found = [*_within(node)]
    if found or isinstance(node, s.Literal):
        yield from found
    else:
        yield node, s.Literal(node.at, True)


def _within(node: s.Node) -> Iterator[tuple[s.Node, s.Node]]:
    if isinstance(node, s.Not):
        yield from ((part, s.Not(node.at, without)) for part, without in _within(node.of))
    for part in node.of if isinstance(node, s.All | s.AnyOf) else ():
        rest = tuple(other for other in node.children if other is not part)
        yield part, rest[0] if len(rest) == 1 else _joined(node, rest)
        for inner, without in _within(part):
            yield inner, _joined(node, tuple(without if other is part else other for other in node.children))


def _joined(node: s.Node, of: tuple[s.Node, ...]) -> s.Node:
    return s.All(node.at, of) if isinstance(node, s.All) else s.AnyOf(node.at, of)
