"""What has been put into words once, for all cases of which the same is said."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from string import Formatter

from reformrules.explain.findings import Finding, Question, Text
from reformrules.explain.memory import forget_if_many
from reformrules.explain.program import Program
from reformrules.explain.report import Settled
from reformrules.explain.support import facts_used
from reformrules.explain.trace import Trace
from reformrules.rulebook.book import EVALUATION_DATE, Rulebook
from reformrules.rulebook.models import Bilingual


def finding_of(program: Program, settled: Settled, text: Bilingual, make: Callable[[], Finding]) -> Finding:
    """The finding of a conclusion, made anew only where something differs that it tells or rests on.

    That is what the rules came to, every value with its origin, the days whose law is read, the day itself where it
    counts, and what the text names.
    """
    run, name = settled.run, settled.said.subject
    outcome, used = run.outcomes[name], facts_used(program, run, settled.grounds.names)
    day = run.facts.on if EVALUATION_DATE in settled.grounds.own else None
    trace = Trace(program, run.facts)
    named = [trace.name_value(name) for name in _names_in(text.da, text.en)]
    key = (name, id(outcome), *map(id, used), *settled.grounds.law_days, day, *named)
    if key not in program.worded:
        forget_if_many(program.worded)
        program.worded[key] = make(), outcome, used  # kept beside it, so that their ids stay theirs
    found: Finding = program.worded[key][0]
    return found


@lru_cache(maxsize=4096)
def _names_in(*templates: str) -> tuple[str, ...]:
    """The names that texts have filled in, the outcome left out."""
    names = {name for text in templates for _, name, _, _ in Formatter().parse(text) if name}
    return tuple(sorted(names - {"outcome"}))


@lru_cache(maxsize=1024)
def left_out(book: Rulebook, sections: frozenset[str]) -> tuple[Question, ...]:
    """The sections that a record with these ones lacks and that some facts read as empty."""
    measures = (fact.measure for fact in book.facts.values())
    read = {str(getattr(measure, measure.kind)) for measure in measures if measure.absent == "false"}
    labels = ((name, book.record.sections[name].label) for name in sorted(read - sections))
    return tuple(Question(name, Text(label.da, label.en)) for name, label in labels)


@lru_cache(maxsize=4096)
def question(book: Rulebook, fact: str, given: bool) -> Question:
    """given: whether the record has the section in which the fact is looked for, or needs none."""
    if given:
        asked = book.facts[fact].question
        return Question(fact, Text(asked.da, asked.en))
    measure = book.facts[fact].measure
    name = str(getattr(measure, measure.kind))
    label = book.record.sections[name].label
    return Question(name, Text(f"Udfyld afsnittet `{name}`: {label.da}", f"Fill in the section `{name}`: {label.en}"))
