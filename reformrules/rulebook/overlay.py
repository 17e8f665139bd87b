"""A change of the law as a small file laid over a rulebook: what it replaces, adds and takes away from a day on.

The rulebook it is laid over stays what it was before that day, and under law settings that do not let the change in:
what is replaced or taken away is cut on the first day of what takes its place, with the status of the change. A
conclusion whose law follows an earlier date is therefore answered as before, where that date lies before the change.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import Field

from reformrules.documents import Document, read_file
from reformrules.documents import Path as Keys
from reformrules.errors import Both, InputError, Place, Problem, RulebookError, nearest, quoted
from reformrules.rulebook import models as m
from reformrules.rulebook.book import Laid
from reformrules.rulebook.files import Folder, Sheet, add_document, validate
from reformrules.rulebook.status import Status

DATED = ("rules", "tables")
KINDS = (*DATED, "shares", "parameters", "conclusions", "facts")


class Beginning(m.Strict):
    """The first day of a change."""

    from_: m.IsoDate = Field(alias="from")


class Changes(m.Strict):
    """What is put in the place of something of that name, or added; as in a file of the rulebook."""

    rules: dict[str, Any] = Field(default={})
    tables: dict[str, Any] = Field(default={})
    parameters: dict[str, Any] = Field(default={})
    conclusions: dict[str, Any] = Field(default={})
    facts: dict[str, Any] = Field(default={})
    shares: dict[str, Any] = Field(default={})

    def entries(self) -> Iterator[tuple[str, str, Any]]:
        for kind in KINDS:
            for name, data in getattr(self, kind).items():
                yield kind, name, data


class OverlayFile(m.Strict):
    """A change laid over a rulebook.

    base: the folder of that rulebook, from where the file stands; the shipped one if left out.
    valid, status, source: of every change that does not say otherwise.
    values: parameters by name, each a value from the first day on, or a list of dated values.
    replace: whole rules and tables, which take the place of those of the same name from their first day on; and whole
    parameters, conclusions, facts and shares, which take their place on every day.
    remove: rules and tables that end on the first day.
    """

    overlay: m.Bilingual
    base: str | None = None
    valid: Beginning
    status: m.StatusField = Status.proposed
    source: list[m.Citation] = Field(min_length=1)
    sources: dict[str, m.Source] = Field(default={})
    values: dict[str, Any] = Field(default={})
    replace: Changes = Changes()
    add: Changes = Changes()
    remove: list[str] = Field(default=[])


class CutValidity(m.Validity):
    """The validity of a rule or a table that was replaced or taken away."""

    by: m.Cut

    @property
    def cut(self) -> m.Cut | None:
        return self.by


class CutValue(m.DatedValue):
    """A value of a parameter that another one follows earlier than was written."""

    by: m.Cut

    @property
    def cut(self) -> m.Cut | None:
        return self.by


def is_overlay(path: Path) -> bool:
    """Whether a path is a file, and so no folder of a rulebook."""
    return os.path.isfile(path)  # noqa: PTH113  # pathlib raises for names that no file can have


@dataclass(frozen=True, slots=True)
class Overlay:
    """A change as it was read: its header, and the document that knows the places."""

    file: OverlayFile
    document: Document
    path: Path
    digest: bytes

    @property
    def base(self) -> Path | None:
        """The folder of the rulebook that it is laid over; None for the shipped one."""
        return None if self.file.base is None else self.path.parent / self.file.base


def read_overlay(path: Path) -> Overlay:
    """Read a change; raises RulebookError with everything wrong in its outline."""
    try:
        document = read_file(path)
    except InputError as error:
        raise RulebookError(*error.problems) from None
    if not isinstance(document.data, dict) or "overlay" not in document.data:
        raise RulebookError(Problem(_NO_OVERLAY, Place(document.file)))
    return Overlay(validate(OverlayFile, document.data, document), document, path, path.read_bytes())


_NO_OVERLAY = Both(
    "det er en fil uden `overlay`; angiv mappen, der rummer regelværket, eller en ændring af det",
    "this is a file without `overlay`; name the folder that holds the rulebook, or a change of it",
)
_CALLED = {
    "rules": "en regel", "tables": "en tabel", "parameters": "en parameter", "conclusions": "en konklusion",
    "facts": "en oplysning", "shares": "en andel",
}  # fmt: skip


def laid_over(folder: Folder, overlay: Overlay) -> tuple[Folder, Laid]:
    """The files of a rulebook with a change laid over them; raises RulebookError for names that are not there."""
    work = _Work(folder, overlay)
    work.check_names()
    work.lay()
    digest = hashlib.sha256(f"{folder.digest}\0".encode() + overlay.digest).hexdigest()
    file = overlay.file
    laid = Laid(file.overlay, overlay.document.file, file.valid.from_, work.weakest(), overlay.base, work.renamed)
    return replace(folder, sheets=work.sheets(), digest=digest), laid


@dataclass(slots=True)
class _Work:
    """One change being laid over the files of a rulebook."""

    folder: Folder
    overlay: Overlay
    cuts: dict[tuple[str, str], m.Cut] = field(default_factory=dict)  # (kind, name): where it ends now
    gone: set[tuple[str, str]] = field(default_factory=set)  # what another definition stands for
    renamed: dict[str, str] = field(default_factory=dict)  # rule: the rule in its place
    sheet: Sheet | None = None

    def there(self, kind: str) -> dict[str, Any]:
        """All of a kind that the rulebook has."""
        return {name: model for sheet in self.folder.sheets for name, model in sheet.parts.get(kind, {}).items()}

    def check_names(self) -> None:
        problems = [*self._unknown(), *self._known()]
        if problems:
            raise RulebookError(*problems)

    def _unknown(self) -> Iterator[Problem]:
        file = self.overlay.file
        for kind, name, _ in file.replace.entries():
            yield from self._lacking(kind, name, ("replace", kind, name))
        for name in file.values:
            yield from self._lacking("parameters", name, ("values", name))
        both = {**self.there("rules"), **self.there("tables")}
        for index, name in enumerate(file.remove):
            if name not in both:
                none = Both(
                    "`remove` nævner hverken en regel eller en tabel: ", "`remove` names no rule and no table: "
                )
                yield Problem(none + quoted(name) + nearest(name, both), self.overlay.document.place(("remove", index)))

    def _lacking(self, kind: str, name: str, path: Keys) -> Iterator[Problem]:
        there = self.there(kind)
        if name not in there:
            none = Both(f"regelværket har ikke {_CALLED[kind]} ", f"the rulebook has no {kind.removesuffix('s')} ")
            to_change = Both(" at ændre", " to change")
            yield Problem(none + quoted(name) + to_change + nearest(name, there), self.overlay.document.place(path))

    def _known(self) -> Iterator[Problem]:
        for kind, name, _ in self.overlay.file.add.entries():
            if name in self.there(kind):
                da = f"regelværket har allerede {_CALLED[kind]} `{name}`; skriv den under `replace`"
                en = f"the rulebook has a {kind.removesuffix('s')} `{name}` already; put it under `replace`"
                message = Both(da, en)
                yield Problem(message, self.overlay.document.place(("add", kind, name)))

    def lay(self) -> None:
        """Read what is new as one more file of the rulebook, and note where that leaves the old."""
        document = self._as_a_file()
        read = Folder(self.folder.path, record=self.folder.record)
        add_document(read, document, str(Path(document.file).stem))
        self.sheet = replace(read.sheets[0], title=self.overlay.file.overlay)
        for kind, name, _ in self.overlay.file.replace.entries():
            if kind in DATED:
                new = self.sheet.parts[kind][self.renamed[name]]
                self.cuts[kind, name] = m.Cut(new.valid.from_, new.status)
            else:
                self.gone.add((kind, name))
        for name in self.overlay.file.remove:
            for kind in DATED:
                self.cuts.setdefault((kind, name), m.Cut(self.overlay.file.valid.from_, self.overlay.file.status))

    def _as_a_file(self) -> Document:
        """What is replaced and added as a file of the rulebook would say it; what was left out is filled in."""
        file, data, paths = self.overlay.file, dict[str, Any](), dict[Keys, Keys]()
        if file.sources:
            data["sources"], paths["sources",] = self.overlay.document.data["sources"], ("sources",)
        for where, changes in (("replace", file.replace), ("add", file.add)):
            for kind, name, given in changes.entries():
                new = self._new_name(name, given) if where == "replace" and kind in DATED else name
                data.setdefault(kind, {})[new] = self._filled(kind, given)
                paths[kind, new] = (where, kind, name)
        return self.overlay.document.moved(data, paths)

    def _new_name(self, name: str, given: Any) -> str:
        """The name of what takes the place of a rule or table: its name, and from when it does."""
        valid = given.get("valid") if isinstance(given, dict) else None
        begins = valid.get("from") if isinstance(valid, dict) else None
        self.renamed[name] = f"{name}-from-{begins or self.overlay.file.valid.from_}"
        return self.renamed[name]

    def _filled(self, kind: str, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        if kind in (*DATED, "shares"):
            valid = given.get("valid", {})
            valid = {**self._begins(), **valid} if isinstance(valid, dict) else valid
            return {**self._signed(), **given, "valid": valid}
        if kind == "parameters" and isinstance(given.get("values"), list):
            return {**given, "values": [self._dated(value) for value in given["values"]]}
        if kind == "conclusions" and isinstance(given.get("otherwise"), dict):
            return {**given, "otherwise": {**self._signed(), **given["otherwise"]}}
        return given

    def _dated(self, value: Any) -> Any:
        return {**self._begins(), **self._signed(), **value} if isinstance(value, dict) else value

    def _begins(self) -> dict[str, Any]:
        return {"from": self.overlay.file.valid.from_}

    def _signed(self) -> dict[str, Any]:
        return {"status": self.overlay.file.status.name, "source": self.overlay.document.data["source"]}

    def sheets(self) -> list[Sheet]:
        """The files as they are now, the new one last."""
        assert self.sheet is not None  # it was read
        parameters, document = self._parameters()
        self.gone |= {("parameters", name) for name in parameters}
        sheets = [self._changed(sheet) for sheet in self.folder.sheets]
        if parameters:
            sheets.append(Sheet(document, self.sheet.concept, None, {"parameters": parameters}))
        return [*sheets, replace(self.sheet, parts=self._overriding(self.sheet.parts))]

    def _changed(self, sheet: Sheet) -> Sheet:
        parts = {kind: self._kept(kind, models) for kind, models in sheet.parts.items()}
        return replace(sheet, parts=self._overriding(parts))

    def _kept(self, kind: str, models: Mapping[str, Any]) -> Mapping[str, Any]:
        kept = {name: model for name, model in models.items() if (kind, name) not in self.gone}
        for name, model in kept.items():
            cut = self.cuts.get((kind, name))
            if cut is not None and _outlasts(model.valid, cut):
                valid = CutValidity.model_construct(**dict(model.valid), by=cut)
                kept[name] = model.model_copy(update={"valid": valid})
        return kept

    def _overriding(self, parts: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
        """What overrides a rule overrides the rule in its place too."""
        rules = dict(parts.get("rules", {}))
        for id_, rule in rules.items():
            more = [new for old in rule.overrides for new in self._in_place_of(old)]
            if more:
                rules[id_] = rule.model_copy(update={"overrides": [*rule.overrides, *more]})
        return {**parts, "rules": rules} if rules else dict(parts)

    def _in_place_of(self, old: str) -> Iterator[str]:
        """The rule, or the row of a table, that takes the place of one and concludes the same."""
        assert self.sheet is not None  # it was read
        before, rules = self.there("rules").get(old), self.sheet.parts.get("rules", {})
        if before is not None and old in self.renamed and _concluded(before) == _concluded(rules[self.renamed[old]]):
            yield self.renamed[old]
        for name, table in self.sheet.parts.get("tables", {}).items():
            for row in table.rows:
                first = next((one for one, new in self.renamed.items() if new == name), None)
                if first is not None and old == f"{first}-{row.id}":
                    yield f"{name}-{row.id}"

    def _parameters(self) -> tuple[dict[str, m.Parameter], Document]:
        """The parameters that have other values from a day on, and a document with the places of these."""
        values, there = self.overlay.file.values, self.there("parameters")
        document = self.overlay.document
        paths: dict[Keys, Keys] = {("parameters", name): ("values", name) for name in values}
        made: dict[str, m.Parameter] = {}
        for name, given in values.items():
            new = self._values(name, given)
            made[name] = there[name].model_copy(update={"values": [*new, *_around(there[name].values, new)]})
            paths |= {("parameters", name, "values", i): ("values", name, *_at(given, i)) for i in range(len(new))}
            paths |= {
                ("parameters", name, "values", i, "value"): ("values", name, *_at(given, i), *_value(given))
                for i in range(len(new))
            }
        return made, document.moved({}, paths)

    def _values(self, name: str, given: Any) -> list[m.DatedValue]:
        """The new values of a parameter, each with its dates, status and source."""
        if not _is_dated(given):
            data = {"value": given, **self._begins(), **self._signed()}
            return [validate(m.DatedValue, data, self.overlay.document, ("values", name))]
        return [
            validate(m.DatedValue, self._dated(value), self.overlay.document, ("values", name, index))
            for index, value in enumerate(given)
        ]

    def weakest(self) -> Status:
        """The weakest status of what is changed."""
        assert self.sheet is not None  # it was read
        new = [model for kind in DATED for model in self.sheet.parts.get(kind, {}).values()]
        new += [value for name, given in self.overlay.file.values.items() for value in self._values(name, given)]
        found: set[Status] = {model.status for model in new}
        found |= {self.overlay.file.status} if self.overlay.file.remove or not found else set()
        return max(found)


def _is_dated(given: Any) -> bool:
    return isinstance(given, list) and any(isinstance(value, dict) for value in given)


def _at(given: Any, index: int) -> Keys:
    return (index,) if _is_dated(given) else ()


def _value(given: Any) -> Keys:
    return ("value",) if _is_dated(given) else ()


def _concluded(rule: m.Rule) -> str | None:
    return next(iter({**(rule.then or {}), **(rule.undetermined or {})}), None)


def _outlasts(valid: m.Validity, cut: m.Cut) -> bool:
    """Whether something would hold on after a cut."""
    return valid.until is None or valid.until > cut.day or valid.until_status > cut.status


def _around(old: list[m.DatedValue], new: list[m.DatedValue]) -> Iterator[m.DatedValue]:
    """The values so far, cut where the new ones begin, and taken up again where these end."""
    first = min(new, key=lambda value: value.from_)
    last = max(new, key=lambda value: value.until or date.max)
    cut = m.Cut(first.from_, first.status)
    for value in old:
        yield CutValue.model_construct(**dict(value), by=cut) if _outlasts(value, cut) else value
        if last.until is not None and (value.until is None or value.until > last.until):
            begins, status = max(value.from_, last.until), max(value.status, last.status)
            yield value.model_copy(update={"from_": begins, "status": status})
