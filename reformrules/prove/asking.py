"""Asks the solver whether a claim can be true of anybody, and looks for a citizen of whom it is."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from time import monotonic
from typing import Any, Literal

import z3

from reformrules.case.record import CaseRecord
from reformrules.prove.claims import Claim
from reformrules.prove.query import Query
from reformrules.prove.witness import Draft, draft
from reformrules.prove.world import Stretch, Workshop, World, stretches
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.status import LawSetting

State = Literal["never", "seen", "open"]
"""Proved that it can never be; a citizen of whom it is; neither."""

Replay = Callable[[Claim, CaseRecord, date, LawSetting], bool]
"""Whether the explain reading finds a claim true of a citizen on a day."""

MOST_ENTRIES = 3
"""A citizen is looked for with one entry in each section, then with more, up to so many."""


@dataclass(frozen=True)
class Verdict:
    """What came of a question.

    why: what kept it open. witness: the citizen, whom explain has confirmed. approximate: measures that were free.
    """

    state: State
    seconds: float
    setting: LawSetting | None = None
    witness: Draft | None = None
    why: tuple[str, ...] = ()
    approximate: tuple[str, ...] = ()


@dataclass
class Asker:
    """Asks questions of one rulebook, or of two side by side.

    seconds: how long one question may take, all its stretches together. replay: see `Replay`.
    shares: of two rulebooks, which conclusions are known to come to the same by both on some days.
    """

    books: Sequence[Rulebook]
    replay: Replay
    seconds: float = 20.0
    shares: Callable[[LawSetting, Stretch, str], bool] | None = None
    _worlds: dict[Any, World] = field(default_factory=dict)
    _cut: dict[tuple[frozenset[str], LawSetting, bool], list[Stretch]] = field(default_factory=dict)
    _workshops: dict[bool, Workshop] = field(init=False)
    _refuted: dict[tuple[Claim, Stretch, Hashable], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._workshops = {near: Workshop(self.books[0], near) for near in (False, True)}

    def ask(
        self, claim: Claim, settings: Sequence[LawSetting], first: date = date.min, last: date = date.max
    ) -> Verdict:
        """Whether a claim can be true on a day between two, under one of the settings."""
        began, why, rough = monotonic(), list[str](), set[str]()
        answered = set[Any]()
        for setting in settings:
            for stretch in self.stretches(claim, setting, first, last):
                if (stretch, stretch.law) in answered:  # it is the same law under another setting
                    continue
                left = self.seconds - (monotonic() - began)
                verdict = self._ask_in(claim, setting, stretch, left, rough) if left > 0 else _open("time_out")
                if verdict.state == "seen":
                    return Verdict("seen", monotonic() - began, setting, verdict.witness)
                answered.add((stretch, stretch.law))
                why += verdict.why
        state: State = "open" if why else "never"
        return Verdict(state, monotonic() - began, None, None, tuple(dict.fromkeys(why)), tuple(sorted(rough)))

    def stretches(self, claim: Claim, setting: LawSetting, first: date, last: date) -> Iterator[Stretch]:
        """The days between two on which a claim may be true, cut where the law behind it changes."""
        for stretch in self._law(claim, setting):
            part = stretch.within(first, last)
            if part is not None:
                yield part

    def _law(self, claim: Claim, setting: LawSetting, near: bool = False) -> list[Stretch]:
        names = frozenset[str]().union(*(claim.names(book) for book in self.books))
        key = (names, setting, near)
        if key not in self._cut:
            self._cut[key] = stretches(self.books, names, setting, near)
        return self._cut[key]

    def _ask_in(self, claim: Claim, setting: LawSetting, stretch: Stretch, left: float, rough: set[str]) -> Verdict:
        until = monotonic() + left
        if self.refuted(claim, setting, stretch, until, rough):
            return Verdict("never", 0)
        return self.look_for(claim, setting, stretch, until)

    def refuted(self, claim: Claim, setting: LawSetting, stretch: Stretch, until: float, rough: set[str]) -> bool:
        """Whether a claim is true of nobody on the days of a stretch; measures that were free are added to `rough`."""
        if claim.near and self._refuted_nearby(claim, setting, stretch, until):
            return True
        world = self._world(setting, stretch, None)
        query = self._query(world, claim, until)
        refuted: bool = query.ask() == z3.unsat or query.look_closer() == z3.unsat
        rough |= world.approximate(query.question) if refuted else set()
        return refuted

    def _refuted_nearby(self, claim: Claim, setting: LawSetting, stretch: Stretch, until: float) -> bool:
        """Whether a claim is never true on the days of a stretch whatever the conclusions come to that it rests on."""
        around = next(s for s in self._law(claim, setting, near=True) if s.first <= stretch.first <= s.last)
        key = (claim, around, around.law)
        if key not in self._refuted:
            world = self._world(setting, around, None, near=True)
            self._refuted[key] = self._query(world, claim, until).ask() == z3.unsat
        return self._refuted[key]

    def look_for(self, claim: Claim, setting: LawSetting, stretch: Stretch, until: float) -> Verdict:
        """A citizen with few entries of whom the claim is true, and of whom explain says so too."""
        why = set[str]()
        for entries, day in _searches(stretch):
            world = self._world(setting, stretch, entries, day)
            query = self._query(world, claim, monotonic() + (until - monotonic()) / 2)
            answer = query.ask()
            if answer == z3.sat:
                found = draft(world, query)
                if self.replay(claim, found.case, found.on, setting):
                    return Verdict("seen", 0, setting, found)
                why.add("not_replayed")
            elif answer == z3.unknown:
                why.add("time_out")
        return Verdict("open", 0, why=tuple(sorted(why)) or ("no_witness",))

    def _world(
        self, setting: LawSetting, stretch: Stretch, entries: int | None, day: date | None = None, near: bool = False
    ) -> World:
        """Shared by all questions about the same days."""
        key = (setting, stretch, entries, day, near)
        if key not in self._worlds:
            shares = None if self.shares is None else partial(self.shares, setting, stretch)
            workshop = self._workshops[near] if entries is None and len(self.books) == 1 else None
            self._worlds[key] = World(self.books, setting, stretch, entries, day, near, shares, workshop)
        return self._worlds[key]

    def _query(self, world: World, claim: Claim, until: float) -> Query:
        question = f"question {claim!r} under {world.setting} in {world.stretch}"
        flag = world.ledger.make(question, lambda: claim.flag(world.laws))
        return Query(world, question, flag, until)


def _searches(stretch: Stretch) -> Iterator[tuple[int, date | None]]:
    """How a citizen is looked for: with one entry in each section first, on the first day, the last, then any."""
    for entries in range(1, MOST_ENTRIES + 1):
        yield entries, stretch.first
        if entries < MOST_ENTRIES:
            yield entries, stretch.last
            yield entries, None


def _open(why: str) -> Verdict:
    return Verdict("open", 0, why=(why,))
