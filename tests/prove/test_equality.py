"""Two rulebooks compared: what is said otherwise and means the same is proved equal, any other change is shown."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import book, case_of, choices, conclusion, examples, fact, parameter, rule, said, silent, table, value

from reformrules.prove.differing import Differs
from reformrules.prove.equality import Compared, Comparer, merged
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.status import DEFAULT_SETTING
from reformrules.verbs.replaying import Replay

X = {"x": conclusion("int")}
YES = {"x": conclusion("bool", otherwise=False)}
LIMIT = {"limit": parameter("int", value(18), unit="years")}
COLOURS = {"x": conclusion("text", one_of=choices("warm", "cold"))}
STAY = {"since": fact("date", {"unbroken_since": "stays", "where": 'kind = "home"'})}


def law(rules: dict[str, Any], conclusions: dict[str, Any] = X, **more: Any) -> Rulebook:
    return book({"conclusions": conclusions, "rules": rules, "parameters": LIMIT, "facts": STAY, **more})


def compare(one: Rulebook, other: Rulebook, subject: str = "x", seconds: float = 10.0) -> Compared:
    """What comes of a subject, after all that it rests on."""
    comparer = Comparer(one, other, Replay([one, other], "reference"), [DEFAULT_SETTING], seconds)
    for claim in comparer.direct():
        found = comparer.compare(claim)
        if claim.subject == subject:
            return found
    rest = {claim.subject: claim for claim in comparer.resting()}
    return comparer.compare(rest.get(subject, Differs(subject)))


def when(text: str) -> Rulebook:
    return law({"r": rule({"x": 1}, text)})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a and b and c", "c and a and b"),
        ("not (a and (b or c))", "not a or not b and not c"),
        ("a and (b or c)", "a and b or a and c"),
        ("a or a and b", "a"),
        ("age >= limit", "age >= 18 years"),
        ("age between 18 years and 29 years", "not age < 18 years and age < 30 years"),
        ('colour in ["red", "green"]', 'colour = "green" or colour = "red"'),
        ('colour != "red"', 'not colour = "red"'),
        ("asked + 1 years <= evaluation_date", "evaluation_date >= asked + 12 months"),
        ("asked + 2 weeks < evaluation_date", "evaluation_date > asked + 14 days"),
        ("end_of_month(asked) >= evaluation_date", "not evaluation_date > end_of_month(asked)"),
        ("count(talks from asked to evaluation_date) >= 2", "not count(talks from asked to evaluation_date) < 2"),
        ("since is known and age >= 18 years", "age >= 18 years and since is known"),
    ],
)
def test_a_condition_said_otherwise_is_proved_equal(before: str, after: str) -> None:
    found = compare(when(before), when(after))
    assert (found.state, found.days, found.by_cases) == ("equal", (), False), found


TERM = {"t": conclusion("bool", kind="term", otherwise=False)}


@pytest.mark.parametrize(
    "other",
    [
        law({"renamed": rule({"x": 1}, "a and b")}),
        law({"r": rule({"x": 1}, "a and b and c"), "s": rule({"x": 1}, "a and b")}),
        law({"r": rule({"x": 1}, "t"), "s": rule({"t": True}, "a and b")}, X | TERM),
        law({"r": rule({"x": 1}, "a and b and t"), "s": rule({"t": True}, "a or b")}, X | TERM),
        law({"r": rule({"x": "1 + 0"}, "a and b")}),
        law({"r": rule({"x": 1}, "a and b", valid=("2020-01-01", "2026-07-01")),
             "s": rule({"x": 1}, "a and b", valid=("2026-07-01",))}),
        law({"r": rule({"x": 1}, "a and b"), "s": rule({"x": 2}, "not a and a and b")}),
    ],
)  # fmt: skip
def test_a_rule_under_another_name_in_parts_or_with_a_step_on_the_way_is_proved_equal(other: Rulebook) -> None:
    assert compare(when("a and b"), other).state == "equal"


def test_a_rule_split_by_a_yes_or_no_is_equal_by_cases_since_explain_answers_by_cases() -> None:
    split = law({"r": rule({"x": 1}, "a and b"), "s": rule({"x": 1}, "a and not b")})
    found = compare(when("a"), split)
    assert (found.state, found.by_cases) == ("equal", True)


def test_a_rule_split_by_a_date_differs_where_the_date_is_missing_which_explain_asks_for() -> None:
    split = law({"r": rule({"x": 1}, "a and asked < 2026-01-01"), "s": rule({"x": 1}, "a and asked >= 2026-01-01")})
    found = compare(when("a"), split)
    assert {one.kind for one in found.found} == {"opens"}
    assert "asked" not in found.found[0].witness.case.person


@pytest.mark.parametrize("rows", [[('= "red"', "warm"), ('in ["green", "blue"]', "cold")]])
def test_a_table_split_into_rules_is_proved_equal(rows: list[Any]) -> None:
    whole = book({"conclusions": COLOURS, "tables": {"t": table("x", ["colour"], rows)}})
    cold = table("x", ["colour"], rows[1:])
    split = book({"conclusions": COLOURS, "rules": {"r": rule({"x": "warm"}, 'colour = "red"')}, "tables": {"t": cold}})
    assert compare(whole, split).state == "equal"


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ("a and b", "a or b", ["begins"]),
        ("a", "not a", ["begins", "ends"]),
        ("age >= 18 years", "age > 18 years", ["ends"]),
        ("asked + 6 months <= evaluation_date", "asked + 180 days <= evaluation_date", ["begins"]),
        ("asked + 1 months <= evaluation_date", "asked + 31 days <= evaluation_date", ["ends"]),
        ("asked < evaluation_date", "asked <= evaluation_date", ["begins"]),
        ('colour in ["red", "green"]', 'colour in ["red", "blue"]', ["begins", "ends"]),
        ("count(talks from asked to asked + 9 days) >= 2", "count(talks from asked to asked + 9 days) >= 3", ["ends"]),
        ("since is known and since + 26 weeks < evaluation_date", "since + 6 months < evaluation_date", ["ends"]),
        ("evaluation_date >= 2026-07-01", "evaluation_date > 2026-07-01", ["ends"]),
    ],
)  # fmt: skip
def test_a_small_change_of_a_condition_is_shown(before: str, after: str, kinds: list[str]) -> None:
    found = compare(when(before), when(after))
    assert set(kinds) <= {one.kind for one in found.found}, found


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        (law({"r": rule({"x": 1}, "a")}), law({"r": rule({"x": 2}, "a")}), "value"),
        (law({"r": rule({"x": 1}, "a")}), law({"r": silent("x", when="a")}), "opens"),
        (law({"r": silent("x", when="a")}), law({"r": silent("x", "needs_assessment", when="a")}), "reason"),
        (law({"r": rule({"x": 1}, "a"), "s": rule({"x": 2}, "b", overrides=["r"])}),
         law({"r": rule({"x": 1}, "a"), "s": rule({"x": 2}, "b")}), "opens"),
        (law({"r": rule({"x": True}, "a")}, YES), law({}, YES), "value"),
        (law({"r": rule({"x": 1}, "a", status="expected")}),
         law({"r": rule({"x": 1}, "a", status="proposed")}), "opens"),
    ],
)  # fmt: skip
def test_a_small_change_of_what_is_concluded_is_shown(one: Rulebook, other: Rulebook, kind: str) -> None:
    assert kind in [found.kind for found in compare(one, other).found]


def test_days_on_which_a_difference_is_possible_are_those_on_which_the_law_differs() -> None:
    later = law({"r": rule({"x": 1}, "a", valid=("2026-07-01",))})
    found = compare(when("a"), later)
    assert found.days == ((date(2020, 1, 1), date(2026, 6, 30)),)
    assert {one.witness.on for one in found.found} == {date(2020, 1, 1)}


def test_a_measure_that_starts_at_a_fact_measured_otherwise_is_not_taken_for_the_same() -> None:
    def measured(kind: str) -> Rulebook:
        first = fact("date", {"first": "stays", "where": f'kind = "{kind}"'})
        trips = fact("int", {"count": "trips", "since": "moved"})
        return book(
            {"conclusions": X, "rules": {"r": rule({"x": 1}, "trips >= 1")}, "facts": {"moved": first, "trips": trips}}
        )

    assert compare(measured("home"), measured("away")).state == "differs"


@pytest.mark.parametrize(
    ("before", "after", "state"),
    [
        ('stay_then = "home"', 'not stay_then != "home" and stay_then is recorded', "equal"),
        ('stay_then = "home"', 'stay = "home"', "differs"),
        ("travelled", "travels", "differs"),
    ],
)
def test_a_spell_on_the_day_of_an_event_is_not_that_of_today(before: str, after: str, state: str) -> None:
    facts = {
        "stay_then": fact("text", {"covering": "stays", "take": "kind", "on": "asked"}),
        "travelled": fact("bool", {"covered": "trips", "where": 'kind = "trip"', "on": "asked"}),
        "travels": fact("bool", {"covered": "trips", "where": 'kind = "trip"'}),
    }
    one, other = (law({"r": rule({"x": 1}, text)}, facts=facts) for text in (before, after))
    assert compare(one, other).state == state


def test_a_question_without_time_is_left_open_and_never_equal() -> None:
    found = compare(when("age >= 18 years"), when("not age < 18 years"), seconds=0)
    assert (found.state, found.why[0][1]) == ("open", "time_out")


def test_what_rests_on_what_differs_on_some_days_is_equal_on_the_others() -> None:
    def stepwise(valid: tuple[str, ...]) -> Rulebook:
        steps = {"s": rule({"t": True}, "a", valid=valid), "r": rule({"x": 1}, "t and b")}
        return law(steps, X | TERM)

    found = compare(stepwise(("2020-01-01",)), stepwise(("2026-07-01",)))
    assert (found.state, found.days) == ("differs", ((date(2020, 1, 1), date(2026, 6, 30)),))


def test_stretches_of_days_that_touch_are_one() -> None:
    days = [date(2026, 1, day) for day in (1, 5, 6, 9, 20)]
    assert merged([(days[2], days[3]), (days[0], days[1]), (days[4], days[4])]) == (
        (days[0], days[3]), (days[4], days[4]),
    )  # fmt: skip


ATOMS = st.sampled_from(["a", "b", "c"])
CONDITIONS = st.recursive(
    ATOMS,
    lambda below: st.one_of(
        below.map(lambda text: f"not ({text})"),
        st.tuples(below, st.sampled_from(["and", "or"]), below).map(lambda parts: f"({' '.join(parts)})"),
    ),
    max_leaves=4,
)
PEOPLE = [
    {name: held for name, held in zip("abc", values, strict=True) if held is not None}
    for values in product([True, False, None], repeat=3)
]


@examples(15, 40)
@given(CONDITIONS, CONDITIONS, st.booleans())
def test_two_conditions_are_equal_just_where_explain_says_the_same_of_everybody(
    before: str, after: str, otherwise: bool
) -> None:
    def of(text: str) -> Rulebook:
        return law({"r": rule({"x": True}, text)}, YES) if otherwise else when(text)

    one, other = of(before), of(after)
    answers = [[said(each, case_of(each, person)).get("x") for person in PEOPLE] for each in (one, other)]
    told = [[None if v is None else v.signature for v in side] for side in answers]
    found = compare(one, other) if one is not other else None
    assert (found is None or found.state == "equal") == (told[0] == told[1])
    assert found is None or found.state != "open"
