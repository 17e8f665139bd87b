"""The count reading of a caseload: every finding of every citizen on one date, in one table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from reformrules.count.chain import Chain
from reformrules.count.duties import DETAILS, DutyColumns, detail
from reformrules.count.facts import FactColumns
from reformrules.count.law import LawColumns, giver, why
from reformrules.count.tables import CASE, ID, flag
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.law_in_force import obligations_in_force
from reformrules.rulebook.status import DEFAULT_SETTING, LawSetting

Table = Any


@dataclass(frozen=True)
class Reading:
    """How a rulebook is read over a caseload on a date: the steps, and the table with the answers.

    conclusions, obligations: the findings in the table. A conclusion is NULL where it is none or open; an obligation
    has its state. `<name>__unknown` says that it is open, `<name>__why` what leaves it open (see `reasons`), and
    `<name>__rule` the rule that gives a conclusion, when `givers` are asked for. facts: what the answers rest on.
    """

    book: Rulebook
    on: date
    setting: LawSetting
    chain: Chain
    answers: Table
    conclusions: tuple[str, ...]
    obligations: tuple[str, ...]
    facts: FactColumns
    givers: bool = False


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

    Raises CannotCount for an expression that has no meaning in columns.
    """
    wanted = findings_of(book) if conclusions is None else conclusions
    duties = {r.id for r in obligations_in_force(book, on, setting)} if obligations is None else obligations
    read = {name for one in (*wanted, *duties) for name in book.rests_on(one)}
    read |= {counting_of(book, name) for name in duties}
    facts = FactColumns(book, Chain(), on, setting, tuple(sorted((read | {*beside}) & book.facts.keys())), apart)
    return _read_law(facts, wanted, duties, beside, givers)


def counting_of(book: Rulebook, rule: str) -> str:
    """The dates that an obligation counts."""
    nodes = book.rules[rule].obligation
    assert nodes is not None  # only obligations are asked for
    return nodes.model.counting


def _read_law(
    facts: FactColumns, conclusions: list[str], obligations: set[str], beside: tuple[str, ...], givers: bool
) -> Reading:
    law = LawColumns(facts, givers=givers)
    duties = DutyColumns(law, obligations)
    needed_facts, needed = duties.needed()
    law.add([*conclusions, *sorted(needed)], needed_facts | {*beside})
    duties.add()
    answers = _answers(law.table, (CASE, ID, *beside), conclusions, duties.names, givers)
    return Reading(
        facts.book,
        facts.on,
        facts.setting,
        facts.chain,
        answers,
        tuple(conclusions),
        tuple(duties.names),
        facts,
        givers,
    )


def _answers(
    table: Table, keys: tuple[str, ...], conclusions: list[str], obligations: list[str], givers: bool
) -> Table:
    columns = [*keys]
    for name in conclusions:
        columns += [name, flag(name), why(name), *([giver(name)] if givers else [])]
    for name in obligations:
        columns += [name, flag(name), why(name), *(detail(name, what) for what in DETAILS)]
    return table.select(*columns)
