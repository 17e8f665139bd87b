"""Small changes of the shipped rules and the finding in which each is seen; and refactorings, which change nothing."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reformrules.rulebook.loader import default_rules


@dataclass(frozen=True)
class Edit:
    """In a file of the rulebook, the first text like `before` behind the key `at` becomes `after`."""

    file: str
    at: str
    before: str
    after: str

    def make(self, rules: Path) -> None:
        path = rules / self.file
        path.write_text(self.made_in(path.read_text("utf-8")), "utf-8")

    def made_in(self, text: str) -> str:
        """The text of the file with the edit; ValueError if it has no place in it."""
        start = text.index(self.before, text.index(f"\n  {self.at}:"))
        return text[:start] + self.after + text[start + len(self.before) :]


@dataclass(frozen=True)
class Move:
    """A file of the rulebook under another name."""

    file: str
    to: str

    def make(self, rules: Path) -> None:
        (rules / self.file).rename(rules / self.to)


@dataclass(frozen=True)
class Change:
    """What is done to the rules, and the finding that is asked about."""

    name: str
    edits: Sequence[Edit | Move]
    finding: str


def edited(change: Change, folder: Path) -> Path:
    """A copy of the shipped rules with a change made in it."""
    copy = folder / "rules"
    shutil.copytree(default_rules(), copy)
    for edit in change.edits:
        edit.make(copy)
    return copy


READINESS, FLEKSJOB = "target-groups/readiness.yaml", "fleksjob/fleksjob.yaml"
SICK, EXCLUDED = "sygedagpenge/categories.yaml", "exemptions/excluded-from-contact-course.yaml"
COURSE = "contact/contact-course.yaml"
OPENING, JOBAFKLARING = "ressourceforloeb/opening.yaml", "jobafklaring/jobafklaring.yaml"


def _one(name: str, finding: str, file: str, at: str, before: str, after: str) -> Change:
    return Change(name, [Edit(file, at, before, after)], finding)


BIRTH = (
    """      - {id: birth-or-grief, if: ['= "barsel eller sorgorlov"', '-', '-'], """
    "then: true, register: [EX11.4, EX-15]}\n"
)


CHANGES = [
    _one("threshold", "readiness_by_the_test", "target-groups/parameters.yaml", "ready_to_work_within",
         "value: 3,", "value: 4,"),
    _one("edge", "readiness_by_the_test", READINESS, "readiness-jobparat",
         "able_to_work_in_months <= ready", "able_to_work_in_months < ready"),
    _one("starts-later", "readiness_by_the_test", READINESS, "readiness-jobparat-from-2027",
         "valid: {from: 2027-01-01}", "valid: {from: 2027-02-01}"),
    _one("weaker-status", "readiness_by_the_test", READINESS, "readiness-jobparat-from-2027",
         "status: expected", "status: proposed"),
    _one("override-dropped", "situation", READINESS, "situation-aktivitetsparat-by-the-test",
         "overrides: [situation-not-yet-assessed, situation-default-jobparat-from-2027]",
         "overrides: [situation-not-yet-assessed]"),
    _one("group-dropped", "benefit_decides_group", "target-groups/what-decides.yaml", "benefit-decides-group",
         ', "førtidspension"]', "]"),
    _one("deadline", "fleksjob-follow-up-talk", FLEKSJOB, "fleksjob-follow-up-talk",
         "within: fleksjob_talk_every", "within: 5 months"),
    _one("days-for-months", "fleksjob-status", FLEKSJOB, "fleksjob-status",
         "within: fleksjob_status_after", "within: 913 days"),
    _one("one-more", "fleksjob-status", FLEKSJOB, "fleksjob-status", 'at_least: "1"', 'at_least: "2"'),
    _one("counted-from", "fleksjob-further-follow-up-talk", FLEKSJOB, "fleksjob-further-follow-up-talk",
         "last_fleksjob_talk_on + 1 days", "last_fleksjob_talk_on"),
    _one("exemption-dropped", "talk-at-16-months", "contact/talks.yaml", "talk-at-16-months",
         "      unless: exempt_from_talks\n", ""),
    _one("negation", "next_fleksjob_grant", FLEKSJOB, "no-next-grant",
         "and not still_entitled_to_fleksjob", "and still_entitled_to_fleksjob"),
    _one("and-for-or", "jobafklaring_in_time", JOBAFKLARING, "jobafklaring-in-time", " or ", " and "),
    _one("outcome", "ressourceforloeb_plan", OPENING, "ressourceforloeb-plan-too-long", "too long", "too short"),
    _one("end-of-month-dropped", "deduction_too_late", "sanctions/sanction.yaml", "deduction-too-late",
         "end_of_month(omission_on + deduction_within)", "omission_on + deduction_within"),
    _one("reason", "exempt_from_offer", EXCLUDED, "offer-exempt-under-section-103",
         "law_not_verified", "needs_assessment"),
    _one("ends-for-good", "exempt_from_offer", EXCLUDED, "offer-exempt-under-section-103",
         ", until_status: expected", ""),
    _one("age", "introduction-programme-starts", "integration/introduction-programme.yaml",
         "introduction-programme-starts", "age >= integration", "age > integration"),
    _one("number-of-days", "days_not_counted_until", "sygedagpenge/duration.yaml", "employer-period-not-counted",
         "absence_begins_on + employer_period - 1 days", "absence_begins_on + employer_period"),
    _one("measure", "fleksjob-follow-up-talk", "fleksjob/facts.yaml", "last_fleksjob_talk_on",
         ", since: fleksjob_since", ""),
    _one("otherwise", "long_illness", SICK, "long_illness", "value: false", "value: true"),
    _one("row-dropped", "excluded_from_contact_course", EXCLUDED, "excluded-on-recorded-ground", BIRTH, ""),
]  # fmt: skip

_BIRTH_RULE = """
  excluded-birth-or-grief:
    valid: {from: 2020-01-01}
    status: in_force
    source: [{id: BEK-AB-P40, section: § 40}]
    register: [EX11.4, EX-15]
    when: exclusion_ground = "barsel eller sorgorlov"
    then: {excluded_from_contact_course: true}
    text: {da: Barsel eller sorgorlov., en: Birth or grief.}
"""
_IN_TIME = "jobafklaring_since < jobafklaring_closed_from or jobafklaring_granted_on < jobafklaring_closed_from"
_GRANTED_IN_TIME = """
  jobafklaring-granted-in-time:
    valid: {from: 2027-01-01}
    status: expected
    source: [{id: BEK-AB-P1}]
    register: [TG-C01]
    when: jobafklaring_granted_on < jobafklaring_closed_from
    then: {jobafklaring_in_time: true}
    text: {da: I tide., en: In time.}
"""
_IN_TIME_LATER = f"""
  jobafklaring-in-time-later:
    valid: {{from: 2028-01-01}}
    status: expected
    source: [{{id: BEK-AB-P1}}]
    register: [SC-JA-11]
    when: {_IN_TIME}
    then: {{jobafklaring_in_time: true}}
    text: {{da: I tide., en: In time.}}
"""
_EXCLUDED = "excluded_from_contact_course and situation in less_intensive_effort_groups"
_TERM = """
  has_recorded_ground:
    kind: term
    type: bool
    label: {da: har en registreret grund, en: has a recorded ground}
"""
_TERM_RULE = f"""
  has-recorded-ground:
    valid: {{from: 2020-01-01}}
    status: in_force
    source: [{{id: BEK-AB-P40, section: § 40}}]
    register: [EX11.4]
    when: {_EXCLUDED}
    then: {{has_recorded_ground: true}}
    text: {{da: Der er en grund., en: There is a ground.}}
"""
_LONG = (
    '(sick_category in ["kategori 2", "kategori 3"] or sick_category is not recorded and '
    "not (recovery_expected_on <= absence_begins_on + category_1_within))"
)

REFACTORINGS = [
    _one("commuted", "situation", READINESS, "situation-jobparat-by-the-test",
         'visitation = "ikke visiteret" and readiness_by_the_test = "jobparat"',
         'readiness_by_the_test = "jobparat" and visitation = "ikke visiteret"'),
    _one("de-morgan", "revalidering_conditions", "revalidering/opening.yaml", "revalidering-conditions-not-met",
         "not lasting_limitations or other_effort_enough", "not (lasting_limitations and not other_effort_enough)"),
    Change("row-made-a-rule", [
        Edit(EXCLUDED, "excluded-on-recorded-ground", BIRTH, ""),
        Edit(EXCLUDED, "excluded-stu", "\n  offer-exempt", f"{_BIRTH_RULE}  offer-exempt"),
    ], "excluded_from_contact_course"),
    Change("rule-in-two-by-cases", [
        Edit(JOBAFKLARING, "jobafklaring-in-time", _IN_TIME, _IN_TIME.partition(" or ")[0]),
        Edit(JOBAFKLARING, "jobafklaring-in-time", "\n  jobafklaring-open", f"{_GRANTED_IN_TIME}  jobafklaring-open"),
    ], "jobafklaring_in_time"),
    _one("number-written-out", "readiness_by_the_test", READINESS, "readiness-jobparat",
         "<= ready_to_work_within", "<= 3 months"),
    _one("term-inlined", "sick_category_now", SICK, "category-3", "long_illness", _LONG),
    Change("file-renamed", [Move("fleksjob/ledighedsydelse.yaml", "fleksjob/ydelse.yaml")], "right_to_ledighedsydelse"),
    _one("rule-renamed", "fleksjob-status", FLEKSJOB, "fleksjob-status", "fleksjob-status:", "status-in-fleksjob:"),
    Change("condition-made-a-term", [
        Edit(COURSE, "outside-contact-course-when-excluded", _EXCLUDED, "has_recorded_ground"),
        Edit(COURSE, "in_contact_course", "\nrules:\n", f"{_TERM}\nrules:{_TERM_RULE}"),
    ], "in_contact_course"),
    _one("dates-turned-round", "jobafklaring_plan", "jobafklaring/during-the-course.yaml", "jobafklaring-plan-within",
         "jobafklaring_planned_end < jobafklaring_since + jobafklaring_longest",
         "not jobafklaring_since + jobafklaring_longest <= jobafklaring_planned_end"),
    _one("days-moved", "days_not_counted_until", "sygedagpenge/duration.yaml", "employer-period-not-counted",
         "absence_begins_on + employer_period - 1 days", "absence_begins_on - 1 days + employer_period"),
    Change("rule-in-two-by-dates", [
        Edit(JOBAFKLARING, "jobafklaring-in-time", "\n  jobafklaring-open", f"{_IN_TIME_LATER}  jobafklaring-open"),
        Edit(JOBAFKLARING, "jobafklaring-in-time", "{from: 2027-01-01}", "{from: 2027-01-01, until: 2028-01-01}"),
    ], "jobafklaring_in_time"),
]  # fmt: skip
