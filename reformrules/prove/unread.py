"""Facts, parameters and steps that no rule and no text of one ever reads; no solver is needed for that."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reformrules.prove.world import cone
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.parsing import parse

_NAMED = re.compile(r"\{([a-z0-9_.]+)\}")


def unread(book: Rulebook) -> Iterator[str]:
    """The names of the rulebook that nothing it says rests on, in its order."""
    read = cone(book, [*book.conclusions, *(rule.id for rule in book.obligations)]) - book.conclusions.keys()
    concluded, duties = (one.names for one in book.conclusions.values()), (rule.names for rule in book.obligations)
    read = read.union(*concluded, *duties, _read_elsewhere(book))
    yield from (name for name in (*book.facts, *book.parameters) if name not in read)
    for name, conclusion in book.conclusions.items():
        if conclusion.model.kind == "term" and name not in read:
            yield name


def _read_elsewhere(book: Rulebook) -> Iterator[str]:
    """What shares, figures, texts, and conclusions that are on their way to something, read."""
    for figure in book.figures.values():
        yield from (name for text in (figure.counts, figure.among) if text is not None for name in parse(text).names)
    for rule in book.rules.values():
        yield from _NAMED.findall(rule.text.da + rule.text.en)
    for share in book.shares.values():
        yield from (share.among, share.counted, share.limit)
    for conclusion in book.conclusions.values():
        yield from (name for name in (conclusion.model.toward,) if name is not None)
