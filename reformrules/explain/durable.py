"""The narrow way to durable-rules: it chains ground names forward, and does nothing else.

durable-rules 2.0.28 compares loosely, knows facts by a 32-bit hash and can take the process down when used
freely. Here it never sees a name or a value: each name is a number, a fact is "number n holds", a rule joins
at most fifteen numbers. So no text can upset it, and no limit is met unchecked.

Each run has a state of its own, deleted at its end, though to make and to delete it takes longer than the run: some ten
kilobytes are cleared for each premise of the ruleset, so small rulesets are quick. A state cannot be emptied and used
again: to take back two facts of one match that has fired, the engine writes beyond the match.
"""

from __future__ import annotations

import importlib
import json
import platform
import threading
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from typing import Any, Self  # Any: durable-rules has no type stubs

_Bodies = tuple[tuple[int, ...], ...]  # alternatives, each a conjunction of numbers

_OPEN = 0  # the number that holds first in every case
_JOIN = 15  # patterns in one rule; the engine takes 16
_FAN_OUT = 250  # rules on one pattern; the engine overruns its list from 256 on
_SHARD = 60  # numbers under one node of the network; the engine hangs at 512
_NAMES = 500 * _SHARD  # so many nodes under the root, for the same reason
_STEPS = 4_000  # rules in all; the engine takes 4,096
MOST_LOADED = 1_024  # rulesets at a time; a small one takes a tenth of a megabyte

_lock = threading.Lock()  # the engine has none of its own
_holder: int | None = None  # the thread that is inside
_serial = count()  # numbers rulesets and states


class RulesetLimit(ValueError):
    """The rules are more than durable-rules can take."""


class ChainError(RuntimeError):
    """A Chainer was used wrongly, or durable-rules did not do what it was asked."""


@dataclass(frozen=True, slots=True)
class ChainRule:
    """When all premises hold, the conclusions hold; a premise holds when any of its alternatives does.

    Without premises the rule always fires; with a premise that has no alternatives it never does.
    """

    id: str
    premises: tuple[tuple[str, ...], ...]
    conclusions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Derivation:
    """The names derived by rules, and (rule id, name) in the order in which they were."""

    names: frozenset[str]
    trace: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class _Step:
    """One rule as the engine gets it: it makes an intermediate number hold, or fires a ChainRule."""

    premises: tuple[int, ...]
    makes: int | None = None
    fires: ChainRule | None = None


class _Plan:
    """The rules in numbers, cut to what the engine can take."""

    def __init__(self, rules: Iterable[ChainRule]) -> None:
        self._unused = count(_OPEN + 1)
        numbers: dict[str, int] = defaultdict(self._unused.__next__)
        self._made: dict[_Bodies, int] = {}
        self.steps = [_Step((_OPEN,))]  # always fires, which makes a state safe to delete
        for rule in rules:
            if all(rule.premises):
                self._add(rule, [{numbers[name] for name in premise} for premise in rule.premises])
        self._spread()
        self.numbers = dict(numbers)
        self._hashes = self._check()

    def _add(self, rule: ChainRule, premises: list[set[int]]) -> None:
        groups = list(dict.fromkeys(tuple((number,) for number in sorted(premise)) for premise in premises))
        if len(groups) == 1:
            bodies: _Bodies = groups[0]  # these alternatives need no intermediate
        else:
            members = [group[0][0] if len(group) == 1 else self._holds(group) for group in groups]
            bodies = (self._join(members) or (_OPEN,),)
        self.steps += [_Step(body, fires=rule) for body in bodies]

    def _holds(self, bodies: _Bodies) -> int:
        """The intermediate number that holds when any of these conjunctions does; rules share it."""
        if bodies not in self._made:
            self._made[bodies] = next(self._unused)
            self.steps += [_Step(body, makes=self._made[bodies]) for body in bodies]
        return self._made[bodies]

    def _join(self, body: list[int]) -> tuple[int, ...]:
        """The same conjunction with at most fifteen members: a longer one goes through intermediates."""
        while len(body) > _JOIN:
            parts = [tuple(body[at : at + _JOIN]) for at in range(0, len(body), _JOIN)]
            body = [part[0] if len(part) == 1 else self._holds((part,)) for part in parts]
        return tuple(body)

    def _spread(self) -> None:
        """A number that too many steps wait for makes copies of itself, and they wait for those."""
        uses = Counter(n for step in self.steps for n in step.premises)
        seen: Counter[int] = Counter()
        copies: dict[tuple[int, int], int] = defaultdict(self._unused.__next__)
        for step in self.steps:
            turn = [(n, seen[n] // _FAN_OUT) for n in step.premises]
            seen.update(step.premises)
            step.premises = tuple(copies[n, at] if uses[n] > _FAN_OUT else n for n, at in turn)
        self.steps += [_Step((n,), makes=copy) for (n, _), copy in copies.items()]

    def _check(self) -> set[int]:
        """Raise on what the engine could not take; the hashes of all fact ids."""
        names, steps = next(self._unused), len(self.steps)
        if names > _NAMES or steps > _STEPS:
            raise RulesetLimit(
                f"durable-rules takes {_NAMES:,} names and {_STEPS:,} rules, not {names:,} and {steps:,} "
                "(an alternative, and a part of a rule that is cut up, counts as a rule)"
            )
        _hashes("property names", ["sid", "id", "$s", "g", "n"])
        return _hashes("fact ids", map(str, range(names)))

    def sid(self) -> str:
        """A new name for a state, whose own fact `sid-...` shares its hash with none of ours."""
        return next(sid for sid in (f"s{n}" for n in _serial) if _hash(f"sid-{sid}") not in self._hashes)

    def definition(self) -> dict[str, Any]:
        """The ruleset in the engine's own form."""
        return {f"r{at}": {"all": [_pattern(n) for n in step.premises]} for at, step in enumerate(self.steps)}


def _hash(text: str) -> int:
    """The engine's own hash of an ASCII text (FNV-1a, 32 bits); ids of one hash are one id to it."""
    value = 2166136261
    for byte in text.encode("ascii"):
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value


def _hashes(kind: str, texts: Iterable[str]) -> set[int]:
    hashes = Counter(map(_hash, texts))
    if hashes.total() > len(hashes):
        raise RulesetLimit(f"two {kind} have the same 32-bit hash: durable-rules would take them for one")
    return set(hashes)


def _pattern(number: int) -> dict[str, Any]:
    return {f"m{number}": {"$and": [{"g": number // _SHARD}, {"n": number}]}}


def _fact(sid: str, number: int) -> str:
    return f'{{"sid":"{sid}","id":"{number}","g":{number // _SHARD},"n":{number}}}'


def _names(names: Iterable[str]) -> Iterable[str]:
    if isinstance(names, str):  # it would pass as its letters
        raise TypeError(f"names are wanted in a collection, not as the string {names!r}")
    return names


@cache
def _engine() -> Any:
    """The native engine of durable-rules, imported late: it is not to be had on every Python.

    The host that durable-rules wraps round it in Python is left out: its background threads race with us,
    it swallows errors, gives up after ten seconds, and takes most of the time of a run.
    """
    return importlib.import_module("durable_rules_engine")


@cache
def unavailable() -> str | None:
    """None when durable-rules can be imported, else why not."""
    try:
        _engine()
    except ImportError as error:
        return f"durable-rules cannot be imported on Python {platform.python_version()}: {error}"
    return None


@contextmanager
def _alone() -> Iterator[None]:
    """One thread at a time in the native code, and no way back in from inside."""
    global _holder
    if _holder == threading.get_ident():
        raise ChainError("no Chainer can be made, run or closed inside a run")
    with _lock:
        try:
            _holder = threading.get_ident()
            yield
        finally:
            _holder = None


class _State:
    """The engine's working memory of one run, deleted at its end."""

    def __init__(self, handle: int, sid: str) -> None:
        self._engine, self._handle, self._sid = _engine(), handle, sid
        self._opened = False
        self._told: set[int] = set()

    def __enter__(self) -> Self:
        self.tell([_OPEN])
        return self

    def __exit__(self, *exc: object) -> None:
        if self._opened:  # to delete a state before its first action frees wild pointers
            self._engine.delete_state(self._handle, self._sid)

    def tell(self, numbers: Iterable[int]) -> None:
        """Assert facts, in one call; one that it has seen is an error to the engine."""
        new = [number for number in dict.fromkeys(numbers) if number not in self._told]
        if not new:
            return
        self._told.update(new)
        facts = ",".join([_fact(self._sid, number) for number in new])
        refused, self._offset = self._engine.assert_facts(self._handle, f"[{facts}]")
        if refused:
            raise ChainError(f"durable-rules refused a fact of {new}, code {refused}")

    def actions(self) -> Iterator[int]:
        """The rules that can fire, by number, each once for each match."""
        started = self._engine.start_action_for_state(self._handle, self._offset)
        self._opened = True
        action = started and started[1]
        while action:  # it has the form {"r7":{...}}
            yield int(action[3 : action.index('"', 3)])
            action = self._engine.complete_and_start_action(self._handle, self._offset)


@dataclass(slots=True)
class _Case:
    """One run: what holds so far, and how it came to hold."""

    numbers: dict[str, int]
    holds: set[str]
    names: list[str] = field(default_factory=list)
    trace: list[tuple[str, str]] = field(default_factory=list)

    def fire(self, step: _Step) -> Iterator[int]:
        """What the engine has found to follow; gives the numbers that now hold."""
        if step.makes is not None:
            yield step.makes
        if step.fires is not None:
            for conclusion in step.fires.conclusions:
                if conclusion not in self.holds:
                    self.holds.add(conclusion)
                    self.names.append(conclusion)
                    self.trace.append((step.fires.id, conclusion))
                    yield from self.known([conclusion])

    def known(self, names: Iterable[str]) -> Iterator[int]:
        """The numbers of the names that some rule mentions; a fact that none does is an error to the engine."""
        return (self.numbers[name] for name in names if name in self.numbers)


class Chainer:
    """Rules, loaded once and run on many cases, from any thread; `close` gives back the native memory."""

    def __init__(self, rules: Iterable[ChainRule]) -> None:
        """RulesetLimit when durable-rules cannot take the rules, ImportError where it cannot be imported."""
        self._plan = _Plan(rules)
        definition = json.dumps(self._plan.definition())
        with _alone():
            self._handle: int | None = _engine().create_ruleset(f"chain{next(_serial)}", definition)

    def run(self, names: Iterable[str]) -> Derivation:
        """All that follows from these names."""
        initial = dict.fromkeys(_names(names))
        case = _Case(self._plan.numbers, set(initial))
        with _alone():
            if self._handle is None:
                raise ChainError("this Chainer is closed")
            with _State(self._handle, self._plan.sid()) as state:
                self._fire(case, state)
                state.tell(case.known(initial))
                self._fire(case, state)
        return Derivation(frozenset(case.names), tuple(case.trace))

    def _fire(self, case: _Case, state: _State) -> None:
        for at in state.actions():
            state.tell(case.fire(self._plan.steps[at]))

    def close(self) -> None:
        """Delete the native ruleset; a second call does nothing."""
        with _alone():
            if self._handle is not None:
                handle, self._handle = self._handle, None
                _engine().delete_ruleset(handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class Chainers:
    """Chainers by their rules, each loaded when it is first run; not for threads at once."""

    def __init__(self) -> None:
        self._loaded: OrderedDict[tuple[ChainRule, ...], Chainer] = OrderedDict()

    def run(self, rules: tuple[ChainRule, ...], names: Iterable[str]) -> Derivation:
        """All that follows from names by rules."""
        chainer = self._loaded.get(rules)
        if chainer is None:
            chainer = self._loaded[rules] = Chainer(rules)
            if len(self._loaded) > MOST_LOADED:
                self._loaded.popitem(last=False)[1].close()
        self._loaded.move_to_end(rules)
        return chainer.run(names)

    def close(self) -> None:
        """Give all native memory back; they can be run on."""
        while self._loaded:
            self._loaded.popitem()[1].close()
