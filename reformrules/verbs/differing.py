"""The verb `diff`: whether two rulebooks can ever say different things of a citizen, and who shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reformrules.case.record import CaseRecord
from reformrules.days import LAST_DAY
from reformrules.errors import Both, InputError, Problem, nearest, quoted
from reformrules.explain.findings import Finding, Text, Undetermined
from reformrules.explain.session import Explainer, rulebook_info
from reformrules.explain.why import why
from reformrules.present.contrast import item_in_words
from reformrules.present.differences import (
    Compared,
    Days,
    Differing,
    How,
    Open,
    Shown,
    differing_json,
    differing_report,
)
from reformrules.present.proofs import Answered
from reformrules.present.words import say
from reformrules.processes import each
from reformrules.prove import equality
from reformrules.prove.differing import Differs
from reformrules.prove.equality import Comparer
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.duty_kinds import kinds
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.status import LawSetting
from reformrules.verbs.bars import cores, counted
from reformrules.verbs.comparing import check_records
from reformrules.verbs.giving import give, shown
from reformrules.verbs.proving import Effort, write_cases
from reformrules.verbs.replaying import Replay


@dataclass(frozen=True, slots=True)
class Asked:
    """What is compared. findings: those that are named, or all. first, last: the days that are asked about."""

    findings: Sequence[str] = ()
    first: date | None = None
    last: date | None = None


def run(
    books: tuple[Rulebook, Rulebook], asked: Asked, effort: Effort, lang: str, form: str, out: Path | None,
    witnesses: Path | None,
) -> bool:  # fmt: skip
    """Compare, and give what came of it; True when all is proved equal. Raises InputError."""
    found = differ(books, asked, effort, lang)
    if witnesses is not None:
        write_witnesses(found, witnesses)
    give(f"{differing_json(found)}\n" if form == "json" else shown(differing_report(found, lang), form), out)
    return found.good


def two_rulebooks(
    rules: Path, other: Path | None, base: Path | None, layers: Sequence[str]
) -> tuple[Rulebook, Rulebook]:
    """The rulebooks before and after: both named; or one, and what it changes or the shipped one before it.

    Raises InputError and RulebookError.
    """
    if other is not None:
        if base is not None:
            da = "`--rules` angiver regelværket før; udelad det, når to er nævnt"
            raise InputError(Problem(Both(da, "`--rules` names the rulebook before; leave it out where two are named")))
        return load_rulebook(rules, layers), load_rulebook(other, layers)
    after = load_rulebook(rules, layers)
    below = None if after.laid is None else after.laid.base
    return load_rulebook(base or below, layers), after


def differ(books: tuple[Rulebook, Rulebook], asked: Asked, effort: Effort, lang: str) -> Differing:
    """What comes of each finding that may be answered otherwise, with a progress bar on a terminal."""
    check_records(*books)
    wanted = wanted_findings(books, asked.findings)
    settings = effort.settings
    replay, told = Replay(books), _Teller(books)
    comparer = Comparer(*books, replay, settings, effort.seconds, asked.first or date.min, asked.last or date.max)
    direct = [claim for claim in comparer.direct() if _behind(books, claim.subject, wanted)]
    resting = [claim for claim in comparer.resting() if claim.subject in wanted]
    with counted(say("comparing_rulebooks", lang), len(direct) + len(resting)) as done:
        found = [told.compared(comparer.compare(claim), done) for claim in direct]  # each before what rests on it
        with each(comparer.compare, resting, effort.jobs or cores()) as answers:
            found += [told.compared(one, done) for one in answers]
    replay.close()
    compared = wanted.keys() & {claim.subject for claim in (*direct, *resting)}
    alone = {} if asked.findings else _alone(*books), {} if asked.findings else _alone(*reversed(books))
    return Differing(
        rulebook_info(books[0]), rulebook_info(books[1]), [setting.value for setting in settings],
        asked.first, asked.last, len(wanted) - len(compared), *alone, found,
    )  # fmt: skip


def wanted_findings(books: Sequence[Rulebook], names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The findings that both rulebooks may have, or those of them that are named: obligations with their rules.

    Raises InputError for a name that is no conclusion and no obligation.
    """
    duties = kinds(books)
    if not names:
        shared = (name for name in books[0].conclusions if name in books[1].conclusions)
        return {name: () for name in shared if books[0].conclusions[name].model.is_finding} | duties
    rules = {rule: name for name, rules in duties.items() for rule in rules}
    known = rules | {name: name for book in books for name in book.conclusions}
    none = Both("ukendt emne ", "unknown finding ")
    unknown = [Problem(none + quoted(n) + nearest(n, known)) for n in names if n not in known]
    if unknown:
        raise InputError(*unknown)
    return {known[name]: duties.get(known[name], ()) for name in names}


def _behind(books: Sequence[Rulebook], name: str, wanted: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a conclusion is one of those that are asked about, or lies behind one of them."""
    subjects = {subject for one, rules in wanted.items() for subject in (rules or (one,))}
    return name in subjects or any(
        name in book.rests_on(subject)
        for book in books
        for subject in subjects
        if subject in book.conclusions or subject in book.rules
    )


_PARTS = ("conclusions", "facts", "parameters")


def _alone(book: Rulebook, other: Rulebook) -> dict[str, list[str]]:
    """The names that only the first of two rulebooks has, by what they are."""
    found = {part: sorted(getattr(book, part).keys() - getattr(other, part).keys()) for part in _PARTS}
    terms = [name for name in found["conclusions"] if not book.conclusions[name].model.is_finding]
    found["conclusions"] = [name for name in found["conclusions"] if name not in terms]
    return {part: names for part, names in {**found, "terms": terms}.items() if names}


class _Teller:
    """Tells what came of a comparison, with what either rulebook says of each witness."""

    def __init__(self, books: tuple[Rulebook, Rulebook]) -> None:
        self.books = books
        self.explainers = [Explainer(book, "reference") for book in books]

    def compared(self, one: equality.Compared, done: Callable[[], None]) -> Compared:
        """What came of one subject; `done` is told."""
        claim, how = one.claim, self._how(one)
        kind, label = self._named(claim)
        shown = [self._shown(claim, found) for found in one.found]
        days = [Days(first, None if last == LAST_DAY else last) for first, last in one.days]
        done()
        return Compared(
            kind, claim.subject, list(claim.duties), label, one.state, how, round(one.seconds, 3), days, shown,
            [Open(kind, why) for kind, why in one.why], list(one.approximate),
        )  # fmt: skip

    def _how(self, one: equality.Compared) -> How | None:
        if one.state != "equal":
            return None
        return "alike" if one.alike else "by_cases" if one.by_cases else "proved"

    def _named(self, claim: Differs) -> tuple[str, Text]:
        if not claim.duties:
            model = self.books[0].conclusions[claim.subject].model
            return (model.kind if model.is_finding else "term"), Text(model.label.da, model.label.en)
        rule = next(book.rules[claim.subject] for book in self.books if claim.subject in book.rules)
        assert rule.obligation is not None  # its kind is that of an obligation
        of, what = rule.obligation.model.of, rule.obligation.model.what
        return "obligation", Text(f"{of.da}: {what.da}", f"{of.en}: {what.en}")

    def _shown(self, claim: Differs, found: equality.Found) -> Shown:
        witness, law = found.witness, found.setting
        sides = [list(said(each, witness.case, witness.on, law, claim)) for each in self.explainers]
        return Shown(found.kind, witness.on, law.value, witness.text, *sides)


def said(explainer: Explainer, case: CaseRecord, on: date, law: LawSetting, claim: Differs) -> Iterator[Answered]:
    """What explain says of a subject: its findings, or of a step on the way what it comes to."""
    subjects = claim.duties or (claim.subject,)
    answer = explainer.check(case, on, law)
    items: list[Finding | Undetermined] = [*answer.findings, *answer.undetermined]
    of_subject = [item for item in items if item.subject in subjects]
    for item in of_subject:
        value = Text(item_in_words(item, "da"), item_in_words(item, "en"))
        rule = item.rule if isinstance(item, Finding) else next(iter(item.rules), None)
        yield Answered(item.label, value, item.text, rule, item.sources)
    if not of_subject and not claim.duties:
        step = why(explainer, case, on, law, claim.subject)
        if step.rule is not None or step.text.da:
            yield Answered(step.label, step.value, step.text, step.rule, step.sources)


def write_witnesses(found: Differing, folder: Path) -> None:
    """Each witness as a case file of its own; raises InputError when one cannot be written."""
    write_cases({f"{o.id}-{s.kind}".replace("_", "-"): s.case for o in found.findings for s in o.differences}, folder)
