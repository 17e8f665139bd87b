"""Units: which there are, and which numbers may stand before them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from reformrules.errors import Both, nearest
from reformrules.rulebook import models as m
from reformrules.rulebook import syntax as s
from reformrules.rulebook.files import Sheet
from reformrules.rulebook.legal_time import DURATION_UNITS
from reformrules.rulebook.types import MAX_DURATION, fault
from reformrules.rulebook.unit_words import unit_text


def declared_units(record: m.RecordShape, merged: Mapping[str, Mapping[str, tuple[Any, Sheet]]]) -> set[str]:
    """The units that the record and the rulebook name."""
    fields = [*record.person.values(), *(f for section in record.sections.values() for f in section.fields.values())]
    models = [model for key in ("facts", "parameters", "conclusions") for model, _ in merged[key].values()]
    return {of.unit for of in (*fields, *models) if of.unit is not None}


def check_unit(node: s.Node, units: set[str]) -> None:
    """A written number has a unit that the rulebook knows, and a duration is a whole number of it."""
    if isinstance(node, s.Literal) and node.unit is not None:
        if node.unit not in units:
            unknown = Both(f"ukendt enhed `{node.unit}`", f"unknown unit `{node.unit}`")
            raise fault(node.at, unknown + nearest(node.unit, units))
        if node.unit in DURATION_UNITS and isinstance(node.value, Decimal):
            da = f"en varighed er et helt antal {unit_text(node.unit, 'da')}"
            raise fault(node.at, Both(da, f"a duration is a whole number of {node.unit}"))


def whole_fault(value: Any, of: m.Parameter | m.Conclusion, name: str) -> Both | None:
    """Why a number is not one of its type, beyond being a number."""
    limit = MAX_DURATION.get(of.unit or "")
    if isinstance(value, Decimal) and (of.type == "int" or limit is not None):
        return Both(f"`{name}` tager et helt tal", f"`{name}` takes a whole number")
    if limit is not None and isinstance(value, int) and not 0 <= value <= limit:
        da = f"`{name}`: en varighed er 0 til {limit} {unit_text(of.unit or '', 'da')}"
        return Both(da, f"`{name}`: a duration is 0 to {limit} {of.unit}")
    return None
