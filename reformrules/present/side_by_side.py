"""Two answers side by side: of two dates, two settings of the law, or two versions of a case."""

from __future__ import annotations

from dataclasses import dataclass

from reformrules.explain.findings import Answer, Finding, Text, Undetermined
from reformrules.explain.wording import LANGUAGES, value_text
from reformrules.present.briefing import ORDER, shown
from reformrules.present.words import say


@dataclass(frozen=True, slots=True)
class Pair:
    """What two answers say of one subject; None where one says nothing of it."""

    subject: str
    kind: str
    label: Text
    left: Text | None
    right: Text | None

    @property
    def differs(self) -> bool:
        """Whether they say something else of it."""
        return self.left != self.right


def side_by_side(left: Answer, right: Answer) -> list[Pair]:
    """All that either answer says, what differs first, in the order of kinds."""
    mine, other = _said(left), _said(right)
    pairs = [
        Pair(name, kind, label, _text(mine, name), _text(other, name))
        for name, (kind, label, _) in (other | mine).items()
    ]
    return sorted(pairs, key=lambda pair: (not pair.differs, ORDER.index(pair.kind), pair.label.da))


Said = dict[str, tuple[str, Text, Text]]


def _text(said: Said, name: str) -> Text | None:
    return said[name][2] if name in said else None


def _said(answer: Answer) -> Said:
    found = {f.subject: (f.kind, f.label, _finding(f)) for f in shown(answer.findings)}
    return found | {u.subject: (u.kind, u.label, _open(u)) for u in answer.undetermined}


def _finding(finding: Finding) -> Text:
    if finding.kind != "obligation":
        return finding.outcome_text
    told = []
    for lang in LANGUAGES:
        count = say("of", lang, value_text(finding.done, lang), value_text(finding.required, lang))
        told.append(f"{finding.outcome_text.in_(lang)}, {count}, {value_text(finding.deadline, lang)}")
    return Text(*told)


def _open(item: Undetermined) -> Text:
    return Text(*(f"{say('undetermined', lang).lower()} ({say(f'reason_{item.reason}', lang)})" for lang in LANGUAGES))
