"""What units are called in Danish and English."""

from __future__ import annotations

UNITS = {
    "years": (("år", "år"), ("year", "years")),
    "months": (("måned", "måneder"), ("month", "months")),
    "weeks": (("uge", "uger"), ("week", "weeks")),
    "days": (("dag", "dage"), ("day", "days")),
    "hours": (("time", "timer"), ("hour", "hours")),
    "kr": (("kr.", "kr."), ("kr.", "kr.")),
    "percent": (("procent", "procent"), ("per cent", "per cent")),
}


def forms_of(unit: str, lang: str) -> tuple[str, str]:
    """A unit as people write it, of one and of more; one that is not known is called as it is written."""
    return UNITS.get(unit, ((unit, unit), (unit, unit)))[lang == "en"]


def unit_text(unit: str, lang: str) -> str:
    """A unit as people write it, in the plural."""
    return forms_of(unit, lang)[1]
