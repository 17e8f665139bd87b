"""The layer of Copenhagen: its register is whole, and not one national finding differs when it is on."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reformrules.case.facts import Facts
from reformrules.case.intake import read_case
from reformrules.case.record import CaseRecord
from reformrules.cases import case_files, default_cases
from reformrules.explain.agenda import waiting
from reformrules.explain.program import Program
from reformrules.explain.reference import interpret
from reformrules.explain.session import Explainer
from reformrules.explain.verdicts import verdicts
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.initiatives import answer_of, conclusion_name
from reformrules.rulebook.layers import layer_of, layers_in
from reformrules.rulebook.loader import default_rules, load_rulebook
from reformrules.rulebook.register import register_faults
from reformrules.rulebook.status import LawSetting
from reformrules.strategies import case_data, evaluation_dates, law_settings, record_of

LAYER = "copenhagen"


@cache
def explainer(*layers: str) -> Explainer:
    return Explainer(load_rulebook(None, layers), "reference")


def book(*layers: str) -> Rulebook:
    return explainer(*layers).book


def test_every_statement_of_the_documents_is_carried_or_says_why_not() -> None:
    assert [str(problem) for problem in register_faults(book(LAYER))] == []


def national(program: Program, case: CaseRecord, on: date, law: LawSetting) -> dict[str, object]:
    """What is said of a case by the conclusions and obligations that are national."""
    run = interpret(program, Facts(program.book, case, on, law))
    own = book().conclusions.keys() | {rule.id for rule in book().obligations}
    return {
        name: (said.state, said.outcome, said.duty, said.required, said.done, said.deadline, said.inquiry.missing)
        for name, said in verdicts(program, run).items()
        if name in own
    }


def differing(case: CaseRecord, layered: CaseRecord, on: date, law: LawSetting) -> list[str]:
    plain = national(explainer().program(on, law), case, on, law)
    beside = national(explainer(LAYER).program(on, law), layered, on, law)
    return sorted(name for name in plain.keys() | beside.keys() if plain.get(name) != beside.get(name))


@settings(max_examples=25, deadline=None)
@given(st.data(), law_settings())
def test_no_national_finding_of_a_generated_case_differs_with_the_layer_on(
    data: st.DataObject, law: LawSetting
) -> None:
    written = data.draw(case_data(book(LAYER)))
    own = {key: written[key] for key in written if key in ("case", *book().record.sections)}
    own["person"] = {key: value for key, value in written["person"].items() if key in book().record.person}
    on = data.draw(evaluation_dates(book(LAYER)))
    assert differing(record_of(book(), own), record_of(book(LAYER), written), on, law) == []


@pytest.mark.parametrize("on", [date(2026, 6, 30), date(2027, 1, 1)])
def test_no_national_finding_of_a_shipped_case_differs_with_the_layer_on(on: date) -> None:
    files = case_files([default_cases()])[::20]
    read = [(read_case(str(f), book().record), read_case(str(f), book(LAYER).record)) for f in files]
    assert [case.id for case, layered in read if differing(case, layered, on, LawSetting.expected)] == []


PLANS = ("copenhagen", "copenhagen-2010", "copenhagen-2018")


@pytest.mark.parametrize("layer", PLANS)
def test_the_register_of_each_plan_is_whole(layer: str) -> None:
    assert [str(problem) for problem in register_faults(book(layer))] == []


@pytest.mark.parametrize("law", LawSetting)
def test_on_every_day_the_rules_of_at_most_one_plan_hold(law: LawSetting) -> None:
    everything = book(*PLANS)
    days = {day + timedelta(days=off) for day in everything.boundaries for off in (-1, 0, 1)}
    for day in sorted(days | {date(year, 6, 1) for year in range(2000, 2040)}):
        held = {layer_of(r.place.file, PLANS) for r in everything.rules.values() if r.window.covers(day, law)} - {None}
        assert len(held) <= 1, f"{day}: {held}"  # between two boundaries nothing begins or ends


@settings(max_examples=25, deadline=None)
@given(st.data(), law_settings())
def test_no_plan_says_anything_of_a_citizen_on_a_day_outside_its_years(data: st.DataObject, law: LawSetting) -> None:
    everything = book(*PLANS)
    case = record_of(everything, data.draw(case_data(everything)))
    on = data.draw(evaluation_dates(everything) | st.dates(date(2008, 1, 1), date(2023, 1, 1)))
    program = explainer(*PLANS).program(on, law)
    run = interpret(program, Facts(everything, case, on, law))
    for name, said in verdicts(program, run, ask=False).items():
        concept = everything.conclusions[name].concept if name in everything.conclusions else "x"
        layer = layer_of(f"{concept}.yaml", PLANS)
        if layer is not None and said.state != "none":
            valid = layers_in(default_rules())[layer].valid
            assert valid.from_ <= on < (valid.until or date.max), f"{name} on {on}"


SERVED = (
    "dagpenge", "kontanthjælp", "sygedagpenge", "ledighedsydelse", "ressourceforløbsydelse", "revalideringsydelse",
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.data(), st.sampled_from(SERVED), law_settings())
def test_no_citizen_on_a_benefit_of_the_department_is_without_an_office(
    data: st.DataObject, benefit: str, law: LawSetting
) -> None:
    written, born = data.draw(case_data(book(LAYER))), "1990-02-01"
    written["person"] = {**written["person"], "municipality": "København", "born": born}
    written["benefits"] = [{"kind": benefit, "from": "2020-01-06"}]
    if "circumstances" in written:
        written["circumstances"] = [one for one in written["circumstances"] if one.get("from", born) >= born]
    kept = {key: value for key, value in written.items() if key in ("case", "person", "benefits", "circumstances")}
    on = data.draw(st.dates(date(2026, 1, 1), date(2035, 1, 1)))
    program = explainer(LAYER).program(on, law)
    run = interpret(program, Facts(program.book, record_of(program.book, kept), on, law))
    assert run.outcomes["job_centre"].state != "none"


@settings(max_examples=25, deadline=None)
@given(st.data(), law_settings())
def test_nobody_is_referred_outside_the_period_of_an_initiative(data: st.DataObject, law: LawSetting) -> None:
    written = data.draw(case_data(book(LAYER)))
    written["person"] = {**written["person"], "municipality": "København"}
    on = data.draw(evaluation_dates(book(LAYER)))
    program = explainer(LAYER).program(on, law)
    run = interpret(program, Facts(program.book, record_of(program.book, written), on, law))
    for id_, initiative in program.book.initiatives.items():
        outcome = run.outcomes.get(conclusion_name(id_))
        if outcome is not None and outcome.value == answer_of(program.book, id_, "open"):
            assert initiative.valid.from_ <= on < (initiative.valid.until or date.max), id_


def test_no_organisation_can_be_referred() -> None:
    for id_, initiative in book(*PLANS).initiatives.items():
        if initiative.kind in ("not_citizen", "unknown"):
            assert conclusion_name(id_) not in book(*PLANS).conclusions
            assert initiative.closed_to is not None  # it says why


def test_a_deadline_names_the_offices_and_not_whether_there_is_one() -> None:
    """The citizen is on dagpenge: two offices, and Copenhagen has the case, which is a yes and no office."""
    written = {
        "case": "a",
        "person": {"born": "1985-06-01", "municipality": "København"},
        "benefits": [{"kind": "dagpenge", "from": "2026-01-05"}],
        "schemes": [],
        "circumstances": [],
        "local_events": [{"kind": "indstillet til SSP+", "on": "2026-03-02"}],
    }
    due = waiting(explainer(LAYER), record_of(book(LAYER), written), date(2026, 4, 1), LawSetting.expected)
    offices = {one.rule: {office.en for office in one.office} for one in due}
    assert offices["ssp-plus-follow-up"] == {"Center for Beskæftigelse og Erhverv", "the a-kasse"}
