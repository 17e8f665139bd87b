"""Local initiatives of a municipality: one entry with its period, money and target group, which becomes its rules.

As a row of a decision table becomes a rule, an entry of `initiatives` that citizens can be referred to becomes the
conclusion `initiative_<id>` and up to three rules: who can be referred while it is open (`<id>-open`), that it is
closed when the grant has ended (`<id>-closed`), and what is proposed for later (`<id>-proposed`, of the status
`proposed`: a proposal is no decision). So the money, the period and the answer never differ. What is answered, and in
which words, the `layer.yaml` says. An entry that no citizen can be referred to says why, and becomes no rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from string import Formatter
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, model_validator

from reformrules.documents import Document
from reformrules.errors import Both, Invalid, Problem, nearest, quoted
from reformrules.rulebook import models as m
from reformrules.rulebook.origins import Home
from reformrules.rulebook.statements import RegisterEntry
from reformrules.rulebook.status import Status
from reformrules.rulebook.syntax import Literal as Written

if TYPE_CHECKING:
    from reformrules.rulebook.book import Rulebook

Outcome = Literal[
    "continue_unchanged", "continue_adjusted", "continue_scaled_down", "stop", "not_decided"
]  # fmt: skip
PLACES = ("title", "decides", "last_day")


class Answer(m.Strict):
    """What is answered of an initiative, how it is read, and what is said of a citizen in its target group.

    text: with `{title}`, `{decides}` and `{last_day}`, on which the grant runs; without_end: where it runs on.
    """

    value: str = Field(min_length=1)
    label: m.Bilingual
    text: m.Bilingual
    without_end: m.Bilingual | None = None

    @model_validator(mode="after")
    def _only_places(self) -> Answer:
        for text in filter(None, (self.text, self.without_end)):
            for lang in (text.da, text.en):
                unknown = [name for _, name, _, _ in Formatter().parse(lang) if name is not None and name not in PLACES]
                if unknown:
                    name = f"`{{{unknown[0]}}}`"
                    none = Both(f"teksten har ingen plads til {name}", f"the text has no place for {name}")
                    raise Invalid(none + nearest(unknown[0], PLACES))
        return self

    def said(self, initiative: Initiative) -> m.Bilingual:
        """What is said of a citizen, as a text of a rule."""
        last = initiative.valid.until and initiative.valid.until - timedelta(days=1)
        text = self.text if last is not None or self.without_end is None else self.without_end
        return m.Bilingual(da=_filled(text, initiative, last, "da"), en=_filled(text, initiative, last, "en"))


class Wording(m.Strict):
    """How a municipality answers for its initiatives, while the grant runs, after it, and where it is proposed again.

    areas: the kinds of money that its documents tell apart.
    """

    open: Answer
    closed: Answer
    proposed: Answer
    areas: dict[str, m.Bilingual] = Field(min_length=1)

    @model_validator(mode="after")
    def _whole(self) -> Wording:
        if len({answer.value for answer in self.answers}) < len(self.answers):
            da = "`open`, `closed` og `proposed` skal have tre forskellige værdier"
            raise Invalid(Both(da, "`open`, `closed` and `proposed` need three values that differ"))
        for key, answer in (("open", self.open), ("proposed", self.proposed)):
            if answer.without_end is None and "{last_day}" in answer.text.da + answer.text.en:
                da = f"`{key}` nævner `{{last_day}}`; skriv `without_end` for en bevilling uden udløb"
                raise Invalid(Both(da, f"`{key}` names `{{last_day}}`; write `without_end` for a grant that runs on"))
        return self

    @property
    def answers(self) -> tuple[Answer, Answer, Answer]:
        return self.open, self.closed, self.proposed


@dataclass(frozen=True, slots=True)
class Frame:
    """What a layer says for all its initiatives.

    applies: the conclusion that must hold for all that the layer says of a citizen. ends: the end of the layer's days.
    """

    wording: Wording
    applies: str | None = None
    ends: date | None = None


class Money(m.Strict):
    """An amount in whole kroner.

    area: one of the layer's `areas`.
    basis: for each year, in all, for a part of the year, what ends with the year, or not stated.
    part: it is contained in another amount of the entry and is not added.
    """

    kr: int = Field(ge=0)
    area: str
    basis: Literal["per_year", "total", "part_of_year", "expiring", "not_stated"]
    from_: int = Field(alias="from")
    until: int | None = None
    part: bool = False
    price_level: int | None = None
    note: str | None = None


class Proposal(m.Strict):
    """What the administration proposes for later. for: its own target group where that differs."""

    valid: m.Validity
    for_: m.Expression | None = Field(default=None, alias="for")
    money: list[Money] = Field(default=[])
    tentative: m.Bilingual | None = None


class Initiative(m.Strict):
    """One initiative, or a part of one (`part_of`) with a target group of its own.

    valid: the days on which the grant runs. for: whom it is for, as a condition on a citizen; closed_to: why nobody
    can be referred. undecided: why it is not known whether the grant was given. results: figures by their id.
    """

    title: m.Bilingual
    kind: Literal["citizen", "mixed", "not_citizen", "unknown"]
    part_of: m.RuleId | None = None
    who: m.Bilingual
    for_: m.Expression | None = Field(default=None, alias="for")
    closed_to: m.Bilingual | None = None
    undecided: m.Bilingual | None = None
    lead: str
    decides: m.Bilingual | None = None
    providers: list[str] = Field(default=[])
    valid: m.Validity
    money: list[Money] = Field(default=[])
    results: list[m.RuleId] = Field(default=[])
    outcome: Outcome | None = None
    conditional: bool = False
    assessment: m.Bilingual | None = None
    proposal: Proposal | None = None
    reform: list[m.Bilingual] = Field(default=[])
    unclear: list[str] = Field(default=[])
    source: list[m.Citation] = Field(min_length=1)
    register_rows: list[str] = Field(default=[], alias="register")
    note: str | None = None

    @model_validator(mode="after")
    def _for_somebody_or_closed(self) -> Initiative:
        if (self.for_ is None) == (self.closed_to is None):
            da = "angiv enten `for`, en betingelse om en borger, eller `closed_to`, hvorfor ingen kan henvises"
            en = "give either `for`, a condition on a citizen, or `closed_to`, why nobody can be referred"
            raise Invalid(Both(da, en))
        if self.for_ is not None and self.kind in ("not_citizen", "unknown"):
            da = f"en indsats af slagsen `{self.kind}` er ikke `for` en borger"
            raise Invalid(Both(da, f"an initiative of kind `{self.kind}` is not `for` a citizen"))
        if self.for_ is not None and self.decides is None:
            da = "`decides` mangler: hvem beslutter en henvisning"
            raise Invalid(Both(da, "`decides` is missing: who decides on a referral"))
        return self


def conclusion_name(id_: str) -> str:
    """What an initiative is called as a conclusion."""
    return "initiative_" + id_.replace("-", "_")


def answer_of(book: Rulebook, id_: str, when: Literal["open", "closed", "proposed"]) -> object:
    """What is answered of an initiative while it is open, closed or proposed to go on; None where that is never said.

    What is answered while it is open says that the citizen can be referred.
    """
    rule = book.rules.get(f"{id_}-{when}")
    return rule.value.value if rule is not None and isinstance(rule.value, Written) else None


def conclusion_of(initiative: Initiative, frame: Frame) -> m.Conclusion:
    """The conclusion of an initiative that citizens can be referred to."""
    answers = {answer.value: answer.label for answer in frame.wording.answers}
    return m.Conclusion(kind="initiative", type="text", label=initiative.title, one_of=answers, follows=frame.applies)


def rules_of(id_: str, initiative: Initiative, document: Document, frame: Frame) -> Iterator[tuple[str, m.Rule, Home]]:
    """The rules of an initiative, each with where it stands."""
    path, before = ("initiatives", id_), f"{frame.applies} and (" if frame.applies else "("
    for name, rule, own in _rules(id_, initiative, frame):
        rule["when"] = f"{before}{rule['when']})"
        yield name, m.Rule.model_validate(rule), Home(document, path, None, ((len(before), (*path, *own)),))


def _rules(id_: str, initiative: Initiative, frame: Frame) -> Iterator[tuple[str, dict[str, Any], tuple[str, ...]]]:
    if initiative.for_ is None:
        return
    valid, because, wording = initiative.valid, initiative.undecided, frame.wording
    common = {
        "legal_check": True, "source": initiative.source, "register": [id_, *initiative.register_rows],
        "when": initiative.for_, "note": initiative.note,
    }  # fmt: skip

    def answered(answer: Answer) -> dict[str, Any]:
        return common | {"then": {conclusion_name(id_): answer.value}, "text": answer.said(initiative)}

    now = answered(wording.open)
    if because is not None:
        del now["then"]
        now["undetermined"] = {conclusion_name(id_): m.Because(reason="law_not_verified", da=because.da, en=because.en)}
    yield f"{id_}-open", now | {"valid": valid, "status": Status.in_force}, ("for",)
    ended = valid.until is not None and (frame.ends is None or valid.until < frame.ends)
    if ended:
        after = m.Validity.model_validate({"from": valid.until, "until": frame.ends})
        yield f"{id_}-closed", answered(wording.closed) | {"valid": after, "status": Status.adopted}, ("for",)
    proposal = initiative.proposal
    if proposal is not None:
        own: dict[str, Any] = {"when": proposal.for_} if proposal.for_ is not None else {}
        own |= {"valid": proposal.valid, "status": Status.proposed, "overrides": [f"{id_}-closed"] if ended else []}
        where = ("proposal", "for") if proposal.for_ is not None else ("for",)
        yield f"{id_}-proposed", answered(wording.proposed) | own, where


def _filled(text: m.Bilingual, initiative: Initiative, last: date | None, lang: str) -> str:
    decides = _plain(initiative.decides.in_(lang)) if initiative.decides else ""
    day = _long(last, lang) if last else ""
    return text.in_(lang).format(title=_plain(initiative.title.in_(lang)), decides=decides, last_day=day).rstrip()


def _plain(text: str) -> str:
    """A text inside a template of the rulebook."""
    return text.replace("{", "{{").replace("}", "}}")


def _long(day: date, lang: str) -> str:
    from babel.dates import format_date

    return format_date(day, "long", locale={"da": "da", "en": "en_GB"}[lang])


def entry_of(initiative: Initiative) -> RegisterEntry:
    """An initiative as a statement of the register: what it is, when, on whose word."""
    valid, title, who = initiative.valid, initiative.title, initiative.who
    return RegisterEntry.model_construct(
        says=m.Bilingual(da=f"{title.da}: {who.da}", en=f"{title.en}: {who.en}"),
        from_=valid.from_.isoformat(), until=valid.until and valid.until.isoformat(), until_status=Status.in_force,
        source=initiative.source, status="in_force" if initiative.undecided is None else "undetermined",
        no_rule=initiative.closed_to, note=initiative.note,
    )  # fmt: skip


def initiative_faults(
    initiatives: Mapping[str, Initiative], figures: Mapping[str, Any], areas: Mapping[str, m.Bilingual],
    homes: Mapping[tuple[str, str], Home],
) -> Iterator[Problem]:  # fmt: skip
    """Results that name no figure, parts of what is no initiative, and money of a kind that the layer does not name."""
    for id_, initiative in initiatives.items():
        home = homes["initiatives", id_]
        for index, figure in enumerate(initiative.results):
            if figure not in figures:
                none = Both("`results` nævner intet nøgletal: ", "`results` names no figure: ")
                yield Problem(none + quoted(figure) + nearest(figure, figures), home.place("results", index))
        if initiative.part_of is not None and initiative.part_of not in initiatives:
            none = Both("`part_of` nævner ingen indsats: ", "`part_of` names no initiative: ")
            message = none + quoted(initiative.part_of) + nearest(initiative.part_of, initiatives)
            yield Problem(message, home.place("part_of"))
        yield from _area_faults(initiative.money, areas, home, "money")
        if initiative.proposal is not None:
            yield from _area_faults(initiative.proposal.money, areas, home, "proposal", "money")


def _area_faults(money: list[Money], areas: Mapping[str, m.Bilingual], home: Home, *keys: str) -> Iterator[Problem]:
    for index, amount in enumerate(money):
        if amount.area not in areas:
            none = Both("lagets `areas` har ikke ", "`areas` of the layer has no ")
            message = none + quoted(amount.area) + nearest(amount.area, areas)
            yield Problem(message, home.place(*keys, index, "area"))
