"""Why, and why not: the chain of rules behind an answer, and what keeps a rule from holding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from reformrules.case.anniversaries import anniversaries
from reformrules.case.record import CaseRecord
from reformrules.errors import Both, InputError, Problem, nearest
from reformrules.explain.active import ActiveRule, LawDated
from reformrules.explain.findings import FactUsed, SourceRef, Text
from reformrules.explain.program import Program
from reformrules.explain.reference import Run, interpret
from reformrules.explain.report import Report
from reformrules.explain.sentences import finding
from reformrules.explain.session import Explainer
from reformrules.explain.support import Support, add_condition, add_names, facts_used, outcome_support, sources_of
from reformrules.explain.timeline import Timeline
from reformrules.explain.trace import Part, Trace
from reformrules.explain.turning import turning_days
from reformrules.explain.wording import LANGUAGES, fill, named_value, part_text, value_text
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import Rule
from reformrules.rulebook.domains import domain
from reformrules.rulebook.legal_time import shift
from reformrules.rulebook.meaning import UNKNOWN
from reformrules.rulebook.status import LawSetting

YEARS_AHEAD = 2
NEAR = {"date": timedelta(days=1), "number": 1}


@dataclass(frozen=True, slots=True)
class Why:
    """One step of an explanation: what was reached, by which rule, because of what, building on which steps."""

    subject: str
    label: Text
    value: Text
    rule: str | None
    text: Text
    because: list[Text]
    facts: list[FactUsed]
    sources: list[SourceRef]
    builds_on: list[Why]


def why(explainer: Explainer, case: CaseRecord, on: date, law: LawSetting, subject: str) -> Why:
    """The explanation of a conclusion or an obligation on a case.

    Raises InputError for an unknown name.
    """
    book = explainer.book
    run, program = explainer.run(case, on, law), explainer.program(on, law)
    if subject in book.conclusions:
        return _step(program, run, subject, set())
    rule = book.rules.get(subject)
    if rule is None:
        unknown = Both(f"ukendt emne `{subject}`", f"unknown finding `{subject}`")
        raise InputError(Problem(unknown + nearest(subject, [*book.conclusions, *book.rules])))
    support = Support()
    for node in rule.nodes():
        add_names(support, Trace(program, run.facts), node)
    add_condition(support, Trace(program, run.facts), rule.when)
    label = rule.obligation.model.what if rule.obligation else book.label(rule.concludes or subject)
    step = _why(program, run, subject, Text(label.da, label.en), Text("", ""), rule, support, set())
    if rule.obligation is None:
        return step
    report = Report(explainer, run, ask=False, only={subject})
    told = [finding(report, settled) for settled in report.settled()]
    return replace(step, value=told[0].outcome_text, text=told[0].text) if told else step


def _step(program: Program, run: Run, name: str, seen: set[str]) -> Why:
    outcome, model = run.outcomes[name], program.book.conclusions[name].model
    support = outcome_support(program, run, outcome)
    value = Text(*(named_value(program.book, name, run.facts[name], lang) for lang in ("da", "en")))
    rule = outcome.deciding[0].rule if outcome.rules else None
    step = _why(program, run, name, Text(model.label.da, model.label.en), value, rule, support, seen | {name})
    if outcome.otherwise and model.otherwise is not None:
        text = Text(model.otherwise.text.da, model.otherwise.text.en)
        return Why(name, step.label, value, None, text, step.because, step.facts,
                   sources_of(program.book, [model.otherwise]), step.builds_on)  # fmt: skip
    return step


def _why(
    program: Program, run: Run, name: str, label: Text, value: Text, rule: Rule | None, support: Support, seen: set[str]
) -> Why:
    direct = {n: d for n, d in support.names.items() if n not in program.book.conclusions}
    below = [n for n in support.names if n in program.book.conclusions and n not in seen]
    text = _said(program, run, rule, value) if rule else Text("", "")
    return Why(
        name, label, value, rule.id if rule else None, text, support.because(),
        facts_used(program, run, direct), sources_of(program.book, [rule.cited]) if rule else [],
        [_step(program, run, n, seen | set(below)) for n in below],
    )  # fmt: skip


def _said(program: Program, run: Run, rule: Rule, outcome: Text) -> Text:
    trace = Trace(program, run.facts)

    def said(lang: str) -> str:
        def find(name: str) -> str:
            return _word(program, trace, name, lang)

        return fill(rule.text.in_(lang), {"outcome": outcome.in_(lang)}, find)

    return Text(said("da"), said("en"))


def _word(program: Program, trace: Trace, name: str, lang: str) -> str:
    known = name in program.book.conclusions or name in program.book.facts or name in program.book.parameters
    return named_value(program.book, name, trace.name_value(name), lang) if known else "…"


@dataclass(frozen=True, slots=True)
class Remedy:
    """A single change under which the rule would hold."""

    text: Text


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a rule does not hold: the parts that fail, the first date on which it will, changes that would make it."""

    rule: str
    holds: bool
    text: Text
    failing: list[Text]
    unknown: list[Text]
    from_date: date | None
    remedies: list[Remedy]


def why_not(explainer: Explainer, case: CaseRecord, on: date, law: LawSetting, rule_id: str) -> WhyNot:
    """What keeps a rule from holding on a case.

    Raises InputError for an unknown rule.
    """
    rule = explainer.book.rules.get(rule_id)
    if rule is None:
        unknown = Both(f"ukendt regel `{rule_id}`", f"unknown rule `{rule_id}`")
        raise InputError(Problem(unknown + nearest(rule_id, explainer.book.rules)))
    run, program = explainer.run(case, on, law), explainer.program(on, law)
    found = what_fails(explainer, run, rule, on, law)
    remedies = [] if found.holds else list(_remedies(program, run, rule))
    first = None if found.holds else _first_day(explainer, case, on, law, rule)
    return WhyNot(rule_id, found.holds, Text(rule.text.da, rule.text.en), found.failing, found.unknown, first, remedies)


@dataclass(frozen=True, slots=True)
class Failing:
    """Whether a rule holds on a case, and else what fails and what is not known."""

    holds: bool
    failing: list[Text]
    unknown: list[Text]


def what_fails(explainer: Explainer, run: Run, rule: Rule, on: date, law: LawSetting) -> Failing:
    """What keeps a rule from holding on a case that has been run."""
    program = explainer.program(on, law)
    found = Failing(_holds(program, run, rule), [], [])
    for part, trace in _failing(program, run, rule):
        text = Text(*(part_text(part, trace, lang, part.value is True) for lang in LANGUAGES))
        into = found.unknown if part.value is UNKNOWN else found.failing
        if text not in into:
            into.append(text)
    if not rule.window.covers(on, law) and not _law_dates(explainer, rule):
        found.failing.append(_validity(rule, law))
    return found


def _law_dates(explainer: Explainer, rule: Rule) -> tuple[s.Node, ...]:
    return explainer.book.conclusions[rule.concludes].law_of if rule.concludes else ()


def _validity(rule: Rule, law: LawSetting) -> Text:
    end = rule.window.end_under(law)
    da = f"reglen gælder fra {value_text(rule.window.start, 'da')}" + (f" til {value_text(end, 'da')}" if end else "")
    en = f"the rule is in force from {value_text(rule.window.start, 'en')}" + (
        f" until {value_text(end, 'en')}" if end else ""
    )
    return Text(da, en)


def _actives(program: Program, rule: Rule) -> Iterator[tuple[ActiveRule, s.Node | None]]:
    active = program.by_name.get(rule.concludes or "")
    for reading in active.readings if active else ():
        for candidate in reading.rules:
            if candidate.id == rule.id:
                yield candidate, reading.law_date


def _holds(program: Program, run: Run, rule: Rule) -> bool:
    if rule.obligation is not None:
        return run.obligations.get(rule.id, (False,))[0] is True
    found = [active.holds(run.facts) for active, _ in _actives(program, rule)]
    return bool(found) and all(value is True for value in found)


def _conditions(program: Program, rule: Rule) -> list[LawDated]:
    """The condition of a rule in each reading of the law."""
    return [(active.condition, law_date) for active, law_date in _actives(program, rule)] or [(rule.when, None)]


def _failing(program: Program, run: Run, rule: Rule) -> Iterator[tuple[Part, Trace]]:
    for node, law_date in _conditions(program, rule):
        trace = Trace(program, run.facts, law_date)
        for part in trace.failing(node):
            if part.node.names:
                yield part, trace


def _first_day(explainer: Explainer, case: CaseRecord, on: date, law: LawSetting, rule: Rule) -> date | None:
    """The first coming day on which the rule holds, the record staying as it is."""
    timeline, last = Timeline(explainer, case, law), shift(on, YEARS_AHEAD, "years")
    anniversaries_of = partial(anniversaries, explainer.book, case)
    days = turning_days(timeline.reach, on, last, anniversaries_of, lambda program: _conditions(program, rule))
    return next((day for day in days if _holds(*timeline.reach(day), rule)), None)


def _remedies(program: Program, run: Run, rule: Rule) -> Iterator[Remedy]:
    """Each single fact that, set to another value, would make the rule hold."""
    tried: set[str] = set()
    for part, trace in _failing(program, run, rule):
        for name in sorted(_facts_behind(program, part.node.names) - tried):
            tried.add(name)
            for value in _other_values(program, trace, part, name):
                if _holds(program, interpret(program, run.facts.beside({name: value}, program.by_name)), rule):
                    label, shown = program.book.label(name), [named_value(program.book, name, value, lang)
                                                              for lang in ("da", "en")]  # fmt: skip
                    yield Remedy(Text(f"{label.da}: {shown[0]}", f"{label.en}: {shown[1]}"))
                    break


def _facts_behind(program: Program, names: frozenset[str]) -> set[str]:
    """Facts that the names are, or that the conclusions among them rest on."""
    found: set[str] = set()
    for name in names:
        if name in program.book.facts:
            found.add(name)
        elif name in program.book.conclusions:
            found |= _facts_behind(program, program.book.conclusions[name].names)
    return found


def _other_values(program: Program, trace: Trace, part: Part, name: str) -> Iterator[Any]:
    """Values worth trying: all of a small domain, or those round what the fact is compared with."""
    yield from domain(program.book, name)
    if isinstance(part.node, s.Compare) and isinstance(part.node.left, s.Name) and part.node.left.name == name:
        edge = trace.value(part.node.right)
        step = NEAR.get(program.book.type_of(part.node.left).kind)
        if step is not None and edge is not UNKNOWN and edge is not None:
            yield from (edge, edge + step, edge - step)
