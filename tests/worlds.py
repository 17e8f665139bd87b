"""An invented law that uses all of the rule language, for properties that hold for every law."""

from __future__ import annotations

from support import book, choices, conclusion, fact, parameter, rule, silent, table, text, value

from reformrules.rulebook.book import Rulebook

FACTS = {
    "stay_since": fact("date", {"unbroken_since": "stays", "same": ["kind", "place"]}),
    "home_days": fact("int", {"days": "stays", "where": 'kind = "home"', "window": "look_back"}, unit="days"),
    "town_ever": fact("bool", {"ever": "stays", "where": 'place = "town"', "since": "asked - 1 years"}),
    "granted": fact("date", {"covering": "stays", "take": "granted"}),
    "stay_then": fact("text", {"covering": "stays", "take": "kind", "on": "first_talk"}),
    "travelled_then": fact("bool", {"covered": "trips", "where": 'kind = "trip"', "on": "first_talk - 1 weeks"}),
    "travels": fact("bool", {"covered": "trips", "where": "starts + 2 weeks <= evaluation_date"}),
    "days_away": fact(
        "int", {"days": "trips", "per": "calendar_year", "allowance": "free_days", "window": "look_back"}, unit="days"
    ),
    "first_talk": fact("date", {"first": "events", "where": 'kind = "talk"', "since": "asked"}),
    "last_by": fact("text", {"last": "events", "take": "by", "where": 'kind = "talk"'}),
    "letters": fact("int", {"count": "events", "where": 'kind = "letter"', "window": "half_year"}),
    "hours": fact(
        "decimal", {"sum": "work", "take": "hours", "window": "look_back", "where": "not abroad"}, unit="hours"
    ),
    "hours_touched": fact(
        "decimal", {"sum": "work", "take": "hours", "window": "half_year", "edge_months": "touching"}, unit="hours"
    ),
}
PARAMETERS = {
    "look_back": parameter("int", value(12, until="2026-07-01"), value(9, "2026-07-01"), unit="months"),
    "half_year": parameter("int", 6, unit="months"),
    "free_days": parameter("int", 10, unit="days"),
    "grown_up": parameter(
        "int", value(30, until="2027-01-01", until_status="expected"), value(25, "2027-01-01", status="expected"),
        unit="years",
    ),
    "enough_hours": parameter("int", 300, unit="hours"),
    "warm": parameter("list", value(["red"], until="2026-07-01"), value(["red", "green"], "2026-07-01")),
    "talks_needed": parameter("int", value(4, until="2026-07-01"), value(2, "2026-07-01")),
}  # fmt: skip
CONCLUSIONS = {
    "step": conclusion(kind="term", otherwise=False),
    "turn": conclusion("date", kind="term"),
    "group": conclusion("text", one_of=choices("young", "old", "guest"), kind="target_group"),
    "rate": conclusion("int", kind="benefit_rate", law_of=["asked", "evaluation_date"]),
    "grandfathered": conclusion(law_of="arrived", otherwise=False),
    "rights": conclusion("text", one_of=choices("p", "q", "r"), hit="collect"),
    "worked": conclusion(otherwise=False, kind="requirement"),
    "soon": conclusion(otherwise=False, kind="review"),
    "future": conclusion("int", otherwise=0),
    "seen": conclusion("int", kind="review"),
    "asked_again": conclusion(kind="exemption"),
}
TALKS = {"of": text("the town"), "what": text("talks"), "counting": "talks"}
RULES = {
    "step-a": rule({"step": True}, "a and (b or colour in warm)"),
    "step-c": rule({"step": True}, "c and not travels", status="adopted"),
    "turn-granted": rule({"turn": "granted + 6 months"}, "granted is recorded"),
    "turn-talk": rule({"turn": "latest(asked, first_talk) + 2 weeks"}, "granted is not recorded"),
    "group-young": rule({"group": "young"}, "age < grown_up"),
    "group-old": rule({"group": "old"}, "age >= grown_up"),
    "group-guest": rule({"group": "guest"}, 'stay = "away" and home_days < 30 days', overrides=["group-old"]),
    "group-pupil": silent("group", "needs_assessment", when="pupil and a", overrides=["group-young"]),
    "rate-old": rule({"rate": 13}, "step", valid=("2020-01-01", "2026-07-01")),
    "rate-new": rule({"rate": "children + 5"}, "step", valid=("2026-07-01",)),
    "rate-none": rule({"rate": 13}, "not step and letters > 1", valid=("2020-01-01",)),
    "kept": rule({"grandfathered": True}, "colour not in warm", valid=("2020-01-01", "2027-01-01", "expected")),
    "worked-hours": rule({"worked": True}, "hours >= enough_hours or hours_touched > 160 hours and decided"),
    "worked-away": rule({"worked": False}, "days_away > free_days - 3 days", overrides=["worked-hours"]),
    "soon-turn": rule({"soon": True}, "evaluation_date between turn - 1 weeks and turn + 10 days"),
    "soon-stay": rule({"soon": True}, "stay_since + 1 years <= evaluation_date and (a = town_ever)"),
    "future-new": rule({"future": 1}, 'group = "young" and worked', valid=("2027-01-01",), status="expected"),
    "future-more": rule({"future": 2}, "b", valid=("2028-02-29",), status="proposed", overrides=["future-new"]),
    "seen-home": rule({"seen": 1}, 'stay_then = "home"'),
    "seen-travelling": rule({"seen": 2}, "travelled_then", overrides=["seen-home"]),
    "again": rule(
        {"asked_again": True}, 'last_by = "fund" and last_by is known and count(talks from asked to turn) > 0'
    ),
    "again-not": rule({"asked_again": False}, 'last_by != "fund"'),
    "talks": rule(
        obligation={**TALKS, "at_least": "talks_needed", "counted_from": "asked", "within": "half_year",
                    "first_by": "asked + 2 weeks", "unless": "decided"},
        when="step or b",
    ),
    "visit": rule(
        obligation={**TALKS, "at_least": "children", "counted_from": "stay_since", "by": "end_of_month(turn)"},
        when="rate is recorded", valid=("2026-07-01", "2028-01-01"),
    ),
}  # fmt: skip
RIGHTS = table(
    "rights", ["colour", "worked"], [('= "red"', "-", "p"), ("-", "true", "q"), ("in warm", "false", "r")], "collect"
)


def world() -> Rulebook:
    """The invented law."""
    concept = {"concept": text("world"), "conclusions": CONCLUSIONS, "rules": RULES, "tables": {"rights": RIGHTS}}
    return book({"facts": FACTS}, {"parameters": PARAMETERS}, concept)
