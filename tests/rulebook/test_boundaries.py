"""The list of boundaries: what is on it, on which side equality lies, what is behind it, and that it lacks nothing."""

from __future__ import annotations

import json
import os
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from conftest import Cli
from hypothesis import given
from hypothesis import strategies as st
from support import book, conclusion, examples, fact, parameter, rule, value
from worlds import world

from reformrules.case.facts import Facts
from reformrules.case.intake import read_case
from reformrules.case.record import CaseRecord
from reformrules.cases import shipped_cases
from reformrules.explain.program import Program
from reformrules.explain.reference import Run, interpret
from reformrules.explain.session import Explainer
from reformrules.explain.sides import Sides
from reformrules.explain.verdicts import verdicts
from reformrules.rulebook.book import EVALUATION_DATE, Rulebook
from reformrules.rulebook.boundaries import Edge, boundaries, in_force
from reformrules.rulebook.comparisons import is_given
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.printing import unparse
from reformrules.rulebook.status import LawSetting
from reformrules.strategies import cases, dates_near, evaluation_dates, law_settings
from reformrules.verbs.standing import stood

DAY = timedelta(days=1)
PROPOSED = LawSetting.proposed
LONG = bool(os.environ.get("REFORMRULES_LONG"))


@cache
def small() -> Rulebook:
    """One threshold whose value rises, one anniversary, and a rule that ends."""
    return book(
        {
            "facts": {"hours": fact("decimal", {"sum": "work", "take": "hours"}, unit="hours")},
            "parameters": {
                "enough": parameter("int", value(300, until="2026-07-01"), value(400, "2026-07-01"), unit="hours")
            },
            "conclusions": {"worked": conclusion(), "waited": conclusion(), "grown": conclusion()},
            "rules": {
                "worked": rule({"worked": True}, "hours >= enough"),
                "not-worked": rule({"worked": False}, "hours < enough"),
                "waited": rule({"waited": True}, "asked + 6 months <= evaluation_date"),
                "grown": rule({"grown": True}, "age > 30 years", valid=("2026-01-01", "2027-01-01")),
            },
        }
    )


def edge(edges: tuple[Edge, ...], subject: str) -> Edge:
    return next(one for one in edges if unparse(one.subject) == subject)


def test_a_threshold_is_listed_once_with_its_value_over_time_its_side_and_all_rules_that_make_it() -> None:
    found = edge(boundaries(small(), PROPOSED).thresholds, "hours")
    assert [(limit.first, limit.until, limit.values) for limit in found.values] == [
        (date(2020, 1, 1), date(2026, 7, 1), (300,)),
        (date(2026, 7, 1), None, (400,)),
    ]
    assert (found.side, found.unit, found.sources) == ("upper", "hours", ["not-worked", "worked"])
    assert [float(near) for near in found.beside(300)] == [299.5, 300, 300.5]


def test_a_limit_that_is_not_reached_by_equality_belongs_to_what_is_below() -> None:
    found = edge(boundaries(small(), PROPOSED).thresholds, "age")
    assert (found.side, found.step, found.values[0].until) == ("lower", 1, date(2027, 1, 1))


def test_a_date_moved_by_a_time_is_an_anniversary() -> None:
    (found,) = boundaries(small(), PROPOSED).anniversaries
    assert (unparse(found.subject), unparse(found.limit), found.side) == ("asked + 6 months", EVALUATION_DATE, "lower")


def test_the_calendar_tells_what_begins_and_ends_on_each_day() -> None:
    days = {day.day: [(t.name, t.begins) for t in day.turns] for day in boundaries(small(), PROPOSED).days}
    assert days[date(2027, 1, 1)] == [("grown", False)]
    assert days[date(2026, 7, 1)] == [("enough", False), ("enough", True)]


def test_a_name_and_days_narrow_the_list() -> None:
    found = boundaries(small(), PROPOSED, ["worked"], date(2026, 8, 1), date(2026, 9, 1))
    assert [unparse(one.subject) for one in found.edges] == ["hours"]
    assert [limit.values for limit in found.thresholds[0].values] == [(400,)]
    assert found.days == ()


@pytest.mark.parametrize("rulebook", [world, load_rulebook], ids=["world", "shipped"])
def test_every_day_on_which_the_rulebook_changes_is_listed(rulebook: Any) -> None:
    assert set(rulebook().boundaries) <= {day.day for day in boundaries(rulebook(), PROPOSED).days}


# --- between two neighbours nothing changes


@cache
def explainer(shipped: bool) -> Explainer:
    return Explainer(load_rulebook() if shipped else world(), "reference")


@cache
def calculated(rulebook: Rulebook) -> frozenset[str]:
    """Conclusions that are worked out from facts: they follow these."""
    values = {c.name: [r.value for r in c.rules if r.value is not None] for c in rulebook.conclusions.values()}
    return frozenset(name for name, nodes in values.items() if any(not is_given(rulebook, node) for node in nodes))


def standing(found: Explainer, run: Run, program: Program, day: date, law: LawSetting) -> list[Any]:
    """Where a case stands to everything on the list."""
    sides, rulebook = Sides(), found.book
    return [
        sides.standing(program, run, use)
        for one in listed(found, law)
        for use in one.uses
        if use.of not in rulebook.facts and in_force(use, day, law)
    ]


@cache
def listed(found: Explainer, law: LawSetting) -> tuple[Edge, ...]:
    return boundaries(found.book, law).edges


@cache
def turning(found: Explainer, law: LawSetting) -> frozenset[date]:
    return frozenset(day.day for day in boundaries(found.book, law).days)


def said(program: Program, run: Run) -> list[Any]:
    """What is said; of what is worked out from facts, only that it is."""
    plain = calculated(program.book)
    told = verdicts(program, run, ask=False).values()
    return [(v.subject, v.state, v.duty, None if v.subject in plain else v.outcome) for v in told]


def worked_out(run: Run) -> list[Any]:
    """Whether what is worked out from facts is settled: two laws or two rules may work out different values."""
    return [(name, run.outcomes[name].state) for name in sorted(calculated(run.facts.book))]


def reached(found: Explainer, facts: Facts, law: LawSetting) -> tuple[Program, Run]:
    program = found.program(facts.on, law)
    return program, interpret(program, facts)


def moved(data: st.DataObject, facts: Facts) -> dict[str, Any]:
    """One number or date of the facts, moved a little; no number that a record can show is below zero."""
    kinds = {name: f.type for name, f in facts.book.facts.items() if f.type in ("int", "decimal", "date")}
    told = [name for name in kinds if isinstance(facts[name], int | date) or kinds[name] == "decimal"]
    told = [name for name in told if not isinstance(facts[name], bool) and hasattr(facts[name], "__sub__")]
    if not told:
        return {}
    name, steps = data.draw(st.sampled_from(sorted(told))), data.draw(st.sampled_from([-30, -7, -1, 1, 7, 30]))
    if kinds[name] == "date":
        return {name: facts[name] + steps * DAY}
    return {name: max(facts[name] + steps, 0)}


def neighbours(shipped: bool, data: st.DataObject) -> None:
    found = explainer(shipped)
    case, law = data.draw(cases(found.book)), data.draw(law_settings())
    day = data.draw(evaluation_dates(found.book) | dates_near(found.book, case))
    before = Facts(found.book, case, day, law)
    values = moved(data, before)
    one, other = reached(found, before, law), reached(found, before.beside(values, found.book.conclusions), law)
    stands = standing(found, one[1], one[0], day, law), standing(found, other[1], other[0], day, law)
    if stands[0] == stands[1] and worked_out(one[1]) == worked_out(other[1]):
        assert said(*one) == said(*other), (values, day, law)


@examples(40, 100)
@given(st.data())
def test_a_value_moved_between_two_neighbouring_thresholds_changes_no_answer(data: st.DataObject) -> None:
    neighbours(False, data)


@pytest.mark.skipif(not LONG, reason="a case of the whole law is dear to draw: with REFORMRULES_LONG=1")
@examples(60, 300)
@given(st.data())
def test_a_value_moved_between_neighbouring_thresholds_changes_no_answer_of_the_shipped_law(
    data: st.DataObject,
) -> None:
    neighbours(True, data)


def same_but_for_numbers(one: Facts, other: Facts) -> bool:
    """Whether no entry has begun or is over: all that is not a number or a date is the same."""
    kinds = (name for name, f in one.book.facts.items() if f.type not in ("int", "decimal", "date"))
    return all(one[name] == other[name] for name in kinds)


def next_day(shipped: bool, data: st.DataObject) -> None:
    found = explainer(shipped)
    case, law = data.draw(cases(found.book)), data.draw(law_settings())
    day = data.draw(evaluation_dates(found.book) | dates_near(found.book, case))
    after = day + DAY
    one, other = (reached(found, Facts(found.book, case, on, law), law) for on in (day, after))
    if after not in turning(found, law) and same_but_for_numbers(one[1].facts, other[1].facts):
        stands = standing(found, one[1], one[0], day, law), standing(found, other[1], other[0], after, law)
        if stands[0] == stands[1] and worked_out(one[1]) == worked_out(other[1]):
            assert said(*one) == said(*other), (day, law)


@examples(40, 100)
@given(st.data())
def test_no_answer_changes_from_one_day_to_the_next_unless_the_list_says_so(data: st.DataObject) -> None:
    next_day(False, data)


@pytest.mark.skipif(not LONG, reason="a case of the whole law is dear to draw: with REFORMRULES_LONG=1")
@examples(60, 300)
@given(st.data())
def test_no_answer_of_the_shipped_law_changes_overnight_unless_the_list_says_so(
    data: st.DataObject,
) -> None:
    next_day(True, data)


# --- what the cases meet

NEVER_MET = {"continuous_offer_deadline", "cv_by_other_groups"}
"""Dates that no rule gives: the law as read has none, so no case can stand at them."""


@cache
def shipped_records() -> list[CaseRecord]:
    return [read_case(str(path), load_rulebook().record) for path in shipped_cases(()).values()]


@pytest.mark.skipif(not LONG, reason="reads every shipped case: with REFORMRULES_LONG=1")
def test_every_boundary_that_a_rule_sets_is_met_by_a_shipped_case_and_the_hours_on_both_sides_and_at_it() -> None:
    rulebook = load_rulebook()
    every = stood(Explainer(rulebook, "reference"), boundaries(rulebook, LawSetting.expected).edges, shipped_records())
    unmet = [one.edge for one in every if not any(one.cases.values())]
    assert unmet == [one for one in unmet if one.subject.names & NEVER_MET]
    hours = next(one for one in every if unparse(one.edge.subject) == "ordinary_hours" and one.edge.side == "upper")
    assert not hours.lacking


# --- the verb


def test_the_list_is_read_in_both_languages_and_by_programs(cli: Cli) -> None:
    english = cli("boundaries", "employment-hours-missing", "--lang", "en")
    assert "Thresholds" in english.out
    told = json.loads(cli("boundaries", "employment-hours-missing", "--format", "json").out)
    hours = next(t for t in told["thresholds"] if (t["subject"], t["side"]) == ("ordinary_hours", "upper"))
    limit = hours["values"][0]  # beskæftigelseskravet: 4.810 timer
    assert (limit["value"], limit["beside"]) == (4810, [4809.5, 4810.5])
    assert cli("boundaries", "employment-hours-missing", "--format", "csv").out.startswith("kind,what,limit")


def test_an_unknown_name_and_days_in_the_wrong_order_are_refused_in_one_line(cli: Cli) -> None:
    assert cli("boundaries", "nonsense").code == 2
    wrong = cli("boundaries", "--from", "2027-01-01", "--until", "2026-01-01")
    assert (wrong.code, len(wrong.err.splitlines())) == (2, 1)
