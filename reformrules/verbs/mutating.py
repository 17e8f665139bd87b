"""The verb `mutate`: which small changes of the law no case notices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.markup import escape

from reformrules.case.intake import read_case
from reformrules.case.record import CaseRecord
from reformrules.cases import case_files, default_cases
from reformrules.expectations import shown
from reformrules.mutation.arguments import Argument, read_arguments
from reformrules.mutation.bench import Bench, Noticed
from reformrules.mutation.campaign import Tried, bench_for, try_all
from reformrules.mutation.mutants import Mutant
from reformrules.mutation.selection import changed_since, select
from reformrules.mutation.suggestions import Suggester
from reformrules.present.json_form import as_text
from reformrules.present.words import say, say_number
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.layers import layers_in
from reformrules.rulebook.loader import default_rules, load_rulebook
from reformrules.rulebook.status import DEFAULT_SETTING
from reformrules.verbs.bars import cores, counted

if TYPE_CHECKING:
    from reformrules.verbs.oracle import Proof

SECONDS = 5.0
"""How long the solver may take for one question about a mutant."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of the mutants: those that survive without an argument or with one, and arguments that hold no more."""

    tried: int
    same: int
    survivors: list[Mutant]
    argued: list[tuple[Mutant, Argument]]
    stale: list[Argument]
    failing: int
    proofs: Mapping[str, Proof] = field(default_factory=dict)  # by the key of the mutant, where it was asked for

    @property
    def equal(self) -> list[Mutant]:
        """Survivors that are proved to change no answer: they need no argument."""
        return [mutant for mutant in self.survivors if self.state(mutant) == "equal"]

    @property
    def disproved(self) -> list[tuple[Mutant, Argument]]:
        """Those with an argument of which a citizen shows that they change an answer."""
        return [(mutant, argument) for mutant, argument in self.argued if self.state(mutant) == "differs"]

    def state(self, mutant: Mutant) -> str | None:
        proof = self.proofs.get(mutant.key)
        return None if proof is None else proof.state

    @property
    def good(self) -> bool:
        return len(self.equal) == len(self.survivors) and not self.stale and not self.disproved


def run(
    wanted: Sequence[str], since: str | None, rules: Path | None, cases: Sequence[Path], form: str, jobs: int | None,
    suggest: bool, layers: Sequence[str], prove: bool, lang: str,
) -> bool:  # fmt: skip
    """Try the mutants and report; True when every survivor is argued for or proved equal and every argument holds."""
    folder = rules or default_rules()
    book = load_rulebook(folder, layers)
    arguments = read_arguments(folder, layers_in(folder).keys() - set(book.layers))
    names = select(book, folder, wanted) if wanted or since is None else []
    if since is not None:
        names = list(dict.fromkeys([*names, *changed_since(book, folder, since)]))
    read = [read_case(str(path), book.record) for path in case_files(cases or [default_cases()], book.layers)]
    judged = judge(book, names, *_tried(book, names, read, jobs or cores(), lang), arguments)
    if prove:
        judged = _proved(book, judged, jobs or cores(), lang)
    told = _told(book, read, judged.survivors, suggest, lang)
    if form == "json":
        _print_json(judged, folder, told, lang)
    elif not names:
        typer.echo(say("mutate_none", lang, since))
    else:
        _print_text(judged, folder, told, lang)
    return judged.good


def _proved(book: Rulebook, judged: Judged, jobs: int, lang: str) -> Judged:
    """With what the solver proves of each survivor, whether it is argued for or not."""
    from reformrules.verbs.oracle import judge_all

    mutants = [*judged.survivors, *(mutant for mutant, _ in judged.argued)]
    with counted(say("mutate_proving", lang), len(mutants)) as done:
        proofs = [*judge_all(book, mutants, SECONDS, jobs, done)]
    return replace(judged, proofs={mutant.key: proof for mutant, proof in zip(mutants, proofs, strict=True)})


def _told(
    book: Rulebook, cases: list[CaseRecord], survivors: list[Mutant], suggest: bool, lang: str
) -> Iterator[tuple[Mutant, str | None]]:
    """Each survivor, with what would notice it when that is asked for."""
    if not suggest:
        yield from ((mutant, None) for mutant in survivors)
        return
    for mutant, noticed in Suggester(book, cases).suggest(survivors):
        yield mutant, _hint(noticed, lang)


def _tried(
    book: Rulebook, names: list[str], cases: list[CaseRecord], jobs: int, lang: str
) -> tuple[Bench, list[Tried]]:
    with counted(say("cases", lang), len(cases)) as seen:
        bench = bench_for(book, names, cases, seen)
    with counted(say("mutate_rules", lang), len(names)) as done:
        return bench, try_all(bench, names, jobs, done)


def judge(
    book: Rulebook, names: Sequence[str], bench: Bench, tried: list[Tried],
    arguments: dict[tuple[str, str], Argument],
) -> Judged:  # fmt: skip
    """Hold the survivors against the arguments; only arguments about the tried parts, or about none, can be stale."""
    alive = {(t.mutant.of, t.mutant.said): t.mutant for t in tried if t.noticed_by is None and not t.same}
    survivors = [mutant for key, mutant in alive.items() if key not in arguments]
    argued = [(mutant, arguments[key]) for key, mutant in alive.items() if key in arguments]
    asked = set(names)
    known = book.rules.keys() | book.parameters.keys() | book.conclusions.keys() | book.facts.keys()
    stale = [a for key, a in arguments.items() if key not in alive and (a.of in asked or a.of not in known)]
    return Judged(len(tried), sum(t.same for t in tried), survivors, argued, stale, len(bench.failing))


def _print_text(judged: Judged, folder: Path, told: Iterable[tuple[Mutant, str | None]], lang: str) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for mutant, hint in told:
        console.print(f"{_at(folder, mutant)} [bold]{escape(mutant.of)}[/]: {escape(mutant.said)}")
        for line in [*([hint] if hint is not None else []), *_shown_by(judged, mutant, lang)]:
            console.print(f"    {escape(line)}")
    for mutant, argument in judged.disproved:
        console.print(f"{_at(folder, argument)} {escape(say('mutate_disproved', lang, mutant.key))}")
        for line in _shown_by(judged, mutant, lang):
            console.print(f"    {escape(line)}")
    for argument in judged.stale:
        what = f"{argument.of}: {argument.said}"
        console.print(f"{_at(folder, argument)} {escape(say('mutate_stale', lang, what))}")
    if judged.failing:
        console.print(say_number("mutate_failing", lang, judged.failing))
    _print_totals(judged, lang)


def _at(folder: Path, what: Mutant | Argument) -> str:
    return f"[dim]{escape(f'{_shown(folder)}/{what.place.file}:{what.place.line}')}[/]"


def _print_totals(judged: Judged, lang: str) -> None:
    survive, argued = len(judged.survivors), len(judged.argued)
    noticed = judged.tried - judged.same - survive - argued
    typer.echo(say("mutate_total", lang, judged.tried, noticed, judged.same, survive, argued))
    if judged.proofs:
        numbers = Counter(proof.state for proof in judged.proofs.values())
        typer.echo(say("mutate_proofs", lang, *(numbers[state] for state in ("equal", "differs", "open"))))


def _shown_by(judged: Judged, mutant: Mutant, lang: str) -> Iterator[str]:
    """What the solver says of a mutant; where a citizen shows what it changes, the case file."""
    proof = judged.proofs.get(mutant.key)
    if proof is None:
        return
    if proof.state == "equal":
        yield say("mutate_equal", lang)
    elif proof.found is None:
        yield say("mutate_open", lang, ", ".join(say(f"proofs_{why}", lang) for why in proof.why))
    else:
        witness = proof.found.witness
        yield say("mutate_witness", lang, proof.subject, witness.on, proof.found.setting)
        yield from (f"  {line}" for line in witness.text.splitlines())


def _hint(hint: Noticed | None, lang: str) -> str:
    """An expectation that would notice, as one writes it in the case."""
    if hint is None:
        return say("mutate_no_case", lang)
    e = hint.expectation
    on = f"{e.on} {e.law}" if e.law is not DEFAULT_SETTING else f"{e.on}"
    wanted = ", ".join(map(str, e.wanted)) if isinstance(e.wanted, list) else shown(e.wanted)
    wanted = f"[{wanted}]" if isinstance(e.wanted, list) else wanted
    found = f"{{{e.subject}: {wanted}}}" if e.detail == "outcome" else f"{{{e.subject}: {{{e.detail}: {wanted}}}}}"
    return say("mutate_hint", lang, f"{_shown(Path(hint.case.file))} {on}: {found}")


def _shown(path: Path) -> str:
    """A path as it is reached from here."""
    here, there = Path.cwd(), path.resolve()
    return str(there.relative_to(here)) if there.is_relative_to(here) else str(path)


def _print_json(judged: Judged, folder: Path, told: Iterable[tuple[Mutant, str | None]], lang: str) -> None:
    def plain(what: Mutant | Argument, **more: str | None) -> dict[str, object]:
        if isinstance(what, Mutant) and what.key in judged.proofs:
            more |= {"proof": judged.state(what), "shown": "\n".join(_shown_by(judged, what, lang))}
        found: dict[str, object] = {"of": what.of, "change": what.said, "file": f"{_shown(folder)}/{what.place.file}"}
        return found | {"line": what.place.line} | {key: value for key, value in more.items() if value is not None}

    data = {
        "mutants": judged.tried,
        "equivalent": judged.same,
        "survivors": [plain(mutant, suggestion=hint) for mutant, hint in told],
        "argued": [plain(mutant, reason=argument.reason) for mutant, argument in judged.argued],
        "stale": [plain(argument, reason=argument.reason) for argument in judged.stale],
        "failing_expectations": judged.failing,
    }
    typer.echo(as_text(data))
