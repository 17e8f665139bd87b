"""The coming dates on which a case's findings change: a timeline of constant stretches.

Candidate dates are the rulebook's own boundaries and the case's anniversaries: every date of the
record, moved by every duration that the rules, parameters and measures know, and by those that one
comparison adds up; the months of what is summed month by month; of each date the day after too.
Between two candidates only day counts move, one day at a time, so a stretch whose two ends say the
same is constant; one whose ends differ is halved until the day of change is found.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise, product
from typing import Any

from reformrules.case.facts import Facts
from reformrules.case.record import CaseRecord, Entry
from reformrules.explain.findings import Change, SubjectChange, Text
from reformrules.explain.program import Program
from reformrules.explain.reference import Run, conclude, interpret, obliged
from reformrules.explain.session import Explainer
from reformrules.explain.verdicts import Verdict, doubt, verdicts
from reformrules.explain.wording import LANGUAGES, value_text
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import EVALUATION_DATE, Rulebook
from reformrules.rulebook.legal_time import DURATION_UNITS, OutOfCalendar, end_of_month, shift
from reformrules.rulebook.status import DEFAULT_SETTING, LawSetting

ONE_DAY = timedelta(days=1)
HORIZON_YEARS = 1
Duration = tuple[int, str]
Move = tuple[Duration, ...]  # one after the other
MOST_ADDED_UP = 3
Signatures = dict[str, tuple[Any, ...]]


def candidate_days(book: Rulebook, case: CaseRecord, on: date, years: int = HORIZON_YEARS) -> list[date]:
    """Days after `on`, up to the horizon, on which a finding of the case may change; sorted."""
    last = shift(on, years, "years")
    days = set(book.boundaries)
    moves = _moves(book)
    month_ends = _reads_month_ends(book)
    for day in _dates(case):
        for moved in _anniversaries(day, moves, on, last):
            days |= {moved, moved + ONE_DAY}
            if month_ends:
                days |= {end_of_month(moved), end_of_month(moved) + ONE_DAY}
    days.update(_month_days(book, case, last))
    days |= {date(year, 1, 1) for year in range(on.year + 1, last.year + 1)}
    return sorted(day for day in days if on < day <= last)


def _dates(case: CaseRecord) -> set[date]:
    """All dates of a record; of a spell's end, the day after too."""
    found = {value for value in case.person.values() if isinstance(value, date)}
    for entries in case.sections.values():
        for entry in entries:
            found |= {value for value in entry.values.values() if isinstance(value, date)}
            found.add(entry.start)
            if entry.end is not None:
                found |= {entry.end, entry.end + ONE_DAY}
    return found


def _month_days(book: Rulebook, case: CaseRecord, last: date) -> Iterator[date]:
    """Days on which a month of a monthly sum comes in, or leaves the window."""
    for fact in book.facts.values():
        if fact.measure.sum is not None:
            moves = [(), *(((amount, unit),) for amount, unit in _given(book, fact.measure.window))]
            for entry in case.sections.get(fact.measure.sum, ()):
                for first in _first_days(entry, last):
                    following = shift(first, 1, "months")
                    for move in moves:
                        yield from (_moved(day, move) for day in (first, first + ONE_DAY, following))
                        yield from (_moved(following, move) - ONE_DAY, _moved(following - ONE_DAY, move))


def _first_days(entry: Entry, last: date) -> Iterator[date]:
    day = entry.start
    while day <= min(entry.end or last, last):
        yield day
        day = shift(day, 1, "months")


def _anniversaries(day: date, moves: tuple[Move, ...], on: date, last: date) -> Iterator[date]:
    yield day
    for move in moves:
        with suppress(OutOfCalendar):
            yield _moved(day, move)
    for year in range(max(on.year, day.year), last.year + 1):
        yield shift(day, year - day.year, "years")
        if (day.month, day.day) == (2, 29):
            yield date(year, 3, 1)


def _moved(day: date, move: Move) -> date:
    for amount, unit in move:
        day = shift(day, amount, unit)
    return day


@lru_cache(maxsize=16)
def _moves(book: Rulebook) -> tuple[Move, ...]:
    """The rulebook's durations, written in rules or given as parameters, forward and back, and their sums."""
    sums = [[_given(book, name)] for name in book.parameters]
    nodes = [node for rule in book.rules.values() for node in rule.nodes()]
    for node in (*nodes, *book.measures.values()):
        compared = (part for part in s.walk(node) if isinstance(part, s.Compare | s.Arithmetic | s.Literal))
        sums += [_added_up(book, part) for part in compared]
    found: set[Move] = set()
    for parts in sums:
        signed = [(None, *durations, *((-amount, unit) for amount, unit in durations)) for durations in parts]
        found |= {tuple(step for step in steps if step is not None) for steps in product(*signed)}
    return tuple(sorted(move for move in found if move))


@lru_cache(maxsize=16)
def _reads_month_ends(book: Rulebook) -> bool:
    nodes = [node for rule in book.rules.values() for node in rule.nodes()]
    parts = (part for node in (*nodes, *book.measures.values()) for part in s.walk(node))
    return any(isinstance(part, s.Call) and part.function == "end_of_month" for part in parts)


def _given(book: Rulebook, name: str | None) -> tuple[Duration, ...]:
    """The durations that a parameter has over time."""
    parameter = book.parameters.get(name or "")
    if parameter is None or parameter.unit not in DURATION_UNITS:
        return ()
    values = {v.value for v in parameter.values if isinstance(v.value, int | Decimal)}
    return tuple((int(value), parameter.unit) for value in values if value > 0)


def _added_up(book: Rulebook, node: s.Node) -> list[tuple[Duration, ...]]:
    """For each part of an expression that adds a duration, the durations it may be; none when the parts are many."""
    found: list[tuple[Duration, ...]] = []
    for part in s.walk(node):
        if isinstance(part, s.Literal) and part.unit in DURATION_UNITS and part.value > 0:
            found.append(((int(part.value), part.unit),))
        elif isinstance(part, s.Name) and (given := _given(book, part.name)):
            found.append(given)
        elif isinstance(part, s.Name) and part.name in book.conclusions:
            found.append(_concluded(book, part.name))
    found = [durations for durations in found if durations]
    return found if len(found) <= MOST_ADDED_UP else []


def _concluded(book: Rulebook, name: str) -> tuple[Duration, ...]:
    """The durations that the rules behind a date add to another."""
    conclusion = book.conclusions[name]
    values = [rule.value for rule in conclusion.rules if rule.value is not None and conclusion.type.kind == "date"]
    return tuple(duration for value in values for part in _added_up(book, value) for duration in part)


def signatures(explainer: Explainer, case: CaseRecord, day: date, law: LawSetting) -> dict[str, Verdict]:
    """What the reference says of a case on a day."""
    program = explainer.program(day, law)
    return verdicts(program, interpret(program, Facts(explainer.book, case, day, law)), ask=False)


@dataclass(frozen=True, slots=True)
class _Day:
    """What the reference reaches on a day, with the program that it read."""

    program: Program
    run: Run

    def later(self, program: Program, day: date) -> _Day:
        """The same case on another day; a rule that reads nothing which has changed comes to the same."""
        before, facts = self.run, self.run.facts.later(day)
        changed = {name for name in facts.book.facts if facts[name] != before.facts[name]} | {EVALUATION_DATE}
        run = Run(facts, before.outcomes.copy())
        facts.update({name: before.facts[name] for name in run.outcomes})
        self._conclude_anew(program, run, changed)
        for duty in program.obligations:
            same = self.program.duties.get(duty.rule.id) is duty and changed.isdisjoint(duty.memory.names)
            run.obligations[duty.rule.id] = before.obligations[duty.rule.id] if same else obliged(duty, facts)
        return _Day(program, run)

    def _conclude_anew(self, program: Program, run: Run, changed: set[str]) -> None:
        """Reach again, in their order, the conclusions that other rules make, or that read what has changed."""
        pairs = zip(program.conclusions, self.program.conclusions, strict=True)
        anew, readers = bytearray([now is not then for now, then in pairs]), program.readers
        for name in changed - {EVALUATION_DATE}:
            for at in readers.get(name, ()):
                anew[at] = True
        for at in readers.get(EVALUATION_DATE, ()):
            anew[at] = anew[at] or not program.silent_on_all_days(program.conclusions[at], run.facts)
        at = anew.find(True)
        while at >= 0:
            active = program.conclusions[at]
            outcome = run.outcomes[active.name] = conclude(active, run.facts)
            value = None if outcome.state == "none" else outcome.value
            if value != run.facts[active.name]:
                run.facts[active.name] = value
                changed.add(active.name)
                for reader in readers.get(active.name, ()):
                    anew[reader] = True
            at = anew.find(True, at + 1)


def _came_to(program: Program, run: Run) -> Iterator[Any]:
    """What the subjects came to, and how the obligations stand on the day: all that verdicts rest on."""
    for active in program.shown:
        outcome = run.outcomes[active.name]
        yield doubt(program, run, active.name) if outcome.state == "undetermined" else outcome.came_to
    for duty in program.obligations:
        holds, lifted = run.obligations[duty.rule.id]
        if holds is not False and duty.rule.obligation is not None:
            deadline = duty.deadline(run.facts)
            first_by = duty.first_by(run.facts) if duty.first_by else None
            past = [isinstance(limit, date) and run.facts.on > limit for limit in (deadline, first_by)]
            held = run.facts[duty.rule.obligation.model.counting]
            yield holds, lifted, duty.at_least(run.facts), duty.counted_from(run.facts), deadline, first_by, held, *past
            yield doubt(program, run, duty.rule.id)


class Timeline:
    """The verdicts of one case over time, each day computed once."""

    def __init__(self, explainer: Explainer, case: CaseRecord, law: LawSetting = DEFAULT_SETTING) -> None:
        self.explainer, self.case, self.law = explainer, case, law
        self._seen: dict[date, dict[str, Verdict]] = {}
        self._same: dict[tuple[Any, ...], dict[str, Verdict]] = {}
        self._latest: _Day | None = None

    def on(self, day: date) -> dict[str, Verdict]:
        """The verdicts of a day; two days on which the rules come to the same have the same."""
        if day not in self._seen:
            program, run = self._reached(day)
            key = (self.explainer.book.epoch(day), *_came_to(program, run))
            if key not in self._same:
                self._same[key] = verdicts(program, run, ask=False)
            self._seen[day] = self._same[key]
        return self._seen[day]

    def _reached(self, day: date) -> tuple[Program, Run]:
        """What the reference reaches on a day; only what has changed since the day looked at last is worked out."""
        program = self.explainer.program(day, self.law)
        if self._latest is None:
            self._latest = _Day(program, interpret(program, Facts(self.explainer.book, self.case, day, self.law)))
        else:
            self._latest = self._latest.later(program, day)
        return self._latest.program, self._latest.run

    def says(self, day: date) -> Signatures:
        """What is said on a day; subjects of which nothing is said are left out."""
        return _signatures(self.on(day))

    def change_days(self, on: date, years: int = HORIZON_YEARS, until: date | None = None) -> list[date]:
        """Every day after `on`, up to the horizon, on which something is said that was not said the day before.

        until: an earlier horizon, or a later one, the last day that is looked at.
        """
        if until is not None:
            years = until.year - on.year + ((until.month, until.day) > (on.month, on.day))
        stops = [on, *candidate_days(self.explainer.book, self.case, on, years)]
        if until is not None:
            stops = sorted({*(day for day in stops if day <= until), max(on, until)})
        found: list[date] = []
        for start, stop in pairwise(stops):
            before = stop - ONE_DAY if self._moves_daily() else start
            found += self._changes(start, before)
            if self.says(before) != self.says(stop):
                found.append(stop)
        return found

    def law_days_after(self, on: date, years: int = HORIZON_YEARS) -> list[date]:
        """The days beyond the horizon on which the law itself changes what is said."""
        last = shift(on, years, "years")
        later = [day for day in self.explainer.book.boundaries if day > last]
        return [day for day in later if self.says(day - ONE_DAY) != self.says(day)]

    def _moves_daily(self) -> bool:
        """Whether some fact counts days, which changes it between the candidate dates too."""
        facts = self.explainer.book.facts.values()
        return any(self.case.sections.get(fact.measure.days or "") for fact in facts)

    def _changes(self, first: date, last: date) -> list[date]:
        """Days of change after `first`, up to `last`, between two candidates."""
        if first >= last or self.says(first) == self.says(last):
            return []
        middle = first + (last - first) // 2
        left = self._changes(first, middle)
        edge = [middle + ONE_DAY] if self.says(middle) != self.says(middle + ONE_DAY) else []
        return [*left, *edge, *self._changes(middle + ONE_DAY, last)]


def next_changes(
    explainer: Explainer, case: CaseRecord, on: date, law: LawSetting = DEFAULT_SETTING, years: int = HORIZON_YEARS
) -> list[Change]:
    """The coming changes of a case, the record staying as it is.

    All of the next `years`, and after them those that come with a change of law.
    """
    timeline = Timeline(explainer, case, law)
    boundaries = set(explainer.book.boundaries)
    days = [*timeline.change_days(on, years), *timeline.law_days_after(on, years)]
    said = ((day, differences(explainer.book, timeline.on(day - ONE_DAY), timeline.on(day))) for day in days)
    return [Change(day, day in boundaries, changes) for day, changes in said if changes]


def differences(book: Rulebook, before: dict[str, Verdict], after: dict[str, Verdict]) -> list[SubjectChange]:
    """What is said after that was not said before, subject by subject."""
    says_before, says_after = _signatures(before), _signatures(after)
    names = [name for name in (*before, *after) if says_before.get(name) != says_after.get(name)]
    changes = [
        SubjectChange(name, _label(book, name), _said(book, before.get(name)), _said(book, after.get(name)),
                      name if name in book.rules else None)
        for name in dict.fromkeys(names)
    ]  # fmt: skip
    return _without_handing_on(changes)


def _without_handing_on(changes: list[SubjectChange]) -> list[SubjectChange]:
    """Without pairs in which one rule ends and the next says the same: for the citizen nothing changes."""
    told = {(change.label, change.before, change.after) for change in changes if change.before != change.after}
    return [change for change in changes if (change.label, change.after, change.before) not in told]


def _signatures(said: dict[str, Verdict]) -> Signatures:
    return {name: v.signature for name, v in said.items() if v.state != "none"}


def _label(book: Rulebook, name: str) -> Text:
    if name in book.conclusions:
        label = book.conclusions[name].model.label
    else:
        rule = book.rules[name].obligation
        assert rule is not None  # verdicts are of conclusions and obligations
        label = rule.model.what
    return Text(label.da, label.en)


def _said(book: Rulebook, verdict: Verdict | None) -> Text:
    return Text(*(_said_in(book, verdict, lang) for lang in LANGUAGES))


_WORDS = {
    "none": ("gælder ikke", "does not apply"),
    "undetermined": ("uafklaret", "undetermined"),
    "met": ("opfyldt", "met"),
    "late": ("opfyldt for sent", "met too late"),
    "due": ("skal ske senest", "due by"),
    "overdue": ("overskredet, fristen var", "overdue, the deadline was"),
    "exempt": ("fritaget", "exempt"),
}


def _said_in(book: Rulebook, verdict: Verdict | None, lang: str) -> str:
    english = lang == "en"
    if verdict is None or verdict.state == "none":
        return _WORDS["none"][english]
    if verdict.state == "undetermined":
        return _WORDS["undetermined"][english]
    if verdict.duty is not None:
        deadline = f" {value_text(verdict.deadline, lang)}" if verdict.duty in ("due", "overdue") else ""
        return _WORDS[verdict.duty][english] + deadline
    model = book.conclusions[verdict.subject].model
    return value_text(verdict.outcome, lang, model.unit, model.one_of)
