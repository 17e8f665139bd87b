"""The verb `schema`: the JSON Schema of what is read and of what is answered."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reformrules.case.record import case_model
from reformrules.present.json_form import answer_schema, as_text
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.schemas import overlay_schema, rulebook_schema


def schema(of: str, rules: Path | None, layers: Sequence[str] = ()) -> str:
    """The JSON Schema of a case file, a rulebook file, a change laid over a rulebook, or the answer."""
    if of == "answer":
        return answer_schema()
    if of == "overlay":
        return overlay_schema()
    if of == "rulebook":
        return rulebook_schema()
    return as_text(case_model(load_rulebook(rules, layers).record).model_json_schema())
