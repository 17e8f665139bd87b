"""Verbs that prove."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reformrules.cli.options import Lang, Language, Layers, Out, ProofFormat, Rules
from reformrules.extras import needing_extra
from reformrules.rulebook.status import LawSetting

AnyLaw = Annotated[
    LawSetting | None,
    typer.Option("--law", help="one setting of legal status; all if left out"),
]
Seconds = Annotated[float, typer.Option("--seconds", min=0.1, help="how long one question may take")]
Jobs = Annotated[int | None, typer.Option("--jobs", min=1, help="processes; one for each core if left out")]
Witnesses = Annotated[
    Path | None, typer.Option("--witnesses", metavar="DIR", help="write each citizen that is found as a case file")
]


def prove(
    names: Annotated[list[str] | None, typer.Argument(help="guarantees; all if left out")] = None,
    law: AnyLaw = None,
    seconds: Seconds = 20.0,
    lang: Language = Lang.da,
    form: Annotated[ProofFormat, typer.Option("--format")] = ProofFormat.text,
    out: Out = None,
    witnesses: Witnesses = None,
    jobs: Jobs = None,
    rules: Rules = None,
    layers: Layers = None,
) -> None:
    """Prove what can never happen, for any citizen on any day, or show a citizen to whom it happens."""
    with needing_extra("prove", "prove"):
        from reformrules.verbs import proving
    effort = proving.Effort(law, seconds, jobs)
    good = proving.run(names or [], effort, lang.value, form.value, out, witnesses, rules, layers or ())
    raise typer.Exit(0 if good else 1)
