"""What conclusions and obligations can come to, as formulas: rules put together, and two outcomes compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from reformrules.prove.terms import (
    Flag,
    Term,
    Test,
    both,
    either,
    encoded,
    equal,
    first_value,
    iff,
    opposite,
    same,
)
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import Rule

STATES = ("settled", "none", "facts", "law", "disagreement", "laws_differ", "below")
"""What a conclusion can come to; the last five are reasons why it is open, as in the reference interpreter."""

DUTY_DETAILS = ("required", "counted_from", "deadline", "first_by", "counting")
"""What is told of an obligation that applies or is lifted: how many, from when, by when, and what counts."""

Answers = tuple[tuple[Flag, Any], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a conclusion comes to: a flag for each state, and the value where it is settled.

    answers: of a conclusion that collects, each value with whether it is among the answers.
    silent: each reason why the law gives no answer, with whether it holds. among: the same of the few values between
    which it leaves the answer open.
    """

    flags: dict[str, Flag]
    value: Any = 0
    answers: Answers = ()
    silent: Answers = ()
    among: Answers = ()

    @property
    def term(self) -> Term:
        settled, none = self.flags["settled"], self.flags["none"]
        return Term(self.value, both(opposite(settled), opposite(none)), none)


@dataclass(frozen=True, slots=True)
class Duty:
    """What an obligation comes to, met or not: a flag for each state, and where it applies or is lifted its details."""

    none: Flag
    applies: Flag
    lifted: Flag
    open: Flag
    details: dict[str, Term] = field(default_factory=dict)


NO_DUTY = Duty(True, False, False, False)


def _flags(**given: Flag) -> dict[str, Flag]:
    return {state: given.get(state, False) for state in STATES}


def unique(rules: Sequence[Rule], tests: Sequence[Test], said: Sequence[Term | None]) -> Outcome:
    """Settled when all rules that hold agree and every rule that would say something else is known not to hold."""
    sure = either(*(test.true for test in tests))
    law = either(*(test.true for test, value in zip(tests, said, strict=True) if value is None))
    saying = [(t.true, v) for t, v in zip(tests, said, strict=True) if v is not None]
    unsaid = either(*(both(flag, value.unknown) for flag, value in saying))
    differ = _differ(saying)
    in_doubt = either(*(both(test.unknown, opposite(_backed(i, rules, tests))) for i, test in enumerate(tests)))
    any_doubt = either(*(test.unknown for test in tests))
    speaks = both(sure, opposite(law))
    told = both(speaks, opposite(unsaid))
    agreed = both(told, opposite(differ))
    flags = _flags(
        settled=both(agreed, opposite(in_doubt)),
        none=both(opposite(sure), opposite(any_doubt)),
        law=both(sure, law),
        facts=either(both(opposite(sure), any_doubt), both(speaks, unsaid), both(agreed, in_doubt)),
        disagreement=both(told, differ),
    )
    return Outcome(flags, first_value(saying))


def _differ(saying: Sequence[tuple[Flag, Term]]) -> Flag:
    """Whether two rules that hold say different things (of those that say a known thing)."""
    by_value: dict[Any, tuple[Any, list[Flag]]] = {}
    for flag, term in saying:
        key = term.value if isinstance(term.value, bool | int) else term.value.get_id() if _z3(term.value) else term
        by_value.setdefault((type(term.value), key), (term.value, []))[1].append(flag)
    groups = [(value, either(*flags)) for value, flags in by_value.values()]
    pairs = ((one, other) for i, one in enumerate(groups) for other in groups[i + 1 :])
    return either(*(both(a[1], b[1], opposite(equal(a[0], b[0]))) for a, b in pairs))


def _z3(value: Any) -> bool:
    return hasattr(value, "get_id")


def _backed(index: int, rules: Sequence[Rule], tests: Sequence[Test]) -> Flag:
    """Whether a rule that surely holds says the same as this one whatever the facts are."""
    value = rules[index].value
    if not isinstance(value, s.Literal):
        return False
    twins = (i for i, r in enumerate(rules) if isinstance(r.value, s.Literal) and r.value.value == value.value)
    return either(*(tests[i].true for i in twins))


def collected(tests: Sequence[Test], said: Sequence[Term | None]) -> Outcome:
    """All answers together."""
    sure = either(*(test.true for test in tests))
    law = either(*(test.true for test, value in zip(tests, said, strict=True) if value is None))
    saying = [(t.true, v) for t, v in zip(tests, said, strict=True) if v is not None]
    doubt = either(*(t.unknown for t in tests), *(both(flag, value.unknown) for flag, value in saying))
    clear = both(opposite(law), opposite(doubt))
    flags = _flags(
        settled=both(clear, sure), none=both(clear, opposite(sure)), law=law, facts=both(opposite(law), doubt)
    )
    return Outcome(flags, 0, tuple((flag, value.value) for flag, value in saying))


def agreed(first: Outcome, second: Outcome) -> Outcome:
    """Two laws may decide: the answer is given only where both give the same."""
    settled = both(first.flags["settled"], second.flags["settled"], equal(first.value, second.value))
    none = both(first.flags["none"], second.flags["none"])
    one_open, other_open = first.term.unknown, second.term.unknown
    flags = _flags(settled=settled, none=none)
    for doubt in ("facts", "law", "disagreement"):
        flags[doubt] = either(first.flags[doubt], both(opposite(one_open), second.flags[doubt]))
    flags["laws_differ"] = both(opposite(one_open), opposite(other_open), opposite(either(settled, none)))
    silent, among = (*first.silent, *second.silent), (*first.among, *second.among)
    return Outcome(flags, first.value, silent=silent, among=among)


def same_outcome(one: Outcome, other: Outcome) -> Flag:
    """Whether two outcomes are the same to a reader: settled on one value, none, or open for one reason."""
    states = (iff(one.flags[state], other.flags[state]) for state in STATES)
    silent = either(opposite(one.flags["law"]), _same_answers(one.silent, other.silent))
    return both(*states, silent, either(opposite(one.flags["settled"]), same_value(one, other)))


def same_reason(one: Outcome, other: Outcome) -> Flag:
    """Whether two outcomes that are open are so for what a reader takes for one reason."""
    among = either(opposite(one.flags["law"]), _same_answers(one.among, other.among))
    return both(iff(one.flags["facts"], other.flags["facts"]), iff(_assessed(one), _assessed(other)), among)


def _assessed(outcome: Outcome) -> Flag:
    """Whether an outcome is left to somebody's assessment."""
    asked = either(*(flag for flag, reason in outcome.silent if reason == encoded("needs_assessment")))
    return both(outcome.flags["law"], asked)


def same_value(one: Outcome, other: Outcome) -> Flag:
    """Whether two outcomes that are settled say the same."""
    collect = one.answers or other.answers
    return _same_answers(one.answers, other.answers) if collect else equal(one.value, other.value)


def _same_answers(one: Answers, other: Answers) -> Flag:
    alike = len(one) == len(other) and all(same(f, g) and same(v, w) for (f, v), (g, w) in zip(one, other, strict=True))
    return True if alike else both(_covered(one, other), _covered(other, one))


def _covered(these: Answers, those: Iterable[tuple[Flag, Any]]) -> Flag:
    those = tuple(those)
    return both(*(either(opposite(f), *(both(g, equal(v, w)) for g, w in those)) for f, v in these))
