"""The adapter round durable-rules, from many threads and many times over: right answers, nothing left behind."""

from __future__ import annotations

import gc
import os
import random
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from chained import derive, fixpoint, layered, rule

from reformrules.explain.durable import Chainer


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Threads that take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("hasty_threads")
@pytest.mark.parametrize("shared", [True, False], ids=["one shared", "one each"])
def test_eight_threads_at_once_get_right_answers(shared: bool) -> None:
    rules, _ = layered(1, size=30, facts=20)
    dice = random.Random(8)
    cases = [dice.sample([f"f{n}" for n in range(20)], dice.randint(0, 20)) for _ in range(40)]
    expected = [fixpoint(rules, case) for case in cases]
    common = Chainer(rules)

    def work(worker: int) -> bool:
        chainer = common if shared else Chainer(rules)
        right = all(chainer.run(c).names == e for c, e in zip(cases, expected, strict=True))
        chainer.close() if not shared else None
        return right

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(16)))
    common.close()


def resident() -> int:
    statm = Path("/proc/self/statm")
    if not statm.exists():
        pytest.skip("resident memory is read from /proc, which only Linux has")
    gc.collect()
    return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_20000_runs_leave_no_memory_and_no_thread_behind() -> None:
    threads = threading.active_count()
    with Chainer([rule("a b|c > d"), rule("d > e f"), rule("f g > h"), rule("> z")]) as chainer:
        for at in range(21_000):
            if at == 1_000:
                before = resident()
            assert len(chainer.run(["a", "bc"[at % 2], "unused"]).names) == 4
        assert resident() - before < 5_000_000
    assert threading.active_count() == threads


def test_200_chainers_made_and_closed_leave_no_memory_behind() -> None:
    rules, names = layered(2, size=60)
    for at in range(220):
        if at == 20:
            before = resident()
        assert derive(rules, names).names
    assert resident() - before < 5_000_000
