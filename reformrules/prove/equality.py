"""Whether two rulebooks can ever say different things, of any citizen on any day.

What changes directly is compared first: rules, numbers, measures. A conclusion that is proved to come to the same by
both is one and the same formula to all that rest on it, so these are compared with it, not with all that is below.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from time import monotonic
from typing import Literal

from reformrules.prove.asking import Asker, Replay
from reformrules.prove.differing import OPEN, Differs, Kind
from reformrules.prove.witness import Draft
from reformrules.prove.world import Stretch
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.difference import Difference, difference
from reformrules.rulebook.duty_kinds import kinds
from reformrules.rulebook.status import LawSetting

State = Literal["equal", "differs", "open"]
Days = tuple[date, date]
"""The first and the last of some days."""


@dataclass(frozen=True, slots=True)
class Found:
    """A citizen who shows a kind of difference under a law setting."""

    kind: Kind
    setting: LawSetting
    witness: Draft


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of one subject.

    days: those that are not proved equal, under any law setting. by_cases: equal for all of whom every fact is known
    that explain can fill in (yes or no, a closed set). why: what was not settled, of a kind of difference each.
    approximate: measures that were free. alike: nothing but what is proved equal stands behind it.
    """

    claim: Differs
    state: State
    seconds: float = 0.0
    days: tuple[Days, ...] = ()
    found: tuple[Found, ...] = ()
    why: tuple[tuple[Kind | None, str], ...] = ()
    approximate: tuple[str, ...] = ()
    by_cases: bool = False
    alike: bool = False


Part = tuple[LawSetting, Stretch]


@dataclass
class Comparer:
    """Compares two rulebooks, subject by subject.

    seconds: how long one question may take; each kind of difference is one more. first, last: the days asked about.
    every: whether each kind of difference is looked for, or only one that can be shown.
    """

    one: Rulebook
    other: Rulebook
    replay: Replay
    settings: Sequence[LawSetting]
    seconds: float = 20.0
    first: date = date.min
    last: date = date.max
    every: bool = True
    unproved: dict[tuple[LawSetting, str], list[Stretch]] = field(default_factory=dict)
    _known: dict[tuple[LawSetting, Stretch, str], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.asker = Asker([self.one, self.other], self.replay, self.seconds, self._shares)
        self.differences = {setting: difference(self.one, self.other, setting) for setting in self.settings}
        self.roots = {s: frozenset(self._roots(found)) for s, found in self.differences.items()}

    # What is to be compared.

    @property
    def shared(self) -> list[str]:
        """The conclusions of both, each after those that it rests on."""
        return [name for name in _in_order(self.one) if name in self.other.conclusions]

    def direct(self) -> list[Differs]:
        """The conclusions that change directly, each after those that it rests on."""
        changed = frozenset[str]().union(*self.roots.values())
        return [Differs(name) for name in self.shared if name in changed]

    def direct_duties(self) -> list[Differs]:
        """The kinds of obligation that change directly."""
        return [claim for claim in self._duties() if any(self._changes(rule) for rule in claim.duties)]

    def _changes(self, rule: str) -> bool:
        """Whether an obligation, or a number or a measure that it reads, differs."""
        books = [book for book in (self.one, self.other) if rule in book.rules]
        return any(
            found.touches(book, name)
            for found in self.differences.values()
            for book in books
            for name in (book.rules[rule].names - book.conclusions.keys())
        ) or any(rule in found.names for found in self.differences.values())

    def resting(self) -> list[Differs]:
        """The findings beside these that rest on something that differs: conclusions, and kinds of obligation."""
        changed = frozenset[str]().union(*self.roots.values())
        findings = (n for n in self.shared if n not in changed and self.one.conclusions[n].model.is_finding)
        return [*(Differs(n) for n in findings if self._touched(n)), *self._duties()]

    def _duties(self) -> Iterator[Differs]:
        for name, rules in kinds((self.one, self.other)).items():
            if any(self._touched(rule) for rule in rules):
                yield Differs(name, rules)

    def _touched(self, name: str) -> bool:
        books = [b for b in (self.one, self.other) if name in b.conclusions or name in b.rules]
        return any(found.touches(book, name) for found in self.differences.values() for book in books)

    def _roots(self, found: Difference) -> Iterator[str]:
        for name in self.one.conclusions.keys() | self.other.conclusions.keys():
            books = [book for book in (self.one, self.other) if name in book.conclusions]
            read = set[str]().union(*(book.conclusions[name].names - book.conclusions.keys() for book in books))
            if len(books) < 2 or name in found.names or any(found.touches(b, n) for b in books for n in read):
                yield name

    # Comparing.

    def compare(self, claim: Differs) -> Compared:
        """Whether the rulebooks can differ in a subject, and who shows it."""
        began, rough = monotonic(), set[str]()
        if not claim.duties and not self._may_differ(claim.subject):
            return Compared(claim, "equal", alike=True)
        parts = [*self._unproved(claim, rough)]
        self._note(claim, parts)
        parts = [*{(stretch, stretch.law): (setting, stretch) for setting, stretch in reversed(parts)}.values()][::-1]
        found, why, refuted = self._found(claim, parts)
        state: State = "differs" if found else "open" if parts and not refuted else "equal"
        by_cases = state == "open" and self._never(replace(claim, filled=True), parts)
        if by_cases:
            state, why = "equal", ()
        elif state == "open" and not why:
            why = ((None, "in_doubt"),)
        days = () if state == "equal" else merged((stretch.first, stretch.last) for _, stretch in parts)
        return Compared(claim, state, monotonic() - began, days, found, why, tuple(sorted(rough)), by_cases)

    def _may_differ(self, name: str) -> bool:
        whole = Stretch(max(self.first, date.min), self.last)
        return any(not self._shares(setting, whole, name) for setting in self.settings)

    def _unproved(self, claim: Differs, rough: set[str]) -> Iterator[Part]:
        """The days on which the rulebooks are not proved equal."""
        until, refuted = monotonic() + self.seconds, dict[object, bool]()
        for setting in self.settings:
            for stretch in self.asker.stretches(claim, setting, self.first, self.last):
                law = (stretch, stretch.law)  # several law settings may have one law
                if law not in refuted:
                    refuted[law] = self.asker.refuted(claim, setting, stretch, until, rough)
                if not refuted[law]:
                    yield setting, stretch

    def _note(self, claim: Differs, parts: Sequence[Part]) -> None:
        """Note on which days a conclusion is not proved to come to the same, for what rests on it."""
        if not claim.duties:
            for setting in self.settings:
                self.unproved[setting, claim.subject] = [stretch for law, stretch in parts if law == setting]
            self._known.clear()

    def _shares(self, setting: LawSetting, stretch: Stretch, name: str) -> bool:
        """Whether a conclusion is known to come to the same by both on all days of a stretch."""
        key = (setting, stretch, name)
        if key not in self._known:
            self._known[key] = self._same_on(setting, stretch, name)
        return self._known[key]

    def _same_on(self, setting: LawSetting, stretch: Stretch, name: str) -> bool:
        if name not in self.one.conclusions or name not in self.other.conclusions:
            return False
        if name in self.roots[setting]:
            apart = self.unproved.get((setting, name))
            return apart is not None and not any(_meet(stretch, days) for days in apart)
        below = self.one.conclusions[name].names & self.one.conclusions.keys()
        return all(self._shares(setting, stretch, other) for other in below)

    def _never(self, claim: Differs, parts: Sequence[Part]) -> bool:
        until = monotonic() + self.seconds
        return all(self.asker.refuted(claim, setting, stretch, until, set()) for setting, stretch in parts)

    def _found(
        self, claim: Differs, parts: Sequence[Part]
    ) -> tuple[tuple[Found, ...], tuple[tuple[Kind | None, str], ...], bool]:
        """For each kind of difference somebody who shows it; what kept others open; whether all are refuted.

        What is told of several obligations of a kind may differ though no kind of difference does.
        """
        found, why, refuted = list[Found](), list[tuple[Kind | None, str]](), not claim.duties
        for kind in claim.kinds if parts else ():
            reasons = list[str]()
            shown = self._shown(replace(claim, kind=kind, filled=kind in OPEN, decided=kind in OPEN), parts, reasons)
            left = list(reasons)
            if shown is None and kind in OPEN:  # somebody of whom more is missing, which explain may not fill in
                shown = self._shown(replace(claim, kind=kind), parts, left)
            refuted = refuted and not left
            if shown is not None:
                found.append(shown)
                if not self.every:
                    break
            else:
                why += ((kind, reason) for reason in dict.fromkeys(reasons))
        return tuple(found), tuple(why), refuted

    def _shown(self, claim: Differs, parts: Sequence[Part], why: list[str]) -> Found | None:
        """Somebody who shows a kind of difference; else what keeps it open is added to `why`."""
        until = monotonic() + self.seconds
        for setting, stretch in parts:
            if monotonic() > until:
                why.append("time_out")
                break
            if not self.asker.refuted(claim, setting, stretch, until, set()):
                verdict = self.asker.look_for(claim, setting, stretch, until)
                if verdict.witness is not None and claim.kind is not None:
                    return Found(claim.kind, setting, verdict.witness)
                why += verdict.why
        return None


def merged(days: Iterable[Days]) -> tuple[Days, ...]:
    """Stretches of days, those that touch made one."""
    found: list[Days] = []
    for first, last in sorted(days):
        if found and first <= found[-1][1] + timedelta(days=1):
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return tuple(found)


def _meet(one: Stretch, other: Stretch) -> bool:
    return one.first <= other.last and other.first <= one.last


def _in_order(book: Rulebook) -> list[str]:
    """The conclusions of a rulebook, each after those that it rests on."""
    return sorted(book.conclusions, key=lambda name: (len(book.rests_on(name)), name))
