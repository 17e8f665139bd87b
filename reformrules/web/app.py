"""The application: its parts put together."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from reformrules import __version__
from reformrules.errors import Both, InputError, Problem
from reformrules.rulebook.loader import load_rulebook
from reformrules.web.faults import handle_errors
from reformrules.web.guard import Guard
from reformrules.web.routes import agenda, api, cases, desk, home, proving, record, rules
from reformrules.web.sessions import Sessions
from reformrules.web.settings import Settings, is_loopback
from reformrules.web.workers import Workers

MOST_WAITING_AT_DESK = 8
STATIC = Path(__file__).parent / "static"


def create_app(settings: Settings) -> FastAPI:
    """The page as an ASGI application.

    Raises RulebookError where the rulebook does not load, InputError where others could reach the page without a token.
    """
    if not is_loopback(settings.host) and not settings.token:
        da = f"andre kan nå {settings.host}; angiv en adgangsnøgle, som besøgende skal vise"
        en = f"others can reach {settings.host}; give a token that visitors must show"
        raise InputError(Problem(Both(da, en)))
    book = load_rulebook(settings.rules, settings.layers)
    app = FastAPI(
        title="reformrules", version=__version__, lifespan=_lifespan, description=api.ABOUT,
        openapi_url="/api/openapi.json", docs_url=None, redoc_url=None,
    )  # fmt: skip
    app.state.settings, app.state.book, app.state.sessions = settings, book, Sessions(settings)
    for part in (home, cases, record, agenda, rules, api, desk, proving):
        app.include_router(part.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(Guard, settings=settings)
    handle_errors(app)
    api.describe(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    app.state.workers, app.state.desk_workers = (
        Workers(settings),
        Workers(replace(settings, workers=1, most_waiting=MOST_WAITING_AT_DESK)),
    )
    app.state.results = {}
    app.state.workers.start()
    with tempfile.TemporaryDirectory(prefix="reformrules-") as folder:  # for caseloads that are made up, and no others
        app.state.desk_folder = folder
        try:
            yield
        finally:
            app.state.workers.stop()
            app.state.desk_workers.stop()
