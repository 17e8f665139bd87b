"""The 25 per cent rule over a caseload: the worked examples that no single case can hold, and the bounds of a share."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from support import examples

from reformrules.case.intake import case_from_text
from reformrules.case.record import CaseRecord
from reformrules.cases import case_files, default_cases
from reformrules.count.engine import Run, connect, store_cases
from reformrules.count.reading import Reading, read_columns
from reformrules.count.shares import Census, ShareCount, censuses, conclusions_of_shares, keeps, shares_of
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.status import LawSetting

ON = date(2026, 11, 1)
# Shipped cases in their first half-year on that day, each with a decision that is put in or left out below.
DAGPENGE, JOBPARAT, UDDANNELSESPARAT, LEDIGHEDSYDELSE = (
    "left-out-of-the-offer", "left-out-of-the-offer-jobparat", "left-out-of-the-offer-as-education-ready",
    "ledighedsydelse-from-1-july-2026",
)  # fmt: skip


@cache
def book() -> Rulebook:
    return load_rulebook()


@cache
def shipped(name: str) -> str:
    path = next(path for path in case_files([default_cases()]) if path.stem == name)
    data = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)
    return json.dumps({key: data[key] for key in data if key not in ("expect", "note", "example")})


def citizens(name: str, many: int, left_out: int = 0, decision: str = "25 procent tilbud") -> Iterator[CaseRecord]:
    """So many citizens as a shipped case has them, of whom the first are left out by a decision."""
    for number in range(many):
        data: dict[str, Any] = json.loads(shipped(name))
        kept = [one for one in data["exemptions"] if not one["kind"].startswith("25 procent")]
        decided = [{"kind": decision, "from": "2026-08-03"}] if number < left_out else []
        data |= {"case": f"{name}-{number}", "exemptions": kept + decided}
        if name == UDDANNELSESPARAT:
            data["benefits"] = [{"kind": "kontanthjælp", "from": "2026-07-01", "visitation": "uddannelsesparat"}]
        text = json.dumps(data).replace('"true"', "true").replace('"false"', "false")
        yield case_from_text(text, book().record)


@cache
def reading() -> Reading:
    wanted = conclusions_of_shares(book(), ON, LawSetting.expected)
    return read_columns(book(), ON, LawSetting.expected, wanted, set())


def shares(*groups: Iterator[CaseRecord]) -> dict[str, ShareCount]:
    connection = connect()
    store_cases(connection, [case for group in groups for case in group], book().record)
    list(Run(connection, reading()).fill())
    taken = censuses(connection, book(), ON, LawSetting.expected, "answers")
    found = shares_of(book(), ON, LawSetting.expected, taken)
    connection.close()
    return {one.share_id: one for one in found}


@pytest.mark.parametrize(("left_out", "keeps_it"), [(100, "kept"), (101, "broken")], ids=["WE-XM-16", "WE-XM-17"])
def test_exactly_a_quarter_of_the_pool_may_be_left_out_of_offers_and_not_one_more(left_out: int, keeps_it: str) -> None:
    """WE-XM-16 and WE-XM-17: a pool of 200 + 120 + 80."""
    one = shares(
        citizens(DAGPENGE, 200, left_out), citizens(JOBPARAT, 120), citizens(UDDANNELSESPARAT, 80)
    )["offers-left-out"]  # fmt: skip
    assert (one.members, one.counted, one.share) == (400, left_out, left_out / 4)
    assert one.keeps == keeps_it


def test_the_ceiling_is_that_of_the_whole_pool_and_not_of_a_group() -> None:
    """WE-XM-18: 25 of 60 on dagpenge, and nobody of the 40 others."""
    one = shares(citizens(DAGPENGE, 60, 25), citizens(JOBPARAT, 30), citizens(UDDANNELSESPARAT, 10))["offers-left-out"]
    assert (one.members, one.counted, one.share, one.keeps) == (100, 25, 25.0, "kept")


def test_ledighedsydelse_is_in_the_pool_of_talks_and_not_in_that_of_offers() -> None:
    """WE-XM-19."""
    found = shares(citizens(DAGPENGE, 3), citizens(LEDIGHEDSYDELSE, 5))
    assert found["offers-left-out"].members == 3
    assert found["talks-left-out"].members == 8


def test_an_a_kasse_that_leaves_out_three_in_ten_does_not_keep_its_share() -> None:
    """WE-XM-15, on a day when the a-kasse has the contact."""
    late = [
        case_from_text(
            json.dumps(
                {
                    "case": f"late-{number}",
                    "person": {"born": "1990-10-02", "vocational_education": True, "handed_over_from_day_one": False},
                    "benefits": [{"kind": "dagpenge", "from": "2026-09-01"}],
                    "schemes": [],
                    "exemptions": [{"kind": "25 procent samtaler", "from": "2026-09-15"}] if number < 3 else [],
                    "offers": [],
                    "events": [{"kind": kind, "on": "2026-09-01"} for kind in ("tilmelding", "indplacering")],
                }
            ),
            book().record,
        )
        for number in range(10)
    ]
    one = shares(iter(late))["a-kasse-talks-held"]
    assert (one.members, one.counted, one.share, one.limit, one.keeps) == (10, 7, 70.0, 75.0, "broken")


def test_a_record_that_does_not_tell_of_decisions_leaves_the_share_between_bounds() -> None:
    unknown = [case_from_text(without(), book().record)]
    one = shares(citizens(DAGPENGE, 3, 1), iter(unknown))["offers-left-out"]
    assert (one.members, one.unknown, one.doubtful) == (4, 1, 0)
    assert (one.lowest, one.share, one.highest, one.keeps) == (25.0, 33.33, 50.0, "open")


def without() -> str:
    """A citizen on dagpenge whose record leaves the exemptions out."""
    data = json.loads(shipped(DAGPENGE))
    del data["exemptions"]
    return json.dumps(data).replace('"true"', "true").replace('"false"', "false")


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
