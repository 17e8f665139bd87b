"""A comparison in words: who moves from which group to which, what changes by which rule, what is to be done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from reformrules.count.agenda import Due
from reformrules.count.compare import Move
from reformrules.count.comparison import Comparison, Half
from reformrules.explain.wording import value_text
from reformrules.present.briefing import ORDER
from reformrules.present.phrases import cited
from reformrules.present.sheets import Bars, Column, Flow, Part, Report, Sheet, without_repeats
from reformrules.present.speaking import Speaking
from reformrules.present.telling import Telling
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.difference import all_read
from reformrules.rulebook.duty_kinds import kinds

MOST_SHOWN = 12  # changes of one finding on the page and the screen; CSV and JSON have all
EFFORTS = ("talk", "offer")


def comparison_report(found: Comparison, books: tuple[Rulebook, Rulebook], lang: str) -> Report:
    """The whole comparison in one language."""
    return _Teller(found, books, lang).report()


class _Teller(Speaking):
    def __init__(self, found: Comparison, books: tuple[Rulebook, Rulebook], lang: str) -> None:
        super().__init__(lang)
        self.found, self.books, self.tell = found, books, Telling(books, lang)

    def report(self) -> Report:
        found = self.found
        lead = [self._side("before", found.before), self._side("after", found.after)]
        lead += [self.say("with_change", book.laid.title.in_(self.lang)) for book in self.books if book.laid]
        lead.append(self.say("of_citizens_change", self.text(found.changed), self.text(found.citizens), found.compared))
        parts = [*self._differing(), *self._other_dates(), *self._flow(), *self._to_do(), *self._moves()]
        foot = (self.say("disclaimer"),)
        return Report(self.say("comparison"), self.lang, tuple(lead), tuple(parts), foot)

    def _side(self, key: str, half: Half) -> str:
        law = self.say(half.law) if half.law != "enacted" else self.say("in_force")
        return self.say("side", self.say(key), self.text(half.on), law, half.digest[:12])

    def _differing(self) -> Iterator[Part]:
        """What differs between two rulebooks, with the first day."""
        if self.found.differing:
            rows = tuple(
                (name, self._name(name), self._first_day(day), self._cited(name))
                for name, day in sorted(self.found.differing.items(), key=lambda item: (item[1], item[0]))
            )
            columns = tuple(Column(title) for title in ("id", *map(self.say, ("what", "first_day", "sources"))))
            heading = self.say("what_differs")
            yield Part(heading, (Sheet(heading, columns, rows),))

    def _name(self, name: str) -> str:
        book = next(book for book in reversed(self.books) if name in {*book.rules, *book.facts, *book.parameters,
                                                                      *book.conclusions})  # fmt: skip
        return self.say("rule").lower() if name in book.rules else book.label(name).in_(self.lang)

    def _first_day(self, day: date) -> str:
        return self.say("every_day") if day == date.min else self.text(day)

    def _cited(self, name: str) -> str:
        """The sources of a rule that differs, or of the values of a number that are new."""
        before, after = (book.parameters.get(name) for book in self.books)
        if after is None or before == after:
            return self.tell.sources([name])
        new = [value for value in after.values if before is None or value not in before.values]
        return "; ".join(dict.fromkeys(cited(one) for value in new if value.cut is None for one in value.source))

    def _other_dates(self) -> Iterator[Part]:
        if self.found.other_dates:
            heading = self.say("other_dates")
            columns = Column(self.say("on")), Column(self.say("number"), True), Column(self.say("finding"))
            rows = tuple(
                (self.text(one.on), self.text(one.citizens), ", ".join(map(self.tell.label, one.findings)))
                for one in self.found.other_dates
            )
            yield Part(heading, (Sheet(heading, columns, rows),), text=self.say("other_dates_note"))

    def _flow(self) -> Iterator[Part]:
        """The chart of 13 groups becoming 5, with its table."""
        if not self.found.flow:
            return
        streams = self._streams()
        heading, before, after = self.say("flow"), self.say("before"), self.say("after")
        columns = Column(before), Column(after), Column(self.say("number"), True), Column(self.say("share"), True)
        wholes = {place: sum(n for before_, _, n in streams if before_ == place) for place, _, _ in streams}
        ordered = sorted(streams, key=lambda one: (-wholes[one[0]], one[0], -one[2]))
        rows = ((b, a, self.text(int(n)), self._share(int(n))) for b, a, n in ordered)
        sheet = Sheet(heading, columns, without_repeats(rows))
        yield Part(heading, (sheet,), Flow(heading, before, after, streams), self.say("flow_note"))

    def _streams(self) -> tuple[tuple[str, str, float], ...]:
        """The streams by what people call the places."""
        found: dict[tuple[str, str], int] = {}
        for one in self.found.flow:
            key = self.tell.place(one.before), self.tell.place(one.after)
            found[key] = found.get(key, 0) + one.citizens
        return tuple((before, after, float(citizens)) for (before, after), citizens in found.items())

    def _share(self, citizens: int) -> str:
        return f"{value_text(round(100 * citizens / max(self.found.citizens, 1)), self.lang)} %"

    def _to_do(self) -> Iterator[Part]:
        """Talks and offers by month before and after, and the hours of the talks."""
        both = self.found.due_before, self.found.due_after
        for effort in EFFORTS:
            sides = [self._by_month(one for one in due if one.effort == effort) for due in both]
            if any(sides):
                yield self._effort(effort, *sides)

    def _by_month(self, due: Iterable[Due]) -> dict[str, int]:
        """What is to be done by month; all months before the first date together, and all those far ahead."""
        first, last = (when(half.on for half in (self.found.before, self.found.after)) for when in (min, max))
        found = dict[str, int]()
        for one in due:
            month = self.month(one.month, first, last)
            found[month] = found.get(month, 0) + one.further
        return {month: number for month, number in found.items() if number}

    def _effort(self, effort: str, before: dict[str, int], after: dict[str, int]) -> Part:
        what = self.say(f"effort_{effort}")
        heading = f"{self.say('to_do')}: {what}"
        titles = [self.say(key) for key in ("before", "after")]
        months = sorted({*before, *after}, key=self.month_order)
        rows = [self._row(month, before.get(month, 0), after.get(month, 0), effort) for month in months]
        rows.append(self._row(self.say("in_all"), sum(before.values()), sum(after.values()), effort))
        columns = [Column(self.say("month")), *(Column(title, True) for title in titles)]
        columns += [Column(self.say(f"hours_{side}"), True) for side in ("before", "after")] * (effort == "talk")
        bars = tuple(
            (month, title, float(side.get(month, 0)))
            for month in months
            if month not in self.ends  # their bars would dwarf the months
            for title, side in zip(titles, (before, after), strict=True)
        )
        chart = Bars(heading, bars, self.say("month"), what, self.say("comparison"), upright=True) if bars else None
        note = self.say("minutes_note", self.found.minutes_per_talk) if effort == "talk" else ""
        sheet = Sheet(heading, tuple(columns), tuple(rows), note)
        return Part(heading, (sheet,), chart, self.say("to_do_note"))

    def _row(self, label: str, before: int, after: int, effort: str) -> tuple[str, ...]:
        cells = (label, self.text(before), self.text(after))
        if effort != "talk":
            return cells
        return (*cells, *(self.text(round(n * self.found.minutes_per_talk / 60)) for n in (before, after)))

    def _moves(self) -> Iterator[Part]:
        """What changes, by kind of finding."""
        for kind in ORDER:
            found = [move for move in self.found.moves if self.tell.kind(move.finding) == kind]
            if found:
                heading = f"{self.say('moves')}: {self.say(kind)}"
                yield Part(heading, (Sheet(heading, self._columns(), without_repeats(self._rows(found))),))

    def _columns(self) -> tuple[Column, ...]:
        titles = "finding", "before", "after"
        number = Column(self.say("number"), True)
        return (*(Column(self.say(title)) for title in titles), number, Column(self.say("by_rules")))

    def _rows(self, found: list[Move]) -> Iterator[tuple[str, ...]]:
        for finding in dict.fromkeys(move.finding for move in found):
            moves = [move for move in found if move.finding == finding]
            label = self.tell.label(finding)
            yield from (self._move(label, move) for move in moves[:MOST_SHOWN])
            rest = moves[MOST_SHOWN:]
            if rest:
                more = self.say("more_moves", len(rest), self.text(sum(move.citizens for move in rest)))
                yield label, more, "", "", ""

    def _move(self, label: str, move: Move) -> tuple[str, ...]:
        before, after = (self.tell.said(move.finding, said) for said in (move.before, move.after))
        if move.dates_only:
            after = self.say("dates_only", after)
        return label, before, after, self.text(move.citizens), self._because(move)

    def _because(self, move: Move) -> str:
        """The rules on either side; where they are the same ones, what differs of all that they rest on."""
        before, after = (self.tell.given(side.rules) for side in (move.before, move.after))
        if before != after:
            return f"{before or '–'} → {after or '–'}"
        causes = [name for name in self._causes(move.finding) if name not in move.before.rules]
        return f"{before} ({self.say('through', ', '.join(causes))})" if causes else before

    def _causes(self, finding: str) -> list[str]:
        """What differs between the rulebooks and is read by a finding, or by the obligations of a kind."""
        read = set[str]()
        for book in self.books:
            rules = kinds(self.books).get(finding, ())
            names = [name for name in (finding, *rules) if name in book.conclusions or name in book.rules]
            read = read.union(*(all_read(book, name) | {name} for name in names))
        return sorted(name for name in self.found.differing if name in read)
