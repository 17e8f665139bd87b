"""What `test_endurance` runs in a process of its own: `python endure.py <function> <arguments>` prints its findings."""

from __future__ import annotations

import gc
import json
import os
import random
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from support import RECORD, SOURCES, book_of, case_of, conclusion, fact, field, rule
from worlds import world

from reformrules.case.intake import read_case
from reformrules.case.record import CaseRecord
from reformrules.cases import case_files, default_cases
from reformrules.errors import InputError
from reformrules.expectations import read_expectations
from reformrules.explain.findings import Answer
from reformrules.explain.session import Explainer
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.loader import load_rulebook

Pair = tuple[CaseRecord, date]
ON = date(2026, 7, 1)


def resident() -> int:
    """Bytes of memory in use."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def a_day(dice: random.Random) -> date:
    return date(2023, 1, 1) + timedelta(days=dice.randrange(2200))


def random_pair(book: Rulebook, dice: random.Random) -> Pair:
    """A case of the invented law, where each thing may be missing, and a date."""
    person = {
        "born": str(date(1950, 1, 1) + timedelta(days=dice.randrange(25_000))),
        "asked": str(a_day(dice)), "colour": dice.choice(["red", "green", "blue"]), "children": dice.randrange(6),
        **{name: dice.random() < 0.5 for name in ("a", "b", "c", "pupil", "decided")},
    }  # fmt: skip
    person = {name: value for name, value in person.items() if dice.random() < 0.9}
    start = max(a_day(dice), date(2024, 1, 1))
    sections: dict[str, Any] = {
        "stays": [{"kind": dice.choice(["home", "away"]), "from": str(start), "place": "town"}],
        "trips": [{"kind": "trip", "from": str(start), "to": str(start + timedelta(days=dice.randrange(60)))}],
        "events": [{"kind": "talk", "on": str(a_day(dice)), "by": "town"} for _ in range(dice.randrange(4))],
        "work": [{"kind": "job", "month": f"{a_day(dice):%Y-%m}", "hours": dice.randrange(200), "abroad": False}],
    }
    given = {name: found for name, found in sections.items() if dice.random() < 0.9}
    return case_of(book, person, **given), a_day(dice)


def random_pairs(book: Rulebook, seed: int = 1) -> Iterator[Pair]:
    dice = random.Random(seed)
    while True:
        yield random_pair(book, dice)


def shipped_pairs(book: Rulebook) -> Iterator[Pair]:
    """The shipped cases with their dates, over and over."""
    cases = [read_case(str(path), book.record) for path in case_files([default_cases()])]
    return cycle([(case, day) for case in cases for day in {e.on for e in read_expectations(case, book)}])


def many(law: str, count: str) -> Any:
    """Cases one after the other through both engines: by how much memory grows once all is warm."""
    book = world() if law == "invented" else load_rulebook()
    pairs = random_pairs(book) if law == "invented" else shipped_pairs(book)
    explainer, before = Explainer(book), threading.active_count()
    for case, on in islice(pairs, 1_000):
        explainer.check(case, on)
    start = resident()
    for case, on in islice(pairs, int(count)):
        explainer.check(case, on)
    return {"growth": resident() - start, "threads": threading.active_count() - before, "used": explainer.engine.used}


def plain(answer: Answer) -> Answer:
    """The answer without the note on the engines."""
    return replace(answer, engine=Explainer(world(), "reference").engine)


def at_once(shared: str) -> Any:
    """Eight threads at once, on one explainer or on one each: how many answers are as they should be."""
    sys.setswitchinterval(1e-5)
    book = world()
    pairs = list(islice(random_pairs(book, 8), 12))
    expected = [plain(Explainer(book, "reference").check(*pair)) for pair in pairs]
    common, right = Explainer(book), []

    def work() -> None:
        explainer = common if shared == "shared" else Explainer(book)
        for pair, answer in zip(pairs, expected, strict=True):
            right.append(plain(explainer.check(*pair)) == answer)
            if shared != "shared" and len(right) % 5 == 0:
                explainer.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"right": sum(right), "of": len(right), "threads": threading.active_count()}


ODD = ['"', "\\", "\\u0000", "\0", "\\0", "{[,:]}", "'", "a\nb", "%s%n", "sid", "$s", "$and", "null", "1e400", "𝄞",
       "\u202e", "ærø = 30", '{"a":' * 500, "x" * 1_000_000, " ", "Odense"]  # fmt: skip


def _town_book() -> Rulebook:
    """A law about a town that may have any name."""
    person = {"town": field("text"), "born": field("date")}
    parts = [
        {"record": {**RECORD["record"], "person": person}}, SOURCES,
        {"facts": {"town": fact("text", {"field": "town"}), "age": fact("int", {"age": "born"}, unit="years")}},
        {"conclusions": {"home": conclusion(), "far": conclusion(otherwise=True)},
         "rules": {"odense": rule({"home": True}, 'town = "Odense" or age > 90 years'),
                   "near": rule({"far": False}, "home")}},
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        return book_of(Path(folder), {f"{at}.yaml": json.dumps(part) for at, part in enumerate(parts)})


def odd() -> Any:
    """Odd texts in a case: whether it is refused, or else the answer is that of the reference alone."""
    book = _town_book()
    both, alone = Explainer(book), Explainer(book, "reference")
    found: dict[str, list[str]] = {"right": [], "wrong": [], "refused": []}
    for text in ODD:
        try:
            case = case_of(book, {"town": text, "born": "1990-05-02"})
        except InputError:
            found["refused"].append(text)
            continue
        right = plain(both.check(case, ON)) == plain(alone.check(case, ON))
        found["right" if right else "wrong"].append(text)
    return {**found, "home": _outcomes(both, "Odense"), "away": _outcomes(both, '"')}


def _outcomes(explainer: Explainer, town: str) -> dict[str, Any]:
    answer = explainer.check(case_of(explainer.book, {"town": town, "born": "1990-05-02"}), ON)
    return {finding.subject: finding.outcome for finding in answer.findings}


def empty() -> Any:
    """The empty case and one in which no rule holds, in turn, 300 times."""
    book, said = _town_book(), set()
    explainer = Explainer(book)
    cases = [case_of(book), case_of(book, {"town": "nowhere", "born": "1990-05-02"})]
    for case in islice(cycle(cases), 600):
        answer = explainer.check(case, ON)
        said.add((len(answer.findings), len(answer.undetermined)))
    return sorted(said)


def long_history(entries: str) -> Any:
    """A case with very many entries in each section, on every tenth day of half a year."""
    book, day = world(), date(2024, 1, 1)
    days = [str(day + timedelta(days=n)) for n in range(int(entries))]
    case = case_of(
        book, {"born": "1990-05-02", "a": True, "b": True, "asked": "2024-01-02", "colour": "red"},
        stays=[{"kind": "home", "from": on, "to": on, "place": "town"} for on in days],
        trips=[{"kind": "trip", "from": on, "to": on} for on in days],
        events=[{"kind": "talk", "on": on, "by": "town"} for on in days],
    )  # fmt: skip
    both, alone = Explainer(book), Explainer(book, "reference")
    dates = [day + timedelta(days=n) for n in range(0, 180, 10)]
    return sum(plain(both.check(case, on)) == plain(alone.check(case, on)) for on in dates)


def reloads(times: str) -> Any:
    """The rulebook loaded anew, asked and closed again and again: by how much memory grows."""
    start = 0
    for at in range(int(times) + 5):
        start = resident() if at == 5 else start
        explainer = Explainer(_town_book())
        _outcomes(explainer, "Odense")
        explainer.close()
        explainer.close()
        _outcomes(explainer, "Odense")  # a closed explainer can be used on
        explainer.close()
    return {"growth": resident() - start, "threads": threading.active_count()}


WHAT: dict[str, Callable[..., Any]] = {
    f.__name__: f for f in (many, at_once, odd, empty, long_history, reloads)
}  # fmt: skip

if __name__ == "__main__":
    print(json.dumps(WHAT[sys.argv[1]](*sys.argv[2:])))
