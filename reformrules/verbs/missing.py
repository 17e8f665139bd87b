"""What missing fact would settle most of the open answers of a caseload."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rich.console import Console
from rich.progress import track

from reformrules.case.record import CaseRecord
from reformrules.count.caseload.drill import cases_of
from reformrules.count.caseload.opening import Caseload
from reformrules.count.reading import Reading
from reformrules.count.tally import Missing, Settles
from reformrules.explain.findings import Text
from reformrules.explain.session import Explainer
from reformrules.present.words import say

MOST_ASKED = 500  # citizens; of a larger caseload every so many are asked about
MOST_NAMED = 15


def missing_facts(
    caseload: Caseload, reading: Reading, numbers: list[int], errors: Console, lang: str, most: int = MOST_ASKED
) -> Missing:
    """What settles most, found by asking for each open answer which facts it waits for, as a single case does.

    numbers: the citizens who have an answer that is open because something is missing.

    A fact that is the only one an answer waits for settles it alone: every value it can have gives an answer.
    """
    asked = numbers[:: -(-len(numbers) // most)] if numbers else []
    cases = cases_of(caseload, asked)
    quiet = not errors.is_terminal
    watched = track(cases, say("asking", lang), total=len(asked), console=errors, transient=True, disable=quiet)
    return Missing(len(numbers), len(asked), _settles(watched, reading))


def _settles(cases: Iterable[CaseRecord], reading: Reading) -> list[Settles]:
    explainer, alone, beside = Explainer(reading.book, "reference"), Counter[str](), Counter[str]()
    texts: dict[str, Text] = {}
    for case in cases:
        for item in explainer.check(case, reading.on, reading.setting).undetermined:
            if item.reason != "missing_input":
                continue
            texts |= {question.fact: question.text for question in item.ask}
            names = {question.fact for question in item.ask}
            (alone if len(names) == 1 else beside).update(names)
    named = sorted(texts, key=lambda name: (-alone[name], -beside[name], name))[:MOST_NAMED]
    return [Settles(n, {"da": texts[n].da, "en": texts[n].en}, alone[n], beside[n]) for n in named]
