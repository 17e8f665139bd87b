"""The coming dates on which a case's findings change: a timeline of constant stretches.

Only the days on which a part of some rule turns are looked at, see `turning`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, pairwise
from typing import Any

from reformrules.case.anniversaries import anniversaries
from reformrules.case.facts import Facts
from reformrules.case.movement import ONE_DAY
from reformrules.case.record import CaseRecord
from reformrules.explain.findings import Change, SubjectChange, Text
from reformrules.explain.program import Program
from reformrules.explain.reference import Run, conclude, interpret, obliged, value_of
from reformrules.explain.session import Explainer
from reformrules.explain.turning import turning_days
from reformrules.explain.verdicts import Verdict, doubt, verdicts
from reformrules.explain.wording import LANGUAGES, value_text
from reformrules.rulebook.book import EVALUATION_DATE, Rulebook
from reformrules.rulebook.legal_time import shift
from reformrules.rulebook.status import DEFAULT_SETTING, LawSetting

HORIZON_YEARS = 1
Signatures = dict[str, tuple[Any, ...]]
Verdicts = tuple[date, dict[str, Verdict], dict[str, Verdict]]
"""A day with what is said before it and what is said on it."""


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
            same = self.program.duties.get(duty.rule.id) is duty and changed.isdisjoint(duty.names)
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
            value = value_of(outcome)
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
            program, run = self.reach(day)
            key = (self.explainer.book.epoch(day), *_came_to(program, run))
            if key not in self._same:
                self._same[key] = verdicts(program, run, ask=False)
            self._seen[day] = self._same[key]
        return self._seen[day]

    def reach(self, day: date) -> tuple[Program, Run]:
        """What the reference reaches on a day; only what has changed since the day looked at last is worked out."""
        program = self.explainer.program(day, self.law)
        if self._latest is None:
            self._latest = _Day(program, interpret(program, Facts(self.explainer.book, self.case, day, self.law)))
        elif self._latest.run.facts.on != day:
            self._latest = self._latest.later(program, day)
        return self._latest.program, self._latest.run

    def says(self, day: date) -> Signatures:
        """What is said on a day; subjects of which nothing is said are left out."""
        return _signatures(self.on(day))

    def changes(self, on: date, last: date) -> Iterator[Verdicts]:
        """Every day after `on`, up to `last`, on which something is said that was not said the day before.

        Each with what is said before and what is said then.
        """
        before = self.on(on)
        for day in turning_days(self.reach, on, last, self.looked_for):
            now = self.on(day)
            if _signatures(before) != _signatures(now):
                yield day, before, now
            before = now

    def looked_for(self, on: date, last: date) -> Iterator[date]:
        """The days after `on` on which something else is said, looked for at the anniversaries of the case."""
        stops = [on, *anniversaries(self.explainer.book, self.case, on, last), last]
        for start, stop in pairwise(dict.fromkeys(stops)):
            before = stop - ONE_DAY if self._moves_daily() else start
            yield from self._halved(start, before)
            if self.says(before) != self.says(stop):
                yield stop

    def _moves_daily(self) -> bool:
        """Whether some fact counts days, which changes it between the anniversaries too."""
        facts = self.explainer.book.facts.values()
        return any(self.case.sections.get(fact.measure.days or "") for fact in facts)

    def _halved(self, first: date, last: date) -> Iterator[date]:
        """Days of change after `first`, up to `last`, between two anniversaries."""
        if first < last and self.says(first) != self.says(last):
            middle = first + (last - first) // 2
            yield from self._halved(first, middle)
            if self.says(middle) != self.says(middle + ONE_DAY):
                yield middle + ONE_DAY
            yield from self._halved(middle + ONE_DAY, last)

    def changes_of_law_after(self, last: date) -> Iterator[Verdicts]:
        """The days after `last` on which the law itself changes what is said, as in `changes`."""
        for day in (day for day in self.explainer.book.boundaries if day > last):
            if self.says(day - ONE_DAY) != self.says(day):
                yield day, self.on(day - ONE_DAY), self.on(day)


def next_changes(
    explainer: Explainer, case: CaseRecord, on: date, law: LawSetting = DEFAULT_SETTING, years: int = HORIZON_YEARS
) -> list[Change]:
    """The coming changes of a case, the record staying as it is.

    All of the next `years`, and after them those that come with a change of law.
    """
    timeline = Timeline(explainer, case, law)
    boundaries = set(explainer.book.boundaries)
    last = shift(on, years, "years")
    days = chain(timeline.changes(on, last), timeline.changes_of_law_after(last))
    said = ((day, differences(explainer.book, before, after)) for day, before, after in days)
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
    """Without what reads the same on both days, and pairs in which one rule ends and the next says the same."""
    told = {(change.label, change.before, change.after) for change in changes}
    return [c for c in changes if c.before != c.after and (c.label, c.after, c.before) not in told]


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
