"""Guarantees: what the law makes unthinkable, written as data in `guarantees.yaml` files beside the rules."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field

from reformrules.errors import Both, InputError, Problem, RulebookError, nearest, quoted
from reformrules.prove.claims import Met
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.files import validate
from reformrules.rulebook.layers import documents_named
from reformrules.rulebook.models import Bilingual, Expression, IsoDate, RuleId, Sourced, Strict
from reformrules.rulebook.origins import Home
from reformrules.rulebook.parsing import parse
from reformrules.rulebook.status import LawSetting
from reformrules.rulebook.types import BOOL, check

FILE = "guarantees.yaml"


class Guarantee(Sourced):
    """One thing that can never happen.

    never: a condition that is never known to hold. obligations: with these, none of them ever applies to somebody of
    whom the condition is known to hold. since, until: the days of which it is said, half-open. law: the law settings.
    """

    text: Bilingual
    reason: Bilingual
    never: Expression
    obligations: list[RuleId] = Field(default=[])
    since: IsoDate | None = None
    until: IsoDate | None = None
    law: list[Annotated[LawSetting, Field(strict=False)]] = Field(default=list(LawSetting), min_length=1)


class GuaranteesFile(Strict):
    """A file of guarantees."""

    guarantees: dict[RuleId, Guarantee]


@dataclass(frozen=True)
class Promise:
    """A guarantee with its condition parsed: what the solver is asked."""

    id: str
    model: Guarantee
    claim: Met

    @property
    def first(self) -> date:
        return self.model.since or date.min

    @property
    def last(self) -> date:
        return self.model.until - timedelta(days=1) if self.model.until else date.max


def read_guarantees(folder: Path, book: Rulebook, left_out: Collection[str] = ()) -> dict[str, Promise]:
    """The guarantees below a rulebook folder; raises InputError with all that is wrong.

    left_out: layers of the folder that are not read.
    """
    found: dict[str, Promise] = {}
    problems: list[Problem] = []
    for document in documents_named(FILE, folder, left_out):
        try:
            said: GuaranteesFile = validate(GuaranteesFile, document.data, document)
        except RulebookError as error:
            problems += error.problems
            continue
        for id_, model in said.guarantees.items():
            home = Home(document, ("guarantees", id_))
            problems += _faults(id_, model, home, book, found)
            claim = _claim(model, home, book, problems)
            if claim is not None:
                found[id_] = Promise(id_, model, claim)
    if problems:
        raise InputError(*problems)
    return found


def _faults(id_: str, model: Guarantee, home: Home, book: Rulebook, found: Collection[str]) -> Iterator[Problem]:
    if id_ in found:
        yield Problem(Both(f"`{id_}` står der to gange", f"`{id_}` is given twice"), home.place())
    if model.since and model.until and model.until <= model.since:
        da = f"den er sagt indtil {model.until}, ikke efter sin begyndelse den {model.since}"
        en = f"it is said until {model.until}, not after its start on {model.since}"
        yield Problem(Both(da, en), home.place("until"))
    for index, cited in enumerate(model.source):
        if cited.id not in book.sources:
            hint = nearest(cited.id, book.sources)
            unknown = Both("ukendt kilde ", "unknown source ")
            yield Problem(unknown + quoted(cited.id) + hint, home.place("source", index))
    duties = [rule.id for rule in book.obligations]
    for index, id_ in enumerate(model.obligations):
        if id_ not in duties:
            none = quoted(id_) + Both(" er ikke en pligt", " is no obligation")
            yield Problem(none + nearest(id_, duties), home.place("obligations", index))


def _claim(model: Guarantee, home: Home, book: Rulebook, problems: list[Problem]) -> Met | None:
    try:
        node = parse(model.never)
        check(node, book.scope, BOOL)
    except RulebookError as error:
        origin = home.origin("never")
        problems += (Problem(p.message, origin.place(int(p.field or 0))) for p in error.problems)
        return None
    return Met(node, tuple(_with_those_in_place(model.obligations, book)))


def _with_those_in_place(obligations: Iterable[str], book: Rulebook) -> Iterator[str]:
    """Obligations, and those that a change of the law puts in their place."""
    in_place = book.laid.in_place if book.laid is not None else {}
    for id_ in obligations:
        yield id_
        if id_ in in_place and book.rules[in_place[id_]].concludes is None:
            yield in_place[id_]
