"""A reading as statements for DuckDB, which is all that running it takes; kept between runs.

To write them takes many seconds, and they are the same for any caseload.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa

from reformrules import kept as keeping
from reformrules.count.chain import Made

MOST_KEPT = 24
_LIBRARIES = ("ibis", "sqlglot", "pyarrow", "duckdb")


@dataclass(frozen=True)
class Script:
    """Statements over the tables of a caseload.

    tables: those that make tables on the way, in order. answers: the query of the answers, with their columns in
    `schema`. facts: the query of the facts that they rest on; facts_table: the table that has them; flags: of each
    fact whether it has a flag that it is unknown.
    """

    tables: tuple[Made, ...]
    answers: Made
    schema: pa.Schema
    facts: Made
    facts_table: str
    flags: dict[str, bool]


def kept(asked: tuple[str, ...], write: Callable[[], Script]) -> Script:
    """The script as kept, or else as it is written now, and then kept; `asked` is all that decides what it says.

    The code of this package and of the libraries that write it decide too, and are seen to here.
    """
    try:
        place = keeping.place("")
        place = place and keeping.place(f"{keeping.key_of(asked, _LIBRARIES)}.script")
    except OSError:
        place = None
    if place is None:
        return write()
    script = keeping.fetch(place, Script)
    if script is None:
        script = write()
        keeping.keep(place, script, MOST_KEPT)
    return script
