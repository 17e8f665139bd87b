"""Deadlines as a calendar file (RFC 5545), for any calendar."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

from reformrules import __version__
from reformrules.explain.agenda import Deadline
from reformrules.explain.wording import value_text
from reformrules.present.phrases import cited
from reformrules.present.words import say


def calendar_file(deadlines: Iterable[Deadline], lang: str, stamp: datetime | None = None) -> bytes:
    """A calendar with one all-day event for each deadline, on the day by which it must be done.

    Events keep their identity from one export to the next, so that a calendar replaces rather than repeats them.
    """
    found = Calendar()
    found.add("prodid", f"-//reformrules//{__version__}//{lang.upper()}")
    found.add("version", "2.0")
    for one in deadlines:
        found.add_component(_event(one, lang, stamp or datetime.now(UTC)))
    return bytes(found.to_ical())


def _event(one: Deadline, lang: str, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", _uid(one))
    event.add("dtstamp", stamp)
    event.add("dtstart", one.by)
    event.add("dtend", one.by + timedelta(days=1))
    event.add("summary", f"{one.what.in_(lang)}: {one.of.in_(lang)} ({one.case})")
    event.add("description", _description(one, lang))
    event.add("transp", "TRANSPARENT")
    return event


def _uid(one: Deadline) -> str:
    since: date | None = one.counted_from
    key = "\n".join((one.case, one.rule, str(since), str(one.by)))
    return hashlib.sha256(key.encode()).hexdigest()[:32] + "@reformrules"


def _description(one: Deadline, lang: str) -> str:
    sources = ", ".join(map(cited, one.sources))
    count = say("of", lang, value_text(one.done, lang), value_text(one.required, lang))
    named = (f"{say('sources', lang)}: {sources}", f"{say('rule', lang)}: {one.rule}")
    return "\n".join((one.text.in_(lang), count, *named, say("disclaimer", lang)))
