"""The rulebook as a book: contents, chapters, a rule, a name, a source, search, and what changes between two dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby

from fastapi import APIRouter
from fastapi.responses import Response

from reformrules.errors import Both, InputError, Problem
from reformrules.present import phrases
from reformrules.present.rulebook_page import Area, areas_of, parts_of
from reformrules.rulebook.book import Rule, Rulebook
from reformrules.rulebook.changes import turns_between
from reformrules.rulebook.checks import parameters_of
from reformrules.rulebook.printing import unparse
from reformrules.rulebook.register import carriers
from reformrules.rulebook.status import DEFAULT_SETTING
from reformrules.web.page import NotFound, Visit, Visiting

router = APIRouter(prefix="/rules", include_in_schema=False)
MOST_FOUND = 100


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: what it is (rule, name, register, source), its id, and what it says."""

    kind: str
    id: str
    says: str


@lru_cache(maxsize=4)
def _areas(book: Rulebook) -> list[Area]:
    return areas_of(book)


def _address(lang: str, kind: str, id_: str) -> str:
    """The page of a part of the rulebook."""
    return f"/rules/{kind}/{id_}"


def _page(visit: Visit, template: str, **values: object) -> Response:
    return visit.page(template, **(parts_of(visit.book, {}) | {"address": _address} | values))


@router.get("")
async def contents(visit: Visiting) -> Response:
    """The areas and chapters, and what was searched for."""
    asked = visit.request.query_params.get("find", "")[:200]
    on = visit.day("on", date.today())
    hits = list(_search(visit.book, asked, visit.lang)) if asked.strip() else []
    in_force = {
        chapter.id: sum(rule.window.covers(on, DEFAULT_SETTING) for rule in chapter.rules)
        for area in _areas(visit.book) for chapter in area.chapters
    }  # fmt: skip
    return _page(visit, "rules.html", areas=_areas(visit.book), find=asked, hits=hits[:MOST_FOUND], total=len(hits),
                 on=on, in_force=in_force)  # fmt: skip


@lru_cache(maxsize=4)
def _searchable(book: Rulebook, lang: str) -> list[tuple[str, Hit]]:
    """Everything with a text of its own, as it is searched and as it is shown."""
    hits = [Hit("rule", rule.id, phrases.rule_text(book, rule, lang)) for rule in book.rules.values()]
    hits += [Hit("name", name, book.label(name).in_(lang)) for name in _names(book)]
    hits += [Hit("register", id_, entry.says.in_(lang)) for id_, entry in book.register.items()]
    hits += [Hit("source", id_, source.title) for id_, source in book.sources.items()]
    return [(f"{hit.id} {hit.says}".casefold(), hit) for hit in hits]


def _names(book: Rulebook) -> Iterable[str]:
    return (*book.conclusions, *book.parameters, *book.facts)


def _search(book: Rulebook, asked: str, lang: str) -> Iterator[Hit]:
    words = asked.casefold().split()
    for text, hit in _searchable(book, lang):
        if all(word in text for word in words):
            yield hit


@router.get("/chapter/{id_:path}")
async def chapter_page(visit: Visiting, id_: str) -> Response:
    """One chapter: its conclusions, rules and values."""
    found = [chapter for area in _areas(visit.book) for chapter in area.chapters if chapter.id == id_]
    if not found:
        raise NotFound
    return _page(visit, "chapter.html", chapter=found[0])


@router.get("/rule/{id_}")
async def rule_page(visit: Visiting, id_: str) -> Response:
    """One rule, with the values it reads."""
    rule = visit.book.rules.get(id_)
    if rule is None:
        raise NotFound
    overriding = [other.id for other in visit.book.rules.values() if rule.id in other.overrides]
    return _page(visit, "rule.html", rule=rule, condition=unparse(rule.when), overriding=overriding,
                 parameters=sorted(parameters_of(visit.book, rule)))  # fmt: skip


@router.get("/name/{id_}")
async def name_page(visit: Visiting, id_: str) -> Response:
    """A conclusion with its rules, a parameter with its values, or a fact with its question."""
    book = visit.book
    if id_ not in set(_names(book)):
        raise NotFound
    readers = [rule for rule in book.rules.values() if id_ in rule.names]
    return _page(visit, "name.html", name=id_, conclusion=book.conclusions.get(id_), fact=book.facts.get(id_),
                 parameter=book.parameters.get(id_), readers=readers)  # fmt: skip


@router.get("/source/{id_:path}")
async def source_page(visit: Visiting, id_: str) -> Response:
    """A source, and the rules that cite it."""
    source = visit.book.sources.get(id_)
    if source is None:
        raise NotFound
    citing: list[Rule] = [
        rule for rule in visit.book.rules.values() if any(citation.id == id_ for citation in rule.cited.source)
    ]
    return _page(visit, "source.html", id=id_, source=source, citing=citing)


@router.get("/register/{id_}")
async def register_page(visit: Visiting, id_: str) -> Response:
    """One statement of the law, and what encodes it."""
    entry = visit.book.register.get(id_)
    if entry is None:
        raise NotFound
    return _page(visit, "register.html", id=id_, entry=entry, carried=carriers(visit.book).get(id_, []))


@router.get("/changes")
async def changes_page(visit: Visiting) -> Response:
    """What begins and what ends between two dates."""
    today = date.today()
    after, until = visit.day("after", today), visit.day("until", today.replace(year=today.year + 1, day=1))
    if after >= until:
        da = f"datoerne står ikke i rækkefølge; {until} er ikke efter {after}"
        raise InputError(Problem(Both(da, f"the dates are not in order; {until} is not after {after}")))
    turns = turns_between(visit.book, after, until)
    by_day = [(day, list(group)) for day, group in groupby(turns, lambda turn: turn.day)]
    return _page(visit, "changed.html", after=after, until=until, days=by_day)
