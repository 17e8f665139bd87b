"""Which mutants some case notices: what survives, what is argued for, and that nothing else decides it."""

from __future__ import annotations

from typing import Any

from conftest import CASES
from support import book, case_of, conclusion, fact, parameter, rule, text

from reformrules.case.intake import case_from_text
from reformrules.case.record import CaseRecord
from reformrules.expectations import Result, read_expectations, said_of
from reformrules.explain.session import Explainer
from reformrules.mutation.campaign import Tried, bench_for, try_all
from reformrules.mutation.mutants import all_names, mutated
from reformrules.rulebook.book import Rulebook


def tried(rulebook: Rulebook, cases: list[CaseRecord], names: list[str], jobs: int = 1) -> list[Tried]:
    return try_all(bench_for(rulebook, names, cases), names, jobs)


def tiny_cases(rulebook: Rulebook) -> list[CaseRecord]:
    return [case_from_text(case, rulebook.record) for case in CASES.values()]


def noticed(rulebook: Rulebook, cases: list[CaseRecord], name: str) -> dict[str, str | None]:
    return {t.mutant.said: t.noticed_by for t in tried(rulebook, cases, [name])}


def test_a_mutant_that_a_case_notices_is_told_with_case_date_and_subject(tiny_book: Rulebook) -> None:
    said = noticed(tiny_book, tiny_cases(tiny_book), "group-two")
    assert said["outcome new for two"] == "young 2026-06-30 expected group"
    assert said["without overriding group-one"] == "young 2026-06-30 expected group"


def test_a_mutant_that_no_case_notices_survives(tiny_book: Rulebook) -> None:
    cases = tiny_cases(tiny_book)
    assert noticed(tiny_book, cases, "young")['"<=" for "<" in `age <= adult_age`'] is None
    on_the_day = """
case: thirty-on-the-day
person: {born: 1996-06-30, trained: false}
benefits: [{kind: aid, from: 2026-03-02}]
expect:
  2026-06-30: {young: false}
"""
    cases.append(case_from_text(on_the_day, tiny_book.record))
    assert noticed(tiny_book, cases, "young")['"<=" for "<" in `age <= adult_age`'] is not None


def test_a_boundary_is_noticed_by_the_days_beside_it(tiny_book: Rulebook) -> None:
    cases = tiny_cases(tiny_book)
    said = noticed(tiny_book, cases, "adult_age")
    assert said["changes on 2026-06-30 for 2026-07-01"] == "young 2026-06-30 expected group"
    assert said["changes on 2026-07-02 for 2026-07-01"] == "young 2026-07-01 expected group"
    assert said["26 for 25 from 2026-07-01"] is None


def test_a_number_that_only_a_measure_reads_is_noticed() -> None:
    capped = fact("decimal", {"sum": "work", "take": "hours", "at_most": "cap"}, unit="hours")
    rulebook = book(
        {
            "parameters": {"cap": parameter("decimal", 100, unit="hours")},
            "facts": {"capped": capped},
            "conclusions": {"x": conclusion()},
            "rules": {"full": rule({"x": True}, "capped = 100 hours")},
        }
    )
    work = [{"kind": "job", "month": "2026-05", "hours": 120, "abroad": False}]
    case = case_of(rulebook, work=work, expect={"2026-07-01": {"x": True}})
    said = noticed(rulebook, [case], "cap")
    assert {said["99 for 100 from 2000-01-01"], said["101 for 100 from 2000-01-01"]} == {
        "invented 2026-07-01 expected x"
    }


def test_a_status_is_noticed_where_it_is_expected_or_a_law_setting_leaves_it_out(tiny_book: Rulebook) -> None:
    said = noticed(tiny_book, tiny_cases(tiny_book), "group-new")
    assert said["status adopted for expected"] == "adult 2027-01-01 expected group"
    assert said["status proposed for expected"] == "adult 2027-01-01 expected group"


def test_an_answer_that_holds_for_every_value_of_a_missing_fact_notices_too() -> None:
    rulebook = book({"rules": {"one": rule({"right": True}, "a"), "two": rule({"right": True}, "not a")},
                     "conclusions": CONCLUDED, "concept": text("world")})  # fmt: skip
    case = case_of(rulebook, {}, expect={"2026-07-01": {"right": True}})
    assert noticed(rulebook, [case], "two")["condition `a`"] == "invented 2026-07-01 expected right"


CONCLUDED: dict[str, Any] = {"right": {"kind": "right", "type": "bool", "label": text("right")}}


def test_the_measure_of_a_fact_and_the_window_it_reads_are_noticed(tiny_book: Rulebook) -> None:
    worked = """
case: worked
person: {born: 1990-01-01}
work: [{kind: job, from_month: 2025-07, to_month: 2026-06, hours: 25}]
expect:
  2026-06-30: {work_done: true}
  2026-07-31: {work_done: false}
"""
    cases = [case_from_text(worked, tiny_book.record)]
    said = noticed(tiny_book, cases, "work_window")
    assert said["11 for 12 from 2020-01-01"] == "worked 2026-06-30 expected work_done"
    assert said["13 for 12 from 2020-01-01"] == "worked 2026-07-31 expected work_done"
    assert noticed(tiny_book, cases, "hours_worked")["without window"] == "worked 2026-07-31 expected work_done"


def test_one_and_two_jobs_give_the_same_answer(tiny_book: Rulebook) -> None:
    names, cases = all_names(tiny_book), tiny_cases(tiny_book)
    told = [
        [(t.mutant.key, t.noticed_by) for t in tried(tiny_book, cases, names, jobs)] for jobs in (1, 2)
    ]  # fmt: skip
    assert told[0] == told[1]
    assert len(told[0]) > 50


def test_what_is_noticed_is_what_running_every_case_again_notices(tiny_book: Rulebook) -> None:
    cases = tiny_cases(tiny_book)
    for one in tried(tiny_book, cases, all_names(tiny_book)):
        whole = Explainer(mutated(tiny_book, one.mutant.part), "reference")
        assert all(_holds(whole, case) for case in cases) == (one.noticed_by is None), one.mutant.key


def _holds(explainer: Explainer, case: CaseRecord) -> bool:
    return all(
        Result(e, *said_of(explainer.program(e.on, e.law), explainer.run(case, e.on, e.law), e)).passed
        for e in read_expectations(case, explainer.book)
    )
