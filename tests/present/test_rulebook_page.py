"""The rulebook as one HTML page: everything is on it, in both languages, and every link leads somewhere."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from conftest import Cli, in_english

from reformrules.present.rulebook_page import areas_of, chart_of, render
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.changes import turns_between
from reformrules.rulebook.loader import load_rulebook

REGISTER = """
concept: {da: Grupper og møder, en: Groups and meetings}
register:
  R-03:
    says: {da: Hvem der hører til gruppen., en: Who belongs to the group.}
    from: '2019'
    status: in_force
    source: [{id: ACT}]
  R-09:
    says: {da: Byens budget., en: The budget of the town.}
    status: undetermined
    no_rule: {da: Intet at beregne for en borger., en: Nothing to evaluate for a citizen.}
"""


@pytest.fixture
def page(tiny_rules: Path) -> str:
    (tiny_rules / "groups").mkdir()
    (tiny_rules / "groups.yaml").rename(tiny_rules / "groups" / "groups.yaml")
    (tiny_rules / "groups" / "register.yaml").write_text(REGISTER, encoding="utf-8")
    return render(load_rulebook(tiny_rules), {"group-one": {"adult": [date(2026, 6, 30)]}})


def in_language(page: str, lang: str) -> str:
    found = re.search(f'<main data-lang="{lang}" lang="{lang}">.*?</main>', page, re.DOTALL)
    assert found
    return found[0]


@pytest.mark.parametrize("lang", ["da", "en"])
def test_every_rule_stands_on_the_page_in_both_languages(page: str, lang: str, tiny_book: Rulebook) -> None:
    part = in_language(page, lang)
    for rule in tiny_book.rules.values():
        assert f'id="{lang}-rule-{rule.id}"' in part
    assert {"da": "Borgeren hører til gruppe et.", "en": "The citizen belongs to group one."}[lang] in part


def test_every_link_within_the_page_leads_to_a_place_on_it(page: str) -> None:
    places = re.findall(r'id="([^"]+)"', page)
    assert len(places) == len(set(places))
    links = re.findall(r'href="#([^"]+)"', page)
    assert links
    assert set(links) - set(places) == set()


def test_a_statement_of_the_register_shows_what_carries_it_or_why_nothing_does(page: str) -> None:
    rows = dict(re.findall(r'<tr id="en-register-([^"]+)">(.*?)</tr>', page, re.DOTALL))
    for part in ("Who belongs to the group.", "from 2019", 'href="#en-rule-group-one"'):
        assert part in rows["R-03"]
    assert "Nothing to evaluate for a citizen." in rows["R-09"]


def test_a_text_shows_the_number_that_holds_while_the_rule_is_in_force_else_a_label(tiny_book: Rulebook) -> None:
    page = render(tiny_book, {})
    assert "The town must hold [number required] meetings by [deadline]." in page
    assert "The citizen is under [adult age]." in page  # two values while the rule is in force


def test_the_timeline_lists_each_day_of_change_and_the_chart_leaves_the_beginning_out(tiny_book: Rulebook) -> None:
    part = in_language(render(tiny_book, {}), "en")
    assert "<strong>1 July 2026</strong>: 2 begin, 1 end" in part
    turns = turns_between(tiny_book, date.min, date.max)
    days = sorted({turn.day for turn in turns})
    chart = chart_of([(day, [t for t in turns if t.day == day]) for day in days])
    assert [bar.day for bar in chart.bars] == [day for day in days if day > date(2020, 1, 1)]
    assert all(0 <= bar.x <= chart.width and bar.up < chart.middle for bar in chart.bars)


def test_what_the_law_says_is_escaped(tiny_rules: Path) -> None:
    file = tiny_rules / "groups.yaml"
    text = file.read_text("utf-8").replace("en: 'The citizen belongs to {outcome}.'", "en: 'A <b>bold</b> & text.'", 1)
    file.write_text(text, encoding="utf-8")
    page = render(load_rulebook(tiny_rules), {})
    assert "A &lt;b&gt;bold&lt;/b&gt; &amp; text." in page
    assert "<b>bold" not in page


def test_the_areas_follow_the_folders(page: str, tiny_rules: Path) -> None:
    areas = areas_of(load_rulebook(tiny_rules))
    assert [(area.id, area.title("en")) for area in areas] == [
        ("groups", "Groups and meetings"),
        ("meetings", "meetings"),
    ]
    assert set(areas[0].register) == {"R-03", "R-09"}


def test_the_page_is_written_by_the_verb_rules_and_replaces_an_older_one(tiny: Cli, tmp_path: Path) -> None:
    file = tmp_path / "rulebook.html"
    file.write_text("older", encoding="utf-8")
    assert tiny("rules", "--html", str(file)).code == 0
    assert "group-one" in file.read_text("utf-8")
    assert [path.name for path in tmp_path.iterdir() if "rulebook" in path.name] == ["rulebook.html"]


def test_the_page_goes_with_no_id_and_into_a_folder_that_is_there(tiny: Cli, tmp_path: Path) -> None:
    assert "take the whole rulebook" in in_english(tiny)("rules", "group-one", "--html", str(tmp_path / "a.html")).err
    gone = in_english(tiny)("rules", "--html", str(tmp_path / "nowhere" / "a.html"))
    assert gone.code == 2
    assert "cannot be written: no such file or directory" in gone.err


def test_a_register_id_is_browsed_like_any_other_name(tiny: Cli, tiny_rules: Path) -> None:
    (tiny_rules / "register.yaml").write_text(REGISTER, encoding="utf-8")
    said = tiny("rules", "R-03", "--lang", "en").out
    for part in ("Who belongs to the group.", "from 2019", "in force", "Rule group-one", "Lov om hjælp"):
        assert part in said
    assert "Nothing to evaluate for a citizen." in tiny("rules", "R-09", "--lang", "en").out
    assert "did you mean `R-09`" in in_english(tiny)("rules", "R-08").err


def test_the_register_lists_each_statement_with_what_carries_it(tiny: Cli, tiny_rules: Path) -> None:
    (tiny_rules / "register.yaml").write_text(REGISTER, encoding="utf-8")
    lines = tiny("rules", "--register", "--lang", "en").out.splitlines()
    assert any("R-03" in line and "Who belongs to the group." in line and "group-one" in line for line in lines)
    assert any("R-09" in line and "Nothing to evaluate" in line for line in lines)
