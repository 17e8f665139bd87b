"""A change of the law laid over a rulebook: what it changes, from when, and how a wrong one is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import jsonschema
import pytest
import yaml
from conftest import Cli

from reformrules.case.intake import case_from_text
from reformrules.errors import RulebookError
from reformrules.explain.session import Explainer
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.schemas import overlay_schema
from reformrules.rulebook.status import LawSetting

HEAD = """
overlay: {da: En idé, en: An idea}
base: rules
valid: {from: 2026-10-01}
source: [{id: IDEA}]
sources: {IDEA: {title: En idé, kind: draft}}
"""
GRANT_RULE = """
    {when: benefit = "grant", then: {group: two}, text: {da: 'Legat.', en: 'A grant.'}}
"""
PERSON = '{"case": "one", "person": {"born": "1999-01-01", "trained": false}, '
ON_AID = PERSON + '"benefits": [{"kind": "aid", "from": "2026-03-02"}]}'
ON_GRANT = PERSON + '"benefits": [{"kind": "grant", "from": "2026-03-02"}]}'
Lay = Callable[[str], Rulebook]


@pytest.fixture
def file(tiny_rules: Path) -> Path:
    return tiny_rules.parent / "change.yaml"


@pytest.fixture
def lay(file: Path) -> Lay:
    def laid(changes: str) -> Rulebook:
        file.write_text(HEAD + changes, encoding="utf-8")
        return load_rulebook(file)

    return laid


def group(book: Rulebook, case: str, on: str, law: LawSetting = LawSetting.proposed) -> tuple[object, str] | None:
    answer = Explainer(book, "reference").check(case_from_text(case, book.record), date.fromisoformat(on), law)
    return next(((f.outcome, f.status) for f in answer.findings if f.subject == "group"), None)


def test_a_number_changes_from_the_first_day_and_carries_the_status_of_the_change(lay: Lay) -> None:
    book = lay("values: {adult_age: 30}")  # the citizen is 27, and 25 is the age from 1 July 2026
    assert group(book, ON_AID, "2026-09-30") == ("one", "in_force")
    assert group(book, ON_AID, "2026-10-01") == ("two", "proposed")


def test_a_law_setting_that_does_not_let_the_change_in_reads_the_law_as_it_was(lay: Lay) -> None:
    book = lay("values: {adult_age: 30}\nremove: [group-one]")
    assert group(book, ON_AID, "2026-10-01", LawSetting.expected) == ("one", "in_force")


def test_a_number_for_some_time_is_followed_by_the_one_it_replaced(lay: Lay) -> None:
    book = lay("values: {adult_age: [{value: 30, until: 2026-11-01}]}")
    assert group(book, ON_AID, "2026-10-31") == ("two", "proposed")
    assert (group(book, ON_AID, "2026-11-01") or "")[0] == "one"
    assert book.parameter("adult_age", date(2026, 11, 1), LawSetting.proposed) == 25


def test_a_number_may_take_the_place_of_those_still_to_come(lay: Lay) -> None:
    book = lay("values: {adult_age: [{value: 30, from: 2026-06-01, status: adopted}]}")
    assert group(book, ON_AID, "2026-07-02") == ("two", "adopted")
    assert group(book, ON_AID, "2026-07-02", LawSetting.enacted) == ("one", "in_force")


def test_a_rule_in_the_place_of_another_begins_where_that_one_ends(lay: Lay) -> None:
    book = lay("replace: {rules: {group-one: " + GRANT_RULE + "}}")
    assert group(book, ON_AID, "2026-09-30") == ("one", "in_force")
    assert group(book, ON_AID, "2026-10-01") is None
    assert group(book, ON_GRANT, "2026-10-01") == ("two", "proposed")
    assert "group-one-from-2026-10-01" in book.rules


def test_what_overrides_a_rule_overrides_the_one_in_its_place_too(lay: Lay) -> None:
    rule = "{when: benefit is known, then: {group: one}, text: {da: 'Alle.', en: 'All.'}}"
    book = lay("replace: {rules: {group-one: " + rule + "}}\nvalues: {adult_age: 30}")
    assert group(book, ON_AID, "2026-10-01") == ("two", "proposed")


def test_a_rule_taken_away_ends_on_the_first_day(lay: Lay) -> None:
    book = lay("remove: [group-one]")
    assert group(book, ON_AID, "2026-09-30") == ("one", "in_force")
    assert group(book, ON_AID, "2026-10-01") is None


def test_a_rule_can_be_added_with_what_it_concludes_and_reads(lay: Lay) -> None:
    book = lay("""
add:
  parameters:
    gift_age: {type: int, unit: years, label: {da: gavealder, en: age of gifts}, values: [{value: 20}]}
  conclusions: {gift: {kind: right, type: bool, label: {da: gave, en: gift}}}
  rules: {gift: {when: age >= gift_age, then: {gift: true}, text: {da: 'Gave.', en: 'A gift.'}}}
""")
    assert book.rules["gift"].status.name == "proposed"
    assert [c.id for c in book.rules["gift"].cited.source] == ["IDEA"]


def test_the_digest_names_the_rulebook_with_the_change(lay: Lay, tiny_book: Rulebook) -> None:
    one, other = lay("values: {adult_age: 30}").digest, lay("values: {adult_age: 31}").digest
    assert len({one, other, tiny_book.digest}) == 3


def test_every_verb_that_answers_takes_a_change(cli: Cli, lay: Lay, file: Path, tiny_cases: Path) -> None:
    lay("values: {adult_age: 30}")
    young = tiny_cases / "young.yaml"
    answer = json.loads(cli("check", young, "--on", "2026-10-01", "--format", "json", "--rules", file).out)
    assert answer["law"] == "proposed"
    assert answer["rulebook"]["overlay"] == {"da": "En idé", "en": "An idea"}
    assert "With the change: An idea" in cli("check", young, "--lang", "en", "--rules", file).out
    counted = json.loads(cli("count", tiny_cases, "--on", "2026-10-01", "--format", "json", "--rules", file).out)
    assert counted["rulebook"]["digest"] == answer["rulebook"]["digest"]
    assert "30 years" in cli("rules", "adult_age", "--lang", "en", "--rules", file).out
    assert cli("calendar", "--rules", file).code == 0
    assert cli("test", tiny_cases, "--rules", file).code == 0


def test_a_rule_that_ends_earlier_than_written_says_so(cli: Cli, lay: Lay, file: Path) -> None:
    lay("remove: [group-one]")
    out = cli("rules", "group-one", "--lang", "en", "--rules", file).out
    assert "until 1 January 2027 (expected), but until 1 October 2026" in " ".join(out.split())


WRONG = {
    "values: {adult_agee: 30}": "10: the rulebook has no parameter `adult_agee` to change; did you mean `adult_age`?",
    "values: {adult_age: ja}": "21: `adult_age` takes a number",
    "values: {adult_age: [{valu: 3}]}": "23: unknown key `valu`; did you mean `value`?",
    "replace: {rules: {group-on: {}}}": "19: the rulebook has no rule `group-on` to change; did you mean `group-one`?",
    "replace: {rules: {group-one: {whn: age > 3}}}": "31: unknown key `whn`; did you mean `when`?",
    "add: {rules: {group-one: {}}}": "15: the rulebook has a rule `group-one` already; put it under `replace`",
    "remove: [group-tow]": "10: `remove` names no rule and no table: `group-tow`; did you mean `group-two`?",
    "remov: []": "1: unknown key `remov`; did you mean `remove`?",
    "replace: {rules: {group-one: {when: agee > 3, then: {group: one}, text: {da: a, en: a}}}}": (
        "37: unknown name `agee`; did you mean `age`?"
    ),
    "values: {adult_age: [{value: 9, until: 2026-11-01}, {value: 8, from: 2026-12-01}]}": (
        "70: parameter `adult_age`: no value from 2026-11-01 until 2026-12-01"
    ),
}  # fmt: skip


@pytest.mark.parametrize("changes", WRONG)
def test_a_wrong_change_is_refused_with_its_place_and_the_nearest_name(lay: Lay, changes: str) -> None:
    with pytest.raises(RulebookError) as refused:
        lay(changes)
    assert f"change.yaml:7:{WRONG[changes]}" in str(refused.value)


def test_a_change_without_source_is_refused(file: Path) -> None:
    file.write_text("overlay: {da: a, en: a}\nvalid: {from: 2026-10-01}\n", encoding="utf-8")
    with pytest.raises(RulebookError, match="`source` is missing"):
        load_rulebook(file)


def test_the_schema_takes_a_change_and_leaves_out_what_the_head_says() -> None:
    text = HEAD + "values: {adult_age: [{value: 30}]}\nreplace: {rules: {group-one: " + GRANT_RULE + "}}"
    data = json.loads(json.dumps(yaml.safe_load(text), default=str))
    jsonschema.validate(data, json.loads(overlay_schema()))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data | {"remov": []}, json.loads(overlay_schema()))


def test_the_shipped_rulebook_is_kept_as_it_was_beside_a_change(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    before = load_rulebook().digest
    change = tmp_path / "change.yaml"
    change.write_text(HEAD.replace("base: rules\n", "") + "remove: [offer-left-out]", encoding="utf-8")
    assert load_rulebook(change).digest != before
    assert load_rulebook().digest == before
    assert load_rulebook().rules["offer-left-out"].window.cut is None
