"""The difference of two rulebooks in words: what is equal, what differs, of whom, on which days, by which rule.

These classes are also the JSON format of `diff`, version `SCHEMA_VERSION`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Literal

from reformrules.explain.findings import RulebookInfo, Text
from reformrules.present.json_form import as_text
from reformrules.present.phrases import cited
from reformrules.present.proofs import Answered
from reformrules.present.sheets import Column, Part, Report, Sheet
from reformrules.present.speaking import Speaking

SCHEMA_VERSION = 1

State = Literal["equal", "differs", "open"]
How = Literal["proved", "alike", "by_cases"]


@dataclass(frozen=True, slots=True)
class Days:
    """Days from the first to the last; no last for days without end."""

    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A kind of difference, the citizen who shows it, and what either rulebook says. case: the text of a case file."""

    kind: str
    on: date
    law: str
    case: str
    before: list[Answered]
    after: list[Answered]


@dataclass(frozen=True, slots=True)
class Open:
    """What was not settled: of a kind of difference, or of any."""

    kind: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of one finding, of the obligations of a kind (named by the first rule), or of a step on the way.

    how: of what is equal, in what way it is. days: those on which a difference is possible. approximate: measures that
    were free to have any value, more than records can show.
    """

    kind: str
    id: str
    rules: list[str]
    label: Text
    state: State
    how: How | None
    seconds: float
    days: list[Days]
    differences: list[Shown]
    open: list[Open]
    approximate: list[str]


@dataclass(frozen=True, slots=True)
class Differing:
    """A whole run. alike: how many findings rest on nothing that differs. only_before, only_after: names by their kind.

    first, last: the days that were asked about, where they were bounded.
    """

    before: RulebookInfo
    after: RulebookInfo
    law: list[str]
    first: date | None
    last: date | None
    alike: int
    only_before: dict[str, list[str]]
    only_after: dict[str, list[str]]
    findings: list[Compared]
    schema_version: int = field(default=SCHEMA_VERSION)

    def of_state(self, state: State) -> list[Compared]:
        return [one for one in self.findings if one.state == state]

    @property
    def good(self) -> bool:
        """Whether all is proved equal, and no finding or obligation is in one of the rulebooks alone."""
        alone = any(side.get("conclusions") for side in (self.only_before, self.only_after))
        return not alone and len(self.of_state("equal")) == len(self.findings)


def differing_json(found: Differing) -> str:
    """A whole run as JSON."""
    return as_text(asdict(found))


def differing_report(found: Differing, lang: str) -> Report:
    """A whole run in one language: what differs first."""
    return _Teller(lang).report(found)


class _Teller(Speaking):
    def report(self, found: Differing) -> Report:
        ordered = [one for state in ("differs", "open", "equal") for one in found.of_state(state)]
        parts = [*self._table(ordered), *(part for one in ordered for part in self._shown(one))]
        return Report(self.say("differences"), self.lang, tuple(self._lead(found)), tuple(parts))

    def _lead(self, found: Differing) -> Iterator[str]:
        laws = ", ".join(f"`{law}`" for law in found.law)
        yield self.say("differences_sides", found.before.digest[:12], found.after.digest[:12], laws)
        if found.first is not None:
            yield self.say("differences_from", self.text(found.first))
        if found.last is not None:
            yield self.say("differences_until", self.text(found.last))
        for key, names in (("only_before", found.only_before), ("only_after", found.only_after)):
            if names:
                told = (self.say(f"only_{kind}", ", ".join(of_kind)) for kind, of_kind in names.items())
                yield self.say(key, "; ".join(told))
        if found.good:
            yield self.say("differences_none")
        numbers = [len(found.of_state(state)) for state in ("equal", "differs", "open")]
        yield self.say("differences_lead", found.alike, *numbers, f"{sum(one.seconds for one in found.findings):.1f}")

    def _table(self, compared: Sequence[Compared]) -> Iterator[Part]:
        if compared:
            columns = (
                Column(self.say("finding")), Column(self.say("proofs_outcome")),
                Column(self.say("possible_days")), Column("s", True),
            )  # fmt: skip
            rows = tuple(
                (
                    f"{one.label.in_(self.lang)} ({one.id})",
                    self._outcome(one),
                    self._days(one.days),
                    f"{one.seconds:.1f}",
                )
                for one in compared
            )
            heading = self.say("compared_findings")
            yield Part(heading, (Sheet(heading, columns, rows),))

    def _outcome(self, one: Compared) -> str:
        if one.state == "equal":
            return self.say("compared_equal" if one.how in (None, "proved") else f"compared_{one.how}")
        kinds = [self.say(f"of_{shown.kind}") for shown in one.differences]
        left = [f"{self.say('compared_open')}: {self._why(each)}" for each in one.open]
        return "; ".join([*kinds, *left])

    def _why(self, left: Open) -> str:
        why = self.say(f"proofs_{left.why}")
        return why if left.kind is None else f"{self.say(f'of_{left.kind}')} ({why})"

    def _days(self, days: Sequence[Days]) -> str:
        return "; ".join(
            self.say("days_from", self.text(d.first))
            if d.last is None
            else self.say("days_between", self.text(d.first), self.text(d.last))
            for d in days
        )

    def _shown(self, one: Compared) -> Iterator[Part]:
        for shown in one.differences:
            heading = f"{one.label.in_(self.lang)}: {self.say(f'of_{shown.kind}')}"
            seen = self.say("difference_witness", self.text(shown.on), f"`{shown.law}`")
            yield Part(heading, (self._sides(shown),), text=seen, listing=shown.case)

    def _sides(self, shown: Shown) -> Sheet:
        keys = ("proofs_outcome", "why", "rule", "sources")
        columns = (Column(""), *(Column(self.say(key), whole=key == "rule") for key in keys))
        rows = [
            row
            for key, side in (("before", shown.before), ("after", shown.after))
            for row in self._side(self.say(key), side)
        ]
        return Sheet(self.say("difference_sides"), columns, tuple(rows))

    def _side(self, name: str, side: Sequence[Answered]) -> Iterator[tuple[str, ...]]:
        if not side:
            yield name, self.say("nothing_said"), "", "", ""
        for said in side:
            sources = "; ".join(map(cited, said.sources))
            yield name, said.value.in_(self.lang), said.text.in_(self.lang), said.rule or "", sources
