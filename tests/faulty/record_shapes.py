"""Faults of the shape of a case."""

from __future__ import annotations

from faulty.parts import person, section

RECORDS: list[tuple[str, str, str]] = [
    (
        "a section with the name of a key",
        "record: {person: {}, sections: {»expect: {label: {da: a, en: b}, shape: spell, kinds: {}}}}\n",
        "`expect` has another meaning already; choose another name",
    ),
    (
        "a field with the name of a key",
        section("shape: spell, kinds: {}, fields: {»from: {type: date, label: {da: a, en: b}}}"),
        "`from` has another meaning already; choose another name",
    ),
    (
        "a field with a name that is none",
        person("»Født: {type: date, label: {da: a, en: b}}"),
        "`Født` is not a valid name; write small letters a-z, digits and `_`",
    ),
    (
        "a field that pydantic has",
        person("»copy: {type: date, label: {da: a, en: b}}"),
        "`copy` has another meaning already; choose another name",
    ),
    (
        "a kind that excludes and is none",
        section("shape: spell, kinds: {one: {da: a, en: b}}, exclusive: [one, »two]"),
        "`two` is not a kind of this section; valid: `one`",
    ),
    (
        "a field that belongs to no kind",
        section(
            "shape: spell, kinds: {one: {da: a, en: b}}, fields: {f: {type: bool, label: {da: a, en: b}, only: [»oen]}}"
        ),
        "`oen` is not a kind of this section; did you mean `one`?",
    ),
    (
        "a range that ends before it starts",
        person("n: {type: int, label: {da: a, en: b}, »range: [9, 0]}"),
        "the range ends at 0, below its start 9",
    ),
    (
        "a range of one number",
        person("n: {type: int, label: {da: a, en: b}, »range: [9]}"),
        "item 2 of `range` is missing",
    ),
    (
        "choices of a number",
        person("n: {type: int, label: {da: a, en: b}, »one_of: {a: {da: a, en: b}}}"),
        "`one_of` belongs to a text; this is of type int",
    ),
    (
        "a shape that is none",
        section("»shape: period, kinds: {}"),
        "`shape`: `period` is not one of the values; valid: `event`, `month`, `spell`",
    ),
    (
        "an unknown key of a field",
        person("n: {type: int, label: {da: a, en: b}, »unti: days}"),
        "unknown key `unti`; did you mean `unit`?",
    ),
]
