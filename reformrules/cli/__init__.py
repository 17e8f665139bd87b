"""The command line: thin, every verb a call into the readings.

Exit codes: 0 done, 1 expectations failed, mutants survived, something was not proved, two
rulebooks may differ or something of a caseload was set aside, 2 bad input, 3 internal error (the two engines differ).
"""

from __future__ import annotations

import gc
import os
import re
import sys
from typing import Any

import typer

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for plugins takes longer than a case

from reformrules.cli import caseload, citizen, law, local, page, proofs, store
from reformrules.errors import EngineDifference, Problem, ReformrulesError

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
    help="Danish employment law in the reform years: check a case, count a caseload, test the rules, browse them.",
)  # fmt: skip

app.command()(citizen.check)
app.command()(citizen.agenda)
app.command()(citizen.test)
app.command("rules")(law.browse)
app.command()(caseload.count)
app.command()(caseload.compare)
app.command()(caseload.sql)
app.command()(caseload.synthesize)
app.command("calendar")(law.show_calendar)
app.command()(local.initiatives)
app.command()(local.figures)
app.command("boundaries")(law.show_boundaries)
app.command()(law.mutate)
app.command()(proofs.prove)
app.command()(proofs.diff)
app.command()(citizen.new)
app.command()(law.schema)
app.command()(page.serve)
app.add_typer(store.app, name="caseload")

_ClickException: Any = typer.BadParameter.__mro__[2]  # older versions of typer have click beside, newer within


def _usage(error: Any) -> str:
    """A fault of the command line in one line: the option or argument, what is wrong, where the help is."""
    text = re.sub("Invalid value(?: for '?([^':]*)'?)?: (?:Value error, )?", r"\1: ", error.format_message())
    text = re.sub("'([^']*)'", r"`\1`", text).rstrip(".").replace(". Did", "; did")
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "reformrules"
    return text[:1].lower() + text[1:] + ("" if text.endswith("?") else f"; see `{path} --help`")


def main() -> None:
    """Entry point: errors of the user are one line each, and exit with 2."""
    gc.set_threshold(1_000_000)  # a command makes much that lives to its end; collecting early is a tenth of the time
    try:
        code = app(sys.argv[1:] or ["--help"], prog_name="reformrules", standalone_mode=False)
        if code:
            sys.exit(code)
    except _ClickException as error:
        typer.echo(f"error: {Problem(_usage(error))}", err=True)
        sys.exit(2)
    except typer.Abort:
        sys.exit(130)
    except ReformrulesError as error:
        for problem in error.problems:
            typer.echo(f"error: {problem}", err=True)
        sys.exit(2)
    except EngineDifference as error:
        typer.echo(str(error), err=True)
        sys.exit(3)
    except BrokenPipeError:
        sys.exit(0)
    finally:
        gc.freeze()  # nor is there anything to collect at the end: the process gives all of it back
