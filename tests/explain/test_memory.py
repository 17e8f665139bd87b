"""What is worked out once: for the same values the same, for others anew, and never without end."""

from __future__ import annotations

import pytest

from reformrules.explain import memory
from reformrules.explain.memory import MOST_KEPT, Memory


def test_the_same_values_are_worked_out_once_and_others_anew() -> None:
    kept, asked = Memory[str](["b", "a"]), list[int]()

    def said(a: int, b: int) -> str:
        def work_out() -> str:
            asked.append(a)
            return f"{a}{b}"

        return kept.of(kept.values({"a": a, "b": b, "c": len(asked)}), work_out)

    assert [said(1, 2), said(1, 2), said(2, 1), said(1, 2)] == ["12", "12", "21", "12"]
    assert asked == [1, 2]


def test_without_names_and_with_one_name_the_values_are_a_tuple_too() -> None:
    assert Memory[int]([]).values({"a": 1}) == ()
    assert Memory[int](["a"]).values({"a": (1, 2)}) == ((1, 2),)


def test_a_memory_never_holds_more_than_it_may() -> None:
    kept = Memory[int](["a"])
    for n in range(3 * MOST_KEPT):
        assert kept.of((n,), lambda n=n: n + 1) == n + 1  # type: ignore[misc]  # a default binds the value
    assert len(kept._found) <= MOST_KEPT


def test_equal_values_have_one_number_and_no_number_is_given_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MOST_NUMBERED", 4)
    numbers = memory.Numbers()
    assert numbers["a"] == numbers["a"]
    given = [numbers[n] for n in range(20)]
    assert len({*given, numbers["a"]}) == 21
    assert len(numbers) <= 4
