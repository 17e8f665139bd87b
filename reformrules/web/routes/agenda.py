"""The agenda: the deadlines of many cases, what is overdue first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from dateutil.relativedelta import relativedelta
from fastapi import APIRouter
from fastapi.responses import Response

from reformrules.explain.agenda import Choice, Deadline
from reformrules.explain.findings import Text
from reformrules.present.ics import calendar_file
from reformrules.present.text import days_text
from reformrules.web import tasks
from reformrules.web.page import NotFound, Visit, Visiting, download
from reformrules.web.routes.home import area_of, area_titles, shipped

router = APIRouter(prefix="/agenda", include_in_schema=False)
OPEN = "open"
MOST_SHOWN = 300


def folders(visit: Visit) -> dict[str, tuple[str, Path]]:
    """The folders of cases that may be looked at, by key, each with its title."""
    given = {f"folder-{number}": found for number, found in enumerate(visit.settings.caseloads.items())}
    areas = {area_of(path): path.parent for path in shipped(visit.book.layers).values()}
    return given | {f"example-{area}": (title, areas[area]) for area, title in area_titles(visit).items()}


async def _deadlines(visit: Visit, source: str, on: date, until: date) -> tuple[list[Deadline], int, list[str]]:
    law = visit.law(visit.book.setting(None))
    if source == OPEN:
        texts = [case.text for case in visit.session.cases.values()] if visit.session else []
        return await visit.workers.ask_long(tasks.agenda_of, texts, on, until, law), len(texts), []
    found = folders(visit)
    if source not in found:
        raise NotFound
    return await visit.workers.ask_long(tasks.agenda_of_folder, found[source][1], on, until, law, visit.lang)


@router.get("")
async def agenda_page(visit: Visiting) -> Response:
    """The deadlines in a window, by who has the case, who must act and what must be done."""
    asked = visit.request.query_params
    on = visit.day("on", date.today())
    until, source = visit.day("until", on + relativedelta(months=3)), asked.get("from", OPEN)
    every, number, aside = await _deadlines(visit, source, on, until)
    choice = _choice(visit)
    found = [one for one in every if choice.takes(one)]
    return visit.page(
        "agenda.html", on=on, until=until, source=source, folders=folders(visit), number=number, aside=aside,
        found=found[:MOST_SHOWN], total=len(found), choice=choice, days_text=days_text,
        law=visit.law(visit.book.setting(None)),
        kinds=_names(visit, (one.what for one in every)), whos=_names(visit, (one.of for one in every)),
        offices=_names(visit, (office for one in every for office in one.office)),
        keys={case.name: case.key for case in visit.session.cases.values()} if visit.session else {},
    )  # fmt: skip


def _choice(visit: Visit) -> Choice:
    given = (visit.request.query_params.get(name, "")[:200] or None for name in ("kind", "who", "office"))
    return Choice(*given)


def _names(visit: Visit, texts: Iterable[Text]) -> list[str]:
    return sorted({text.in_(visit.lang) for text in texts})


@router.get("/deadlines.ics")
async def agenda_file(visit: Visiting) -> Response:
    """The same deadlines as a calendar."""
    on = visit.day("on", date.today())
    until = visit.day("until", on + relativedelta(months=3))
    every, _, _ = await _deadlines(visit, visit.request.query_params.get("from", OPEN), on, until)
    choice = _choice(visit)
    found = [one for one in every if choice.takes(one)]
    return download(calendar_file(found, visit.lang), "text/calendar", "deadlines.ics")
