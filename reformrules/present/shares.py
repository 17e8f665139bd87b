"""Shares with their limits, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reformrules.count.shares import ShareCount
from reformrules.explain.wording import value_text
from reformrules.present.sheets import Column, Part, Sheet
from reformrules.present.words import say


def shares_part(shares: Sequence[ShareCount], lang: str) -> Iterator[Part]:
    """The shares of a day as a table, and how each is measured."""
    if not shares:
        return
    heading = say("shares", lang)
    titles = ("share_of", "members", "counted_ones", "not_known", "share", "lowest_highest", "limit", "keeps")
    columns = tuple(Column(say(title, lang), title in titles[1:6]) for title in titles)
    rows = tuple(_row(one, lang) for one in shares)
    methods = tuple((one.label[lang], one.method[lang], "; ".join(one.sources)) for one in shares)
    how = Sheet(say("method", lang), tuple(Column(say(t, lang)) for t in ("share_of", "method", "sources")), methods)
    yield Part(heading, (Sheet(heading, columns, rows), how), text=say("shares_note", lang))


def _row(one: ShareCount, lang: str) -> tuple[str, ...]:
    between = f"{_percent(one.lowest, lang)} – {_percent(one.highest, lang)}"
    limit = say(f"limit_{one.limit_is}", lang, _percent(one.limit, lang))
    weak = f" ({say('short_' + one.status, lang)})" if one.status != "in_force" else ""
    numbers = one.members, one.counted, one.unknown + one.doubtful
    return (
        one.label[lang] + weak, *(value_text(n, lang) for n in numbers), _percent(one.share, lang), between, limit,
        say(f"keeps_{one.keeps}", lang),
    )  # fmt: skip


def _percent(share: float | None, lang: str) -> str:
    if share is None:
        return "–"
    return f"{share:.1f} %".replace(".", "," if lang == "da" else ".").replace(",0 %", " %").replace(".0 %", " %")
