"""The plan of a synthetic caseload, as data: who the citizens are, and what their histories are made of.

`caseload.yaml` beside the figures of a municipality, in its layer. Shares of groups are written as sums of published
figures; what no source tells is a plain number, said to be assumed. Days are named, and each is drawn from one named
before it. What the record of the caseload does not ask, such as a layer that is off, is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from reformrules.documents import Document, read_file
from reformrules.errors import Both, InputError, Invalid, Problem, RulebookError, nearest, quoted
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.figures import Figure
from reformrules.rulebook.files import validate
from reformrules.rulebook.layers import choose, layers_in
from reformrules.rulebook.loader import default_rules
from reformrules.rulebook.models import Bilingual, FieldSpec, IsoDate, Section
from reformrules.synthetic.draws import NONE, UNKNOWN, Draw

PLAN = "caseload.yaml"
GIVEN_DAYS = ("on", "born")
ENTRY_DAYS = ("from", "to")
Drawn = Annotated[Draw, BeforeValidator(Draw.of)]
Unit = Literal["years", "months", "weeks", "days"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True)


class Day(_Model):
    """A day: that of a name, moved by calendar units.

    beside: the chance that it is put on the nearest boundary, or a day before or after it; anniversary: the same of its
    day and month only. unknown, none: how often a field with this day is so.
    """

    of: str = "on"
    plus: dict[Unit, Drawn] = {}
    minus: dict[Unit, Drawn] = {}
    beside: float = 0
    anniversary: float = 0
    unknown: float = 0
    none: float = 0


def _day(value: Any) -> Any:
    return Day(of=value) if isinstance(value, str) else value


DayField = Annotated[Day, BeforeValidator(_day)]


class Repeat(_Model):
    """An entry that comes again: how often in all, and how many days lie between one and the next."""

    times: Drawn
    every: Drawn


class EntryPlan(_Model):
    """Entries of a section. share: of the citizens that have them. `lasting` is days; `within` cuts the spans.

    fields: drawn for each entry; same: drawn once for all entries of a citizen.
    """

    section: str = Field(alias="in")
    kind: Drawn
    share: float = 1
    start: DayField = Field(alias="from")
    end: DayField | None = Field(default=None, alias="to")
    lasting: Drawn | None = None
    since: IsoDate | None = None
    until: IsoDate | None = None
    repeat: Repeat | None = None
    fields: dict[str, Any] = {}
    same: dict[str, Any] = {}


class Profile(_Model):
    """What some of the citizens have in common. uses: shared entries; unknown: how often a section is not known."""

    label: Bilingual
    days: dict[str, DayField] = {}
    person: dict[str, Any] = {}
    uses: list[str] = []
    entries: list[EntryPlan] = []
    unknown: dict[str, float] = {}


class Part(_Model):
    """A part of a figure, or a number of persons that is assumed."""

    figure: str | None = None
    part: Any = 1
    assumed: Any = None


class Group(Profile):
    """Citizens on one kind of help; `background` draws which of the backgrounds each has."""

    persons: list[Part]
    background: Drawn


class Target(_Model):
    """A figure that the caseload is held against; with its own counting where the figure has none."""

    figure: str
    counts: str | None = None
    among: str | None = None


class Plan(_Model):
    """on: the day up to which histories reach when none is given. lengths: periods before it that matter to the law."""

    name: Bilingual
    on: IsoDate
    boundaries: list[IsoDate]
    lengths: list[dict[Unit, int]]
    shared: dict[str, EntryPlan]
    everyone: Profile
    groups: dict[str, Group]
    backgrounds: dict[str, Profile]
    targets: list[Target]

    def profiles(self) -> Iterator[tuple[tuple[str, ...], Profile]]:
        """All profiles with the place of each in the file."""
        yield ("everyone",), self.everyone
        for name, group in self.groups.items():
            yield ("groups", name), group
        for name, profile in self.backgrounds.items():
            yield ("backgrounds", name), profile

    def entries(self, profile: Profile) -> dict[str, EntryPlan]:
        """The entries of a profile, each with a name."""
        shared = {name: self.shared[name] for name in profile.uses}
        return shared | {f"entry {index}": entry for index, entry in enumerate(profile.entries)}

    def size(self, figures: Mapping[str, Figure]) -> int:
        """How many persons all groups stand for."""
        return round(sum(self.persons(group, figures) for group in self.groups.values()))

    def persons(self, group: Group, figures: Mapping[str, Figure]) -> float:
        """How many persons a group stands for."""
        parts = ((p.assumed if p.figure is None else figures[p.figure].value, p.part) for p in group.persons)
        return sum(float(value) * float(share) for value, share in parts)


def planned_layer(rules: Path | None = None, layers: Iterable[str] = ()) -> str:
    """The layer of a rulebook whose plan is followed: of those named, or else of all, the one that has a plan.

    Raises InputError where there is none, or more than one to choose from.
    """
    folder = _folder(rules)
    there = layers_in(folder)
    having = [name for name in there if (folder / name / PLAN).is_file()]
    chosen = [name for name in choose(there, layers) if name in having] or having
    if len(chosen) != 1:
        raise InputError(Problem((_SEVERAL if chosen else _NO_PLAN) + nearest("", chosen)))
    return chosen[0]


_SEVERAL = Both(
    f"mere end ét lag har en `{PLAN}`; angiv et med `--layer`",
    f"more than one layer has a `{PLAN}`; name one with `--layer`",
)
_NO_PLAN = Both(f"intet lag har en `{PLAN}`", f"no layer has a `{PLAN}`")


def read_plan(book: Rulebook, layer: str, rules: Path | None = None) -> Plan:
    """The plan that stands beside the figures of a layer; `book` has been read with the layer.

    Raises RulebookError with the place of every name that the record, the figures or the plan do not have.
    """
    return plan_of(read_file(_folder(rules) / layer / PLAN, f"{layer}/{PLAN}"), book)


def _folder(rules: Path | None) -> Path:
    """The folder of a rulebook; a change of the law is laid over the shipped one."""
    return rules if rules is not None and rules.is_dir() else default_rules()


def plan_of(document: Document, book: Rulebook) -> Plan:
    """The plan in a document; raises RulebookError as `read_plan` does."""
    plan: Plan = validate(Plan, document.data, document)
    problems = [Problem(message, document.place(where)) for where, message in _faults(plan, book)]
    if problems:
        raise RulebookError(*problems)
    return plan


Fault = tuple[tuple[Any, ...], Both]


def _faults(plan: Plan, book: Rulebook) -> Iterator[Fault]:
    for where, profile in plan.profiles():
        unknown = [name for name in profile.uses if name not in plan.shared]
        if unknown:
            yield (*where, "uses"), _no(_SHARED, unknown[0], plan.shared)
        else:
            yield from _profile_faults(profile, plan.entries(profile), book, where)
    for name, group in plan.groups.items():
        yield from _group_faults(group, plan, book, ("groups", name))
    for index, target in enumerate(plan.targets):
        if target.figure not in book.figures:
            yield ("targets", index), _no(_FIGURE, target.figure, book.figures)
        elif (target.counts or book.figures[target.figure].counts) is None:
            da = f"`{target.figure}` siger ikke, hvem det tæller; skriv `counts`"
            yield ("targets", index), Both(da, f"`{target.figure}` does not say whom it counts; write `counts`")


_SHARED = Both("der er ingen fælles post ", "there is no shared entry ")
_FIGURE = Both("der er intet nøgletal ", "there is no figure ")
_BACKGROUND = Both("der er ingen baggrund ", "there is no background ")
_SECTION = Both("der er intet afsnit ", "there is no section ")
_KIND = Both("der er ingen slags ", "there is no kind ")
_FIELD = Both("der er intet felt ", "there is no field ")
_NOBODY = Both("en gruppe står for mere end ingen personer", "a group stands for more than no persons")
_NO_DAY = Both(
    "en dag er navnet på en dag, eller `{of: navn, plus: {months: 2}}`",
    "a day is the name of a day, or `{of: name, plus: {months: 2}}`",
)


def _no(none: Both, name: object, among: Iterable[str]) -> Both:
    return none + quoted(str(name)) + nearest(str(name), among)


def _group_faults(group: Group, plan: Plan, book: Rulebook, where: tuple[Any, ...]) -> Iterator[Fault]:
    wrong = [part.figure for part in group.persons if part.figure is not None and part.figure not in book.figures]
    if wrong:
        yield (*where, "persons"), _no(_FIGURE, wrong[0], book.figures)
    elif plan.persons(group, book.figures) <= 0:
        yield (*where, "persons"), _NOBODY
    for background in group.background.values:
        if background not in plan.backgrounds:
            yield (*where, "background"), _no(_BACKGROUND, background, plan.backgrounds)


def _profile_faults(
    profile: Profile, entries: dict[str, EntryPlan], book: Rulebook, where: tuple[Any, ...]
) -> Iterator[Fault]:
    known = [*GIVEN_DAYS, "start"]
    for name, day in profile.days.items():
        yield from _day_faults(day, known, (*where, "days", name))
        known.append(name)
    for name, written in profile.person.items():
        yield from _field_faults(written, book.record.person, name, known, (*where, "person", name))
    for name in profile.unknown:
        if name not in book.record.sections:
            yield (*where, "unknown", name), _no(_SECTION, name, book.record.sections)
    for name, entry in entries.items():
        place = ("shared", name) if name in profile.uses else (*where, "entries", int(name.split()[1]))
        yield from _entry_faults(entry, book, known, place)


def _entry_faults(entry: EntryPlan, book: Rulebook, known: list[str], where: tuple[Any, ...]) -> Iterator[Fault]:
    section: Section | None = book.record.sections.get(entry.section)
    if section is None:
        yield (*where, "in"), _no(_SECTION, entry.section, book.record.sections)
        return
    for kind in entry.kind.values:
        if kind not in section.kinds:
            yield (*where, "kind"), _no(_KIND, kind, section.kinds)
    for day in (entry.start, entry.end):
        if day is not None:
            yield from _day_faults(day, [*known, *ENTRY_DAYS], where)
    for name, written in {**entry.fields, **entry.same}.items():
        yield from _field_faults(written, section.fields, name, [*known, *ENTRY_DAYS], (*where, "fields"))
    missing = [n for n, spec in section.fields.items() if spec.required and n not in {**entry.fields, **entry.same}
               and (not spec.only or set(entry.kind.values) & set(spec.only))]  # fmt: skip
    if missing:
        yield where, Both(f"`{missing[0]}` skal med for disse poster", f"`{missing[0]}` is needed for these entries")


def _day_faults(day: Day, known: list[str], where: tuple[Any, ...]) -> Iterator[Fault]:
    if day.of not in known:
        before = Both(" før denne", " before this one")
        yield where, Both("der er ingen dag ", "there is no day ") + quoted(day.of) + before + nearest(day.of, known)


def _field_faults(
    written: Any, specs: dict[str, FieldSpec], name: str, known: list[str], where: tuple[Any, ...]
) -> Iterator[Fault]:
    if name not in specs:
        yield where, _no(_FIELD, name, specs)
        return
    spec = specs[name]
    try:
        if spec.type == "date":
            yield from _day_faults(day_of(written), known, where)
            return
        values = Draw.of(written).values
    except Invalid as error:
        yield where, error.said
        return
    except ValidationError:
        yield where, _NO_DAY
        return
    words = [UNKNOWN] if spec.absent == "unknown" and not spec.required else []
    words += [NONE] if spec.may_be_none or spec.absent == "none" else []
    for value in values:
        if value in (UNKNOWN, NONE) and value not in words:
            yield where, Both(f"`{name}` kan ikke være {value}", f"`{name}` cannot be {value}")
        elif spec.one_of is not None and value not in spec.one_of and value not in words:
            none = Both(" er ikke en af værdierne", " is not one of the values")
            yield where, quoted(str(value)) + none + nearest(str(value), spec.one_of)


def day_of(written: Any) -> Day:
    """A day as it is written in a field; raises ValidationError."""
    return Day.model_validate(_day(written))
