"""Faults of what a case file expects."""

from __future__ import annotations

from faulty.cases import Row, case

EXPECTATIONS: list[Row] = [
    (
        "expectations that are a list",
        case("»expect: [2026-07-01]\n"),
        "`expect` takes dates, each with what is expected of the findings",
    ),
    (
        "an expected date that is none",
        case("expect: {»2026-13-01: {group: one}}\n"),
        "`2026-13-01` is not a day of the calendar; year, month and day are needed",
    ),
    (
        "an expected date as Danes write it",
        case("expect: {»1.7.2026: {group: one}}\n"),
        "`1.7.2026` is not a date; did you mean 2026-07-01?",
    ),
    (
        "an expected date too far off",
        case("expect: {»0001-01-01: {group: one}}\n"),
        "0001-01-01 is too far off; dates lie between 1850-01-01 and 2150-12-31",
    ),
    (
        "an expected law setting misspelt",
        case("expect: {»2026-07-01 propose: {group: one}}\n"),
        "unknown law setting `propose`; did you mean `proposed`?",
    ),
    (
        "an expected law setting that nothing is near to",
        case("expect: {»2026-07-01 in force: {group: one}}\n"),
        "unknown law setting `in force`; valid: `adopted`, `enacted`, `expected`, `proposed`",
    ),
    (
        "a date that expects nothing",
        case("expect: {»2026-07-01: }\n"),
        "a date takes findings, each with what is expected of it",
    ),
    (
        "a date that expects a word",
        case("expect: {»2026-07-01: one}\n"),
        "a date takes findings, each with what is expected of it",
    ),
    (
        "an unknown finding",
        case("expect: {2026-07-01: {»grup: one}}\n"),
        "unknown finding `grup`; did you mean `group`?",
    ),
    (
        "a rule for a finding",
        case("expect: {2026-07-01: {»group-one: one}}\n"),
        "unknown finding `group-one`; did you mean `group`?",
    ),
    (
        "an unknown detail",
        case("expect: {2026-07-01: {group: {»outcom: one}}}\n"),
        "unknown detail `outcom` of `group`; did you mean `outcome`?",
    ),
    (
        "a value that the finding never has",
        case("expect: {2026-07-01: {»group: on}}\n"),
        "`group` is never `on`; did you mean `one`?",
    ),
    (
        "a state that no obligation has",
        case("expect: {2026-07-01: {meetings-first-half-year: {»state: done}}}\n"),
        "`state` of `meetings-first-half-year` is never `done`; did you mean `none`?",
    ),
    (
        "a status that no law has",
        case("expect: {2026-07-01: {group: {»status: inforce}}}\n"),
        "`status` of `group` is never `inforce`; did you mean `in_force`?",
    ),
    (
        "an unknown reason",
        case("expect: {2026-07-01: {»group: undetermined missing}}\n"),
        "`group` is never `undetermined missing`; did you mean `undetermined missing_input`?",
    ),
    (
        "several wrong expectations",
        case("expect:\n  2026-07-01: {»grup: one, group: {»outcom: one}}\n  »2026-13-01: {}\n"),
        [
            "unknown finding `grup`; did you mean `group`?",
            "unknown detail `outcom` of `group`; did you mean `outcome`?",
            "`2026-13-01` is not a day of the calendar; year, month and day are needed",
        ],
    ),
]
