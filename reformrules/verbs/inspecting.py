"""What `prove` asks of a rulebook without a guarantee, in words: contradictions, gaps, what never holds or decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from reformrules.errors import Place
from reformrules.explain.findings import Text
from reformrules.explain.session import Explainer
from reformrules.explain.support import sources_of
from reformrules.present.proofs import Proof, State
from reformrules.present.words import say
from reformrules.prove.asking import Verdict
from reformrules.prove.campaign import Question
from reformrules.prove.claims import Fires, Matters
from reformrules.prove.intended import Intent, read_intents
from reformrules.prove.structure import Doubt, doubts
from reformrules.prove.unread import unread, values_never_used
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.layers import built_on, layers_in
from reformrules.rulebook.loader import load_rulebook, rules_folder
from reformrules.rulebook.status import LawSetting
from reformrules.verbs.bars import counted
from reformrules.verbs.showing import PIECES, read_cases, shown_by

MANY = 60
"""So many claims are looked for in the cases first; fewer are put to the solver at once."""


@dataclass(frozen=True)
class Inspection:
    """What is asked.

    unread: names that nothing reads or that are declared as such; still: those that nothing reads.
    unused: of each parameter that something reads, the first days of its values that are never in use.
    shown: the doubts that a case at hand has settled.
    """

    doubts: list[Doubt]
    unread: list[tuple[str, Intent | None]]
    still: frozenset[str] = frozenset()
    unused: Mapping[str, list[date]] = field(default_factory=dict)
    shown: frozenset[int] = frozenset()

    @property
    def asked(self) -> list[Doubt]:
        """What is left for the solver."""
        return [doubt for number, doubt in enumerate(self.doubts) if number not in self.shown]

    def questions(self, settings: Sequence[LawSetting]) -> list[Question]:
        return [Question(doubt.claim, settings) for doubt in self.asked]


def inspection(
    book: Rulebook,
    rules: Path | None,
    names: Sequence[str] | None,
    settings: Sequence[LawSetting],
    jobs: int,
    lang: str,
) -> Inspection:
    """All doubts about the named parts of a rulebook, or about all of it; raises InputError for a bad declaration."""
    folder = rules_folder(rules)
    intents = read_intents(folder, book, layers_in(folder).keys() - set(book.layers))
    wanted = {*book.conclusions, *book.rules, *book.facts, *book.parameters} if names is None else {*names}
    found = [*doubts(book, wanted, intents)]
    declared = {intent.of: intent for intent in intents if intent.unread}
    still, unused = silent_in(book, rules)
    silent = [*still, *(name for name in declared if name not in still)]
    return Inspection(
        found,
        [(name, declared.get(name)) for name in silent if name in wanted],
        frozenset(still),
        {name: [day for of, day in unused if of == name] for name in book.parameters if name in wanted - {*still}},
        _shown(book, found, settings, jobs, lang),
    )


def silent_in(book: Rulebook, rules: Path | None) -> tuple[list[str], list[tuple[str, date]]]:
    """The names that nothing reads, and the values of parameters that are never in use, by their first days: neither
    in the rulebook nor in a layer of its folder that builds on its layers."""
    names, values = [*unread(book)], [*values_never_used(book)]
    above = built_on(layers_in(rules_folder(rules)), book.layers)
    if above and (names or values):
        wider = load_rulebook(rules, [*book.layers, *above])
        silent, unused = {*unread(wider)}, {*values_never_used(wider)}
        names, values = [name for name in names if name in silent], [value for value in values if value in unused]
    return names, values


def _shown(
    book: Rulebook, found: Sequence[Doubt], settings: Sequence[LawSetting], jobs: int, lang: str
) -> frozenset[int]:
    claims = [doubt.claim for doubt in found if isinstance(doubt.claim, Fires | Matters) and doubt.intent is None]
    if len(claims) < MANY:
        return frozenset()
    with counted(say("looking_through_cases", lang), PIECES) as done:
        seen = shown_by(book, read_cases(book), claims, settings, jobs, done)
    return frozenset(number for number, doubt in enumerate(found) if doubt.claim in seen)


def proofs_of(book: Rulebook, asked: Inspection) -> Iterator[Proof]:
    """What needed no solver: what a case has shown, names that nothing reads, and values never in use."""
    for number in sorted(asked.shown):
        yield proof_of(book, asked.doubts[number], Verdict("seen", 0))
    for name, intent in asked.unread:
        good = intent is not None and name in asked.still
        told = "unread" if name in asked.still else "not_unread"
        place = book.where.get(("names", name)) or Place("?")
        yield Proof("unread", name, _text(told, name, place), _reason(intent), [], "proved" if good else "refuted", 0)
    for name, days in asked.unused.items():
        place = book.where.get(("names", name)) or Place("?")
        text = _text("unused_value", name, place, ", ".join(map(str, days)))
        yield Proof("unused_value", name, text, _reason(None), [], "refuted" if days else "proved", 0)


_RIGHT: dict[str, State] = {"never": "refuted", "seen": "refuted", "open": "open"}


def proof_of(book: Rulebook, doubt: Doubt, verdict: Verdict, explainer: Explainer | None = None) -> Proof:
    """The answer to one question. The witness is added by who has it put into words."""
    declared_idle = doubt.intent is not None and doubt.kind in ("dead_rule", "idle_part")
    wanted = "never" if declared_idle else doubt.wanted
    state: State = "proved" if verdict.state == wanted else _RIGHT[verdict.state]
    subject = book.rules.get(doubt.subject) or book.conclusions[doubt.subject]
    told = doubt.kind if state != "refuted" or doubt.intent is None else f"{doubt.kind}_stale"
    text = _text(told, doubt.subject, subject.place, doubt.part, _rules(explainer, doubt, verdict))
    rule = book.rules.get(doubt.subject)
    sources = [] if rule is None else sources_of(book, [rule.cited])
    return Proof(
        doubt.kind, doubt.subject, text, _reason(doubt.intent), sources, state, round(verdict.seconds, 3),
        verdict.why, verdict.approximate,
    )  # fmt: skip


def _rules(explainer: Explainer | None, doubt: Doubt, verdict: Verdict) -> str:
    """The rules that contradict each other about a witness, with their places."""
    if explainer is None or doubt.kind != "contradiction" or verdict.witness is None or verdict.setting is None:
        return ""
    run = explainer.run(verdict.witness.case, verdict.witness.on, verdict.setting)
    rules = (active.rule for active in run.outcomes[doubt.subject].rules)
    return " " + ", ".join(f"{rule.id} ({rule.place.file}:{rule.place.line})" for rule in rules)


def _text(told: str, subject: str, place: Place, part: str = "", rules: str = "") -> Text:
    at = f"{place.file}:{place.line}"
    return Text(*(say(f"doubt_{told}", lang, subject, at, part) + rules for lang in ("da", "en")))


def _reason(intent: Intent | None) -> Text:
    return Text("", "") if intent is None else Text(intent.reason.da, intent.reason.en)
