"""The mutants of the parts of a rulebook: rules, rows of tables, parameters, conclusions and facts."""

from __future__ import annotations

from support import book, choices, conclusion, fact, parameter, rule, table, text, value

from reformrules.mutation.mutants import all_names, beginning, mutants_of
from reformrules.rulebook.book import Rulebook

TALKS = {
    "of": text("the town"), "what": text("talks"), "counting": "talks", "at_least": "2", "counted_from": "asked",
    "within": "6 months", "first_by": "asked + 2 weeks", "unless": "decided",
}  # fmt: skip
CONCLUSIONS = {
    "otherwise": conclusion(kind="term", otherwise=False),
    "pay": conclusion("int", kind="benefit_rate", law_of=["asked", "evaluation_date"]),
    "group": conclusion("text", one_of=choices("young", "old", "guest"), kind="target_group"),
}
RULES = {
    "step": rule({"otherwise": True}, "a", valid=("2020-01-01", "2027-01-01", "expected")),
    "rate": rule({"pay": 13}, "age < grown_up", valid=("2026-07-01",), status="adopted"),
    "rate-more": rule({"pay": 14}, "a", overrides=["rate"]),
    "talks": rule(obligation=TALKS, when="a"),
}
FACTS = {
    "hours": fact("decimal", {"sum": "work", "take": "hours", "window": "length", "where": "abroad"}, unit="hours")
}
PARAMETERS = {
    "grown_up": parameter("int", value(30, until="2026-07-01"), value(25, "2026-07-01"), unit="years"),
    "length": parameter("int", 6, unit="months"),
    "warm": parameter("list", value(["red", "green"])),
}  # fmt: skip


def world() -> Rulebook:
    tables = {"groups": table("group", ["colour"], [('= "red"', "young"), ("-", "old")], "first")}
    concept = {"concept": text("world"), "conclusions": CONCLUSIONS, "rules": RULES, "tables": tables}
    return book({"facts": FACTS}, {"parameters": PARAMETERS}, concept)


def told(name: str) -> list[str]:
    return [mutant.said for mutant in mutants_of(world(), name)]


def test_a_rule_is_changed_in_its_condition_outcome_validity_and_status() -> None:
    assert told("step") == [
        "condition `not a`", "outcome false for true", "valid until 2026-12-31 for 2027-01-01",
        "valid until 2027-01-02 for 2027-01-01", "without until_status expected", "status adopted for in_force",
    ]  # fmt: skip


def test_a_rule_that_starts_where_the_rulebook_begins_is_not_moved_there() -> None:
    assert f"{beginning(world())}" == "2020-01-01"
    assert not [said for said in told("step") if said.startswith("valid from")]
    assert [said for said in told("rate") if said.startswith("valid from")] == [
        "valid from 2026-06-30 for 2026-07-01", "valid from 2026-07-02 for 2026-07-01",
    ]  # fmt: skip


def test_a_status_moves_one_step_each_way() -> None:
    assert [said for said in told("rate") if said.startswith("status")] == [
        "status in_force for adopted", "status expected for adopted",
    ]  # fmt: skip


def test_a_number_concluded_is_one_smaller_and_one_larger_and_an_exception_is_dropped() -> None:
    assert [said for said in told("rate-more") if said.startswith(("outcome", "without"))] == [
        "outcome 13 for 14", "outcome 15 for 14", "without overriding rate",
    ]  # fmt: skip


def test_an_obligation_loses_its_exception_and_first_date_and_each_part_is_changed() -> None:
    said = told("talks")
    assert {"without first_by", "without unless", "unless: `not decided` for `decided`"} <= set(said)
    assert {"at_least: 1 for 2", "at_least: 3 for 2", "first_by: 1 weeks for 2 weeks"} <= set(said)
    assert {"deadline: 5 months for 6 months", "deadline: 7 months for 6 months"} <= set(said)


def test_each_row_of_a_table_is_a_rule_with_mutants_of_its_own() -> None:
    rows = [name for name in all_names(world()) if name.startswith("groups-")]
    assert len(rows) == 2
    assert told(rows[0]) == [
        'condition `colour != "red"`', "outcome old for young",
        f"without overriding {rows[1]}", "status adopted for in_force",
    ]  # fmt: skip


def test_a_parameter_changes_by_one_step_and_its_boundary_moves_for_both_values() -> None:
    assert told("grown_up") == [
        "29 for 30 from 2000-01-01", "31 for 30 from 2000-01-01", "24 for 25 from 2026-07-01",
        "26 for 25 from 2026-07-01", "changes on 2026-06-30 for 2026-07-01", "changes on 2026-07-02 for 2026-07-01",
    ]  # fmt: skip
    moved = next(m for m in mutants_of(world(), "grown_up") if m.said.startswith("changes on 2026-07-02"))
    first, second = moved.part.model.values  # type: ignore[union-attr]  # a parameter
    assert str(first.until) == str(second.from_) == "2026-07-02"
    assert told("warm") == ["without red from 2000-01-01", "without green from 2000-01-01"]


def test_a_conclusion_answers_otherwise_and_reads_one_of_its_two_laws() -> None:
    assert told("otherwise") == ["otherwise true for false"]
    assert told("pay") == ["law_of only `asked`", "law_of only `evaluation_date`"]
    assert told("group") == []


def test_a_measure_loses_its_condition_and_its_window() -> None:
    assert told("hours") == [
        "without where", "where: `not abroad` for `abroad`", "without window", "edge_months touching for inside",
    ]  # fmt: skip
