"""What compare says of a caseload is the difference of two explains of each citizen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from support import SOURCES, examples
from worlds import CONCLUSIONS, FACTS, PARAMETERS, RIGHTS, RULES, world

from reformrules.case.facts import Facts
from reformrules.case.intake import read_case
from reformrules.case.record import CaseRecord
from reformrules.count.compare import Said
from reformrules.count.comparison import findings_compared
from reformrules.explain.reference import interpret
from reformrules.explain.session import Explainer
from reformrules.explain.verdicts import Verdict, verdicts
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.duty_kinds import kinds
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.status import LawSetting
from reformrules.strategies import case_data
from reformrules.verbs.answering import opened
from reformrules.verbs.comparing import Question, compare, movers

NOBODY = Console(quiet=True, stderr=True)
CHANGES = {
    "values": {"grown_up": 27, "talks_needed": [{"value": 3, "until": "2026-10-01"}]},
    "remove": ["soon-stay"],
    "replace": {"rules": {"group-old": {"when": "age >= grown_up and a", "then": {"group": "old"},
                                        "text": {"da": "d", "en": "e"}}}},
}  # fmt: skip


@cache
def changed(status: str = "expected") -> Rulebook:
    """The invented law with a change laid over it from 1 August 2026."""
    from support import FACTS as SHARED
    from support import RECORD

    parts = [RECORD, SOURCES, SHARED, {"facts": FACTS}, {"parameters": PARAMETERS}]
    concept = {"concept": {"da": "v", "en": "w"}, "conclusions": CONCLUSIONS, "rules": RULES}
    parts.append(concept | {"tables": {"rights": RIGHTS}})
    head = {"overlay": {"da": "a", "en": "a"}, "base": "rules", "valid": {"from": "2026-08-01"}, "status": status}
    source = {"source": [{"id": next(iter(SOURCES["sources"]))}]}
    with TemporaryDirectory() as folder:
        (Path(folder) / "rules").mkdir()
        for number, part in enumerate(parts):
            (Path(folder) / "rules" / f"{number:02}.yaml").write_text(json.dumps(part, ensure_ascii=False), "utf-8")
        file = Path(folder) / "change.yaml"
        file.write_text(json.dumps({**head, **source, **CHANGES}), "utf-8")
        return load_rulebook(file)


def explained(case: CaseRecord, book: Rulebook, on: date, law: LawSetting, names: Iterable[str]) -> dict[str, Any]:
    """What the explain reading says of each finding, as compare has it."""
    explainer = Explainer(book, "reference")
    program = explainer.program(on, law)
    found = verdicts(program, interpret(program, Facts(book, case, on, law)), ask=False)
    rules = kinds([book])
    return {name: _said(found, name, rules.get(name, ())) for name in names}


def _said(found: dict[str, Verdict], name: str, rules: tuple[str, ...]) -> Any:
    if not rules:
        one = found.get(name)
        if one is None or one.state == "none":
            return None
        outcome = tuple(sorted(one.outcome)) if isinstance(one.outcome, tuple) else one.outcome
        return one.inquiry.reason if one.state == "undetermined" else ("said", outcome)
    return sorted(map(str, _duties(found, rules)))


def _duties(found: dict[str, Verdict], rules: tuple[str, ...]) -> Iterator[Any]:
    for rule in rules:
        one = found.get(rule)
        if one is not None and one.state == "undetermined":
            yield one.inquiry.reason
        elif one is not None and one.state != "none":
            yield one.duty, one.required, one.deadline


def told(said: Said) -> Any:
    """The outcome or the reason."""
    if said.reason is not None:
        return said.reason
    outcome = tuple(sorted(said.outcome)) if isinstance(said.outcome, tuple) else said.outcome
    return None if outcome is None else ("said", outcome)


QUESTIONS = {
    "a change": lambda: Question((world(), changed()), (date(2026, 9, 1),) * 2, (LawSetting.expected,) * 2),
    "two dates": lambda: Question((world(),) * 2, (date(2026, 6, 30), date(2026, 7, 1)), (LawSetting.expected,) * 2),
    "two law settings": lambda: Question(
        (world(),) * 2, (date(2027, 1, 1),) * 2, (LawSetting.enacted, LawSetting.proposed)
    ),
}


@pytest.mark.parametrize("asked", QUESTIONS)
@given(st.lists(case_data(world()), min_size=10, max_size=10))
@examples(2, 3)
def test_who_changes_is_who_is_explained_otherwise(asked: str, drawn: list[dict[str, Any]]) -> None:
    question = QUESTIONS[asked]()
    with TemporaryDirectory() as folder:
        for number, data in enumerate(drawn):
            text = json.dumps({**data, "case": f"citizen-{number}"}, default=str)
            (Path(folder) / f"citizen-{number}.json").write_text(text, "utf-8")
        cases = [read_case(str(path), world().record) for path in sorted(Path(folder).iterdir())]
        with opened([Path(folder)], world(), NOBODY, "en") as caseload:
            found, *sides = compare(caseload, question, 30, True, NOBODY, "en")
            names = findings_compared(sides[0], sides[1])
            listed = {name: {m.citizen: m for m in movers(caseload, (sides[0], sides[1]), name)} for name in names}
    everything = [*world().conclusions, *kinds(question.books)]
    before, after = (
        {case.id: explained(case, *part, everything) for case in cases}
        for part in zip(question.books, question.days, question.laws, strict=True)
    )
    for name in everything:
        if name in world().conclusions and not world().conclusions[name].model.is_finding:
            continue
        differ = {case.id for case in cases if before[case.id][name] != after[case.id][name]}
        assert set(listed.get(name, {})) == differ, name
        for citizen, one in listed.get(name, {}).items():
            if name in world().conclusions:
                assert (told(one.before), told(one.after)) == (before[citizen][name], after[citizen][name])
    assert found.changed == len({citizen for moved in listed.values() for citizen in moved})
    counted = {name: sum(move.citizens for move in found.moves if move.finding == name) for name in names}
    assert counted == {name: len(moved) for name, moved in listed.items()}
