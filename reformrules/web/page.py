"""Pages: one visit, with its language and session, and the templates it is answered with."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import AsyncIterator, Mapping
from datetime import date
from functools import partial
from typing import Annotated, Any, TypeVar

from fastapi import Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException

from reformrules import __version__
from reformrules.days import in_range, read_day
from reformrules.errors import Both, InputError, Invalid, Problem, nearest, quoted
from reformrules.explain.wording import LANGUAGES, value_text
from reformrules.present import phrases, words
from reformrules.present.environment import environment
from reformrules.present.text import state_text
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.status import LawSetting
from reformrules.web.guard import cookie
from reformrules.web.sessions import HeldCase, Session, Sessions, new_id
from reformrules.web.settings import Settings
from reformrules.web.words import say
from reformrules.web.workers import Workers

SESSION_COOKIE, LANG_COOKIE = "visit", "lang"
MOST_FIELDS = 4000
R = TypeVar("R", bound=Response)

ENVIRONMENT = environment("reformrules.web", "reformrules.present", indented=True)
ENVIRONMENT.filters["upper_first"] = lambda text: text[:1].upper() + text[1:]


class NotFound(Exception):
    """Nothing is at this address, or no longer."""


class Refused(Exception):
    """A form that this visitor was not given."""


class Visit:
    """One request: who asks, in what language, and what the server holds for them."""

    def __init__(self, request: Request) -> None:
        self.request, state = request, request.app.state
        self.settings: Settings = state.settings
        self.book: Rulebook = state.book
        self.workers: Workers = state.workers
        self.sessions: Sessions = state.sessions
        asked = request.query_params.get("lang") or cookie(request.headers, LANG_COOKIE)
        self.lang = asked if asked in LANGUAGES else "da"
        self.id = cookie(request.headers, SESSION_COOKIE) or new_id()
        self.session: Session | None = self.sessions.find(self.id)

    def say(self, key: str, *values: object) -> str:
        """A word or sentence of the page, in the visitor's language."""
        return say(key, self.lang, *values)

    def begin(self) -> Session:
        """The visitor's session, made now if there is none."""
        return self.sessions.begin(self.id)

    def case(self, key: str) -> HeldCase:
        """A case that this visitor has opened; raises NotFound."""
        if self.session is None or key not in self.session.cases:
            raise NotFound
        return self.session.cases[key]

    def page(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A template as a response, with the cookies it needs."""
        text = ENVIRONMENT.get_template(template).render(self._context(), **values)
        return self.with_cookies(HTMLResponse(text, status))

    def go(self, address: str) -> RedirectResponse:
        """Lead the visitor on, after a form."""
        return self.with_cookies(RedirectResponse(address, 303))

    def _context(self) -> Mapping[str, Any]:
        path = self.request.url.path
        return {
            "visit": self, "lang": self.lang, "say": self.say, "csrf": self.sessions.csrf(self.id), "path": path,
            "other_lang": "en" if self.lang == "da" else "da", "version": __version__, "book": self.book,
            "shown": partial(_shown, self.lang), "state_text": partial(_state, self.lang), "phrases": phrases,
            "tell": words.say,
            "laws": [law.value for law in LawSetting], "with_query": self.with_query,
            "cases": list(self.session.cases.values()) if self.session else [],
        }  # fmt: skip

    def with_query(self, **values: str) -> str:
        """This address with some of its parameters set otherwise."""
        return str(self.request.url.include_query_params(**values).query)

    def with_cookies(self, response: R) -> R:
        """The response with the visitor's id and language; both last as long as the browser's session."""
        secure = self.request.url.scheme == "https"
        for name, value in ((SESSION_COOKIE, self.id), (LANG_COOKIE, self.lang)):
            if cookie(self.request.headers, name) != value:
                response.set_cookie(name, value, httponly=True, samesite="strict", secure=secure, path="/")
        return response

    def asked(self, key: str) -> tuple[HeldCase, date, LawSetting]:
        """A case that this visitor has opened, and what it is looked at by; raises NotFound and InputError."""
        case = self.case(key)
        return case, *self.question(case)

    def question(self, case: HeldCase) -> tuple[date, LawSetting]:
        """The date and law setting asked for, or else those of the case; raises InputError."""
        return self.day("on", case.on), self.law(case.law)

    def day(self, name: str, otherwise: date) -> date:
        """A date in the address; raises InputError."""
        text = self.request.query_params.get(name, "").strip()
        return _day(text, name) if text else otherwise

    def law(self, otherwise: LawSetting) -> LawSetting:
        """The law setting in the address; raises InputError."""
        text = self.request.query_params.get("law", "")
        if text and text not in list(LawSetting):
            none = Both(" er ikke et valg af lov", " is no law setting")
            raise InputError(Problem(quoted(text) + none + nearest(text, list(LawSetting))))
        return LawSetting(text) if text else otherwise


def _day(text: str, name: str) -> date:
    try:
        return in_range(read_day(text))
    except Invalid as error:
        raise InputError(Problem(f"`{name}`: " + error.said)) from None


def _shown(lang: str, value: Any, unit: str | None = None) -> str:
    return value_text(value, lang, unit)


def _state(lang: str, finding: Any, on: date) -> str:
    return state_text(finding, on, lang)


Visiting = Annotated[Visit, Depends(Visit)]


async def posted(visit: Visiting) -> AsyncIterator[FormData]:
    """The fields of a form that this visitor was given; its files are gone after the response. Raises Refused."""
    try:
        form = await visit.request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=visit.settings.most_bytes)
    except (HTTPException, MultiPartException):
        raise InputError(
            Problem(Both("det er ikke en formular, der kan læses", "this is no form that can be read"))
        ) from None
    try:
        if not visit.sessions.is_from(visit.id, field(form, "csrf")):
            raise Refused
        yield form
    finally:
        await form.close()


Posted = Annotated[FormData, Depends(posted)]


def field(form: FormData, name: str) -> str:
    """A field of a form as text, stripped; nothing when it was left out."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def image_of(drawing: str) -> str:
    """A drawing as the address of an image that stands in the page itself."""
    return f"data:image/svg+xml;base64,{b64encode(drawing.encode()).decode()}"


def download(content: str | bytes, kind: str, name: str) -> Response:
    """A file for the visitor; its name says nothing of a case."""
    return Response(content, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})
