"""A case on a date: what to do now, what holds, why, and what changes next."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, replace

from dateutil.relativedelta import relativedelta
from fastapi import APIRouter
from fastapi.responses import Response

from reformrules.explain.wording import value_text
from reformrules.present.briefing import briefing, cited_by
from reformrules.present.case_timeline import YEARS_AHEAD, range_text, what_text
from reformrules.present.ics import calendar_file
from reformrules.present.json_form import as_text
from reformrules.present.side_by_side import side_by_side
from reformrules.rulebook.changes import phases
from reformrules.web import tasks
from reformrules.web.page import Visiting, download, image_of

router = APIRouter(prefix="/case/{key}", include_in_schema=False)


@router.get("")
async def case_page(visit: Visiting, key: str) -> Response:
    """The answer for a day, in the order of a reader."""
    case, on, law = visit.asked(key)
    look = await visit.workers.ask(tasks.look, case.text, on, law)
    return visit.page("case.html", case=case, on=on, law=law, look=look, answer=look.answer,
                      brief=briefing(look.answer))  # fmt: skip


@router.get("/why/{subject}")
async def why_page(visit: Visiting, key: str, subject: str) -> Response:
    """The whole chain of rules behind one finding."""
    case, on, law = visit.asked(key)
    step = await visit.workers.ask(tasks.explain, case.text, on, law, subject)
    return visit.page("why.html", case=case, on=on, law=law, step=step)


@router.get("/why-not/{rule}")
async def why_not_page(visit: Visiting, key: str, rule: str) -> Response:
    """Why a rule does not hold, and when or with what it would."""
    case, on, law = visit.asked(key)
    found = await visit.workers.ask(tasks.explain_not, case.text, on, law, rule)
    return visit.page("why_not.html", case=case, on=on, law=law, found=found)


@router.get("/next")
async def next_page(visit: Visiting, key: str) -> Response:
    """What changes next, the record staying as it is."""
    case, on, law = visit.asked(key)
    changes = await visit.workers.ask(tasks.changes, case.text, on, law)
    return visit.page("next.html", case=case, on=on, law=law, changes=changes)


@router.get("/timeline")
async def timeline_page(visit: Visiting, key: str) -> Response:
    """The case along a line of time, drawn and as a table."""
    case, on, law = visit.asked(key)
    found, drawing = await visit.workers.ask(tasks.timeline, case.text, on, law, visit.lang)
    turns = ", ".join(value_text(day, visit.lang) for day in found.turns)
    return visit.page("timeline.html", case=case, on=on, law=law, timeline=found, image=image_of(drawing), turns=turns,
                      range_text=range_text, what_text=what_text)  # fmt: skip


@router.get("/compare")
async def compare_page(visit: Visiting, key: str) -> Response:
    """Two dates side by side, or the case and another version of it."""
    case, on, law = visit.asked(key)
    other = visit.case(visit.request.query_params.get("with") or key)
    then = visit.day("and", next((day for day in phases(visit.book) if day > on), on) if other is case else on)
    left, right = await asyncio.gather(
        visit.workers.ask(tasks.look, other.text, on, law), visit.workers.ask(tasks.look, case.text, then, law)
    )
    pairs = side_by_side(left.answer, right.answer)
    return visit.page("compare.html", case=case, other=other, on=on, then=then, law=law,
                      differing=[p for p in pairs if p.differs], same=[p for p in pairs if not p.differs])  # fmt: skip


@router.get("/print")
async def print_page(visit: Visiting, key: str) -> Response:
    """The answer as a note for the case file."""
    case, on, law = visit.asked(key)
    look, changes = await asyncio.gather(
        visit.workers.ask(tasks.look, case.text, on, law), visit.workers.ask(tasks.changes, case.text, on, law)
    )
    cited = cited_by(look.answer)
    return visit.page("print.html", case=case, on=on, law=law, look=look, answer=look.answer, changes=changes,
                      brief=briefing(look.answer), cited=[cited[id_] for id_ in sorted(cited)])  # fmt: skip


@router.get("/answer.json")
async def answer_json(visit: Visiting, key: str) -> Response:
    """The answer as `check --format json` gives it."""
    case, on, law = visit.asked(key)
    look, changes = await asyncio.gather(
        visit.workers.ask(tasks.look, case.text, on, law), visit.workers.ask(tasks.changes, case.text, on, law)
    )
    answer = asdict(replace(look.answer, next_changes=changes))
    return download(as_text(answer), "application/json", "answer.json")


@router.get("/case.yaml")
async def case_file(visit: Visiting, key: str) -> Response:
    """The case as a file."""
    return download(visit.case(key).text, "application/yaml", "case.yaml")


@router.get("/deadlines.ics")
async def deadlines_file(visit: Visiting, key: str) -> Response:
    """The deadlines of the coming year as a calendar."""
    case, on, law = visit.asked(key)
    until = on + relativedelta(years=YEARS_AHEAD)
    found = await visit.workers.ask(tasks.deadlines, case.text, on, until, law)
    return download(calendar_file(found, visit.lang), "text/calendar", "deadlines.ics")
