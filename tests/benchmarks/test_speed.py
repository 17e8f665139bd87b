"""How long an answer takes; nothing fails for being slow. Run it with `pytest tests/benchmarks --benchmark-enable`."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from ten_rules import GROUPS, Engine, openfisca, ours, zen

from reformrules.case.intake import read_case
from reformrules.case.record import CaseRecord
from reformrules.cases import case_files, default_cases
from reformrules.expectations import read_expectations
from reformrules.explain import durable
from reformrules.explain.session import Engines, Explainer
from reformrules.explain.timeline import next_changes
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.excerpt import excerpt
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.status import LawSetting

Questions = list[tuple[CaseRecord, date, LawSetting]]


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook()


@pytest.fixture(scope="module")
def questions(rulebook: Rulebook) -> Questions:
    """Every shipped case with each date and law setting that it expects something of."""
    cases = [read_case(str(path), rulebook.record) for path in case_files([default_cases()])]
    asked = [(case, e.on, e.law) for case in cases for e in read_expectations(case, rulebook)]
    return list({(case.id, on, law): (case, on, law) for case, on, law in asked}.values())


REFORM_CORE = {
    "the 13 target groups, the 5, and which of the 13 becomes which of the 5": (
        "target_group_old", "target_group_new",
    ),
    "talks before 1 July 2026, from that day, and as expected from 2027": (
        "required_talks_municipality", "required_talks_a_kasse", "first-talk-municipality", "first-talk-a-kasse",
        "talks-municipality", "talks-a-kasse", "talk-at-16-months", "talk-at-16-months-from-2027",
    ),
    "the offer rule": (
        "offer_requirement", "first-offer-period-begun-before-july-2026", "first-offer", "continuous-offers",
    ),
    "the schemes that end: whether they are open, who may finish, and until when": (
        "new_ressourceforloeb", "ressourceforloeb_running", "ressourceforloeb_last_day", "ressourceforloeb_extension",
        "ressourceforloeb_until_decision", "new_jobafklaring", "jobafklaring_running", "jobafklaring_last_day",
        "further_jobafklaring", "new_revalidering", "revalidering_running", "revalidering_last_day",
        "revalidering_extension", "rehabiliteringsteam",
    ),
    "opholdskrav": ("residence_requirement_met",),
    "beskæftigelseskrav with the test of 4,810 hours": (
        "employment_requirement_met", "employment_hours_counted", "employment_hours_missing",
    ),
    "arbejdspligt and the rate that it leads to": (
        "arbejdspligt", "arbejdspligt_phased_in_by", "arbejdspligt_hours", "arbejdspligt_hours_remaining",
        "benefit_rate", "benefit_amount",
    ),
}  # fmt: skip
"""The findings that the reform turns on, and no others: conclusions, and obligations by their rules."""


def reform_core(rulebook: Rulebook) -> Rulebook:
    """The rules that the findings of the reform core rest on, about four in ten of all."""
    return excerpt(rulebook, [name for names in REFORM_CORE.values() for name in names])


@pytest.mark.benchmark(group="shipped cases")
@pytest.mark.parametrize("engines", ["reference", "both"])
@pytest.mark.parametrize("rules", ["reform core", "all rules"])
@pytest.mark.parametrize("told", ["findings", "in words"])
@pytest.mark.parametrize("asked", ["for the first time", "again"])
def test_findings_with_explanation_of_a_parsed_case(
    asked: str, told: str, rules: str, engines: Engines, rulebook: Rulebook, questions: Questions, benchmark: Any
) -> None:
    """In process and warm: cases spread over all that are shipped; half as many others have been asked before.

    For the first time, no case is answered from what was kept of it, though parts of it may have been met in others;
    again, as when a case is opened once more, what its values come to is known. "findings" is
    `reach`: every finding with all that it rests on, down to the facts, numbers and rules; what is open with the facts
    that would settle it; what the law so far says. "in words" is `check`: the same, and every sentence of it written in
    Danish and English. The goal is 1 ms and 5 ms for the findings of the reform core.
    """
    if engines == "both" and (reason := durable.unavailable()):
        pytest.skip(reason)
    explainer = Explainer(reform_core(rulebook) if rules == "reform core" else rulebook, engines)
    ask = explainer.reach if told == "findings" else explainer.check
    one_each = list({case.id: (case, on, law) for case, on, law in questions}.values())
    seen, unseen = one_each[::4], one_each[2::4]
    for question in seen if benchmark.enabled else ():
        ask(*question)
    turns = cycle(unseen)

    def turn() -> tuple[tuple[CaseRecord, date, LawSetting], dict[str, Any]]:
        question = next(turns)
        if asked == "again":
            ask(*question)
        return question, {}

    assert benchmark.pedantic(ask, setup=turn, rounds=len(unseen))
    explainer.close()


@pytest.mark.benchmark(group="what changes next")
def test_the_changes_of_a_year(rulebook: Rulebook, questions: Questions, benchmark: Any) -> None:
    """In process, each twentieth shipped case and date: what changes in the year after."""
    explainer, asked = Explainer(rulebook, "reference"), questions[::20]
    turns = cycle(asked)
    benchmark.pedantic(
        next_changes, setup=lambda: ((explainer, *next(turns)), {}), rounds=len(asked) if benchmark.enabled else 1
    )


CONTENDERS: dict[str, tuple[str, Callable[[Path], Engine]]] = {
    "reformrules, reference": ("reformrules", lambda folder: ours(folder, "reference")),
    "reformrules, both engines": ("durable_rules_engine", lambda folder: ours(folder, "both")),
    "zen-engine": ("zen", lambda folder: zen()),
    "OpenFisca-Core": ("openfisca_core", lambda folder: openfisca()),
}


@pytest.mark.benchmark(group="ten rules, ten people")
@pytest.mark.parametrize("name", CONTENDERS)
def test_ten_rules_with_explanation(name: str, tmp_path: Path, benchmark: Any) -> None:
    """All engines give the same group for each of ten people, then they are timed; the table gives the ratios.

    The ten are asked again and again, so ours has met them; with nothing kept it takes about twice as long.
    """
    module, build = CONTENDERS[name]
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"`{module}` is not installed; it comes with the extra `benchmark`")
    engine = build(tmp_path)
    assert [engine(n) for n in range(len(GROUPS))] == GROUPS
    benchmark(lambda: [engine(n) for n in range(len(GROUPS))])


@pytest.mark.benchmark(group="the page")
@pytest.mark.parametrize("part", ["", "/questions", "/next"])
def test_a_page_of_a_shipped_case(part: str, visitor: Any, benchmark: Any) -> None:
    """From the request to the whole page, the answer worked out anew each time. The goal for the case is 100 ms."""
    address = visitor.open_shipped("jobparat-talks-across-1-july-2026") + part + "?on=2026-06-30"
    if benchmark.enabled:
        for _ in range(6):  # both workers have seen it
            visitor.get(address)
    assert benchmark(visitor.get, address).status_code == 200
