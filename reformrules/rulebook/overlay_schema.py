"""The JSON Schema of a change laid over a rulebook: that of a rulebook file, with what may be left out."""

from __future__ import annotations

import json
from typing import Any

from pydantic import Field, create_model

from reformrules.rulebook import models as m
from reformrules.rulebook.overlay import OverlayFile

_FILLED_IN = {"status", "source", "from", "valid"}  # what the head of the file says for all its changes
_OPEN = ("Rule", "Table", "DatedValue", "Validity", "Otherwise", "Share")


def overlay_schema() -> str:
    """The JSON Schema of the file."""
    parts: dict[str, Any] = {
        "rules": (dict[m.RuleId, m.Rule], {}), "tables": (dict[m.RuleId, m.Table], {}),
        "parameters": (dict[m.Identifier, m.Parameter], {}), "conclusions": (dict[m.Identifier, m.Conclusion], {}),
        "facts": (dict[m.Identifier, m.Fact], {}), "shares": (dict[m.RuleId, m.Share], {}),
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
