"""What is no plain data, or too much of it, is refused with its place and the remedy."""

from __future__ import annotations

import pathlib

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from readings import attempt, is_plain, refusal

from reformrules import documents
from reformrules.documents import Document, read_file, read_text
from reformrules.errors import InputError, Place

ALIAS = "anchors (`&name`) and aliases (`*name`) are not valid; write the value out where it is needed"
TAG = "tags (`!name`) are not valid; write plain data only"
EMPTY = "the document is empty; a mapping, a list or a value is expected"
SEVERAL = "a second document or more text follows here; one file holds one document"
NAN = "not a number and infinity are not valid; write a number, or quote the text"
NO_KEY = "a list or mapping cannot be a key; a key is a text"
MERGE = "the merge key `<<` is not valid; write the entries out"
BRACKET = "a `,` or a closing bracket is missing; each `[` is closed by `]` and each `{` by `}`"
QUOTE = "the quotation mark that opens here is not closed"
COLON = "a `:` or `- ` is not valid here; check the indentation, or quote the text"
START = "no value begins like this; indent with spaces, not tabs, and quote special characters"
COLUMN = "this does not line up; entries and items all begin in one column"
NODE = "a value is expected here, not this character; quote the text if it is one"
ESCAPE = "this escape is not valid; `\\n`, `\\\\` and `\\u00e9` are, and surrogate pairs in faultless json"

BAD = [
    ("", f"1:1: {EMPTY}"),
    (" \n# only a comment\n", f"1:1: {EMPTY}"),
    ("---\n", f"2:1: {EMPTY}"),
    ("---\n---\na: 1\n", f"2:1: {EMPTY}"),
    ("a: 1\n---\nb: 2\n", f"2:1: {SEVERAL}"),
    ("a: 1\n---\n", f"2:1: {SEVERAL}"),
    ("a: 1\n...\nb: 2\n", f"3:1: {SEVERAL}"),
    ("[a] b", f"1:5: {SEVERAL}"),
    ("a: &x 1\n", f"1:4: {ALIAS}"),
    ("a: &x\n  b: 1\n", f"1:4: {ALIAS}"),
    ("- &x [1]\n", f"1:3: {ALIAS}"),
    ("&x a: 1\n", f"1:1: {ALIAS}"),
    ("a: *x\n", f"1:4: {ALIAS}"),
    ("*x : 1\n", f"1:1: {ALIAS}"),
    ("- * item\n", f"1:4: {ALIAS}"),
    ("a: !!python/object/apply:os.system [ls]\n", f"1:4: {TAG}"),
    ("a: !!str 5\n", f"1:4: {TAG}"),
    ("a: ! 5\n", f"1:4: {TAG}"),
    ("a: !mine {b: 1}\n", f"1:4: {TAG}"),
    ("!!str a: 1\n", f"1:1: {TAG}"),
    ("# x\n%TAG ! tag:x,2000:\n---\na: 1\n", f"2:1: {TAG}"),
    ("a: 1\n<<: {b: 2}\n", f"2:1: {MERGE}"),
    ("a: 1\nb: 2\na: 3\n", "3:1: the key `a` stands in line 1 already; each key is valid once"),
    ("x:\n  - {5: a, '5': b}\n", "2:12: the key `5` stands in line 2 already; each key is valid once"),
    ('{"a": 1,\n "a": 1}', "2:2: the key `a` stands in line 1 already; each key is valid once"),
    ("? [a, b]\n: 1\n", f"1:3: {NO_KEY}"),
    ("{{a: 1}: 2}", f"1:2: {NO_KEY}"),
    ("a: .nan\n", f"1:4: {NAN}"),
    ("a: -.INF\n", f"1:4: {NAN}"),
    ('{"a": NaN}', f"1:7: {NAN}"),
    ('{"a": -Infinity}', f"1:7: {NAN}"),
    ("a: " + "1" * 19, "1:4: the number has 19 digits; at most 18 are valid, or quote it as text"),
    ("a: -" + "1" * 19, "1:4: the number has 19 digits; at most 18 are valid, or quote it as text"),
    ("a: 0." + "1" * 28, "1:4: the number has 29 digits; at most 28 are valid, or quote it as text"),
    ("a: b\x07", "1:5: the character U+0007 is not valid; remove it"),
    ("a: b\nc: d\x85e", "2:5: the character U+0085 is not valid; remove it"),
    ("a: b\x7f", "1:5: the character U+007F is not valid; remove it"),
    ("a: b\u2028c", "1:5: the character U+2028 is not valid; remove it"),
    ("a: \ud800", "1:4: the character U+D800 is not valid; remove it"),
    ("a: b\x00", "1:5: the character U+0000 is not valid; remove it"),
    ('a: "\\e[31m"', "1:4: the character U+001B is not valid; remove it"),
    ('"\\0": 1', "1:1: the character U+0000 is not valid; remove it"),
    ('{"a": "\\ud800"}', f"1:10: {ESCAPE}"),
    ('{"\\udc00\\ud800": 1}', f"1:5: {ESCAPE}"),
    ('a: "\\q"', f"1:5: {ESCAPE}"),
    ('a: "\\UFFFFFFFF"', f"1:7: {ESCAPE}"),
    ("a: b: c", f"1:5: {COLON}"),
    ("a: 1\n  b: 2\n", f"2:4: {COLON}"),
    ("a: - b\n", f"1:4: {COLON}"),
    ("a:\n\t- b\n", f"2:1: {START}"),
    ("a: @b\n", f"1:4: {START}"),
    ("a: %b\n", f"1:4: {START}"),
    ("a: [1, 2\n", f"1:4: {BRACKET}"),
    ("a: {b: 1\nc: 2}\n", f"2:2: {BRACKET}"),
    ("a: [1 2]]\n", f"1:9: {COLUMN}"),
    ("a: ]\n", f"1:4: {NODE}"),
    ("{a: 1,, b: 2}", f"1:7: {NODE}"),
    ('a: "b\n', f"1:4: {QUOTE}"),
    ("a: 'b\n---\n'", f"1:4: {QUOTE}"),
    ("a:\n  - b\n c: 1\n", f"3:2: {COLUMN}"),
    ("- a\nb: 1\n", f"2:1: {COLUMN}"),
    ('a: "b" c\n', f"1:8: {COLUMN}"),
    ("a: 1\nb\nc: 2\n", "2:1: a `:` is expected after this key; an entry is written `key: value`"),
    ("%YAML 2.0\n---\na: 1\n", "1:1: not valid yaml: found incompatible yaml document"),
]


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="some columns are those of libyaml")
@pytest.mark.parametrize(("text", "message"), BAD)
def test_a_bad_document_is_refused_with_a_place_and_the_remedy(text: str, message: str) -> None:
    assert refusal(text) == f"f:{message}"


@pytest.mark.usefixtures("_each_loader")
@pytest.mark.parametrize("text", [text for text, _ in BAD])
def test_each_parser_refuses_a_bad_document_in_one_line(text: str) -> None:
    message = refusal(text)
    assert message.startswith("f:")
    assert len(message.splitlines()) == 1


def test_a_long_or_broken_key_is_shown_short_and_in_one_line() -> None:
    assert "the key `a b` stands" in refusal('"a\\n b": 1\n"a\\n b": 2\n')
    assert f"the key `{'k' * 60}` stands" in refusal(f"{'k' * 70}: 1\n{'k' * 70}: 2\n")


def test_reading_takes_no_more_than_the_size_limit() -> None:
    limit = documents.MAX_BYTES
    assert read_text("a" * limit, "f").data == "a" * limit
    assert refusal("a" * (limit + 1)) == "f:1:1: the document is too large; at most 5,000,000 bytes are valid"
    assert "too large" in refusal("é" * (limit // 2 + 1))


def test_reading_takes_no_more_values_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    assert documents.MAX_NODES == 500_000
    monkeypatch.setattr(documents, "MAX_NODES", 3)
    assert read_text("[1, 2]", "f").data == [1, 2]
    assert refusal("[1, 2, 3]") == "f:1:8: too many values; at most 3 are valid in one document"
    assert refusal('["\\ud83d\\ude00", 2, {}]').endswith("too many values; at most 3 are valid in one document")


@pytest.mark.usefixtures("_each_loader")
@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", '{"a":['])
def test_forty_levels_are_read_and_a_hundred_thousand_are_refused(opening: str) -> None:
    closing = {"[": "]", "{a: ": "}", "- ": "", '{"a":[': "]}"}[opening]
    fitting = documents.MAX_DEPTH // (2 if closing == "]}" else 1)
    assert is_plain(read_text(opening * fitting + "1" + closing * fitting, "f").data)
    for many in (fitting + 1, 100_000):
        message = refusal(opening * many + "1" + closing * many)
        assert message.endswith("lists and mappings nest too deep; at most 40 levels are valid")


@pytest.mark.usefixtures("_each_loader")
def test_a_yaml_bomb_is_refused_at_its_first_anchor() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 30)]
    assert refusal("\n".join(lines)) == f"f:1:5: {ALIAS}"


NOISE = st.text(alphabet="ab01:-? \n\t\r\"'[]{},#&*!|>%@`.~<=\\u0d8e\ufeff\x85é", max_size=60)


# The parser that a fixture chose stays the same for all examples, so the fixture may be reused.
FUZZ = settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.usefixtures("_each_loader")
@FUZZ
@given(st.text() | NOISE)
def test_arbitrary_text_ends_in_plain_data_or_an_input_error(text: str) -> None:
    outcome = attempt(lambda: read_text(text, "f"))
    if isinstance(outcome, Document):
        assert is_plain(outcome.data)
    else:
        (problem,) = outcome.problems
        assert problem.place is not None
        assert problem.place.line is not None
        assert 1 <= problem.place.line <= len(text) + 1
        assert len(str(outcome).splitlines()) == 1


@pytest.mark.usefixtures("_each_loader")
@FUZZ
@given(data=st.binary() | NOISE.map(lambda text: text.encode()) | NOISE.map(lambda text: text.encode("utf-16")))
def test_arbitrary_bytes_end_in_a_document_or_an_input_error(tmp_path: pathlib.Path, data: bytes) -> None:
    path = tmp_path / "any.yaml"
    path.write_bytes(data)
    outcome = attempt(lambda: read_file(path))
    assert isinstance(outcome, Document) or len(str(outcome).splitlines()) == 1


# --- files ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", f"1:1: {EMPTY}"),
        (b"a: 1\nb: \xc3\xa5\xe5\n", "2:5: byte 10 (0xe5) is not utf-8 text; save the file as utf-8"),
        (b"\xef\xbb\xbf\xe5", "1:1: byte 3 (0xe5) is not utf-8 text; save the file as utf-8"),
        ("a: 1".encode("utf-16"), "1:1: byte 0 (0xff) is not utf-8 text; save the file as utf-8"),
        (b"a" * 5_000_000 + b"\xc3\xa5", "1:1: the document is too large; at most 5,000,000 bytes are valid"),
    ],
)
def test_a_file_that_is_no_document_is_refused(tmp_path: pathlib.Path, data: bytes, message: str) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_file(path, "shown.yaml")
    assert str(caught.value) == f"shown.yaml:{message}"


def test_a_file_is_read_with_or_without_a_byte_order_mark_and_named_as_shown(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "case.yaml"
    for mark in (b"", b"\xef\xbb\xbf"):
        path.write_bytes(mark + "navn: Åse\n".encode())
        document = read_file(path)
        assert (document.file, document.data) == (str(path), {"navn": "Åse"})
        assert document.place(("navn",)) == Place(str(path), 1, 1)
    assert read_file(path, "case").place(()) == Place("case", 1, 1)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing.yaml", "no such file or directory"),
        ("", "is a directory"),
        ("n" * 300, "file name too long"),
        ("a\0b", "no file can have this name"),
    ],
)
def test_a_path_that_is_no_file_is_refused(tmp_path: pathlib.Path, name: str, reason: str) -> None:
    with pytest.raises(InputError) as caught:
        read_file(tmp_path / name, "shown")
    assert str(caught.value) == f"shown: {reason}; name a yaml or json file that can be read"


def test_a_file_without_permission_is_refused(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(pathlib.Path, "open", forbidden)  # the superuser may read everything
    with pytest.raises(InputError, match="shown: permission denied; name a yaml or json file"):
        read_file(tmp_path / "case.yaml", "shown")


def test_a_path_that_is_not_text_can_still_be_shown() -> None:
    with pytest.raises(InputError) as caught:
        read_file(pathlib.Path("missing-\udce5.yaml"))
    assert str(caught.value).encode().startswith(b"missing-\\udce5.yaml: no such file")
