"""The verb that serves the page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reformrules.cli.options import Layers, Rules
from reformrules.extras import needing_extra


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
    with needing_extra("serve", "web"):
        from reformrules.verbs import serving
    serving.serve(host, port, token, cases or [], rules, layers or ())
