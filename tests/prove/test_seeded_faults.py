"""Twenty-one known faults in a small law: each is found, by a question of the right kind, of a citizen who shows it."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from support import book, choices, conclusion, parameter, rule, table, text, value

from reformrules.errors import Place
from reformrules.prove.asking import Asker, Verdict
from reformrules.prove.claims import Claim, Met
from reformrules.prove.differing import Differs
from reformrules.prove.intended import Intent
from reformrules.prove.structure import doubts
from reformrules.prove.unread import unread, values_never_used
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.models import Bilingual
from reformrules.rulebook.parsing import parse
from reformrules.rulebook.status import DEFAULT_SETTING
from reformrules.rulebook.types import BOOL, check
from reformrules.verbs.replaying import Replay

REFORM, DAY_AFTER = "2026-07-01", "2026-07-02"
Law = dict[str, Any]


def right_law() -> Law:
    """Groups that change places at a reform, a rate by colour, help with an exception, a talk, and old cases."""
    before, after = ("2020-01-01", REFORM), (REFORM,)
    talk = {
        "of": text("town"), "what": text("talk"), "at_least": "1", "counting": "talks", "counted_from": "asked",
        "within": "length", "unless": "exempt",
    }  # fmt: skip
    return {
        "conclusions": {
            "group": conclusion("text", one_of=choices("one", "two")),
            "rate": conclusion("int"),
            "help": conclusion("int"),
            "due": conclusion("bool"),
            "exempt": conclusion("bool", otherwise=False),
            "scheme": conclusion("int", law_of="asked"),
        },
        "parameters": {
            "limit": parameter("int", 30, unit="years"),
            "length": parameter("int", 6, unit="months"),
        },
        "tables": {"rate": table("rate", ["colour"], [('= "red"', 10), ('= "green"', 20), ('= "blue"', 30)])},
        "rules": {
            "young-before": rule({"group": "one"}, "age < limit", valid=before),
            "adult-before": rule({"group": "two"}, "age >= limit", valid=before),
            "young-after": rule({"group": "two"}, "age < limit", valid=after),
            "adult-after": rule({"group": "one"}, "age >= limit", valid=after),
            "help-all": rule({"help": 1}, "decided"),
            "help-parents": rule({"help": 2}, "decided and children > 0", overrides=["help-all"]),
            "due": rule({"due": True}, "asked + length <= evaluation_date"),
            "exempt": rule({"exempt": True}, "a or b"),
            "old-case": rule({"scheme": 1}, valid=before),
            "new-case": rule({"scheme": 2}, valid=after),
            "talk": rule(obligation=talk, when="c", valid=before),
        },
    }


@dataclass(frozen=True)
class Fault:
    """What is wrong in the law, by which question it is found, about what, and on which day if that is certain."""

    id: str
    seed: Callable[[Law], Any]
    found_as: str
    about: str = ""
    on: str | None = None


def when(law: Law, id_: str, condition: str) -> None:
    law["rules"][id_]["when"] = condition


def valid(law: Law, *ids: str, **ends: str) -> None:
    for id_ in ids:
        law["rules"][id_]["valid"].update({key.rstrip("_"): day for key, day in ends.items()})


def without_limit(law: Law) -> None:
    for id_ in ("young-before", "young-after"):
        when(law, id_, "age < 30 years")
    for id_ in ("adult-before", "adult-after"):
        when(law, id_, "age >= 30 years")


def one_older(law: Law) -> None:
    when(law, "young-before", "age <= limit")
    when(law, "adult-before", "age > limit")


def overridden_the_other_way(law: Law) -> None:
    law["rules"]["help-parents"]["overrides"] = []
    law["rules"]["help-all"]["overrides"] = ["help-parents"]


def later_by_a_day(law: Law) -> None:
    valid(law, "young-before", "adult-before", until=DAY_AFTER)
    valid(law, "young-after", "adult-after", from_=DAY_AFTER)


def swapped(law: Law) -> None:
    law["rules"]["young-after"]["then"], law["rules"]["adult-after"]["then"] = {"group": "one"}, {"group": "two"}


def step_that_nothing_reads(law: Law) -> None:
    law["conclusions"]["step"] = conclusion("bool", kind="term")
    law["rules"]["step"] = rule({"step": True}, "a")


def value_before_the_rules(law: Law) -> None:
    law["parameters"]["limit"] = parameter(
        "int", value(25, until="2019-01-01"), value(30, from_="2019-01-01"), unit="years"
    )


OF_AGE = "age >= 0 years and not (group is recorded)"

FAULTS = [
    Fault("a row is missing", lambda law: law["tables"]["rate"]["rows"].pop(), "gap", "rate"),
    Fault("two rules overlap", lambda law: when(law, "adult-before", "age >= 29 years"), "contradiction", "group"),
    Fault(
        "two rows overlap",
        lambda law: law["tables"]["rate"]["rows"].append({"id": "r9", "if": ['in ["red", "blue"]'], "then": 9}),
        "contradiction", "rate",
    ),
    Fault("an override is missing", lambda law: law["rules"]["help-parents"].pop("overrides"), "contradiction", "help"),
    Fault(
        "the old rule runs a day too long", lambda law: valid(law, "young-before", until=DAY_AFTER),
        "contradiction", "group", REFORM,
    ),
    Fault("a rule can never hold", lambda law: when(law, "help-parents", "children > 5"), "dead_rule", "help-parents"),
    Fault("an override the wrong way", overridden_the_other_way, "dead_rule", "help-parents"),
    Fault(
        "a condition that is always true", lambda law: when(law, "due", "evaluation_date >= 2019-01-01"),
        "idle_part", "due",
    ),
    Fault(
        "a branch that never decides", lambda law: when(law, "exempt", "a or b and evaluation_date < 2019-01-01"),
        "idle_part", "exempt",
    ),
    Fault("a parameter that nothing reads", without_limit, "unread", "limit"),
    Fault("a step that nothing reads", step_that_nothing_reads, "unread", "step"),
    Fault("a value that is never in use", value_before_the_rules, "unused_value", "limit"),
    Fault(
        "a hole of a day", lambda law: valid(law, "young-before", "adult-before", until="2026-06-30"),
        OF_AGE, "", "2026-06-30",
    ),
    Fault("an exemption is missing", lambda law: law["rules"]["talk"]["obligation"].pop("unless"), "exempt", "talk"),
    Fault(
        "a repealed obligation lives on", lambda law: law["rules"]["talk"]["valid"].pop("until"),
        "evaluation_date >= 2026-07-01", "talk",
    ),
    Fault("a date is shifted by a day", later_by_a_day, "differs", "group", REFORM),
    Fault("a threshold is off by one", one_older, "differs", "group"),
    Fault(
        "days for months", lambda law: law["parameters"]["length"].update(unit="days"), "differs", "due",
    ),
    Fault("two values change places", swapped, "differs", "group"),
    Fault("a condition is denied", lambda law: when(law, "exempt", "not a or b"), "differs", "exempt"),
    Fault(
        "old cases follow the new law", lambda law: law["conclusions"]["scheme"].pop("law_of"), "differs", "scheme",
    ),
]  # fmt: skip
STRUCTURE = ("gap", "contradiction", "dead_rule", "idle_part")


def asked(claim: Claim, *books: Rulebook) -> Verdict:
    return Asker(books, Replay(books)).ask(claim, [DEFAULT_SETTING], date(2026, 6, 1), date(2026, 8, 1))


def met(rulebook: Rulebook, condition: str, duty: str) -> Met:
    node = parse(condition)
    check(node, rulebook.scope, BOOL)
    return Met(node, (duty,) if duty else ())


def ask(fault: Fault, law: Rulebook) -> list[Verdict]:
    """What comes of the question by which a fault is found; of a part of a condition there is one for each part."""
    if fault.found_as == "differs":
        return [asked(Differs(fault.about), book(right_law()), law)]
    if fault.found_as not in STRUCTURE:
        return [asked(met(law, fault.found_as, fault.about), law)]
    found = [doubt for doubt in doubts(law, [fault.about], []) if doubt.kind == fault.found_as]
    return [asked(doubt.claim, law) for doubt in found]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id.replace(" ", "-"))
def test_a_fault_of_the_law_is_found(fault: Fault) -> None:
    data = deepcopy(right_law())
    fault.seed(data)
    faulty, right = book(data), book(right_law())
    if fault.found_as == "unread":
        assert (fault.about in unread(faulty), fault.about in unread(right)) == (True, False)
        return
    if fault.found_as == "unused_value":
        assert [*values_never_used(faulty)] == [(fault.about, date(2000, 1, 1))]
        assert [*values_never_used(right)] == []
        return
    wanted = "never" if fault.found_as in ("dead_rule", "idle_part") else "seen"
    assert wanted not in [verdict.state for verdict in ask(fault, right)]
    found = [verdict for verdict in ask(fault, faulty) if verdict.state == wanted]
    assert found
    days = {str(verdict.witness.on) for verdict in found if verdict.witness is not None}
    assert fault.on is None or days == {fault.on}


def declared(law: Law, no_answer: str) -> list[str]:
    """What comes of the gaps of the rate when a condition is declared under which it owes no answer."""
    rulebook = book(law)
    node = parse(no_answer)
    check(node, rulebook.scope, BOOL)
    intent = Intent("rate", Bilingual(da="det er meningen", en="it is meant"), Place("intended.yaml"), node)
    asking = [doubt for doubt in doubts(rulebook, ["rate"], [intent]) if doubt.kind == "gap"]
    return [f"{doubt.wanted} {asked(doubt.claim, rulebook).state}" for doubt in asking]


def test_a_gap_that_is_declared_is_none_and_what_is_declared_must_be_one() -> None:
    law = right_law()
    law["tables"]["rate"]["rows"].pop()
    assert declared(law, 'colour = "blue"') == ["never never", "seen seen"]
    assert declared(law, 'colour = "red"') == ["never seen", "seen never"]
