"""The explain reading: one case on one date, through both engines, put into findings."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Container
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from typing import Any, Literal

from reformrules import __version__
from reformrules.case.facts import Facts
from reformrules.case.record import CaseRecord
from reformrules.errors import EngineDifference
from reformrules.explain import durable
from reformrules.explain.active import Shared
from reformrules.explain.chaining import DurableProgram, LoadedRules
from reformrules.explain.findings import (
    Answer,
    EngineInfo,
    Finding,
    LowerAnswer,
    Question,
    RulebookInfo,
    Text,
    Undetermined,
)
from reformrules.explain.program import Program, build_program, differing
from reformrules.explain.reference import Outcome, Run, interpret, reach_again, value_of
from reformrules.explain.support import (
    Weights,
    facts_used,
    obligation_support,
    open_text,
    outcome_support,
    sources_of,
)
from reformrules.explain.trace import Trace
from reformrules.explain.verdicts import Verdict, verdict, verdicts
from reformrules.explain.worded import finding_of, left_out, question
from reformrules.explain.wording import LANGUAGES, fill, named_value, value_text
from reformrules.rulebook.book import Rule, Rulebook
from reformrules.rulebook.meaning import UNKNOWN
from reformrules.rulebook.models import Bilingual, Cited
from reformrules.rulebook.status import DEFAULT_SETTING, SO_FAR, LawSetting, Status

Engines = Literal["both", "reference"]
MAX_LOADED = 64


class Explainer:
    """Answers for single cases; safe to share between threads.

    engine `both` runs durable-rules beside the reference interpreter on every case and refuses an
    answer on which they differ; `reference` runs the interpreter alone. Where durable-rules cannot
    be imported, the reference runs alone and the answer says so.
    """

    def __init__(self, book: Rulebook, engine: Engines = "both") -> None:
        self.book = book
        missing = durable.unavailable() if engine == "both" else None
        self.engine = EngineInfo("reference" if engine == "reference" or missing else "both", missing)
        self._programs: dict[tuple[int, LawSetting], Program] = {}
        self._shared = Shared()
        self._loaded: OrderedDict[tuple[int, LawSetting, frozenset[str] | None], DurableProgram] = OrderedDict()
        self._rules = LoadedRules()
        self._differing: dict[tuple[int, LawSetting, LawSetting], frozenset[str]] = {}
        self._lock = threading.RLock()

    def program(self, on: date, law: LawSetting) -> Program:
        """The program of the epoch that `on` lies in, built once."""
        key = (self.book.epoch(on), law)
        found = self._programs.get(key)
        if found is None:
            with self._lock:
                found = self._programs.setdefault(key, build_program(self.book, on, law, self._shared))
        return found

    def run(self, case: CaseRecord, on: date, law: LawSetting) -> Run:
        """All outcomes of a case; raises EngineDifference when the engines differ."""
        program = self.program(on, law)
        run = interpret(program, Facts(self.book, case, on, law))
        if self.engine.used == "both":
            self._compare(program, run, run.facts.beside({}), None)
        return run

    def run_so_far(self, run: Run) -> Run:
        """A run under the law as adopted so far; raises EngineDifference when the engines differ."""
        found = self.run_under(run, SO_FAR)
        if self.engine.used == "both":
            names = self.differing(run.facts.on, run.facts.setting, SO_FAR)
            self._compare(self.program(run.facts.on, SO_FAR), found, found.facts.beside({}), names)
        return found

    def run_under(self, run: Run, law: LawSetting) -> Run:
        """A run under another law setting: only what that may have otherwise is reached again, by the reference."""
        names = self.differing(run.facts.on, run.facts.setting, law)
        facts = run.facts.under(law, lambda name: name not in names)
        return reach_again(self.program(run.facts.on, law), run, facts, names)

    def differing(self, on: date, law: LawSetting, other: LawSetting) -> frozenset[str]:
        """What two law settings may not have the same on a day, as in `program.differing`."""
        key = (self.book.epoch(on), law, other)
        if key not in self._differing:
            self._differing[key] = differing(self.program(on, law), self.program(on, other))
        return self._differing[key]

    def _compare(self, program: Program, run: Run, facts: Facts, names: frozenset[str] | None) -> None:
        """Raise where durable-rules reaches something else from these facts, of all or of the names given."""
        with self._lock:
            loaded = self._load(program, names)
            reached, duties = loaded.reach(facts), loaded.obligations(facts)
        wrong = [name for name, value in reached.items() if value_of(run.outcomes[name]) != value]
        wrong += [id_ for id_, said in duties.items() if run.obligations[id_] != said]
        if wrong:
            raise EngineDifference(
                f"internal error: the two engines differ on case `{run.facts.case.id}`, {run.facts.on}, "
                f"law `{program.setting}`: {', '.join(wrong)}; no answer is given"
            )

    def _load(self, program: Program, names: frozenset[str] | None) -> DurableProgram:
        key = (self.book.epoch(program.day), program.setting, names)
        loaded = self._loaded.get(key)
        if loaded is None:
            loaded = self._loaded[key] = DurableProgram(program, self._rules, names)
            if len(self._loaded) > MAX_LOADED:
                self._loaded.popitem(last=False)
        self._loaded.move_to_end(key)
        return loaded

    def close(self) -> None:
        """Give all native memory back; the explainer can be used on."""
        with self._lock:
            self._loaded.clear()
            self._rules.close()

    def check(self, case: CaseRecord, on: date, law: LawSetting = DEFAULT_SETTING) -> Answer:
        """All findings for a case on a date.

        Raises EngineDifference when the two engines do not agree.
        """
        run = self.run(case, on, law)
        report = Report(self, run)
        answer = report.answer()
        if law.floor > SO_FAR.floor and report.rests_on_coming_law():
            so_far = Report(self, self.run_so_far(run), ask=False, only=self.differing(on, law, SO_FAR))
            return _beside(answer, so_far.findings_beside(report))
        return answer


def rulebook_info(book: Rulebook) -> RulebookInfo:
    """What a rulebook is named by in an answer."""
    return RulebookInfo(__version__, book.digest, None if book.laid is None else _text(book.laid.title))


def _beside(answer: Answer, so_far: list[Finding]) -> Answer:
    """The answer with what the law as adopted so far says instead."""
    before = {finding.subject: finding.outcome_text for finding in so_far}
    findings = [replace(f, law_so_far=before.get(f.subject)) for f in answer.findings]
    return replace(answer, findings=findings, law_so_far=so_far)


def _same(now: Verdict | None, then: Verdict) -> bool:
    return now is not None and all(
        getattr(now, name) == getattr(then, name) for name in ("state", "outcome", "required", "deadline", "duty")
    )


class Report:
    """Puts the verdicts of one run into words.

    ask: whether what is undetermined matters too. only: the subjects to speak of, all when left out.
    """

    def __init__(self, explainer: Explainer, run: Run, ask: bool = True, only: Container[str] | None = None) -> None:
        self.explainer, self.run, self.book = explainer, run, explainer.book
        self.law = run.facts.setting
        self.program = explainer.program(run.facts.on, self.law)
        self.weights = Weights(self.program, run)
        self.verdicts = verdicts(self.program, run, ask, only)
        self._sections = frozenset(run.facts.case.sections)
        self._lower_reports: dict[LawSetting, Report] = {}

    def findings(self) -> list[Finding]:
        """All that is settled."""
        return [self.finding(name, said) for name, said in self.verdicts.items() if said.state == "settled"]

    def findings_beside(self, other: Report) -> list[Finding]:
        """All that is settled here and is not the same in another report."""
        settled = [(name, said) for name, said in self.verdicts.items() if said.state == "settled"]
        return [self.finding(name, said) for name, said in settled if not _same(other.verdicts.get(name), said)]

    def answer(self) -> Answer:
        """Everything: what is settled, and what is not."""
        findings = self.findings()
        undetermined = [self.undetermined(n, said) for n, said in self.verdicts.items() if self._is_open(n)]
        facts = self.run.facts
        return Answer(
            facts.case.id, facts.on, self.law.value, self.explainer.engine,
            rulebook_info(self.book), findings, undetermined, [], left_out=[*left_out(self.book, self._sections)],
        )  # fmt: skip

    def _is_open(self, name: str) -> bool:
        """Whether something is undetermined, and not only because what it follows is."""
        conclusion = self.book.conclusions.get(name)
        leader = conclusion.model.follows if conclusion else None
        return self._undetermined(name) and not (leader and self._undetermined(leader))

    def _undetermined(self, name: str) -> bool:
        said = self.verdicts.get(name)
        return said is not None and said.state == "undetermined"

    def rests_on_coming_law(self) -> bool:
        """Whether the law as adopted so far could answer otherwise: some date whose law is read lies that far ahead."""
        coming = self.book.coming_day(SO_FAR, self.law)
        nodes = [node for c in self.book.conclusions.values() for node in c.law_of]
        days = [self.run.facts.on, *(self.program.closure(node)(self.run.facts) for node in nodes)]
        return any(isinstance(day, date) and day >= coming for day in days)

    def finding(self, name: str, said: Verdict) -> Finding:
        if name in self.book.conclusions:
            return self._conclusion(name, said)
        return self._obligation(self.book.rules[name], said)

    def _conclusion(self, name: str, said: Verdict) -> Finding:
        run, model = self._run_with(said), self.book.conclusions[name].model
        outcome = run.outcomes[name]
        text = outcome.deciding[0].rule.text if outcome.rules else model.label
        if outcome.otherwise and model.otherwise is not None:
            text = model.otherwise.text
        if run is not self.run:
            return self._conclude(said, run, outcome, text)
        support = outcome_support(self.program, run, outcome)
        return finding_of(self.program, run, outcome, support, text, partial(self._conclude, said, run, outcome, text))

    def _conclude(self, said: Verdict, run: Run, outcome: Outcome, text: Bilingual) -> Finding:
        name, model = outcome.name, self.book.conclusions[outcome.name].model
        support = outcome_support(self.program, run, outcome)
        weight = (self.weights if run is self.run else Weights(self.program, run)).of(name)
        cited: list[Cited] = [rule.rule.cited for rule in outcome.deciding]
        if outcome.otherwise and model.otherwise is not None:
            cited = [model.otherwise]
        rules = [rule.id for rule in outcome.deciding]
        shown = self._both(lambda lang: value_text(outcome.value, lang, model.unit, model.one_of))
        return Finding(
            model.kind, name, _text(model.label), _plain(outcome.value), shown, weight.status.name,
            weight.legal_check, rules[0] if rules else name, rules, self.book.conclusions[name].concept,
            sources_of(self.book, cited), self._filled(text, run, {"outcome": shown} | self._open_values(said)),
            support.because(said.among), facts_used(self.program, run, support, said.among), list(said.by_cases),
        )  # fmt: skip

    def _run_with(self, said: Verdict) -> Run:
        """The run itself, or one with the facts filled in that cannot change this answer."""
        return said.run if said.by_cases and said.run is not None else self.run

    def _obligation(self, rule: Rule, said: Verdict) -> Finding:
        run, nodes = self._run_with(said), rule.obligation
        assert nodes is not None  # only obligations come here
        support = obligation_support(self.program, run, rule, said.duty == "exempt")
        weights = self.weights if run is self.run else Weights(self.program, run)
        weight = weights.resting_on(support, iter([rule]))
        shown = self._both(lambda lang: _STATES[said.duty or "due"][lang == "en"])
        given = {
            "required": self._both(lambda lang: value_text(said.required, lang)),
            "done": self._both(lambda lang: value_text(UNKNOWN if said.done is None else said.done, lang)),
            "deadline": self._both(lambda lang: value_text(said.deadline, lang)),
            "first_by": self._both(lambda lang: value_text(said.first_by, lang)),
            "counted_from": self._both(lambda lang: value_text(said.counted_from, lang)),
            "of": _text(nodes.model.of), "what": _text(nodes.model.what),
        } | self._open_values(said)  # fmt: skip
        return Finding(
            "obligation", rule.id, _text(nodes.model.what), said.duty, shown, weight.status.name,
            weight.legal_check, rule.id, [rule.id], rule.concept, sources_of(self.book, [rule.cited]),
            self._filled(rule.text, run, given), support.because(said.among),
            facts_used(self.program, run, support, said.among),
            list(said.by_cases), None, _text(nodes.model.of), _text(nodes.model.what), said.required, said.done,
            said.counted_from, said.first_by, said.deadline, said.duty,
        )  # fmt: skip

    def _open_values(self, said: Verdict) -> dict[str, Text]:
        """What stands for a conclusion that the law leaves open between a few values."""
        return {name: open_text(self.book, name, values) for name, values in said.among.items()}

    def undetermined(self, name: str, said: Verdict) -> Undetermined:
        """What is open and why; put into words once for all cases of which it is the same."""
        inquiry, key = said.inquiry, (name, said.deadline, self._sections)
        if key not in inquiry.worded:
            inquiry.worded[key] = self._worded(name, said)
        found: Undetermined = inquiry.worded[key]
        note = self._lower(name) if inquiry.reason == "law_not_verified" else None
        return found if note is None else replace(found, note=note)

    def _worded(self, name: str, said: Verdict) -> Undetermined:
        inquiry = said.inquiry
        conclusion = self.book.conclusions.get(name)
        rule = self.book.rules.get(name)
        if conclusion is not None:
            kind, label = str(conclusion.model.kind), conclusion.model.label
        else:
            assert rule is not None and rule.obligation is not None
            kind, label = "obligation", rule.obligation.model.what
        asked = sorted(inquiry.missing | inquiry.assessments)
        return Undetermined(
            kind, name, _text(label), inquiry.reason, self._reason(said), inquiry.rules,
            sources_of(self.book, [self.book.rules[id_].cited for id_ in inquiry.rules]),
            self._questions(asked), None, said.deadline,
        )  # fmt: skip

    def _questions(self, asked: list[str]) -> list[Question]:
        """What to ask: a fact, or a whole section of the record where that is missing; each question once."""
        found: dict[str, Question] = {}
        for fact in asked:
            question = self._question(fact)
            found.setdefault(question.text.da, question)
        return list(found.values())

    def _question(self, fact: str) -> Question:
        measure = self.book.facts[fact].measure
        given = measure.kind in ("field", "age") or getattr(measure, measure.kind) in self.run.facts.case.sections
        return question(self.book, fact, given)

    def _reason(self, said: Verdict) -> Text:
        inquiry = said.inquiry
        if inquiry.reason == "missing_input":
            return Text(*(f"{_MISSING[i]} {self._labels(inquiry.missing, lang)}" for i, lang in enumerate(LANGUAGES)))
        if inquiry.assessments and inquiry.reason == "needs_assessment":
            return Text(*(f"{_ASSESSMENT[i]} {self._assessors(said, lang)}" for i, lang in enumerate(LANGUAGES)))
        return Text("; ".join(b.da for b in inquiry.law), "; ".join(b.en for b in inquiry.law))

    def _labels(self, names: set[str], lang: str) -> str:
        return ", ".join(sorted(self.book.facts[name].label.in_(lang) for name in names))

    def _assessors(self, said: Verdict, lang: str) -> str:
        facts = [self.book.facts[name] for name in sorted(said.inquiry.assessments)]
        return "; ".join(f"{f.label.in_(lang)} ({f.assessed_by.in_(lang)})" for f in facts if f.assessed_by)

    def _lower(self, name: str) -> LowerAnswer | None:
        """What rules further down the ladder would answer, as a note."""
        for law in LawSetting:
            if law.floor <= self.law.floor or not _could_answer(self.book, name, law):
                continue
            report = self._report_under(law)
            item = report.program.by_name.get(name) or report.program.duties.get(name)
            said = verdict(report.program, report.run, item, ask=False) if item is not None else None
            if said is not None and said.state == "settled":
                finding = report.finding(name, said)
                status = max(Status[finding.status], law.floor)  # it takes that law, be it only to rule it out
                return LowerAnswer(status.name, finding.outcome, finding.text)
        return None

    def _report_under(self, law: LawSetting) -> Report:
        if law not in self._lower_reports:
            run = self.explainer.run_under(self.run, law)
            self._lower_reports[law] = Report(self.explainer, run, ask=False, only=())
        return self._lower_reports[law]

    def _filled(self, text: Bilingual, run: Run, given: dict[str, Text]) -> Text:
        trace = Trace(self.program, run.facts)

        def filled(lang: str) -> str:
            def find(name: str) -> str:
                return named_value(self.book, name, trace.name_value(name), lang)

            return fill(text.in_(lang), {key: value.in_(lang) for key, value in given.items()}, find)

        return self._both(filled)

    @staticmethod
    def _both(say: Callable[[str], str]) -> Text:
        return Text(*(say(lang) for lang in LANGUAGES))


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


@lru_cache(maxsize=4096)
def _could_answer(book: Rulebook, name: str, law: LawSetting) -> bool:
    """Whether a rule of this law setting, and of none above it, is among those that an answer rests on."""
    names = {name, *book.rests_on(name)} & book.conclusions.keys()
    return any(rule.status == law.floor for c in names for rule in book.conclusions[c].rules)


def _text(bilingual: Bilingual) -> Text:
    return Text(bilingual.da, bilingual.en)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
