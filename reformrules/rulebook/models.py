"""The shape of the rulebook's files. The JSON Schemas for editors are made from these models."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from reformrules.days import read_day
from reformrules.errors import Both, Invalid
from reformrules.rulebook.status import Status, read_status


def _iso_date(value: Any) -> Any:
    return value if isinstance(value, date) else read_day(value)


def _expression(value: Any) -> Any:
    if not isinstance(value, str):
        da = "et udtryk er en tekst; sæt det i anførselstegn"
        raise Invalid(Both(da, "an expression is a text; put it in quotes"))
    return value


IsoDate = Annotated[
    date, BeforeValidator(_iso_date), WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"})
]
StatusField = Annotated[
    Status, BeforeValidator(read_status), WithJsonSchema({"enum": [status.name for status in Status]})
]
Expression = Annotated[str, BeforeValidator(_expression), Field(description="an expression of the rule language")]
Scalar = bool | int | Decimal | str
Cell = Annotated[str, BeforeValidator(lambda cell: str(cell).lower() if isinstance(cell, bool) else cell)]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$")]
RuleId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]


class Strict(BaseModel):
    """No unknown keys, no coercion, no change after loading."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, arbitrary_types_allowed=True, defer_build=True
    )  # a rulebook that was kept needs no validators


class Bilingual(Strict):
    """One text in Danish and English."""

    da: str
    en: str

    def in_(self, lang: str) -> str:
        return self.da if lang == "da" else self.en


class Citation(Strict):
    """A source of the bibliography and the place in it."""

    id: str
    section: str | None = None


class Source(Strict):
    """One entry of the bibliography."""

    title: str
    kind: Literal[
        "act", "order", "bill", "draft", "agreement", "guidance", "decision", "municipal", "secondary",
        "convention",
    ]  # fmt: skip
    date: str | None = None
    url: str | None = None


class Sourced(Strict):
    """What every statement about the law carries: where it comes from."""

    source: list[Citation] = Field(min_length=1)


class Cited(Sourced):
    """What every legal statement carries: how firm it is and where it comes from."""

    status: StatusField
    legal_check: bool = False
    register_rows: list[str] = Field(default=[], alias="register")
    note: str | None = None


class Because(Strict):
    """Why the law gives no answer, or whose assessment is needed.

    among: the values it can only be one of, where that is certain; what is the same for each of them is answered.
    """

    reason: Literal["law_not_verified", "needs_assessment"]
    da: str
    en: str
    among: list[str] = []


@dataclass(frozen=True, slots=True)
class Cut:
    """An end that is not written with the rule or the value itself: the first day without it, and how firm that is."""

    day: date
    status: Status


class Validity(Strict):
    """In force from `from` up to, not including, `until`.

    until_status: how firm the end is; under a law setting that does not go so far the rule runs on.
    """

    from_: IsoDate = Field(alias="from")
    until: IsoDate | None = None
    until_status: StatusField = Status.in_force

    @property
    def cut(self) -> Cut | None:
        """The end that a change laid over the rulebook sets besides."""
        return None


class DatedValue(Cited, Validity):
    """One value of a parameter, in force from `from` up to, not including, `until`."""

    value: Scalar | list[str] | None = None
    undetermined: Because | None = None

    @model_validator(mode="after")
    def _value_or_reason(self) -> DatedValue:
        if (self.value is None) == (self.undetermined is None):
            da = "angiv enten `value` eller `undetermined` med grunden"
            raise Invalid(Both(da, "give either `value` or `undetermined` with its reason"))
        return self


class Parameter(Strict):
    """A number, date or list of the law, dated."""

    type: Literal["bool", "int", "decimal", "date", "list"]
    unit: str | None = None
    label: Bilingual
    values: list[DatedValue] = Field(min_length=1)


class FieldSpec(Strict):
    """One field of a case record."""

    type: Literal["bool", "int", "decimal", "date", "text"]
    label: Bilingual
    unit: str | None = None
    one_of: dict[str, Bilingual] | None = None
    range: Annotated[tuple[int, int], Field(strict=False)] | None = None
    required: bool = False
    only: list[str] = []
    may_be_none: bool = False
    absent: Literal["unknown", "none", "false"] = "unknown"
    help: Bilingual | None = None


class Section(Strict):
    """A list in the record: spells (from, to), events (on) or months (month, or from_month and to_month)."""

    label: Bilingual
    shape: Literal["spell", "event", "month"]
    kinds: dict[str, Bilingual]
    exclusive: list[str] = Field(default=[], description="kinds of which no two may overlap in time")
    absent: Literal["unknown", "none"] = Field(
        default="unknown", description="what a case that leaves the section out says of it"
    )
    fields: dict[str, FieldSpec] = {}
    help: Bilingual | None = None

    def fields_of(self, kind: str) -> dict[str, FieldSpec]:
        """The fields that an entry of a kind may have."""
        return {name: spec for name, spec in self.fields.items() if not spec.only or kind in spec.only}


class RecordShape(Strict):
    """`record.yaml`: what a case file may say, with what `layers` add; off: names that others add, by layer."""

    person: dict[str, FieldSpec]
    sections: dict[str, Section]
    layers: tuple[str, ...] = Field(default=(), exclude=True, init=False)
    off: dict[str, str] = Field(default={}, exclude=True, init=False)


class Measure(Strict):
    """How a fact is read from the record: exactly one of the closed set of measures.

    field: a field of the person. age: whole years since a date of the person.
    covering / covered: the spell that covers the evaluation date, or the day `on` (its `take` field / whether any).
    unbroken_since: first day of the run of adjoining spells that reaches the evaluation date.
    first / last: the date (or the `take` field) of the first / last entry up to the evaluation date.
    dates: all dates. count: how many entries. ever: whether any. days: days covered by spells.
    sum: total of `take` over months, of each at most `at_most`. total: that of the spells that cover the date.
    absent: what `covered` and `ever` say without the section; with `false` only those whom the record names are asked.
    """

    field: str | None = None
    age: str | None = None
    covering: str | None = None
    covered: str | None = None
    unbroken_since: str | None = None
    first: str | None = None
    last: str | None = None
    dates: str | None = None
    count: str | None = None
    sum: str | None = None
    total: str | None = None
    days: str | None = None
    ever: str | None = None
    take: str | None = None
    where: Expression | None = None
    same: list[str] = []
    window: Identifier | None = None
    since: Expression | None = None
    on: Expression | None = None
    edge_months: Literal["inside", "touching"] = "inside"
    allowance: Identifier | None = None
    at_most: Identifier | None = None
    per: Literal["calendar_year"] | None = None
    absent: Literal["unknown", "false"] = "unknown"

    KINDS: tuple[str, ...] = Field(default=(
        "field", "age", "covering", "covered", "unbroken_since", "first", "last", "dates", "count", "sum", "total",
        "days", "ever",
    ), exclude=True, init=False)  # fmt: skip

    @model_validator(mode="after")
    def _exactly_one(self) -> Measure:
        given = [kind for kind in self.KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            one = Both("der skal stå netop én måling, en af ", "exactly one measure is needed, one of ")
            raise Invalid(one + ", ".join(self.KINDS))
        if self.absent == "false" and given[0] not in ("covered", "ever"):
            da = f'`absent: "false"` hører til `covered` og `ever`, ikke til `{given[0]}`'
            raise Invalid(Both(da, f'`absent: "false"` belongs to `covered` and `ever`, not to `{given[0]}`'))
        foreign = "since" if given[0] in ("covering", "covered") else "on"
        if getattr(self, foreign) is not None:
            da = f"`{foreign}` hører ikke til `{given[0]}`"
            raise Invalid(Both(da, f"`{foreign}` does not belong to `{given[0]}`"))
        return self

    @cached_property
    def kind(self) -> str:
        return next(kind for kind in self.KINDS if getattr(self, kind) is not None)


class Fact(Strict):
    """One entry of the data dictionary.

    bands: of a number, where the bands begin in which citizens are counted.
    """

    type: Literal["bool", "int", "decimal", "date", "dates", "text"]
    unit: str | None = None
    range: Annotated[tuple[int, int], Field(strict=False)] | None = None
    one_of: dict[str, Bilingual] | None = None
    label: Bilingual
    question: Bilingual
    measure: Measure
    bands: list[int] = Field(default=[])
    assessed_by: Bilingual | None = None
    register_rows: list[str] = Field(default=[], alias="register")


FindingKind = Literal[
    "target_group", "scheme_status", "requirement", "duty", "right", "exemption", "benefit_rate", "office",
    "initiative", "review", "sanction", "authority", "term",
]  # fmt: skip


class Otherwise(Cited):
    """The answer when no rule holds and none is in doubt."""

    value: Scalar
    text: Bilingual


class Conclusion(Strict):
    """What rules may conclude: a typed name with a kind.

    kind: `term` is a step on the way, not shown as a finding; `authority` is what the law asks of authorities,
    which rests on the date alone and belongs to the calendar, not to a case.
    law_of: the date whose law answers, or two dates whose laws must agree; without it, the evaluation date.
    hit: the DMN hit policy. unique: rules that hold together must agree. collect: all answers together.
    follows: the conclusion this one hangs on; while that is undetermined, this one is not listed as open beside it.
    toward: the parameter or conclusion, of the same unit, that this number is on its way to.
    """

    kind: FindingKind
    type: Literal["bool", "int", "decimal", "date", "text"]
    unit: str | None = None
    range: Annotated[tuple[int, int], Field(strict=False)] | None = None
    one_of: dict[str, Bilingual] | None = None
    label: Bilingual
    law_of: Expression | list[Expression] | None = None
    disagree: Bilingual | None = None
    hit: Literal["unique", "collect"] = "unique"
    otherwise: Otherwise | None = None
    follows: Identifier | None = None
    toward: Identifier | None = None
    shown: bool = True
    register_rows: list[str] = Field(default=[], alias="register")

    @property
    def is_finding(self) -> bool:
        """Whether it is a finding about a citizen; a term is a step on the way."""
        return self.shown and self.kind not in ("term", "authority")


class Obligation(Strict):
    """Who must do what, how many, counted from when, by when; `counting` names the dates of what is done.

    effort: what it takes of the authority, where that is counted over a caseload.
    """

    of: Bilingual
    what: Bilingual
    effort: Literal["talk", "offer"] | None = None
    at_least: Expression
    counting: Identifier
    counted_from: Expression
    within: Expression | None = None
    by: Expression | None = None
    first_by: Expression | None = None
    unless: Expression | None = None

    @model_validator(mode="after")
    def _one_deadline(self) -> Obligation:
        if (self.within is None) == (self.by is None):
            da = "angiv enten `within` (en varighed) eller `by` (en dato)"
            raise Invalid(Both(da, "give either `within` (a duration) or `by` (a date)"))
        return self


class Rule(Cited):
    """One rule: when it holds, and what follows (exactly one of then, undetermined, obligation)."""

    valid: Validity
    when: Expression = "true"
    then: dict[str, Scalar] | None = None
    undetermined: dict[str, Because] | None = None
    obligation: Obligation | None = None
    overrides: list[str] = []
    text: Bilingual

    @model_validator(mode="after")
    def _one_consequence(self) -> Rule:
        if sum(x is not None for x in (self.then, self.undetermined, self.obligation)) != 1:
            da = "en regel har netop én af `then`, `undetermined`, `obligation`"
            raise Invalid(Both(da, "a rule has exactly one of `then`, `undetermined`, `obligation`"))
        if any(x is not None and len(x) != 1 for x in (self.then, self.undetermined)):
            raise Invalid(Both("en regel konkluderer netop ét navn", "a rule concludes exactly one name"))
        return self


class Row(Strict):
    """One row of a decision table; `if` gives one condition per input, `-` for any."""

    id: RuleId
    if_: list[Cell] = Field(alias="if")
    then: Scalar | None = None
    undetermined: Because | None = None
    text: Bilingual | None = None
    status: StatusField | None = None
    register_rows: list[str] = Field(default=[], alias="register")

    @model_validator(mode="after")
    def _one_answer(self) -> Row:
        if (self.then is None) == (self.undetermined is None):
            da = "en række har netop én af `then`, `undetermined`"
            raise Invalid(Both(da, "a row has exactly one of `then`, `undetermined`"))
        return self


class Table(Cited):
    """A decision table with a DMN hit policy; its rows become rules named `table-row`.

    unique: no two rows may disagree. first: an earlier row overrides a later one. collect: all answers.
    """

    valid: Validity
    hit: Literal["unique", "first", "collect"]
    concludes: Identifier
    inputs: list[Expression] = Field(min_length=1)
    rows: list[Row] = Field(min_length=1)
    text: Bilingual
