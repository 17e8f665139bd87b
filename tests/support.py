"""Small rulebooks of an invented law, written as data, and what they say of a case."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings

from reformrules.case.facts import Facts
from reformrules.case.intake import case_from_text
from reformrules.case.record import CaseRecord
from reformrules.errors import RulebookError
from reformrules.explain.session import Explainer
from reformrules.explain.verdicts import Verdict, verdicts
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.status import DEFAULT_SETTING, LawSetting

Part = Mapping[str, Any]

_QUIET = list(HealthCheck)
settings.register_profile("small", max_examples=60, deadline=None, suppress_health_check=_QUIET)
settings.register_profile("ci", max_examples=150, deadline=None, suppress_health_check=_QUIET)
CI = os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "small") == "ci"
settings.load_profile("ci" if CI else "small")


def examples(few: int, many: int) -> settings:
    """How many examples a property gets: few while working, many in the profile `ci`."""
    return settings(max_examples=many if CI else few)


def book_of(folder: Path, files: Mapping[str, str]) -> Rulebook:
    """The rulebook made of these files; raises RulebookError."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return load_rulebook(folder)


def book(*parts: Part) -> Rulebook:
    """The rulebook made of the record, the sources and these parts, each a file of its own; built once."""
    return _book(tuple(json.dumps(part, ensure_ascii=False) for part in (RECORD, SOURCES, FACTS, *parts)))


@cache
def _book(texts: tuple[str, ...]) -> Rulebook:
    with tempfile.TemporaryDirectory() as folder:
        return book_of(Path(folder), {f"{number:02}.yaml": text for number, text in enumerate(texts)})


def refusals(*parts: Part) -> list[str]:
    """The messages, without their places, with which a rulebook of these parts is refused."""
    try:
        book(*parts)
    except RulebookError as error:
        return [problem.message.en for problem in error.problems]
    return []


@cache
def explainer(rulebook: _Same) -> Explainer:
    return Explainer(rulebook.book)


@cache
def shipped() -> Rulebook:
    """The shipped rulebook, one for all tests of a process."""
    return load_rulebook()


class _Same:
    """A rulebook as a cache key."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.book = rulebook

    def __hash__(self) -> int:
        return id(self.book)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.book is self.book


def explainer_of(rulebook: Rulebook) -> Explainer:
    """One explainer for each rulebook, with both engines where there are two."""
    return explainer(_Same(rulebook))


def case_of(rulebook: Rulebook, person: Part | None = None, **sections: Any) -> CaseRecord:
    """A case with these fields of the person and these sections."""
    data = {"case": "invented", "person": person or {}, **sections}
    return case_from_text(json.dumps(data, ensure_ascii=False), rulebook.record)


def said(
    rulebook: Rulebook, case: CaseRecord, on: str | date = "2026-07-01", law: LawSetting = DEFAULT_SETTING
) -> dict[str, Verdict]:
    """What both engines say of a case, by subject."""
    day = on if isinstance(on, date) else date.fromisoformat(on)
    found = explainer_of(rulebook)
    return verdicts(found.program(day, law), found.run(case, day, law))


def outcome(verdict: Verdict) -> Any:
    """The answer; `none` or the reason why there is none."""
    if verdict.state == "undetermined":
        return verdict.inquiry.reason
    return "none" if verdict.state == "none" else verdict.outcome


def fact_on(rulebook: Rulebook, case: CaseRecord, name: str, on: str | date = "2026-07-01") -> Any:
    """The value of a fact on a date."""
    day = on if isinstance(on, date) else date.fromisoformat(on)
    return Facts(rulebook, case, day, DEFAULT_SETTING)[name]


def text(word: str) -> dict[str, str]:
    return {"da": word, "en": word}


CITED: dict[str, Any] = {"status": "in_force", "source": [{"id": "ACT"}]}


def rule(then: Any = None, when: str = "true", *, valid: tuple[str | None, ...] = ("2020-01-01",), **more: Any) -> Any:
    """A rule; `valid` is from, until and the status of the end."""
    window = {k: v for k, v in zip(("from", "until", "until_status"), valid, strict=False) if v is not None}
    concluded = {} if then is None else {"then": then}
    return {**CITED, "valid": window, "when": when, "text": text("said"), **concluded, **more}


def silent(name: str, reason: str = "law_not_verified", **more: Any) -> Any:
    """A rule that says why the law gives no answer."""
    return rule(undetermined={name: {"reason": reason, **text(f"{name} is open")}}, **more)


def table(concludes: str, inputs: list[str], rows: list[Any], hit: str = "unique", **more: Any) -> Any:
    """A decision table; a row is its conditions, one for each input, and then its answer."""
    numbered = [{"id": f"r{n}", "if": list(row[:-1]), "then": row[-1]} for n, row in enumerate(rows)]
    found = rule(hit=hit, concludes=concludes, inputs=inputs, rows=numbered, **more)
    del found["when"]
    return found


def conclusion(type_: str = "bool", *, otherwise: Any = None, kind: str = "right", **more: Any) -> Any:
    """A conclusion; `otherwise` is its answer when no rule holds."""
    found = {"kind": kind, "type": type_, "label": text("label"), **more}
    if otherwise is not None:
        found["otherwise"] = {**CITED, "value": otherwise, "text": text("otherwise")}
    return found


def choices(*names: str) -> dict[str, dict[str, str]]:
    return {name: text(name) for name in names}


def fact(type_: str, measure: Any, **more: Any) -> Any:
    return {"type": type_, "label": text("label"), "question": text("question?"), "measure": measure, **more}


def parameter(type_: str, *values: Any, unit: str | None = None) -> Any:
    """A parameter; its values as `value` makes them, or one plain value that holds from 2000 on."""
    dated = [v if isinstance(v, dict) else value(v) for v in values]
    return {"type": type_, "label": text("label"), "values": dated, **({"unit": unit} if unit else {})}


def value(given: Any, from_: str = "2000-01-01", until: str | None = None, **more: Any) -> Any:
    end = {"until": until} if until else {}
    return {**CITED, "value": given, "from": from_, **end, **more}


def field(type_: str, **more: Any) -> Any:
    return {"type": type_, "label": text("label"), **more}


SOURCES: Part = {"sources": {"ACT": {"title": "an invented act", "kind": "act"}}}
RECORD: Part = {
    "record": {
        "person": {
            "born": field("date"),
            "a": field("bool"),
            "b": field("bool"),
            "c": field("bool"),
            "children": field("int", range=[0, 5]),
            "colour": field("text", one_of=choices("red", "green", "blue")),
            "arrived": field("date", may_be_none=True),
            "asked": field("date"),
            "pupil": field("bool", absent="false"),
            "decided": field("bool"),
        },
        "sections": {
            "stays": {
                "label": text("stays"),
                "shape": "spell",
                "kinds": choices("home", "away"),
                "exclusive": ["home", "away"],
                "fields": {"place": field("text", one_of=choices("town", "land")), "granted": field("date")},
            },
            "trips": {"label": text("trips"), "shape": "spell", "kinds": choices("trip", "tour")},
            "events": {
                "label": text("events"),
                "shape": "event",
                "kinds": choices("talk", "letter"),
                "fields": {"by": field("text", one_of=choices("town", "fund"), only=["talk"])},
            },
            "work": {
                "label": text("work"),
                "shape": "month",
                "kinds": choices("job", "own"),
                "fields": {"hours": field("decimal", unit="hours", range=[0, 744]), "abroad": field("bool")},
            },
        },
    }
}
PERSON = ("a", "b", "c", "colour", "arrived", "asked", "pupil")
_TYPES = {"colour": "text", "arrived": "date", "asked": "date"}
FACTS: Part = {
    "facts": {
        "age": fact("int", {"age": "born"}, unit="years", range=[0, 120]),
        "children": fact("int", {"field": "children"}, range=[0, 5]),
        "decided": fact("bool", {"field": "decided"}, assessed_by=text("the town")),
        **{name: fact(_TYPES.get(name, "bool"), {"field": name}) for name in PERSON},
        "stay": fact("text", {"covering": "stays", "take": "kind"}),
        "talks": fact("dates", {"dates": "events", "where": 'kind = "talk"'}),
    }
}
