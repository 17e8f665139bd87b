"""What no rule and no text of one ever reads: facts, parameters, steps, and values of parameters; without a solver."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from reformrules.prove.world import cone
from reformrules.rulebook.book import Rule, Rulebook, window_of
from reformrules.rulebook.models import DatedValue
from reformrules.rulebook.parsing import parse
from reformrules.rulebook.readers import rules_reading
from reformrules.rulebook.status import LawSetting

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


def values_never_used(book: Rulebook) -> Iterator[tuple[str, date]]:
    """Values, by parameter and first day, of what something reads, but no rule in force on a day on which they hold."""
    always = {share.limit for share in book.shares.values()}
    for name in book.parameters.keys() - always - {*unread(book)}:
        rules = [*rules_reading(book, name), *(rule for rule in book.rules.values() if name in _in_text(rule))]
        for value in book.parameters[name].values:
            if not any(_used(value, rule, setting) for rule in rules for setting in LawSetting):
                yield name, value.from_


def _used(value: DatedValue, rule: Rule, setting: LawSetting) -> bool:
    lets_in = max(value.status, rule.status) <= setting.floor
    return lets_in and window_of(value).meets(rule.window, setting)


def _in_text(rule: Rule) -> list[str]:
    return _NAMED.findall(rule.text.da + rule.text.en)


def _read_elsewhere(book: Rulebook) -> Iterator[str]:
    """What shares, figures, texts, and conclusions that are on their way to something, read."""
    for figure in book.figures.values():
        yield from (name for text in (figure.counts, figure.among) if text is not None for name in parse(text).names)
    for rule in book.rules.values():
        yield from _in_text(rule)
    for share in book.shares.values():
        yield from (share.among, share.counted, share.limit)
    for conclusion in book.conclusions.values():
        yield from (name for name in (conclusion.model.toward,) if name is not None)
