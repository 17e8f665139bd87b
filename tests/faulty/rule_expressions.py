"""Faults of expressions in a rulebook: types, units, words and marks."""

from __future__ import annotations

from faulty.parts import OTHERWISE, conclusion, obligation, rule, when

EXPRESSIONS: list[tuple[str, str, str]] = [
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
]
