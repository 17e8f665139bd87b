"""The adapter round durable-rules derives what follows, all that follows and nothing else."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator
from functools import partial

import pytest
from chained import derive, fixpoint, holds, layered, rule
from hypothesis import given, settings
from hypothesis import strategies as st

from reformrules.explain import durable
from reformrules.explain.durable import Chainer, ChainError, Chainers, ChainRule, Derivation, RulesetLimit

ODD = ["a", "ærø=30", "", '"', "\\", "{[,:]}", "\0\n", "\ud800", "sid", "id", "$s", "$and", "1", "𝄞" * 300]
NAMES = st.sampled_from(ODD)


def rules_over(names: st.SearchStrategy[str]) -> st.SearchStrategy[list[ChainRule]]:
    alternatives = st.lists(names, max_size=3).map(tuple) | st.tuples(names)
    premises = st.lists(alternatives, max_size=4).map(tuple)
    conclusions = st.lists(names, max_size=3).map(tuple)
    return st.lists(st.builds(ChainRule, st.text(max_size=3), premises, conclusions), max_size=14)


def check(rules: list[ChainRule], cases: list[list[str]]) -> None:
    with Chainer(rules) as chainer:
        for names in cases:
            found = chainer.run(names)
            assert found.names == fixpoint(rules, names)
            assert sorted(name for _, name in found.trace) == sorted(found.names)


CASES = st.lists(st.lists(NAMES, max_size=6), min_size=1, max_size=4)


@settings(max_examples=250, deadline=None)
@given(rules_over(NAMES), CASES)
def test_it_derives_the_fixpoint_of_any_rules_cyclic_or_not_for_one_case_after_the_other(
    rules: list[ChainRule], cases: list[list[str]]
) -> None:
    check(rules, cases)


@settings(max_examples=150, deadline=None)
@given(rules_over(NAMES), CASES, st.integers(2, 3), st.integers(1, 3))
def test_cutting_rules_to_size_changes_no_derivation(
    rules: list[ChainRule], cases: list[list[str]], join: int, fan_out: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(durable, "_JOIN", join)
        patch.setattr(durable, "_FAN_OUT", fan_out)
        patch.setattr(durable, "_SHARD", 2)
        check(rules, cases)


@pytest.mark.parametrize("seed", range(12))
def test_a_large_acyclic_rulebook_gives_its_fixpoint(seed: int) -> None:
    rules, names = layered(seed)
    found = derive(rules, names)
    assert found.names == fixpoint(rules, names)
    assert len(found.names) > 50


@pytest.mark.parametrize("seed", range(4))
def test_the_trace_names_a_rule_whose_premises_held_by_then(seed: int) -> None:
    rules, names = layered(seed)
    by_id, known = {r.id: r for r in rules}, set(names)
    found = derive(rules, names)
    for rule_id, name in found.trace:
        assert holds(by_id[rule_id].premises, known)
        assert name in by_id[rule_id].conclusions
        known.add(name)
    assert known - set(names) == found.names


@settings(max_examples=60, deadline=None)
@given(rules_over(NAMES), st.lists(NAMES, max_size=6, unique=True), st.randoms())
def test_neither_names_nor_trace_depend_on_the_order_of_the_initial_names(
    rules: list[ChainRule], names: list[str], dice: random.Random
) -> None:
    shuffled = dice.sample(names, len(names))
    with Chainer(rules) as chainer:
        assert chainer.run(names) == chainer.run(shuffled) == chainer.run(shuffled + names)


@pytest.mark.parametrize("seed", range(4))
def test_a_large_rulebook_run_on_many_cases_keeps_nothing_of_one_for_the_next(seed: int) -> None:
    rules, _ = layered(seed)
    dice = random.Random(seed)
    check(rules, [[f"f{n}" for n in range(100) if dice.random() < share] for share in (0.9, 0, 0.5, 0.1) * 10])


def test_of_many_rulesets_those_used_longest_ago_are_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable, "MOST_LOADED", 3)
    closed, close = list[Chainer](), Chainer.close

    def noted(chainer: Chainer) -> None:
        closed.append(chainer)
        close(chainer)

    monkeypatch.setattr(Chainer, "close", noted)
    chainers = Chainers()
    for n in (0, 1, 2, 0, 3, 0, 1):
        assert chainers.run((rule(f"a > b{n}"),), ["a"]).names == {f"b{n}"}
    assert len(closed) == 2
    chainers.close()
    assert len(closed) == 5
    assert chainers.run((rule("a > b"),), ["a"]).names == {"b"}
    chainers.close()


def test_no_rules_derive_nothing() -> None:
    assert derive([], ["a", "b"]) == Derivation(frozenset(), ())


def test_a_rule_without_premises_always_fires() -> None:
    assert derive([rule("> a", "law"), rule("a > b", "next")], []).trace == (("law", "a"), ("next", "b"))


def test_a_rule_with_a_premise_that_has_no_alternatives_never_fires() -> None:
    assert derive([ChainRule("never", (("a",), ()), ("b",))], ["a"]).names == frozenset()


def test_initial_names_are_not_derived() -> None:
    assert derive([rule("a > a b c")], ["a", "c"]).trace == (("a > a b c", "b"),)


def test_intermediates_do_not_show_in_the_derivation() -> None:
    names = [f"n{n}" for n in range(1000)]
    long = ChainRule("long", tuple((n, n + "'") for n in names), ("all",))
    found = derive([long], [n + "'" * (at % 2) for at, n in enumerate(names)])
    assert found == Derivation(frozenset({"all"}), (("long", "all"),))
    assert derive([long], names[1:]).names == frozenset()


@pytest.mark.parametrize("users", [250, 251, 256, 257, 500, 3900])
def test_any_number_of_rules_may_share_a_premise(users: int) -> None:
    rules = [rule(f"a b{n} > c{n}") for n in range(users)]
    names = ["a", *(f"b{n}" for n in range(0, users, 2))]
    assert derive(rules, names).names == {f"c{n}" for n in range(0, users, 2)}


def test_any_number_of_rules_may_have_no_premise() -> None:
    assert derive([rule(f"> c{n}") for n in range(700)], []).names == {f"c{n}" for n in range(700)}


def test_a_chain_of_3900_rules_runs_to_its_end() -> None:
    assert len(derive([rule(f"c{n} > c{n + 1}") for n in range(3900)], ["c0"]).names) == 3900


@pytest.mark.parametrize(
    ("rules", "counts"),
    [
        ([rule(f"a > b{n}") for n in range(4_000)], "4,017"),
        ([ChainRule("long", tuple((f"n{n}",) for n in range(70_000)), ("b",))], "75,003"),
        ([ChainRule("wide", (tuple(f"n{n}" for n in range(5_000)), ("a",)), ("b",))], "5,003"),
        ([rule(" ".join(f"n{m}-{n}" for n in range(9)) + " > b") for m in range(3_500)], "31,501"),
    ],
    ids=["many rules", "a long rule", "many alternatives", "many names"],
)
def test_too_much_for_the_engine_is_an_error_that_says_how_much(rules: list[ChainRule], counts: str) -> None:
    with pytest.raises(RulesetLimit, match=counts):
        Chainer(rules)


def test_names_with_one_hash_in_the_engine_are_kept_apart() -> None:
    one, other = "p2039599", "p2222382"
    assert durable._hash(one) == durable._hash(other)
    rules = [rule(f"{one} > x"), rule(f"{other} > y"), rule(f"x > {other}")]
    assert derive(rules, [one]).names == {"x", other, "y"}
    assert derive(rules, [other]).names == {"y"}
    assert derive([rule(f"a > b {one} {other}"), rule(f"{one} > x")], ["a"]).names == {"b", one, other, "x"}


@pytest.mark.parametrize(("kind", "text"), [("fact ids", "1"), ("property names", "g")])
def test_ids_or_properties_with_one_hash_are_refused(kind: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = durable._hash
    monkeypatch.setattr(durable, "_hash", lambda t: real(text if t in {"0", "n"} else t))
    with pytest.raises(RulesetLimit, match=f"two {kind} have the same 32-bit hash"):
        Chainer([rule("a > b")])


def test_a_state_whose_fact_would_collide_gets_another_name(monkeypatch: pytest.MonkeyPatch) -> None:
    real = durable._hash
    refused: list[str] = []

    def unlucky(text: str) -> int:
        if text.startswith("sid-") and len(refused) < 3:
            refused.append(text)
            return real("1")
        return real(text)

    with Chainer([rule("a > b")]) as chainer:
        monkeypatch.setattr(durable, "_hash", unlucky)
        assert chainer.run(["a"]).names == {"b"}
    assert len(refused) == 3


@pytest.mark.parametrize("bad", ["lone", 7])
def test_what_is_no_collection_of_names_is_refused(bad: Iterable[str]) -> None:
    with Chainer([rule("a > b")]) as chainer:
        with pytest.raises(TypeError):
            chainer.run(bad)
        assert chainer.run(["a"]).names == {"b"}


# --- errors -------------------------------------------------------------------------------------------


class Stop(BaseException):
    pass


def meanwhile(patch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Have something done each time the engine has found that a rule fires."""
    real = durable._Case.fire

    def fire(case: durable._Case, step: durable._Step) -> Iterator[int]:
        yield from real(case, step)
        act()

    patch.setattr(durable._Case, "fire", fire)


@pytest.mark.parametrize("error", [KeyError("k"), StopAsyncIteration(), Stop(), KeyboardInterrupt()])
@pytest.mark.parametrize("text", ["> b", "a > b"])
def test_an_error_in_a_run_is_raised_and_the_next_run_is_right(error: BaseException, text: str) -> None:
    def fail() -> None:
        raise error

    with Chainer([rule(text), rule("b > c")]) as chainer:
        for _ in range(3):
            with pytest.MonkeyPatch.context() as patch:
                meanwhile(patch, fail)
                with pytest.raises(type(error)) as caught:
                    chainer.run(["a"])
            assert caught.value is error
            assert chainer.run(["a"]).names == {"b", "c"}


def run_nested(chainer: Chainer) -> None:
    chainer.run(["a"])


def make_nested(chainer: Chainer) -> None:
    Chainer([])


@pytest.mark.parametrize("nested", [run_nested, make_nested, Chainer.close])
def test_no_chainer_is_used_inside_a_run(nested: Callable[[Chainer], object]) -> None:
    with Chainer([rule("a > b")]) as chainer, Chainer([]) as other:
        for inner in (chainer, other):
            with pytest.MonkeyPatch.context() as patch:
                meanwhile(patch, partial(nested, inner))
                with pytest.raises(ChainError, match="inside a run"):
                    chainer.run(["a"])
        assert chainer.run(["a"]).names == {"b"}


def test_a_closed_chainer_runs_no_more_and_may_be_closed_again() -> None:
    chainer, other = Chainer([rule("a > b")]), Chainer([rule("a > c")])
    with chainer as same:
        assert same is chainer
    chainer.close()
    with pytest.raises(ChainError, match="closed"):
        chainer.run(["a"])
    assert other.run(["a"]).names == {"c"}
    other.close()


@pytest.mark.parametrize("wrong", [{"id": "0"}, {"n": 99}], ids=["observed", "not handled"])
@pytest.mark.parametrize("number", [1, 2], ids=["of the case", "of a rule"])
def test_a_fact_that_the_engine_refuses_is_an_error(
    wrong: dict[str, object], number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    fact = durable._fact

    def spoilt(sid: str, n: int) -> str:
        return json.dumps(json.loads(fact(sid, n)) | wrong) if n == number else fact(sid, n)

    with Chainer([rule("a > b"), rule("b > c")]) as chainer:
        with monkeypatch.context() as patch:
            patch.setattr(durable, "_fact", spoilt)
            with pytest.raises(ChainError, match=rf"refused a fact of \[.*\b{number}\b"):
                chainer.run(["a"])
        assert chainer.run(["a"]).names == {"b", "c"}
