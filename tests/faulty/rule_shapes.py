"""Faults of the shape of a rulebook file: what is no file, no key, no entry."""

from __future__ import annotations

from faulty.parts import conclusion, fact, obligation, parameter, rule

SHAPES: list[tuple[str, str, str]] = [
    ("an empty file", "", "the document is empty; a mapping, a list or a value is expected"),
    (
        "a file that is a list",
        "»- rules\n",
        (
            "a mapping (`name: value`) is needed; valid: `concept`, `conclusions`, `facts`, "
            "`figures`, `initiatives`, `parameters`, `record`, `register`, `rules`, `shares`, `sources`, `tables`"
        ),
    ),
    (
        "a key given twice",
        "rules: {}\n»rules: {}\n",
        "the key `rules` stands in line 1 already; each key is valid once",
    ),
    ("a tag", rule(when="»!!str trained"), "tags (`!name`) are not valid; write plain data only"),
    (
        "an alias",
        rule(when="»*condition"),
        "anchors (`&name`) and aliases (`*name`) are not valid; write the value out where it is needed",
    ),
    ("an unknown part", "»rule: {}\n", "unknown key `rule`; did you mean `rules`?"),
    (
        "an unknown part that nothing is near to",
        "»xyz: {}\n",
        (
            "unknown key `xyz`; valid: `concept`, `conclusions`, `facts`, `figures`, `initiatives`, `parameters`, "
            "`record`, `register`, `rules`, `shares`, `sources`, `tables`"
        ),
    ),
    ("rules that are a list", "»rules: [a]\n", "`rules`: a mapping (`name: value`) is needed"),
    ("a rule that is a text", "rules: {»extra: trained}\n", "`extra`: a mapping (`name: value`) is needed"),
    ("rules left empty", "»rules:\n", "`rules`: a mapping (`name: value`) is needed"),
    ("an unknown key of a rule", rule(when=None, wenn_="trained"), "unknown key `wenn`; did you mean `when`?"),
    (
        "an unknown key of a rule that nothing is near to",
        rule(xyz_="trained"),
        (
            "unknown key `xyz`; valid: `legal_check`, `note`, `obligation`, `overrides`, `register`, "
            "`source`, `status`, `text`, `then`, `undetermined`, `valid`, `when`"
        ),
    ),
    (
        "a key of another part",
        rule(values_="trained"),
        (
            "unknown key `values`; valid: `legal_check`, `note`, `obligation`, `overrides`, "
            "`register`, `source`, `status`, `text`, `then`, `undetermined`, `valid`, `when`"
        ),
    ),
    (
        "an unknown key of a validity",
        rule(valid="{from: 2020-01-01, »to: 2021-01-01}"),
        "unknown key `to`; valid: `from`, `until`, `until_status`",
    ),
    (
        "an unknown key of a measure",
        fact(measure="{field: trained, »were: trained}"),
        "unknown key `were`; did you mean `where`?",
    ),
    (
        "a missing source",
        rule("»extra", source=None),
        "`source` is missing; cite an entry of `sources`, like `[{id: ..., section: ...}]`",
    ),
    ("an empty list of sources", rule(source_="[]"), "`source`: at least one entry is needed"),
    ("a missing text", rule("»extra", text=None), "`text` is missing; write it in Danish (`da`) and English (`en`)"),
    ("a text in one language", rule(text_="{da: a}"), "`en` is missing; every text is given in Danish and English"),
    (
        "a missing status",
        rule("»extra", status=None),
        "`status` is missing; valid: `adopted`, `expected`, `in_force`, `proposed`",
    ),
    (
        "a status that no law has",
        rule(status_="inforce"),
        "`status`: `inforce` is not a legal status; did you mean `in_force`?",
    ),
    ("a validity without a start", rule(valid_="{}"), "`from` is missing; write the first day, like 2026-07-01"),
    (
        "a date of the thirteenth month",
        rule(valid="{»from: 2026-13-01}"),
        "`from`: `2026-13-01` is not a day of the calendar; year, month and day are needed",
    ),
    (
        "a date as Danes write it",
        rule(valid="{»from: 1.7.2026}"),
        "`from`: `1.7.2026` is not a date; did you mean 2026-07-01?",
    ),
    (
        "a name with a capital letter",
        rule("»Extra"),
        "`Extra` is not a valid name; write small letters a-z, digits and `-`",
    ),
    ("a name with a Danish letter", fact("»år"), "`år` is not a valid name; write small letters a-z, digits and `_`"),
    (
        "a name that is a word of the language",
        fact("»count"),
        "`count` is a word of the rule language; choose another name",
    ),
    (
        "a rule without a consequence",
        rule("»extra", then=None),
        "`extra`: a rule has exactly one of `then`, `undetermined`, `obligation`",
    ),
    (
        "a rule with two consequences",
        rule("»extra", undetermined="{bonus: {reason: law_not_verified, da: a, en: b}}"),
        "`extra`: a rule has exactly one of `then`, `undetermined`, `obligation`",
    ),
    (
        "a rule that concludes two names",
        rule("»extra", then="{young: true, group: one}"),
        "`extra`: a rule concludes exactly one name",
    ),
    (
        "an open conclusion among values it cannot have",
        rule("»extra", then=None, undetermined="{group: {reason: needs_assessment, among: [on], da: a, en: b}}"),
        "`among`: `on` is not a value of `group`; did you mean `one`?",
    ),
    (
        "an unknown reason",
        rule(then=None, undetermined="{bonus: {»reason: law_unclear, da: a, en: b}}"),
        "`reason`: `law_unclear` is not one of the values; valid: `law_not_verified`, `needs_assessment`",
    ),
    (
        "both within and by",
        obligation(by="2026-07-01").replace("obligation", "»obligation"),
        "`obligation`: give either `within` (a duration) or `by` (a date)",
    ),
    (
        "neither within nor by",
        obligation(within=None).replace("obligation", "»obligation"),
        "`obligation`: give either `within` (a duration) or `by` (a date)",
    ),
    ("a condition that is true", rule(when_="true"), "`when`: an expression is a text; put it in quotes"),
    (
        "a kind of finding that is none",
        conclusion(kind_="rigth"),
        "`kind`: `rigth` is not one of the values; did you mean `right`?",
    ),
    (
        "a type that is none",
        conclusion(type_="string"),
        "`type`: `string` is not one of the values; valid: `bool`, `date`, `decimal`, `int`, `text`",
    ),
    (
        "a type that is none of a fact",
        fact(type_="boolean"),
        "`type`: `boolean` is not one of the values; did you mean `bool`?",
    ),
    (
        "a kind of source that is none",
        "sources: {NEW: {title: a, »kind: law}}\n",
        (
            "`kind`: `law` is not one of the values; valid: `act`, `agreement`, `bill`, `convention`,"
            " `decision`, `draft`, `guidance`, `municipal`, `order`, `secondary`"
        ),
    ),
    (
        "two measures",
        fact(measure_="{field: trained, age: born}"),
        (
            "`measure`: exactly one measure is needed, one of field, age, covering, covered, "
            "unbroken_since, first, last, dates, count, sum, total, days, ever"
        ),
    ),
    (
        "a field that counts as no when a section is left out",
        fact(measure_='{field: trained, absent: "false"}'),
        '`measure`: `absent: "false"` belongs to `covered` and `ever`, not to `field`',
    ),
    (
        "the day of a measure that looks at more than one",
        fact(measure_="{ever: events, on: evaluation_date}"),
        "`measure`: `on` does not belong to `ever`",
    ),
    (
        "the first day of a measure that looks at one",
        fact(measure_="{covered: benefits, since: evaluation_date}"),
        "`measure`: `since` does not belong to `covered`",
    ),
    (
        "no measure",
        fact(measure_="{}"),
        (
            "`measure`: exactly one measure is needed, one of field, age, covering, covered, "
            "unbroken_since, first, last, dates, count, sum, total, days, ever"
        ),
    ),
    (
        "a value that is a mapping",
        parameter("»value: {a: 1}, from: 2020-01-01"),
        "`value`: `true` or `false`, a whole number, a number, a text or a list of texts is needed",
    ),
    (
        "a value and a reason why there is none",
        parameter(
            values="[»{value: 1, undetermined: {reason: law_not_verified, da: a, en: b}, from: 2020-01-01, "
            "status: in_force, source: [{id: ACT}]}]"
        ),
        "item 1 of `values`: give either `value` or `undetermined` with its reason",
    ),
    ("a second record", "»record: {person: {}, sections: {}}\n", "`record` is given in another file already"),
]
