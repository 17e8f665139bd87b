"""Proofs in words: what can never be, what can be and of whom, what is left open and why.

These classes are also the JSON format of `prove`, version `SCHEMA_VERSION`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Literal

from reformrules.explain.findings import RulebookInfo, SourceRef, Text
from reformrules.present.json_form import as_text
from reformrules.present.phrases import cited
from reformrules.present.sheets import Column, Part, Report, Sheet
from reformrules.present.speaking import Speaking

SCHEMA_VERSION = 1

State = Literal["proved", "refuted", "open"]


@dataclass(frozen=True, slots=True)
class Answered:
    """What explain says of a witness: what it is called, what it comes to, by which rule, from which sources."""

    label: Text
    value: Text
    text: Text
    rule: str | None
    sources: list[SourceRef]


@dataclass(frozen=True, slots=True)
class Witness:
    """A citizen on a day under a law setting. case: the text of a case file."""

    on: date
    law: str
    case: str
    said: list[Answered]


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of one question.

    why: what kept it open. approximate: measures that were free to have any value, more than records can show.
    """

    kind: str
    id: str
    text: Text
    reason: Text
    sources: list[SourceRef]
    state: State
    seconds: float
    why: tuple[str, ...] = ()
    approximate: tuple[str, ...] = ()
    witness: Witness | None = None


@dataclass(frozen=True, slots=True)
class Proofs:
    """A whole run. seconds: the time of all answers together, on however many cores."""

    rulebook: RulebookInfo
    law: list[str]
    proofs: list[Proof]
    schema_version: int = field(default=SCHEMA_VERSION)

    def of_state(self, state: State) -> list[Proof]:
        return [proof for proof in self.proofs if proof.state == state]

    @property
    def good(self) -> bool:
        """Whether all is proved."""
        return len(self.of_state("proved")) == len(self.proofs)


def proofs_json(found: Proofs) -> str:
    """A whole run as JSON."""
    return as_text(asdict(found))


def proofs_report(found: Proofs, lang: str) -> Report:
    """A whole run in one language: what is refuted first."""
    return _Teller(lang).report(found)


class _Teller(Speaking):
    def report(self, found: Proofs) -> Report:
        numbers = [len(found.of_state(state)) for state in ("proved", "refuted", "open")]
        laws = ", ".join(map(self.say, found.law))
        lead = self.say("proofs_lead", *numbers, self._seconds(found.proofs), found.rulebook.digest[:12], laws)
        parts = [*map(self._refuted, found.of_state("refuted")), *self._open(found), *self._proved(found)]
        free = sorted({name for proof in found.proofs for name in proof.approximate})
        foot = [self.say("proofs_approximate", ", ".join(free))] if free else []
        return Report(self.say("proofs"), self.lang, (lead,), tuple(parts), tuple(foot))

    def _seconds(self, proofs: Iterable[Proof]) -> str:
        return f"{sum(proof.seconds for proof in proofs):.1f}"

    def _refuted(self, proof: Proof) -> Part:
        heading = f"{self.say('refuted')}: {proof.id}"
        text = " ".join(one.in_(self.lang) for one in (proof.text, proof.reason) if one.in_(self.lang))
        if proof.witness is None:
            return Part(heading, (), text=text)
        witness = proof.witness
        seen = self.say("proofs_witness", self.text(witness.on), self.say(witness.law))
        return Part(heading, tuple(self._said(witness)), text=f"{text} {seen}", listing=witness.case)

    def _said(self, witness: Witness) -> Iterator[Sheet]:
        if witness.said:
            columns = tuple(Column(self.say(key)) for key in ("finding", "proofs_outcome", "why", "sources"))
            rows = tuple(
                (one.label.in_(self.lang), one.value.in_(self.lang), one.text.in_(self.lang), _sources(one.sources))
                for one in witness.said
            )
            yield Sheet(self.say("proofs_said"), columns, rows)

    def _open(self, found: Proofs) -> Iterator[Part]:
        yield from self._list(self.say("proofs_open"), found.of_state("open"), open_=True)

    def _proved(self, found: Proofs) -> Iterator[Part]:
        proved = found.of_state("proved")
        of_kind = [proof for proof in proved if proof.kind == "guarantee"]
        yield from self._list(f"{self.say('proved')}: {self.say('kind_guarantee')}", of_kind)
        kinds = dict.fromkeys(proof.kind for proof in proved if proof.kind != "guarantee")
        if kinds:  # far too many to be listed one by one
            counted = [[proof for proof in proved if proof.kind == kind] for kind in kinds]
            columns = (Column(self.say("what")), Column(self.say("number"), True), Column("s", True))
            rows = tuple(
                (self.say(f"kind_{kind}"), str(len(proofs)), self._seconds(proofs))
                for kind, proofs in zip(kinds, counted, strict=True)
            )
            heading = self.say("proofs_asked")
            yield Part(heading, (Sheet(heading, columns, rows),))

    def _list(self, heading: str, proofs: Sequence[Proof], open_: bool = False) -> Iterator[Part]:
        if proofs:
            keys = ("what", "why") if open_ else ("what", "sources")
            columns = (Column("id", whole=True), *(Column(self.say(key)) for key in keys), Column("s", True))
            rows = tuple(
                (p.id, p.text.in_(self.lang), self._why(p) if open_ else _sources(p.sources), f"{p.seconds:.1f}")
                for p in proofs
            )
            yield Part(heading, (Sheet(heading, columns, rows),))

    def _why(self, proof: Proof) -> str:
        return "; ".join(self.say(f"proofs_{why}") for why in proof.why)


def _sources(sources: Sequence[SourceRef]) -> str:
    return "; ".join(map(cited, sources))
