"""A case on a date: what to do now, what holds, why, and what changes next."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from reformrules.present.briefing import briefing
from reformrules.web import tasks
from reformrules.web.page import Visiting

router = APIRouter(prefix="/case/{key}", include_in_schema=False)


@router.get("")
async def case_page(visit: Visiting, key: str) -> Response:
    """The answer for a day, in the order of a reader."""
    case = visit.case(key)
    on, law = visit.question(case)
    look = await visit.workers.ask(tasks.look, case.text, on, law)
    return visit.page("case.html", case=case, on=on, law=law, look=look, answer=look.answer,
                      brief=briefing(look.answer))  # fmt: skip


@router.get("/why/{subject}")
async def why_page(visit: Visiting, key: str, subject: str) -> Response:
    """The whole chain of rules behind one finding."""
    case = visit.case(key)
    on, law = visit.question(case)
    step = await visit.workers.ask(tasks.explain, case.text, on, law, subject)
    return visit.page("why.html", case=case, on=on, law=law, step=step)


@router.get("/next")
async def next_page(visit: Visiting, key: str) -> Response:
    """What changes next, the record staying as it is."""
    case = visit.case(key)
    on, law = visit.question(case)
    changes = await visit.workers.ask(tasks.changes, case.text, on, law)
    return visit.page("next.html", case=case, on=on, law=law, changes=changes)
