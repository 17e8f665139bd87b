"""Published key figures of a municipality: what a layer's `figures.yaml` holds, as printed, with the source.

A figure is a count, a share, a target or an amount on a day or over a period. `counts` says which citizens of
a caseload it counts (for a share, `among` whom), as an expression over the facts of the rulebook.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from reformrules.rulebook.models import Bilingual, Citation, Expression, Strict
from reformrules.rulebook.statements import RegisterEntry

Kind = Literal[
    "stock", "flow", "cumulative", "share", "target", "capacity", "quota", "rate", "threshold", "change", "distance",
    "rank", "money",
]  # fmt: skip


class Figure(Strict):
    """One published figure.

    value: a number in `unit`; amounts are whole kroner. about: how exact it is, where the source says so.
    period: a day, month, quarter or year, or two with `/` between; left out where none is printed.
    """

    label: Bilingual
    value: int | Decimal
    unit: Bilingual
    measure: Kind
    period: str | None = Field(default=None, pattern=r"^\d{4}(-\d{2}|-Q[1-4])?(/\d{4}(-\d{2})?)?$")
    area: str | None = None
    of: Bilingual | None = None
    about: Bilingual | None = None
    as_printed: str
    counts: Expression | None = None
    among: Expression | None = None
    origin: str | None = None
    source: list[Citation] = Field(min_length=1)
    note: str | None = None


def entry_of(figure: Figure) -> RegisterEntry:
    """A figure as a statement of the register: what is counted, and how it is printed."""
    return RegisterEntry.model_construct(
        says=Bilingual(da=f"{figure.label.da}: {figure.as_printed}", en=f"{figure.label.en}: {figure.as_printed}"),
        source=figure.source, status="in_force", note=figure.note,
    )  # fmt: skip
