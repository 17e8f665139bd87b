"""The command line: thin, every verb a call into the readings.

Exit codes: 0 done, 1 expectations failed, mutants survived, something was not proved, two
rulebooks may differ or something of a caseload was set aside, 2 bad input, 3 internal error (the two engines differ).
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterable
from importlib import import_module
from itertools import pairwise
from typing import Any

import typer

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for plugins takes longer than a case

from reformrules.cli.options import Lang
from reformrules.errors import Both, EngineDifference, Problem, ReformrulesError

ERROR = Both("fejl", "error")

_VERBS = {  # each with the module here that has it, which is imported for its verbs only
    "check": "citizen.check",
    "agenda": "citizen.agenda",
    "test": "citizen.test",
    "rules": "law.browse",
    "count": "caseload.count",
    "compare": "caseload.compare",
    "sql": "caseload.sql",
    "synthesize": "caseload.synthesize",
    "calendar": "law.show_calendar",
    "initiatives": "local.initiatives",
    "figures": "local.figures",
    "boundaries": "law.show_boundaries",
    "mutate": "law.mutate",
    "prove": "proofs.prove",
    "diff": "proofs.diff",
    "new": "citizen.new",
    "schema": "law.schema",
    "serve": "page.serve",
}


def _app(asked: str) -> typer.Typer:
    """The verb that is asked for, or all of them where it is none: to build one takes longer than to read a case."""
    app = typer.Typer(
        no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
        help="Danish employment law in the reform years: check a case, count a caseload, test the rules, browse them.",
    )  # fmt: skip
    app.callback()(lambda: None)  # so that a verb has its name, be it the only one
    for name, verb in _VERBS.items():
        if asked == name or asked not in _VERBS:
            app.command(name)(_named(verb))
    if asked not in _VERBS:
        app.add_typer(_named("store.app"), name="caseload")
    return app


def _named(name: str) -> Any:
    """What has this name in the modules of the command line."""
    module, _, name = name.partition(".")
    return getattr(import_module(f"reformrules.cli.{module}"), name)


_ClickException: Any = typer.BadParameter.__mro__[2]  # older versions of typer have click beside, newer within


def _language(arguments: list[str]) -> str:
    """The language that the arguments ask for, be they valid or not; that of the answers where none is named."""
    named = [given for before, given in pairwise(["", *arguments]) if "--lang" in (before, given.partition("=")[0])]
    asked = [given.removeprefix("--lang=") for given in named]
    return next((lang for lang in reversed(asked) if lang in list(Lang)), Lang.da)


def _tell(problems: Iterable[Problem], lang: str) -> None:
    for problem in problems:
        typer.echo(f"{ERROR.in_(lang)}: {problem.told(lang)}", err=True)


def main() -> None:
    """Entry point: errors of the user are one line each, and exit with 2."""
    gc.set_threshold(1_000_000)  # a command makes much that lives to its end; collecting early is a tenth of the time
    arguments = sys.argv[1:] or ["--help"]
    try:
        code = _app(arguments[0])(arguments, prog_name="reformrules", standalone_mode=False)
        if code:
            sys.exit(code)
    except _ClickException as error:
        from reformrules.cli.usage import usage

        _tell([usage(error)], _language(arguments))
        sys.exit(2)
    except typer.Abort:
        sys.exit(130)
    except ReformrulesError as error:
        _tell(error.problems, _language(arguments))
        sys.exit(2)
    except EngineDifference as error:
        typer.echo(str(error), err=True)
        sys.exit(3)
    except BrokenPipeError:
        sys.exit(0)
    finally:
        gc.freeze()  # nor is there anything to collect at the end: the process gives all of it back
