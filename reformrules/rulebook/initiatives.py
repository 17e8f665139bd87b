"""Local initiatives of a municipality: one entry with its period, money and target group, which becomes its rules.

As a row of a decision table becomes a rule, an entry of `initiatives` that citizens can be referred to becomes the
conclusion `initiative_<id>` and up to three rules: who can be referred while it is open (`<id>-open`), that it is
closed when the grant has ended (`<id>-closed`), and what is proposed for later (`<id>-proposed`, of the status
`proposed`: a proposal is no decision). So the money, the period and the answer never differ. An entry that no citizen
can be referred to says why, and becomes no rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Literal

from pydantic import Field, model_validator

from reformrules.documents import Document
from reformrules.errors import Problem, nearest, quoted
from reformrules.rulebook import models as m
from reformrules.rulebook.origins import Home
from reformrules.rulebook.statements import RegisterEntry
from reformrules.rulebook.status import Status

OPEN, CLOSED, PROPOSED = "kan henvises", "lukket", "foreslået"
OUTCOMES = {
    OPEN: m.Bilingual(da="kan henvises", en="can be referred"),
    CLOSED: m.Bilingual(da="lukket, bevillingen er udløbet", en="closed, the grant has ended"),
    PROPOSED: m.Bilingual(da="foreslået videreført, ikke vedtaget", en="proposed to go on, not decided"),
}
Outcome = Literal[
    "continue_unchanged", "continue_adjusted", "continue_scaled_down", "stop", "not_decided"
]  # fmt: skip


class Money(m.Strict):
    """An amount in whole kroner.

    area: service (municipal operation), indsats (demand-led activation, part of transfers) or both.
    basis: for each year, in all, for a part of the year, what ends with the year, or not stated.
    part: it is contained in another amount of the entry and is not added.
    """

    kr: int = Field(ge=0)
    area: Literal["service", "indsats", "service og indsats", "administration", "ikke oplyst"]
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
            raise ValueError("give either `for`, a condition on a citizen, or `closed_to`, why nobody can be referred")
        if self.for_ is not None and self.kind in ("not_citizen", "unknown"):
            raise ValueError(f"an initiative of kind `{self.kind}` is not `for` a citizen")
        if self.for_ is not None and self.decides is None:
            raise ValueError("`decides` is missing: who decides on a referral")
        return self


def conclusion_name(id_: str) -> str:
    """What an initiative is called as a conclusion."""
    return "initiative_" + id_.replace("-", "_")


def conclusion_of(initiative: Initiative, applies: str | None) -> m.Conclusion:
    """The conclusion of an initiative that citizens can be referred to; `applies` as in `rules_of`."""
    return m.Conclusion(kind="initiative", type="text", label=initiative.title, one_of=OUTCOMES, follows=applies)


def rules_of(
    id_: str, initiative: Initiative, document: Document, applies: str | None, ends: date | None
) -> Iterator[tuple[str, m.Rule, Home]]:
    """The rules of an initiative, each with where it stands.

    applies: the conclusion that must hold for all that the layer says of a citizen. ends: the end of the layer's days.
    """
    path, before = ("initiatives", id_), f"{applies} and (" if applies else "("
    for name, rule, own in _rules(id_, initiative, ends):
        rule["when"] = f"{before}{rule['when']})"
        yield name, m.Rule.model_validate(rule), Home(document, path, None, ((len(before), (*path, *own)),))


def _rules(
    id_: str, initiative: Initiative, ends: date | None
) -> Iterator[tuple[str, dict[str, Any], tuple[str, ...]]]:
    if initiative.for_ is None:
        return
    name, valid = conclusion_name(id_), initiative.valid
    common = {
        "legal_check": True, "source": initiative.source, "register": [id_, *initiative.register_rows],
        "when": initiative.for_, "note": initiative.note,
    }  # fmt: skip
    said = _said(initiative)
    because = initiative.undecided
    answer: dict[str, Any] = {"then": {name: OPEN}}
    if because is not None:
        answer = {"undetermined": {name: m.Because(reason="law_not_verified", da=because.da, en=because.en)}}
    yield f"{id_}-open", common | answer | {"valid": valid, "status": Status.in_force, "text": said[OPEN]}, ("for",)
    ended = valid.until is not None and (ends is None or valid.until < ends)
    if ended:
        after = m.Validity.model_validate({"from": valid.until, "until": ends})
        closed = {"valid": after, "status": Status.adopted, "text": said[CLOSED], "then": {name: CLOSED}}
        yield f"{id_}-closed", common | closed, ("for",)
    proposal = initiative.proposal
    if proposal is not None:
        own = {"when": proposal.for_} if proposal.for_ is not None else {}
        later = {"valid": proposal.valid, "status": Status.proposed, "then": {name: PROPOSED}, "text": said[PROPOSED]}
        where = ("proposal", "for") if own else ("for",)
        yield f"{id_}-proposed", common | later | own | {"overrides": [f"{id_}-closed"] if ended else []}, where


def _said(initiative: Initiative) -> dict[str, m.Bilingual]:
    """What each outcome says of a citizen in the target group."""
    da, en = _plain(initiative.title.da), _plain(initiative.title.en)
    decides = initiative.decides or m.Bilingual(da="", en="")
    last = initiative.valid.until and initiative.valid.until - timedelta(days=1)
    until = _until(last)
    return {
        OPEN: m.Bilingual(
            da=f"Borgeren er i målgruppen for »{da}« og kan henvises{until.da}. {_plain(decides.da)}",
            en=f'The citizen is in the target group of "{en}" and can be referred{until.en}. {_plain(decides.en)}',
        ),
        CLOSED: m.Bilingual(
            da=f"Borgeren er i målgruppen for »{da}«, men bevillingen løb{until.da}; ingen kan henvises.",
            en=f'The citizen is in the target group of "{en}", but the grant ran{until.en}; nobody can be referred.',
        ),
        PROPOSED: m.Bilingual(
            da=f"Borgeren er i målgruppen for »{da}«; forvaltningen foreslår at videreføre den, hvad der ikke er "
            "vedtaget.",
            en=f'The citizen is in the target group of "{en}"; the administration proposes that it goes on, which is '
            "not decided.",
        ),
    }


def _until(last: date | None) -> m.Bilingual:
    if last is None:
        return m.Bilingual(da="", en="")
    return m.Bilingual(da=f" til og med {_long(last, 'da')}", en=f" until {_long(last, 'en')}")


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
    initiatives: Mapping[str, Initiative], figures: Mapping[str, Any], homes: Mapping[tuple[str, str], Home]
) -> Iterator[Problem]:
    """Results that name no figure, and parts of what is no initiative."""
    for id_, initiative in initiatives.items():
        home = homes["initiatives", id_]
        for index, figure in enumerate(initiative.results):
            if figure not in figures:
                message = f"`results` names no figure: {quoted(figure)}{nearest(figure, figures)}"
                yield Problem(message, home.place("results", index))
        if initiative.part_of is not None and initiative.part_of not in initiatives:
            message = f"`part_of` names no initiative: {quoted(initiative.part_of)}"
            yield Problem(message + nearest(initiative.part_of, initiatives), home.place("part_of"))
