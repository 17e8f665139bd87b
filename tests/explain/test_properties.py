"""What holds for every case, every date and every law setting: on an invented law, and on the shipped rulebook."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import CI, examples, explainer_of, shipped
from worlds import world

from reformrules.case.record import CaseRecord
from reformrules.explain import durable
from reformrules.explain.session import Explainer
from reformrules.explain.timeline import signatures
from reformrules.explain.verdicts import Verdict
from reformrules.rulebook.book import EVALUATION_DATE, Rulebook
from reformrules.rulebook.status import LawSetting
from reformrules.strategies import case_with_fact_removed, cases, dates_near, evaluation_dates, law_settings

needs_both = pytest.mark.skipif(durable.unavailable() is not None, reason=durable.unavailable() or "")
"""The comparison of the two engines says nothing where there is one."""


def days(rulebook: Rulebook, case: CaseRecord) -> st.SearchStrategy[date]:
    return evaluation_dates(rulebook) | dates_near(rulebook, case)


def told(explainer: Explainer, case: CaseRecord, on: date, law: LawSetting) -> dict[str, Verdict]:
    return signatures(explainer, case, on, law)


# --- the two engines


def engines_agree(rulebook: Rulebook, data: st.DataObject, questions: int = 1) -> None:
    case = data.draw(cases(rulebook))
    for on, law in data.draw(st.lists(st.tuples(days(rulebook, case), law_settings()), min_size=1, max_size=questions)):
        explainer_of(rulebook).run(case, on, law)  # raises EngineDifference when they do not agree


@needs_both
@examples(150, 2000)
@given(st.data())
def test_both_engines_reach_the_same_answers(data: st.DataObject) -> None:
    engines_agree(world(), data)


@needs_both
@examples(15, 150)
@given(st.data())
def test_both_engines_reach_the_same_answers_under_the_shipped_rulebook(data: st.DataObject) -> None:
    engines_agree(shipped(), data, questions=8)  # a case of the whole law is dearer to draw than to answer


# --- a fact less


def losing_a_fact_settles_nothing_else(rulebook: Rulebook, data: st.DataObject) -> None:
    full, less = data.draw(case_with_fact_removed(rulebook))
    on, law = data.draw(days(rulebook, full)), data.draw(law_settings())
    explainer = explainer_of(rulebook)
    # A finding that concerns few reads a section left out as an empty one; nothing else may be read into it.
    empty = replace(full, sections={**full.sections, **dict.fromkeys(full.sections.keys() - less.sections.keys(), ())})
    before, after, without = (told(explainer, case, on, law) for case in (full, less, empty))
    for name in {*before, *after}:
        was, now, none = (said(found.get(name)) for found in (before, after, without))
        read_as_empty = full.sections.keys() != less.sections.keys() and now == none
        assert now in (was, "undetermined") or read_as_empty, f"{name}: {was}, with less known {now}"


def said(verdict: Verdict | None) -> Any:
    """What is said of a subject: all of an answer, nothing, or that it is undetermined."""
    if verdict is None or verdict.state == "none":
        return "none"
    return "undetermined" if verdict.state == "undetermined" else verdict.signature


@examples(150, 400)
@given(st.data())
def test_knowing_less_never_gives_another_answer(data: st.DataObject) -> None:
    losing_a_fact_settles_nothing_else(world(), data)


@examples(10, 50)
@given(st.data())
def test_knowing_less_never_gives_another_answer_under_the_shipped_rulebook(data: st.DataObject) -> None:
    losing_a_fact_settles_nothing_else(shipped(), data)


# --- what comes later


def later_entries_do_not_matter(rulebook: Rulebook, data: st.DataObject) -> None:
    case = data.draw(cases(rulebook))
    on, law = data.draw(days(rulebook, case)), data.draw(law_settings())
    so_far = {name: tuple(e for e in found if e.start <= on) for name, found in case.sections.items()}
    explainer = explainer_of(rulebook)
    whole, earlier = (told(explainer, c, on, law) for c in (case, replace(case, sections=so_far)))
    assert {n: v.signature for n, v in whole.items()} == {n: v.signature for n, v in earlier.items()}


@examples(100, 300)
@given(st.data())
def test_a_finding_does_not_depend_on_entries_dated_later(data: st.DataObject) -> None:
    later_entries_do_not_matter(world(), data)


@examples(10, 50)
@given(st.data())
def test_a_finding_does_not_depend_on_entries_dated_later_under_the_shipped_rulebook(data: st.DataObject) -> None:
    later_entries_do_not_matter(shipped(), data)


# --- once more


@examples(40, 100)
@given(st.data())
def test_the_same_question_has_the_same_answer_whatever_was_asked_between(data: st.DataObject) -> None:
    rulebook = world()
    one, other = data.draw(cases(rulebook)), data.draw(cases(rulebook))
    on, law = data.draw(days(rulebook, one)), data.draw(law_settings())
    explainer = explainer_of(rulebook)
    first = explainer.check(one, on, law)
    explainer.check(other, on, law)
    assert explainer.check(one, on, law) == first


@examples(40, 300)
@given(st.data())
def test_what_is_reached_rests_on_the_rules_and_facts_that_are_told_of_it(data: st.DataObject) -> None:
    rulebook = world()
    case = data.draw(cases(rulebook))
    question = case, data.draw(days(rulebook, case)), data.draw(law_settings())
    reached, answer = explainer_of(rulebook).reach(*question), explainer_of(rulebook).check(*question)
    grounds = {settled.said.subject: settled.grounds for settled in reached.settled}
    assert grounds.keys() == {finding.subject for finding in answer.findings}
    for finding in answer.findings:
        found = grounds[finding.subject]
        assert [rule.id for rule in found.rules] == finding.rules
        assert [name for name in found.names if name != EVALUATION_DATE] == [used.name for used in finding.facts]
    assert [item.said.subject for item in reached.open] == [item.subject for item in answer.undetermined]


@examples(100, 300)
@given(st.data())
def test_a_lower_setting_answers_only_with_law_it_lets_in(data: st.DataObject) -> None:
    rulebook = world()
    case = data.draw(cases(rulebook))
    on, law = data.draw(days(rulebook, case)), data.draw(law_settings())
    answer = explainer_of(rulebook).check(case, on, law)
    firm = [setting.floor.name for setting in LawSetting if setting.floor <= law.floor]
    assert {finding.status for finding in answer.findings} <= set(firm)
    assert all(item.note is None or item.note.status not in firm for item in answer.undetermined)


@settings(max_examples=100 if CI else 30, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.data())
def test_every_answer_names_a_rule_a_source_and_a_text_in_both_languages(data: st.DataObject) -> None:
    rulebook = world()
    case = data.draw(cases(rulebook))
    answer = explainer_of(rulebook).check(case, data.draw(days(rulebook, case)), data.draw(law_settings()))
    for finding in answer.findings:
        assert finding.sources
        assert set(finding.rules) <= set(rulebook.rules)
        assert "{" not in finding.text.da + finding.text.en
    for item in answer.undetermined:
        assert item.text.da
        assert item.text.en
        assert item.ask or item.reason != "missing_input"


def test_the_invented_law_uses_every_kind_of_rule_there_is() -> None:
    rulebook = world()
    kinds = {fact.measure.kind for fact in rulebook.facts.values()}
    assert kinds == {"field", "age", "covering", "covered", "unbroken_since", "first", "last", "dates", "count", "sum",
                     "days", "ever"}  # fmt: skip
    program = explainer_of(rulebook).program(date(2026, 7, 1), LawSetting.proposed)
    assert {len(active.readings) for active in program.conclusions} == {1, 2}
    assert {rule.status for rule in rulebook.rules.values()} == {setting.floor for setting in LawSetting}
    assert rulebook.obligations
    assert any(rule.overrides for rule in rulebook.rules.values())
    assert any(rule.because for rule in rulebook.rules.values())
