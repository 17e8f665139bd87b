"""The numbers of a caseload as a report: every answer by kind, and what is open by reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from reformrules.count.tally import Count
from reformrules.explain.wording import value_text
from reformrules.present.briefing import ORDER
from reformrules.present.sheets import Bars, Column, Part, Report, Sheet, without_repeats
from reformrules.present.telling import Telling
from reformrules.present.words import say
from reformrules.rulebook.book import Rulebook


def counts_report(book: Rulebook, counts: list[Count], citizens: int, on: date, law: str, lang: str) -> Report:
    """The numbers in one language; the share is of all citizens."""
    tell = Telling((book, book), lang)
    setting = say(law, lang) if law != "enacted" else say("in_force", lang)
    lead = (say("citizens", lang, value_text(citizens, lang)),
            f"{say('on', lang)}: {value_text(on, lang)}. {say('law', lang)}: {setting}")  # fmt: skip
    parts = []
    for kind in ORDER:
        found = [c for c in counts if tell.kind(c.finding) == kind]
        if found:
            rows = ((tell.label(c.finding), _answer(tell, c), *_number(c.citizens, citizens, lang)) for c in found)
            sheet = Sheet(say(kind, lang), _columns(lang), without_repeats(rows))
            chart = _bars(tell, found, kind) if kind == "target_group" else None
            parts.append(Part(say(kind, lang), (sheet,), chart))
    open_ = [c for c in counts if c.reason is not None]
    return Report(say("counts", lang), lang, lead, (*_by_reason(open_, tell, citizens, lang), *parts),
                  (say("disclaimer", lang),))  # fmt: skip


def _columns(lang: str) -> tuple[Column, ...]:
    texts = Column(say("finding", lang)), Column(say("answer", lang))
    return (*texts, Column(say("number", lang), True), Column(say("share", lang), True))


def _number(number: int, citizens: int, lang: str) -> tuple[str, str]:
    return value_text(number, lang), f"{value_text(round(100 * number / max(citizens, 1)), lang)} %"


def _answer(tell: Telling, c: Count) -> str:
    return tell.value(c.finding, c.outcome) if c.reason is None else tell.open(c.reason)


def _bars(tell: Telling, found: Iterable[Count], kind: str) -> Bars:
    rows = tuple((_answer(tell, c), "", float(c.citizens)) for c in found)
    return Bars(say(kind, tell.lang), rows, say("answer", tell.lang), say("number", tell.lang))


def _by_reason(open_: list[Count], tell: Telling, citizens: int, lang: str) -> Iterable[Part]:
    """What is undetermined: of how many citizens, by reason and finding, most first."""
    if not open_:
        return
    listed = sorted(open_, key=lambda c: (c.reason or "", -c.citizens))
    rows = ((say(f"reason_{c.reason}", lang), tell.label(c.finding), *_number(c.citizens, citizens, lang))
            for c in listed)  # fmt: skip
    columns = (Column(say("reason", lang)), Column(say("finding", lang)), *_columns(lang)[2:])
    yield Part(say("undetermined", lang), (Sheet(say("undetermined", lang), columns, without_repeats(rows)),))
