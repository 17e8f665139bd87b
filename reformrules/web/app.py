"""The application: its parts put together, and what it says when something is wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles

from reformrules import __version__
from reformrules.errors import EngineDifference, InputError, Problem, ReformrulesError
from reformrules.rulebook.loader import load_rulebook
from reformrules.web.guard import Guard
from reformrules.web.page import NotFound, Refused, Visit
from reformrules.web.routes import agenda, cases, home, record
from reformrules.web.sessions import Sessions
from reformrules.web.settings import Settings, is_loopback
from reformrules.web.workers import Busy, TooSlow, Workers

STATIC = Path(__file__).parent / "static"


def create_app(settings: Settings) -> FastAPI:
    """The page as an ASGI application.

    Raises RulebookError where the rulebook does not load, InputError where others could reach the page without a token.
    """
    if not is_loopback(settings.host) and not settings.token:
        raise InputError(Problem(f"others can reach {settings.host}; give a token that visitors must show"))
    book = load_rulebook(settings.rules, settings.layers)
    app = FastAPI(title="reformrules", version=__version__, lifespan=_lifespan, docs_url=None, redoc_url=None)
    app.state.settings, app.state.book, app.state.sessions = settings, book, Sessions(settings)
    for part in (home, cases, record, agenda):
        app.include_router(part.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(Guard, settings=settings)
    _handle_errors(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.workers = Workers(app.state.settings)
    app.state.workers.start()
    try:
        yield
    finally:
        app.state.workers.stop()


def _handle_errors(app: FastAPI) -> None:
    """Each error as a page for people, or as JSON for a program; never more than they need."""

    def answer(request: Request, status: int, key: str, problems: tuple[Problem, ...] = ()) -> Response:
        if request.url.path.startswith("/api"):
            return JSONResponse({"error": key, "problems": [str(problem) for problem in problems]}, status)
        return Visit(request).page("error.html", status, key=key, problems=[str(problem) for problem in problems])

    @app.exception_handler(ReformrulesError)
    async def bad_input(request: Request, error: ReformrulesError) -> Response:
        return answer(request, 422, "bad_input", error.problems)

    @app.exception_handler(NotFound)
    async def not_found(request: Request, error: NotFound) -> Response:
        return answer(request, 404, "not_found")

    @app.exception_handler(Refused)
    async def refused(request: Request, error: Refused) -> Response:
        return answer(request, 403, "refused")

    @app.exception_handler(TooSlow)
    async def too_slow(request: Request, error: TooSlow) -> Response:
        return answer(request, 503, "too_slow")

    @app.exception_handler(Busy)
    async def busy(request: Request, error: Busy) -> Response:
        return answer(request, 503, "busy")

    @app.exception_handler(EngineDifference)
    async def differs(request: Request, error: EngineDifference) -> Response:
        return answer(request, 500, "engines_differ")

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        return answer(request, error.status_code, "not_found" if error.status_code == 404 else "bad_input")
