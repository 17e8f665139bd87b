"""How long a caseload takes to count, and how much memory: `python tests/benchmarks/count_at_scale.py`.

Every measurement is a process of its own, so that its peak memory is its own. Seconds are of processor time, since a
machine is seldom alone; divide by its cores for the time on the clock. Options: sizes such as `10000 100000`, or
`--ten-million` for the large one too.

Printed on two shared cores (DuckDB 2.0), in seconds of processor time, before three of DuckDB's optimizers were left
out: all findings of 10,000 citizens 26.9, nearly all of it for compiling; of 100,000 65.5 with a peak of 1.8 GB; of
1,000,000 479 with a peak of 3.6 GB, 2,089 a second; a change of one number compared for 100,000 69.7; ten rules case by
case for 1,000,000 102. Since then: ten rules for 1,000,000, the median of five on a busy machine, 0.41; in hand-written
SQL, with DuckDB as it comes, 0.33; in OpenFisca-Core, which tells no reasons and knows no unknown, 0.35. Its texts are
Python objects; with Enums in their place, which it recommends and this file does not try, it took 0.03.
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
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa
from rich.console import Console
from rich.table import Table

from reformrules.count.caseload.opening import open_caseload
from reformrules.count.engine import Run, connect, store
from reformrules.count.reading import read_columns
from reformrules.count.tables import CASE, ID, flag, may_be_left_out, schemas
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


def whole_rulebook(folder: str) -> Told:
    """Every finding of every citizen of a caseload, settled and added up."""
    book = load_rulebook()
    with open_caseload(Path(folder), book, memory=MEMORY) as caseload:
        opened = time.process_time()
        reading = read_columns(book, ON)
        parts = answer_parts(caseload, reading, "answers", Console(stderr=True), "en")
        counts = together((tally(caseload.connection, reading, "answers") for _ in parts), reading)
        return {"open": opened, "count": time.process_time() - opened, "citizens": caseload.kept, "rows": len(counts)}


def hand_written(size: str) -> Told:
    """The ten rules as a person would write them in SQL, with what is not known kept apart; the answers in a table."""
    connection = connect()
    connection.execute("RESET disabled_optimizers")  # DuckDB as it comes
    store(connection, people(int(size)))
    conditions = [_condition(of) for of, _ in ten().ROWS]
    cases = "\n".join(f"WHEN {c} THEN '{group}'" for c, (_, group) in zip(conditions, ten().ROWS, strict=True))
    unknown = " OR ".join(f"({condition}) IS NULL" for condition in conditions)
    began = time.process_time()
    connection.execute(
        f"CREATE TEMP TABLE answers AS SELECT {CASE}, {ID}, CASE {cases} END AS said, {unknown} AS unknown, "
        f"CASE WHEN {unknown} THEN 1 ELSE 0 END AS why FROM caseload.persons"
    )
    rows = connection.execute("SELECT said, unknown, why, count(*) FROM answers GROUP BY ALL").fetchall()
    return {"count": time.process_time() - began, "rows": len(rows)}


def _condition(of: dict[str, tuple[str, Any]]) -> str:
    return " AND ".join(f"{name} {op} {_constant(value)}" for name, (op, value) in of.items())


def _constant(value: Any) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value)


def ten_rules(size: str) -> Told:
    """The ten rules as this project reads them; compiling takes the same time for any size and is left out."""
    with TemporaryDirectory() as folder:
        book = ten().rulebook(Path(folder))
    connection = connect()
    store(connection, people(int(size), book))
    reading, told = read_columns(book, ON), list[Any]()
    reading.script  # noqa: B018  # is written before, once for a caseload of any size
    began = time.process_time()
    for _ in settled_parts(Run(connection, reading, part=TEN_MILLION)):
        told += tally(connection, reading, "answers")
    took = time.process_time() - began
    return {"count": took, "rows": len(told)}


def openfisca(size: str) -> Told:
    """The ten rules as OpenFisca-Core reads them, over arrays."""
    builder = importlib.import_module("openfisca_core.simulation_builder").SimulationBuilder()
    simulation = builder.build_default_simulation(ten().openfisca_system(), count=int(size))
    period, rows = f"{ten().ON:%Y-%m}", drawn(int(size))
    for name in ten().NAMES:
        simulation.set_input(name, period, np.array([person[name] for person in ten().PEOPLE])[rows])
    began = time.process_time()
    held = [simulation.calculate(f"group_{at}", period).sum() for at in range(len(ten().GROUPS))]
    return {"count": time.process_time() - began, "rows": len(held)}


def case_by_case(size: str) -> Told:
    """The ten rules, one case at a time; measured on some and reckoned up."""
    with TemporaryDirectory() as folder:
        engine, many = ten().ours(Path(folder), "reference"), 2000
    began = time.process_time()
    for number in range(many):
        engine(number % len(ten().PEOPLE))
    return {"count": (time.process_time() - began) * int(size) / many, "rows": len(ten().GROUPS)}


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
        began = time.process_time()
        result, *_ = compare(caseload, asked, 60, True, Console(stderr=True), "en")
        return {"count": time.process_time() - began, "citizens": caseload.kept, "changed": result.changed}


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
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({**told, "peak": round(peak)}))
        return
    console = Console(width=110)
    _print_ten_rules(console, max(given.sizes))
    if given.rules_only:
        return
    titles = ("citizens", "opened, s", "counted, s", "citizens/s", "ms/citizen", "peak, MB", "change compared, s")
    table = Table(*titles, title="all findings of the rulebook")
    with TemporaryDirectory() as folder:
        for size, told in curve([*given.sizes, *([TEN_MILLION] if given.ten_million else [])], Path(folder)):
            seconds = told["count"]
            table.add_row(f"{size:,}", f"{told['open']:.1f}", f"{seconds:.1f}", f"{size / seconds:,.0f}",
                          f"{1000 * seconds / size:.3f}", f"{told['peak']:,}", f"{told['compared']:.1f}")  # fmt: skip
            console.print(table)


def _print_ten_rules(console: Console, size: int) -> None:
    names = ["hand_written", "ten_rules", "openfisca", "case_by_case"]
    if importlib.util.find_spec("openfisca_core") is None:
        names.remove("openfisca")
    found = {name: measured(name, size) for name in names}
    base = found["ten_rules"]["count"]
    table = Table("ten rules", "s", "times ours", "peak, MB", title=f"ten rules, {size:,} citizens")
    for name, told in found.items():
        table.add_row(name, f"{told['count']:.2f}", f"{told['count'] / base:.2f}", f"{told['peak']:,}")
    console.print(table)


if __name__ == "__main__":
    main()
