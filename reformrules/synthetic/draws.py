"""Random draws in columns, the same on every machine: a stream of its own for each name, part and seed.

A draw is written as a mapping of values to weights. A value is a plain one, a range `low..high` of whole numbers,
or one of the words `unknown` and `none`.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from reformrules.errors import Both, Invalid

Numbers = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

UNKNOWN, NONE = "unknown", "none"
SCALE = 10_000  # numbers are held as whole ten-thousandths
_RANGE = re.compile(r"(-?\d+)\.\.(-?\d+)")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_GOLDEN = (5**0.5 - 1) / 2


@dataclass(frozen=True)
class Stream:
    """The draws of one part of the citizens."""

    seed: int
    part: int

    def shares(self, name: str, size: int) -> Shares:
        """Evenly drawn numbers from 0 up to 1; each name has its own."""
        key = hashlib.sha256(f"{self.seed}/{self.part}/{name}".encode()).digest()[:16]
        raw: Any = np.random.Philox(key=int.from_bytes(key, "little")).random_raw(size)
        shares: Shares = (raw >> np.uint64(11)).astype(np.float64) * 2.0**-53
        return shares

    def below(self, name: str, size: int, chance: float) -> Flags:
        """Whether something happens, of each."""
        return self.shares(name, size) < chance if 0 < chance < 1 else np.full(size, chance >= 1)


def spread(seed: int, first: int, size: int) -> Shares:
    """Numbers from 0 up to 1 that fill every stretch of citizens evenly, so that shares come out as they are given."""
    start = Stream(seed, -1).shares("spread", 1)[0]
    shares: Shares = (start + (first + np.arange(size)) * _GOLDEN) % 1.0
    return shares


@dataclass(frozen=True)
class Draw:
    """values: of each choice; None for a range. low, high: of each choice in ten-thousandths, where it is a number."""

    values: tuple[Any, ...]
    upto: Shares
    low: Numbers
    high: Numbers

    @staticmethod
    def of(written: Any) -> Draw:
        """A draw as it is written; raises Invalid for weights that are none or a range the wrong way round."""
        choices = {_value(v): weight for v, weight in (written if isinstance(written, dict) else {written: 1}).items()}
        weights = np.array([_weight(weight) for weight in choices.values()])
        if not len(weights) or weights.sum() <= 0:
            raise Invalid(_NO_WEIGHT)
        spans = [_span(value) for value in choices]
        low, high = (np.array([span[i] for span in spans], np.int64) for i in (0, 1))
        values = [None if isinstance(v, str) and _RANGE.fullmatch(v) else v for v in choices]
        return Draw(tuple(values), np.cumsum(weights) / weights.sum(), low, high)

    def pick(self, shares: Shares) -> Numbers:
        """The index of a choice for each of the shares."""
        return np.minimum(np.searchsorted(self.upto, shares, side="right"), len(self.upto) - 1)

    def numbers(self, shares: Shares) -> Numbers:
        """A number for each of the shares, in ten-thousandths; 0 for a word."""
        picked = self.pick(shares)
        before = np.concatenate([[0.0], self.upto[:-1]])
        inside = (shares - before[picked]) / (self.upto - before)[picked]
        whole = (self.high - self.low) // SCALE + 1
        steps = np.minimum((inside * whole[picked]).astype(np.int64), whole[picked] - 1)
        numbers: Numbers = self.low[picked] + np.maximum(steps, 0) * SCALE
        return numbers

    def whole(self, shares: Shares) -> Numbers:
        """A whole number for each of the shares."""
        return self.numbers(shares) // SCALE

    def said(self, word: str, picked: Numbers) -> Flags:
        """Where a word was drawn."""
        return np.array([value == word for value in self.values])[picked]


def _value(value: Any) -> Any:
    """A value as it is meant: the key of a mapping is a text, whatever it says."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return Decimal(value)
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


_NO_WEIGHT = Both(
    "en trækning skal have en værdi med en vægt over 0, fx {0..30: 2, 45: 1}",
    "a draw needs a value with a weight above 0, like {0..30: 2, 45: 1}",
)


def _weight(weight: Any) -> float:
    if isinstance(weight, bool) or not isinstance(weight, int | float | Decimal) or weight < 0:
        da = f"`{weight}` er ikke en vægt; der skal stå et tal fra 0 og op"
        raise Invalid(Both(da, f"`{weight}` is not a weight; a number from 0 is needed"))
    return float(weight)


def _span(value: Any) -> tuple[int, int]:
    found = _RANGE.fullmatch(value) if isinstance(value, str) else None
    if found is not None:
        low, high = int(found[1]), int(found[2])
        if low > high:
            raise Invalid(Both(f"`{value}` slutter, før det begynder", f"`{value}` ends before it begins"))
        return low * SCALE, high * SCALE
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return int(value * SCALE), int(value * SCALE)
    return 0, 0
