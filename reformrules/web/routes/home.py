"""The way in: shipped cases, a file, an empty case; and leaving, which forgets everything."""

from __future__ import annotations

import hmac
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from reformrules.case.record import LIKE_CPR
from reformrules.case.writing import case_text
from reformrules.cases import default_cases, shipped_cases
from reformrules.documents import not_utf8
from reformrules.errors import CPR_SHAPE, Both, InputError, Place, Problem
from reformrules.web import tasks
from reformrules.web.guard import TOKEN_COOKIE
from reformrules.web.page import NotFound, Posted, Visit, Visiting, field
from reformrules.web.sessions import HeldCase, new_key

router = APIRouter(include_in_schema=False)
MOST_SHOWN = 60


shipped = lru_cache(maxsize=4)(shipped_cases)


def area_of(case: Path) -> str:
    """The folder of a shipped case, named from the folder of them all."""
    return _area(case.parent)


@cache
def _area(folder: Path) -> str:
    return folder.relative_to(default_cases()).as_posix()


def area_titles(visit: Visit) -> dict[str, str]:
    """What the folders of the shipped cases are called: as the area or the concept of the rulebook of that name."""
    areas, concepts = {area_of(path) for path in shipped(visit.book.layers).values()}, visit.book.concepts
    named = {area: concepts.get(f"{area}/register") or concepts.get(area) for area in areas}
    return {area: title.in_(visit.lang) if title else area for area, title in named.items()}


@router.get("/")
async def home(visit: Visiting) -> Response:
    """The first page: what to open."""
    words = visit.request.query_params.get("find", "")[:100].lower().split()
    found = [
        (name, area_of(path))
        for name, path in shipped(visit.book.layers).items()
        if all(word in name for word in words)
    ]
    return visit.page(
        "home.html", found=found[:MOST_SHOWN], total=len(found), find=" ".join(words),
        titles=area_titles(visit),
    )  # fmt: skip


@router.post("/cases/shipped")
async def open_shipped(visit: Visiting, form: Posted) -> Response:
    """Open a case that comes with the package."""
    path = shipped(visit.book.layers).get(field(form, "name"))
    if path is None:
        raise NotFound
    return await opened(visit, path.read_text("utf-8"))


@router.post("/cases/upload")
async def upload(visit: Visiting, form: Posted) -> Response:
    """Open a case file of the visitor's own."""
    file = form.get("file")
    data = await file.read() if isinstance(file, UploadFile) else b""
    if not data:
        da = "der er ikke valgt en fil; vælg en sagsfil, yaml eller json"
        raise InputError(Problem(Both(da, "no file was chosen; choose a case file, yaml or json")))
    try:
        return await opened(visit, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError(Problem(not_utf8(error), Place(tasks.FILE))) from None


@router.post("/cases/new")
async def new(visit: Visiting, form: Posted) -> Response:
    """Begin a case of which nothing is known yet."""
    name = field(form, "name") or visit.say("new_case_name")
    if CPR_SHAPE.search(name):
        raise InputError(Problem(LIKE_CPR))
    return await opened(visit, case_text({"case": name, "person": {}}), "/questions")


async def opened(visit: Visit, text: str, part: str = "") -> Response:
    """Hold a case and lead the visitor to it; raises InputError with what is wrong in it."""
    name, data = await visit.workers.ask(tasks.read, text)
    case = visit.sessions.hold(
        visit.begin(), HeldCase(new_key(), name, text, data, date.today(), visit.book.setting(None))
    )
    return visit.go(f"/case/{case.key}{part}")


@router.post("/leave")
async def leave(visit: Visiting, form: Posted) -> Response:
    """Forget all that the visitor opened."""
    visit.sessions.end(visit.id)
    return visit.go("/")


@router.get("/enter")
async def enter(visit: Visiting) -> Response:
    """Where the token is asked for."""
    return visit.page("enter.html", wrong=False)


@router.post("/enter")
async def entered(visit: Visiting, form: Posted) -> Response:
    """Take the token, and keep it as a cookie that lasts as long as the browser's session."""
    token = field(form, "token")
    if not visit.settings.token or not hmac.compare_digest(token.encode(), visit.settings.token.encode()):
        return visit.page("enter.html", 403, wrong=True)
    response = visit.go("/")
    secure = visit.request.url.scheme == "https"
    response.set_cookie(TOKEN_COOKIE, token, httponly=True, samesite="strict", secure=secure, path="/")
    return response
