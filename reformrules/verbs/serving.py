"""The verb `serve`: the page on this machine, until it is stopped."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Sequence
from pathlib import Path

import uvicorn
from rich.console import Console

from reformrules.errors import Both, InputError, Problem, of_the_system
from reformrules.web.app import create_app
from reformrules.web.settings import Settings, is_loopback


def serve(
    host: str, port: int, token: str | None, cases: list[Path], rules: Path | None, layers: Sequence[str] = ()
) -> None:
    """Serve until interrupted; no request is logged, since nothing of a case belongs in a log.

    Raises InputError for folders that are not there and an address that is taken, RulebookError.
    """
    if missing := [str(path) for path in cases if not path.is_dir()]:
        raise InputError(*(Problem(_no_folder(path)) for path in missing))
    made = None if token or is_loopback(host) else secrets.token_urlsafe(24)
    settings = Settings(rules, tuple(layers), {path.name: path for path in cases}, host, token or made)
    app, listener = create_app(settings), _listen(host, port)
    console = Console(stderr=True, highlight=False)
    console.print(f"http://{f'[{host}]' if ':' in host else host}:{port}/  (Ctrl-C)", markup=False)
    if made:
        console.print(f"token: {made}", markup=False)
    config = uvicorn.Config(app, access_log=False, log_level="warning", server_header=False, timeout_keep_alive=10,
                            limit_concurrency=500, h11_max_incomplete_event_size=64 * 1024)  # fmt: skip
    uvicorn.Server(config).run(sockets=[listener])


def _no_folder(path: str) -> Both:
    return Both(
        f"{path} er ikke en mappe; `--cases` angiver mapper med sager",
        f"{path} is no folder; `--cases` names folders of cases",
    )


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        what = Both(f"kan ikke lytte på {host}, port {port}: ", f"cannot listen on {host}, port {port}: ")
        remedy = Both("; vælg en anden `--port`", "; choose another `--port`")
        raise InputError(Problem(what + of_the_system(error) + remedy)) from None
