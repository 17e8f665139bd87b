"""Faults of a rulebook: each is told with the file, the line and column of the fault, and the remedy.

A mark `»` stands in the text before each place that the message must name.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from conftest import Cli
from marked import unmark

from reformrules.case.intake import case_from_text
from reformrules.errors import RulebookError
from reformrules.explain.session import Explainer
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.syntax import Name


def part(head: str, id_: str, defaults: Mapping[str, str], given: Mapping[str, str | None]) -> str:
    """An entry of a rulebook file. What is given replaces a default, None leaves it out, `key_` marks the key."""
    lines = {key: (key, value) for key, value in defaults.items()}
    for key, value in given.items():
        name = key.removesuffix("_")
        lines[name] = (f"»{name}" if key.endswith("_") else name, value or "")
        if value is None:
            del lines[name]
    return f"{head}:\n  {id_}:\n" + "".join(f"    {key}: {value}\n" for key, value in lines.values())


def also(text: str) -> str:
    """The entry for a file that has the heading already."""
    return text.split("\n", 1)[1]


def rule(id_: str = "extra", **given: str | None) -> str:
    defaults = {
        "valid": "{from: 2020-01-01}", "status": "in_force", "source": "[{id: ACT}]", "when": "trained",
        "then": "{young: true}", "text": "{da: a, en: b}",
    }  # fmt: skip
    return part("rules", id_, defaults, given)


def when(condition: str) -> str:
    """A rule with a condition, in the quotation marks of YAML."""
    return rule(when="'" + condition.replace("'", "''") + "'")


def obligation(**given: str | None) -> str:
    entries = {
        "of": "{da: a, en: b}", "what": "{da: a, en: b}", "at_least": "meetings_required", "counting": "meetings",
        "counted_from": "aid_since", "within": "6 months", **given,
    }  # fmt: skip
    written = ", ".join(f"{key}: {value}" for key, value in entries.items() if value is not None)
    return rule(then=None, obligation="{" + written.replace("within_", "»within") + "}")


def fact(id_: str = "extra", **given: str | None) -> str:
    text = "{da: a, en: b}"
    return part("facts", id_, {"type": "bool", "label": text, "question": text, "measure": "{field: trained}"}, given)


def conclusion(id_: str = "extra", **given: str | None) -> str:
    return part("conclusions", id_, {"kind": "right", "type": "bool", "label": "{da: a, en: b}"}, given)


def parameter(*values: str, **given: str | None) -> str:
    """A parameter with values that are in force and cite the act."""
    dated = ", ".join("{" + value + ", source: [{id: ACT}], status: in_force}" for value in values)
    return part("parameters", "extra", {"type": "int", "label": "{da: a, en: b}", "values": f"[{dated}]"}, given)


def table(*rows: str, **given: str | None) -> str:
    defaults = {
        "valid": "{from: 2020-01-01}", "status": "in_force", "source": "[{id: ACT}]", "hit": "unique",
        "concludes": "group", "inputs": "[benefit, age]", "rows": f"[{', '.join(rows)}]", "text": "{da: a, en: b}",
    }  # fmt: skip
    return part("tables", "extra", defaults, given)


ONE_ROW = "{id: a, if: ['= \"aid\"', '-'], then: one}"
OTHERWISE = "status: in_force, source: [{id: ACT}], text: {da: a, en: b}"


def person(fields: str) -> str:
    return "record: {person: {" + fields + "}, sections: {}}\n"


def section(entries: str) -> str:
    return "record: {person: {}, sections: {s: {label: {da: a, en: b}, " + entries + "}}}\n"


FAULTS: list[tuple[str, str, str]] = [
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
    ("an unknown name", when('»benefits = "aid"'), "unknown name `benefits`; did you mean `benefit`?"),
    (
        "an unknown name after others",
        when("trained and not young or age < »adult_aeg"),
        "unknown name `adult_aeg`; did you mean `adult_age`?",
    ),
    (
        "an unknown name that nothing is near to",
        when("trained and »xyz"),
        "unknown name `xyz`; 14 are valid, such as `young`, `work_window`, `work_done`",
    ),
    (
        "an unknown name on the second line of a folded condition",
        rule(when=">-\n      trained\n      and »xyz"),
        "unknown name `xyz`; 14 are valid, such as `young`, `work_window`, `work_done`",
    ),
    (
        "an unknown name on the second line of a literal condition",
        rule(when="|\n      trained\n      and »xyz"),
        "unknown name `xyz`; 14 are valid, such as `young`, `work_window`, `work_done`",
    ),
    (
        "an unknown name on the second line of a plain condition",
        rule(when="trained\n      and »xyz"),
        "unknown name `xyz`; 14 are valid, such as `young`, `work_window`, `work_done`",
    ),
    (
        "an unknown name after a quotation mark that is doubled",
        rule(when="'benefit = \"it''s\" »xyz'"),
        "`xyz` is not expected here",
    ),
    (
        "an unknown name after an escape",
        rule(when='"benefit = \\"aid\\" and »xyz"'),
        "unknown name `xyz`; 14 are valid, such as `young`, `work_window`, `work_done`",
    ),
    ("an unknown conclusion", rule(then="{»yuong: true}"), "unknown conclusion `yuong`; did you mean `young`?"),
    (
        "an unknown conclusion without an answer",
        rule(then=None, undetermined="{»bonos: {reason: law_not_verified, da: a, en: b}}"),
        "unknown conclusion `bonos`; did you mean `bonus`?",
    ),
    ("an unknown source", rule(source="[{id: ACT}, {id: »ATC}]"), "unknown source `ATC`; did you mean `ACT`?"),
    (
        "an unknown source of a value",
        parameter(values="[{value: 1, from: 2020-01-01, status: in_force, source: [{id: »LAW}]}]"),
        "unknown source `LAW`; valid: `ACT`, `ACT-2026`, `BILL`",
    ),
    (
        "an unknown source of what holds otherwise",
        conclusion(otherwise="{value: true, status: in_force, source: [{id: »LAW}], text: {da: a, en: b}}"),
        "unknown source `LAW`; valid: `ACT`, `ACT-2026`, `BILL`",
    ),
    ("an id of another file", rule("»young"), "`young` is there already, at groups.yaml:22:3; choose another name"),
    (
        "a conclusion with the name of a fact",
        conclusion("»trained"),
        "`trained` is there already, at facts.yaml:10:3; choose another name",
    ),
    (
        "a source of another file",
        "sources: {»ACT: {title: a, kind: act}}\n",
        "`ACT` is there already, at sources.yaml:3:3; choose another name",
    ),
    (
        "an unknown field of the person",
        fact(measure="{field: »traned}"),
        "the person has no field `traned`; did you mean `trained`?",
    ),
    (
        "an unknown section",
        fact(measure="{covered: »benefit}"),
        "the record has no section `benefit`; did you mean `benefits`?",
    ),
    (
        "an unknown field to take",
        fact(measure="{covering: benefits, take: »kinds}", type="text"),
        "`take` names no field of the section: `kinds`; did you mean `kind`?",
    ),
    (
        "a measure without what to take",
        fact(measure="{covering: »benefits}", type="text"),
        "`covering` needs `take`; valid: `ends`, `from`, `kind`, `readiness`, `starts`, `to`",
    ),
    (
        "the day of an event taken from a spell",
        fact(measure="{first: benefits, take: »on}", type="date"),
        "`take` names no field of the section: `on`; valid: `ends`, `from`, `kind`, `readiness`, `starts`, `to`",
    ),
    (
        "a sum of texts",
        fact(measure="{sum: events, take: »held_by}", type="decimal"),
        "`sum` adds numbers; `held_by` is a text",
    ),
    (
        "an unknown field that must stay the same",
        fact(measure="{unbroken_since: benefits, same: »[knd]}", type="date"),
        "the section has no field `knd`; did you mean `kind`?",
    ),
    (
        "a condition on a field of the person",
        fact(measure="{field: trained, where: »trained}"),
        "`where` belongs to the measures over a section, not to `field`",
    ),
    (
        "an age since something else than a date",
        fact(type="int", measure="{age: »trained}"),
        "`age` needs a date of the person; `trained` is a bool",
    ),
    (
        "a fact declared otherwise than it is measured",
        fact(type="date", measure="{field: »trained}"),
        "fact `extra` is declared date, its measure gives bool",
    ),
    (
        "a window that is no parameter",
        fact(type="int", measure="{count: events, window: »work_windo}"),
        "unknown parameter `work_windo`; did you mean `work_window`?",
    ),
    (
        "a window that is no duration",
        fact(type="int", measure="{count: events, window: »meetings_required}"),
        "`window` needs a number of days or months or weeks or years; `meetings_required` is none",
    ),
    (
        "an unknown name in a measure",
        fact(measure='{covered: benefits, where: »kin = "aid"}'),
        "unknown name `kin`; did you mean `kind`?",
    ),
    (
        "a field of another section in a measure",
        fact(measure='{covered: benefits, where: »held_by = "town"}'),
        (
            "unknown name `held_by`; valid: `adult_age`, `ends`, `evaluation_date`, `from`, `kind`, "
            "`meetings_required`, `readiness`, `starts`, `to`, `work_window`"
        ),
    ),
    (
        "a conclusion in a measure",
        fact(measure="{ever: events, since: »work_started}") + conclusion("work_started", type="date"),
        "`work_started` is a conclusion; `since` names facts and parameters only",
    ),
    (
        "facts measured from each other",
        fact("one", type="date", measure="{first: events, since: »two}")
        + also(fact("two", type="date", measure="{first: events, since: one}")),
        "facts are measured from each other in a circle: one -> two -> one",
    ),
    ("a text for a condition", when("»benefit"), "a bool is needed here, this is a text"),
    ("a number compared with a text", when('age >= »"thirty"'), "a number cannot be compared with a text"),
    ("a number without its unit", when("age >= »30"), "years cannot be compared with a bare number; write the unit"),
    ("a number with another unit", when("age >= »30 months"), "years cannot be compared with months; write the unit"),
    ("an unknown unit", when("age >= »30 yeas"), "unknown unit `yeas`; did you mean `years`?"),
    (
        "an unknown unit that nothing is near to",
        when("age >= »30 xyz"),
        "unknown unit `xyz`; valid: `days`, `hours`, `months`, `weeks`, `years`",
    ),
    ("half a year", when("aid_since + »0.5 years > 2026-07-01"), "a duration is a whole number of years"),
    ("a thousand years", when("aid_since + »1000 years > 2026-07-01"), "a duration is at most 200 years"),
    (
        "a value that the fact never has",
        when('benefit = »"adi"'),
        '"adi" is not one of the values; did you mean `aid`?',
    ),
    (
        "a value that the list never has",
        when('benefit in ["aid", »"gift"]'),
        '"gift" is not one of the values; valid: `aid`, `grant`',
    ),
    ("an order among texts", when('»benefit < "grant"'), "`<` compares numbers and dates, not text"),
    ("a sum of a date and a text", when("»aid_since + benefit = aid_since"), "`+` does not fit a date and a text"),
    ("a product of two durations", when("»6 months * 2 months > 3 months"), "months times months has no unit here"),
    ("a list of dates compared", when("meetings = »2026-07-01"), "a list of dates cannot be compared with a date"),
    ("a number in a list of texts", when('benefit in ["aid", »3]'), "a text cannot be compared with a number"),
    ("a membership in a number", when("benefit in »adult_age"), "a text cannot be compared with a number"),
    (
        "a count of something else than dates",
        when("count(»age from aid_since to evaluation_date) > 2"),
        "a list of dates is needed here, this is a number of years",
    ),
    (
        "an end of a month with two dates",
        when("»end_of_month(aid_since, aid_since) > aid_since"),
        "`end_of_month` takes 1 argument",
    ),
    ("the latest of two numbers", when("»latest(age, age) > age"), "`latest` takes dates"),
    ("a number for a conclusion that is true or false", rule(then="{young: »3}"), "`young` takes a bool"),
    (
        "a text for a conclusion that is true or false",
        rule(then="{young: »aid_since}"),
        "a bool is needed here, this is a date",
    ),
    (
        "a value that the conclusion never has",
        rule(then="{group: »on}"),
        '"on" is not one of the values; did you mean `one`?',
    ),
    (
        "a value that the conclusion never has otherwise",
        conclusion(type="text", one_of="{a: {da: a, en: a}}", otherwise="{value: »b, " + OTHERWISE + "}"),
        '"b" is not one of the values; valid: `a`',
    ),
    ("a law date that is no date", conclusion(law_of="»benefit"), "a date is needed here, this is a text"),
    (
        "a law date that nobody knows",
        conclusion(law_of="[aid_since, »aid_snice]"),
        "unknown name `aid_snice`; did you mean `aid_since`?",
    ),
    ("three law dates", conclusion(law_of="»[aid_since, aid_since, aid_since]"), "`law_of` names one date or two"),
    (
        "a bare number for a duration",
        obligation(within=None, within_="6"),
        "`within`: an expression is a text; put it in quotes",
    ),
    (
        "a date for a duration",
        obligation(within="»aid_since"),
        "a duration is needed here, like `6 months`; this is a date",
    ),
    (
        "a duration for a deadline",
        obligation(within=None, by="»6 months"),
        "a date is needed here, this is a number of months",
    ),
    (
        "an unknown name in a duration",
        obligation(within="2 months + »xyz"),
        "unknown name `xyz`; 14 are valid, such as `young`, `work_window`, `work_done`",
    ),
    ("a deadline counted from a text", obligation(counted_from="»benefit"), "a date is needed here, this is a text"),
    (
        "the wrong things counted",
        obligation(counting="»age"),
        "a list of dates is needed here, this is a number of years",
    ),
    ("unknown things counted", obligation(counting="»meting"), "unknown name `meting`; did you mean `meetings`?"),
    ("a number required that is a date", obligation(at_least="»aid_since"), "a number is needed here, this is a date"),
    ("an equals sign too many", when('benefit »== "aid"'), '`== "aid"` is not expected here; use `=` to compare'),
    ("an assignment of Pascal", when('benefit »:= "aid"'), '`:= "aid"` is not expected here; use `=` to compare'),
    ("not equal in SQL", when('benefit »<> "aid"'), '`<> "aid"` is not expected here; use `!=` for not equal'),
    (
        "a text in single quotes",
        rule(when="benefit = »'aid'"),
        "`'aid'` is not expected here; text stands in double quotes",
    ),
    (
        "a text that is not closed",
        when('benefit = »"aid'),
        (
            '`"aid` is not expected here; two values need a comparison between them, and a text ends '
            "with its quotation mark"
        ),
    ),
    ("two ampersands", when("trained »&& young"), "`&& young` is not expected here; use `and`"),
    ("an exclamation mark", when("»!trained"), "`!trained` is not expected here; use `not`"),
    (
        "words in capitals",
        when("trained »AND young"),
        "`AND young` is not expected here; check what stands before it; these words are written small",
    ),
    (
        "a Danish name",
        when("trained and »år > 3"),
        "`år > 3` is not expected here; a name has small letters a-z, digits and `_`; text stands in double quotes",
    ),
    ("a bracket that is not closed", when("(trained and young»"), "the expression ends too early"),
    (
        "a bracket that is not opened",
        when("trained and young»)"),
        "`)` is not expected here; no bracket is open here, or a value is missing before it",
    ),
    ("an expression that ends in the middle", when("trained and»"), "the expression ends too early"),
    ("an expression that is blank", rule(when="'» '"), "the expression ends too early"),
    (
        "two comparisons in a row",
        when("20 years < age »< 30 years"),
        "`< 30 years` is not expected here; a comparison has two sides; join two comparisons with `and`",
    ),
    (
        "an unknown function",
        when("»sum(age, age) > 3 years"),
        (
            "there is no function `sum`; valid: `count`, `earliest`, `end_of_month`, `largest`, "
            "`latest`, `rounded_down`, `rounded_up`, `smallest`"
        ),
    ),
    (
        "a call of Python",
        when('»__import__("os")'),
        (
            "there is no function `__import__`; valid: `count`, `earliest`, `end_of_month`, "
            "`largest`, `latest`, `rounded_down`, `rounded_up`, `smallest`"
        ),
    ),
    ("a day that is none", when("aid_since > »2026-02-30"), "`2026-02-30` is not a date of the calendar"),
    ("braces", when("age > »{adult_age}"), "`{adult_age}` is not expected here; braces have no meaning here"),
    ("a percent sign", when("age > 3 »% 2"), "`% 2` is not expected here; write the unit `percent`"),
    (
        "an expression of five thousand characters",
        when("»" + "trained or " * 455 + "trained"),
        "the expression is longer than 4000 characters; split it into named conclusions",
    ),
    (
        "an expression of many levels",
        when("»" + "not " * 70 + "trained"),
        "the expression nests deeper than 60; split it into named conclusions",
    ),
    (
        "a very long sum",
        when("»" + "1 + " * 900 + "1 > 2"),
        "the expression nests deeper than 60; split it into named conclusions",
    ),
    (
        "a row with too few cells",
        table("{id: a, »if: ['= \"aid\"'], then: one}"),
        "row `a` has 1 condition for 2 inputs; write `-` where any value will do",
    ),
    (
        "a row with too many cells",
        table("{id: a, »if: ['= \"aid\"', '-', '-'], then: one}"),
        "row `a` has 3 conditions for 2 inputs; write `-` where any value will do",
    ),
    (
        "a row without an answer",
        table("»{id: a, if: ['= \"aid\"', '-']}"),
        "item 1 of `rows`: a row has exactly one of `then`, `undetermined`",
    ),
    (
        "a row with two answers",
        table("»{id: a, if: ['= \"aid\"', '-'], then: one, undetermined: {reason: law_not_verified, da: a, en: b}}"),
        "item 1 of `rows`: a row has exactly one of `then`, `undetermined`",
    ),
    (
        "a hit policy that is none",
        table(ONE_ROW, hit_="any"),
        "`hit`: `any` is not one of the values; valid: `collect`, `first`, `unique`",
    ),
    (
        "a hit policy that its conclusion does not have",
        table(ONE_ROW, hit="»collect"),
        "a table of `hit: collect` cannot conclude `group`, which has `hit: unique`",
    ),
    (
        "an unknown conclusion of a table",
        table(ONE_ROW, "{id: b, if: ['-', '-'], then: two}", concludes="»grop"),
        "unknown conclusion `grop`; did you mean `group`?",
    ),
    (
        "an unknown name in an input",
        table(
            "{id: a, if: ['= \"aid\"', '>= 3 years'], then: one}",
            "{id: b, if: ['-', '= 3 years'], then: two}",
            inputs="[benefit, age - »xyz]",
        ),
        "unknown name `xyz`; 14 are valid, such as `young`, `work_window`, `work_done`",
    ),
    (
        "a cell of another type",
        table("{id: a, if: ['= \"aid\"', '>= »30'], then: one}"),
        "years cannot be compared with a bare number; write the unit",
    ),
    (
        "a cell that is no comparison",
        table("{id: a, if: ['= \"aid\"', '»30 years'], then: one}"),
        "`30 years` is not expected here",
    ),
    (
        "a cell that ends in the middle",
        table("{id: a, if: ['= \"aid\"', '>= 30 years +»'], then: one}"),
        "the expression ends too early",
    ),
    (
        "an answer of a row that the conclusion never has",
        table("{id: a, if: ['= \"aid\"', '-'], then: »on}"),
        '"on" is not one of the values; did you mean `one`?',
    ),
    (
        "two rows of one name",
        table(ONE_ROW, "»{id: a, if: ['= \"grant\"', '-'], then: two}"),
        "`extra-a` is there already, at work.yaml:9:12; choose another name",
    ),
    ("a table without rows", table(rows_="[]"), "`rows`: at least one entry is needed"),
    (
        "an unknown source of a table",
        table(ONE_ROW, "{id: b, if: ['-', '-'], then: two}", source="[{id: »ATC}]"),
        "unknown source `ATC`; did you mean `ACT`?",
    ),
    ("a text for a number", parameter("value: »ten, from: 2020-01-01"), "`extra` takes a number"),
    ("a decimal for a whole number", parameter("value: »2.5, from: 2020-01-01"), "`extra` takes a whole number"),
    (
        "a number for a date",
        parameter("value: »20260701, from: 2020-01-01", type="date"),
        "`extra`: a date is needed, like 2026-07-01, not `20260701`",
    ),
    (
        "a day that no calendar has",
        parameter("value: »2026-02-30, from: 2020-01-01", type="date"),
        "`extra`: `2026-02-30` is not a day of the calendar; year, month and day are needed",
    ),
    ("a number for a list", parameter("value: »3, from: 2020-01-01", type="list"), "`extra` takes a list"),
    (
        "a duration of a thousand years",
        parameter("value: »1000, from: 2020-01-01", unit="years"),
        "`extra`: a duration is 0 to 200 years",
    ),
    (
        "a value that ends before it starts",
        parameter("value: 1, from: 2020-01-01, until: »2019-01-01"),
        "`until` 2019-01-01 is not after `from` 2020-01-01; `until` is the first day without it",
    ),
    ("a parameter without values", parameter(values_="[]"), "`values`: at least one entry is needed"),
    (
        "a gap between values",
        parameter("value: 1, from: 2020-01-01, until: 2021-01-01", "value: 2, from: »2022-01-01"),
        "parameter `extra`: no value from 2021-01-01 until 2022-01-01; add one, or a reason why there is none",
    ),
    (
        "values that overlap",
        parameter("value: 1, from: 2020-01-01, until: 2023-01-01", "value: 2, from: »2022-01-01"),
        (
            "parameter `extra`: the value from 2020-01-01 until 2023-01-01 overlaps the one from "
            "2022-01-01; end it there"
        ),
    ),
    (
        "a value that no other ends",
        parameter("value: 2, from: »2022-01-01", "value: 1, from: 2020-01-01"),
        "parameter `extra`: the value from 2020-01-01 overlaps the one from 2022-01-01; give it an `until`",
    ),
    (
        "values that overlap under the law as adopted",
        parameter(
            values="[{value: 1, from: 2020-01-01, until: 2022-01-01, until_status: expected, "
            "status: in_force, source: [{id: ACT}]}, "
            "{value: 2, from: »2022-01-01, status: adopted, source: [{id: ACT}]}]"
        ),
        (
            "parameter `extra`: the value from 2020-01-01 overlaps the one from 2022-01-01; under the"
            " law setting `adopted` its end, `expected`, does not count"
        ),
    ),
    (
        "a parameter without a value while a rule is in force",
        rule("»extra", valid="{from: 2019-12-01}", when="age < adult_age"),
        (
            "parameter `adult_age` has no value on 2019-12-01, when the rule `extra` is in force; add"
            " a value, or a reason why there is none"
        ),
    ),
    (
        "a parameter without a value that a measure needs",
        rule("»extra", valid="{from: 2019-12-01}", when="hours_worked > 3 hours"),
        (
            "parameter `work_window` has no value on 2019-12-01, when the rule `extra` is in force; "
            "add a value, or a reason why there is none"
        ),
    ),
    (
        "a parameter without a value under two rules",
        rule("»extra", valid="{from: 2019-12-01}", when="age < adult_age")
        + also(rule("other", valid="{from: 2019-12-01}", when="age > adult_age")),
        (
            "parameter `adult_age` has no value on 2019-12-01, when the rule `extra` and 1 more are "
            "in force; add a value, or a reason why there is none"
        ),
    ),
    (
        "a rule that ends before it starts",
        rule(valid="{from: 2026-07-01, until: »2026-07-01}"),
        "`until` 2026-07-01 is not after `from` 2026-07-01; `until` is the first day without it",
    ),
    (
        "a rule that overrides one that is not there",
        rule(overrides="[»yung]"),
        "`overrides` names no rule: `yung`; did you mean `young`?",
    ),
    (
        "a rule that overrides one that concludes something else",
        rule(overrides="[young, »group-one]"),
        "`group-one` concludes `group` and cannot be overridden by a rule that concludes `young`",
    ),
    (
        "a rule that overrides an obligation",
        rule(overrides="[»meetings-first-half-year]"),
        "`meetings-first-half-year` concludes nothing and cannot be overridden by a rule that concludes `young`",
    ),
    (
        "an obligation that overrides",
        obligation() + "    overrides: [»young]\n",
        "an obligation overrides nothing; use `unless`",
    ),
    (
        "rules that override each other",
        rule(overrides="»[other]") + also(rule("other", overrides="[extra]")),
        "rules override each other in a circle: extra -> other -> extra",
    ),
    (
        "a rule that overrides itself",
        rule(overrides="»[extra]"),
        "rules override each other in a circle: extra -> extra",
    ),
    (
        "conclusions that rest on each other",
        conclusion("»one")
        + also(conclusion("two"))
        + rule("a", when="two", then="{one: true}")
        + also(rule("b", when="one", then="{two: true}")),
        "conclusions rest on each other in a circle: one -> two -> one",
    ),
    (
        "a conclusion that rests on itself",
        conclusion("»one") + rule(when="one", then="{one: true}"),
        "conclusions rest on each other in a circle: one -> one",
    ),
    (
        "a text that names an unknown value",
        rule(text="{da: '»Under {adult_aeg}', en: b}"),
        "the text names `{adult_aeg}`, which is unknown; did you mean `adult_age`?",
    ),
    (
        "a text that names a part of an obligation",
        rule(text="{da: '»Senest {deadline}', en: b}"),
        (
            "the text names `{deadline}`, which is unknown; 15 are valid, such as `aid_since`, "
            "`trained`, `evaluation_date`"
        ),
    ),
    ("a text with a format", rule(text="{da: '»{age:>10}', en: b}"), "only a name is valid in braces, not `{age…}`"),
    (
        "a text with a brace too many",
        rule(text="{da: '»{', en: b}"),
        "a brace stands alone; write `{name}` for a value, `{{` and `}}` for braces",
    ),
    (
        "a text of what holds otherwise that names an unknown value",
        conclusion(otherwise="{value: true, status: in_force, source: [{id: ACT}], text: {da: a, en: '»{xyz}'}}"),
        "the text names `{xyz}`, which is unknown; 16 are valid, such as `young`, `extra`, `work_window`",
    ),
    (
        "a text of a table's row",
        table("{id: a, if: ['-', '-'], then: one, text: {da: '»{xyz}', en: b}}"),
        "the text names `{xyz}`, which is unknown; 15 are valid, such as `young`, `work_window`, `work_done`",
    ),
]

RECORD_FAULTS: list[tuple[str, str, str]] = [
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


def ids(rows: list[tuple[str, str, str]]) -> list[str]:
    return [row[0] for row in rows]


def refusal(cli: Cli, rules: Path) -> list[str]:
    """The lines in which the command line refuses a rulebook."""
    said = cli("schema", "case", "--rules", rules)
    assert (said.code, said.out) == (2, "")
    return said.err.splitlines()


@pytest.mark.parametrize(("name", "text", "message"), FAULTS, ids=ids(FAULTS))
def test_a_faulty_file_is_refused_at_the_place_of_the_fault(
    name: str, text: str, message: str, cli: Cli, tiny_rules: Path
) -> None:
    written, places = unmark(text)
    (tiny_rules / "work.yaml").write_text(written, encoding="utf-8")
    assert refusal(cli, tiny_rules) == [f"error: work.yaml:{place}: {message}" for place in places or ["1:1"]]


@pytest.mark.parametrize(("name", "text", "message"), RECORD_FAULTS, ids=ids(RECORD_FAULTS))
def test_a_faulty_shape_of_cases_is_refused_at_the_place_of_the_fault(
    name: str, text: str, message: str, cli: Cli, tiny_rules: Path
) -> None:
    written, places = unmark(text)
    (tiny_rules / "record.yaml").write_text(written, encoding="utf-8")
    assert refusal(cli, tiny_rules) == [f"error: record.yaml:{place}: {message}" for place in places]


@pytest.mark.parametrize("message", [row[2] for row in FAULTS + RECORD_FAULTS])
def test_a_message_is_one_lower_case_line_without_a_full_stop(message: str) -> None:
    assert not message[:1].isupper()
    assert "\n" not in message
    assert not message.endswith(".")


def test_all_faults_of_all_files_are_told_at_once_in_their_order(tiny_rules: Path) -> None:
    (tiny_rules / "b.yaml").write_text("rule: {}\nfacts: []\n")
    (tiny_rules / "a.yaml").write_text(rule(status="valid", then=None))
    with pytest.raises(RulebookError) as caught:
        load_rulebook(tiny_rules)
    assert str(caught.value).splitlines() == [
        "a.yaml:4:5: `status`: `valid` is not a legal status; valid: `adopted`, `expected`, `in_force`, `proposed`",
        "b.yaml:1:1: unknown key `rule`; did you mean `rules`?",
        "b.yaml:2:1: `facts`: a mapping (`name: value`) is needed",
    ]


def test_a_fault_of_a_table_that_all_its_rows_share_is_told_once(tiny_rules: Path) -> None:
    rows = [f"{{id: r{number}, if: ['-', '-'], then: one}}" for number in range(9)]
    (tiny_rules / "work.yaml").write_text(
        table(*rows, source="[{id: LAW}]", valid="{from: 2020-01-01, until: 2019-01-01}")
    )
    with pytest.raises(RulebookError) as caught:
        load_rulebook(tiny_rules)
    assert [str(problem.place) for problem in caught.value.problems] == ["work.yaml:3:38", "work.yaml:5:19"]


@pytest.mark.parametrize("text", ["[true, '-']", "['yes', '-']", "['true', '-']"])
def test_a_cell_may_be_true_or_yes_with_or_without_quotes(text: str, tiny_rules: Path) -> None:
    row = f"{{id: a, if: {text}, then: one}}"
    (tiny_rules / "work.yaml").write_text(table(row, inputs="[trained, age]"))
    assert isinstance(load_rulebook(tiny_rules).rules["extra-a"].when, Name)


def test_a_text_may_name_a_parameter_with_a_dot_and_write_braces(tiny_rules: Path) -> None:
    text = parameter("value: 7, from: 2020-01-01").replace("extra", "limit.of_age")
    text += conclusion(
        "old", otherwise="{value: true, " + OTHERWISE.replace("da: a", "da: 'over {limit.of_age} {{}}'") + "}"
    )
    (tiny_rules / "work.yaml").write_text(text)
    book = load_rulebook(tiny_rules)
    case = case_from_text("case: a\nperson: {}", book.record)
    finding = next(f for f in Explainer(book, "reference").check(case, date(2026, 7, 1)).findings if f.subject == "old")
    assert finding.text.da == "over 7 {}"


# --- folders and files


def test_a_folder_that_is_not_there_is_named(cli: Cli, tmp_path: Path) -> None:
    assert refusal(cli, tmp_path / "ruels") == [f"error: {tmp_path}/ruels: there is no such folder"]


def test_a_file_in_place_of_the_folder_is_named(cli: Cli, tiny_rules: Path) -> None:
    file = tiny_rules / "facts.yaml"
    message = "this is a file without `overlay`; name the folder that holds the rulebook, or a change of it"
    assert refusal(cli, file) == [f"error: {file}: {message}"]


def test_a_folder_without_rulebook_files_is_named(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "readme.md").write_text("nothing")
    assert refusal(cli, tmp_path) == [f"error: {tmp_path}: the folder holds no .yaml file"]


def test_a_folder_whose_name_no_folder_can_have_is_refused(cli: Cli) -> None:
    assert refusal(cli, Path("x" * 5000)) == [f"error: {'x' * 5000}: there is no such folder"]


def test_a_file_whose_ending_would_leave_it_unread_is_named(cli: Cli, tiny_rules: Path) -> None:
    (tiny_rules / "work.yml").write_text("rules: {}")
    message = "a rulebook file ends in `.yaml`; rename it, or move it out of the folder"
    assert refusal(cli, tiny_rules) == [f"error: work.yml: {message}"]


def test_a_folder_named_like_a_file_is_refused(cli: Cli, tiny_rules: Path) -> None:
    (tiny_rules / "work.yaml").mkdir()
    message = "is a directory; name a yaml or json file that can be read"
    assert refusal(cli, tiny_rules) == [f"error: work.yaml: {message}"]


def test_a_file_that_is_not_utf_8_is_named_with_the_byte(cli: Cli, tiny_rules: Path) -> None:
    (tiny_rules / "work.yaml").write_bytes("concept: {da: Ydelsesmåder, en: a}".encode("latin-1"))
    message = "byte 22 (0xe5) is not utf-8 text; save the file as utf-8"
    assert refusal(cli, tiny_rules) == [f"error: work.yaml:1:23: {message}"]


def test_a_rulebook_without_the_shape_of_cases_is_refused(cli: Cli, tiny_rules: Path) -> None:
    (tiny_rules / "record.yaml").unlink()
    assert refusal(cli, tiny_rules) == [f"error: {tiny_rules}: no file gives `record`, the shape of a case"]
