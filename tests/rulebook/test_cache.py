"""A rulebook that was kept is used for what it was made of, and for nothing else."""

from __future__ import annotations

import os
import pickle
from dataclasses import fields
from pathlib import Path

import pytest

from reformrules import kept as keeping
from reformrules.errors import RulebookError
from reformrules.rulebook import cache
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.loader import load_rulebook


class Kept:
    """A folder of rules with its place in a cache of its own, and how often it was read."""

    def __init__(self, rules: Path) -> None:
        self.rules, self.loads = rules, 0

    def book(self) -> Rulebook:
        return cache.kept(self.rules, (), self._load)

    def _load(self) -> Rulebook:
        self.loads += 1
        return load_rulebook(self.rules)

    def files(self) -> list[Path]:
        return sorted(Path(os.environ["XDG_CACHE_HOME"]).rglob("*.rulebook"))


@pytest.fixture
def kept(tiny_rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kept:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv(keeping.OFF, raising=False)
    return Kept(tiny_rules)


def test_a_rulebook_is_read_once_and_says_the_same_when_it_was_kept(kept: Kept) -> None:
    first, second = kept.book(), kept.book()
    assert kept.loads == 1
    assert second is not first
    for part in fields(Rulebook):
        assert getattr(second, part.name) == getattr(first, part.name)


@pytest.mark.parametrize("change", ["text", "text of the same size and time", "new file", "name"])
def test_a_rulebook_whose_files_have_changed_is_read_again(kept: Kept, change: str) -> None:
    kept.book()
    file = kept.rules / "meetings.yaml"
    if change.startswith("text"):
        before = file.stat()
        file.write_text(file.read_text("utf-8").replace("300 hours", "301 hours"), "utf-8")
        if change != "text":
            os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    elif change == "new file":
        (kept.rules / "more.yaml").write_text("sources: {MORE: {title: En kilde, kind: act}}", "utf-8")
    else:
        file.rename(kept.rules / "talks.yaml")
    changed = kept.book()
    assert kept.loads == 2
    assert changed.digest == load_rulebook(kept.rules).digest


def test_a_rulebook_with_a_fault_is_refused_each_time_though_it_was_kept_before(kept: Kept) -> None:
    kept.book()
    (kept.rules / "meetings.yaml").write_text("rules: {a: {}}", "utf-8")
    for _ in range(2):
        with pytest.raises(RulebookError):
            kept.book()


@pytest.mark.parametrize("module", ["rulebook/loader.py", "rulebook/grammar.lark"])
def test_a_rulebook_made_by_other_code_is_read_again(
    kept: Kept, module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    file = package / module
    file.parent.mkdir(parents=True)
    file.write_text("one", "utf-8")
    monkeypatch.setattr(keeping, "_PACKAGE", package)
    kept.book()
    file.write_text("another", "utf-8")
    kept.book()
    assert kept.loads == 2


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "another object"])
def test_a_damaged_file_is_not_used_and_is_mended(kept: Kept, damage: str) -> None:
    kept.book()
    (file,) = kept.files()
    data = file.read_bytes()
    spoilt = {
        "cut": data[:-1],
        "changed": data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],
        "empty": b"",
        "another object": data[:32] + pickle.dumps("no rulebook"),
    }
    file.write_bytes(spoilt[damage])
    assert kept.book().digest
    assert kept.loads == 2
    kept.book()
    assert kept.loads == 2


@pytest.mark.skipif(os.name != "posix", reason="the rights of files are those of posix")
@pytest.mark.parametrize("of", ["file", "folder"])
def test_a_file_that_others_can_write_is_not_used(kept: Kept, of: str) -> None:
    kept.book()
    (file,) = kept.files()
    (file if of == "file" else file.parent).chmod(0o777)
    kept.book()
    assert kept.loads == 2


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="there are no owners of files")
def test_a_file_of_another_user_is_not_used(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.book()
    mine = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
    kept.book()
    assert kept.loads == 2


def test_where_nothing_can_be_kept_the_files_are_read_and_nothing_is_said(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("not a folder", "utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert kept.book().rules
    assert kept.book().rules
    assert kept.loads == 2
    assert capfd.readouterr() == ("", "")


def test_the_cache_can_be_turned_off(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(keeping.OFF, "1")
    kept.book()
    kept.book()
    assert (kept.loads, kept.files()) == (2, [])


def test_a_folder_that_changes_while_it_is_read_is_not_kept(kept: Kept) -> None:
    def load() -> Rulebook:
        book = load_rulebook(kept.rules)
        (kept.rules / "more.yaml").write_text("sources: {MORE: {title: En kilde, kind: act}}", "utf-8")
        return book

    cache.kept(kept.rules, (), load)
    assert kept.files() == []


def test_only_the_latest_rulebooks_are_kept(kept: Kept) -> None:
    for n in range(cache.MOST_KEPT + 3):
        (kept.rules / "more.yaml").write_text(f"sources: {{MORE: {{title: Kilde {n}, kind: act}}}}", "utf-8")
        kept.book()
    assert len(kept.files()) == cache.MOST_KEPT
