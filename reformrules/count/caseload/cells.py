"""Cells as SQL: what a written cell means, and whether it means nothing that is valid.

The rules are those of the case intake (`reformrules.case.record`); a test holds the two together. A column that has
the right type already (of Parquet or DuckDB) is taken as it is; every other is read as text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from reformrules.case.record import MAX_ID, NONE_WORD, bounds
from reformrules.count.caseload import sql
from reformrules.count.caseload.shape import Written
from reformrules.days import FIRST_DAY, LAST_DAY
from reformrules.errors import HIDDEN
from reformrules.rulebook.models import FieldSpec

_DAYS = ["DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"]
_READABLE = re.compile(r"VARCHAR|BOOLEAN|DATE|TIMESTAMP\w*|U?\w*INT\w*|DECIMAL\(.*\)|FLOAT|DOUBLE|ENUM\(.*\)|\"NULL\"")
_INT, _DECIMAL = r"-?(0|[1-9][0-9]*)", r"-?(0|[1-9][0-9]*)(\.[0-9]{1,4}0*)?"
_NUMBER = "DECIMAL(18, 4)"
# The same as the intake refuses, in the words of RE2, which has no look-behind.
CPR = (
    r"(^|[^\p{Nd}])\p{Nd}{2}[-./ ]?\p{Nd}{2}[-./ ]?\p{Nd}{2}[-–./ ]?\p{Nd}{4}($|[^\p{Nd}])"
    r"|\p{Nd}{6}-\p{Nd}{4}"
)
_FORBIDDEN = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\x{2028}\x{2029}\x{fffe}\x{ffff}]"


def shown(text: str) -> str:
    """A text as it may be shown, as SQL: one that looks like a CPR number is not repeated."""
    return f"CASE WHEN regexp_matches({text}, '{CPR}') THEN '{HIDDEN}' ELSE {text} END"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as SQL: whether it is empty, what it means (NULL where none), and whether it is not valid."""

    empty: str
    value: str
    wrong: str


def unless(empty: str, condition: str) -> str:
    """A condition on the cells that are not empty; it is not worked out for the others, and those are many."""
    return "false" if condition == "false" else f"CASE WHEN {empty} THEN false ELSE {condition} END"


def readable(physical: str) -> bool:
    """Whether a column of a physical type can hold anything that a case can say."""
    return _READABLE.fullmatch(physical) is not None


def as_text(column: str, physical: str) -> str:
    """A column as the text that a person would have written; NULL where it is empty."""
    if physical == "VARCHAR":
        return f"nullif({column}, '')"
    written = f"CAST({column} AS VARCHAR)"
    return f"nullif({written}, '')"


def cell(column: str, physical: str, of: Written) -> Cell:
    """The meaning of a cell of a column, of which `column` is the expression and `physical` the type it has."""
    if (taken := _taken(column, physical, of)) is not None:
        return taken
    written = as_text(column, physical)
    value, wrong = _READ[of.type](written, of)
    empty = f"{written} IS NULL"
    if of.spec is not None and of.spec.may_be_none:
        value, wrong = (
            f"CASE WHEN {written} <> '{NONE_WORD}' THEN {value} END",
            f"{wrong} AND {written} <> '{NONE_WORD}'",
        )
    return Cell(empty, value, unless(empty, wrong))


def _taken(column: str, physical: str, of: Written) -> Cell | None:
    """The meaning of a column whose type is right already."""
    empty = f"{column} IS NULL"
    if of.type in ("date", "month") and physical in _DAYS:
        day = f"CAST({column} AS DATE)"
        faults = [_far(day), *([f"day({day}) <> 1"] if of.type == "month" else [])]
        faults += [f"{day} <> {column}"] if physical != "DATE" else []
        return Cell(empty, day, unless(empty, sql.any_of(faults)))
    if (of.type, physical) == ("bool", "BOOLEAN"):
        return Cell(empty, column, "false")
    if of.spec is not None and of.type in ("int", "decimal") and _is_number(physical):
        value = f"TRY_CAST({column} AS {_number_type(of)})"
        wrong = f"coalesce({value} <> {column} OR {_out_of_range(value, of.spec)}, true)"
        return Cell(empty, value, unless(empty, wrong))
    return None


def _is_number(physical: str) -> bool:
    return physical in ("FLOAT", "DOUBLE") or physical.startswith("DECIMAL") or "INT" in physical


def _far(day: str) -> str:
    return f"({day} < DATE '{FIRST_DAY}' OR {day} > DATE '{LAST_DAY}')"


def _number_type(of: Written) -> str:
    return "BIGINT" if of.type == "int" else _NUMBER


def _out_of_range(number: str, spec: FieldSpec) -> str:
    low, high = bounds(spec)
    return f"({number} < {low} OR {number} > {high})"


def _bool(written: str, of: Written) -> tuple[str, str]:
    return f"{written} = 'true'", f"NOT {sql.one_of(written, ('true', 'false'))}"


def _date(written: str, of: Written) -> tuple[str, str]:
    day = f"TRY_CAST({written} AS DATE)"  # takes more than one form; only that which it writes itself is valid
    return day, f"coalesce(CAST({day} AS VARCHAR) <> {written} OR {_far(day)}, true)"


def _month(written: str, of: Written) -> tuple[str, str]:
    return _date(f"({written} || '-01')", of)


def _number(written: str, of: Written) -> tuple[str, str]:
    assert of.spec is not None  # only fields are numbers
    number = f"TRY_CAST({written} AS {_number_type(of)})"
    form = f"regexp_full_match({written}, '{_INT if of.type == 'int' else _DECIMAL}')"
    return number, f"NOT {form} OR coalesce({_out_of_range(number, of.spec)}, true)"


def number_in(written: str) -> Cell:
    """The number in a text, of any size and also below zero."""
    value = f"TRY_CAST({written} AS {_NUMBER})"
    form = f"regexp_full_match({written}, '{_DECIMAL}')"
    return Cell(f"{written} IS NULL", value, unless(f"{written} IS NULL", f"NOT {form} OR {value} IS NULL"))


def _text(written: str, of: Written) -> tuple[str, str]:
    if of.spec is None or of.spec.one_of is None:
        return written, f"regexp_matches({written}, '{_FORBIDDEN}')"
    return written, f"NOT {sql.one_of(written, of.spec.one_of)}"


def _id(written: str, of: Written) -> tuple[str, str]:
    blank = f"NOT regexp_matches({written}, '[^\\s\\p{{Z}}]') OR length({written}) > {MAX_ID}"
    return written, f"{blank} OR regexp_matches({written}, '{CPR}') OR regexp_matches({written}, '{_FORBIDDEN}')"


def _any(written: str, of: Written) -> tuple[str, str]:
    return written, "false"  # what is valid depends on the section, not on the column


_READ = {
    "bool": _bool, "date": _date, "month": _month, "int": _number, "decimal": _number, "text": _text, "id": _id,
    "kind": _any, "sections": _any,
}  # fmt: skip
