"""Which parts of the rulebook to mutate: by name, file or folder, or by what git says has changed."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from reformrules.documents import read_file, read_text
from reformrules.errors import Both, InputError, Problem, nearest, quoted
from reformrules.mutation.mutants import all_names
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.checks import parameters_of

MUTATED = ("rules", "tables", "initiatives", "parameters", "conclusions", "facts")
WORDS = frozenset({
    "text", "label", "question", "note", "source", "register", "legal_check", "assessed_by", "disagree", "follows",
    "shown", "toward",
})  # fmt: skip


def file_of(book: Rulebook, name: str) -> str:
    """The file, within the rulebook folder, in which a part stands."""
    return (book.where.get(("rules", name)) or book.where["names", name]).file


def select(book: Rulebook, folder: Path, wanted: Sequence[str]) -> list[str]:
    """The parts that are meant, in the order of the files; all when nothing is named.

    A name is one of a rule, table, parameter, conclusion (with its rules) or fact, or a file or folder of
    rules. Raises InputError for a name that is none of these.
    """
    names, found, problems = all_names(book), set[str](), list[Problem]()
    if not wanted:
        return names
    for name in wanted:
        meant = _meant(book, folder, name, names)
        found.update(meant)
        if not meant:
            concepts = {part for n in names for part in _concepts(file_of(book, n))}
            hint = nearest(name, [*names, *concepts])
            problems.append(Problem(_NOTHING + quoted(name) + hint))
    if problems:
        raise InputError(*problems)
    return [name for name in names if name in found]


def _concepts(file: str) -> Iterator[str]:
    concept = file.removesuffix(".yaml")
    yield concept
    if "/" in concept:
        yield concept.rsplit("/", 1)[0]


def _meant(book: Rulebook, folder: Path, name: str, names: Sequence[str]) -> list[str]:
    if name in book.conclusions:
        return [name, *(rule.id for rule in book.conclusions[name].rules)]
    if name in names:
        return [name]
    places = {name.strip("/"), *_within(folder, Path(name))}
    inside = [part for part in names if not places.isdisjoint(_levels(file_of(book, part)))]
    return inside or [id_ for id_ in book.rules if id_.startswith(f"{name}-")]


def _within(folder: Path, path: Path) -> Iterator[str]:
    """A path as it is called within the rulebook folder; `.` is the folder itself."""
    if path.exists() and path.resolve().is_relative_to(folder.resolve()):
        yield path.resolve().relative_to(folder.resolve()).as_posix()


def _levels(file: str) -> set[str]:
    """All names under which a file is meant: its own, and those of the folders around it."""
    parents = Path(file).parents
    return {file, file.removesuffix(".yaml"), *(parent.as_posix() for parent in parents)}


def changed_since(book: Rulebook, folder: Path, revision: str) -> list[str]:
    """The rules, parameters, conclusions and facts that differ from a revision, and all that changed rules read.

    Raises InputError where there is no git checkout or no such revision.
    """
    unknown = Both("der er ingen revision ", "no revision ") + quoted(revision)
    _git(folder, "rev-parse", "--git-dir", fault=_NO_CHECKOUT)
    _git(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}", fault=unknown)
    listed = _git(
        folder, "diff", "--name-only", "--no-renames", "--relative", "-z", revision, "--", ".", fault=unknown
    ).split("\0")
    changed = set(_changed(folder, [file for file in listed if file.endswith(".yaml")], revision))
    rules = [rule for rule in book.rules.values() if rule.id in changed or any(_row(rule.id, t) for t in changed)]
    changed |= {rule.id for rule in rules}
    for rule in rules:
        changed |= parameters_of(book, rule) | (rule.names & book.facts.keys())
    return [name for name in all_names(book) if name in changed]


def _row(rule: str, table: str) -> bool:
    return table.startswith("table ") and rule.startswith(table.removeprefix("table ") + "-")


def _changed(folder: Path, files: list[str], revision: str) -> Iterator[str]:
    """What differs from the revision, wherever it stood then; rows of tables by the name of their table."""
    then = {name: part for file in files for name, part in _parts(_then(folder, file, revision)).items()}
    for file in files:
        now = _parts(read_file(folder / file, file).data) if (folder / file).is_file() else {}
        for (key, name), part in now.items():
            if then.get((key, name)) != part:
                yield f"table {name}" if key in ("tables", "initiatives") else name


def _then(folder: Path, file: str, revision: str) -> Any:
    try:
        return read_text(_git(folder, "show", f"{revision}:./{file}", fault=_NEW), file).data
    except InputError:  # a new file, or one that was no plain data then: all in it counts as changed
        return {}


def _parts(data: Any) -> dict[tuple[str, str], Any]:
    if not isinstance(data, dict):
        return {}
    return {(key, name): _law_in(part) for key in MUTATED for name, part in (data.get(key) or {}).items()}


def _law_in(part: Any) -> Any:
    """A part without its words and citations, which have no mutants."""
    if isinstance(part, dict):
        return {key: _law_in(inner) for key, inner in part.items() if key not in WORDS}
    return [_law_in(inner) for inner in part] if isinstance(part, list) else part


_NOTHING = Both(
    "der er ingen regel, parameter, konklusion, oplysning, fil eller mappe med regler, der hedder ",
    "no rule, parameter, conclusion, fact, file or folder of rules ",
)
_NO_GIT = Both("`--since` kræver git, som ikke er installeret", "`--since` needs git, which is not installed")
_NO_CHECKOUT = Both(
    "`--since` kræver en git-mappe; angiv i stedet regler, filer eller mapper",
    "`--since` needs a git checkout; name rules, files or folders instead",
)
_NEW = Both("filen er ny", "the file is new")


def _git(folder: Path, *arguments: str, fault: Both) -> str:
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)
    except OSError:
        raise InputError(Problem(_NO_GIT)) from None
    if done.returncode != 0:
        raise InputError(Problem(fault))
    return done.stdout.decode("utf-8", "replace")
