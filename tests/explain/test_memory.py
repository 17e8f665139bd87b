"""What is worked out once: for the same values the same, for others anew, and never without end."""

from __future__ import annotations

from functools import partial
from operator import add
from typing import Any

import pytest

from reformrules.explain import memory
from reformrules.explain.memory import MOST_KEPT, Kept, Memory
from reformrules.rulebook.meaning import Env


def the_chosen(env: Env) -> str:
    """One of two values, as a third says."""
    return str(env["b"] if env["first"] is False else env["a"])


class Lazy(dict[str, Any]):
    """Values that are looked up when they are asked for."""

    def __init__(self, **values: Any) -> None:
        super().__init__()
        self.values_of = values

    def __missing__(self, name: str) -> Any:
        self[name] = self.values_of[name]
        return self[name]


def test_what_hangs_on_the_same_values_is_worked_out_once_whatever_the_others_are() -> None:
    kept, worked_out = Memory[str](), list[Env]()

    def said(first: bool, a: int, b: int) -> str:
        def work_out(env: Env) -> str:
            worked_out.append(env)
            return the_chosen(env)

        return kept.of({"first": first, "a": a, "b": b}, work_out)

    asked = [(True, 1, 2), (True, 1, 3), (False, 1, 3), (False, 2, 3), (True, 2, 3), (True, 1, 2)]
    assert [said(*values) for values in asked] == ["1", "1", "3", "3", "2", "1"]
    assert len(worked_out) == 3


def test_nothing_is_looked_up_that_the_answer_does_not_hang_on() -> None:
    kept = Memory[str]()
    for _ in range(2):  # worked out, and known
        env = Lazy(first=True, a=1, b=2)
        assert kept.of(env, the_chosen) == "1"
        assert env == {"first": True, "a": 1}


def test_what_hangs_on_nothing_is_known_and_so_is_no() -> None:
    kept = Memory[bool]()
    assert kept.of({}, lambda env: False) is False
    assert kept.of({"a": 1}, lambda env: True) is False


def leaves(tree: Any) -> int:
    return sum(map(leaves, tree.values())) if isinstance(tree, dict) else 1


def test_a_memory_never_holds_more_than_it_may() -> None:
    by_values, by_key = Memory[int](), Kept[int]()
    for n in range(3 * MOST_KEPT):
        assert by_values.of({"a": n}, lambda env: int(env["a"]) + 1) == n + 1
        assert by_key.of(n, partial(add, n, 1)) == n + 1
    assert leaves(by_values._root) <= MOST_KEPT
    assert len(by_key._found) <= MOST_KEPT


def test_equal_values_have_one_number_and_no_number_is_given_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MOST_NUMBERED", 4)
    numbers = memory.Numbers()
    assert numbers["a"] == numbers["a"]
    given = [numbers[n] for n in range(20)]
    assert len({*given, numbers["a"]}) == 21
    assert len(numbers) <= 4
