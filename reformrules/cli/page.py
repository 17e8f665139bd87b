"""The verb that serves the page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reformrules.cli.options import Layers, Rules
from reformrules.errors import InputError, Problem


def serve(
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="where to listen")] = 8765,
    host: Annotated[str, typer.Option("--host", help="the address to listen on; others need a token")] = "127.0.0.1",
    token: Annotated[
        str | None,
        typer.Option("--token", envvar="REFORMRULES_TOKEN", help="what visitors must show; made where one is needed"),
    ] = None,
    cases: Annotated[
        list[Path] | None, typer.Option("--cases", help="folders of cases that the agenda and the policy desk offer")
    ] = None,
    rules: Rules = None,
    layers: Layers = None,
) -> None:
    """Open the page for caseworkers and policy staff on this machine."""
    try:
        from reformrules.verbs import serving
    except ModuleNotFoundError as error:
        raise InputError(
            Problem(f"`serve` needs `{error.name}`; install it with `pip install 'reformrules[web]'`")
        ) from None
    serving.serve(host, port, token, cases or [], rules, layers or ())
