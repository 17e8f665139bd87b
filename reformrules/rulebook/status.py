"""The ladder of legal status, and the law setting that says how far down to go."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Status(IntEnum):
    """How firm a rule is; a smaller number is firmer, so `max` gives the weakest."""

    in_force = 0
    adopted = 1
    expected = 2
    proposed = 3


class LawSetting(StrEnum):
    """How far down the ladder the answer may rest."""

    enacted = "enacted"
    adopted = "adopted"
    expected = "expected"
    proposed = "proposed"

    @property
    def floor(self) -> Status:
        """The weakest status this setting lets in."""
        return _FLOORS[self]


_FLOORS = {
    LawSetting.enacted: Status.in_force,
    LawSetting.adopted: Status.adopted,
    LawSetting.expected: Status.expected,
    LawSetting.proposed: Status.proposed,
}
DEFAULT_SETTING = LawSetting.expected
SO_FAR = LawSetting.adopted
