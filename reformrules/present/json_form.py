"""Findings as JSON: the documented, versioned form."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from reformrules.explain.findings import Answer


def plain(value: Any) -> Any:
    """Dates as ISO text; decimals as a whole number where they are one."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


def as_text(data: Any) -> str:
    """Plain data as JSON for people and programs: in lines, Danish letters as they are."""
    return json.dumps(data, ensure_ascii=False, indent=2, default=plain)


def answer_schema() -> str:
    """The JSON Schema of the answer of `check --format json`."""
    from pydantic import TypeAdapter

    return as_text(TypeAdapter(Answer).json_schema())
