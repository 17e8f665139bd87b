"""A tiny complete rulebook of an invented law, for tests that need one but no real law."""

from __future__ import annotations

import gc
import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from reformrules.cli import main
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.loader import load_rulebook

pytest_plugins = ["readings", "visitors"]

gc.set_threshold(100_000, 50, 100)  # rulebooks are many objects that live on: seldom worth a look for garbage

RECORD = """
record:
  person:
    born: {type: date, label: {da: fødselsdato, en: date of birth}}
    trained: {type: bool, label: {da: uddannet, en: trained}}
    district:
      type: text
      label: {da: distrikt, en: district}
      one_of: {øst: {da: øst, en: east}, "vest, syd": {da: vest og syd, en: west and south}}
    children: {type: int, range: [0, 20], label: {da: antal børn, en: number of children}}
    arrived:
      type: date
      may_be_none: true
      label: {da: ankommet, en: arrived}
      help: {da: skriv none for den der altid har boet her, en: write none for one who has always lived here}
    pupil: {type: bool, absent: "false", label: {da: elev, en: pupil}}
  sections:
    benefits:
      shape: spell
      label: {da: ydelser, en: benefits}
      kinds: {aid: {da: hjælp, en: aid}, grant: {da: legat, en: grant}}
      exclusive: [aid, grant]
      fields:
        readiness:
          type: text
          only: [grant]
          label: {da: parathed, en: readiness}
          one_of: {ready: {da: parat, en: ready}, not ready: {da: ikke parat, en: not ready}}
    events:
      shape: event
      label: {da: hændelser, en: events}
      kinds: {registration: {da: tilmelding, en: registration}, meeting: {da: møde, en: meeting}}
      fields:
        held_by:
          type: text
          only: [meeting]
          required: true
          label: {da: holdt af, en: held by}
          one_of: {town: {da: byen, en: the town}, fund: {da: fonden, en: the fund}}
    work:
      shape: month
      label: {da: arbejde, en: work}
      kinds: {job: {da: arbejde, en: job}}
      fields:
        hours: {type: decimal, unit: hours, range: [0, 744], required: true, label: {da: timer, en: hours}}
"""

FACTS = """
facts:
  age:
    type: int
    unit: years
    range: [0, 130]
    label: {da: alder, en: age}
    question: {da: Hvornår er borgeren født?, en: When was the citizen born?}
    measure: {age: born}
  trained:
    type: bool
    label: {da: uddannet, en: trained}
    question: {da: Er borgeren uddannet?, en: Is the citizen trained?}
    measure: {field: trained}
  benefit:
    type: text
    label: {da: ydelse, en: benefit}
    question: {da: Hvilken ydelse får borgeren?, en: Which benefit does the citizen receive?}
    measure: {covering: benefits, take: kind}
  aid_since:
    type: date
    label: {da: på hjælp siden, en: on aid since}
    question: {da: Siden hvornår har borgeren fået hjælp?, en: Since when has the citizen received aid?}
    measure: {unbroken_since: benefits, where: kind = "aid"}
  meetings:
    type: dates
    label: {da: møder, en: meetings}
    question: {da: Hvilke møder er holdt?, en: Which meetings were held?}
    measure: {dates: events, where: kind = "meeting"}
  hours_worked:
    type: decimal
    unit: hours
    range: [0, 10000]
    label: {da: timer i arbejde, en: hours worked}
    question: {da: Hvor mange timer har borgeren arbejdet?, en: How many hours has the citizen worked?}
    measure: {sum: work, take: hours, window: work_window}
"""

PARAMETERS = """
parameters:
  adult_age:
    type: int
    unit: years
    label: {da: voksenalder, en: adult age}
    values:
      - {value: 30, from: 2020-01-01, until: 2026-07-01, status: in_force, source: [{id: ACT, section: § 2}]}
      - {value: 25, from: 2026-07-01, status: in_force, source: [{id: ACT-2026, section: § 2}], register: [R-02]}
  meetings_required:
    type: int
    label: {da: krævede møder, en: meetings required}
    values:
      - {value: 2, from: 2020-01-01, status: in_force, source: [{id: ACT, section: § 5}]}
  work_window:
    type: int
    unit: months
    label: {da: vindue for arbejde, en: window of work}
    values:
      - {value: 12, from: 2020-01-01, status: in_force, source: [{id: ACT, section: § 7}]}
"""

SOURCES = """
sources:
  ACT: {title: Lov om hjælp, kind: act, date: "2019-12-01", url: "https://example.org/act"}
  ACT-2026: {title: Lov om ændring af lov om hjælp, kind: act, date: "2026-05-01"}
  BILL: {title: Forslag til lov om hjælp, kind: bill, url: "https://example.org/bill"}
"""

GROUPS = """
concept: {da: Grupper, en: Groups}
conclusions:
  young:
    kind: term
    type: bool
    label: {da: ung, en: young}
    otherwise:
      value: false
      status: in_force
      source: [{id: ACT, section: § 2}]
      text: {da: Borgeren er ikke ung., en: The citizen is not young.}
  group:
    kind: target_group
    type: text
    label: {da: gruppe, en: group}
    one_of:
      one: {da: gruppe et, en: group one}
      two: {da: gruppe to, en: group two}
      new: {da: den nye gruppe, en: the new group}
rules:
  young:
    valid: {from: 2020-01-01}
    status: in_force
    source: [{id: ACT, section: § 2}]
    when: age < adult_age and not trained
    then: {young: true}
    text: {da: 'Borgeren er under {adult_age}.', en: 'The citizen is under {adult_age}.'}
  group-one:
    valid: {from: 2020-01-01, until: 2027-01-01, until_status: expected}
    status: in_force
    legal_check: true
    source: [{id: ACT, section: § 3}, {id: ACT-2026}]
    register: [R-03, R-04]
    when: benefit = "aid"
    then: {group: one}
    text: {da: 'Borgeren hører til {outcome}.', en: 'The citizen belongs to {outcome}.'}
  group-two:
    valid: {from: 2020-01-01, until: 2027-01-01, until_status: expected}
    status: in_force
    source: [{id: ACT, section: § 4}]
    when: benefit = "aid" and young
    then: {group: two}
    overrides: [group-one]
    text: {da: 'Borgeren er ung og hører til {outcome}.', en: 'The citizen is young and belongs to {outcome}.'}
  group-new:
    valid: {from: 2027-01-01}
    status: expected
    source: [{id: BILL, section: § 1}]
    note: Awaits the vote.
    when: benefit in ["aid", "grant"]
    then: {group: new}
    text: {da: 'Borgeren hører til {outcome}.', en: 'The citizen belongs to {outcome}.'}
"""

GUARANTEES = """
guarantees:
  the-young-are-in-group-two:
    text: {da: Unge på hjælp er aldrig i gruppe et., en: The young on aid are never in group one.}
    reason: {da: Loven skiller de unge ud., en: The act sets the young apart.}
    source: [{id: ACT, section: § 4}]
    never: young and group = "one"
  nobody-on-aid-is-in-group-two:
    text: {da: Ingen på hjælp er i gruppe to., en: Nobody on aid is in group two.}
    reason: {da: Den holder ikke., en: A guarantee that does not hold.}
    source: [{id: ACT, section: § 4}]
    never: benefit = "aid" and group = "two"
    law: [enacted]
"""

MEETINGS = """
concept: {da: Møder og arbejde, en: Meetings and work}
conclusions:
  work_done:
    kind: requirement
    type: bool
    label: {da: arbejdskravet, en: the work requirement}
    otherwise:
      value: false
      status: in_force
      source: [{id: ACT, section: § 7}]
      text: {da: Kravet er ikke opfyldt., en: The requirement is not met.}
  bonus:
    kind: right
    type: bool
    label: {da: ret til bonus, en: right to a bonus}
rules:
  meetings-first-half-year:
    valid: {from: 2020-01-01}
    status: in_force
    source: [{id: ACT, section: § 5}]
    when: benefit = "aid" and aid_since is known
    obligation:
      of: {da: byen, en: the town}
      what: {da: møder, en: meetings}
      at_least: meetings_required
      counting: meetings
      counted_from: aid_since
      within: 6 months
    text:
      da: 'Byen skal holde {required} møder senest {deadline}.'
      en: 'The town must hold {required} meetings by {deadline}.'
  work-done:
    valid: {from: 2020-01-01}
    status: in_force
    source: [{id: ACT, section: § 7}]
    when: hours_worked >= 300 hours
    then: {work_done: true}
    text: {da: Kravet er opfyldt., en: The requirement is met.}
  bonus-not-settled:
    valid: {from: 2026-07-01}
    status: in_force
    source: [{id: ACT-2026, section: § 9}]
    when: benefit = "grant"
    undetermined:
      bonus: {reason: law_not_verified, da: Bekendtgørelsen mangler., en: The order is missing.}
    text: {da: Om bonus er ikke afklaret., en: The bonus is not settled.}
"""

CASES = {
    "adult": """
case: adult
person: {born: 1990-01-01, trained: false}
benefits: [{kind: aid, from: 2026-03-02}]
events: [{kind: meeting, on: 2026-03-06, held_by: town}]
work: [{kind: job, from_month: 2025-01, to_month: 2025-12, hours: 40}]
expect:
  2026-06-30: {group: one, meetings-first-half-year: {required: 2, done: 1, deadline: 2026-09-02}}
  2027-01-01: {group: {outcome: new, status: expected}}
""",
    "young": """
case: young
person: {born: 1998-05-17, trained: false}
benefits: [{kind: aid, from: 2026-03-02}]
events: []
work: []
expect:
  2026-06-30: {group: two, work_done: false}
  2026-07-01: {group: one}
""",
    "holder-of-a-grant": """
case: holder-of-a-grant
person: {born: 1980-02-29}
benefits: [{kind: grant, from: 2026-01-01}]
expect:
  2026-07-01: {bonus: undetermined law_not_verified}
""",
}


@pytest.fixture
def tiny_rules(tmp_path: Path) -> Path:
    """The folder of a small complete rulebook: every kind of rule, a change on 1 July 2026, one expected in 2027."""
    folder = tmp_path / "rules"
    folder.mkdir()
    files = {"record": RECORD, "facts": FACTS, "parameters": PARAMETERS, "sources": SOURCES}
    for name, text in (files | {"groups": GROUPS, "meetings": MEETINGS}).items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def tiny_book(tiny_rules: Path) -> Rulebook:
    """The small rulebook, loaded."""
    return load_rulebook(tiny_rules)


@pytest.fixture
def tiny_cases(tmp_path: Path) -> Path:
    """A folder with cases that fit the small rulebook and whose expectations hold."""
    folder = tmp_path / "cases"
    folder.mkdir()
    for name, text in CASES.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


@dataclass(frozen=True)
class Said:
    """What a run of the command line left: its exit code and its two streams."""

    code: int
    out: str
    err: str


Cli = Callable[..., Said]


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """The command line in this process: `cli("check", "case.yaml", stdin="...")`."""

    def run(*arguments: object, stdin: str = "") -> Said:
        monkeypatch.setattr(sys, "argv", ["reformrules", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8"))
        capsys.readouterr()
        code: object = 0
        try:
            main()
        except SystemExit as left:
            code = left.code or 0
        streams = capsys.readouterr()
        return Said(int(str(code)), streams.out, streams.err)

    return run


@pytest.fixture
def tiny(cli: Cli, tiny_rules: Path) -> Cli:
    """As `cli`, with the small rulebook."""
    return lambda *arguments, stdin="": cli(*arguments, "--rules", tiny_rules, stdin=stdin)


def in_english(cli: Cli) -> Cli:
    """A command line that is asked in English, unless the arguments name a language."""

    def run(*arguments: object, stdin: str = "") -> Said:
        verb = 2 if arguments[0] == "caseload" else 1
        return cli(*arguments[:verb], "--lang", "en", *arguments[verb:], stdin=stdin)

    return run
