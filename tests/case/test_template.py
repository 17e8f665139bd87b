"""The annotated case file explains every field, and is a valid case with and without its examples."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from reformrules.case.intake import case_from_text
from reformrules.case.template import template
from reformrules.documents import read_file
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.loader import default_rules
from reformrules.rulebook.models import Bilingual, FieldSpec, RecordShape, Section

LANGUAGES = ("da", "en")


def uncommented(text: str) -> str:
    """The file with all its examples taken in, as its third line says."""
    return re.sub(r"^( *)#(?! )", r"\1", text, flags=re.MULTILINE)


def shipped_record() -> RecordShape:
    data = read_file(Path(default_rules(), "record.yaml"), "record.yaml").data
    return RecordShape.model_validate(data["record"])


@pytest.fixture(params=["tiny", "shipped"])
def record(request: pytest.FixtureRequest, tiny_book: Rulebook) -> RecordShape:
    return tiny_book.record if request.param == "tiny" else shipped_record()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_file_as_written_is_a_case_of_which_nothing_is_known(record: RecordShape, lang: str) -> None:
    case = case_from_text(template(record, lang), record)
    told = {name for name, spec in record.person.items() if spec.absent == "unknown"} & case.person.keys()
    empty = {name: () for name, section in record.sections.items() if section.absent == "none"}
    assert (case.id, told, dict(case.sections)) == ("my-case", set(), empty)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_with_its_examples_the_file_is_a_case_that_uses_every_field_and_section(record: RecordShape, lang: str) -> None:
    case = case_from_text(uncommented(template(record, lang)), record)
    assert case.person.keys() == record.person.keys()
    assert case.sections.keys() == record.sections.keys()
    written = yaml.safe_load(uncommented(template(record, lang)))
    for name, section in record.sections.items():
        assert section.fields.keys() <= {key for entry in written[name] for key in entry}


def test_the_examples_show_an_open_and_an_ended_spell_a_month_and_a_run_of_months(tiny_book: Rulebook) -> None:
    text = template(tiny_book.record, "en")
    examples = [line for line in text.splitlines() if line.startswith("#- ")]
    assert [("to: " in line) for line in examples if "from: " in line] == [True, False]
    assert [("month: " in line, "to_month: " in line) for line in examples if "month" in line] == [
        (True, True),
        (True, False),
    ]


def test_any_yaml_reader_reads_the_file(record: RecordShape) -> None:
    assert yaml.safe_load(template(record, "da")) == {"case": "my-case", "person": {}}
    assert yaml.load(uncommented(template(record, "da")), yaml.SafeLoader)["case"] == "my-case"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_label_help_and_allowed_value_is_explained_in_the_language(record: RecordShape, lang: str) -> None:
    said = " ".join(line.strip().removeprefix("#").strip() for line in template(record, lang).splitlines())
    specs = [*record.person.values(), *(f for s in record.sections.values() for f in s.fields.values())]
    sections = [*record.sections.values()]
    texts = [*(spec.label for spec in specs), *(section.label for section in sections)]
    texts += [text for text in (*(spec.help for spec in specs), *(s.help for s in sections)) if text]
    values = [value for spec in specs for value in spec.one_of or ()]
    values += [kind for section in sections for kind in section.kinds]
    assert not [text for text in [*(t.in_(lang) for t in texts), *values] if text not in said]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("da", ["ukendt", "fuldstændigt", "`[]`", "inklusive", "CPR-numre"]),
        ("en", ["unknown", "complete", "`[]`", "inclusive", "CPR numbers"]),
    ],
)
def test_the_first_three_lines_say_how_a_case_is_read(tiny_book: Rulebook, lang: str, words: list[str]) -> None:
    head = template(tiny_book.record, lang).splitlines()[:4]
    assert all(line.startswith("# ") for line in head[:3])
    assert head[3] == ""
    assert not [word for word in words if word not in "".join(head)]


def test_a_field_says_its_unit_its_range_and_what_leaving_it_out_means(tiny_book: Rulebook) -> None:
    text = template(tiny_book.record, "en")
    assert "# hours: hours; number in hours from 0 to 744; must be written" in text
    assert "# pupil; true or false; left out means no" in text
    assert "# readiness: readiness; one of ready | not ready; only with grant" in text
    assert "date or none" in text


def test_a_field_that_must_be_written_stands_in_the_file_uncommented(tiny_book: Rulebook) -> None:
    needed = FieldSpec(type="int", label=Bilingual(da="tal", en="number"), required=True)
    record = tiny_book.record.model_copy(update={"person": {"needed": needed}})
    assert case_from_text(template(record, "en"), record).person["needed"] == 20


ODD = ["x", "a, b", "a: b", "# a", "a #b", "'a'", '"a"', "{a}", "[a]", "- a", "æ ø å", "12", "no", "true", "&a", "§ 5"]
TEXTS = st.builds(lambda text: Bilingual(da=text, en=text), st.sampled_from([*ODD, "long words " * 30, "a\nb"]))
NAMES = st.sampled_from(["one", "two", "three", "four"])
CHOICES = st.dictionaries(st.sampled_from(ODD), TEXTS, min_size=1, max_size=4)


def specs(kinds: list[str]) -> st.SearchStrategy[FieldSpec]:
    only = st.lists(st.sampled_from(kinds), max_size=2, unique=True) if kinds else st.just([])
    simple = st.builds(
        FieldSpec, type=st.sampled_from(["bool", "int", "decimal", "date", "text"]), label=TEXTS, only=only,
        help=st.none() | TEXTS, may_be_none=st.booleans(), required=st.booleans() if kinds else st.just(False),
        range=st.none() | st.sampled_from([(0, 3), (-9, -2), (100, 200)]), unit=st.sampled_from([None, "hours", "zl"]),
    )  # fmt: skip
    return simple | st.builds(FieldSpec, type=st.just("text"), label=TEXTS, one_of=CHOICES, only=only)


def section(kinds: dict[str, Bilingual]) -> st.SearchStrategy[Section]:
    return st.builds(
        Section, label=TEXTS, shape=st.sampled_from(["spell", "event", "month"]), kinds=st.just(kinds),
        exclusive=st.just(list(kinds)), fields=st.dictionaries(NAMES, specs(list(kinds)), max_size=3),
    )  # fmt: skip


RECORDS = st.builds(
    RecordShape,
    person=st.dictionaries(NAMES, specs([]), max_size=3),
    sections=st.dictionaries(NAMES, CHOICES.flatmap(section), max_size=3),
)


@settings(max_examples=60, deadline=None)
@given(RECORDS)
def test_whatever_the_record_holds_the_file_is_valid_both_ways(record: RecordShape) -> None:
    text = template(record, "en")
    assert case_from_text(text, record).sections == {}
    assert case_from_text(uncommented(text), record).sections.keys() == record.sections.keys()
