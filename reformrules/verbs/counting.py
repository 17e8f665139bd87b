"""The verb `count`: a caseload read as columns, and how many citizens each answer is given to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console

from reformrules.count.agenda import Due, agenda
from reformrules.count.agenda import together as all_due
from reformrules.count.caseload.opening import Caseload
from reformrules.count.reading import findings_of, read_columns
from reformrules.count.shares import Census, censuses, conclusions_of_shares, shares_of
from reformrules.count.tally import Count, Counted, groups_in, tally, together, waiting
from reformrules.explain.session import rulebook_info
from reformrules.present.counts import count_report
from reformrules.present.json_form import as_text
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.duty_kinds import kinds
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.status import LawSetting
from reformrules.verbs.answering import answer_parts, opened
from reformrules.verbs.giving import give, give_bytes, in_cells, in_csv, shown
from reformrules.verbs.missing import missing_facts
from reformrules.verbs.reading import say_aside

ANSWERS = "answers"


def count(
    paths: Sequence[Path], on: date, asked: LawSetting | None, by: Sequence[str], lang: str, form: str,
    out: Path | None, rules: Path | None, layers: Sequence[str] = (), engine: str = "duckdb",
    memory: str | None = None,
) -> None:  # fmt: skip
    """Read the caseload, answer for all, and give out how many each answer is given to.

    A case that cannot be read is set aside and named; raises InputError when there is none that can.
    """
    book, errors = load_rulebook(rules, layers), Console(stderr=True)
    groups_in(book, tuple(by))
    with opened(paths, book, errors, lang, engine, memory) as caseload:
        found = counted(caseload, book, on, book.setting(asked), tuple(by), errors, lang)
        aside = caseload.refused(lang)
        say_aside(aside, errors, lang)
    if form == "parquet":
        give_bytes(as_parquet(found), out)
    else:
        give(_text(found, book, aside, lang, form), out)


def counted(
    caseload: Caseload, book: Rulebook, on: date, law: LawSetting, by: tuple[str, ...], errors: Console, lang: str
) -> Counted:
    """Everything that is counted of a caseload on a date; raises InputError for groups that have too many values."""
    facts, _ = groups_in(book, by)
    conclusions = list(dict.fromkeys([*findings_of(book), *conclusions_of_shares(book, on, law)]))
    reading = read_columns(book, on, law, conclusions, beside=facts)
    counts, due, numbers = list[list[Count]](), list[list[Due]](), list[int]()
    connection, taken = caseload.connection, dict[str, Census]()
    for _ in answer_parts(caseload, reading, ANSWERS, errors, lang):
        counts.append(tally(connection, reading, ANSWERS, by))
        due.append(agenda(connection, reading, ANSWERS, kinds([book])))
        numbers += waiting(connection, reading, ANSWERS)
        for share, census in censuses(connection, book, on, law, ANSWERS).items():
            taken[share] = taken.get(share, Census()) + census
    return Counted(
        on, law.value, book.digest, caseload.kept, by, together(counts, reading), all_due(due),
        missing_facts(caseload, reading, numbers, errors, lang), shares_of(book, on, law, taken),
    )  # fmt: skip


def _text(found: Counted, book: Rulebook, aside: list[str], lang: str, form: str) -> str:
    if form == "json":
        return as_text(as_json(found, book, aside)) + "\n"
    if form == "csv":
        return in_csv([_columns(found), *rows_of(found)])
    return shown(count_report(found, book, lang), form)


def as_json(found: Counted, book: Rulebook, aside: list[str]) -> dict[str, Any]:
    """The count as plain data, with the rulebook that it was counted by and what was set aside."""
    data = asdict(found)
    del data["digest"]
    return {**data, "rulebook": asdict(rulebook_info(book)), "set_aside": aside}


FIRST = ("part", "finding", "outcome", "undetermined", "month")
NUMBERS = ("citizens", "number")


def _columns(found: Counted) -> tuple[str, ...]:
    return (*FIRST, *found.by, *NUMBERS)


def rows_of(found: Counted) -> Iterator[tuple[Any, ...]]:
    """Every number as a row.

    part `answer`: citizens given an answer. `due`: citizens with an obligation that is due or overdue, and how much
    of it is not done. `missing`: answers that a missing fact would settle alone. `share`: members of a pool, and how
    many of them count.
    """
    for c in found.counts:
        outcome = "; ".join(map(str, c.outcome)) if isinstance(c.outcome, list) else in_cells(c.outcome)
        groups = (in_cells(c.groups[name]) for name in found.by)
        yield "answer", c.finding, outcome, c.reason or "", "", *groups, c.citizens, ""
    nobody = ("",) * len(found.by)
    for due in found.due:
        yield "due", due.kind, due.state, "", f"{due.month:%Y-%m}", *nobody, due.citizens, due.remaining
    for one in found.missing.settles:
        yield "missing", one.name, "", "missing_input", "", *nobody, found.missing.asked, one.alone
    for share in found.shares:
        yield "share", share.share_id, share.keeps, "", "", *nobody, share.members, share.counted


def as_parquet(found: Counted) -> bytes:
    """The rows as a Parquet file: texts, and two whole numbers."""
    rows, columns = list(rows_of(found)), dict[str, pa.Array]()
    for index, name in enumerate(_columns(found)):
        values = [None if row[index] == "" else row[index] for row in rows]
        columns[name] = pa.array(values, pa.int64() if name in NUMBERS else pa.string())
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(columns), sink)
    return bytes(sink.getvalue())
