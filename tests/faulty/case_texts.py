"""Faults of a case file as a text, and of its id."""

from __future__ import annotations

from faulty.cases import Row, case

TEXTS: list[Row] = [
    ("a case file that is empty", "", "the document is empty; a mapping, a list or a value is expected"),
    (
        "a case file with comments only",
        "# nothing here\n",
        "the document is empty; a mapping, a list or a value is expected",
    ),
    ("a case file that is a list", "»- case: someone\n- person: {}\n", "a mapping (`name: value`) is needed"),
    ("a case file that is one word", "»someone\n", "a mapping (`name: value`) is needed"),
    (
        "a case nested too deep",
        "case: someone\nperson: {born: " + "[" * 38 + "»[" + "]" * 39 + "}\n",
        "lists and mappings nest too deep; at most 40 levels are valid",
    ),
    (
        "an anchor",
        "case: someone\nperson: »&p {born: 1990-05-02}\n",
        "anchors (`&name`) and aliases (`*name`) are not valid; write the value out where it is needed",
    ),
    (
        "an alias",
        "case: someone\nperson: {born: »*p}\n",
        "anchors (`&name`) and aliases (`*name`) are not valid; write the value out where it is needed",
    ),
    (
        "a tag",
        "case: someone\nperson: {born: »!!str 1990-05-02}\n",
        "tags (`!name`) are not valid; write plain data only",
    ),
    (
        "a key given twice",
        "case: someone\nperson: {born: 1990-05-02, »born: 1990-05-03}\n",
        "the key `born` stands in line 2 already; each key is valid once",
    ),
    (
        "two documents in one file",
        "case: someone\nperson: {}\n»---\ncase: other\n",
        "a second document or more text follows here; one file holds one document",
    ),
    (
        "a bracket that is not closed",
        "case: someone\nperson: »{born: 1990-05-02\n",
        "a `,` or a closing bracket is missing; each `[` is closed by `]` and each `{` by `}`",
    ),
    (
        "a tab for indentation",
        "case: someone\nperson:\n»\tborn: 1990-05-02\n",
        "no value begins like this; indent with spaces, not tabs, and quote special characters",
    ),
    ("a merge key", "case: someone\nperson: {»<<: {}}\n", "the merge key `<<` is not valid; write the entries out"),
    ("an invisible character", "case: some»\x07one\nperson: {}\n", "the character U+0007 is not valid; remove it"),
    (
        "a number of nineteen digits",
        "case: someone\nperson: {children: »1234567890123456789}\n",
        "the number has 19 digits; at most 18 are valid, or quote it as text",
    ),
    (
        "not a number",
        "case: someone\nperson: {children: ».nan}\n",
        "not a number and infinity are not valid; write a number, or quote the text",
    ),
    ("a missing case id", "»person: {born: 1990-05-02}\n", "`case` is missing; it is a pseudonym"),
    (
        "a case id that is a number",
        "»case: 12\nperson: {}\n",
        "`case`: a case id is a text of 1 to 120 characters; put a number in quotes",
    ),
    (
        "a case id that is blank",
        "»case: ' '\nperson: {}\n",
        "`case`: a case id is a text of 1 to 120 characters; put a number in quotes",
    ),
    (
        "a case id of many characters",
        "»case: " + "x" * 121 + "\nperson: {}\n",
        "`case`: a case id is a text of 1 to 120 characters; put a number in quotes",
    ),
    (
        "a CPR number for a case id",
        "»case: 010190-1234\nperson: {}\n",
        "`case`: this looks like a CPR number; a case id is a pseudonym",
    ),
    (
        "a CPR number in a case id",
        "»case: jobparat 0101901234 syg\nperson: {}\n",
        "`case`: this looks like a CPR number; a case id is a pseudonym",
    ),
    (
        "a CPR number as a whole number",
        "»case: 1101901234\nperson: {}\n",
        "`case`: this looks like a CPR number; a case id is a pseudonym",
    ),
    (
        "a CPR number with blanks",
        "»case: 01 01 90 1234\nperson: {}\n",
        "`case`: this looks like a CPR number; a case id is a pseudonym",
    ),
    (
        "a CPR number as a key",
        case("»010190-1234: true\n"),
        (
            "unknown key `(CPR)`; valid: `benefits`, `case`, `events`, `example`, `expect`, "
            "`layers`, `note`, `person`, `work`"
        ),
    ),
    (
        "a CPR number as a date",
        case(person="{»born: 010190-1234}"),
        "`born`: `(CPR)` is not a date; write it like 2026-07-01",
    ),
    (
        "a CPR number as a kind",
        case("benefits: [{»kind: 0101901234, from: 2026-03-02}]\n"),
        "`kind`: `(CPR)` is not a kind of benefits; valid: `aid`, `grant`",
    ),
    ("no person", "»case: someone\n", "`person` is missing; write `person: {}` when nothing is known"),
    (
        "a person that is empty",
        case(person="").replace("person: ", "»person:"),
        "`person`: a mapping (`name: value`) is needed",
    ),
    (
        "a person that is a text",
        case(person="Anna").replace("person: ", "»person: "),
        "`person`: a mapping (`name: value`) is needed",
    ),
]
