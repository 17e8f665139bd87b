"""Findings as JSON: the documented, versioned form."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from reformrules.explain.findings import Answer


def plain(value: Any) -> Any:
    """Dates as ISO text; decimals as a whole number where they are one; a text with its languages.

    Raises TypeError for what has no form in JSON.
    """
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, BaseModel):
        return value.model_dump()
    if isinstance(value, date | Path):
        return str(value)
    raise TypeError(f"`{type(value).__name__}` has no form in JSON")


def as_text(data: Any) -> str:
    """Plain data as JSON for people and programs: in lines, Danish letters as they are."""
    return json.dumps(data, ensure_ascii=False, indent=2, default=plain)


def answer_schema() -> str:
    """The JSON Schema of the answer of `check --format json`."""
    from pydantic import TypeAdapter

    return as_text(TypeAdapter(Answer).json_schema())
