"""Columns of a caseload while they are made, whole numbers in numpy; and as they are written, in Arrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reformrules.case.record import NONE_WORD
from reformrules.rulebook.models import FieldSpec
from reformrules.synthetic.draws import NONE, SCALE, UNKNOWN, Draw, Flags, Numbers, Shares


@dataclass(frozen=True, slots=True)
class Cells:
    """values: days, whole numbers, ten-thousandths, 0 and 1, or the index of a word; without meaning where `empty`.

    none: of the empty ones, where it is said that there is no such thing; the others are left out.
    """

    values: Numbers
    empty: Flags
    none: Flags

    @staticmethod
    def known(values: Numbers) -> Cells:
        """Values that are all there."""
        nothing = np.zeros(len(values), np.bool_)
        return Cells(values, nothing, nothing)

    @staticmethod
    def left_out(size: int) -> Cells:
        """Cells of which nothing is said."""
        return Cells(np.zeros(size, np.int64), np.ones(size, np.bool_), np.zeros(size, np.bool_))

    @staticmethod
    def drawn(spec: FieldSpec, written: Any, shares: Shares) -> Cells:
        """A field drawn for each of the shares."""
        draw = Draw.of(written)
        picked = draw.pick(shares)
        unknown, none = draw.said(UNKNOWN, picked), draw.said(NONE, picked)
        if spec.one_of is not None:
            words = list(spec.one_of)
            values = np.array([words.index(v) if v in words else 0 for v in draw.values])[picked]
        elif spec.type == "bool":
            values = np.array([v is True for v in draw.values], np.int64)[picked]
        else:
            values = draw.numbers(shares) // (SCALE if spec.type == "int" else 1)
        return Cells(values, unknown | none, none)

    def at(self, rows: Any) -> Cells:
        """The cells of some rows, or in another order."""
        return Cells(self.values[rows], self.empty[rows], self.none[rows])

    def only(self, here: Flags) -> Cells:
        """These cells where `here` is set; left out elsewhere."""
        return Cells(self.values, self.empty | ~here, self.none & here)

    def put(self, rows: Numbers, other: Cells) -> None:
        """Write the cells of another into some rows."""
        self.values[rows], self.empty[rows], self.none[rows] = other.values, other.empty, other.none


def joined(parts: Sequence[Cells]) -> Cells:
    """The cells of several, one after the other."""
    values, empty, none = ([getattr(part, name) for part in parts] for name in Cells.__slots__)
    return Cells(np.concatenate(values), np.concatenate(empty), np.concatenate(none))


def arrow_type(spec: FieldSpec) -> pa.DataType:
    """How a field is written: as what it is, or as a text where it may say `none`."""
    if spec.type == "text" or spec.may_be_none:
        return TEXTS
    return {"bool": pa.bool_(), "int": pa.int64(), "date": pa.date32(), "decimal": pa.decimal128(18, 4)}[spec.type]


TEXTS = pa.dictionary(pa.int32(), pa.string())


def texts(codes: Numbers, words: Sequence[str], empty: Flags | None = None) -> pa.Array:
    """Words by their numbers."""
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32), mask=empty), pa.array(words, pa.string()))


def as_written(spec: FieldSpec, cells: Cells) -> pa.Array:
    """The column of a field."""
    if spec.one_of is not None:
        words = [*spec.one_of, NONE_WORD]
        codes = np.where(cells.none, len(words) - 1, cells.values)
        return texts(codes, words, cells.empty & ~cells.none if spec.may_be_none else cells.empty)
    found = _plain(spec, cells)
    if not spec.may_be_none:
        return found
    return pc.if_else(pa.array(cells.none), NONE_WORD, found.cast(pa.string())).dictionary_encode()


def days(values: Numbers, empty: Flags | None = None) -> pa.Array:
    """Days by their numbers."""
    return pa.array(values.astype(np.int32), mask=empty).view(pa.date32())


def _plain(spec: FieldSpec, cells: Cells) -> pa.Array:
    if spec.type == "date":
        return days(cells.values, cells.empty)
    if spec.type == "decimal":
        return _decimals(cells.values, cells.empty)
    return pa.array(cells.values.astype(np.bool_) if spec.type == "bool" else cells.values, mask=cells.empty)


def _decimals(values: Numbers, empty: Flags) -> pa.Array:
    """Ten-thousandths as decimals, put together from their bytes so that nothing is rounded."""
    pairs = np.column_stack([values, values >> 63])
    missing = pa.array(values, mask=empty).buffers()[0]
    return pa.Array.from_buffers(pa.decimal128(18, 4), len(values), [missing, pa.py_buffer(pairs.tobytes())])
