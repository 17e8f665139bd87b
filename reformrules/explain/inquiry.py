"""What stands in the way of an answer: missing facts, an assessment that is a person's, or the law itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reformrules.explain.active import ActiveObligation, ActiveRule
from reformrules.explain.findings import Reason
from reformrules.explain.memory import Memory
from reformrules.explain.program import Program
from reformrules.explain.reference import Outcome, Run
from reformrules.explain.trace import Trace
from reformrules.rulebook import syntax as s
from reformrules.rulebook.meaning import UNKNOWN, Env
from reformrules.rulebook.models import Because, Bilingual


@dataclass(slots=True)
class Inquiry:
    """missing: facts the record lacks. assessments: recorded decisions it lacks. law: why the law gives no answer.

    rules: those that are open on the way. silent: those of them by which the law itself leaves it open.
    among: conclusions of which it is certain that they are one of a few values, and these values.
    worded: how it was put into words, for other cases with the same doubt; see `sentences`.
    """

    missing: set[str] = field(default_factory=set)
    assessments: set[str] = field(default_factory=set)
    law: list[Because] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    among: dict[str, list[str]] = field(default_factory=dict)
    worded: dict[Any, Any] = field(default_factory=dict)

    @property
    def reason(self) -> Reason:
        """What can be done first: give a fact, make an assessment, or only wait for the law."""
        if self.missing:
            return "missing_input"
        if self.assessments or any(because.reason == "needs_assessment" for because in self.law):
            return "needs_assessment"
        return "law_not_verified"

    @property
    def cited(self) -> list[str]:
        """The rules to name: where only the law stands in the way, those that leave it open."""
        return self.silent if self.silent and self.reason == "law_not_verified" else self.rules

    def keep(self, names: set[str]) -> None:
        """Ask only for these."""
        self.missing &= names
        self.assessments &= names
        if self.among and names.isdisjoint(self.among):
            self.law = []

    def add(self, other: Inquiry) -> None:
        self.missing |= other.missing
        self.assessments |= other.assessments
        self.law += [because for because in other.law if because not in self.law]
        self.rules = list(dict.fromkeys((*self.rules, *other.rules)))
        self.silent = list(dict.fromkeys((*self.silent, *other.silent)))
        self.among |= other.among


def inquire(program: Program, run: Run, outcome: Outcome) -> Inquiry:
    """Why a conclusion is undetermined."""
    found = Inquiry()
    found.add(_inquired(program, run, outcome))
    return found


def _inquired(program: Program, run: Run, outcome: Outcome) -> Inquiry:
    """As `inquire`, to be read only: worked out once in a run, since many rest on the same."""
    found: Inquiry | None = run.memory.get(outcome.name)
    if found is None:
        found = run.memory[outcome.name] = _inquire(program, run, outcome)
    return found


def _inquire(program: Program, run: Run, outcome: Outcome) -> Inquiry:
    found = Inquiry(rules=[rule.id for rule in outcome.rules])
    model = program.book.conclusions[outcome.name].model
    if outcome.doubt != "facts":
        found.silent = found.rules
    if outcome.doubt == "law":
        found.law = [rule.rule.because for rule in outcome.rules if rule.rule.because]
        if all(because.among for because in found.law):
            found.among[outcome.name] = list(dict.fromkeys(v for because in found.law for v in because.among))
    elif outcome.doubt == "laws_differ":
        found.law = [_because(_of_both_laws(model.disagree or _LAWS_DIFFER, model.one_of or {}, outcome))]
    elif outcome.doubt == "disagreement":
        found.law = [_because(_disagree(outcome.rules))]
    elif outcome.doubt == "below":
        found.law = [_because(_BELOW)]
    else:
        for names in _open_names(program, run, outcome):
            _add_names(found, program, run, names)
    return found


def _open_names(program: Program, run: Run, outcome: Outcome) -> tuple[set[str], ...]:
    """The names that leave each of its rules open."""
    law_date = outcome.law_reading.law_date if outcome.law_reading else None

    def names(facts: Env) -> tuple[set[str], ...]:
        trace = Trace(program, facts, law_date)
        return tuple([_names_of(rule, outcome, trace) for rule in outcome.rules])

    if outcome.open_names is None:
        outcome.open_names = Memory()
    return outcome.open_names.of(run.facts, names)


_LAWS_DIFFER = Bilingual(
    da="det er ikke afklaret hvilken af to datoers regler der gælder, og de giver hver sit svar",
    en="it is not settled which of two dates decides the law, and the two give different answers",
)
_BELOW = Bilingual(
    da="loven giver ikke svaret; kun et forslag eller en forventning gør",
    en="the law does not give the answer; only a proposal or an expectation does",
)


def _disagree(rules: tuple[ActiveRule, ...]) -> Bilingual:
    ids = ", ".join(rule.id for rule in rules)
    return Bilingual(da=f"reglerne {ids} giver hver sit svar", en=f"the rules {ids} give different answers")


def _of_both_laws(text: Bilingual, labels: Mapping[str, Bilingual], outcome: Outcome) -> Bilingual:
    """The text with what each law says, where both say a number or something that has a label."""
    said = [_label(reading, labels) for reading in outcome.readings]
    if any(label is None for label in said):
        return text
    da, en = (tuple(label.in_(lang) for label in said if label is not None) for lang in ("da", "en"))
    return Bilingual(da=f"{text.da}: {' og '.join(da)}", en=f"{text.en}: {' and '.join(en)}")


def _label(reading: Outcome, labels: Mapping[str, Bilingual]) -> Bilingual | None:
    if reading.state != "settled" or isinstance(reading.value, bool):
        return None
    if isinstance(reading.value, int):
        return Bilingual(da=str(reading.value), en=str(reading.value))
    return labels.get(reading.value) if isinstance(reading.value, str) else None


def _because(text: Bilingual) -> Because:
    return Because(reason="law_not_verified", da=text.da, en=text.en)


def _names_of(rule: ActiveRule, outcome: Outcome, trace: Trace) -> set[str]:
    """The names that leave a rule, or what overrides it, or what it says, open."""
    names = trace.unknown_names(rule.condition)
    reading = outcome.law_reading.rules if outcome.law_reading else ()
    for other in reading:
        if other.id in rule.overridden_by:
            names |= trace.unknown_names(other.condition)
    if trace.value(rule.condition) is True and rule.rule.value is not None:
        value = trace.value(rule.rule.value)
        if value is UNKNOWN or value is None:
            names |= trace.unknown_names(rule.rule.value)
    return names


def _add_names(found: Inquiry, program: Program, run: Run, names: set[str]) -> None:
    for name in sorted(names):
        if name in program.book.facts:
            fact = program.book.facts[name]
            (found.assessments if fact.assessed_by else found.missing).add(name)
        elif name in program.book.conclusions:
            _add_conclusion(found, program, run, name)
        elif name in program.book.parameters:
            value = program.book.parameter_value(name, run.facts.on, program.setting)
            if value is not None and value.undetermined is not None:
                found.law.append(value.undetermined)


def _add_conclusion(found: Inquiry, program: Program, run: Run, name: str) -> None:
    outcome = run.outcomes[name]
    if outcome.state == "undetermined":
        found.add(_inquired(program, run, outcome))
    elif outcome.state == "none":
        label = program.book.label(name)
        found.law.append(_because(Bilingual(da=f"ingen regel giver: {label.da}", en=f"no rule gives: {label.en}")))


def inquire_duty(program: Program, run: Run, duty: ActiveObligation, nodes: list[s.Node]) -> Inquiry:
    """Why an obligation, or a part of it, is undetermined."""
    found, trace = Inquiry(rules=[duty.rule.id]), Trace(program, run.facts)
    for node in nodes:
        value = trace.value(node)
        if value is UNKNOWN or value is None:
            _add_names(found, program, run, trace.unknown_names(node))
    if found.silent:
        found.silent = [duty.rule.id, *found.silent]
    return found
