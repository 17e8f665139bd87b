"""Plain data with places: YAML or JSON is read, everything that is not plain data is refused.

Plain `true`, `false`, `null`, `~`, nothing at all, `-12` and `0.25` (a `Decimal`, never a float) mean what
they say. All else, and all that is quoted, is text: dates, `yes`, `0101`, `1e5`. Keys are always text.
"""

from __future__ import annotations

import json
import pathlib
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any

import yaml

from reformrules.errors import Both, InputError, Place, Problem, of_the_system

Path = tuple[str | int, ...]

MAX_BYTES, MAX_DEPTH, MAX_NODES = 5_000_000, 40, 500_000
MAX_DIGITS = {int: 18, Decimal: 28}  # 28 is the precision of decimal arithmetic: nothing is rounded unnoticed

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BROKEN = (yaml.YAMLError, ValueError, OverflowError)  # the last two: bad escapes in pure Python, not JSON
_NODES = {yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent}
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?")
_NOT_FINITE = re.compile(r"NaN|-?Infinity|\.(?:nan|NaN|NAN)|[-+]?\.(?:inf|Inf|INF)")
# Control characters, the line breaks no editor counts, lone surrogates and what Unicode calls no character.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_BLOCK_INDENT = re.compile(r"[^\n]*+\n(?: *+\n)*+( *+)(?=[^ ])")  # of the first written line after this one
_JSON_STRING = re.compile(r'("(?:[^"\\]|\\.)*+")(?:(\s*+):)?')
_ESCAPE = re.compile(r"\\(?:(u[dD][89abAB]..\\u[dD][c-fC-F]..)|.)")

_TOO_LARGE = Both(
    f"dokumentet er for stort; højst {MAX_BYTES:,} bytes er gyldigt".replace(",", "."),
    f"the document is too large; at most {MAX_BYTES:,} bytes are valid",
)
_EMPTY = Both(
    "dokumentet er tomt; her ventes felter, en liste eller en værdi",
    "the document is empty; a mapping, a list or a value is expected",
)
_SEVERAL = Both(
    "her følger et dokument til eller mere tekst; en fil rummer ét dokument",
    "a second document or more text follows here; one file holds one document",
)
_ALIAS = Both(
    "ankre (`&navn`) og henvisninger (`*navn`) er ikke gyldige; skriv værdien der, hvor den skal stå",
    "anchors (`&name`) and aliases (`*name`) are not valid; write the value out where it is needed",
)
_TAG = Both(
    "mærker (`!navn`) er ikke gyldige; skriv kun almindelige data",
    "tags (`!name`) are not valid; write plain data only",
)
_TOO_DEEP = Both(
    f"lister og felter er lagt for dybt i hinanden; højst {MAX_DEPTH} niveauer er gyldigt",
    f"lists and mappings nest too deep; at most {MAX_DEPTH} levels are valid",
)
_NOT_A_KEY = Both(
    "en liste eller felter kan ikke være navnet på et felt; navnet er en tekst",
    "a list or mapping cannot be a key; a key is a text",
)
_MERGED = Both(
    "fletningen `<<` er ikke gyldig; skriv felterne ud", "the merge key `<<` is not valid; write the entries out"
)
_ENDLESS = Both(
    "uendelig og det, der ikke er et tal, er ikke gyldigt; skriv et tal, eller sæt teksten i anførselstegn",
    "not a number and infinity are not valid; write a number, or quote the text",
)
_NO_NAME = Both("ingen fil kan hedde sådan", "no file can have this name")
_READABLE = Both("; angiv en yaml- eller json-fil, der kan læses", "; name a yaml or json file that can be read")
# Fragments of what the parsers say (libyaml and pure Python differ), and what it means to a writer.
_EXPLAINED = {
    "maximum nesting depth": _TOO_DEEP,
    "(entries|values) are not": Both(
        "`:` eller `- ` er ikke gyldigt her; se på indrykningen, eller sæt teksten i anførselstegn",
        "a `:` or `- ` is not valid here; check the indentation, or quote the text",
    ),
    "cannot start": Both(
        "ingen værdi begynder sådan; ryk ind med mellemrum, ikke tabulator, og sæt særlige tegn i anførselstegn",
        "no value begins like this; indent with spaces, not tabs, and quote special characters",
    ),
    "',' or": Both(
        "der mangler et `,` eller en slutparentes; hvert `[` lukkes med `]` og hvert `{` med `}`",
        "a `,` or a closing bracket is missing; each `[` is closed by `]` and each `{` by `}`",
    ),
    "end of stream|unexpected document": Both(
        "anførselstegnet, der åbner her, er ikke lukket", "the quotation mark that opens here is not closed"
    ),
    "document start": _SEVERAL,
    "node content": Both(
        "her ventes en værdi, ikke dette tegn; sæt teksten i anførselstegn, hvis det er en",
        "a value is expected here, not this character; quote the text if it is one",
    ),
    "alphabetic or": _ALIAS,
    "escape": Both(
        r"denne omskrivning er ikke gyldig; `\n`, `\\` og `\u00e9` er, og surrogatpar i fejlfri json",
        r"this escape is not valid; `\n`, `\\` and `\u00e9` are, and surrogate pairs in faultless json",
    ),
    "expected ':'": Both(
        "efter dette felt ventes et `:`; et felt skrives `navn: værdi`",
        "a `:` is expected after this key; an entry is written `key: value`",
    ),
    "expected key|'-' ind|block end": Both(
        "dette flugter ikke; felter og punkter begynder alle i samme kolonne",
        "this does not line up; entries and items all begin in one column",
    ),
}


@dataclass(frozen=True, slots=True)
class Document:
    """Plain data (dict with text keys, list, str, int, Decimal, bool, None) that knows where it stands."""

    file: str
    data: Any
    _spots: dict[Path, tuple[int, int, int, int]] = field(repr=False, compare=False)
    _text: str = field(default="", repr=False, compare=False)

    def place(self, path: Path) -> Place:
        """Where an entry (its key), an item or the root `()` stands, else its nearest known ancestor."""
        while path not in self._spots:
            path = path[:-1]
        return Place(self.file, *self._spots[path][:2])

    def value_place(self, path: Path) -> Place:
        """Where the value itself begins, a text within its quotes; as `place` when there is no such value."""
        spot = self._spots.get(path)
        return Place(self.file, *spot[2:]) if spot else self.place(path)

    def moved(self, data: Any, paths: Mapping[Path, Path]) -> Document:
        """A document of other data, parts of which stand where parts of this one do: by path there, the path here."""
        root: Path = ()
        spots = {root: self._spots[root]}
        for new, old in paths.items():
            spots |= {(*new, *p[len(old) :]): spot for p, spot in self._spots.items() if p[: len(old)] == old}
        return Document(self.file, data, spots, self._text)

    def holds(self, path: Path) -> bool:
        """Whether there is such an entry or item."""
        return path in self._spots

    def place_in(self, path: Path, offset: int) -> Place:
        """Where the character of a text value at an offset stands, folded lines and escapes counted in."""
        spot, value = self._spots.get(path), self.data
        for part in path if spot else ():
            value = value[part]
        if spot is None or not isinstance(value, str) or not value.strip():
            return self.value_place(path)
        before, ends = len("".join(value[:offset].split())), not value[offset:].strip()
        written = islice(_written(self._text, *spot[2:]), before - ends, None)
        line, column = next(written, spot[2:])
        return Place(self.file, line, column + ends)


def _written(text: str, line: int, column: int) -> Iterator[tuple[int, int]]:
    """The places of the characters from a place on, without blanks and what escapes another character.

    A value has the same characters in the same order, wherever its lines are folded.
    """
    lines = text.split("\n")
    quote = lines[line - 1][column - 2 : column - 1]
    escape = {"'": "''", '"': "\\"}.get(quote, "\n")
    while line <= len(lines):
        source = lines[line - 1]
        while column <= len(source):
            column += source.startswith(escape, column - 1)
            if not source[column - 1 : column].isspace():
                yield line, column
            column += 1
        line, column = line + 1, 1


class _Builder:
    """Builds data and places from parser events, with a stack of its own: depth costs no recursion."""

    def __init__(self) -> None:
        self.into: Any = []  # the list or mapping being filled; outermost a list that holds the root
        self.path: Path = ()  # of what is being filled; begins with the index of the root
        self.stack: list[Any] = []
        self.key: Any = None  # the event of the key that waits for its value
        self.spots: dict[Path, tuple[int, int, int, int]] = {}

    def build(self, text: str, file: str) -> Document:
        event: Any = None
        try:
            for event in yaml.parse(text, _LOADER):
                self._take(event, text)
        except InputError as error:  # raised without a place
            raise _error(error.problems[0].message, file, text, event.start_mark.index) from None
        if not self.into:
            raise _error(_EMPTY, file)
        return Document(file, self.into[0], self.spots, text)

    def _take(self, event: Any, text: str) -> None:
        kind = type(event)
        if kind in _NODES:
            if event.anchor is not None or event.tag is not None:
                raise _error(_TAG if event.anchor is None else _ALIAS)
            if self.key is None and type(self.into) is dict:
                self._take_key(event)
            elif kind is yaml.ScalarEvent:
                self._take_scalar(event, text)
            else:
                self._open(event, {} if kind is yaml.MappingStartEvent else [])
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self.into, self.path = self.stack.pop(), self.path[:-1]
        elif kind is yaml.AliasEvent:
            raise _error(_ALIAS)
        elif kind is yaml.DocumentStartEvent and self.into:
            raise _error(_SEVERAL)

    def _take_key(self, event: Any) -> None:
        if type(event) is not yaml.ScalarEvent:
            raise _error(_NOT_A_KEY)
        if event.value == "<<" and not event.style:
            raise _error(_MERGED)
        _check_text(event.value, event.start_mark)
        if event.value in self.into:
            key, line = " ".join(event.value.split())[:60], self.spots[(*self.path, event.value)[1:]][0]
            da = f"feltet `{key}` står allerede i linje {line}; hvert felt er kun gyldigt én gang"
            raise _error(Both(da, f"the key `{key}` stands in line {line} already; each key is valid once"))
        self.key = event

    def _take_scalar(self, event: Any, text: str) -> None:
        value, style, mark = event.value, event.style, event.start_mark
        if not style:
            if not value and not self.stack:
                raise _error(_EMPTY)
            self._put(event, plain(value))
        elif style in "'\"":
            _check_text(value, mark)
            self._put(event, value, 0, 1)
        else:  # the first written line is indented by the block's indentation and by the text's own
            source, own = _BLOCK_INDENT.match(text, mark.index), _BLOCK_INDENT.match("\n" + value)
            self._put(event, value, 1, (len(source[1]) - len(own[1]) if source and own else 0) - mark.column)

    def _open(self, event: Any, into: Any) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise _error(_TOO_DEEP)
        path = self._put(event, into)
        self.stack.append(self.into)
        self.into, self.path = into, path

    def _put(self, event: Any, value: Any, down: int = 0, right: int = 0) -> Path:
        """Keep a value that begins so many lines down and columns right from where its event does."""
        if len(self.spots) >= MAX_NODES:
            raise _error(_too_many(MAX_NODES))
        start, place = event.start_mark, (self.key or event).start_mark
        name = len(self.into) if self.key is None else self.key.value
        path, begin = (*self.path, name), (start.line + 1 + down, start.column + 1 + right)
        self.spots[path[1:]] = (place.line + 1, place.column + 1, *begin)
        if self.key is None:
            self.into.append(value)
        else:
            self.into[name] = value
        self.key = None
        return path


def plain(text: str) -> Any:
    """The meaning of a plain scalar, or of a JSON number or constant; raises InputError."""
    if text in _WORDS:
        return _WORDS[text]
    if (number := _NUMBER.fullmatch(text)) is None:
        if _NOT_FINITE.fullmatch(text):
            raise _error(_ENDLESS)
        return text
    kind = Decimal if number[1] else int
    digits, limit = len(text.lstrip("-").replace(".", "")), MAX_DIGITS[kind]
    if digits > limit:
        da = f"tallet har {digits} cifre; højst {limit} er gyldigt, eller sæt det i anførselstegn som tekst"
        raise _error(Both(da, f"the number has {digits} digits; at most {limit} are valid, or quote it as text"))
    return kind(text)


def _check_text(text: str, mark: Any = None) -> None:
    if bad := _FORBIDDEN.search(text):
        if mark and "\ud800" <= bad[0] <= "\udfff":  # libyaml refuses these itself, pure Python does not
            raise yaml.MarkedYAMLError(problem="escape", problem_mark=mark)
        raise _error(_unprintable(bad[0]))


def _too_many(limit: int) -> Both:
    return Both(
        f"for mange værdier; højst {limit:,} er gyldigt i ét dokument".replace(",", "."),
        f"too many values; at most {limit:,} are valid in one document",
    )


def _unprintable(character: str) -> Both:
    code = f"U+{ord(character):04X}"
    return Both(f"tegnet {code} er ikke gyldigt; fjern det", f"the character {code} is not valid; remove it")


def _error(message: Both, file: str = "", text: str = "", index: int = 0) -> InputError:
    line, column = text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)
    return InputError(Problem(message, Place(file, line, column)))


def _explained(error: Exception, text: str, file: str) -> InputError:
    mark, opened = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    said = " ".join(str(getattr(error, "problem", error)).split())
    late = (mark and mark.index >= len(text.rstrip())) or re.search("unexpected document|expected ':'", said)
    mark = opened if opened and late else mark  # what is never closed is better shown where it was opened
    meant = (message for fragment, message in _EXPLAINED.items() if re.search(fragment, said))
    unexplained = Both("ikke gyldig yaml: ", "not valid yaml: ") + said.lower()
    return _error(next(meant, unexplained), file, text, mark.index if mark else 0)


def read_text(text: str, file: str) -> Document:
    """Read YAML or JSON from a text; `file` is its name as shown to the user."""
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise _error(_TOO_LARGE, file)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if bad := _FORBIDDEN.search(text):
        raise _error(_unprintable(bad[0]), file, text, bad.start())
    if (tag := f"\n{text}".find("\n%TAG")) >= 0:  # now, since libyaml compares each one with all before it
        raise _error(_TAG, file, text, tag)
    try:
        return _Builder().build(text, file)
    except _BROKEN as problem:
        try:
            return _Builder().build(_json_as_yaml(text), file)
        except _BROKEN as again:  # a nesting too deep shows only when the spelling is no longer in the way
            found = _explained(again, text, file)
            raise (found if found.problems[0].message == _TOO_DEEP else _explained(problem, text, file)) from None


def _json_as_yaml(text: str) -> str:
    """JSON (else a `ValueError`) in a spelling that every parser takes; lines stay the lines they were."""
    with suppress(RecursionError):  # the builder says it better
        json.loads(text)
    return _JSON_STRING.sub(_respelled, text.replace("\t", " "))


def _respelled(match: re.Match[str]) -> str:
    """Surrogate pairs as the character they are, a `:` beside its key, and a long key announced by `?`."""
    string = _ESCAPE.sub(lambda escape: json.loads(f'"{escape[0]}"') if escape[1] else escape[0], match[1])
    key = f"? {string}" if len(string) > 1024 else string
    return string if match[2] is None else f"{key}:{match[2]}"


def read_file(path: pathlib.Path, shown: str | None = None) -> Document:
    """Read a YAML or JSON file, UTF-8 with or without a byte order mark; `shown` is its name in messages."""
    file = (str(path) if shown is None else shown).encode("utf-8", "backslashreplace").decode()
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        why = of_the_system(error) if isinstance(error, OSError) else _NO_NAME
        raise InputError(Problem(why + _READABLE, Place(file))) from None
    return read_bytes(data, file)


def read_bytes(data: bytes, file: str) -> Document:
    """Read YAML or JSON from bytes, UTF-8 with or without a byte order mark."""
    if len(data) > MAX_BYTES:
        raise _error(_TOO_LARGE, file)
    try:
        return read_text(data.decode(), file)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        raise _error(not_utf8(error), file, before, len(before)) from None


def not_utf8(error: UnicodeDecodeError) -> Both:
    """What to say of bytes that are no text."""
    byte = f"byte {error.start} (0x{error.object[error.start]:02x})"
    return Both(f"{byte} er ikke utf-8-tekst; gem filen som utf-8", f"{byte} is not utf-8 text; save the file as utf-8")
