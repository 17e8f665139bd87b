"""The JSON Schemas of a rulebook file, and of a change laid over a rulebook, for editors."""

from __future__ import annotations

import json
from typing import Any

from pydantic import Field, create_model

from reformrules.rulebook import models as m
from reformrules.rulebook.files import MANY, PATTERNS, SINGLE
from reformrules.rulebook.layers import Layer
from reformrules.rulebook.overlay import OverlayFile
from reformrules.rulebook.shares import Share

_FILLED_IN = {"status", "source", "from", "valid"}  # what the head of the file says for all its changes
_OPEN = ("Rule", "Table", "DatedValue", "Validity", "Otherwise", "Share")


def rulebook_schema() -> str:
    """The JSON Schema of a file of a rulebook, whatever parts it has."""
    names = {"sources": str, **PATTERNS}
    many: dict[str, Any] = {key: dict[names.get(key, m.Identifier), model] for key, model in MANY.items()}  # type: ignore[misc]  # made at run time
    parts: dict[str, Any] = {**SINGLE, **many, "layer": Layer}
    fields: dict[str, Any] = {f"{name}_": (kind | None, Field(None, alias=name)) for name, kind in parts.items()}
    whole = create_model("RulebookFile", __base__=m.Strict, **fields)
    return json.dumps(whole.model_json_schema(), indent=2, ensure_ascii=False)


def overlay_schema() -> str:
    """The JSON Schema of a change: that of a rulebook file, with what may be left out."""
    parts: dict[str, Any] = {
        "rules": (dict[m.RuleId, m.Rule], {}), "tables": (dict[m.RuleId, m.Table], {}),
        "parameters": (dict[m.Identifier, m.Parameter], {}), "conclusions": (dict[m.Identifier, m.Conclusion], {}),
        "facts": (dict[m.Identifier, m.Fact], {}), "shares": (dict[m.RuleId, Share], {}),
    }  # fmt: skip
    changes = create_model("Changes", __base__=m.Strict, **parts)
    values = dict[m.Identifier, m.Scalar | list[str] | list[m.DatedValue]]
    whole = create_model(
        "Overlay", __base__=OverlayFile, __doc__=OverlayFile.__doc__, values=(values, {}),
        replace=(changes, Field(default=None)), add=(changes, Field(default=None)),
    )  # fmt: skip
    schema = whole.model_json_schema()
    for name in _OPEN:
        model = schema["$defs"].get(name, {})
        model["required"] = [key for key in model.get("required", ()) if key not in _FILLED_IN]
    for key in ("replace", "add"):
        schema["properties"][key].pop("default", None)
    return json.dumps(schema, indent=2, ensure_ascii=False)
