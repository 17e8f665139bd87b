"""Local initiatives and key figures of a municipality as reports: what expires, money, results, whom it serves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from reformrules.count.served import Reach
from reformrules.explain.wording import value_text
from reformrules.present.phrases import cited
from reformrules.present.sheets import Bars, Column, Part, Report, Sheet, without_repeats
from reformrules.present.speaking import Speaking
from reformrules.present.words import say
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.figures import Figure
from reformrules.rulebook.initiatives import Initiative, Money

NO_YEAR = "-"
Years = dict[str, dict[str, int]]
"""Kroner by year (`-` where no year is given) and area."""


@dataclass(frozen=True, slots=True)
class Served:
    """How many citizens of a caseload each initiative could serve, and of one citizen why not.

    not_told: sections of the record that are left out, each with of how many citizens.
    """

    citizens: int
    reach: Reach
    not_told: Mapping[str, int]
    reasons: Mapping[str, list[dict[str, str]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Compared:
    """What the figures come to in a caseload: heads, and for a share per cent."""

    citizens: int
    values: Mapping[str, Decimal | int | None]


def yearly(book: Rulebook) -> dict[str, Years]:
    """The money of all initiatives by year and area: granted, asked for without a decision seen, and proposed.

    What is part of another amount is not added.
    """
    found: dict[str, Years] = {}
    for kind in ("granted", "asked", "proposed"):
        years: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
        for initiative in book.initiatives.values():
            for money in _money(initiative, kind):
                for year in _years(money):
                    years[year][money.area] += money.kr
        found[kind] = {year: dict(sorted(areas.items())) for year, areas in sorted(years.items())}
    return found


def _money(initiative: Initiative, kind: str) -> list[Money]:
    if kind == "proposed":
        given = initiative.proposal.money if initiative.proposal else []
    else:
        given = initiative.money if (kind == "asked") == (initiative.undecided is not None) else []
    return [money for money in given if not money.part]


def _years(money: Money) -> Iterator[str]:
    """The years an amount is for; one that is not given by the year has none, unless it is for one year."""
    last = money.until or money.from_
    if money.basis in ("total", "not_stated") and last != money.from_:
        yield NO_YEAR
    else:
        yield from map(str, range(money.from_, last + 1))


def initiatives_report(book: Rulebook, on: date, served: Served | None, titles: str, lang: str) -> Report:
    """All of it in one language; titles: of the layers it is of."""
    tell = _Teller(book, lang)
    parts = [tell.expiring(), *tell.money()]
    if served is not None:
        parts += [*tell.served(served), *tell.reasons(served)]
    parts += [part for part in (tell.results(), tell.reform()) if part.sheets[0].rows]
    lead = (f"{say('on', lang)}: {value_text(on, lang)}",)
    return Report(say("initiatives_of", lang, titles), lang, lead, tuple(parts), (say("disclaimer", lang),))


class _Teller(Speaking):
    def __init__(self, book: Rulebook, lang: str) -> None:
        super().__init__(lang)
        self.book = book

    def columns(self, *keys: str, numbers: int = 0) -> tuple[Column, ...]:
        return tuple(Column(self.say(key), index >= len(keys) - numbers) for index, key in enumerate(keys))

    def expiring(self) -> Part:
        """What runs until when, what is held of it and what is proposed; a part stands below what it is a part of."""
        book = self.book.initiatives
        whole = sorted((id_ for id_, one in book.items() if not one.part_of), key=lambda id_: self._end(id_))
        parts = {of: [id_ for id_, one in book.items() if one.part_of == of] for of in whole}
        rows = [tuple(self._course(id_)) for of in whole for id_ in (of, *parts[of])]
        columns = self.columns("one_initiative", "addressee", "runs_until", "assessment", "proposed_for")
        return Part(self.say("expiring"), (Sheet("", columns, tuple(rows)),))

    def _course(self, id_: str) -> Iterator[str]:
        """For whom it is, how long it runs, what is held of it and what is proposed."""
        one = self.book.initiatives[id_]
        yield self._title(id_)
        yield self.say(f"kind_{one.kind}")
        yield self._last(one.valid.until)
        held = [self.say(one.outcome) if one.outcome else "", self.say("conditional") if one.conditional else ""]
        yield ", ".join(filter(None, held)) + (f": {one.assessment.in_(self.lang)}" if one.assessment else "")
        yield self._proposed(one)

    def _end(self, id_: str) -> date:
        return self.book.initiatives[id_].valid.until or date.max

    def _title(self, id_: str) -> str:
        one = self.book.initiatives[id_]
        return f"– {one.title.in_(self.lang)}" if one.part_of else one.title.in_(self.lang)

    def _last(self, until: date | None) -> str:
        return value_text(until - timedelta(days=1), self.lang) if until else ""

    def _proposed(self, initiative: Initiative) -> str:
        if initiative.proposal is None:
            return ""
        valid = initiative.proposal.valid
        if valid.until is None:
            return f"{valid.from_.year}-"
        first, last = valid.from_.year, (valid.until - timedelta(days=1)).year
        return f"{first}" if first == last else f"{first}-{last}"

    def money(self) -> Iterator[Part]:
        """Kroner by year and kind."""
        for kind, years in yearly(self.book).items():
            areas = sorted({area for of_year in years.values() for area in of_year})
            if areas:
                heads = [*(self.book.areas[area].in_(self.lang) for area in areas), self.say("in_all")]
                columns = (Column(self.say("year")), *(Column(head, True) for head in heads))
                rows = [(year, *(self._kr(of.get(area, 0)) for area in areas), self._kr(sum(of.values())))
                        for year, of in years.items() if any(of.values())]  # fmt: skip
                heading, sheet = self.say(f"money_{kind}"), Sheet("", columns, tuple(rows))
                yield Part(heading, (sheet,), self._bars(heading, years), text=self.say("money_note"))

    def _bars(self, heading: str, years: Years) -> Bars | None:
        """The kroner of each year, by kind."""
        rows = tuple((year, self.book.areas[area].in_(self.lang), float(kr))
                     for year, of in years.items() if year != NO_YEAR for area, kr in of.items() if kr)  # fmt: skip
        if len({year for year, _, _ in rows}) < 2:
            return None
        return Bars(heading, rows, self.say("year"), self.say("kroner"), self.say("kind_of_money"), upright=True)

    def _kr(self, amount: int) -> str:
        return value_text(amount, self.lang) if amount else ""

    def served(self, served: Served) -> Iterator[Part]:
        """Whom each could serve; of a caseload also how many are left uncovered when it ends."""
        named = [*served.reach.can]
        some = [id_ for id_ in named if served.reach.can[id_] or served.reach.doubt[id_]]
        some = sorted(some, key=lambda id_: -served.reach.can[id_])
        text = self.say("served_note", value_text(served.citizens, self.lang)) if served.citizens > 1 else ""
        sheet = self._of_many(some, served.reach) if served.citizens > 1 else self._of_one(some, served.reach)
        text = " ".join(filter(None, (text, self._not_told(served))))
        yield Part(self.say("could_serve"), (sheet,), self._reached(some, served), text)
        nobody = [self.book.initiatives[id_].title.in_(self.lang) for id_ in named if id_ not in some]
        if nobody and served.citizens > 1:
            yield Part(self.say("serve_nobody"), (), text="; ".join(nobody))

    def _reached(self, ids: list[str], served: Served) -> Bars | None:
        """How many citizens can be referred to each."""
        can, titles = served.reach.can, self.book.initiatives
        rows = tuple((titles[id_].title.in_(self.lang), "", float(can[id_])) for id_ in ids if can[id_])
        if served.citizens < 2 or len(rows) < 2:
            return None
        return Bars(self.say("can_be_referred"), rows, self.say("one_initiative"), self.say("number"))

    def _of_many(self, ids: list[str], reach: Reach) -> Sheet:
        rows = [
            (self.book.initiatives[id_].title.in_(self.lang), *(value_text(of.get(id_, 0), self.lang) for of in
             (reach.can, reach.doubt, reach.left, reach.proposed)), self._last(self.book.initiatives[id_].valid.until))
            for id_ in ids
        ]  # fmt: skip
        keys = ("one_initiative", "can_be_referred", "in_doubt", "left_uncovered", "proposed_to_them", "runs_until")
        return Sheet("", tuple(Column(self.say(key), 0 < index < 5) for index, key in enumerate(keys)), tuple(rows))

    def _of_one(self, ids: list[str], reach: Reach) -> Sheet:
        rows = [
            (one.title.in_(self.lang), self.say("can_be_referred" if reach.can[id_] else "in_doubt"),
             one.decides.in_(self.lang) if one.decides else "", self._last(one.valid.until))
            for id_, one in ((id_, self.book.initiatives[id_]) for id_ in ids)
        ]  # fmt: skip
        return Sheet("", self.columns("one_initiative", "answer", "who_decides", "runs_until"), tuple(rows))

    def _not_told(self, served: Served) -> str:
        """What the record says nothing of, and so brings nobody into a target group."""
        sections = self.book.record.sections
        told = [f"{sections[name].label.in_(self.lang)} (`{name}`)"
                + (f": {value_text(citizens, self.lang)}" if citizens < served.citizens else "")
                for name, citizens in served.not_told.items()]  # fmt: skip
        return self.say("not_told", "; ".join(told)) if told else ""

    def reasons(self, served: Served) -> Iterator[Part]:
        """Of one citizen, what keeps from a referral."""
        rows = [(self.book.initiatives[id_].title.in_(self.lang), "; ".join(text[self.lang] for text in why))
                for id_, why in served.reasons.items() if why]  # fmt: skip
        if rows:
            yield Part(self.say("why_not"), (Sheet("", self.columns("one_initiative", "fails"), tuple(rows)),))

    def results(self) -> Part:
        """The measured results, each with its figure."""
        rows = without_repeats(
            (initiative.title.in_(self.lang), figure.label.in_(self.lang), figure_text(figure, self.lang))
            for initiative in self.book.initiatives.values()
            for figure in (self.book.figures[id_] for id_ in initiative.results)
        )
        return Part(self.say("results"), (Sheet("", self.columns("one_initiative", "what", "number"), rows),))

    def reform(self) -> Part:
        """What the reform does to them."""
        rows = without_repeats((one.title.in_(self.lang), text.in_(self.lang))
                               for one in self.book.initiatives.values() for text in one.reform)  # fmt: skip
        return Part(self.say("reform_does"), (Sheet("", self.columns("one_initiative", "what"), rows),))


def figure_text(figure: Figure, lang: str) -> str:
    """A figure with its unit, and how exact it is where the source says so."""
    about = f"{figure.about.in_(lang)} " if figure.about else ""
    return f"{about}{value_text(figure.value, lang)} {figure.unit.in_(lang)}"


def figures_report(book: Rulebook, on: date, compared: Compared | None, titles: str, lang: str) -> Report:
    """The figures with their sources, and beside them what they come to in a caseload."""
    keys = ["what", "number", *(["in_caseload"] if compared else []), "period", "one_figure", "cited"]
    rows = [tuple(_row(book, id_, figure, compared, lang)) for id_, figure in book.figures.items()]
    lead = [say("heads_note", lang, value_text(compared.citizens, lang), value_text(on, lang))] if compared else []
    columns = tuple(Column(say(key, lang)) for key in keys)
    part = Part(say("figures", lang), (Sheet("", columns, tuple(rows)),))
    return Report(say("figures_of", lang, titles), lang, tuple(lead), (part,))


def _row(book: Rulebook, id_: str, figure: Figure, compared: Compared | None, lang: str) -> Iterator[str]:
    of = f" ({say('of_whom', lang, figure.of.in_(lang))})" if figure.of else ""
    yield from (figure.label.in_(lang) + of, figure_text(figure, lang))
    if compared is not None:
        value = compared.values.get(id_)
        yield "" if value is None else value_text(value, lang)
    yield ", ".join(filter(None, (figure.period, figure.area)))
    yield id_
    yield "; ".join(map(cited, figure.source))
