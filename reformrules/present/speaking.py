"""Words and values in one language."""

from __future__ import annotations

from datetime import date

from reformrules.explain.wording import value_text
from reformrules.present.words import say
from reformrules.rulebook.legal_time import shift

MONTHS_SHOWN = 13  # ahead; CSV, Parquet and JSON have all


class Speaking:
    """Says words, values and months in one language; months long gone or far ahead are said together."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def say(self, key: str, *values: object) -> str:
        """A word or sentence."""
        return say(key, self.lang, *values)

    def text(self, value: object) -> str:
        """A value as people write it."""
        return value_text(value, self.lang)

    def month(self, month: date, first: date, last: date) -> str:
        """A month from that of `first` to some time after `last`, or that it lies before or behind these."""
        if month < first.replace(day=1):
            return self.say("earlier")
        return f"{month:%Y-%m}" if month < shift(last, MONTHS_SHOWN, "months") else self.say("later")

    @property
    def ends(self) -> tuple[str, str]:
        """What is said of the months before and behind those that are named."""
        return self.say("earlier"), self.say("later")

    def month_order(self, month: str) -> tuple[int, str]:
        """By time, what lies before first."""
        earlier, later = self.ends
        return {earlier: 0, later: 2}.get(month, 1), month
