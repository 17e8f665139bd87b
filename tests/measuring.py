"""What a measure makes of a case, and the entries it is made of."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from support import book, case_of, fact, fact_on, parameter, value

LENGTHS = {
    "thirty_days": parameter("int", 30, unit="days"),
    "six_months": parameter("int", 6, unit="months"),
    "free_days": parameter("int", 10, unit="days"),
    "hundred": parameter("int", 100),
    "sixty": parameter("int", 60),
    "start_day": parameter("date", "2026-03-01"),
    "kinds": parameter("list", value(["home"])),
}


def measured(type_: str, measure: dict[str, Any], case: dict[str, Any], on: str = "2026-07-01") -> Any:
    """What a measure makes of the sections (and the person) of a case."""
    rulebook = book({"facts": {"f": fact(type_, measure)}, "parameters": LENGTHS})
    return fact_on(rulebook, case_of(rulebook, case.get("person"), **{k: v for k, v in case.items() if k != "person"}),
                   "f", on)  # fmt: skip


def stay(first: str, last: str | None = None, kind: str = "home", **more: Any) -> dict[str, Any]:
    return {"kind": kind, "from": first, **({"to": last} if last else {}), **more}


def trip(first: str, last: str | None = None, kind: str = "trip") -> dict[str, Any]:
    return stay(first, last, kind)


def talk(on: str, **more: Any) -> dict[str, Any]:
    return {"kind": "talk", "on": on, **more}


def job(first: str, last: str, hours: float, **more: Any) -> dict[str, Any]:
    return {"kind": "job", "from_month": first, "to_month": last, "hours": hours, **more}


def beside(day: str) -> tuple[str, str, str]:
    middle = date.fromisoformat(day)
    return tuple((middle + timedelta(days=off)).isoformat() for off in (-1, 0, 1))  # type: ignore[return-value]
