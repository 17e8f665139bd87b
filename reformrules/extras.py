"""What is said where a library of an extra is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from reformrules.errors import Both, InputError, Problem


@contextmanager
def needing_extra(what: str, extra: str = "count") -> Iterator[None]:
    """Say what to install where a library of an extra is missing; raises InputError."""
    try:
        yield
    except ModuleNotFoundError as error:
        install = f"`pip install 'reformrules[{extra}]'`"
        raise InputError(
            Problem(
                Both(
                    f"`{what}` kræver `{error.name}`; installér det med {install}",
                    f"`{what}` needs `{error.name}`; install it with {install}",
                )
            )
        ) from None
