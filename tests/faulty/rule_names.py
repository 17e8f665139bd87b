"""Faults of names in a rulebook: what is not there, or is something else."""

from __future__ import annotations

from faulty.parts import also, conclusion, fact, parameter, rule, when

NAMES: list[tuple[str, str, str]] = [
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
        "a conclusion as the day of a measure",
        fact(measure="{covered: benefits, on: »work_started}") + conclusion("work_started", type="date"),
        "`work_started` is a conclusion; `on` names facts and parameters only",
    ),
    (
        "facts measured from each other",
        fact("one", type="date", measure="{first: events, since: »two}")
        + also(fact("two", type="date", measure="{first: events, since: one}")),
        "facts are measured from each other in a circle: one -> two -> one",
    ),
    (
        "a fact measured on its own day",
        fact("one", type="date", measure="{covering: benefits, take: from, on: »one}"),
        "facts are measured from each other in a circle: one -> one",
    ),
]
