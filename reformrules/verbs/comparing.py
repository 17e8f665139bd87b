"""The verb `compare`: one caseload read twice, on two dates, under two law settings, or by two rulebooks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from reformrules.count.caseload.opening import Caseload
from reformrules.count.compare import Mover, Side, changed_citizens, moves
from reformrules.count.compare import movers as movers_of
from reformrules.count.comparison import Comparison, OtherDate, comparison, findings_compared
from reformrules.count.reading import findings_of, read_columns
from reformrules.errors import NOTHING, Both, InputError, Problem, listed, nearest
from reformrules.present.words import say
from reformrules.rulebook.book import Laid, Rulebook
from reformrules.rulebook.difference import Difference, difference
from reformrules.rulebook.law_in_force import obligations_in_force
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.status import LawSetting
from reformrules.verbs.answering import answer_all

MOST_OTHER_DAYS = 4


@dataclass(frozen=True, slots=True)
class Question:
    """What is compared: each of two rulebooks, days and law settings, before and after."""

    books: tuple[Rulebook, Rulebook]
    days: tuple[date, date]
    laws: tuple[LawSetting, LawSetting]

    @property
    def by_rulebook_alone(self) -> bool:
        """Whether nothing but the rulebook differs, so that only what rests on a change need be read."""
        return self.days[0] == self.days[1] and self.laws[0] == self.laws[1]


def question(
    rules: Sequence[Path], layers: Sequence[str], days: Sequence[date], laws: Sequence[LawSetting]
) -> Question:
    """What is asked: each option twice, or once for both sides.

    `rules` once, where neither days nor law settings are compared, is the change or the rulebook after.

    Raises InputError where both sides are the same, or where a change is not let in by the law setting.
    """
    _check_numbers(rules=rules, on=days, law=laws)
    books = _books(rules, layers, both=len(days) == 2 or len(laws) == 2)
    on = days or [date.today()]
    law = laws or [max((book.setting(None) for book in books), key=lambda setting: setting.floor)]
    asked = Question(books, (on[0], on[-1]), (law[0], law[-1]))
    if books[0].digest == books[1].digest and asked.by_rulebook_alone:
        raise InputError(Problem(_SAME))
    for book, setting in zip(books, asked.laws, strict=True):
        if book.laid is not None and book.laid.status > setting.floor:
            raise InputError(Problem(_not_let_in(book.laid, setting)))
    return asked


_SAME = Both(
    "de to sider er ens; giv `--on`, `--law` eller `--rules` to gange, eller `--rules` én gang",
    "both sides are the same; give `--on`, `--law` or `--rules` twice, or `--rules` once",
)


def _not_let_in(laid: Laid, setting: LawSetting) -> Both:
    status, file = laid.status.name, laid.file
    return Both(
        f"ændringen er `{status}`, og `--law {setting}` lukker den ikke ind; udelad `--law`, eller skriv en fastere "
        f"`status` i {file}",
        f"the change is `{status}`, and `--law {setting}` does not let it in; leave `--law` out, or write a firmer "
        f"`status` in {file}",
    )


def _check_numbers(**given: Sequence[object]) -> None:
    for option, values in given.items():
        if len(values) > 2:
            da = f"`--{option}` gives højst to gange, for før og efter"
            raise InputError(Problem(Both(da, f"`--{option}` is given at most twice, for before and after")))


def _books(rules: Sequence[Path], layers: Sequence[str], both: bool) -> tuple[Rulebook, Rulebook]:
    if len(rules) == 2:
        return load_rulebook(rules[0], layers), load_rulebook(rules[1], layers)
    after = load_rulebook(rules[0] if rules else None, layers)
    if both or not rules:
        return after, after
    base = None if after.laid is None else after.laid.base
    return load_rulebook(base, layers), after


def compare(
    caseload: Caseload, asked: Question, minutes: int, allow_other_dates: bool, errors: Console, lang: str
) -> tuple[Comparison, Side, Side]:
    """Read the caseload twice and compare; the two sides can be asked further while the caseload is open.

    Raises InputError when a change alters answers before its first day and that is not allowed.
    """
    one, other = asked.books
    check_records(one, other)
    found = difference(one, other, asked.laws[1]) if asked.by_rulebook_alone else None
    outside = _other_dates(caseload, asked, found, errors, lang) if found is not None else []
    if outside and not allow_other_dates:
        assert found is not None  # only a change has days outside its own
        raise InputError(*(Problem(_refusal(one_day, other, found)) for one_day in outside))
    sides = answered(caseload, asked, found, errors, lang)
    with Progress(console=errors, transient=True, disable=not errors.is_terminal) as bar:
        task = bar.add_task(say("comparing", lang), total=len(findings_compared(*sides)))
        result = comparison(caseload.connection, *sides, minutes, lambda name: bar.advance(task))
    return replace(result, differing=found.days if found else {}, other_dates=outside), *sides


def check_records(one: Rulebook, other: Rulebook) -> None:
    """Raises InputError where two rulebooks do not read the same cases."""
    if (one.record.person, one.record.sections) != (other.record.person, other.record.sections):
        raise InputError(Problem(_SHAPES))


_SHAPES = Both(
    "de to regelværker læser sager af forskellig form (`record`) og kan ikke sammenlignes",
    "the two rulebooks read cases of different shapes (`record`) and cannot be compared",
)


def answered(
    caseload: Caseload, asked: Question, found: Difference | None, errors: Console, lang: str
) -> tuple[Side, Side]:
    """Both sides with their answers; of two rulebooks only what rests on something that differs."""
    sides = []
    for index, name in enumerate(("before", "after")):
        book, on, law = asked.books[index], asked.days[index], asked.laws[index]
        conclusions, duties = findings_of(book), [rule.id for rule in obligations_in_force(book, on, law)]
        if found is not None:
            conclusions, duties = found.touched(book, conclusions), found.touched(book, duties)
        reading = read_columns(book, on, law, conclusions, set(duties), givers=True)
        answer_all(caseload, reading, name, errors, lang)
        sides.append(Side(reading, name))
    return sides[0], sides[1]


def _other_dates(caseload: Caseload, asked: Question, found: Difference, errors: Console, lang: str) -> list[OtherDate]:
    """Days before the first day of a change on which it alters answers all the same."""
    laid = asked.books[1].laid
    if laid is None or not (found.before(laid.start) or _reads_ahead(asked.books[1], found)):
        return []
    days = {laid.start - timedelta(days=1)}
    days |= {day for day in found.days.values() if date.min < day < laid.start}
    outside = []
    for day in sorted(days)[-MOST_OTHER_DAYS:]:
        sides = answered(caseload, replace(asked, days=(day, day)), found, errors, lang)
        findings = findings_compared(*sides)
        differing = {n: rules for n, rules in findings.items() if moves(caseload.connection, *sides, n, rules)}
        if differing:
            citizens = changed_citizens(caseload.connection, *sides, differing)
            outside.append(OtherDate(day, citizens, list(differing)))
    return outside


def _reads_ahead(book: Rulebook, found: Difference) -> bool:
    """Whether something that differs is read by the law of another date, which may lie ahead."""
    return any(c.law_of and found.touches(book, c.name) for c in book.conclusions.values())


def _refusal(outside: OtherDate, book: Rulebook, found: Difference) -> Both:
    assert book.laid is not None  # only a change has days of its own
    laid, names, rest = book.laid, listed(outside.findings[:3]), len(outside.findings) - 3
    more = Both(f" og {rest} til", f" and {rest} more") if rest > 0 else NOTHING
    ahead = NOTHING if found.before(laid.start) else _LATER
    what = Both(
        f"{laid.file}: ændringen gælder fra {laid.start}, men den {outside.on} ændrer den også svarene for "
        f"{outside.citizens} borgere, i {names}",
        f"{laid.file}: the change is for {laid.start} on, but on {outside.on} it alters the answers of "
        f"{outside.citizens} citizens too, in {names}",
    )
    return what + more + ahead + _REMEDY


_LATER = Both(", som følger loven på en senere dato", ", which follow the law of a later date")
_REMEDY = Both(
    "; ret dens datoer, eller giv `--allow-other-dates`", "; change its dates, or give `--allow-other-dates`"
)


def movers(caseload: Caseload, sides: tuple[Side, Side], finding: str) -> list[Mover]:
    """The citizens of whom a finding differs; raises InputError for an unknown finding."""
    findings = findings_compared(*sides)
    named = {name: name for name in findings} | {rule: name for name, rules in findings.items() for rule in rules}
    if finding not in named:
        da, en = "`--list` tager et emne, der er sammenlignet, ikke", "`--list` takes a finding that was compared, not"
        raise InputError(Problem(Both(da, en) + f" `{finding}`" + nearest(finding, named)))
    return movers_of(caseload.connection, *sides, named[finding], findings[named[finding]])
