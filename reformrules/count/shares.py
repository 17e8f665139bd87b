"""Shares that the law sets a limit for, over a caseload on the day of a report.

Where it is not known of a citizen whether it is one of those among whom is counted, or whether it counts, the share
is one of several: the lowest and the highest that the unknown could make it are given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction
from typing import Any, Literal

import duckdb

from reformrules.count.tables import flag
from reformrules.rulebook.book import Rulebook, window_of
from reformrules.rulebook.meaning import UNKNOWN
from reformrules.rulebook.status import LawSetting

Keeps = Literal["kept", "broken", "open"]


@dataclass(frozen=True, slots=True)
class ShareCount:
    """A share in per cent. members: those among whom is counted; counted: those of them who count.

    unknown: members of whom it is not known whether they count. doubtful: citizens of whom it is not known whether
    they are members. share: of the members of whom it is known; lowest, highest: whatever the unknown turns out to
    be; None where there may be nobody. limit_is: `at_most` or `at_least`. keeps: whether the limit is kept.
    """

    share_id: str
    label: dict[str, str]
    method: dict[str, str]
    members: int
    counted: int
    unknown: int
    doubtful: int
    share: float | None
    lowest: float | None
    highest: float | None
    limit: float | None
    limit_is: str
    keeps: Keeps
    status: str
    sources: list[str]


@dataclass(frozen=True, slots=True)
class Census:
    """How many citizens are members and count: yes, no or unknown, each. A member who counts: `yes_yes`."""

    yes_yes: int = 0
    yes_no: int = 0
    yes_unknown: int = 0
    unknown_yes: int = 0
    unknown_no: int = 0
    unknown_unknown: int = 0

    def __add__(self, other: Census) -> Census:
        return Census(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def members(self) -> int:
        return self.yes_yes + self.yes_no + self.yes_unknown

    @property
    def doubtful(self) -> int:
        return self.unknown_yes + self.unknown_no + self.unknown_unknown

    @property
    def known(self) -> Fraction | None:
        """The share of the members of whom it is known whether they count."""
        return _share(self.yes_yes, self.yes_yes + self.yes_no)

    @property
    def lowest(self) -> Fraction | None:
        """The share when every unknown citizen lowers it; one who surely counts lowers it by not being a member."""
        found = _share(self.yes_yes, self.members + self.unknown_no + self.unknown_unknown)
        return Fraction(1) if found is None and self.unknown_yes else found

    @property
    def highest(self) -> Fraction | None:
        """The share when every unknown citizen raises it."""
        more = self.unknown_yes + self.unknown_unknown
        found = _share(self.yes_yes + self.yes_unknown + more, self.members + more)
        return Fraction(0) if found is None and self.unknown_no else found


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def shares_in_force(book: Rulebook, on: date, setting: LawSetting) -> dict[str, Any]:
    """The shares that the law of a day has, by id."""
    return {
        id_: share
        for id_, share in book.shares.items()
        if share.status <= setting.floor and window_of(share).covers(on, setting)
    }


def conclusions_of_shares(book: Rulebook, on: date, setting: LawSetting) -> list[str]:
    """The conclusions that the shares of a day are counted by."""
    found = shares_in_force(book, on, setting).values()
    return list(dict.fromkeys(name for share in found for name in (share.among, share.counted)))


def censuses(
    connection: duckdb.DuckDBPyConnection, book: Rulebook, on: date, setting: LawSetting, answers: str
) -> dict[str, Census]:
    """Of every share of a day who is counted, from a table of answers that has the conclusions it is counted by."""
    return {
        id_: take_census(connection, answers, share.among, share.counted)
        for id_, share in shares_in_force(book, on, setting).items()
    }


def shares_of(book: Rulebook, on: date, setting: LawSetting, taken: Mapping[str, Census]) -> list[ShareCount]:
    """Every share of a day, as it was counted."""
    shares = shares_in_force(book, on, setting)
    return [_counted(book, id_, share, taken.get(id_, Census()), on, setting) for id_, share in shares.items()]


def take_census(connection: duckdb.DuckDBPyConnection, answers: str, among: str, counted: str) -> Census:
    """How many citizens are members and count."""
    said = (f"CASE WHEN \"{flag(n)}\" THEN 'unknown' WHEN \"{n}\" THEN 'yes' ELSE 'no' END" for n in (among, counted))
    rows = connection.execute(f"SELECT {', '.join(said)}, count(*) FROM {answers} GROUP BY ALL").fetchall()
    return Census(**{f"{member}_{counts}": int(n) for member, counts, n in rows if member != "no"})


def _counted(book: Rulebook, id_: str, share: Any, census: Census, on: date, setting: LawSetting) -> ShareCount:
    limit = book.parameter(share.limit, on, setting)
    sources = [f"{c.id} {c.section}" if c.section else c.id for c in share.source]
    kept = keeps(census, None if limit is UNKNOWN else limit, at_most=share.at_most is not None)
    return ShareCount(
        id_, share.label.model_dump(), share.method.model_dump(), census.members, census.yes_yes, census.yes_unknown,
        census.doubtful, _percent(census.known), _percent(census.lowest), _percent(census.highest),
        None if limit is UNKNOWN else float(limit), "at_most" if share.at_most else "at_least",
        kept, share.status.name, sources,
    )  # fmt: skip


def keeps(census: Census, limit: Any, at_most: bool) -> Keeps:
    """Whether a limit in per cent is kept whatever the unknown turns out to be; exactly the limit keeps it."""
    low, high = census.lowest, census.highest
    if limit is None or low is None or high is None:
        return "kept" if limit is not None and low is high is None else "open"
    bound = Fraction(limit) / 100
    if (high <= bound) if at_most else (low >= bound):
        return "kept"
    return "broken" if ((low > bound) if at_most else (high < bound)) else "open"


def _percent(share: Fraction | None) -> float | None:
    return None if share is None else round(float(share * 100), 2)
