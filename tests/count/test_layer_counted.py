"""What a layer says is counted and compared as it is explained: no code of the columns knows an initiative."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from counted import answers, differences
from rich.console import Console

from reformrules.case.intake import read_case
from reformrules.cases import case_files, default_cases
from reformrules.count.caseload.drill import every_case
from reformrules.count.caseload.opening import open_caseload
from reformrules.count.compare import Side, moves
from reformrules.count.engine import Run, connect, store_cases
from reformrules.count.reading import findings_of, read_columns
from reformrules.rulebook.layers import layer_of
from reformrules.rulebook.loader import load_rulebook
from reformrules.rulebook.status import LawSetting
from reformrules.synthetic.caseload import Synthesis
from reformrules.synthetic.plan import read_plan
from reformrules.synthetic.targets import Tally
from reformrules.verbs.answering import answer_all, settled_parts
from reformrules.verbs.synthesizing import write

LAYER = "copenhagen"
CASES = default_cases() / LAYER


@pytest.mark.parametrize(
    ("on", "law"), [(date(2026, 6, 30), LawSetting.expected), (date(2027, 1, 1), LawSetting.proposed)]
)
def test_every_finding_of_the_layer_is_counted_as_it_is_explained(on: date, law: LawSetting) -> None:
    """Of its own cases, and of citizens made up with what the layer asks of them."""
    book = load_rulebook(layers=[LAYER])
    records = [read_case(str(path), book.record) for path in case_files([CASES], [LAYER])]
    with TemporaryDirectory() as folder:
        made = Synthesis(read_plan(book, LAYER), book.record, book.figures, 150, 3, on)
        write(made, Path(folder), Tally(made, book), "en")
        with open_caseload([Path(folder)], book) as caseload:
            records += every_case(caseload)
    own = [name for name in findings_of(book) if layer_of(f"{book.conclusions[name].concept}.yaml", [LAYER])]
    duties = {
        rule.id for rule in book.obligations if layer_of(rule.place.file, [LAYER]) and rule.window.covers(on, law)
    }
    reading = read_columns(book, on, law, own, duties)
    connection = connect()
    store_cases(connection, records, book.record)
    rows = [row for _ in settled_parts(Run(connection, reading)) for row in answers(connection)]
    connection.close()
    assert (len(rows), len(own) > 30) == (len(records), True)
    differ = differences(reading, records, rows)
    assert not differ, differ[:5]


def test_a_comparison_says_whom_a_closed_initiative_no_longer_takes() -> None:
    """Projekt Trædesten ends with 2026, and the job centre of the citizen stays the same."""
    book, names = load_rulebook(layers=[LAYER]), ["initiative_projekt_traedesten", "job_centre"]
    with open_caseload([CASES / "initiatives" / "projekt-traedesten.yaml"], book) as caseload:
        sides = []
        for table, on in (("before", date(2026, 12, 31)), ("after", date(2027, 1, 1))):
            reading = read_columns(book, on, LawSetting.expected, names, set(), givers=True)
            answer_all(caseload, reading, table, Console(quiet=True), "en")
            sides.append(Side(reading, table))
        found = [move for name in names for move in moves(caseload.connection, sides[0], sides[1], name)]
    [move] = found
    assert (move.before.outcome, move.after.outcome) == ("kan henvises", "lukket")
    assert (move.before.rules, move.after.rules) == (("projekt-traedesten-open",), ("projekt-traedesten-closed",))
