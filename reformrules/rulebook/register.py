"""The register: every statement of the law that the rulebook answers for, and what carries it.

The entries say what the law says; rules, table rows, parameter values, conclusions and facts name the
entries they carry. So the matrix is read in both directions, and neither side can be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from reformrules.errors import Both, Place, Problem, listed, nearest, quoted
from reformrules.rulebook.book import Rulebook


@dataclass(frozen=True, slots=True)
class Carrier:
    """What encodes a statement: a rule, a parameter, a fact (a recorded decision) or a conclusion."""

    kind: Literal["rule", "parameter", "fact", "conclusion", "figure", "share"]
    name: str


def carriers(book: Rulebook) -> dict[str, list[Carrier]]:
    """For each row id that something carries: what carries it, each once."""
    found: dict[str, dict[Carrier, None]] = {}
    for carrier, ids, _ in _carried(book):
        for id_ in ids:
            found.setdefault(id_, {})[carrier] = None
    return {id_: list(named) for id_, named in found.items()}


def register_faults(book: Rulebook) -> Iterator[Problem]:
    """What is missing on either side; a rulebook that keeps no register has none."""
    if not book.register:
        return
    for carrier, ids, place in _carried(book):
        for id_ in ids:
            if id_ not in book.register:
                kind = Both(_KINDS[carrier.kind], carrier.kind) + f" `{carrier.name}`: "
                none = Both("registret har ingen post ", "the register has no entry ") + quoted(id_)
                yield Problem(kind + none + nearest(id_, book.register), place)
        if carrier.kind == "rule" and not ids:
            da = f"regel `{carrier.name}` bærer ingen post i registret; nævn den i `register`"
            en = f"rule `{carrier.name}` carries no entry of the register; name it in `register`"
            yield Problem(Both(da, en), place)
    carried = carriers(book)
    for id_, entry in book.register.items():
        place = book.where["register", id_]
        if entry.no_rule is None and id_ not in carried:
            yield Problem(_UNCARRIED[0] + quoted(id_) + _UNCARRIED[1], place)
        if entry.no_rule is not None and id_ in carried:
            but = Both(" giver en grund i `no_rule`, men bæres af ", " gives a reason in `no_rule`, but is carried by ")
            yield Problem(quoted(id_) + but + listed(carrier.name for carrier in carried[id_]), place)


_UNCARRIED = (
    Both("intet bærer ", "nothing carries "),
    Both(
        "; nævn den, hvor den er kodet, eller sig hvorfor i `no_rule`",
        "; name it where it is encoded, or say why in `no_rule`",
    ),
)
_KINDS = {
    "rule": "regel", "parameter": "parameter", "figure": "nøgletal", "fact": "oplysning", "conclusion": "konklusion",
    "share": "andel",
}  # fmt: skip


def _carried(book: Rulebook) -> Iterator[tuple[Carrier, list[str], Place]]:
    for rule in book.rules.values():
        yield Carrier("rule", rule.id), rule.cited.register_rows, rule.place
    for name, parameter in book.parameters.items():
        ids = [id_ for value in parameter.values for id_ in value.register_rows]
        yield Carrier("parameter", name), ids, book.where["names", name]
    for name in book.figures:
        yield Carrier("figure", name), [name], book.where["register", name]
    for name, fact in book.facts.items():
        yield Carrier("fact", name), fact.register_rows, book.where["names", name]
    for name, conclusion in book.conclusions.items():
        own = conclusion.model.otherwise.register_rows if conclusion.model.otherwise else []
        yield Carrier("conclusion", name), [*conclusion.model.register_rows, *own], conclusion.place
    for id_, share in book.shares.items():
        yield Carrier("share", id_), share.register_rows, book.where["shares", id_]
