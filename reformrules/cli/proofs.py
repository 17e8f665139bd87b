"""Verbs that prove."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from reformrules.cli.options import BadOption, Lang, Language, Layers, Out, ProofFormat, Rules, read_on
from reformrules.errors import Both
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

Names = Annotated[
    list[str] | None, typer.Argument(help="guarantees, conclusions, rules, files or folders; all if left out")
]


def prove(
    names: Names = None,
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


def diff(
    rulebook: Annotated[
        Path, typer.Argument(metavar="RULES", help="a rulebook folder, or a change of the law (a file)")
    ],
    other: Annotated[
        Path | None, typer.Argument(help="the one after; RULES alone is compared with what it changes, or the shipped")
    ] = None,
    findings: Annotated[
        list[str] | None, typer.Option("--finding", metavar="NAME", help="only this finding; may be repeated")
    ] = None,
    on: Annotated[
        date | None, typer.Option("--on", parser=read_on, metavar="DATE", help="only this day; all if left out")
    ] = None,
    first: Annotated[
        date | None, typer.Option("--from", parser=read_on, metavar="DATE", help="from this day on")
    ] = None,
    last: Annotated[
        date | None, typer.Option("--until", parser=read_on, metavar="DATE", help="up to and with this day")
    ] = None,
    law: AnyLaw = None,
    seconds: Seconds = 10.0,
    lang: Language = Lang.da,
    form: Annotated[ProofFormat, typer.Option("--format")] = ProofFormat.text,
    out: Out = None,
    witnesses: Witnesses = None,
    jobs: Jobs = None,
    rules: Annotated[Path | None, typer.Option("--rules", help="the rulebook before, where one alone is named")] = None,
    layers: Layers = None,
) -> None:
    """Prove that two rulebooks say the same of any citizen on any day, or show a citizen of whom they do not."""
    with needing_extra("diff", "prove"):
        from reformrules.verbs import differing
        from reformrules.verbs.proving import Effort
    if on is not None and (first or last):
        either = Both(
            "angiv en dag, eller dagene fra og til, ikke begge dele", "give a day, or the days from and until, not both"
        )
        raise BadOption(either, "--on")
    if first and last and last < first:
        raise BadOption(Both(f"{last} ligger før {first}", f"{last} lies before {first}"), "--until")
    books = differing.two_rulebooks(rulebook, other, rules, layers or ())
    asked = differing.Asked(findings or (), on or first, on or last)
    effort = Effort(law, seconds, jobs)
    good = differing.run(books, asked, effort, lang.value, form.value, out, witnesses)
    raise typer.Exit(0 if good else 1)
