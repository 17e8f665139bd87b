"""The explain reading: one case on one date, through both engines, put into findings."""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import date
from typing import Literal

from reformrules import __version__
from reformrules.case.facts import Facts
from reformrules.case.record import CaseRecord
from reformrules.errors import EngineDifference
from reformrules.explain import durable
from reformrules.explain.active import Shared
from reformrules.explain.chaining import DurableProgram, LoadedRules
from reformrules.explain.findings import Answer, EngineInfo, RulebookInfo, Text
from reformrules.explain.program import Program, build_program, differing
from reformrules.explain.reference import Run, interpret, reach_again, reach_when_asked, value_of
from reformrules.explain.report import Reached, Report
from reformrules.explain.sentences import answer
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.status import DEFAULT_SETTING, SO_FAR, LawSetting

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
        program, facts = self.program(on, law), Facts(self.book, case, on, law)
        if self.engine.used == "reference":
            return reach_when_asked(program, facts)
        run = interpret(program, facts)
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
        facts = run.facts.under(law, names)
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

    def reach(self, case: CaseRecord, on: date, law: LawSetting = DEFAULT_SETTING) -> Reached:
        """All findings for a case on a date with everything that they rest on, before they are put into words.

        Raises EngineDifference when the two engines do not agree.
        """
        run = self.run(case, on, law)
        report = Report(self, run)
        so_far = None
        if law.floor > SO_FAR.floor and report.rests_on_coming_law():
            beside = Report(self, self.run_so_far(run), ask=False, only=self.differing(on, law, SO_FAR))
            so_far = Reached(beside, beside.settled_beside(report), [])
        return Reached(report, report.settled(), report.open(), so_far)

    def check(self, case: CaseRecord, on: date, law: LawSetting = DEFAULT_SETTING) -> Answer:
        """As `reach`, put into words.

        Raises EngineDifference when the two engines do not agree.
        """
        return answer(self.reach(case, on, law), self.engine, rulebook_info(self.book))


def rulebook_info(book: Rulebook) -> RulebookInfo:
    """What a rulebook is named by in an answer."""
    laid = None if book.laid is None else Text(book.laid.title.da, book.laid.title.en)
    return RulebookInfo(__version__, book.digest, laid)
