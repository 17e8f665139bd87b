"""The verb `synthesize`: a made-up caseload, written as a folder of tables, and how near it comes to the figures."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import typer
from rich.console import Console
from rich.progress import Progress

from reformrules.count.tables import PERSONS
from reformrules.errors import Both, InputError, Problem
from reformrules.outputs import folder_whole
from reformrules.present.json_form import as_text
from reformrules.present.targets import print_targets
from reformrules.present.words import say
from reformrules.rulebook.loader import load_rulebook
from reformrules.synthetic.caseload import Synthesis
from reformrules.synthetic.plan import planned_layer, read_plan
from reformrules.synthetic.targets import Tally
from reformrules.verbs.screen import page_console


def synthesize(
    size: int | None, seed: int, on: date | None, out: Path, lang: str, form: str, rules: Path | None = None,
    layers: Sequence[str] = (),
) -> None:  # fmt: skip
    """Make the caseload, write it, print the figures beside it. With layers, also what they add to the record.

    Raises InputError for a size below 1, a layer without a plan, and a folder that cannot be written.
    """
    if size is not None and size < 1:
        da = f"`--size` er antallet af borgere, 1 eller flere; ikke {size}"
        raise InputError(Problem(Both(da, f"`--size` is the number of citizens, 1 or more; not {size}")))
    layer = planned_layer(rules, layers)
    book, layered = load_rulebook(rules, layers), load_rulebook(rules, [*layers, layer])
    plan = read_plan(layered, layer, rules)
    citizens = size or plan.size(layered.figures)
    made = Synthesis(plan, book.record, layered.figures, citizens, seed, on or plan.on)
    tally = Tally(made, book)
    with folder_whole(out, f"{PERSONS}.parquet") as folder:
        write(made, folder, tally, lang)
    if form == "json":
        told: dict[str, Any] = {"out": str(out), "citizens": made.size, "seed": seed, "on": made.on}
        told |= {"rows": tally.rows, "targets": [asdict(target) for target in tally.achieved()]}
        typer.echo(as_text(told))
    else:
        print_targets(page_console(), made, tally.achieved(), tally.rows, out, lang)


def write(made: Synthesis, folder: Path, tally: Tally, lang: str) -> None:
    """Write the tables into a folder, one Parquet file each, and count as they are made."""
    errors = Console(stderr=True)
    with ExitStack() as files:
        bar = files.enter_context(Progress(console=errors, transient=True, disable=not errors.is_terminal))
        task = bar.add_task(say("synthesizing", lang), total=made.size)
        writers = {name: files.enter_context(pq.ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd",
                                                              store_schema=False))
                   for name, schema in made.schemas().items()}  # fmt: skip
        for tables in made.parts():
            for name, table in tables.items():
                writers[name].write_table(table)
            tally.add(tables)
            bar.advance(task, tables[PERSONS].num_rows)
