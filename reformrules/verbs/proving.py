"""The verb `prove`: what the law makes unthinkable, asked of every citizen on every day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reformrules.errors import Both, InputError, Problem, nearest, of_the_system, quoted
from reformrules.explain.findings import Text
from reformrules.explain.session import Explainer, rulebook_info
from reformrules.explain.support import sources_of
from reformrules.explain.why import why
from reformrules.mutation.selection import select
from reformrules.outputs import write_whole
from reformrules.present.proofs import Answered, Proof, Proofs, State, Witness, proofs_json, proofs_report
from reformrules.present.words import say
from reformrules.prove.asking import Asker, Verdict
from reformrules.prove.campaign import Question, ask_all
from reformrules.prove.guarantees import Promise, read_guarantees
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.layers import layers_in
from reformrules.rulebook.loader import load_rulebook, rules_folder
from reformrules.rulebook.status import LawSetting
from reformrules.verbs.bars import cores, counted
from reformrules.verbs.giving import give, shown
from reformrules.verbs.inspecting import Inspection, inspection, proof_of, proofs_of
from reformrules.verbs.replaying import Replay


@dataclass(frozen=True, slots=True)
class Effort:
    """How far to go. law: one setting, or None for all that a guarantee is said of; seconds: for one question."""

    law: LawSetting | None = None
    seconds: float = 20.0
    jobs: int | None = None

    @property
    def settings(self) -> list[LawSetting]:
        return [setting for setting in LawSetting if self.law in (None, setting)]


def run(
    names: Sequence[str], effort: Effort, lang: str, form: str, out: Path | None, witnesses: Path | None,
    rules: Path | None, layers: Sequence[str] = (),
) -> bool:  # fmt: skip
    """Ask, and give what came of it; True when all is proved. Raises InputError and RulebookError."""
    book = load_rulebook(rules, layers)
    promises, parts = chosen(promises_of(book, rules), names, book, rules_folder(rules))
    jobs, settings = effort.jobs or cores(), effort.settings
    asked = None if parts == [] else inspection(book, rules, parts, settings, jobs, lang)
    found = prove(book, promises, effort, lang, asked)
    if witnesses is not None:
        write_witnesses(found, witnesses)
    give(f"{proofs_json(found)}\n" if form == "json" else shown(proofs_report(found, lang), form), out)
    return found.good


def promises_of(book: Rulebook, rules: Path | None) -> dict[str, Promise]:
    """The guarantees of a rulebook and of the layers that are read with it."""
    folder = rules_folder(rules)
    return read_guarantees(folder, book, layers_in(folder).keys() - set(book.layers))


def chosen(
    promises: dict[str, Promise], names: Sequence[str], book: Rulebook, folder: Path
) -> tuple[list[Promise], list[str] | None]:
    """The guarantees, and the other parts of the rulebook, that are named; all guarantees and None for all parts.

    Raises InputError for a name that there is not.
    """
    if not names:
        return [*promises.values()], None
    parts, problems = list[str](), list[Problem]()
    for name in names:
        try:
            parts += [] if name in promises else select(book, folder, [name])
        except InputError:
            hint = nearest(name, [*promises, *book.conclusions, *book.rules])
            problems.append(Problem(_NOTHING + quoted(name) + hint))
    if problems:
        raise InputError(*problems)
    return [promises[name] for name in names if name in promises], parts


def prove(
    book: Rulebook, promises: Sequence[Promise], effort: Effort, lang: str, structure: Inspection | None = None
) -> Proofs:
    """What comes of each guarantee that is said of the law asked for, and of all that is asked of the structure of
    the law, with a progress bar on a terminal."""
    promises = [promise for promise in promises if _settings(promise, effort)]
    questions = [Question(p.claim, _settings(p, effort), p.first, p.last) for p in promises]
    questions += [] if structure is None else structure.questions(effort.settings)
    replay = Replay([book])
    asker = Asker([book], replay, effort.seconds)
    bar, asked = counted(say("proving", lang), len(questions)), ask_all(asker, questions, effort.jobs or cores())
    with bar as done, asked as verdicts:
        proofs = list(_proofs(book, promises, structure, verdicts, done))
    replay.close()
    return Proofs(rulebook_info(book), [setting.value for setting in effort.settings], proofs)


def _settings(promise: Promise, effort: Effort) -> list[LawSetting]:
    return [setting for setting in promise.model.law if setting in effort.settings]


def _proofs(
    book: Rulebook, promises: Sequence[Promise], structure: Inspection | None, verdicts: Iterator[Verdict],
    done: Callable[[], None],
) -> Iterator[Proof]:  # fmt: skip
    explainer = Explainer(book, "reference")
    for promise, verdict in zip(promises, verdicts, strict=False):
        yield _proof(explainer, promise, verdict)
        done()
    for doubt, verdict in zip(structure.asked if structure else (), verdicts, strict=False):
        proof = proof_of(book, doubt, verdict, explainer)
        seen = witness_of(explainer, verdict, {doubt.subject}) if proof.state == "refuted" else None
        yield replace(proof, witness=seen)
        done()
    yield from proofs_of(book, structure) if structure else ()


_STATES: dict[str, State] = {"never": "proved", "seen": "refuted", "open": "open"}


def _proof(explainer: Explainer, promise: Promise, verdict: Verdict) -> Proof:
    model = promise.model
    return Proof(
        "guarantee", promise.id, Text(model.text.da, model.text.en), Text(model.reason.da, model.reason.en),
        sources_of(explainer.book, [model]), _STATES[verdict.state], round(verdict.seconds, 3), verdict.why,
        verdict.approximate, witness_of(explainer, verdict, promise.claim.names(explainer.book)),
    )  # fmt: skip


def witness_of(explainer: Explainer, verdict: Verdict, names: set[str]) -> Witness | None:
    """The citizen that was found, and what explain says of what was asked."""
    found, setting, book = verdict.witness, verdict.setting, explainer.book
    if found is None or setting is None:
        return None
    subjects = [n for n in sorted(names) if n in book.conclusions or n in book.rules]
    steps = [why(explainer, found.case, found.on, setting, name) for name in subjects]
    said = [Answered(step.label, step.value, step.text, step.rule, step.sources) for step in steps]
    return Witness(found.on, setting.value, found.text, said)


def write_witnesses(found: Proofs, folder: Path) -> None:
    """Each witness as a case file of its own; raises InputError when one cannot be written."""
    write_cases({p.id.replace(".", "-"): p.witness.case for p in found.proofs if p.witness is not None}, folder)


_NOTHING = Both(
    "der er ingen garanti, regel, konklusion, fil eller mappe med regler, der hedder ",
    "no guarantee, rule, conclusion, file or folder of rules ",
)


def write_cases(texts: Mapping[str, str], folder: Path) -> None:
    """Case files by name into a folder, which is made; raises InputError when one cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = Both(f"{folder} kan ikke oprettes: ", f"{folder} cannot be made: ")
        raise InputError(Problem(what + of_the_system(error))) from None
    for name, text in texts.items():
        write_whole(folder / f"{name}.yaml", text)
