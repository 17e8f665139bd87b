"""Rulebook files from disk to validated models, every fault with its place."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from reformrules.documents import Document, read_file
from reformrules.errors import NOTHING, Both, InputError, Place, Problem, RulebookError, nearest, quoted
from reformrules.faults import Location, translate
from reformrules.rulebook import models as m
from reformrules.rulebook.figures import Figure
from reformrules.rulebook.initiatives import Initiative
from reformrules.rulebook.layers import FILE as LAYER_FILE
from reformrules.rulebook.layers import Addition, Layer, choose, frames_of, layer_of, layers_in, names_added
from reformrules.rulebook.record_scope import record_faults
from reformrules.rulebook.shares import Share
from reformrules.rulebook.statements import RegisterEntry, RowId
from reformrules.rulebook.status import Status
from reformrules.rulebook.syntax import RESERVED
from reformrules.rulebook.tables import table_faults

SINGLE = {"record": m.RecordShape, "concept": m.Bilingual}
MANY: dict[str, Any] = {
    "facts": m.Fact,
    "parameters": m.Parameter,
    "sources": m.Source,
    "conclusions": m.Conclusion,
    "rules": m.Rule,
    "tables": m.Table,
    "shares": Share,
    "register": RegisterEntry,
    "figures": Figure,
    "initiatives": Initiative,
}
KEYS = (*SINGLE, *MANY)
OTHER_FILES = frozenset({"caseload.yaml", "guarantees.yaml", "intended.yaml", "survivors.yaml", LAYER_FILE})


PATTERNS = {
    "rules": m.RuleId, "tables": m.RuleId, "shares": m.RuleId, "register": RowId, "figures": m.RuleId,
    "initiatives": m.RuleId,
}  # fmt: skip


def _dict_of(model: Any) -> Any:
    return dict[str, model]


@cache
def _adapter(key: str) -> TypeAdapter[Any]:
    """What checks the entries of a key."""
    return TypeAdapter(_dict_of(MANY[key]))


@cache
def _names(key: str) -> TypeAdapter[Any]:
    """What checks their names."""
    return TypeAdapter(PATTERNS.get(key, m.Identifier))


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file of the rulebook: its models, and the document that knows their places."""

    document: Document
    concept: str
    title: m.Bilingual | None
    parts: Mapping[str, Mapping[str, Any]]


@dataclass(slots=True)
class Folder:
    """All files of a rulebook folder, in the order of their names (the order has no meaning).

    off: names that layers which are not chosen would add to the record, each with its layer.
    """

    path: Path
    layers: Mapping[str, Layer] = field(default_factory=dict)
    sheets: list[Sheet] = field(default_factory=list)
    record: m.RecordShape | None = None
    off: dict[str, str] = field(default_factory=dict)
    additions: list[tuple[Addition, Document]] = field(default_factory=list)
    digest: str = ""


def read_folder(path: Path, layers: Iterable[str] = ()) -> Folder:
    """Read and validate all YAML files below `path`, of its layers those that are named.

    Raises RulebookError with every problem found, not only the first, and InputError for an unknown layer.
    """
    found, there = _files(path), layers_in(path)
    folder, digest = Folder(path, {name: there[name] for name in choose(there, layers)}), hashlib.sha256()
    left_out = there.keys() - folder.layers.keys()
    files = [file for file in found if layer_of(str(file.relative_to(path)), left_out) is None]
    problems: list[Problem] = []
    for name in folder.layers:
        digest.update((path / name / LAYER_FILE).read_bytes())
    for file in files:
        shown = str(file.relative_to(path))
        try:
            add_document(folder, read_file(file, shown), shown.removesuffix(".yaml").replace("\\", "/"))
            digest.update(shown.encode("utf-8", "surrogateescape") + b"\0" + file.read_bytes())
        except (RulebookError, InputError) as error:
            problems.extend(error.problems)
    if problems:
        raise RulebookError(*problems)
    folder.digest = digest.hexdigest()
    folder.off = names_added(path, [file for file in found if file not in files])
    return folder


def _files(path: Path) -> list[Path]:
    if not os.path.isdir(path):  # noqa: PTH112  # pathlib raises for names that no file can have
        there = os.path.exists(path)  # noqa: PTH110
        raise RulebookError(Problem(_NOT_A_FOLDER if there else _NO_FOLDER, Place(str(path))))
    found = sorted(p for p in path.rglob("*") if p.suffix in (".yaml", ".yml"))
    if not found:
        raise RulebookError(Problem(_EMPTY, Place(str(path))))
    other = [Problem(_SUFFIX, Place(str(p.relative_to(path)))) for p in found if p.suffix != ".yaml"]
    if other:
        raise RulebookError(*other)
    return [file for file in found if file.name not in OTHER_FILES]


_NO_FOLDER = Both("der er ingen sådan mappe", "there is no such folder")
_EMPTY = Both("mappen rummer ingen .yaml-fil", "the folder holds no .yaml file")
_NOT_A_FOLDER = Both(
    "det er en fil; angiv mappen, der rummer regelværket", "this is a file; name the folder that holds the rulebook"
)
_NATIONAL = Both(
    "`initiatives` hører til et lag; læg dem i en mappe med en `layer.yaml`",
    "`initiatives` belong to a layer; put them in a folder with a `layer.yaml`",
)
_SUFFIX = Both(
    "en fil i regelværket ender på `.yaml`; omdøb den, eller flyt den ud af mappen",
    "a rulebook file ends in `.yaml`; rename it, or move it out of the folder",
)
_A_MAPPING = Both("der skal stå felter (`navn: værdi`)", "a mapping (`name: value`) is needed")
_RECORD_TWICE = Both("`record` står allerede i en anden fil", "`record` is given in another file already")
_NO_RECORD = Both("ingen fil angiver `record`, formen på en sag", "no file gives `record`, the shape of a case")
_RECORD_HAS = (
    Both("sagen har allerede ", "the record has "),
    Both(
        "; et lag føjer til sagens form og ændrer intet i den",
        " already; a layer adds to the record and changes nothing in it",
    ),
)


def _wordless(layer: str) -> Both:
    where = f"`{layer}/layer.yaml`"
    return Both(
        f"indsatser skal have ord at blive besvaret med; skriv `initiatives` under `layer` i {where}",
        f"initiatives need words to be answered in; write `initiatives` under `layer` in {where}",
    )


def add_document(folder: Folder, document: Document, concept: str) -> None:
    """Validate what one file says, and put it into the folder; raises RulebookError with every problem found."""
    data = document.data
    if not isinstance(data, dict):
        raise RulebookError(Problem(_A_MAPPING + nearest("", KEYS), document.place(())))
    found = _Found()
    local = layer_of(concept, folder.layers)
    if "initiatives" in data and (local is None or local not in frames_of(folder.layers)):
        message = _NATIONAL if local is None else _wordless(local)
        found.problems.append(Problem(message, document.place(("initiatives",))))
    found.problems += [
        Problem(Both("ukendt felt ", "unknown key ") + quoted(key) + nearest(key, KEYS), document.place((key,)))
        for key in data
        if key not in KEYS
    ]
    if "record" in data:
        found.attempt(_set_record if local is None else _add_record, folder, data["record"], document)
    title = found.attempt(validate, m.Bilingual, data["concept"], document, ("concept",)) if "concept" in data else None
    parts = {key: found.attempt(_part, key, data[key], document) for key in MANY if key in data}
    found.stop()
    folder.sheets.append(Sheet(document, concept, title, parts))


class _Found:
    """Collects problems, so that one fault does not hide the next."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def attempt(self, action: Callable[..., Any], *arguments: Any) -> Any:
        """What the action gives, or None when it is refused."""
        try:
            return action(*arguments)
        except RulebookError as error:
            self.problems += error.problems
            return None

    def stop(self) -> None:
        """Raise RulebookError when there are problems."""
        if self.problems:
            raise RulebookError(*self.problems)


def _set_record(folder: Folder, data: Any, document: Document) -> None:
    if folder.record is not None:
        raise RulebookError(Problem(_RECORD_TWICE, document.place(("record",))))
    folder.record = validate(m.RecordShape, data, document, ("record",))
    found = _Found()
    found.problems += record_faults(folder.record, document)
    found.stop()


def _add_record(folder: Folder, data: Any, document: Document) -> None:
    addition = validate(Addition, data, document, ("record",))
    found = _Found()
    found.problems += record_faults(addition, document)
    found.stop()
    folder.additions.append((addition, document))


def whole_record(folder: Folder) -> m.RecordShape:
    """The national record with what the chosen layers add to it.

    Raises RulebookError where there is no record, and where a layer gives a field or section that is there already.
    """
    if folder.record is None:
        raise RulebookError(Problem(_NO_RECORD, Place(str(folder.path))))
    person, sections = dict(folder.record.person), dict(folder.record.sections)
    found = _Found()
    for addition, document in folder.additions:
        for key, names, whole in (("person", addition.person, person), ("sections", addition.sections, sections)):
            found.problems += [
                Problem(_RECORD_HAS[0] + quoted(name) + _RECORD_HAS[1], document.place(("record", key, name)))
                for name in names if name in whole
            ]  # fmt: skip
        person |= addition.person
        sections |= addition.sections
    found.stop()
    return m.RecordShape.model_construct(person=person, sections=sections, layers=tuple(folder.layers), off=folder.off)


def _part(key: str, data: Any, document: Document) -> Mapping[str, Any]:
    models: Mapping[str, Any] = validate(_adapter(key), data, document, (key,))
    found = _Found()
    for name in models if key != "sources" else ():
        found.attempt(validate, _names(key), name, document, (key, name))
        if name in RESERVED:
            da = f"`{name}` er et ord i regelsproget; vælg et andet navn"
            message = Both(da, f"`{name}` is a word of the rule language; choose another name")
            found.problems.append(Problem(message, document.place((key, name))))
    if key == "tables":
        found.problems += table_faults(models, document)
    found.stop()
    return models


def validate(model: Any, data: Any, document: Document, path: tuple[str | int, ...] = ()) -> Any:
    """`data` as the model (a pydantic model or TypeAdapter).

    Raises RulebookError with one problem for each fault, placed by `document`.
    """
    try:
        if isinstance(model, TypeAdapter):
            return model.validate_python(data)
        return model.model_validate(data)
    except ValidationError as error:

        def keys(where: Location) -> Iterable[str]:
            return _keys(model, where[len(path) :])

        def remedy(where: Location) -> Both:
            return _MISSING.get(str(where[-1]), NOTHING)

        raise RulebookError(*translate(error, document, path, keys, remedy)) from None


_IN_BOTH = Both("; skriv det på dansk (`da`) og engelsk (`en`)", "; write it in Danish (`da`) and English (`en`)")
_EVERY_TEXT = Both("; hver tekst gives på dansk og engelsk", "; every text is given in Danish and English")
_MISSING = {
    "source": Both(
        "; henvis til en post i `sources`, fx `[{id: ..., section: ...}]`",
        "; cite an entry of `sources`, like `[{id: ..., section: ...}]`",
    ),
    "status": nearest("", Status.__members__),
    "from": Both("; skriv den første dag, fx 2026-07-01", "; write the first day, like 2026-07-01"),
    "text": _IN_BOTH,
    "label": _IN_BOTH,
    "da": _EVERY_TEXT,
    "en": _EVERY_TEXT,
}


def _keys(model: Any, where: tuple[str | int, ...]) -> Iterable[str]:
    """The keys that are valid beside the last one of a location in a model."""
    kinds: set[Any] = {model} if isinstance(model, type) else {MANY[key] for key in MANY if _adapter(key) is model}
    for part in where[:-1] if isinstance(model, type) else where[1:-1]:
        kinds = {inner for kind in kinds for inner in _inside(kind, part)}
    return [info.alias or name for kind in kinds for name, info in kind.model_fields.items() if info.init is not False]


def _inside(model: type[BaseModel], part: str | int) -> set[Any]:
    """The models that stand in a field; of anything that is not a field (a name, an index), the model itself."""
    for name, info in model.model_fields.items():
        if part == (info.alias or name):
            return set(_models(info.annotation))
    return {model}


def _models(annotation: Any) -> Iterable[Any]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)
