"""What the policy desk proves in a worker: the guarantees of the law that is served, or of the change that is tried."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reformrules.extras import needing_extra
from reformrules.present.sheets import Report
from reformrules.rulebook.status import LawSetting
from reformrules.web import desk, tasks

SECONDS = 10.0  # for one question


@dataclass(frozen=True, slots=True)
class Found:
    """A citizen of whom a guarantee does not hold: which one, the day and law setting, and the case file."""

    guarantee: str
    on: date
    law: LawSetting
    case: str


@dataclass(frozen=True, slots=True)
class Proved:
    """A report of what is proved, and the citizens that were found."""

    report: Report
    found: list[Found]


def prove(change: str, law: LawSetting, lang: str) -> Proved:
    """Hold the law, or a change of it, to every guarantee; raises InputError where no solver is installed."""
    with needing_extra("prove", "prove"):
        from reformrules.present.proofs import proofs_report
        from reformrules.verbs import proving
    book = desk.changed_book(change) if change.strip() else tasks.rulebook()
    setting = max(law, book.setting(None), key=lambda one: one.floor) if change.strip() else law
    promises = [*proving.promises_of(book, tasks.kept.rules).values()]
    proofs = proving.prove(book, promises, proving.Effort(setting, SECONDS, jobs=1), lang)
    found = [
        Found(proof.id, proof.witness.on, LawSetting(proof.witness.law), proof.witness.case)
        for proof in proofs.proofs
        if proof.witness is not None
    ]
    return Proved(proofs_report(proofs, lang), found)
