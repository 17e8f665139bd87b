"""What stands before every page: limits of a request, the headers of a response, and errors that tell nothing."""

from __future__ import annotations

import hmac
import logging
from collections.abc import MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reformrules.web.settings import Settings, is_loopback

LOG = logging.getLogger("reformrules.web")
TOKEN_COOKIE = "access"
OPEN_PATHS = ("/enter", "/static/")
MOST_HEADERS = 32 * 1024

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex",
}


class TooLarge(Exception):
    """The body of a request is larger than the limit."""


class Guard:
    """The outermost layer: nothing gets in that is too large or unknown, nothing gets out without its headers."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _add_headers(message, scope["path"])
            await send(message)

        refusal = self._refusal(scope)
        if refusal is not None:
            await _plain(with_headers, *refusal)
            return
        try:
            await self._app(scope, await _taken(receive, self._settings.most_bytes), with_headers)
        except TooLarge:
            await _plain(with_headers, 413, f"at most {self._settings.most_bytes:,} bytes are taken")
        except Exception as error:  # what it says may hold a case: only its kind is told, and only to the log
            LOG.error("internal error: %s", type(error).__name__)
            if not started:
                await _plain(with_headers, 500, "internal error; nothing was answered")

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        if sum(len(name) + len(value) for name, value in scope["headers"]) > MOST_HEADERS:
            return 431, "the headers are too large"
        if is_loopback(self._settings.host) and not _is_local(headers.get("host", "")):
            return 400, "this page is served on this machine only, under its own name"
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self._settings.most_bytes:
            return 413, f"at most {self._settings.most_bytes:,} bytes are taken"
        if self._settings.token and not scope["path"].startswith(OPEN_PATHS) and not self._shown_token(headers):
            if scope["path"].startswith("/api"):
                return 401, "a token is needed: `Authorization: Bearer TOKEN`"
            return 303, "/enter"
        return None

    def _shown_token(self, headers: Headers) -> bool:
        shown = headers.get("authorization", "").removeprefix("Bearer ") or cookie(headers, TOKEN_COOKIE)
        return hmac.compare_digest(shown.encode(), (self._settings.token or "").encode())


def cookie(headers: Headers, name: str) -> str:
    """The value of a cookie, or nothing."""
    try:
        found: MutableMapping[str, Any] = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return ""
    return found[name].value if name in found else ""


def _is_local(host: str) -> bool:
    """Whether the name a visitor used is this machine's own, so that no other site's name leads here."""
    name = host.partition("]")[0].lstrip("[") if host.startswith("[") else host.rpartition(":")[0] or host
    return is_loopback(name) or name == "testserver"


async def _taken(receive: Receive, most: int) -> Receive:
    """The body of a request, read whole so that its size is known before anything is done with it; raises TooLarge."""
    parts, size, more = list[bytes](), 0, True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            break
        size += len(message.get("body", b""))
        if size > most:
            raise TooLarge
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    waiting: list[Message] = [{"type": "http.request", "body": b"".join(parts), "more_body": False}]

    async def given() -> Message:
        return waiting.pop() if waiting else await receive()

    return given


def _add_headers(message: Message, path: str) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("cache-control", "max-age=3600" if path.startswith("/static/") else "no-store")


async def _plain(send: Send, status: int, text: str) -> None:
    """A bare answer; a redirection where the status is one."""
    headers = [(b"location", text.encode())] if status == 303 else [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if status == 303 else text.encode()})
