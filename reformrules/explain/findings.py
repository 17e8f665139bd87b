"""What the engine answers: few kinds of findings, each typed, cited and explained.

These classes are also the JSON format, version `SCHEMA_VERSION`; see `present.json_form`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

SCHEMA_VERSION = 1

Value = bool | int | Decimal | date | str | list[str] | None
State = Literal["met", "late", "due", "overdue", "exempt", "undetermined"]
Reason = Literal["missing_input", "law_not_verified", "needs_assessment"]


@dataclass(frozen=True, slots=True)
class Text:
    """One text in Danish and English."""

    da: str
    en: str

    def in_(self, lang: str) -> str:
        return self.da if lang == "da" else self.en


@dataclass(frozen=True, slots=True)
class SourceRef:
    """A cited source: its id in the bibliography, the place in it, its title and address."""

    id: str
    section: str | None
    title: str
    url: str | None


@dataclass(frozen=True, slots=True)
class FactUsed:
    """A value that an answer rests on. `kind` is fact, parameter or conclusion.

    origin: the entries of the record that gave a fact, the rules that gave a conclusion, or the
    sources of a parameter.
    """

    name: str
    kind: str
    label: Text
    value: Value
    text: Text
    origin: list[str]


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer. `status` is the weakest legal status it rests on.

    by_cases: facts that are missing but cannot change the answer, whatever their value.
    law_so_far: the outcome under the law as adopted so far, where it differs.
    The fields from `of` on belong to obligations.
    """

    kind: str
    subject: str
    label: Text
    outcome: Value
    outcome_text: Text
    status: str
    legal_check: bool
    rule: str
    rules: list[str]
    concept: str
    sources: list[SourceRef]
    text: Text
    because: list[Text]
    facts: list[FactUsed]
    by_cases: list[str] = field(default_factory=list)
    law_so_far: Text | None = None
    of: Text | None = None
    what: Text | None = None
    required: int | Decimal | None = None
    done: int | None = None
    counted_from: date | None = None
    first_by: date | None = None
    deadline: date | None = None
    state: State | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that is missing, as a question."""

    fact: str
    text: Text


@dataclass(frozen=True, slots=True)
class LowerAnswer:
    """What would be answered if the law setting went further down the ladder of legal status."""

    status: str
    outcome: Value
    text: Text


@dataclass(frozen=True, slots=True)
class Undetermined:
    """A question without an answer, and what would settle it."""

    kind: str
    subject: str
    label: Text
    reason: Reason
    text: Text
    rules: list[str]
    sources: list[SourceRef]
    ask: list[Question] = field(default_factory=list)
    note: LowerAnswer | None = None
    deadline: date | None = None


@dataclass(frozen=True, slots=True)
class SubjectChange:
    """How one finding changes: `before` and `after` are what is said of it."""

    subject: str
    label: Text
    before: Text
    after: Text
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A coming date on which findings change. `law` is true when a rule or number changes on that date."""

    on: date
    law: bool
    changes: list[SubjectChange]


@dataclass(frozen=True, slots=True)
class RulebookInfo:
    """Which rulebook answered: the version of the package and the hash of the files.

    overlay: the title of the change that was laid over it.
    """

    version: str
    digest: str
    overlay: Text | None = None


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """Which engines answered: `both` agree, or `reference` alone and why."""

    used: Literal["both", "reference"]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """All that applies to one case on one date.

    left_out: sections that the record lacks and that findings which concern few read as empty ones; what
    concerns only those whom such a section names is not said.
    """

    case: str
    on: date
    law: str
    engine: EngineInfo
    rulebook: RulebookInfo
    findings: list[Finding]
    undetermined: list[Undetermined]
    law_so_far: list[Finding]
    next_changes: list[Change] = field(default_factory=list)
    left_out: list[Question] = field(default_factory=list)
    schema_version: int = SCHEMA_VERSION
