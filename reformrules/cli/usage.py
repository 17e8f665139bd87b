"""Faults of the command line in one line: the option or argument, what is wrong, where the help is."""

from __future__ import annotations

import re
from typing import Any

from reformrules.cli.options import BadOption
from reformrules.errors import NOTHING, Both, Problem

# The kinds of fault that the parser of the command line tells (versions differ in the words), and what we say of them.
_KINDS = {
    r"No such command (.+?)\. Did you mean (.+)\?": Both(
        r"der er ingen kommando \1; mente du \2?", r"no such command \1; did you mean \2?"
    ),
    r"No such command (.+?)\.?": Both(r"der er ingen kommando \1", r"no such command \1"),
    r"No such option:? (.+?)(?:\.? Did you mean (.+)\?|\.? \(Possible options: (.+)\))": Both(
        r"der er ingen option \1; mente du \2\3?", r"no such option: \1; did you mean \2\3?"
    ),
    r"No such option:? (.+?)\.?": Both(r"der er ingen option \1", r"no such option: \1"),
    r"Missing command\.?": Both("der mangler en kommando", "missing command"),
    r"Missing argument (.+?)\.?": Both(r"argumentet \1 mangler", r"missing argument \1"),
    r"Missing option (.+?)\.?": Both(r"optionen \1 mangler", r"missing option \1"),
    r"Option (.+) requires .*": Both(r"\1 kræver en værdi", r"\1 requires an argument"),
    r"Option (.+) does not take a value\.?": Both(r"\1 tager ingen værdi", r"\1 takes no value"),
    r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)": Both(
        r"for mange argumenter: \1", r"unexpected extra argument: \1"
    ),
    r"(.*) is not one of (.+?)\.?": Both(r"\1 er ikke en af \2", r"\1 is not one of \2"),
    r"Input should be a valid integer.*": Both("der skal stå et helt tal", "a whole number is needed"),
    r"Input should be a valid number.*": Both("der skal stå et tal", "a number is needed"),
    r"Input should be greater than or equal to (.+)": Both(
        r"der skal stå et tal fra \1 og op", r"a number of \1 or more is needed"
    ),
    r"Input should be less than or equal to (.+)": Both(
        r"der skal stå et tal til og med \1", r"a number up to \1 is needed"
    ),
    r"(.*) is not a valid int.*": Both(r"\1 er ikke et helt tal", r"\1 is not a whole number"),
    r"(.*) is not a valid float.*": Both(r"\1 er ikke et tal", r"\1 is not a number"),
    r"(.*) is not in the range (.+?)\.?": Both(r"\1 er ikke i intervallet \2", r"\1 is not in the range \2"),
}
_VALUE = re.compile(r"Invalid value(?: for (.+?))?: (?:Value error, )?(.*)", re.DOTALL)


def usage(error: Any) -> Problem:
    """What is wrong with a command line, of an exception of the parser; a new kind of fault keeps its words."""
    text = re.sub("'([^']*)'", r"`\1`", error.format_message())
    value = _VALUE.fullmatch(text)
    option, text = (value[1] or "", value[2]) if value else ("", text)
    said = error.said if isinstance(error, BadOption) else _said(text)
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "reformrules"
    see = NOTHING if said.en.endswith("?") else Both(f"; se `{path} --help`", f"; see `{path} --help`")
    return Problem((f"{option.replace('`', '')}: " if option else "") + said + see)


def _said(text: str) -> Both:
    for pattern, both in _KINDS.items():
        if found := re.fullmatch(pattern, text, re.DOTALL):
            return Both(found.expand(both.da), found.expand(both.en))
    said = text[:1].lower() + text[1:].rstrip(".")
    return Both(f"kommandolinjen kan ikke læses: {said}", said)
