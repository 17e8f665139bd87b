"""Reading YAML and JSON as plain data with places."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import refusal

from reformrules import documents
from reformrules.documents import read_text
from reformrules.errors import Place

# --- what is read ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_each_loader")
@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("0", 0),
        ("-0", 0),
        ("-12", -12),
        ("9" * 18, 10**18 - 1),
        ("4809.5", Decimal("4809.5")),
        ("4809.50", Decimal("4809.50")),
        ("-0.25", Decimal("-0.25")),
        ("1." + "3" * 27, Decimal("1." + "3" * 27)),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("off", "off"),
        ("True", "True"),
        ("FALSE", "FALSE"),
        ("Null", "Null"),
        ("0101", "0101"),
        ("00.5", "00.5"),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        ("0o17", "0o17"),
        ("1:30", "1:30"),
        ("+5", "+5"),
        (".5", ".5"),
        ("5.", "5."),
        ("1e5", "1e5"),
        ("1.5E-3", "1.5E-3"),
        ("2026-01-01", "2026-01-01"),
        ("2026-01-01 10:00:00", "2026-01-01 10:00:00"),
        ("nan", "nan"),
        ("=", "="),
        ("<<", "<<"),
        ("٣", "٣"),
        ("'true'", "true"),
        ('"5"', "5"),
        ("'4809.5'", "4809.5"),
        ("'.nan'", ".nan"),
        ("''", ""),
        (r'"a\/b\u00e9\n"', "a/bé\n"),
        ("5\n  6", "5 6"),
    ],
)
def test_a_scalar_means_what_the_conservative_core_schema_says(written: str, meant: Any) -> None:
    value = read_text(f"key: {written}\n", "f").data["key"]
    assert (type(value), str(value)) == (type(meant), str(meant))


@pytest.mark.usefixtures("_each_loader")
def test_nothing_after_a_key_is_none() -> None:
    assert read_text("a:\nb: [~]\nc: {d, e: }", "f").data == {
        "a": None,
        "b": [None],
        "c": {"d": None, "e": None},
    }


@pytest.mark.usefixtures("_each_loader")
def test_plain_keys_are_the_text_they_are() -> None:
    text = "2026-01-01: a\n5: b\nno: c\ntrue: d\nnull: e\n1.0: f\n'5 ': g\n\"<<\": h\n? x\n: i\n"
    assert list(read_text(text, "f").data) == [
        "2026-01-01",
        "5",
        "no",
        "true",
        "null",
        "1.0",
        "5 ",
        "<<",
        "x",
    ]


@pytest.mark.usefixtures("_each_loader")
@pytest.mark.parametrize(
    "text", ["a: 1\r\nb: 2\r\n", "a: 1\rb: 2\r", "\ufeffa: 1\nb: 2", "%YAML 1.2\n---\na: 1\nb: 2\n...\n"]
)
def test_line_endings_a_byte_order_mark_and_document_markers_are_accepted(text: str) -> None:
    assert read_text(text, "f").data == {"a": 1, "b": 2}


@pytest.mark.usefixtures("_each_loader")
@pytest.mark.parametrize(
    ("text", "data"),
    [
        ('{"a": "\\ud83d\\ude00 \\uD83D\\uDE00"}', {"a": "😀 😀"}),
        ('"\\ud83d\\ude00"', "😀"),
        ('["\\\\ud83d\\\\ude00", "\\ud83d\\ude00"]', ["\\ud83d\\ude00", "😀"]),
        ('{\n\t"a":\t1,\n\t"b": [\n\t\t"x\\ty"\n\t]\n}', {"a": 1, "b": ["x\ty"]}),
        ('{"a"\n:\n1, "b": "c :d", "e": [":", "\\" :"]}', {"a": 1, "b": "c :d", "e": [":", '" :']}),
        (json.dumps({"k" * 1025: "v" * 2000}), {"k" * 1025: "v" * 2000}),
        ('{"' + "k" * 1024 + '"\n: 1, "b": 2}', {"k" * 1024: 1, "b": 2}),
        (
            '{"a":1,"b":[-2.50,true,false,null],"c":{}}',
            {"a": 1, "b": [Decimal("-2.50"), True, False, None], "c": {}},
        ),
    ],
)
def test_json_that_yaml_parsers_do_not_take_is_read(text: str, data: Any) -> None:
    assert json.loads(text) == data
    assert read_text(text, "f").data == data


@pytest.mark.usefixtures("_each_loader")
def test_json_in_a_spelling_of_its_own_is_judged_as_yaml_is() -> None:
    assert refusal('["\\ud83d\\ude00",\n {"a": 1, "a": 2}]').startswith("f:2:11: the key `a` stands in line 2 already")
    assert refusal('["\\ud83d\\ude00", NaN]').endswith("write a number, or quote the text")
    assert refusal('["\\ud83d\\ude00", "\\u0007"]').endswith("the character U+0007 is not valid; remove it")
    assert "nest too deep" in refusal('["\\ud83d\\ude00", ' + "[" * 100_000)
    assert "nest too deep" in refusal('{"a"\n:' + "[" * 50 + "]" * 50 + "}")
    assert read_text('["\\ud83d\\ude00", 1e5, 2.50]', "f").data == ["😀", "1e5", Decimal("2.50")]


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**18) + 1, 10**18 - 1)
    | st.floats(allow_nan=False, allow_infinity=False).filter(lambda number: "e" not in repr(number))
)
TEXTS = st.text().filter(lambda text: not documents._FORBIDDEN.search(text))
# PyYAML writes these texts without quotes; as plain scalars they are refused.
UNQUOTED = {"NaN", "Infinity", "-Infinity"}


def trees(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    return st.recursive(
        SCALARS | texts,
        lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=5),
        max_leaves=25,
    )


def exact(value: Any) -> Any:
    """The data as it is read: each float as the decimal it is written as."""
    if isinstance(value, dict):
        return {key: exact(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [exact(inner) for inner in value]
    return Decimal(repr(value)) if isinstance(value, float) else value


@settings(deadline=None)
@given(
    trees(TEXTS.filter(lambda text: text not in UNQUOTED)),
    st.booleans(),
    st.sampled_from([False, True, None]),
)
def test_what_pyyaml_dumps_reads_back_equal(data: Any, unicode: bool, flow: bool | None) -> None:
    text = yaml.safe_dump(data, allow_unicode=unicode, default_flow_style=flow, sort_keys=False)
    assert repr(read_text(text, "f").data) == repr(exact(data))


@settings(deadline=None)
@given(
    trees(TEXTS),
    st.booleans(),
    st.sampled_from([None, 2, "\t"]),
    st.sampled_from([(", ", ": "), (",", ":"), (" ,", " : "), ("\n,\t", "\n:\t")]),
)
def test_what_json_dumps_reads_back_equal(
    data: Any, ascii_only: bool, indent: int | str | None, separators: tuple[str, str]
) -> None:
    text = json.dumps(data, ensure_ascii=ascii_only, indent=indent, separators=separators)
    assert repr(read_text(text, "f").data) == repr(exact(data))


# --- places ---------------------------------------------------------------------------------------------

PLACED = """\
# a comment
rules:
  - id: first
    "title": "A 'title'"
    when: [a, 'b', {c: 5}]
  - id: second
    text: |
      Line one
        line two
    folded: >2-  # why

         indented
      less
    none:
last: "x"
"""


@pytest.mark.usefixtures("_each_loader")
@pytest.mark.parametrize(
    ("path", "place", "value"),
    [
        ((), (2, 1), (2, 1)),
        (("rules",), (2, 1), (3, 3)),
        (("rules", 0), (3, 5), (3, 5)),
        (("rules", 0, "id"), (3, 5), (3, 9)),
        (("rules", 0, "title"), (4, 5), (4, 15)),
        (("rules", 0, "when"), (5, 5), (5, 11)),
        (("rules", 0, "when", 0), (5, 12), (5, 12)),
        (("rules", 0, "when", 1), (5, 15), (5, 16)),
        (("rules", 0, "when", 2, "c"), (5, 21), (5, 24)),
        (("rules", 1, "text"), (7, 5), (8, 7)),
        (("rules", 1, "folded"), (10, 5), (11, 7)),
        (("rules", 1, "none"), (14, 5), (14, 10)),
        (("last",), (15, 1), (15, 8)),
        (("rules", 0, "unknown"), (3, 5), (3, 5)),
        (("rules", 7, "id"), (2, 1), (2, 1)),
        (("rules", 0, "id", "below a scalar"), (3, 5), (3, 5)),
        (("unknown", 1, 2, 3), (2, 1), (2, 1)),
    ],
)
def test_keys_and_values_have_their_places(
    path: documents.Path, place: tuple[int, int], value: tuple[int, int]
) -> None:
    document = read_text(PLACED, "rules.yaml")
    assert document.place(path) == Place("rules.yaml", *place)
    assert document.value_place(path) == Place("rules.yaml", *value)


@pytest.mark.usefixtures("_each_loader")
@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("- |\n\n   x\n", (2, 4)),
        ("- |\n  x\n  \ty\n", (2, 3)),
        ("- >-\n    x\n", (2, 5)),
        ("- |1\n   x\n", (2, 2)),
        ("- |\n- x\n", (2, 1)),
        ("- |", (2, 1)),
        ("- |+\n\n\n", (2, 1)),
        ("- 😀\n", (1, 3)),
        ("[😀😀, 'x']", None),
    ],
)
def test_a_block_text_begins_below_its_indicator_at_its_indentation(text: str, place: tuple[int, int] | None) -> None:
    document = read_text(text, "f")
    expected = ((0,), place) if place else ((1,), (1, 7))
    assert document.value_place(expected[0]) == Place("f", *expected[1])


def test_json_with_surrogate_pairs_keeps_the_lines_of_its_places() -> None:
    document = read_text('{\n\t"a": "\\ud83d\\ude00",\n\t"b"\n: ["x"]\n}', "f")
    assert document.place(("a",)) == Place("f", 2, 2)
    assert document.place(("b",)) == Place("f", 3, 2)
    assert document.value_place(("b", 0)).line == 4
