"""The 25 per cent rule over a caseload: the worked examples that no single case can hold, and the bounds of a share."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from support import examples

from reformrules.case.intake import case_from_text
from reformrules.case.record import CaseRecord
from reformrules.cases import find_case
from reformrules.count.engine import Run, connect, store_cases
from reformrules.count.reading import read_columns
from reformrules.count.shares import Census, ShareCount, censuses, conclusions_of_shares, keeps, shares_of
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.status import LawSetting

ON = date(2026, 11, 1)
OFFERS, TALKS = "25 procent tilbud", "25 procent samtaler"
# Shipped cases in their first half-year on that day, with a decision or without.
SHIPPED = {
    "dagpenge": "left-out-of-the-offer",
    "jobparat": "left-out-of-the-offer-jobparat",
    "uddannelsesparat": "left-out-of-the-offer-as-education-ready",
    "ledighedsydelse": "ledighedsydelse-from-1-july-2026",
}


@cache
def book() -> Rulebook:
    return load_rulebook()


def citizen(id_: str, like: str, decisions: list[str] | None = None, **changed: Any) -> CaseRecord:
    """A citizen as a shipped case has it, with these decisions; None: the record does not tell of decisions."""
    data = yaml.load(Path(find_case(SHIPPED[like])).read_text("utf-8"), yaml.BaseLoader)
    data = {key: data[key] for key in data if key not in ("expect", "note", "example")} | {"case": id_} | changed
    other = [one for one in data.pop("exemptions") if one["kind"] not in (OFFERS, TALKS)]
    if decisions is not None:
        data["exemptions"] = [*other, *({"kind": kind, "from": "2026-09-15"} for kind in decisions)]
    return case_from_text(json.dumps(data).replace('"true"', "true").replace('"false"', "false"), book().record)


def citizens() -> list[CaseRecord]:
    """One citizen of each kind that the pools below are made of."""
    young = {"benefits": [{"kind": "kontanthjælp", "from": "2026-07-01", "visitation": "uddannelsesparat"}]}
    late = {
        "benefits": [{"kind": "dagpenge", "from": "2026-09-01"}],
        "events": [{"kind": kind, "on": "2026-09-01"} for kind in ("tilmelding", "indplacering")],
    }
    return [
        citizen("dagpenge", "dagpenge", []), citizen("dagpenge exempted", "dagpenge", [OFFERS]),
        citizen("dagpenge not told", "dagpenge"), citizen("jobparat", "jobparat", []),
        citizen("uddannelsesparat", "uddannelsesparat", [], **young), citizen("ledighedsydelse", "ledighedsydelse", []),
        citizen("with the a-kasse", "dagpenge", [], **late),
        citizen("left out by the a-kasse", "dagpenge", [TALKS], **late),
    ]  # fmt: skip


@cache
def answered() -> duckdb.DuckDBPyConnection:
    """The citizens with the answers that shares are counted by."""
    connection = connect()
    store_cases(connection, citizens(), book().record)
    wanted = conclusions_of_shares(book(), ON, LawSetting.expected)
    reading = read_columns(book(), ON, LawSetting.expected, wanted, set())
    list(Run(connection, reading).fill())
    return connection


def shares(**many: int) -> dict[str, ShareCount]:
    """The shares of a pool of so many citizens of each kind."""
    kinds = ", ".join(f"('{kind.replace('_', ' ')}', {number})" for kind, number in many.items())
    answered().execute(
        f"CREATE OR REPLACE TEMP TABLE pool AS SELECT a.* FROM answers a JOIN (VALUES {kinds}) k(kind, many) "
        "ON replace(a.id, '-', ' ') = k.kind, LATERAL range(k.many)"
    )
    assert answered().execute("SELECT count(*) FROM pool").fetchone() == (sum(many.values()),)
    taken = censuses(answered(), book(), ON, LawSetting.expected, "pool")
    return {one.share_id: one for one in shares_of(book(), ON, LawSetting.expected, taken)}


@pytest.mark.parametrize(("exempted", "keeps_it"), [(100, "kept"), (101, "broken")], ids=["WE-XM-16", "WE-XM-17"])
def test_exactly_a_quarter_of_the_pool_may_be_left_out_of_offers_and_not_one_more(exempted: int, keeps_it: str) -> None:
    """WE-XM-16 and WE-XM-17: a pool of 200 + 120 + 80."""
    one = shares(dagpenge=200 - exempted, dagpenge_exempted=exempted, jobparat=120, uddannelsesparat=80)
    share = one["offers-left-out"]
    assert (share.members, share.counted, share.share) == (400, exempted, exempted / 4)
    assert share.keeps == keeps_it


def test_the_ceiling_is_that_of_the_whole_pool_and_not_of_a_group() -> None:
    """WE-XM-18: 25 of 60 on dagpenge, and nobody of the 40 others."""
    one = shares(dagpenge=35, dagpenge_exempted=25, jobparat=30, uddannelsesparat=10)["offers-left-out"]
    assert (one.members, one.counted, one.share, one.keeps) == (100, 25, 25.0, "kept")


def test_ledighedsydelse_is_in_the_pool_of_talks_and_not_in_that_of_offers() -> None:
    """WE-XM-19: 50 on ledighedsydelse."""
    found = shares(dagpenge=3, ledighedsydelse=50)
    assert found["offers-left-out"].members == 3
    assert found["talks-left-out"].members == 53


def test_an_a_kasse_that_leaves_out_three_in_ten_does_not_keep_its_share() -> None:
    """WE-XM-15, on a day when the a-kasse has the contact."""
    one = shares(with_the_a_kasse=7, left_out_by_the_a_kasse=3)["a-kasse-talks-held"]
    assert (one.members, one.counted, one.share, one.limit, one.keeps) == (10, 7, 70.0, 75.0, "broken")


def test_a_record_that_does_not_tell_of_decisions_leaves_the_share_between_bounds() -> None:
    one = shares(dagpenge=2, dagpenge_exempted=1, dagpenge_not_told=1)["offers-left-out"]
    assert (one.members, one.unknown, one.doubtful) == (4, 1, 0)
    assert (one.lowest, one.share, one.highest, one.keeps) == (25.0, 33.33, 50.0, "open")


FEW = st.integers(0, 2)


CENSUSES = st.builds(Census, FEW, FEW, FEW, FEW, FEW, FEW).filter(lambda census: sum(asdict(census).values()) <= 6)


@given(CENSUSES, st.integers(0, 100), st.booleans())
@examples(60, 200)
def test_the_bounds_are_the_lowest_and_the_highest_share_of_all_that_the_unknown_can_be(
    census: Census, limit: int, at_most: bool
) -> None:
    possible = sorted(set(every_share(census)))
    assert census.lowest == (possible[0] if possible else None)
    assert census.highest == (possible[-1] if possible else None)
    told = keeps(census, limit, at_most)
    if possible:
        kept = [share * 100 <= limit if at_most else share * 100 >= limit for share in possible]
        assert told == ("kept" if all(kept) else "broken" if not any(kept) else "open")


def every_share(census: Census) -> Iterator[Fraction]:
    """The share for every way in which the unknown can turn out; none where nobody is a member."""
    either, member, counts = (True, False), [], []
    for name, many in asdict(census).items():
        is_member, is_counted = name.split("_")
        for _ in range(many):
            member.append((True,) if is_member == "yes" else either)
            counts.append({"yes": (True,), "no": (False,), "unknown": either}[is_counted])
    for members in product(*member):
        for counted in product(*counts):
            whole = sum(members)
            if whole:
                yield Fraction(sum(m and c for m, c in zip(members, counted, strict=True)), whole)
