"""Layers: folders of the rulebook that a municipality adds for itself, off until they are chosen by name.

A folder with a `layer.yaml` is a layer. It may bring facts, fields and sections of the record, parameters, sources,
rules and conclusions of its own, and a register of what its documents say. It can read what is national and cannot
change it: no national name is given again, no national conclusion is concluded, and nothing in it is in force on a
day outside the validity that its `layer.yaml` states. So not one national finding differs when a layer is on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from reformrules.documents import Document, read_file
from reformrules.errors import NOTHING, Both, InputError, Place, Problem, RulebookError, nearest, quoted
from reformrules.rulebook import models as m
from reformrules.rulebook.book import Rulebook, Window, window_of
from reformrules.rulebook.initiatives import Frame, Wording

if TYPE_CHECKING:
    from reformrules.rulebook.origins import Home

FILE = "layer.yaml"


class Layer(m.Strict):
    """What `layer.yaml` says of a layer.

    valid: the days on which anything in it can be in force. needs: layers that are chosen with it.
    applies: the conclusion, true or false, on which all its initiatives rest: whether it has the citizen's case.
    initiatives: how it answers for them; a layer without takes those of one that it needs.
    """

    title: m.Bilingual
    valid: m.Validity
    needs: list[str] = Field(default=[])
    applies: m.Identifier | None = None
    initiatives: Wording | None = None


class Addition(m.RecordShape):
    """What a layer adds to the record: fields of the person and sections that no other file gives."""

    person: dict[str, m.FieldSpec] = Field(default={})
    sections: dict[str, m.Section] = Field(default={})


class _LayerFile(m.Strict):
    layer: Layer


def layers_in(rules: Path) -> dict[str, Layer]:
    """The layers of a rulebook folder by name; raises RulebookError for a `layer.yaml` that is not valid."""
    return {file.parent.name: _read(file) for file in sorted(rules.glob(f"*/{FILE}"))}


def _read(file: Path) -> Layer:
    from reformrules.rulebook.files import validate

    try:
        document = read_file(file, f"{file.parent.name}/{FILE}")
    except InputError as error:
        raise RulebookError(*error.problems) from None
    found: _LayerFile = validate(_LayerFile, document.data, document)
    return found.layer


def choose(there: Mapping[str, Layer], names: Iterable[str]) -> tuple[str, ...]:
    """The layers named, and those they need, each once and sorted; raises InputError for an unknown name."""
    wanted, found = list(names), set[str]()
    while wanted:
        name = wanted.pop()
        if name not in there:
            none = Both("regelværket har intet lag ", "the rulebook has no layer ")
            raise InputError(Problem(none + quoted(name) + nearest(name, there)))
        if name not in found:
            found.add(name)
            wanted += there[name].needs
    return tuple(sorted(found))


def built_on(there: Mapping[str, Layer], names: Collection[str]) -> list[str]:
    """The layers that are not among some and need one of them."""
    return [name for name in there if name not in names and set(choose(there, [name])) & set(names)]


def layer_of(file: str, layers: Iterable[str]) -> str | None:
    """The layer that a file of the rulebook, named from the rulebook's folder, belongs to; None for a national one."""
    first, slash, _ = file.replace("\\", "/").partition("/")
    return first if slash and first in layers else None


def frames_of(layers: Mapping[str, Layer]) -> dict[str, Frame]:
    """What each layer says for all its initiatives; one that has no words, nor has what it needs, is left out."""
    found: dict[str, Frame] = {}
    for name, layer in layers.items():
        words = next((one.initiatives for one in _needed(name, layers) if one.initiatives is not None), None)
        if words is not None:
            found[name] = Frame(words, layer.applies, layer.valid.until)
    return found


def _needed(name: str, layers: Mapping[str, Layer]) -> Iterator[Layer]:
    """A layer and those it needs, the nearest first."""
    todo = [name]
    for one in todo:
        yield layers[one]
        todo += [other for other in layers[one].needs if other not in todo]


def names_added(rules: Path, files: Iterable[Path]) -> dict[str, str]:
    """What files of layers that are not chosen would add to the record: fields and sections, each with its layer.

    It serves hints alone, so a file that cannot be read adds nothing.
    """
    found: dict[str, str] = {}
    for file in files:
        text = file.read_bytes()
        if not text.startswith(b"record:") and b"\nrecord:" not in text:
            continue
        with suppress(InputError):
            data = read_file(file, file.name).data
            record = data["record"] if isinstance(data, dict) else {}
            for part in ("person", "sections"):
                names = record.get(part) if isinstance(record, dict) else {}
                found |= dict.fromkeys(names if isinstance(names, dict) else (), file.relative_to(rules).parts[0])
    return found


def areas_in(layers: Mapping[str, Layer]) -> dict[str, m.Bilingual]:
    """The kinds of money that layers tell apart."""
    found: dict[str, m.Bilingual] = {}
    for layer in layers.values():
        found |= layer.initiatives.areas if layer.initiatives is not None else {}
    return found


def documents_named(name: str, rules: Path, left_out: Collection[str]) -> Iterator[Document]:
    """The files of a name below a rulebook folder, those of layers that are left out not read; raises InputError."""
    for file in sorted(rules.rglob(name)):
        shown = str(file.relative_to(rules))
        if layer_of(shown, left_out) is None:
            yield read_file(file, shown)


def layer_faults(book: Rulebook, chosen: Mapping[str, Layer], homes: Mapping[tuple[str, str], Home]) -> list[Problem]:
    """What a layer does that it must not: conclude what is national, or be in force outside its validity."""
    return [*_foreign(book, chosen, homes), *_outside(book, chosen, homes)]


def _foreign(book: Rulebook, chosen: Mapping[str, Layer], homes: Mapping[tuple[str, str], Home]) -> Iterator[Problem]:
    for rule in book.rules.values():
        own = layer_of(rule.place.file, chosen)
        conclusion = book.conclusions.get(rule.concludes or "")
        if own is None or conclusion is None:
            continue
        other = layer_of(conclusion.place.file, chosen)
        if other != own:
            yield Problem(_not_its_own(conclusion.name, own, other), homes["rules", rule.id].place())


def _not_its_own(name: str, own: str, other: str | None) -> Both:
    da, en = (f"lagets `{other}`", f"of the layer `{other}`") if other else ("national", "national")
    return Both(
        f"`{name}` er {da}; laget `{own}` kan ikke ændre det, vælg et navn, der er dets eget",
        f"`{name}` is {en}; the layer `{own}` cannot change it, choose a name of its own",
    )


def _outside(book: Rulebook, chosen: Mapping[str, Layer], homes: Mapping[tuple[str, str], Home]) -> Iterator[Problem]:
    for file, window, place in _windows(book, homes):
        own = layer_of(file, chosen)
        if own is None:
            continue
        valid = chosen[own].valid
        late = valid.until is not None and (window.end is None or window.end > valid.until)
        if window.start < valid.from_ or late:
            da = f"det gælder uden for laget `{own}`, som gælder fra {valid.from_}"
            en = f"this is in force outside the layer `{own}`, which holds from {valid.from_}"
            until = Both(f" indtil {valid.until}", f" until {valid.until}") if valid.until else NOTHING
            yield Problem(Both(da, en) + until, place)


def _windows(book: Rulebook, homes: Mapping[tuple[str, str], Home]) -> Iterator[tuple[str, Window, Place]]:
    for rule in book.rules.values():
        yield rule.place.file, rule.window, homes["rules", rule.id].place("valid")
    for name, parameter in book.parameters.items():
        home = homes["names", name]
        for index, value in enumerate(parameter.values):
            yield home.place().file, window_of(value), home.place("values", index)
