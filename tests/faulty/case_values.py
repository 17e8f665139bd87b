"""Faults of dates, numbers and choices in a case file."""

from __future__ import annotations

from faulty.cases import Row, case

VALUES: list[Row] = [
    (
        "a month that is none",
        case(person="{»born: 2026-13-01}"),
        "`born`: `2026-13-01` is not a day of the calendar; year, month and day are needed",
    ),
    (
        "a day that is none",
        case(person="{»born: 2025-02-29}"),
        "`born`: `2025-02-29` is not a day of the calendar; year, month and day are needed",
    ),
    (
        "a date as Danes write it",
        case(person="{»born: 2.5.1990}"),
        "`born`: `2.5.1990` is not a date; did you mean 1990-05-02?",
    ),
    (
        "a date with too many digits",
        case(person="{»born: 9999999992026-06-30}"),
        "`born`: `9999999992026-06-30` is not a date; write it like 2026-07-01",
    ),
    (
        "a date of two figures for the year",
        case(person="{»born: 2/5-90}"),
        "`born`: `2/5-90` is not a date; write it like 2026-07-01",
    ),
    (
        "a date with slashes",
        case(person="{»born: 1990/5/2}"),
        "`born`: `1990/5/2` is not a date; did you mean 1990-05-02?",
    ),
    (
        "a date without dashes",
        case(person="{»born: 19900502}"),
        "`born`: a date is needed, like 2026-07-01, not `19900502`",
    ),
    (
        "a date with a time",
        case(person="{»born: 1990-05-02T10:00}"),
        "`born`: `1990-05-02T10:00` is not a date; write it like 2026-07-01",
    ),
    (
        "a date by its week",
        case(person="{»born: 2026-W27-3}"),
        "`born`: `2026-W27-3` is not a date; write it like 2026-07-01",
    ),
    (
        "a date in other digits",
        case(person="{»born: ２０２６-０７-０１}"),
        "`born`: `２０２６-０７-０１` is not a date; write it like 2026-07-01",
    ),
    (
        "the word today",
        case("benefits: [{kind: aid, »from: today}]\n"),
        "`from`: `today` is not a date; write it like 2026-07-01",
    ),
    (
        "the words i går",
        case("benefits: [{kind: aid, from: 2026-03-02, »to: i går}]\n"),
        "`to`: `i går` is not a date; write it like 2026-07-01",
    ),
    (
        "none where a date is certain",
        case(person="{»born: none}"),
        "`born`: `none` is not a date; write it like 2026-07-01",
    ),
    (
        "a date left empty",
        case(person="{»born: }"),
        "`born`: a date is needed, like 2026-07-01; leave the field out when it is unknown",
    ),
    ("a date that is a list", case(person="{»born: [1990, 5, 2]}"), "`born`: a date is needed, like 2026-07-01"),
    (
        "a date too long ago",
        case(person="{»born: 0001-01-01}"),
        "`born`: 0001-01-01 is too far off; dates lie between 1850-01-01 and 2150-12-31",
    ),
    (
        "a date too far ahead",
        case("benefits: [{kind: aid, from: 2026-03-02, »to: 9999-12-31}]\n"),
        "`to`: 9999-12-31 is too far off; dates lie between 1850-01-01 and 2150-12-31",
    ),
    (
        "yes for true",
        case(person="{»trained: yes}"),
        "`trained`: `true` or `false` is needed; leave the field out when it is unknown",
    ),
    (
        "a number for true",
        case(person="{»trained: 1}"),
        "`trained`: `true` or `false` is needed; leave the field out when it is unknown",
    ),
    (
        "a truth left empty",
        case(person="{»trained: }"),
        "`trained`: `true` or `false` is needed; leave the field out when it is unknown",
    ),
    (
        "a quoted number",
        case(person="{»children: '3'}"),
        "`children`: a whole number from 0 to 20 is needed, in digits alone; leave the field out when it is unknown",
    ),
    (
        "a decimal for a whole number",
        case(person="{»children: 2.5}"),
        "`children`: a whole number from 0 to 20 is needed; leave the field out when it is unknown",
    ),
    (
        "a number below nothing",
        case(person="{»children: -1}"),
        "`children`: -1 is out of range; a whole number from 0 to 20 is needed",
    ),
    (
        "a number as large as none can be",
        case(person="{»children: 21}"),
        "`children`: 21 is out of range; a whole number from 0 to 20 is needed",
    ),
    (
        "a number with a unit in it",
        case("work: [{kind: job, month: 2026-03, »hours: 40 timer}]\n"),
        "`hours`: a number of hours from 0 to 744 is needed, in digits alone; leave the field out when it is unknown",
    ),
    (
        "nine hundred hours in a month",
        case("work: [{kind: job, month: 2026-03, »hours: 900}]\n"),
        "`hours`: 900 is out of range; a number of hours from 0 to 744 is needed",
    ),
    (
        "a choice misspelt",
        case(person="{»district: ost}"),
        "`district`: `ost` is not one of the values; did you mean `øst`?",
    ),
    (
        "a choice that nothing is near to",
        case(person="{»district: 9000 Aalborg}"),
        "`district`: `9000 Aalborg` is not one of the values; valid: `vest, syd`, `øst`",
    ),
    (
        "a choice that is true",
        case(person="{»district: true}"),
        "`district`: a text is needed; leave the field out when it is unknown",
    ),
]
