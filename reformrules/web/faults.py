"""What is said when something is wrong: a page for people, JSON for a program, never more than they need."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from reformrules.errors import Both, EngineDifference, Problem, ReformrulesError
from reformrules.web.page import NotFound, Refused, Visit
from reformrules.web.workers import Broken, Busy, TooSlow

KINDS: dict[type[Exception], tuple[int, str]] = {
    ReformrulesError: (422, "bad_input"),
    RequestValidationError: (422, "bad_input"),
    NotFound: (404, "not_found"),
    Refused: (403, "refused"),
    TooSlow: (503, "too_slow"),
    Busy: (503, "busy"),
    Broken: (503, "broken"),
    EngineDifference: (500, "engines_differ"),
}


def handle_errors(app: FastAPI) -> None:
    """Answer each kind of error in its own words."""
    for kind in KINDS:
        app.add_exception_handler(kind, _known)
    app.add_exception_handler(HTTPException, _of_http)


async def _known(request: Request, error: Exception) -> Response:
    status, key = next(told for kind, told in KINDS.items() if isinstance(error, kind))
    return _answer(request, status, key, _problems(error))


async def _of_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # registered for nothing else
    response = _answer(request, error.status_code, "not_found" if error.status_code == 404 else "bad_input", [])
    response.headers.update(error.headers or {})
    return response


def _problems(error: Exception) -> tuple[Problem, ...]:
    """One line for each problem; what was sent is not repeated but where the message is the project's own."""
    if isinstance(error, ReformrulesError):
        return error.problems
    if isinstance(error, RequestValidationError):
        faults = ((".".join(map(str, fault["loc"][1:])), fault["msg"]) for fault in error.errors())
        return tuple(Problem(_not_valid(where, said[:1].lower() + said[1:])) for where, said in faults)
    return ()


def _not_valid(where: str, said: str) -> Both:
    return Both(f"{where} er ikke gyldig: {said}", f"{where}: {said}")


def _answer(request: Request, status: int, key: str, problems: Sequence[Problem]) -> Response:
    """The page in the visitor's language; JSON in English, unless the address names a language (`?lang=da`)."""
    if request.url.path.startswith("/api"):
        lang = "da" if request.query_params.get("lang") == "da" else "en"
        return JSONResponse({"error": key, "problems": [problem.told(lang) for problem in problems]}, status)
    visit = Visit(request)
    return visit.page("error.html", status, key=key, problems=[problem.told(visit.lang) for problem in problems])
