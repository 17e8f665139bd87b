"""What the codes of other registers mean here: a file that whoever knows the register writes.

    weeks:                                   # codes of a file with a code for each citizen and week
      "A1": {benefits: dagpenge}
      "B2": {benefits: {kind: kontanthjælp, visitation: jobparat}}
      "C3": {benefits: ressourceforløbsydelse, schemes: ressourceforløb}
      "D4": none                             # known, and nothing here
    hours:                                   # sorts of work in a file with hours for each citizen and month
      kinds: {"01": ordinær, "02": fleksjob}
      fields: {place: riget}                 # of every row, unless the file has such a column

No code is known from elsewhere: one that is not named is set aside, and never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reformrules.case.record import NONE_WORD, field_fault, no_kind
from reformrules.count.caseload.shape import KIND
from reformrules.count.tables import may_be_left_out
from reformrules.documents import Document, read_file
from reformrules.errors import Both, InputError, Problem, nearest, quoted
from reformrules.rulebook.models import RecordShape

HOURS_TABLE = "employment"
Where = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """The entry of a section that a code stands for."""

    section: str
    kind: str
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Codes:
    """The meanings of the codes of weeks; the kinds of work, and the fields of every row of hours."""

    weeks: Mapping[str, tuple[Meaning, ...]]
    kinds: Mapping[str, str]
    fields: Mapping[str, Any]

    def sections(self) -> list[str]:
        """The sections that the weeks tell of."""
        return sorted({meaning.section for meanings in self.weeks.values() for meaning in meanings})


def read_codes(path: Path, record: RecordShape) -> Codes:
    """The codes of a file; raises InputError with every fault of it."""
    document = read_file(path)
    reader = _Reader(document, record)
    codes = reader.codes()
    if reader.problems:
        raise InputError(*reader.problems)
    return codes


class _Reader:
    def __init__(self, document: Document, record: RecordShape) -> None:
        self.document, self.record = document, record
        self.problems: list[Problem] = []

    def codes(self) -> Codes:
        data = self._mapping(self.document.data, (), ("weeks", "hours"))
        weeks = self._mapping(data.get("weeks", {}), ("weeks",))
        hours = self._mapping(data.get("hours", {}), ("hours",), ("kinds", "fields"))
        kinds = self._mapping(hours.get("kinds", {}), ("hours", "kinds"))
        for code, kind in kinds.items():
            self._check_kind(HOURS_TABLE, kind, ("hours", "kinds", code))
        fields = self._mapping(hours.get("fields", {}), ("hours", "fields"))
        self._check_fields(HOURS_TABLE, None, fields, ("hours", "fields"))
        meanings = {code: tuple(self._meanings(code, said)) for code, said in weeks.items()}
        return Codes(meanings, {code: str(kind) for code, kind in kinds.items()}, fields)

    def _meanings(self, code: str, said: Any) -> Iterator[Meaning]:
        if said == NONE_WORD:
            return
        spells = [
            name for name, section in self.record.sections.items()
            if section.shape == "spell" and may_be_left_out(section)  # so that it can be unknown of a citizen
        ]  # fmt: skip
        for section, entry in self._mapping(said, ("weeks", code), spells).items():
            if section in spells:
                yield self._meaning(section, entry, ("weeks", code, section))

    def _meaning(self, section: str, entry: Any, where: Where) -> Meaning:
        given = self._mapping({KIND: entry} if isinstance(entry, str) else entry, where)
        kind = given.get(KIND)
        self._check_kind(section, kind, where)
        fields = {name: value for name, value in given.items() if name != KIND}
        self._check_fields(section, str(kind), fields, where)
        return Meaning(section, str(kind), fields)

    def _check_kind(self, section: str, kind: Any, where: Where) -> None:
        kinds = self.record.sections[section].kinds
        if kind not in kinds:
            self._fault(no_kind(kind, section, kinds), where)

    def _check_fields(self, section: str, kind: str | None, fields: Mapping[str, Any], where: Where) -> None:
        shape = self.record.sections[section]
        specs = shape.fields if kind is None else shape.fields_of(kind)
        for name, value in fields.items():
            if name not in specs:
                self._fault(
                    Both("ukendt felt ", "unknown field ") + quoted(name) + nearest(name, specs), (*where, name)
                )
            elif (fault := field_fault(specs[name], value)) is not None:
                self._fault(f"`{name}`: " + fault, (*where, name))
        for name in specs if kind is not None else ():
            if specs[name].required and name not in fields:
                da = f"`{name}` mangler; det skal stå ved `{kind}`"
                self._fault(Both(da, f"`{name}` is missing; `{kind}` needs it"), where)

    def _mapping(self, data: Any, where: Where, keys: list[str] | tuple[str, ...] | None = None) -> dict[str, Any]:
        if not isinstance(data, dict):
            self._fault(Both("der skal stå felter (`navn: værdi`)", "a mapping (`name: value`) is needed"), where)
            return {}
        for key in data if keys is not None else ():
            if key not in (keys or ()):
                unknown = Both("ukendt felt ", "unknown key ")
                self._fault(unknown + quoted(key) + nearest(key, keys or ()), (*where, key))
        return data

    def _fault(self, message: Both, where: Where) -> None:
        self.problems.append(Problem(message, self.document.place(where)))
