"""Guarantees are read with the rulebook's own names, and what is wrong in them is told at its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support import book, conclusion, rule

from reformrules.errors import InputError
from reformrules.prove.guarantees import read_guarantees
from reformrules.rulebook.status import LawSetting

LAW = book({"conclusions": {"x": conclusion("int")}, "rules": {"r": rule({"x": 1}, "age >= 18 years")}})
TEXTS = "text: {da: a, en: b}, reason: {da: a, en: b}"


def written(folder: Path, *guarantees: str) -> Path:
    entries = "".join(f"  {entry}\n" for entry in guarantees)
    (folder / "guarantees.yaml").write_text(f"guarantees:\n{entries}", "utf-8")
    return folder


def test_a_guarantee_is_said_of_the_days_and_the_law_that_it_names(tmp_path: Path) -> None:
    said = f"{{{TEXTS}, source: [{{id: ACT}}], never: x = 1, since: 2026-02-01, until: 2027-01-01, law: [enacted]}}"
    found = read_guarantees(written(tmp_path, f"g: {said}"), LAW)["g"]
    assert (found.first, found.last, found.claim.names(LAW)) == (date(2026, 2, 1), date(2026, 12, 31), {"x"})
    assert found.model.law == [LawSetting.enacted]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("source: [{id: ACT}], never: y = 1", "unknown name `y`"),
        ("source: [{id: ACT}], never: age", "a bool is needed here"),
        ("source: [{id: AKT}], never: x = 1", "unknown source `AKT`; did you mean `ACT`?"),
        ("source: [{id: ACT}], never: x = 1, obligations: [r]", "`r` is no obligation"),
        (
            "source: [{id: ACT}], never: x = 1, since: 2026-02-01, until: 2026-02-01",
            "not after its start on 2026-02-01",
        ),
        ("source: [{id: ACT}]", "`never` is missing"),
    ],
)
def test_what_is_wrong_in_a_guarantee_is_told_at_its_place(entry: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_guarantees(written(tmp_path, f"g: {{{TEXTS}, {entry}}}"), LAW)
    (problem,) = caught.value.problems
    assert message in problem.message.en
    assert problem.place is not None
    assert (problem.place.file, problem.place.line) == ("guarantees.yaml", 2)
