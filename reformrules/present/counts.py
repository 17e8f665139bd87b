"""A count of a caseload in words: answers by kind of finding, what is due, what is missing, shares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from reformrules.count.agenda import Due
from reformrules.count.tally import Count, Counted
from reformrules.explain.wording import named_value
from reformrules.present.briefing import ORDER
from reformrules.present.shares import shares_part
from reformrules.present.sheets import Bars, Column, Part, Report, Sheet, without_repeats
from reformrules.present.speaking import Speaking
from reformrules.present.telling import OBLIGATION, Telling
from reformrules.rulebook.book import Rulebook

DRAWN = ("target_group", "benefit_rate", "scheme_status")  # kinds whose answers say more beside each other
MOST_BARS = 25


def count_report(found: Counted, book: Rulebook, lang: str) -> Report:
    """The whole count in one language."""
    return _Teller(found, book, lang).report()


class _Teller(Speaking):
    def __init__(self, found: Counted, book: Rulebook, lang: str) -> None:
        super().__init__(lang)
        self.found, self.book, self.tell = found, book, Telling([book], lang)

    def report(self) -> Report:
        found = self.found
        law = self.say(found.law) if found.law != "enacted" else self.say("in_force")
        lead = [f"{self.say('citizens', self.text(found.citizens))}   {self.say('on')}: {self.text(found.on)}   "
                f"{self.say('law')}: {law}   {found.digest[:12]}"]  # fmt: skip
        lead += [self.say("with_change", self.book.laid.title.in_(self.lang))] if self.book.laid else []
        parts = [
            *self._findings(),
            *self._due(),
            *self._open(),
            *self._missing(),
            *shares_part(found.shares, self.lang),
        ]
        return Report(self.say("count_of"), self.lang, tuple(lead), tuple(parts), (self.say("disclaimer"),))

    def _findings(self) -> Iterator[Part]:
        for kind in ORDER:
            counts = [c for c in self.found.counts if self.tell.kind(c.finding) == kind]
            if counts:
                heading = self.say(kind)
                yield Part(heading, (Sheet(heading, self._columns(), self._rows(counts)),), self._chart(kind, counts))

    def _columns(self) -> tuple[Column, ...]:
        groups = (Column(self.book.label(name).in_(self.lang)) for name in self.found.by)
        numbers = Column(self.say("number"), True), Column(self.say("share"), True)
        return (Column(self.say("finding")), Column(self.say("answer")), *groups, *numbers)

    def _rows(self, counts: list[Count]) -> tuple[tuple[str, ...], ...]:
        rows = (
            (self._label(c.finding), self._answer(c), *(self._group(name, c.groups[name]) for name in self.found.by),
             self.text(c.citizens), f"{self.text(round(100 * c.citizens / self.found.citizens))} %")
            for c in self._ordered(counts)
        )  # fmt: skip
        return without_repeats(rows)

    def _ordered(self, counts: list[Count]) -> list[Count]:
        """By finding, the answers given most first; of each answer the groups in their order."""
        if not self.found.by:
            return counts
        findings, sums = list(dict.fromkeys(c.finding for c in counts)), dict[tuple[str, str], int]()
        for c in counts:
            key = c.finding, self._answer(c)
            sums[key] = sums.get(key, 0) + c.citizens

        def order(c: Count) -> tuple[Any, ...]:
            answer = self._answer(c)
            groups = [self._group_order(name, c.groups[name]) for name in self.found.by]
            return findings.index(c.finding), -sums[c.finding, answer], answer, groups

        return sorted(counts, key=order)

    def _group_order(self, name: str, value: Any) -> tuple[bool, int, str]:
        """Bands from the lowest, other groups by name; those of whom it is not known last."""
        lowest = str(value).partition("-")[0].rstrip("+")
        return value is None, int(lowest) if lowest.isdigit() else 0, self._group(name, value)

    def _label(self, finding: str) -> str:
        label = self.tell.label(finding)
        return label if self.tell.is_conclusion(finding) else f"{label} ({finding})"

    def _answer(self, c: Count) -> str:
        return self.tell.open(c.reason) if c.reason is not None else self.tell.value(c.finding, c.outcome)

    def _group(self, name: str, value: Any) -> str:
        if name in self.book.facts and self.book.facts[name].bands:
            return self.say("band", value) if value is not None else self.say("no_group")
        if value is None:
            return self.say("no_group")
        return named_value(self.book, name, value, self.lang)

    def _chart(self, kind: str, counts: list[Count]) -> Bars | None:
        """Bars of the answers; of obligations, one bar each with its states."""
        if kind == OBLIGATION:
            rows = _added(((self.tell.label(c.finding), self._answer(c)), c.citizens) for c in counts)
        elif kind in DRAWN:
            rows = _added(((f"{self.tell.label(c.finding)}: {self._answer(c)}", ""), c.citizens) for c in counts)
            rows = tuple(sorted(rows, key=lambda row: -row[2])[:MOST_BARS])
        else:
            return None
        return Bars(self.say(kind), rows, self.say("finding"), self.say("citizens_number"))

    def _due(self) -> Iterator[Part]:
        """Obligations due and overdue by month and kind."""
        if not self.found.due:
            return
        heading = self.say("to_do")
        columns = (Column(self.say("month")), Column(self.say("obligation")), Column(self.say("state")),
                   Column(self.say("citizens_number"), True), Column(self.say("remaining"), True))  # fmt: skip
        sums = list(self._by_month(self.found.due))
        rows = (
            (month, self.tell.label(kind), self.say(f"state_{state}"), self.text(citizens), self.text(further))
            for (month, kind, state), citizens, further in sums
        )
        shown = [one for one in sums if one[0][0] not in self.ends] or sums  # their bars would dwarf the months
        bars = _added(((month, self.tell.label(kind)), further) for (month, kind, _), _, further in shown)
        chart = Bars(heading, bars, self.say("month"), self.say("remaining"), upright=True)
        yield Part(heading, (Sheet(heading, columns, without_repeats(rows)),), chart, self.say("to_do_note"))

    def _by_month(self, due: list[Due]) -> Iterator[tuple[tuple[str, str, str], int, int]]:
        """Sums by month; all months gone by together, and all those far ahead."""
        now = self.found.on.replace(day=1)
        keyed = [((self.month(one.month, now, now), one.kind, one.state), one) for one in due]
        keyed.sort(key=lambda item: (self.month_order(item[0][0]), item[0]))
        for key, group in groupby(keyed, key=lambda item: item[0]):
            ones = [one for _, one in group]
            yield key, sum(one.citizens for one in ones), sum(one.further for one in ones)

    def _open(self) -> Iterator[Part]:
        """What is undetermined, by kind of finding and reason."""
        bars = _added(
            ((self.say(self.tell.kind(c.finding)), self.say(f"reason_{c.reason}")), c.citizens)
            for c in self.found.counts
            if c.reason is not None
        )
        if bars:
            heading = self.say("undetermined")
            columns = Column(self.say("kind")), Column(self.say("reason")), Column(self.say("answers_number"), True)
            rows = without_repeats((kind, reason, self.text(int(number))) for kind, reason, number in bars)
            chart = Bars(heading, bars, self.say("kind"), self.say("answers_number"))
            yield Part(heading, (Sheet(heading, columns, rows),), chart)

    def _missing(self) -> Iterator[Part]:
        """The facts that would settle most."""
        missing = self.found.missing
        if not missing.settles:
            return
        heading = self.say("would_settle")
        columns = (Column(self.say("question")), Column(self.say("fact")), Column(self.say("alone"), True),
                   Column(self.say("beside"), True))  # fmt: skip
        rows = tuple((one.question[self.lang], one.name, self.text(one.alone), self.text(one.beside))
                     for one in missing.settles)  # fmt: skip
        note = self.say("would_settle_note", self.text(missing.asked), self.text(missing.citizens))
        chart = Bars(heading, _settling(self, missing.settles), self.say("question"), self.say("answers_number"))
        yield Part(heading, (Sheet(heading, columns, rows),), chart, note)


def _added(numbers: Iterable[tuple[tuple[str, str], int]]) -> tuple[tuple[str, str, float], ...]:
    """The numbers of each label and part added up, in the order of their first."""
    found: dict[tuple[str, str], int] = {}
    for key, number in numbers:
        found[key] = found.get(key, 0) + number
    return tuple((label, part, float(number)) for (label, part), number in sorted(found.items(), key=_first(found)))


def _first(found: dict[tuple[str, str], int]) -> Callable[[tuple[tuple[str, str], int]], int]:
    """Labels together, in the order in which they were first seen."""
    labels = list(dict.fromkeys(label for label, _ in found))
    return lambda item: labels.index(item[0][0])


def _settling(teller: _Teller, settles: Iterable[Any]) -> tuple[tuple[str, str, float], ...]:
    return tuple(
        (one.question[teller.lang], teller.say(key), float(getattr(one, key)))
        for one in settles
        for key in ("alone", "beside")
    )
