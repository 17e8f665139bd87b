"""Faults of a rulebook as a whole: tables, values, validity, overrides, texts."""

from __future__ import annotations

from faulty.parts import ONE_ROW, also, conclusion, obligation, parameter, rule, table

BOOKS: list[tuple[str, str, str]] = [
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
