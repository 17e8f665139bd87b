"""Rulebook files from disk to validated models, every fault with its place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from reformrules.documents import Document, read_file
from reformrules.errors import InputError, Place, Problem, RulebookError, nearest
from reformrules.faults import translate
from reformrules.rulebook import models as m

_SINGLE = {"record": m.RecordShape, "concept": m.Bilingual}
_MANY: dict[str, Any] = {
    "facts": m.Fact,
    "parameters": m.Parameter,
    "sources": m.Source,
    "conclusions": m.Conclusion,
    "rules": m.Rule,
    "tables": m.Table,
}
KEYS = (*_SINGLE, *_MANY)
OTHER_FILES = frozenset({"register.yaml", "guarantees.yaml"})


def _dict_of(model: Any) -> Any:
    return dict[str, model]


_ADAPTERS: dict[str, TypeAdapter[Any]] = {key: TypeAdapter(_dict_of(model)) for key, model in _MANY.items()}
_NAMES = {key: TypeAdapter(m.RuleId if key in ("rules", "tables") else m.Identifier) for key in _MANY}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file of the rulebook: its models, and the document that knows their places."""

    document: Document
    concept: str
    title: m.Bilingual | None
    parts: Mapping[str, Mapping[str, Any]]


@dataclass(slots=True)
class Folder:
    """All files of a rulebook folder, in the order of their names (the order has no meaning)."""

    path: Path
    sheets: list[Sheet] = field(default_factory=list)
    record: m.RecordShape | None = None
    digest: str = ""


def read_folder(path: Path) -> Folder:
    """Read and validate all YAML files below `path`.

    Raises RulebookError with every problem found, not only the first.
    """
    if not path.is_dir():
        raise RulebookError(Problem("there is no such folder", Place(str(path))))
    files = sorted(p for p in path.rglob("*.yaml") if p.name not in OTHER_FILES)
    if not files:
        raise RulebookError(Problem("the folder holds no .yaml file", Place(str(path))))
    folder, digest = Folder(path), hashlib.sha256()
    problems: list[Problem] = []
    for file in files:
        shown = str(file.relative_to(path))
        digest.update(shown.encode() + b"\0" + file.read_bytes())
        try:
            _add(folder, read_file(file, shown), file)
        except (RulebookError, InputError) as error:
            problems.extend(error.problems)
    if problems:
        raise RulebookError(*problems)
    folder.digest = digest.hexdigest()
    return folder


def _add(folder: Folder, document: Document, file: Path) -> None:
    data = document.data
    if not isinstance(data, dict):
        raise RulebookError(Problem(f"a mapping is needed{nearest('', KEYS)}", document.place(())))
    unknown = [key for key in data if key not in KEYS]
    if unknown:
        problems = [Problem(f"unknown key `{k}`{nearest(k, KEYS)}", document.place((k,))) for k in unknown]
        raise RulebookError(*problems)
    if "record" in data:
        folder.record = validate(m.RecordShape, data["record"], document, ("record",))
    title = validate(m.Bilingual, data["concept"], document, ("concept",)) if "concept" in data else None
    parts = {key: _part(key, data.get(key), document) for key in _MANY if key in data}
    concept = str(file.relative_to(folder.path).with_suffix("")).replace("\\", "/")
    folder.sheets.append(Sheet(document, concept, title, parts))


def _part(key: str, data: Any, document: Document) -> Mapping[str, Any]:
    found: Mapping[str, Any] = validate(_ADAPTERS[key], data, document, (key,))
    if key != "sources":
        for name in found:
            validate(_NAMES[key], name, document, (key, name))
    return found


def validate(model: Any, data: Any, document: Document, path: tuple[str | int, ...] = ()) -> Any:
    """`data` as the model (a pydantic model or TypeAdapter).

    Raises RulebookError with one problem for each fault, placed by `document`.
    """
    try:
        if isinstance(model, TypeAdapter):
            return model.validate_python(data)
        return model.model_validate(data)
    except ValidationError as error:
        raise RulebookError(*translate(error, document, path, lambda loc: _known_keys())) from None


def _known_keys() -> Iterable[str]:
    for value in vars(m).values():
        if isinstance(value, type) and issubclass(value, BaseModel):
            for name, info in value.model_fields.items():
                yield info.alias or name
