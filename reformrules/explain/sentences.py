"""What was reached, put into words: the findings as people and programs read them, in Danish and English."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from reformrules.explain.findings import (
    Answer,
    EngineInfo,
    FactUsed,
    Finding,
    LowerAnswer,
    Question,
    RulebookInfo,
    Text,
    Undetermined,
)
from reformrules.explain.inquiry import Inquiry
from reformrules.explain.report import Lower, Open, Reached, Report, Settled
from reformrules.explain.support import Support, facts_used, obligation_support, open_text, outcome_support, sources_of
from reformrules.explain.trace import Trace
from reformrules.explain.verdicts import Verdict
from reformrules.explain.worded import finding_of, left_out, question
from reformrules.explain.wording import LANGUAGES, fill, named_value, value_text
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.meaning import UNKNOWN
from reformrules.rulebook.models import Bilingual, Obligation


def answer(reached: Reached, engine: EngineInfo, rulebook: RulebookInfo) -> Answer:
    """Everything: what is settled, what is not, and what the law as adopted so far says instead."""
    report, so_far = reached.report, reached.so_far
    facts = report.run.facts
    findings = [finding(report, settled) for settled in reached.settled]
    told = Answer(
        facts.case.id, facts.on, report.law.value, engine, rulebook, findings,
        [undetermined(report, item) for item in reached.open], [],
        left_out=[*left_out(report.book, frozenset(facts.case.sections))],
    )  # fmt: skip
    return told if so_far is None else _beside(told, [finding(so_far.report, settled) for settled in so_far.settled])


def _beside(answer: Answer, so_far: list[Finding]) -> Answer:
    """The answer with what the law as adopted so far says instead."""
    before = {finding.subject: finding.outcome_text for finding in so_far}
    findings = [replace(f, law_so_far=before.get(f.subject)) for f in answer.findings]
    return replace(answer, findings=findings, law_so_far=so_far)


def finding(report: Report, settled: Settled) -> Finding:
    """A finding in words."""
    if settled.said.subject in report.book.conclusions:
        return _conclusion(report, settled)
    return _obligation(report, settled)


def _conclusion(report: Report, settled: Settled) -> Finding:
    model = report.book.conclusions[settled.said.subject].model
    otherwise = model.otherwise if settled.run.outcomes[settled.said.subject].otherwise else None
    text = otherwise.text if otherwise else settled.grounds.rules[0].text if settled.grounds.rules else model.label
    make = partial(_conclude, report, settled, text)
    return finding_of(report.program, settled, text, make) if settled.run is report.run else make()


def _conclude(report: Report, settled: Settled, text: Bilingual) -> Finding:
    book, said, weight = report.book, settled.said, settled.grounds.weight
    conclusion, value = book.conclusions[said.subject], settled.run.outcomes[said.subject].value
    model, rules = conclusion.model, [rule.id for rule in settled.grounds.rules]
    shown = _both(lambda lang: value_text(value, lang, model.unit, model.one_of))
    return Finding(
        model.kind, said.subject, _text(model.label), list(value) if isinstance(value, tuple) else value, shown,
        weight.status.name, weight.legal_check, rules[0] if rules else said.subject, rules, conclusion.concept,
        sources_of(book, settled.grounds.cited),
        _filled(report, settled, text, {"outcome": shown} | _open_values(report, said)),
        _support(report, settled).because(said.among), _facts(report, settled), list(said.by_cases),
    )  # fmt: skip


def _obligation(report: Report, settled: Settled) -> Finding:
    said, weight, (rule,) = settled.said, settled.grounds.weight, settled.grounds.rules
    assert rule.obligation is not None  # only obligations come here
    model = rule.obligation.model
    shown = _both(lambda lang: _STATES[said.duty or "due"][lang == "en"])
    return Finding(
        "obligation", rule.id, _text(model.what), said.duty, shown, weight.status.name, weight.legal_check, rule.id,
        [rule.id], rule.concept, sources_of(report.book, settled.grounds.cited),
        _filled(report, settled, rule.text, _dates(said, model) | _open_values(report, said)),
        _support(report, settled).because(said.among), _facts(report, settled),
        list(said.by_cases), None, _text(model.of), _text(model.what), said.required, said.done,
        said.counted_from, said.first_by, said.deadline, said.duty,
    )  # fmt: skip


def _support(report: Report, settled: Settled) -> Support:
    said, run = settled.said, settled.run
    if said.subject in report.book.conclusions:
        return outcome_support(report.program, run, run.outcomes[said.subject])
    return obligation_support(report.program, run, report.book.rules[said.subject], said.duty == "exempt")


def _facts(report: Report, settled: Settled) -> list[FactUsed]:
    return facts_used(report.program, settled.run, settled.grounds.names, settled.said.among)


def _dates(said: Verdict, model: Obligation) -> dict[str, Text]:
    """What the text of an obligation may name."""
    values = {
        "required": said.required,
        "done": UNKNOWN if said.done is None else said.done,
        "deadline": said.deadline,
        "first_by": said.first_by,
        "counted_from": said.counted_from,
    }
    shown = {name: _both(partial(value_text, value)) for name, value in values.items()}
    return shown | {"of": _text(model.of), "what": _text(model.what)}


def _open_values(report: Report, said: Verdict) -> dict[str, Text]:
    """What stands for a conclusion that the law leaves open between a few values."""
    return {name: open_text(report.book, name, values) for name, values in said.among.items()}


def _filled(report: Report, settled: Settled, text: Bilingual, given: dict[str, Text]) -> Text:
    trace = Trace(report.program, settled.run.facts)

    def filled(lang: str) -> str:
        def find(name: str) -> str:
            return named_value(report.book, name, trace.name_value(name), lang)

        return fill(text.in_(lang), {key: value.in_(lang) for key, value in given.items()}, find)

    return _both(filled)


def undetermined(report: Report, item: Open) -> Undetermined:
    """What is open and why; put into words once for all cases of which it is the same."""
    said, inquiry = item.said, item.said.inquiry
    key = (said.subject, said.deadline, frozenset(report.run.facts.case.sections))
    if key not in inquiry.worded:
        inquiry.worded[key] = _worded(report, said)
    found: Undetermined = inquiry.worded[key]
    return found if item.lower is None else replace(found, note=_note(item.lower))


def _note(lower: Lower) -> LowerAnswer:
    told = finding(lower.report, lower.settled)
    return LowerAnswer(lower.status.name, told.outcome, told.text)


def _worded(report: Report, said: Verdict) -> Undetermined:
    inquiry, name, book = said.inquiry, said.subject, report.book
    if name in book.conclusions:
        kind, label = str(book.conclusions[name].model.kind), book.conclusions[name].model.label
    else:
        duty = book.rules[name].obligation
        assert duty is not None  # what is no conclusion is an obligation
        kind, label = "obligation", duty.model.what
    return Undetermined(
        kind, name, _text(label), inquiry.reason, _reason(book, inquiry), inquiry.cited,
        sources_of(book, [book.rules[id_].cited for id_ in inquiry.cited]),
        _questions(report, sorted(inquiry.missing | inquiry.assessments)), None, said.deadline,
    )  # fmt: skip


def _questions(report: Report, asked: list[str]) -> list[Question]:
    """What to ask: a fact, or a whole section of the record where that is missing; each question once."""
    found: dict[str, Question] = {}
    for fact in asked:
        measure = report.book.facts[fact].measure
        there = report.run.facts.case.sections
        asking = question(
            report.book, fact, measure.kind in ("field", "age") or getattr(measure, measure.kind) in there
        )
        found.setdefault(asking.text.da, asking)
    return list(found.values())


def _reason(book: Rulebook, inquiry: Inquiry) -> Text:
    if inquiry.reason == "missing_input":
        return Text(*(f"{_MISSING[i]} {_labels(book, inquiry.missing, lang)}" for i, lang in enumerate(LANGUAGES)))
    if inquiry.assessments and inquiry.reason == "needs_assessment":
        names = inquiry.assessments
        return Text(*(f"{_ASSESSMENT[i]} {_assessors(book, names, lang)}" for i, lang in enumerate(LANGUAGES)))
    return Text("; ".join(b.da for b in inquiry.law), "; ".join(b.en for b in inquiry.law))


def _labels(book: Rulebook, names: set[str], lang: str) -> str:
    return ", ".join(sorted(book.facts[name].label.in_(lang) for name in names))


def _assessors(book: Rulebook, names: set[str], lang: str) -> str:
    facts = [book.facts[name] for name in sorted(names)]
    return "; ".join(f"{f.label.in_(lang)} ({f.assessed_by.in_(lang)})" for f in facts if f.assessed_by)


def _both(say: Callable[[str], str]) -> Text:
    return Text(*(say(lang) for lang in LANGUAGES))


def _text(bilingual: Bilingual) -> Text:
    return Text(bilingual.da, bilingual.en)


_MISSING = ("der mangler oplysning om:", "information is missing on:")
_ASSESSMENT = ("der mangler en vurdering:", "an assessment is missing:")
_STATES: dict[str, tuple[str, str]] = {
    "met": ("opfyldt", "met"),
    "late": ("opfyldt for sent", "met too late"),
    "due": ("ikke opfyldt endnu", "due"),
    "overdue": ("overskredet", "overdue"),
    "exempt": ("fritaget", "exempt"),
    "undetermined": ("uafklaret", "undetermined"),
}
