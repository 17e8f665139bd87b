"""Ten rules in four engines: the first ten target groups as conditions over five facts, the same in each.

Each engine is a function from a person to the number of the group, built once, and leaves an explanation or
a trace of each answer.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from support import RECORD, SOURCES, book_of, case_of, choices, conclusion, fact, field, table

from reformrules.case.record import CaseRecord
from reformrules.explain.session import Engines, Explainer
from reformrules.rulebook.book import Rulebook

Person = dict[str, Any]
Engine = Callable[[int], Any]

ON = date(2026, 7, 1)
NAMES = ("benefit", "visitation", "age", "education", "scheme")
TYPES = {"age": "int", "education": "bool"}
ROWS: list[tuple[dict[str, tuple[str, Any]], str]] = [
    ({"benefit": ("=", "dagpenge"), "scheme": ("=", "ingen")}, "nr. 1"),
    ({"benefit": ("=", "kontanthjælp"), "visitation": ("=", "jobparat"), "scheme": ("=", "ingen")}, "nr. 2"),
    ({"benefit": ("=", "kontanthjælp"), "visitation": ("=", "aktivitetsparat"), "age": (">=", 30),
      "scheme": ("=", "ingen")}, "nr. 3"),
    ({"benefit": ("=", "kontanthjælp"), "visitation": ("=", "uddannelsesparat"), "age": ("<", 30),
      "education": ("=", False), "scheme": ("=", "ingen")}, "nr. 4"),
    ({"benefit": ("=", "kontanthjælp"), "visitation": ("=", "aktivitetsparat"), "age": ("<", 30),
      "scheme": ("=", "ingen")}, "nr. 5"),
    ({"benefit": ("=", "sygedagpenge"), "scheme": ("=", "ingen")}, "nr. 6"),
    ({"scheme": ("=", "jobafklaringsforløb")}, "nr. 7"),
    ({"scheme": ("=", "ressourceforløb")}, "nr. 8"),
    ({"benefit": ("=", "ledighedsydelse"), "scheme": ("=", "ingen")}, "nr. 9"),
    ({"scheme": ("=", "revalidering")}, "nr. 10"),
]  # fmt: skip
_PLAIN = {"benefit": "dagpenge", "visitation": "ingen", "age": 41, "education": True, "scheme": "ingen"}
_OTHER: dict[str, Callable[[Any], Any]] = {
    ">=": lambda bound: bound,
    "<": lambda bound: bound - 1,
    "=": lambda value: value,
}
PEOPLE: list[Person] = [
    _PLAIN | {n: value - (op == "<") if n == "age" else value for n, (op, value) in conditions.items()}
    for conditions, _ in ROWS
]
GROUPS = [group for _, group in ROWS]


def written(value: Any) -> str:
    """A constant as the rule language, JDM and JSON write it."""
    return json.dumps(value, ensure_ascii=False)


def _values(name: str) -> list[str]:
    return list(dict.fromkeys(str(person[name]) for person in PEOPLE))


def rulebook(folder: Any) -> Rulebook:
    """A rulebook of one decision table over the fields of a person."""
    texts = {n: choices(*_values(n)) for n in NAMES if n not in TYPES}
    fields = {n: field(TYPES.get(n, "text"), **({"one_of": texts[n]} if n in texts else {})) for n in NAMES}
    facts = {n: fact(TYPES.get(n, "text"), {"field": n}) for n in NAMES}
    rows = [[*(" ".join((c[n][0], written(c[n][1]))) if n in c else "-" for n in NAMES), g] for c, g in ROWS]
    parts = {
        "record": {"record": {**RECORD["record"], "person": fields}},
        "sources": SOURCES,
        "facts": {"facts": facts},
        "groups": {
            "conclusions": {"group": conclusion("text", kind="target_group", one_of=choices(*GROUPS))},
            "tables": {"groups": table("group", list(NAMES), rows)},
        },
    }
    return book_of(folder, {f"{name}.yaml": json.dumps(part, ensure_ascii=False) for name, part in parts.items()})


def ours(folder: Any, engines: Engines) -> Engine:
    """This project: a rulebook of one decision table, from a parsed case to the findings with their explanation."""
    book = rulebook(folder)
    explainer, cases = Explainer(book, engines), [case_of(book, person) for person in PEOPLE]
    return lambda n: _group(explainer, cases[n])


def _group(explainer: Explainer, case: CaseRecord) -> Any:
    answer = explainer.check(case, ON)
    assert answer.findings[0].because  # the explanation is there
    return answer.findings[0].outcome


def zen() -> Engine:
    """zen-engine: the same table as a JDM decision table, with its trace."""
    content: dict[str, Any] = {
        "hitPolicy": "first",
        "inputs": [_column(n) for n in NAMES],
        "outputs": [_column("group")],
    }
    content["rules"] = [
        {"_id": group, "group": written(group)} | {n: _cell(*conditions[n]) if n in conditions else "" for n in NAMES}
        for conditions, group in ROWS
    ]
    nodes = [_node("in", "inputNode"), _node("table", "decisionTableNode", content), _node("out", "outputNode")]
    edges = [
        {"id": f"{a}{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in (("in", "table"), ("table", "out"))
    ]
    engine = importlib.import_module("zen").ZenEngine()
    decision = engine.create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    return lambda n: decision.evaluate(PEOPLE[n], {"trace": True})["result"]["group"]


def _column(name: str) -> dict[str, str]:
    return {"id": name, "name": name, "field": name, "type": "expression"}


def _cell(op: str, value: Any) -> str:
    return written(value) if op == "=" else f"{op} {value}"


def _node(name: str, kind: str, content: Any = None) -> dict[str, Any]:
    return {
        "id": name,
        "name": name,
        "type": kind,
        "position": {"x": 0, "y": 0},
        **({"content": content} if content else {}),
    }


def openfisca() -> Engine:
    """OpenFisca-Core: ten variables over five, for one person, with its trace."""
    system, builder = (
        openfisca_system(),
        importlib.import_module("openfisca_core.simulation_builder").SimulationBuilder,
    )
    period = f"{ON:%Y-%m}"
    situations = [{"persons": {"p": {n: {period: v} for n, v in person.items()}}} for person in PEOPLE]

    def group(n: int) -> Any:
        simulation = builder().build_from_dict(system, situations[n])
        simulation.trace = True
        held = [g for at, g in enumerate(GROUPS) if simulation.calculate(f"group_{at}", period)[0]]
        assert len(held) == 1
        assert simulation.tracer.trees  # the trace is there
        return held[0]

    return group


def openfisca_system() -> Any:
    """The ten rules as variables over five others; texts are Enums, as OpenFisca recommends."""
    entities, taxes = (importlib.import_module(f"openfisca_core.{m}") for m in ("entities", "taxbenefitsystems"))
    person = entities.build_entity(key="person", plural="persons", label="person", is_person=True)
    system = taxes.TaxBenefitSystem([person])
    enums = openfisca_enums()
    for name in NAMES:
        kind = {"age": int, "education": bool}.get(name)
        _add_variable(system, name, person, **({"value_type": kind} if kind else _of_enum(enums[name])))
    for at, (conditions, _) in enumerate(ROWS):
        _add_variable(system, f"group_{at}", person, value_type=bool, formula=_formula(conditions, enums))
    return system


@cache
def openfisca_enums() -> dict[str, Any]:
    """The texts that each fact may have."""
    enum = importlib.import_module("openfisca_core.indexed_enums").Enum
    return {name: enum(name, {text: text for text in _values(name)}) for name in NAMES if name not in TYPES}


def _of_enum(enum: Any) -> dict[str, Any]:
    base = importlib.import_module("openfisca_core.indexed_enums").Enum
    return {"value_type": base, "possible_values": enum, "default_value": next(iter(enum))}


def _add_variable(system: Any, name: str, person: Any, **parts: Any) -> None:
    base, periods = (importlib.import_module(f"openfisca_core.{module}") for module in ("variables", "periods"))
    every = {"entity": person, "definition_period": periods.DateUnit.MONTH, **parts}
    system.add_variable(type(name, (base.Variable,), every))


def _formula(conditions: dict[str, tuple[str, Any]], enums: dict[str, Any]) -> Any:
    compare: dict[str, Callable[[Any, Any], Any]] = {
        "=": lambda a, b: a == b, "<": lambda a, b: a < b, ">=": lambda a, b: a >= b,
    }  # fmt: skip

    def formula(person: Any, period: Any) -> Any:
        held: Any = True
        for name, (op, value) in conditions.items():
            wanted = enums[name][value] if name in enums else value
            held = held & compare[op](person(name, period), wanted)
        return held

    return formula
