"""What to say of a name in a case or a table that the record does not have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from reformrules.errors import MAX_SHOWN, Both, like, nearest
from reformrules.rulebook.models import RecordShape

_SAME_WORD = 0.85  # a label is taken for the name that stands for it when it is written as it is, or nearly


def hint(record: RecordShape, name: str, valid: Iterable[str]) -> Both:
    """The layer that has an unknown name, or a name like it, or the name whose label it is, or else what is valid."""
    layer = record.off.get(name)
    if layer:
        return Both(
            f"; laget `{layer}` har det, vælg det med `--layer {layer}`",
            f"; the layer `{layer}` has it, choose it with `--layer {layer}`",
        )
    names = set(valid)
    if like(name, names) is not None:
        return nearest(name, names)
    labels = {label.casefold(): field for field, label in _labels(record) if field in names}
    spoken = get_close_matches(name[:MAX_SHOWN].casefold().replace("_", " "), labels, n=1, cutoff=_SAME_WORD)
    if not spoken:
        return nearest(name, names)
    meant = f"`{labels[spoken[0]]}` ({spoken[0]})"
    return Both(f"; mente du {meant}?", f"; did you mean {meant}?")


def _labels(record: RecordShape) -> Iterator[tuple[str, str]]:
    """Every name of the record with its label in each language."""
    named = [(name, spec.label) for name, spec in record.person.items()]
    for name, section in record.sections.items():
        named += [(name, section.label), *((field, spec.label) for field, spec in section.fields.items())]
    for name, label in named:
        yield name, label.da
        yield name, label.en
