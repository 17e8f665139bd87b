"""How long a caseload takes to count, and how much memory: `python tests/benchmarks/count_at_scale.py`.

Every measurement is a process of its own, so that its peak memory is its own. Seconds are of processor time, since a
machine is seldom alone; divide by its cores for the time on the clock. Options: sizes such as `10000 100000`, or
`--ten-million` for the large one too.

Printed on two cores (DuckDB 2.0), one after the other on a day: all findings of 100,000 citizens 112, and 92 by the
clock, with a peak of 1.9 GB; of 1,000,000 793, 485 and 3.7 GB; of 10,000,000, much of it beside other work, 8,322,
and 94 minutes by the clock, with a peak of 4.5 GB. A change of one number compared for 100,000: 113. Ten rules for
1,000,000: 0.45; in hand-written SQL, with DuckDB as it comes, 0.43; in OpenFisca-Core with Enums, which tells no
reasons and knows no unknown, 0.02; case by case 71. To read the people from the same Parquet file took 0.42, 0.46 and
0.25 beside that. On a faster day 100,000 took 70 and 1,000,000 498, and 319 by the clock.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

from reformrules.count.caseload.opening import open_caseload
from reformrules.count.engine import Run, connect, store
from reformrules.count.reading import read_columns
from reformrules.count.tables import CASE, ID, PERSONS, flag, may_be_left_out, schemas
from reformrules.count.tally import tally, together
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.loader import load_rulebook
from reformrules.verbs.answering import answer_parts, settled_parts
from reformrules.verbs.comparing import compare, question

SIZES = (10_000, 100_000, 1_000_000)
TEN_MILLION = 10_000_000
ON = date(2026, 7, 1)
MEMORY = "4GB"  # beyond it DuckDB writes to disk
Told = dict[str, Any]


@cache
def ten() -> Any:
    """The ten rules; they stand beside this file and use what stands beside the tests."""
    sys.path.append(str(Path(__file__).parents[1]))
    return importlib.import_module("ten_rules")


def seconds() -> float:
    """Of processor time, of this process and of those it has made that have ended."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def peak() -> int:
    """The most memory of this process in MB; each of those that settle for it takes a quarter of a GB beside it.

    Theirs cannot be told apart: until it runs its own program, a new process shows the memory of the one that made it.
    """
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def whole_rulebook(folder: str) -> Told:
    """Every finding of every citizen of a caseload, settled and added up."""
    book = load_rulebook()
    began = seconds()
    with open_caseload(Path(folder), book, memory=MEMORY) as caseload:
        opened, clock = seconds(), time.monotonic()
        reading = read_columns(book, ON)
        parts = answer_parts(caseload, reading, "answers", Console(stderr=True), "en")
        counts = together((tally(caseload.connection, reading, "answers") for _ in parts), reading)
        return {"open": opened - began, "count": seconds() - opened, "clock": time.monotonic() - clock,
                "citizens": caseload.kept, "rows": len(counts)}  # fmt: skip


def hand_written(size: str) -> Told:
    """The ten rules as a person would write them in SQL, with what is not known kept apart; the answers in a table."""
    connection = connect()
    connection.execute("RESET disabled_optimizers")  # DuckDB as it comes
    read = read_in(connection, people(int(size)))
    conditions = [_condition(of) for of, _ in ten().ROWS]
    cases = "\n".join(f"WHEN {c} THEN '{group}'" for c, (_, group) in zip(conditions, ten().ROWS, strict=True))
    unknown = " OR ".join(f"({condition}) IS NULL" for condition in conditions)
    began = seconds()
    connection.execute(
        f"CREATE TEMP TABLE answers AS SELECT {CASE}, {ID}, CASE {cases} END AS said, {unknown} AS unknown, "
        f"CASE WHEN {unknown} THEN 1 ELSE 0 END AS why FROM caseload.persons"
    )
    rows = connection.execute("SELECT said, unknown, why, count(*) FROM answers GROUP BY ALL").fetchall()
    return {"read": read, "count": seconds() - began, "rows": len(rows)}


def read_in(connection: Any, tables: dict[str, pa.Table]) -> float:
    """Put the tables in place, the people from a Parquet file; the seconds for that."""
    store(connection, {name: table for name, table in tables.items() if name != PERSONS})
    with parquet(tables[PERSONS]) as file:
        began = seconds()
        connection.execute(f"CREATE OR REPLACE TABLE caseload.{PERSONS} AS FROM read_parquet('{file}')")
        return seconds() - began


@contextmanager
def parquet(table: pa.Table) -> Iterator[str]:
    """A table as a Parquet file."""
    with TemporaryDirectory() as folder:
        file = f"{folder}/people.parquet"
        pq.write_table(table, file)
        yield file


def _condition(of: dict[str, tuple[str, Any]]) -> str:
    return " AND ".join(f"{name} {op} {_constant(value)}" for name, (op, value) in of.items())


def _constant(value: Any) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value)


def ten_rules(size: str) -> Told:
    """The ten rules as this project reads them; compiling takes the same time for any size and is left out."""
    with TemporaryDirectory() as folder:
        book = ten().rulebook(Path(folder))
    connection = connect()
    read = read_in(connection, people(int(size), book))
    reading, told = read_columns(book, ON), list[Any]()
    reading.script  # noqa: B018  # is written before, once for a caseload of any size
    began = seconds()
    for _ in settled_parts(Run(connection, reading, part=TEN_MILLION)):
        told += tally(connection, reading, "answers")
    return {"read": read, "count": seconds() - began, "rows": len(told)}


def openfisca(size: str) -> Told:
    """The ten rules as OpenFisca-Core reads them, over arrays; of texts the numbers that its Enums have."""
    builder = importlib.import_module("openfisca_core.simulation_builder").SimulationBuilder()
    simulation = builder.build_default_simulation(ten().openfisca_system(), count=int(size))
    period = f"{ten().ON:%Y-%m}"
    with parquet(people(int(size))[PERSONS]) as file:
        began = seconds()
        read = pq.read_table(file, columns=[*ten().NAMES], read_dictionary=[*ten().openfisca_enums()])
        for name in ten().NAMES:
            simulation.set_input(name, period, _array(read[name].combine_chunks(), ten().openfisca_enums().get(name)))
    given = seconds()
    held = [simulation.calculate(f"group_{at}", period).sum() for at in range(len(ten().GROUPS))]
    return {"read": given - began, "count": seconds() - given, "rows": len(held)}


def _array(column: Any, enum: Any) -> Any:
    """A column as OpenFisca takes it."""
    if enum is None:
        return column.to_numpy(zero_copy_only=False)
    numbers = np.array([enum[text].index for text in column.dictionary.to_pylist()])
    return enum.encode(numbers[column.indices.to_numpy()])


def case_by_case(size: str) -> Told:
    """The ten rules, one case at a time; measured on some and reckoned up."""
    with TemporaryDirectory() as folder:
        engine, many = ten().ours(Path(folder), "reference"), 2000
    began = seconds()
    for number in range(many):
        engine(number % len(ten().PEOPLE))
    return {"read": 0.0, "count": (seconds() - began) * int(size) / many, "rows": len(ten().GROUPS)}


def drawn(size: int) -> Any:
    """Which of the ten people each citizen is like."""
    return np.random.default_rng(1).integers(len(ten().PEOPLE), size=size)


def people(size: int, book: Rulebook | None = None) -> dict[str, pa.Table]:
    """A caseload of people for the ten rules."""
    rows = drawn(size)
    columns = {CASE: pa.array(np.arange(size)), ID: pa.array(np.arange(size).astype(str))}
    for name in ten().NAMES:
        columns[name] = pa.array([person[name] for person in ten().PEOPLE]).take(pa.array(rows))
        columns |= {flag(name): pa.array(np.zeros(size, np.bool_))}
    if book is not None:
        columns |= {
            flag(n): pa.array(np.zeros(size, np.bool_)) for n, s in book.record.sections.items() if may_be_left_out(s)
        }
    empty = {name: schema.to_pyarrow().empty_table() for name, schema in schemas(book.record).items()} if book else {}
    return empty | {"persons": pa.table(columns)}


CHANGE = """
overlay: {da: En samtale mere, en: One talk more}
valid: {from: 2026-10-01}
source: [{id: BENCHMARK}]
sources: {BENCHMARK: {title: a change to be measured, kind: draft}}
values: {talks_jobparate: 5}
"""


def compared(folder: str) -> Told:
    """A change of one number of the law: who is answered otherwise, on both sides only what rests on it."""
    change = Path(folder).parent / "change.yaml"
    change.write_text(CHANGE, encoding="utf-8")
    asked = question([change], (), [date(2026, 10, 1)], ())
    with open_caseload(Path(folder), asked.books[0], memory=MEMORY) as caseload:
        began = seconds()
        result, *_ = compare(caseload, asked, 60, True, Console(stderr=True), "en")
        return {"count": seconds() - began, "citizens": caseload.kept, "changed": result.changed}


MEASURES: dict[str, Callable[[str], Told]] = {
    f.__name__: f for f in (whole_rulebook, hand_written, ten_rules, openfisca, case_by_case, compared)
}


def measured(name: str, argument: object) -> Told:
    """One measurement in a process of its own."""
    command = [sys.executable, __file__, "--measure", name, str(argument)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: Told = json.loads(said.splitlines()[-1])
    return found


def curve(sizes: list[int], folder: Path) -> Iterator[tuple[int, Told]]:
    """Every finding of the whole rulebook for a caseload of each size."""
    for size in sizes:
        out = folder / str(size)
        subprocess.run([sys.executable, "-m", "reformrules", "synthesize", "--size", str(size), "--out", str(out)],
                       check=True, capture_output=True)  # fmt: skip
        yield size, measured("whole_rulebook", out) | {"compared": measured("compared", out)["count"]}


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("sizes", nargs="*", type=int, default=SIZES)
    options.add_argument("--ten-million", action="store_true")
    options.add_argument("--rules-only", action="store_true", help="only the ten rules")
    options.add_argument("--measure", nargs=2, metavar=("NAME", "ARGUMENT"), help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.measure:
        told = MEASURES[given.measure[0]](given.measure[1])
        print(json.dumps({**told, "peak": peak()}))
        return
    console = Console(width=110)
    _print_ten_rules(console, max(given.sizes))
    if given.rules_only:
        return
    titles = ("citizens", "opened, s", "counted, s", "on the clock, s", "citizens/s", "ms/citizen", "peak, MB",
              "change compared, s")  # fmt: skip
    table = Table(*titles, title="all findings of the rulebook")
    with TemporaryDirectory() as folder:
        for size, told in curve([*given.sizes, *([TEN_MILLION] if given.ten_million else [])], Path(folder)):
            took = told["count"]
            table.add_row(f"{size:,}", f"{told['open']:.1f}", f"{took:.1f}", f"{told['clock']:.1f}",
                          f"{size / took:,.0f}", f"{1000 * took / size:.3f}", f"{told['peak']:,}",
                          f"{told['compared']:.1f}")  # fmt: skip
            console.print(table)


def _print_ten_rules(console: Console, size: int) -> None:
    names = ["hand_written", "ten_rules", "openfisca", "case_by_case"]
    if importlib.util.find_spec("openfisca_core") is None:
        names.remove("openfisca")
    found = {name: measured(name, size) for name in names}
    base, base_read = (found["ten_rules"][what] for what in ("count", "read"))
    titles = ("ten rules", "answered, s", "times ours", "read from Parquet, s", "both, times ours", "peak, MB")
    table = Table(*titles, title=f"ten rules, {size:,} citizens")
    for name, told in found.items():
        whole = (told["count"] + told["read"]) / (base + base_read)
        table.add_row(name, f"{told['count']:.2f}", f"{told['count'] / base:.2f}", f"{told['read']:.2f}",
                      f"{whole:.2f}", f"{told['peak']:,}")  # fmt: skip
    console.print(table)


if __name__ == "__main__":
    main()
