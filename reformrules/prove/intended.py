"""What the law means to be as it is: gaps, idle parts and names that nothing reads, declared with the reason.

They stand in `intended.yaml` files beside the rules: `intended: {name: [{no_answer: condition, reason: {da: …,
en: …}}]}`. A gap is declared with the condition under which no answer is owed, so that any other gap is found still;
and what is declared must be so, or the declaration is a finding itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import model_validator

from reformrules.documents import Document
from reformrules.errors import Both, InputError, Invalid, Place, Problem, RulebookError, nearest
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.files import validate
from reformrules.rulebook.layers import documents_named
from reformrules.rulebook.models import Bilingual, Expression, Strict
from reformrules.rulebook.origins import Home
from reformrules.rulebook.parsing import parse
from reformrules.rulebook.types import BOOL, check

FILE = "intended.yaml"


class Declaration(Strict):
    """One finding that the law means.

    no_answer: of a conclusion, a condition under which it owes none. idle: a part of a rule's condition that decides
    nothing. never_holds: of a rule. unread: of a fact, a parameter or a step.
    """

    no_answer: Expression | None = None
    idle: Expression | None = None
    never_holds: bool = False
    unread: bool = False
    reason: Bilingual

    @model_validator(mode="after")
    def _one_finding(self) -> Declaration:
        if sum((self.no_answer is not None, self.idle is not None, self.never_holds, self.unread)) != 1:
            names = "`no_answer`, `idle`, `never_holds`, `unread`"
            raise Invalid(Both(f"angiv netop én af {names}", f"declare exactly one of {names}"))
        return self


class IntendedFile(Strict):
    """A file of findings that are meant."""

    intended: dict[str, list[Declaration]]


@dataclass(frozen=True)
class Intent:
    """A declaration about a name, with its condition parsed."""

    of: str
    reason: Bilingual
    place: Place
    no_answer: s.Node | None = None
    idle: str | None = None
    never_holds: bool = False
    unread: bool = False


def read_intents(folder: Path, book: Rulebook, left_out: Collection[str] = ()) -> list[Intent]:
    """All declarations below a rulebook folder; raises InputError with all that is wrong.

    left_out: layers of the folder that are not read.
    """
    found: list[Intent] = []
    problems: list[Problem] = []
    for document in documents_named(FILE, folder, left_out):
        try:
            found += _intents(document, book)
        except (RulebookError, InputError) as error:
            problems += error.problems
    if problems:
        raise InputError(*problems)
    return found


def _intents(document: Document, book: Rulebook) -> Iterator[Intent]:
    said: IntendedFile = validate(IntendedFile, document.data, document)
    names = book.conclusions.keys() | book.rules.keys() | book.facts.keys() | book.parameters.keys()
    for name, declared in said.intended.items():
        home = Home(document, ("intended", name))
        if name not in names:
            none = Both(f"der er intet `{name}` i regelværket", f"there is no `{name}` in the rulebook")
            raise InputError(Problem(none + nearest(name, names), home.place()))
        for index, one in enumerate(declared):
            yield _intent(name, one, home, index, book)


def _intent(name: str, said: Declaration, home: Home, index: int, book: Rulebook) -> Intent:
    node = None
    if said.no_answer is not None:
        if name not in book.conclusions:
            da = f"`{name}` er ikke en konklusion og skylder intet svar"
            raise InputError(Problem(Both(da, f"`{name}` is no conclusion and owes no answer"), home.place(index)))
        node = _condition(said.no_answer, home, index, book)
    return Intent(name, said.reason, home.place(index), node, said.idle, said.never_holds, said.unread)


def _condition(text: str, home: Home, index: int, book: Rulebook) -> s.Node:
    try:
        node = parse(text)
        check(node, book.scope, BOOL)
    except RulebookError as error:
        origin = home.origin(index, "no_answer")
        raise InputError(*(Problem(p.message, origin.place(int(p.field or 0))) for p in error.problems)) from None
    return node
