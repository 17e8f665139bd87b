"""The verb `mutate`: what it lists, how it leaves, what it takes for an argument, and what git says has changed."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]
Mutate = Callable[..., Any]


@pytest.fixture
def mutate(tiny: Cli, tiny_cases: Path) -> Mutate:
    """The verb on the small rulebook and its cases, in one process."""
    return lambda *arguments: tiny("mutate", *arguments, "--cases", tiny_cases, "--jobs", "1", "--lang", "en")


@pytest.fixture
def surviving(mutate: Mutate) -> Callable[[str], list[str]]:
    """The changes of a part that survive."""
    return lambda name: [found["change"] for found in json.loads(mutate(name, "--format", "json").out)["survivors"]]


def argue(folder: Path, of: str, said: list[str]) -> None:
    data = {"survivors": {of: dict.fromkeys(said, "the invented law has no such day")}}
    (folder / "survivors.yaml").write_text(json.dumps(data), "utf-8")


def test_a_survivor_is_listed_with_its_line_and_makes_the_verb_leave_with_1(mutate: Mutate, tiny_rules: Path) -> None:
    said = mutate("young")
    assert said.code == 1
    assert f'{tiny_rules}/groups.yaml:22 young: "<=" for "<" in `age <= adult_age`' in said.out
    assert said.out.splitlines()[-1].endswith("survive, 0 survive for a stated reason")


def test_a_survivor_that_is_argued_for_passes(
    mutate: Mutate, surviving: Callable[[str], list[str]], tiny_rules: Path
) -> None:
    argue(tiny_rules, "young", surviving("young"))
    said = mutate("young")
    assert said.code == 0
    assert " 0 survive, " in said.out


@pytest.mark.parametrize("of", ["group-two", "no-such-rule"])
def test_an_argument_for_what_does_not_survive_is_listed_and_fails(mutate: Mutate, tiny_rules: Path, of: str) -> None:
    argue(tiny_rules, of, ["outcome new for two"])
    said = mutate("group-two")
    assert said.code == 1
    assert f"an argument for what does not survive: {of}: outcome new for two" in said.out


def test_an_argument_about_a_part_that_is_not_tried_is_left_alone(
    mutate: Mutate, surviving: Callable[[str], list[str]], tiny_rules: Path
) -> None:
    everything = surviving("young")
    argue(tiny_rules, "group-two", ["outcome new for two"])
    assert surviving("young") == everything
    assert "an argument" not in mutate("young").out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("young: reason", "write `survivors:`"),
        ("survivors: {young: reason}", "write `survivors:`"),
        ("survivors: {young: {without a: }}", "a reason is needed"),
    ],
)
def test_an_argument_in_another_form_is_refused_with_its_place(
    mutate: Mutate, tiny_rules: Path, text: str, message: str
) -> None:
    (tiny_rules / "survivors.yaml").write_text(text, "utf-8")
    said = mutate("young")
    assert said.code == 2
    assert "survivors.yaml:1:" in said.err
    assert message in said.err


def test_a_file_and_a_conclusion_mean_all_their_parts(mutate: Mutate, tiny_rules: Path) -> None:
    def tried(*names: object) -> int:
        return int(json.loads(mutate(*names, "--format", "json").out)["mutants"])

    assert tried("groups") == tried(tiny_rules / "groups.yaml") == tried("group", "young")
    assert tried("group") == tried("group-one") + tried("group-two") + tried("group-new")
    assert tried() == tried("groups.yaml", "meetings.yaml", "facts", "parameters")


def test_a_survivor_comes_with_an_expectation_that_would_notice_it(mutate: Mutate, tiny_cases: Path) -> None:
    lines = mutate("young", "--suggest").out.splitlines()
    survivor = next(index for index, line in enumerate(lines) if "status adopted for in_force" in line)
    said = lines[survivor + 1].strip()
    assert said == f"if the law says so: {tiny_cases}/young.yaml 2026-06-30: {{young: {{status: in_force}}}}"
    found = json.loads(mutate("young", "--suggest", "--format", "json").out)["survivors"]
    assert said in {survivor["suggestion"] for survivor in found}


def test_a_suggested_expectation_notices_the_survivor(mutate: Mutate, tiny_cases: Path) -> None:
    assert "status adopted for in_force" in mutate("young").out
    change(tiny_cases, "young.yaml", "{group: two,", "{young: {status: in_force}, group: two,")
    assert "status adopted for in_force" not in mutate("young").out


def test_where_no_case_comes_near_that_is_said(mutate: Mutate, tiny_cases: Path) -> None:
    for file in tiny_cases.glob("[ay]*.yaml"):
        file.unlink()
    assert "no case comes near it" in mutate("work-done", "--suggest").out


def test_an_unknown_name_is_refused_with_the_nearest(mutate: Mutate) -> None:
    said = mutate("yung")
    assert (said.code, said.out) == (2, "")
    assert "`yung`; did you mean `young`?" in said.err


def test_expectations_that_fail_already_are_told(mutate: Mutate, tiny_cases: Path) -> None:
    wrong = "case: wrong\nperson: {born: 1990-01-01, trained: false}\nexpect: {2026-06-30: {young: true}}\n"
    (tiny_cases / "wrong.yaml").write_text(wrong, "utf-8")
    assert "1 expectation fails without any change" in mutate("young").out


def git(folder: Path, *arguments: str) -> None:
    own = ("-c", "user.name=tester", "-c", "user.email=tester@example.org")
    subprocess.run(["git", "-C", str(folder), *own, *arguments], check=True, capture_output=True)


@pytest.fixture
def committed(tiny_rules: Path) -> Path:
    """The small rulebook as the one commit of a git repository."""
    git(tiny_rules, "init", "--quiet")
    git(tiny_rules, "add", ".")
    git(tiny_rules, "commit", "--quiet", "--message", "the law")
    return tiny_rules


def change(folder: Path, file: str, before: str, after: str) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


def tried_parts(mutate: Mutate) -> set[str]:
    said = mutate("--since", "HEAD", "--format", "json")
    return {found["of"] for found in json.loads(said.out)["survivors"]}


def test_since_takes_the_changed_rule_with_what_it_reads(mutate: Mutate, committed: Path) -> None:
    change(committed, "meetings.yaml", "hours_worked >= 300 hours", "hours_worked >= 301 hours")
    assert tried_parts(mutate) == {"work-done", "hours_worked", "work_window"}


def test_since_takes_a_changed_number_alone(mutate: Mutate, committed: Path) -> None:
    change(committed, "parameters.yaml", "value: 25", "value: 26")
    assert tried_parts(mutate) == {"adult_age"}


def test_since_takes_nothing_when_only_words_have_changed(mutate: Mutate, committed: Path) -> None:
    change(committed, "groups.yaml", "The citizen is under", "The citizen is younger than")
    said = mutate("--since", "HEAD")
    assert (said.code, said.out) == (0, "no rule, number or fact differs from HEAD\n")


def test_since_takes_nothing_when_rules_have_only_moved(mutate: Mutate, committed: Path) -> None:
    git(committed, "mv", "groups.yaml", "young-and-groups.yaml")
    assert tried_parts(mutate) == set()


def test_since_needs_a_git_checkout_and_a_revision(mutate: Mutate, tiny_rules: Path) -> None:
    outside = mutate("--since", "HEAD")
    assert outside.code == 2
    assert "needs a git checkout" in outside.err
    git(tiny_rules, "init", "--quiet")
    assert "no revision `nowhere`" in mutate("--since", "nowhere").err


def test_the_solver_says_of_each_survivor_whether_anybody_can_notice_it(mutate: Mutate) -> None:
    said = mutate("group-two", "work-done", "--prove", "--format", "json")
    survivors = {f"{one['of']}: {one['change']}": one for one in json.loads(said.out)["survivors"]}
    assert survivors
    for one in survivors.values():
        assert one["proof"] in ("equal", "differs", "open")
        assert (one["proof"] == "differs") == ("case: witness" in one["shown"])


def test_an_argument_for_what_a_citizen_shows_does_not_hold(mutate: Mutate, tiny_rules: Path) -> None:
    survivors = json.loads(mutate("group-two", "--format", "json").out)["survivors"]
    lines = "".join(f"    {json.dumps(one['change'])}: nobody can notice\n" for one in survivors)
    (tiny_rules / "survivors.yaml").write_text(f"survivors:\n  group-two:\n{lines}", "utf-8")
    assert mutate("group-two").code == 0
    said = mutate("group-two", "--prove")
    assert said.code == 1
    assert "argued for, but not so: group-two" in said.out
    assert "a citizen shows it in `group` on" in said.out
