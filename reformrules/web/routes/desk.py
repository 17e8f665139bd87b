"""The policy desk: a caseload counted and compared, a change of the law tried on it, down to one citizen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import FormData, QueryParams

from reformrules.case.writing import case_text
from reformrules.count.tally import groups_of
from reformrules.errors import Place, ReformrulesError
from reformrules.rulebook.changes import phases
from reformrules.rulebook.status import LawSetting
from reformrules.staffing import MINUTES_PER_TALK
from reformrules.web import desk, drafts
from reformrules.web.page import NotFound, Posted, Visit, Visiting, image_of
from reformrules.web.routes.agenda import folders
from reformrules.web.routes.home import opened

router = APIRouter(prefix="/desk", include_in_schema=False)
SIZES, SEED = (100, 300, 1000), 1
MOST_KEPT = 30
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the desk is asked: a caseload by its key, two dates, a law setting, minutes of a talk; with the change?"""

    caseload: str
    on: date
    then: date
    law: LawSetting
    minutes: int
    change: bool
    by: str = ""

    def query(self, **other: str) -> str:
        """The same as parameters of an address."""
        given = {"caseload": self.caseload, "on": str(self.on), "and": str(self.then), "law": self.law.value,
                 "minutes": str(self.minutes), "by": self.by, **({"change": "yes"} if self.change else {})}  # fmt: skip
        return urlencode(given | other)


def choice_of(visit: Visit) -> Choice:
    """What the address asks of the desk."""
    asked: QueryParams = visit.request.query_params
    days = phases(visit.book) or [date.today()]
    on = visit.day("on", next((day for day in reversed(days) if day <= date.today()), days[0]))
    then = visit.day("and", next((day for day in days if day > on), on))
    minutes = asked.get("minutes", "")
    return Choice(
        asked.get("caseload", f"made-{SIZES[0]}"), on, then, visit.law(visit.book.setting(None)),
        min(int(minutes), 600) if minutes.isdigit() and len(minutes) < 4 else MINUTES_PER_TALK,
        asked.get("change") == "yes",
        asked.get("by", "")[:100],
    )  # fmt: skip


async def once(visit: Visit, task: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The result of a task of the desk, worked out once: it is the same for everybody who asks the same."""
    kept: dict[Any, Any] = visit.request.app.state.results
    key = (task.__name__, args, tuple(kwargs.items()))
    if key not in kept:
        kept[key] = await visit.request.app.state.desk_workers.ask_long(task, *args, **kwargs)
        while len(kept) > MOST_KEPT:
            kept.pop(next(iter(kept)))
    found: T = kept[key]
    return found


async def _folder(visit: Visit, key: str) -> Path:
    """The folder of a caseload; one that is made up is made now. Raises NotFound."""
    made = {f"made-{size}": size for size in SIZES}
    if key in made:
        folder = Path(visit.request.app.state.desk_folder) / key
        await once(visit, desk.synthesize, folder, made[key], SEED)
        return folder
    found = folders(visit)
    if key not in found:
        raise NotFound
    return found[key][1]


def desk_page_of(visit: Visit, template: str, choice: Choice, status: int = 200, **values: Any) -> Response:
    groups = [name for names in groups_of(visit.book) for name in names]
    return visit.page(template, status, choice=choice, sizes=SIZES, folders=folders(visit), groups=groups, **values)


def overlay_of(visit: Visit) -> str:
    """The change that the visitor tried last."""
    return visit.session.overlay if visit.session else ""


@router.get("")
async def desk_page(visit: Visiting) -> Response:
    """What to count or compare, and the change to try; a parameter or a rule can be taken as its beginning."""
    choice, asked = choice_of(visit), visit.request.query_params
    name = asked.get("name", "")
    draft = drafts.draft(visit.book, name, choice.then)
    if draft and name in visit.book.rules and not await _loads(visit, draft):  # a row of a table is no rule by itself
        draft = ""
    problems = [(visit.say("no_draft"), "")] if name and not draft else []
    return desk_page_of(visit, "desk.html", choice, problems=problems, overlay=draft or overlay_of(visit))


async def _loads(visit: Visit, text: str) -> bool:
    try:
        await visit.workers.ask(desk.check_change, text)
    except ReformrulesError:
        return False
    return True


@router.get("/count")
async def count_page(visit: Visiting) -> Response:
    """How many citizens each answer is given to, and what is open, by reason."""
    choice = choice_of(visit)
    folder = await _folder(visit, choice.caseload)
    by = (choice.by,) if choice.by else ()
    drawn = await once(visit, desk.count, folder, choice.on, choice.law, by, visit.lang)
    return desk_page_of(visit, "counted.html", choice, **_shown(drawn))


def _shown(drawn: desk.Drawn) -> dict[str, Any]:
    return {
        "report": drawn.report,
        "charts": [image_of(chart) if chart else None for chart in drawn.charts],
        "aside": drawn.aside,
    }


@router.get("/compare")
async def compare_page(visit: Visiting) -> Response:
    """Who is answered otherwise: the flow between groups, talks and offers by month, every change with its rules."""
    choice = choice_of(visit)
    folder = await _folder(visit, choice.caseload)
    found = await once(visit, desk.compared, folder, _asked(visit, choice), choice.minutes, visit.lang)
    return desk_page_of(visit, "compared.html", choice, changers=found.changers, **_shown(found.drawn))


def _asked(visit: Visit, choice: Choice) -> desk.Asked:
    change = overlay_of(visit) if choice.change else ""
    days = (choice.then, choice.then) if change else (choice.on, choice.then)
    return desk.Asked(days, (choice.law, choice.law), change)


@router.post("/change")
async def change(visit: Visiting, form: Posted) -> Response:
    """Take the text of a change; show what is wrong with it, at its place, or compare."""
    choice, text = choice_of(visit), _text(form)
    try:
        await visit.workers.ask(desk.check_change, text)
    except ReformrulesError as error:
        lines = text.split("\n")
        problems = [(problem.told(visit.lang), _line(lines, problem.place)) for problem in error.problems]
        return desk_page_of(visit, "desk.html", choice, 422, problems=problems, overlay=text)
    visit.begin().overlay = text
    return visit.go(f"/desk/compare?{choice.query(change='yes')}")


def _line(lines: list[str], place: Place | None) -> str:
    """The line of a text that a place is in, if it is in one."""
    return lines[place.line - 1] if place and place.line and place.line <= len(lines) else ""


def _text(form: FormData) -> str:
    """The text as it was written, so that a place in it is the place the visitor sees."""
    text = form.get("text")
    return text.replace("\r\n", "\n") if isinstance(text, str) else ""


@router.get("/citizen/{finding}/{number}")
async def citizen_page(visit: Visiting, finding: int, number: int) -> Response:
    """One citizen of the caseload on both sides, with the reasons of what differs."""
    choice = choice_of(visit)
    folder, id_ = await _changer(visit, choice, finding, number)
    found = await once(visit, desk.contrast, folder, _asked(visit, choice), id_, visit.lang)
    return desk_page_of(visit, "citizen.html", choice, id=id_, found=found)


async def _changer(visit: Visit, choice: Choice, finding: int, number: int) -> tuple[Path, str]:
    """A citizen by the place in the lists of a comparison, so that no address names one; raises NotFound."""
    folder = await _folder(visit, choice.caseload)
    found = await once(visit, desk.compared, folder, _asked(visit, choice), choice.minutes, visit.lang)
    if not (0 <= finding < len(found.changers) and 0 <= number < len(found.changers[finding][1])):
        raise NotFound
    return folder, found.changers[finding][1][number].citizen


@router.post("/citizen/{finding}/{number}")
async def open_citizen(visit: Visiting, form: Posted, finding: int, number: int) -> Response:
    """Open a citizen of the caseload as a case."""
    choice = choice_of(visit)
    folder, id_ = await _changer(visit, choice, finding, number)
    data = await once(visit, desk.citizen, folder, id_, visit.lang)
    return await opened(visit, case_text(data), f"?on={choice.on}&law={choice.law}")
