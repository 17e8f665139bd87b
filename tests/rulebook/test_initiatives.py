"""What is answered of a local initiative, and in which words, is data of the layer; a fault in it is named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reformrules.case.intake import case_from_text
from reformrules.errors import RulebookError
from reformrules.explain.session import Explainer
from reformrules.rulebook.initiatives import answer_of, conclusion_name
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.status import LawSetting

WORDS = """
layer:
  title: {da: Byen, en: The town}
  valid: {from: 2026-01-01}
  initiatives:
    open:
      value: velkommen
      label: {da: velkommen, en: welcome}
      text: {da: 'Kom til »{title}« senest {last_day}. {decides}', en: 'Come to "{title}" by {last_day}. {decides}'}
      without_end: {da: 'Kom til »{title}«. {decides}', en: 'Come to "{title}". {decides}'}
    closed:
      value: forbi
      label: {da: forbi, en: over}
      text: {da: 'Slut siden {last_day}.', en: 'Over since {last_day}.'}
    proposed: {value: måske, label: {da: måske, en: perhaps}, text: {da: 'Måske »{title}«.', en: 'Perhaps "{title}".'}}
    areas: {kassen: {da: kassen, en: the till}}
"""  # fmt: skip
WALKS = """
initiatives:
  walks:
    title: {da: 'Ture {nord}', en: 'Walks {north}'}
    kind: citizen
    who: {da: unge, en: young people}
    for: young
    lead: byen
    decides: {da: Byen afgør det., en: The town decides.}
    valid: {from: 2026-02-01, until: 2026-03-01}
    money: [{kr: 100, area: kassen, basis: total, from: 2026}]
    proposal: {valid: {from: 2026-06-01}}
    source: [{id: ACT}]
  swims:
    title: {da: Bade, en: Swims}
    kind: citizen
    who: {da: unge, en: young people}
    for: young
    lead: byen
    decides: {da: Byen afgør det., en: The town decides.}
    valid: {from: 2026-02-01}
    source: [{id: ACT}]
"""


def town(rules: Path, words: str = WORDS, walks: str = WALKS, name: str = "town") -> Path:
    (rules / name).mkdir()
    (rules / name / "layer.yaml").write_text(words, "utf-8")
    (rules / name / "walks.yaml").write_text(walks, "utf-8")
    return rules


@pytest.mark.parametrize(("on", "value", "said"), [
    (date(2026, 1, 31), None, None),
    (date(2026, 2, 1), "velkommen", 'Come to "Walks {north}" by 28 February 2026. The town decides.'),
    (date(2026, 2, 28), "velkommen", 'Come to "Walks {north}" by 28 February 2026. The town decides.'),
    (date(2026, 3, 1), "forbi", "Over since 28 February 2026."),
    (date(2026, 5, 31), "forbi", "Over since 28 February 2026."),
    (date(2026, 6, 1), "måske", 'Perhaps "Walks {north}".'),
])  # fmt: skip
def test_an_initiative_is_answered_in_the_words_of_its_layer(
    tiny_rules: Path, on: date, value: str | None, said: str | None
) -> None:
    book = load_rulebook(town(tiny_rules), ["town"])
    case = case_from_text("case: a\nperson: {born: 2010-01-01, trained: false}", book.record)
    answer = Explainer(book, "reference").check(case, on, LawSetting.proposed)
    found = {finding.subject: finding for finding in answer.findings}.get(conclusion_name("walks"))
    assert (found and found.outcome) == value
    assert (found and found.text.en) == said


def test_a_grant_that_runs_on_names_no_last_day(tiny_rules: Path) -> None:
    book = load_rulebook(town(tiny_rules), ["town"])
    assert book.rules["swims-open"].text.da == "Kom til »Bade«. Byen afgør det."
    assert "swims-closed" not in book.rules
    assert answer_of(book, "swims", "open") == "velkommen"


def test_a_layer_takes_the_words_of_one_that_it_needs(tiny_rules: Path) -> None:
    village = "layer: {title: {da: Landsby, en: Village}, valid: {from: 2026-01-01}, needs: [town]}"
    town(tiny_rules)
    town(tiny_rules, village, WALKS.replace("walks:", "rides:").replace("swims:", "dives:"), "village")
    assert answer_of(load_rulebook(tiny_rules, ["village"]), "rides", "open") == "velkommen"


NO_WORDS = "layer: {title: {da: Byen, en: The town}, valid: {from: 2026-01-01}}"
WORDLESS = "initiatives need words to be answered in; write `initiatives` under `layer` in `town/layer.yaml`"
FAULTS = [
    (WORDS, NO_WORDS, f"town/walks.yaml:2:1: {WORDLESS}"),
    ("value: forbi", "value: velkommen", "`open`, `closed` and `proposed` need three values that differ"),
    ("senest {last_day}", "senest {last_dag}", "the text has no place for `{last_dag}`; did you mean `last_day`"),
    ("      without_end:", "      # without_end:", "`open` names `{last_day}`; write `without_end` for a grant that"),
    ("areas: {kassen:", "areas: {pungen:", "`areas` of the layer has no `kassen`"),
]


@pytest.mark.parametrize(("right", "wrong", "said"), FAULTS, ids=[fault[2] for fault in FAULTS])
def test_a_fault_in_the_words_of_a_layer_is_named(tiny_rules: Path, right: str, wrong: str, said: str) -> None:
    assert right in WORDS
    with pytest.raises(RulebookError) as found:
        load_rulebook(town(tiny_rules, WORDS.replace(right, wrong)), ["town"])
    assert said in str(found.value)
