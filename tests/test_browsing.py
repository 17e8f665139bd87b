"""The verb `rules` shows all there is on a rule, and finds what changes; on the small invented rulebook."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import in_english

from reformrules import cases
from reformrules.case.intake import read_case
from reformrules.present.phrases import condition_in_words
from reformrules.present.words import WORDS
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.changes import turns_between
from reformrules.rulebook.models import RecordShape
from reformrules.rulebook.parsing import parse
from reformrules.verbs import browsing

Cli = Callable[..., Any]


def squeezed(text: str) -> str:
    """Runs of blanks as one, so that a test does not depend on column widths."""
    return re.sub(r"\s+", " ", text)


@pytest.fixture(autouse=True)
def shipped(tiny_cases: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small cases as the shipped ones."""
    monkeypatch.setattr(cases, "default_cases", lambda: tiny_cases)
    return tiny_cases


def test_the_contents_list_every_rule_under_its_concept(tiny: Cli, tiny_book: Rulebook) -> None:
    out = tiny("rules", "--lang", "en").out
    first, second = out.split("Meetings and work (meetings)")
    assert "Groups (groups)" in first
    for rule in tiny_book.rules.values():
        assert rule.id in (first if rule.concept == "groups" else second)


def test_the_contents_show_half_open_dates_and_how_firm_rule_and_end_are(tiny: Cli) -> None:
    out = squeezed(tiny("rules", "--lang", "en").out)
    assert "group-one from 1 January 2020 until 1 January 2027 (expected) in force; legal check" in out
    assert "group-new from 1 January 2027 expected" in out
    assert "no longer in force on the day that follows `until`" in out


@pytest.mark.parametrize(
    ("on", "in_force"),
    [("2026-12-31", {"group-one", "group-two"}), ("2027-01-01", {"group-new"})],
)
def test_the_contents_of_a_date_leave_out_what_is_not_in_force(tiny: Cli, on: str, in_force: set[str]) -> None:
    out = tiny("rules", "--on", on).out
    assert set(re.findall(r"group-\w+", out)) == in_force


def test_a_date_before_all_law_has_no_rules_and_says_so(tiny: Cli) -> None:
    assert "Ingen regler gælder den dag." in tiny("rules", "--on", "2019-12-31").out


def test_a_concept_lists_its_own_rules_only(tiny: Cli) -> None:
    out = tiny("rules", "groups").out
    assert "group-one" in out
    assert "work-done" not in out


def test_a_rule_is_shown_with_all_that_is_said_of_it(tiny: Cli) -> None:
    out = squeezed(tiny("rules", "group-one", "--lang", "en").out)
    for part in (
        "The citizen belongs to group one.",
        "Groups (groups)",
        "from 1 January 2020 until 1 January 2027 (expected)",
        "in force; needs a legal check",
        'Condition benefit = "aid" In words benefit is aid',
        "group (group): group one",
        "Overridden by group-two",
        "R-03, R-04",
        "ACT § 3: Lov om hjælp https://example.org/act",
        "ACT-2026: Lov om ændring af lov om hjælp",
        "decides an answer adult 2026-06-30 young 2026-07-01",
    ):
        assert part in out


def test_a_rule_shows_what_it_overrides_and_its_note(tiny: Cli) -> None:
    assert "Går forud for group-one" in squeezed(tiny("rules", "group-two").out)
    assert "Bemærkning Awaits the vote." in squeezed(tiny("rules", "group-new").out)


def test_a_rule_shows_the_dated_values_of_the_parameters_it_reads(tiny: Cli) -> None:
    out = squeezed(tiny("rules", "young", "--lang", "en").out)
    assert "30 years from 1 January 2020 until 1 July 2026 in force ACT § 2" in out
    assert "25 years from 1 July 2026 in force ACT-2026 § 2" in out
    assert "The citizen is under [adult age]." in out


def test_a_parameter_that_only_a_measure_reads_belongs_to_the_rule_too(tiny: Cli) -> None:
    assert "window of work (work_window)" in tiny("rules", "work-done", "--lang", "en").out


def test_an_obligation_is_shown_part_by_part(tiny: Cli) -> None:
    out = squeezed(tiny("rules", "meetings-first-half-year", "--lang", "en").out)
    for part in (
        "The town must hold [number required] meetings by [deadline].",
        "Who the town What meetings At least meetings required",
        "Counted from on aid since Deadline on aid since + 6 months",
        "adult 2026-06-30, 2027-01-01 young 2026-06-30, 2026-07-01",
    ):
        assert part in out


def test_a_rule_that_gives_no_answer_says_why_and_names_the_case_it_decides(tiny: Cli) -> None:
    out = squeezed(tiny("rules", "bonus-not-settled", "--lang", "en").out)
    assert "right to a bonus (bonus): undetermined (the law is not settled): The order is missing." in out
    assert "holder-of-a-grant 2026-07-01" in out


def test_a_rule_says_whether_it_is_in_force_on_a_date(tiny: Cli) -> None:
    assert "In force on 31 December 2026 no" in squeezed(
        tiny("rules", "group-new", "--on", "2026-12-31", "--lang", "en").out
    )
    assert "Gælder den 1. januar 2027 ja" in squeezed(tiny("rules", "group-new", "--on", "2027-01-01").out)


@pytest.mark.parametrize(
    ("law_of", "said"),
    [
        ("aid_since", "Follows the law of on aid since "),
        ("[aid_since, evaluation_date]", "on aid since and the evaluation date, which must give the same answer"),
    ],
)
def test_a_rule_and_its_conclusion_say_by_which_date_the_law_is_read(
    tiny: Cli, tiny_rules: Path, law_of: str, said: str
) -> None:
    groups = tiny_rules / "groups.yaml"
    text = groups.read_text("utf-8").replace("kind: target_group", f"kind: target_group\n    law_of: {law_of}")
    groups.write_text(text, "utf-8")
    for name in ("group-one", "group"):
        assert said in squeezed(tiny("rules", name, "--lang", "en").out)


def test_a_rule_no_case_exercises_says_so(tiny: Cli) -> None:
    assert "none of the shipped cases" in tiny("rules", "work-done", "--lang", "en").out


def test_an_address_is_never_broken(tiny: Cli, tiny_rules: Path) -> None:
    address = "https://example.org/" + "act/" * 40
    sources = tiny_rules / "sources.yaml"
    sources.write_text(sources.read_text("utf-8").replace("https://example.org/act", address), "utf-8")
    assert address in tiny("rules", "group-one").out


def test_a_conclusion_is_shown_with_its_values_its_rules_and_its_readers(tiny: Cli) -> None:
    out = squeezed(tiny("rules", "group", "--lang", "en").out)
    for part in ("Conclusion group: group", "Target group, text", "two: group two", "group-new the new group"):
        assert part in out


def test_a_name_of_a_rule_and_a_conclusion_shows_both(tiny: Cli) -> None:
    out = squeezed(tiny("rules", "young", "--lang", "en").out)
    assert "Rule young" in out
    assert "Conclusion young: young Type Step on the way, yes or no Otherwise no" in out
    assert "Read by group-two" in out


def test_a_parameter_is_shown_with_its_values_sources_and_readers(tiny: Cli) -> None:
    out = squeezed(tiny("rules", "adult_age").out)
    for part in (
        "Parameter adult_age: voksenalder",
        "helt tal, år",
        "Læses af young",
        "30 år fra 1. januar 2020 indtil 1. juli 2026 gældende ACT § 2",
        "ACT-2026 § 2: Lov om ændring af lov om hjælp",
    ):
        assert part in out


def test_a_fact_is_shown_with_its_measure_its_question_and_its_readers(tiny: Cli) -> None:
    out = squeezed(tiny("rules", "hours_worked", "--lang", "en").out)
    for part in (
        "Fact hours_worked: hours worked",
        "number, hours, 0 to 10000",
        "How many hours has the citizen worked?",
        "sum: work, take: hours, window: work_window",
        "Read by work-done",
    ):
        assert part in out


def test_a_name_of_a_concept_and_a_fact_shows_both(tiny: Cli) -> None:
    contents, fact = tiny("rules", "meetings", "--lang", "en").out.split("Fact meetings: meetings")
    assert "Meetings and work (meetings)" in contents
    assert "Read by meetings-first-half-year" in squeezed(fact)


def test_an_unknown_name_is_refused_with_the_nearest_one(tiny: Cli) -> None:
    said = in_english(tiny)("rules", "group-tow")
    assert (said.code, said.out) == (2, "")
    assert "nothing called `group-tow`; did you mean `group-two`?" in said.err


# The small rulebook has values that turn on 1 July 2026 and rules that turn on 1 January 2027.
def test_changes_count_after_the_first_date_up_to_and_with_the_second(tiny_book: Rulebook) -> None:
    def days(after: str, until: str) -> set[date]:
        turns = turns_between(tiny_book, date.fromisoformat(after), date.fromisoformat(until))
        return {turn.day for turn in turns}

    assert days("2026-06-30", "2026-07-01") == {date(2026, 7, 1)}
    assert days("2026-07-01", "2026-12-31") == set()
    assert days("2026-06-30", "2027-01-01") == {date(2026, 7, 1), date(2027, 1, 1)}


def test_the_changes_between_two_dates_say_what_begins_and_what_ends(tiny: Cli) -> None:
    said = tiny("rules", "--changed-between", "2026-06-30", "2027-01-01", "--lang", "en")
    out = squeezed(said.out)
    assert "1 July 2026 Begins adult_age = 25 years in force bonus-not-settled in force" in out
    assert "1 July 2026 Ends adult_age = 30 years" in out
    assert "1 January 2027 Begins group-new expected" in out
    assert "1 January 2027 Ends group-one expected group-two expected" in out


def test_a_stretch_without_change_says_so(tiny: Cli) -> None:
    said = tiny("rules", "--changed-between", "2026-07-01", "2026-12-31")
    assert (said.code, "Intet begynder eller ophører." in said.out) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--changed-between", "2027-01-01", "2026-01-01"), "2026-01-01 is not after 2027-01-01"),
        (("--changed-between", "2026-01-01", "2026-01-01"), "two dates in order"),
        (("young", "--changed-between", "2026-01-01", "2027-01-01"), "leave the ID and `--on` out"),
        (("--on", "2026-01-01", "--changed-between", "2026-01-01", "2027-01-01"), "leave the ID and `--on` out"),
        (("--changed-between", "2026-01-01", "soon"), "`soon` is not a date"),
    ],
)
def test_options_that_make_no_sense_are_refused(tiny: Cli, arguments: tuple[str, ...], message: str) -> None:
    said = in_english(tiny)("rules", *arguments)
    assert said.code == 2
    assert message in squeezed(said.err.replace("│", ""))


# The order of group-one and group-two: the first is overridden where the second holds, so it decides nothing there.
def test_a_rule_that_is_overridden_decides_nothing(tiny_book: Rulebook, tiny_cases: Path) -> None:
    found = [("young", read_case(str(tiny_cases / "young.yaml"), tiny_book.record))]
    assert browsing.exercised(tiny_book, found)["group-one"] == {"young": [date(2026, 7, 1)]}
    assert browsing.exercised(tiny_book, found)["group-two"] == {"young": [date(2026, 6, 30)]}


def test_the_cases_of_one_rule_are_those_that_it_has_among_all(tiny_book: Rulebook, tiny_cases: Path) -> None:
    found = [("young", read_case(str(tiny_cases / "young.yaml"), tiny_book.record))]
    every = browsing.exercised(tiny_book, found)
    for rule in tiny_book.rules.values():
        alone = {rule.id: every[rule.id]} if rule.id in every else {}
        assert browsing.exercised(tiny_book, found, [rule]) == alone


def test_cases_of_another_record_and_folders_without_cases_are_passed_over(
    tiny: Cli, shipped: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (shipped / "other.yaml").write_text("case: other\nperson: {shoe_size: 44}\n", "utf-8")
    (shipped / "odd.yaml").write_text("case: odd\nperson: {}\nexpect: {2026-01-01: {nothing: true}}\n", "utf-8")
    assert "adult" in tiny("rules", "group-one").out
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.setattr(cases, "default_cases", lambda: empty)
    assert "ingen af de medfølgende sager" in tiny("rules", "group-one").out


@pytest.mark.parametrize(
    ("condition", "danish", "english"),
    [
        ("true", "altid", "always"),
        ("trained", "uddannet", "trained"),
        ("not trained", "det passer ikke: uddannet", "it is not so: trained"),
        ("age >= 18 years", "alder er mindst 18 år", "age is at least 18 years"),
        ('benefit in ["aid", "grant"]', "ydelse er en af hjælp eller legat", "benefit is one of aid or grant"),
        (
            "aid_since is not recorded",
            "det passer ikke: på hjælp siden er registreret",
            "it is not so: on aid since is recorded",
        ),
        (
            "earliest(aid_since, 2026-01-01) < evaluation_date",
            "(den tidligste af: på hjælp siden, 1. januar 2026) er før beregningsdatoen",
            "(the earliest of: on aid since, 1 January 2026) is before the evaluation date",
        ),
        (
            'trained and (young or not (age < adult_age and benefit = "aid"))',
            "alt dette:\n• uddannet\n• mindst ét af dette:\n  • ung\n  • det passer ikke:\n    • alt dette:\n"
            "      • alder er under voksenalder\n      • ydelse er hjælp",
            "all of this:\n• trained\n• at least one of these:\n  • young\n  • it is not so:\n    • all of this:\n"
            "      • age is below adult age\n      • benefit is aid",
        ),
        ("(trained and young) = true", "(uddannet og ung) er ja", "(trained and young) is yes"),
    ],
)
def test_a_condition_reads_as_words(tiny_book: Rulebook, condition: str, danish: str, english: str) -> None:
    node = parse(condition)
    tiny_book.type_of(node)
    assert condition_in_words(tiny_book, node, "da") == danish
    assert condition_in_words(tiny_book, node, "en") == english


def test_nothing_on_a_page_is_taken_for_markup(tiny: Cli, tiny_rules: Path) -> None:
    groups = tiny_rules / "groups.yaml"
    groups.write_text(groups.read_text("utf-8").replace("Awaits the vote.", "'[bold] and [/red]'"), "utf-8")
    assert "[bold] and [/red]" in tiny("rules", "group-new").out


@pytest.mark.parametrize("lang", ["da", "en"])
def test_no_page_is_wider_than_a_hundred_columns_on_a_pipe(tiny: Cli, tiny_book: Rulebook, lang: str) -> None:
    pages = [(), ("group-one",), ("group",), ("adult_age",), ("hours_worked",)]
    for page in pages:
        assert max(map(len, tiny("rules", *page, "--lang", lang).out.splitlines())) <= 100


def test_every_word_is_there_in_both_languages() -> None:
    assert not [key for key, pair in WORDS.items() if not all(pair) or pair[0].count("{") != pair[1].count("{")]


def test_the_record_of_the_small_rulebook_has_every_shape(tiny_book: Rulebook) -> None:
    assert isinstance(tiny_book.record, RecordShape)
    assert {section.shape for section in tiny_book.record.sections.values()} == {"spell", "event", "month"}
