"""What is worked out once: for the same values the same, for others anew, and never without end."""

from __future__ import annotations

from reformrules.explain.memory import MOST_KEPT, Memory


def test_the_same_values_are_worked_out_once_and_others_anew() -> None:
    memory, asked = Memory[str](["b", "a"]), list[int]()

    def said(a: int, b: int) -> str:
        def work_out() -> str:
            asked.append(a)
            return f"{a}{b}"

        return memory.of(memory.values({"a": a, "b": b, "c": len(asked)}), work_out)

    assert [said(1, 2), said(1, 2), said(2, 1), said(1, 2)] == ["12", "12", "21", "12"]
    assert asked == [1, 2]


def test_without_names_and_with_one_name_the_values_are_a_tuple_too() -> None:
    assert Memory[int]([]).values({"a": 1}) == ()
    assert Memory[int](["a"]).values({"a": (1, 2)}) == ((1, 2),)


def test_a_memory_never_holds_more_than_it_may() -> None:
    memory = Memory[int](["a"])
    for n in range(3 * MOST_KEPT):
        assert memory.of((n,), lambda n=n: n + 1) == n + 1  # type: ignore[misc]  # a default binds the value
    assert len(memory._found) <= MOST_KEPT
