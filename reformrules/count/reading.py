"""The count reading of a caseload: every finding of every citizen on one date, in one table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from reformrules.count.chain import Chain
from reformrules.count.duties import DETAILS, DutyColumns, detail
from reformrules.count.facts import FactColumns
from reformrules.count.law import LawColumns, giver, why
from reformrules.count.script import Script, kept
from reformrules.count.tables import CASE, ID, flag
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.law_in_force import obligations_in_force
from reformrules.rulebook.status import DEFAULT_SETTING, LawSetting

Table = Any


@dataclass(frozen=True)
class InColumns:
    """The steps of a reading as expressions, the table with the answers, and the facts that they rest on."""

    chain: Chain
    answers: Table
    facts: FactColumns


@dataclass(frozen=True)
class Reading:
    """How a rulebook is read over a caseload on a date.

    conclusions, obligations: the findings in the table of answers. A conclusion is NULL where it is none or open; an
    obligation has its state. `<name>__unknown` says that it is open, `<name>__why` what leaves it open (see
    `reasons`), and `<name>__rule` the rule that gives a conclusion, when `givers` are asked for. beside: facts that
    stand there too. apart: whether each fact and conclusion has steps of its own.
    """

    book: Rulebook
    on: date
    setting: LawSetting
    conclusions: tuple[str, ...]
    obligations: tuple[str, ...]
    beside: tuple[str, ...] = ()
    apart: bool = False
    givers: bool = False

    @cached_property
    def columns(self) -> InColumns:
        """The steps as expressions, for any engine; raises CannotCount for what has no meaning in columns."""
        return _in_columns(self)

    @cached_property
    def script(self) -> Script:
        """The steps as statements for DuckDB, as they were kept or as they are now written."""
        asked = (self.book.digest, str(self.on), self.setting.value, *map(repr, (
            self.conclusions, self.obligations, self.beside, self.apart, self.givers)))  # fmt: skip
        return kept(asked, self._written) if self.book.digest else self._written()

    def _written(self) -> Script:
        chain, facts = self.columns.chain, self.columns.facts
        return Script(
            tuple(chain.tables()), chain.rest(self.answers), self.answers.schema().to_pyarrow(),
            chain.rest(facts.table), facts.step, facts.flags(),
        )  # fmt: skip

    @property
    def chain(self) -> Chain:
        """The steps."""
        return self.columns.chain

    @property
    def answers(self) -> Table:
        """The table with the answers."""
        return self.columns.answers


def findings_of(book: Rulebook) -> list[str]:
    """The conclusions that are findings about a citizen."""
    return [name for name, conclusion in book.conclusions.items() if conclusion.model.is_finding]


def read_columns(
    book: Rulebook, on: date, setting: LawSetting = DEFAULT_SETTING, conclusions: list[str] | None = None,
    obligations: set[str] | None = None, beside: tuple[str, ...] = (), apart: bool = False, givers: bool = False,
) -> Reading:  # fmt: skip
    """The steps from the tables of a caseload to its answers; all findings unless some are named.

    beside: facts that stand in the table of answers too. apart: each fact and conclusion in steps of its own, to be
    read by people; else as many as can in one step, to be run. givers: whether the table says which rule gives an
    answer.
    """
    wanted = findings_of(book) if conclusions is None else conclusions
    found = [rule.id for rule in obligations_in_force(book, on, setting)]
    duties = [name for name in found if obligations is None or name in obligations]
    return Reading(book, on, setting, tuple(wanted), tuple(duties), beside, apart, givers)


def counting_of(book: Rulebook, rule: str) -> str:
    """The dates that an obligation counts."""
    nodes = book.rules[rule].obligation
    assert nodes is not None  # only obligations are asked for
    return nodes.model.counting


def _in_columns(reading: Reading) -> InColumns:
    book, duties = reading.book, reading.obligations
    read = {name for one in (*reading.conclusions, *duties) for name in book.rests_on(one)}
    read |= {counting_of(book, name) for name in duties} | {*reading.beside}
    names = tuple(sorted(read & book.facts.keys()))
    facts = FactColumns(book, Chain(), reading.on, reading.setting, names, reading.apart)
    law = LawColumns(facts, givers=reading.givers)
    obliged = DutyColumns(law, set(duties))
    needed_facts, needed = obliged.needed()
    law.add([*reading.conclusions, *sorted(needed)], needed_facts | {*reading.beside})
    obliged.add()
    return InColumns(facts.chain, _answers(law.table, reading), facts)


def _answers(table: Table, reading: Reading) -> Table:
    columns = [CASE, ID, *reading.beside]
    for name in reading.conclusions:
        columns += [name, flag(name), why(name), *([giver(name)] if reading.givers else [])]
    for name in reading.obligations:
        columns += [name, flag(name), why(name), *(detail(name, what) for what in DETAILS)]
    return table.select(*columns)
