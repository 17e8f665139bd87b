"""From outcomes to verdicts: what is said of each subject, before it is put into words.

Here an answer that is the same for every value of a missing fact is given, and an obligation gets
its dates and its state.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from math import prod
from typing import Any

from reformrules.explain.active import Active, ActiveConclusion, ActiveObligation, Parted
from reformrules.explain.findings import State
from reformrules.explain.inquiry import Inquiry, inquire, inquire_duty
from reformrules.explain.program import Program
from reformrules.explain.reference import Run, Values, fill_in
from reformrules.rulebook.domains import domain
from reformrules.rulebook.meaning import UNKNOWN, Closure

MAX_COMPLETIONS = 256


@dataclass(slots=True)
class Verdict:
    """What is said of one subject. `state` is settled, none or undetermined, as in an outcome.

    among: of `by_cases`, the conclusions that the law leaves open between a few values, and these values.
    open_because: works out what stands in the way of an answer, when that is asked for.
    """

    subject: str
    state: str
    outcome: Any = None
    by_cases: tuple[str, ...] = ()
    among: dict[str, list[str]] = field(default_factory=dict)
    open_because: Callable[[], Inquiry] = Inquiry
    required: Any = None
    done: int | None = None
    counted_from: date | None = None
    first_by: date | None = None
    deadline: date | None = None
    duty: State | None = None
    run: Run | None = None
    _inquiry: Inquiry | None = None

    @property
    def inquiry(self) -> Inquiry:
        """What stands in the way of an answer."""
        if self._inquiry is None:
            self._inquiry = self.open_because()
        return self._inquiry

    @property
    def signature(self) -> tuple[Any, ...]:
        """What must change for the finding to have changed (talks held do not change it, states do)."""
        return (self.state, self.outcome, self.required, self.counted_from, self.first_by, self.deadline, self.duty,
                self.inquiry.reason if self.state == "undetermined" else None)  # fmt: skip


Doubt = tuple[int, bool]


def verdicts(program: Program, run: Run, ask: bool = True, only: Container[str] | None = None) -> dict[str, Verdict]:
    """One verdict for each conclusion that is shown and each obligation that may apply.

    ask: whether to work out the smallest set of facts to ask for. only: the subjects, all when left out.
    """
    shown = (active for active in program.shown if only is None or active.name in only)
    found = {active.name: verdict(program, run, active, ask) for active in shown}
    duties = (duty for duty in program.obligations if only is None or duty.rule.id in only)
    duties = (duty for duty in duties if run.obligations[duty.rule.id][0] is not False)
    said = (verdict(program, run, duty, ask) for duty in duties)
    return found | {one.subject: one for one in said if one.state != "none"}


def subject(item: Active) -> str:
    """The name of what a verdict is about: a conclusion, or the rule of an obligation."""
    return item.name if isinstance(item, ActiveConclusion) else item.rule.id


def verdict(program: Program, run: Run, item: Active, ask: bool = True) -> Verdict:
    """What is said of one subject; facts that cannot change the answer are filled in, others asked for."""
    said = _plain(program, run, item)
    if said.state != "undetermined":
        return said
    about = subject(item)
    day = None if isinstance(item, ActiveConclusion) else run.facts.on  # the state of an obligation hangs on the day
    key = (ask, day, doubt(program, run, about))
    settled, inquiry = program.doubts(about).of(key, lambda: _looked_into(_Search(program, run, item, said), said, ask))
    if settled:
        return _Search(program, run, item, said).last()
    said.open_because = lambda: inquiry
    return said


def _looked_into(search: _Search, said: Verdict, ask: bool) -> tuple[bool, Inquiry]:
    """Whether what is missing cannot change the answer; what stands in its way."""
    if all(because.among for because in said.inquiry.law):
        if search.settled_by():
            return True, said.inquiry
        search.narrow(said.inquiry)
        if ask:
            said.inquiry.keep(search.smallest())
    return False, said.inquiry


def doubt(program: Program, run: Run, about: str) -> Doubt:
    """All that an undetermined subject hangs on, whatever else becomes known.

    A rule that holds, or does not, stays so; a part that has a value keeps it. Of one that has none it counts what it
    reads, and behind what is open the same again; where no fact behind it can be filled in, only what is open counts.
    """
    found: Doubt | None = run.doubts.get(about)
    if found is None:
        parted = program.parts(about)
        read = [(name, run.facts[name]) for name in parted.names]
        values = tuple([doubt(program, run, n) if v is UNKNOWN and n in program.by_name else v for n, v in read])
        found = run.doubts[about] = parted.kept.of(values, lambda: _doubt(program, run, about, parted))
    return found


def _doubt(program: Program, run: Run, about: str, parted: Parted) -> Doubt:
    held = [rule.holds(run.facts) for rule in parted.rules]
    parts = list(parted.alone)
    for holds, rule in zip(held, parted.rules, strict=True):
        parts += () if holds is False else rule.value if holds is True else (*rule.condition, *rule.value)
    found = [_open(program, run, *part) for part in parts]
    return program.shared.numbers[about, *held, *(said for said, _ in found)], any(fills for _, fills in found)


def _open(program: Program, run: Run, closure: Closure, names: tuple[str, ...]) -> tuple[Any, bool]:
    """What a part comes to, or what leaves it open, and whether facts can be filled in that may close it."""
    value = closure(run.facts)
    if value is not UNKNOWN and value is not None:
        return value, False
    read = [run.facts[name] for name in names]
    behind, fills = read.copy(), False
    for at, name in enumerate(names):
        if read[at] is not UNKNOWN:
            continue
        if name in program.by_name:
            behind[at] = doubt(program, run, name)
            fills = fills or behind[at][1]
        elif name in program.book.facts:
            fills = fills or bool(domain(program.book, name))
    if fills:
        return tuple(behind), True
    return tuple([said if v is UNKNOWN or v is None else ... for v, said in zip(read, behind, strict=True)]), False


def _plain(program: Program, run: Run, item: Active) -> Verdict:
    return _conclusion(program, run, item) if isinstance(item, ActiveConclusion) else _obligation(program, run, item)


def _conclusion(program: Program, run: Run, active: ActiveConclusion) -> Verdict:
    outcome = run.outcomes[active.name]
    if outcome.state != "undetermined":
        return Verdict(active.name, outcome.state, outcome.value)
    return Verdict(active.name, "undetermined", open_because=lambda: inquire(program, run, outcome))


class _Search:
    """What is said of one subject when the facts it lacks are filled in, one after the other.

    What is said while some are still missing holds for all their values: giving a fact never changes
    what was settled without it. So most fillings need not be looked at.
    """

    def __init__(self, program: Program, run: Run, item: Active, said: Verdict) -> None:
        self.program, self.run, self.item = program, run, item
        self.among = said.inquiry.among
        self.names = sorted(said.inquiry.missing | said.inquiry.assessments | self.among.keys())
        self.domains = {name: self.among.get(name) or domain(program.book, name) for name in self.names}
        said.run = run
        self._known: dict[Values, Verdict] = {frozenset(): said}

    def settled_by(self) -> list[str] | None:
        """What it is enough to fill in for one thing to be said: the open conclusions alone, or all; else nothing."""
        open_alone = sorted(self.among)
        if open_alone and self.settles([], open_alone):
            return open_alone
        return self.names if self.settles([], self.names) else None

    def narrow(self, inquiry: Inquiry) -> None:
        """Ask only for what is missing whichever of its values an open conclusion has."""
        if not self.among:
            return
        missing = set[str]()
        ends = [frozenset[tuple[str, Any]]()]
        for name in sorted(self.among):
            ends = [filled for values in ends for filled in self._filled(values, name)]
        for said in (self._known[values] for values in ends):
            if said.state == "undetermined":
                missing |= said.inquiry.missing | said.inquiry.assessments
        inquiry.missing &= missing
        inquiry.assessments &= missing
        self.names = [name for name in self.names if name in self.among or name in missing]

    def last(self) -> Verdict:
        """What is said with everything that had to be filled in set to the last of its values."""
        said = self._known[frozenset()]
        names = self.settled_by() or []
        for name in names:
            said = self._with(said, name, self.domains[name][-1])
        said.by_cases = tuple(names)
        said.among = {name: self.among[name] for name in names if name in self.among}
        return said

    def smallest(self) -> set[str]:
        """The facts to ask for: those that the others can be left out beside, as far as values can be listed."""
        asked = list(self.names)
        for name in self.names if all(self.domains[name] for name in self.names) else ():
            rest = [other for other in asked if other != name]
            if rest and self.settles(rest, [other for other in self.names if other not in rest]):
                asked = rest
        return set(asked)

    def settles(self, given: list[str], free: list[str]) -> bool:
        """For every value of the `given` facts: is one thing said, whatever the `free` ones are?"""
        sizes = (prod(len(self.domains[name]) for name in names) for names in (given, free))
        return all(0 < size <= MAX_COMPLETIONS for size in sizes) and self._settles(frozenset(), given, free)

    def _settles(self, values: Values, given: list[str], free: list[str]) -> bool:
        if self._known[values].state != "undetermined":
            return True
        if not given:
            return self._agree(values, free, set())
        return all(self._settles(filled, given[1:], free) for filled in self._filled(values, given[0]))

    def _agree(self, values: Values, free: list[str], said: set[tuple[Any, ...]]) -> bool:
        """Whether one thing is said, and nothing stays undetermined, whatever the free facts are."""
        now = self._known[values]
        if now.state != "undetermined":
            said.add(now.signature)
            return len(said) == 1
        if not free:
            return False
        return all(self._agree(filled, free[1:], said) for filled in self._filled(values, free[0]))

    def _filled(self, values: Values, name: str) -> Iterator[Values]:
        for value in self.domains[name]:
            filled = values | {(name, value)}
            if filled not in self._known:
                self._known[filled] = self._with(self._known[values], name, value)
            yield filled

    def _with(self, said: Verdict, name: str, value: Any) -> Verdict:
        assert said.run is not None  # each carries the run it is of
        run = fill_in(self.program, self.run, said.run, name, value)
        found = _plain(self.program, run, self.item)
        found.run = run
        return found


def _obligation(program: Program, run: Run, duty: ActiveObligation) -> Verdict:
    holds, lifted = run.obligations[duty.rule.id]
    if holds is False:
        return Verdict(duty.rule.id, "none")
    if holds is UNKNOWN:
        because = partial(inquire_duty, program, run, duty, [duty.condition])
        return Verdict(duty.rule.id, "undetermined", open_because=because)
    nodes = duty.rule.obligation
    assert nodes is not None  # an active obligation has its nodes
    facts, verdict = run.facts, Verdict(duty.rule.id, "settled")
    verdict.required, verdict.counted_from = duty.at_least(facts), _day(duty.counted_from(facts))
    verdict.deadline = _day(duty.deadline(facts))
    first_by = duty.first_by(facts) if duty.first_by else None
    verdict.first_by = _day(first_by)
    if isinstance(verdict.required, int | Decimal) and verdict.required <= 0:
        return Verdict(duty.rule.id, "none")
    known = isinstance(verdict.required, int | Decimal) and first_by is not UNKNOWN
    if not known or verdict.counted_from is None or verdict.deadline is None:
        open_nodes = [nodes.at_least, nodes.counted_from, nodes.deadline]
        open_nodes += [nodes.first_by] if nodes.first_by is not None and first_by is UNKNOWN else []
        verdict.state, verdict.open_because = "undetermined", partial(inquire_duty, program, run, duty, open_nodes)
        return verdict
    return _state(program, run, duty, verdict, lifted)


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) else None


def _state(program: Program, run: Run, duty: ActiveObligation, verdict: Verdict, lifted: Any) -> Verdict:
    nodes = duty.rule.obligation
    assert nodes is not None and verdict.counted_from is not None and verdict.deadline is not None
    held = run.facts[nodes.model.counting]
    if held is not UNKNOWN:
        verdict.done = sum(1 for day in held if verdict.counted_from <= day <= verdict.deadline)
        verdict.duty = _progress(verdict, held, run.facts.on)
    if verdict.duty == "met":
        return verdict
    if UNKNOWN in (held, lifted):  # a lifted duty may have been met nevertheless: then that is the answer
        verdict.duty, verdict.state = "undetermined", "undetermined"
        verdict.open_because = lambda: _untold(program, run, duty)
    elif lifted is True:
        verdict.duty = "exempt"
    return verdict


def _untold(program: Program, run: Run, duty: ActiveObligation) -> Inquiry:
    """What leaves open whether an obligation is met or lifted."""
    nodes = duty.rule.obligation
    assert nodes is not None
    found = inquire_duty(program, run, duty, [nodes.unless] if nodes.unless else [])
    found.missing |= {nodes.model.counting} if run.facts[nodes.model.counting] is UNKNOWN else set()
    return found


def _progress(verdict: Verdict, held: tuple[date, ...], on: date) -> State:
    assert verdict.counted_from is not None and verdict.deadline is not None
    since = [day for day in held if day >= verdict.counted_from]
    if verdict.done is not None and verdict.done >= verdict.required and not _first_late(verdict, since, on):
        return "met"
    if len(since) >= verdict.required:
        return "late"
    # A first one held late is done: what is due then is the rest, by the deadline.
    return "overdue" if on > verdict.deadline or (not since and _first_late(verdict, since, on)) else "due"


def _first_late(verdict: Verdict, since: list[date], on: date) -> bool:
    return verdict.first_by is not None and (min(since) if since else on) > verdict.first_by
