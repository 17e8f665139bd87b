"""The ladder of legal status, and the law setting that says how far down to go."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from reformrules.errors import Both, Invalid, nearest, quoted


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


def read_status(value: object) -> Status:
    """The legal status of a name; raises Invalid."""
    if isinstance(value, Status):
        return value
    if isinstance(value, str) and value in Status.__members__:
        return Status[value]
    none = Both(" er ikke en retlig status", " is not a legal status")
    raise Invalid(quoted(value) + none + nearest(str(value), Status.__members__))
