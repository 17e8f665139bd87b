"""The shape of the register: what the law says, statement by statement."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from reformrules.days import read_day
from reformrules.errors import Both, Invalid
from reformrules.rulebook.models import Bilingual, Citation, StatusField, Strict
from reformrules.rulebook.status import Status


def _period(value: Any) -> Any:
    """A day, or a year or month where no day is known; kept as it is written."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}(-[0-9]{2})?", value):
        return value
    return read_day(value).isoformat()


Period = Annotated[
    str, BeforeValidator(_period), WithJsonSchema({"type": "string", "pattern": r"^\d{4}(-\d{2}){0,2}$"})
]
RowId = Annotated[str, Field(pattern=r"^([A-Z]+([0-9]|-)[A-Za-z0-9.-]*|[a-z][a-z0-9-]*)$")]


class RegisterEntry(Strict):
    """One statement of the law in the register: what it says, when, on whose word, and how firm.

    What encodes it is not written here: rules, rows, values and facts name the entries they carry.
    no_rule: why nothing encodes it. from, until: a day, or a year or month where no day is known.
    """

    says: Bilingual
    from_: Period | None = Field(default=None, alias="from")
    until: Period | None = None
    until_status: StatusField = Status.in_force
    source: list[Citation] = Field(default=[])
    status: Literal["in_force", "adopted", "expected", "proposed", "undetermined"]
    no_rule: Bilingual | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _on_whose_word(self) -> RegisterEntry:
        if not self.source and self.status not in ("proposed", "undetermined"):
            da = "der skal stå en kilde, medmindre status er `proposed` eller `undetermined`"
            raise Invalid(Both(da, "a source is needed, unless the status is `proposed` or `undetermined`"))
        return self
