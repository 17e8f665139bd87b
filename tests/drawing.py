"""Cases of the invented law, drawn at once."""

from __future__ import annotations

from hypothesis import Phase, given, settings
from worlds import world

from reformrules.case.record import CaseRecord
from reformrules.strategies import cases


def drawn(many: int) -> list[CaseRecord]:
    """So many cases, the same at each run."""
    found: list[CaseRecord] = []

    @settings(max_examples=many, database=None, derandomize=True, phases=[Phase.generate], deadline=None)
    @given(cases(world()))
    def draw(case: CaseRecord) -> None:
        found.append(case)

    draw()
    return found
