"""Draws in columns, and the calendar they move days by."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformrules.rulebook.legal_time import shift
from reformrules.synthetic.calendar import moved, number
from reformrules.synthetic.draws import Draw, Stream, spread

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@given(st.lists(DAYS, min_size=1), st.integers(-400, 400), st.sampled_from(["days", "weeks", "months", "years"]))
def test_days_in_columns_move_as_single_days_do(days: list[date], amount: int, unit: str) -> None:
    found = moved(np.array([number(day) for day in days]), np.full(len(days), amount), unit)
    assert [date(1970, 1, 1) + timedelta(int(n)) for n in found] == [shift(day, amount, unit) for day in days]


@given(st.integers(-50, 50), st.integers(0, 60), st.integers(0, 2**60))
def test_a_range_is_drawn_within_its_ends(low: int, length: int, seed: int) -> None:
    drawn = Draw.of({f"{low}..{low + length}": 1}).whole(Stream(seed, 0).shares("one", 50))
    assert low <= drawn.min() <= drawn.max() <= low + length


def test_both_ends_of_a_range_and_every_choice_are_drawn() -> None:
    shares = Stream(1, 0).shares("one", 5000)
    assert set(Draw.of({"0..2": 3, "7": 1, "none": 1}).whole(shares)) == {0, 1, 2, 7}
    assert set(Draw.of({"160.33": 1}).numbers(shares)) == {1_603_300}  # in ten-thousandths


def test_choices_come_by_their_weights() -> None:
    picked = Draw.of({"a": 3, "b": 1}).pick(Stream(5, 0).shares("one", 40_000))
    assert (picked == 0).mean() == pytest.approx(0.75, abs=0.01)  # four standard deviations are 0.0087


def test_a_draw_has_a_stream_of_its_own_by_name_part_and_seed() -> None:
    one = Stream(1, 0).shares("one", 20)
    others = [Stream(1, 0).shares("two", 20), Stream(1, 1).shares("one", 20), Stream(2, 0).shares("one", 20)]
    assert (one == Stream(1, 0).shares("one", 20)).all()
    assert not any((one == other).any() for other in others)


def test_the_stream_is_the_same_on_every_machine() -> None:
    """The numbers of Philox 4x64 are fixed by its definition; these were drawn once."""
    assert [f"{share:.12f}" for share in Stream(1, 0).shares("one", 2)] == FIRST


FIRST = ["0.606296118416", "0.088772876457"]


@given(st.integers(0, 2**40), st.integers(0, 10**6), st.integers(50, 400))
def test_every_stretch_of_citizens_is_spread_evenly(seed: int, first: int, size: int) -> None:
    halves = (spread(seed, first, size) < 0.5).sum()
    assert abs(halves - size / 2) <= 4


@pytest.mark.parametrize("wrong", [{}, {"a": 0}, {"a": -1}, {"9..2": 1}, {"a": "much"}])
def test_a_draw_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"weight|before it begins"):
        Draw.of(wrong)
