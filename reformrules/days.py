"""Days and months as people write them: 2026-07-01 and 2026-07, in digits, and nothing else."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date

from reformrules.errors import NOTHING, Both, Invalid, quoted

FIRST_DAY, LAST_DAY = date(1850, 1, 1), date(2150, 12, 31)  # no living person's record reaches beyond
_DAY, _MONTH = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), re.compile(r"[0-9]{4}-[0-9]{2}")

A_DATE = Both("der skal stå en dato, fx 2026-07-01", "a date is needed, like 2026-07-01")
_NO_DAY = Both(
    " er ikke en dag i kalenderen; år, måned og dag skal med",
    " is not a day of the calendar; year, month and day are needed",
)
_NO_MONTH = Both(
    " er ikke en måned; skriv år og måned, fx 2026-07", " is not a month; write year and month, like 2026-07"
)


def in_range(day: date) -> date:
    """The day, if a record or a question may have it; raises Invalid."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Invalid(
            Both(
                f"{day} ligger for langt væk; datoer ligger mellem {FIRST_DAY} og {LAST_DAY}",
                f"{day} is too far off; dates lie between {FIRST_DAY} and {LAST_DAY}",
            )
        )
    return day


def read_day(value: object) -> date:
    """The day written like 2026-07-01; raises Invalid with the remedy."""
    if not isinstance(value, str):
        raise Invalid(A_DATE + _got(value))
    if not _DAY.fullmatch(value):
        raise Invalid(quoted(value) + Both(" er ikke en dato; ", " is not a date; ") + _meant(value))
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Invalid(quoted(value) + _NO_DAY) from None


def read_month(value: object) -> date:
    """The first day of the month written like 2026-07; raises Invalid with the remedy."""
    if not isinstance(value, str):
        raise Invalid(Both("der skal stå en måned, fx 2026-07", "a month is needed, like 2026-07") + _got(value))
    if _MONTH.fullmatch(value) and "01" <= value[5:] <= "12" and value[:4] != "0000":
        return date.fromisoformat(value + "-01")
    raise Invalid(quoted(value) + _NO_MONTH)


def _got(value: object) -> Both:
    number = isinstance(value, int) and not isinstance(value, bool)
    return Both(", ikke ", ", not ") + quoted(value) if number else NOTHING


def _meant(text: str) -> Both:
    """The remedy for a date in another form: the same day rewritten where it can be told."""
    parts = [int(part) for part in re.split(r"[^0-9]+", text[:20].strip()) if part]
    if len(parts) == 3 and max(parts) <= LAST_DAY.year:
        year, month, day = parts if parts[0] > 31 else reversed(parts)
        with suppress(ValueError):
            if year >= FIRST_DAY.year:
                meant = date(year, month, day)
                return Both(f"mente du {meant}?", f"did you mean {meant}?")
    return Both("skriv den som 2026-07-01", "write it like 2026-07-01")
