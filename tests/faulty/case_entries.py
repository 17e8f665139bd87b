"""Faults of keys, entries and histories in a case file."""

from __future__ import annotations

from faulty.cases import Row, case

ENTRIES: list[Row] = [
    ("a key of the file misspelt", case("»benefit: []\n"), "unknown key `benefit`; did you mean `benefits`?"),
    (
        "a key of the file that nothing is near to",
        case("»løn: []\n"),
        (
            "unknown key `løn`; valid: `benefits`, `case`, `events`, `example`, `expect`, `layers`, `note`, `person`, "
            "`work`"
        ),
    ),
    ("a key of the person misspelt", case(person="{»bron: 1990-05-02}"), "unknown key `bron`; did you mean `born`?"),
    (
        "a key of an entry misspelt",
        case("benefits: [{kind: aid, »form: 2026-03-02, from: 2026-03-02}]\n"),
        "unknown key `form`; did you mean `from`?",
    ),
    (
        "a key of the person in Danish",
        case(person="{»fødselsdato: 1990-05-02}"),
        "unknown key `fødselsdato`; did you mean `born` (fødselsdato)?",
    ),
    ("a section in Danish", case("»ydelser: []\n"), "unknown key `ydelser`; did you mean `benefits` (ydelser)?"),
    ("a key on two lines", case(person='{»"bo\\nrn": 1990-05-02}'), "unknown key `bo rn`; did you mean `born`?"),
    ("a section that is empty", case("»benefits:\n"), "`benefits`: a list (`[]` for none) is needed"),
    (
        "a section that is one entry",
        case("»benefits: {kind: aid, from: 2026-03-02}\n"),
        "`benefits`: a list (`[]` for none) is needed",
    ),
    (
        "an entry that is a word",
        case("benefits: [»aid]\n"),
        "item 1 of `benefits`: a mapping (`name: value`) is needed",
    ),
    ("an entry without a kind", case("benefits: [»{from: 2026-03-02}]\n"), "`kind` is missing; valid: `aid`, `grant`"),
    ("an entry without a start", case("benefits: [»{kind: aid}]\n"), "`from` is missing; write a date like 2026-07-01"),
    (
        "an event without a day",
        case("events: [»{kind: registration}]\n"),
        "`on` is missing; write a date like 2026-07-01",
    ),
    (
        "a kind misspelt",
        case("benefits: [{»kind: grnat, from: 2026-03-02}]\n"),
        "`kind`: `grnat` is not a kind of benefits; did you mean `grant`?",
    ),
    (
        "a kind of another section",
        case("benefits: [{»kind: meeting, from: 2026-03-02}]\n"),
        "`kind`: `meeting` is not a kind of benefits; valid: `aid`, `grant`",
    ),
    (
        "a kind left empty",
        case("benefits: [{»kind: , from: 2026-03-02}]\n"),
        "`kind`: a text is needed; valid: `aid`, `grant`",
    ),
    (
        "a spell with the date of an event",
        case("benefits: [{kind: aid, from: 2026-03-02, »on: 2026-03-02}]\n"),
        "unknown key `on`; valid: `from`, `kind`, `readiness`, `to`",
    ),
    (
        "a spell that ends before it starts",
        case("benefits: [{kind: aid, from: 2026-03-02, »to: 2026-03-01}]\n"),
        "benefits[1] ends on 2026-03-01, before it starts on 2026-03-02",
    ),
    (
        "a run of months that ends before it starts",
        case("work: [{kind: job, from_month: 2026-03, »to_month: 2026-02, hours: 1}]\n"),
        "work[1] ends on 2026-02-28, before it starts on 2026-03-01",
    ),
    (
        "a benefit before the birth",
        case("benefits: [{kind: aid, »from: 1990-05-01}]\n"),
        "benefits[1] starts on 1990-05-01, before the birth on 1990-05-02",
    ),
    (
        "work before the birth",
        case("work: [{kind: job, »from_month: 1989-01, to_month: 1991-01, hours: 40}]\n"),
        "work[1] starts on 1989-01-01, before the birth on 1990-05-02",
    ),
    (
        "an event before the birth",
        case("events: [{kind: registration, »on: 1990-05-01}]\n"),
        "events[1] starts on 1990-05-01, before the birth on 1990-05-02",
    ),
    (
        "two benefits at once",
        case("benefits:\n- {kind: aid, from: 2026-01-01, to: 2026-03-31}\n- »{kind: grant, from: 2026-03-31}\n"),
        (
            "benefits[1] and benefits[2] (aid, grant) exclude each other but both run on 2026-03-31; "
            "end one of them before"
        ),
    ),
    (
        "three open benefits at once",
        case(
            "benefits:\n- {kind: aid, from: 2026-01-01}\n- »{kind: grant, from: 2026-02-01}\n"
            "- »{kind: aid, from: 2026-03-01}\n"
        ),
        [
            (
                "benefits[1] and benefits[2] (aid, grant) exclude each other but both run on 2026-02-01; "
                "end one of them before"
            ),
            (
                "benefits[1] and benefits[3] (aid, aid) exclude each other but both run on 2026-03-01; "
                "end one of them before"
            ),
        ],
    ),
    (
        "a field on the wrong kind",
        case("benefits: [{kind: aid, from: 2026-03-02, »readiness: ready}]\n"),
        "`readiness` does not belong to `aid`; it belongs to `grant`",
    ),
    (
        "a field that this kind needs",
        case("events: [»{kind: meeting, on: 2026-03-02}]\n"),
        "`held_by` is missing; `meeting` needs it, one of `town`, `fund`",
    ),
    ("a field that all kinds need", case("work: [»{kind: job, month: 2026-03}]\n"), "`hours` is missing"),
    (
        "a first month without a last",
        case("work: [»{kind: job, from_month: 2026-03, hours: 1}]\n"),
        "give either `month`, or `from_month` and `to_month`",
    ),
    (
        "one month and a run of months",
        case("work: [»{kind: job, month: 2026-03, from_month: 2026-03, to_month: 2026-04, hours: 1}]\n"),
        "give either `month`, or `from_month` and `to_month`",
    ),
    (
        "no month at all",
        case("work: [»{kind: job, hours: 1}]\n"),
        "give either `month`, or `from_month` and `to_month`",
    ),
    (
        "a month that is a day",
        case("work: [{kind: job, »month: 2026-03-01, hours: 1}]\n"),
        "`month`: `2026-03-01` is not a month; write year and month, like 2026-07",
    ),
    (
        "a thirteenth month",
        case("work: [{kind: job, »month: 2026-13, hours: 1}]\n"),
        "`month`: `2026-13` is not a month; write year and month, like 2026-07",
    ),
    (
        "a month by its name",
        case("work: [{kind: job, »month: marts 2026, hours: 1}]\n"),
        "`month`: `marts 2026` is not a month; write year and month, like 2026-07",
    ),
    ("a note that is a list", case("»note: [a, b]\n"), "`note`: a text is needed"),
    ("an example that is a mapping", case("»example: {a: b}\n"), "`example`: a text or a list of texts is needed"),
    (
        "several faults",
        "»case: 1\nperson: {»bron: 1990-05-02, »trained: nej}\nbenefits: [{»kind: job, »from: today}]\n",
        [
            "`case`: a case id is a text of 1 to 120 characters; put a number in quotes",
            "unknown key `bron`; did you mean `born`?",
            "`trained`: `true` or `false` is needed; leave the field out when it is unknown",
            "`kind`: `job` is not a kind of benefits; valid: `aid`, `grant`",
            "`from`: `today` is not a date; write it like 2026-07-01",
        ],
    ),
]
