"""What makes durable-rules crash or hang when it is used bare cannot be reached through the adapter.

Each test runs in a process of its own, with every block of fresh memory filled with rubbish, and must end
well and print what is expected.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from reformrules.explain import durable

if reason := durable.unavailable():
    if os.environ.get("CI") and sys.version_info < (3, 13):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason, allow_module_level=True)

PRELUDE = """
import sys, threading, time
from reformrules.explain import durable
from reformrules.explain.durable import Chainer, ChainError, ChainRule, RulesetLimit

def rule(text):
    when, then = text.split(">")
    return ChainRule(text, tuple((p,) for p in when.split()), tuple(then.split()))

real = durable._Case.fire
def meanwhile(act):
    "Have something done with what a rule concludes, each time the engine has found that one fires."
    def fire(case, step):
        yield from real(case, step)
        for name in step.fires.conclusions if step.fires else (): act(name)
    durable._Case.fire = fire
"""


def child(code: str) -> str:
    """What the code prints in a process of its own."""
    poison = {"PYTHONPATH": str(Path(durable.__file__).parents[2]), "MALLOC_PERTURB_": "165"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-X", "faulthandler", "-c", PRELUDE + textwrap.dedent(code)],
        env=os.environ | poison,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_case_in_which_no_rule_fires_is_deleted_safely() -> None:
    code = """
    chainer = Chainer([rule("a b > c")])
    print(sum(len(chainer.run(names).names) for names in ([], ["a"], ["b"], ["x"]) * 500))
    with Chainer([]) as nothing:
        print(nothing.run(["a"]).names)
    """
    assert child(code) == "0\nfrozenset()"


@pytest.mark.parametrize("names", [511, 512, 513, 5_000])
def test_any_number_of_distinct_names_loads_and_runs(names: int) -> None:
    code = f"""
    names = [f"n{{n}}" for n in range({names})]
    rules = [rule(" ".join(names[at:at + 12]) + " > c") for at in range(0, {names}, 12)]
    with Chainer(rules) as chainer:
        print(*chainer.run(names[-12:]).names, *chainer.run(names[1:12]).names, *chainer.run(names).names)
    """
    assert child(code) == "c c"


def test_512_rules_on_one_name_each_load_and_run() -> None:
    code = """
    with Chainer([rule(f"n{n} > c{n}") for n in range(2_000)]) as chainer:
        print(len(chainer.run([f"n{n}" for n in range(2_000)]).names))
    """
    assert child(code) == "2000"


def test_hundreds_of_rules_on_the_same_names_load_and_run() -> None:
    code = """
    with Chainer([rule(f"a b n{n} > c{n}") for n in range(1_300)]) as chainer:
        print(len(chainer.run(["a", "b", *(f"n{n}" for n in range(1_300))]).names))
    """
    assert child(code) == "1300"


def test_more_than_a_thousand_cases_leave_no_state() -> None:
    code = """
    with Chainer([rule("a > b")]) as chainer:
        print(sum(len(chainer.run(names).names) for names in (["a"], ["x"]) * 1_500))
    """
    assert child(code) == "1500"


@pytest.mark.parametrize("shared", [True, False], ids=["one chainer", "a chainer each"])
def test_threads_at_once_do_not_meet_in_the_native_code(shared: bool) -> None:
    code = f"""
    sys.setswitchinterval(1e-6)
    rules = [rule("a b > c"), rule("c > d e"), rule("e x > f")]
    common, right = Chainer(rules), []
    def work():
        chainer = common if {shared} else Chainer(rules)
        for size in (1, 2, 3) * 130:
            right.append(len(chainer.run(["a", "b", "x"][:size]).names) == (0, 3, 4)[size - 1])
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    print(len(right), all(right), threading.active_count())
    """
    assert child(code) == "1560 True 1"


def test_chainers_made_run_and_closed_in_turn_do_not_disturb_each_other_nor_an_idle_process() -> None:
    code = """
    chainers = [Chainer([rule(f"a > b{n}"), rule(f"b{n} > c{n}")]) for n in range(30)]
    right = 0
    for turn in range(20):
        for n, chainer in enumerate(chainers):
            right += chainer.run(["a"]).names == {f"b{n}", f"c{n}"}
            if (n + turn) % 7 == 0:
                chainer.close()
                chainers[n] = Chainer([rule(f"a > b{n}"), rule(f"b{n} > c{n}")])
    time.sleep(1)  # two background threads would be at work by now
    print(right, threading.active_count(), *sorted(chainers[3].run(["a"]).names))
    """
    assert child(code) == "600 1 b3 c3"


def test_names_of_any_depth_length_and_letters_are_only_names() -> None:
    code = """
    odd = ["[" * 200_000, '{"a":' * 50_000, "x" * 20_000_000, "", " ", '"', "\\\\", "\\0", "\\n",
           "æøå = 'é'", "\\ud800", "\\U0001f600", "\\u202e", "%s%n", "a.b", "1e22", "-1", "Infinity", "null",
           "sid", "id", "m", "n", "g", "$s", "$m", "$and", "$or", "$div", "$gte", "$nex", "b$not", "all$any"]
    rules = [ChainRule(a, ((a,), (b, "no")), (b + "!",)) for a, b in zip(odd, odd[1:])]
    with Chainer(rules) as chainer:
        found = chainer.run(odd)
        print(len(odd), len(found.names), [r.id for r in rules] == [id for id, _ in found.trace])
    """
    assert child(code) == "33 32 True"


def test_rules_of_thousands_of_premises_are_cut_or_refused() -> None:
    code = """
    names = [f"n{n}" for n in range(100_000)]
    with Chainer([ChainRule("long", tuple((n,) for n in names[:25_000]), ("c",))]) as chainer:
        print(*chainer.run(names).names, len(chainer.run(names[1:]).names))
    try:
        Chainer([ChainRule("longer", tuple((n,) for n in names), ("c",))])
    except RulesetLimit as error:
        print(error)
    """
    first, second = child(code).splitlines()
    assert first == "c 0"
    assert second.startswith("durable-rules takes 30,000 names and 4,000 rules, not")


@pytest.mark.parametrize("rules", [4_096, 4_097, 50_000])
def test_thousands_of_rules_are_refused(rules: int) -> None:
    code = f"""
    try:
        Chainer([rule(f"n{{n}} > c") for n in range({rules})])
    except RulesetLimit as error:
        print(error)
    """
    assert f"not {rules + 1:,} and {rules + 1:,}" in child(code)


def test_premises_with_many_true_alternatives_do_not_multiply() -> None:
    code = """
    wide = ChainRule("wide", tuple(tuple(f"n{p}-{a}" for a in range(20)) for p in range(15)), ("c",))
    with Chainer([wide]) as chainer:
        print(chainer.run([f"n{p}-{a}" for a in range(20) for p in range(15)]).trace)
    """
    assert child(code) == "(('wide', 'c'),)"


def test_a_run_inside_a_run_is_an_error_and_no_deadlock() -> None:
    code = """
    chainer, other = Chainer([rule("a > b"), rule("b > c")]), Chainer([rule("a > d")])
    for inner in (chainer.run, other.run, lambda names: Chainer([]), lambda names: chainer.close()):
        try:
            meanwhile(lambda name: inner([name]))
            chainer.run(["a"])
        except ChainError as error:
            meanwhile(lambda name: None)
            print(type(error).__name__, *sorted(chainer.run(["a"]).names), *other.run(["a"]).names)
    """
    assert child(code).splitlines() == ["ChainError b c d"] * 4


def test_errors_in_a_run_leave_every_state_deleted() -> None:
    code = """
    chainer, raised = Chainer([rule("> z"), rule("a > b"), rule("b > c")]), 0
    for bad in "zbc" * 500:
        meanwhile(lambda name: 1 / (name != bad))
        try:
            chainer.run(["a"])
        except ZeroDivisionError:
            raised += 1
    meanwhile(lambda name: None)
    print(raised, *sorted(chainer.run(["a"]).names))
    """
    assert child(code) == "1500 b c z"


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="only Unix has interval timers")
def test_interrupts_at_any_moment_break_neither_the_process_nor_the_next_run() -> None:
    code = """
    import logging, random, signal
    logging.disable()
    class Interrupt(BaseException): pass
    def interrupt(*_): raise Interrupt
    signal.signal(signal.SIGALRM, interrupt)
    chainer, wrong, cut, dice = Chainer([rule(f"n{n} > n{n + 1}") for n in range(12)]), 0, 0, random.Random(1)
    for _ in range(1_500):
        try:
            signal.setitimer(signal.ITIMER_REAL, dice.uniform(1e-5, 6e-4))
            chainer.run(["n0"])
            signal.setitimer(signal.ITIMER_REAL, 0)
        except (Interrupt, ChainError):
            cut += 1
        wrong += len(chainer.run(["n0"]).names) != 12
    print(wrong, cut > 100)
    """
    assert child(code) == "0 True"


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="only Unix can change the time zone of a process")
def test_the_beginning_of_summer_time_is_not_taken_for_an_action_that_hangs() -> None:
    code = """
    import os
    def spring(name):
        os.environ["TZ"] = "XXX-2"
        time.tzset()
    os.environ["TZ"] = "XXX-1"
    time.tzset()
    meanwhile(spring)
    with Chainer([rule("a > b"), rule("b > c")]) as chainer:
        print(*sorted(chainer.run(["a"]).names))
    """
    assert child(code) == "b c"


def test_importing_the_adapter_does_not_import_durable_rules_nor_need_it() -> None:
    code = """
    from reformrules.explain import durable
    print([name for name in sys.modules if name.startswith("durable")])
    sys.modules["durable_rules_engine"] = None
    print(durable.unavailable())
    try:
        Chainer([])
    except ImportError as error:
        print("ImportError")
    """
    first, second, third = child(code).splitlines()
    assert first == "[]"
    assert second.startswith("durable-rules cannot be imported on Python 3.")
    assert third == "ImportError"
