"""The tables and columns of a caseload, explained in words, as a page of Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from reformrules.case.template import UNBROKEN, Wording
from reformrules.count.caseload.shape import CITIZEN, KIND, UNKNOWN_SECTIONS, Written, written_columns
from reformrules.count.tables import PERSONS, may_be_left_out
from reformrules.rulebook.models import RecordShape

_HEAD = (
    "# Tabellerne i en sagsstamme", "# The tables of a caseload",
)  # fmt: skip
_INTRO = (
    """\
En mappe med en fil for hver tabel, `persons.csv` eller `persons.parquet` og så videre (eller en DuckDB-fil med de samme
tabeller). `persons` har en række for hver borger; de andre tabeller har en række for hver post i afsnittet.
Skilletegnet i CSV er komma, semikolon eller tabulator, tegnsættet er UTF-8. Celler skrives som i en sagsfil:
datoer `2026-07-01`, måneder `2026-07`, tal med punktum, `true` og `false`.

- `citizen` er et pseudonym, det samme i alle tabeller. Skriv aldrig CPR-numre.
- En **tabel** der ikke er der, er et ukendt afsnit. En tabel der er der, er fuldstændig: en borger uden rækker i den
  har ingen. Er et afsnit ukendt for nogle borgere, nævnes det i deres `unknown_sections`.
- En **tom celle**, og en kolonne der ikke er der, er et felt der er udeladt; hvad det betyder, står ved hver kolonne.
  Hvor `none` må skrives, betyder det "ingen", og en tom celle betyder "ukendt".
- Måneder skrives med en række for hver måned (`month`). Flere ens måneder kan skrives i en række med `from_month` og
  `to_month`, den første og den sidste.
- En borger med en række der ikke er gyldig, **lægges helt til side**, som en sagsfil med en fejl afvises: uden den
  række ville resten af historien sige, at det ikke er sket. `reformrules caseload check` siger hvorfor.
""",
    """\
A folder with one file for each table, `persons.csv` or `persons.parquet` and so on (or a DuckDB file with the same
tables). `persons` has a row for each citizen; the other tables have a row for each entry of the section.
CSV is separated by commas, semicolons or tabs, in UTF-8. Cells are written as in a case file: dates `2026-07-01`,
months `2026-07`, numbers with a point, `true` and `false`.

- `citizen` is a pseudonym, the same in all tables. Never write CPR numbers.
- A **table** that is not there is a section that is unknown. A table that is there is complete: a citizen without rows
  in it has none. Where a section is unknown of some citizens, their `unknown_sections` names it.
- An **empty cell**, and a column that is not there, is a field left out; each column says what that means.
  Where `none` may be written it means "none", and an empty cell means "unknown".
- Months are written with a row for each month (`month`). Several months that are alike may be written in one row with
  `from_month` and `to_month`, the first and the last.
- A citizen with a row that is not valid is **set aside whole**, as a case file with a fault is refused: without that
  row the rest of the history would say that the thing did not happen. `reformrules caseload check` says why.
""",
)
_TITLES = ("| Kolonne | Hvad der skrives |\n|---|---|", "| Column | What is written |\n|---|---|")
_ALWAYS = ("skal udfyldes", "must be filled in")
_EMPTY = ("tom betyder ukendt", "empty means unknown")
_COLUMNS = {
    CITIZEN: ("borgerens pseudonym", "the pseudonym of the citizen"),
    UNKNOWN_SECTIONS: (
        "navnene på de afsnit der er ukendte for borgeren, med mellemrum imellem; tom betyder at ingen er det",
        "the names of the sections that are unknown of the citizen, with a space between; empty means that none is",
    ),
    "from": ("første dag", "first day"),
    "to": ("sidste dag; tom betyder at perioden er åben", "last day; empty means that the spell is open"),
    "on": ("dagen", "the day"),
    "month": ("måneden", "the month"),
    "from_month": ("første måned i en række ens måneder", "first month of a run of equal months"),
    "to_month": ("sidste måned i en række ens måneder", "last month of a run of equal months"),
}
_MISSING_NONE = (
    "Er tabellen der ikke, har ingen borger noget her.", "If the table is not there, no citizen has anything here.",
)  # fmt: skip


def manual(record: RecordShape, lang: str) -> str:
    """The page that explains every table and column of a caseload in the language."""
    return "\n".join(_lines(record, lang)).replace(UNBROKEN, " ") + "\n"


def _lines(record: RecordShape, lang: str) -> Iterator[str]:
    english = lang == "en"
    yield from (_HEAD[english], "", _INTRO[english])
    yield from ("## persons", "")
    yield from _table(PERSONS, record, lang)
    for name, section in record.sections.items():
        yield from (f"## {name}", "", f"{section.label.in_(lang)}.")
        if section.help is not None:
            yield f"{section.help.in_(lang)}."
        if not may_be_left_out(section):
            yield _MISSING_NONE[english]
        yield ""
        yield from _table(name, record, lang)


def _table(name: str, record: RecordShape, lang: str) -> Iterator[str]:
    yield _TITLES[lang == "en"]
    for column in written_columns(name, record).values():
        yield f"| `{column.name}` | {_said(column, name, record, lang).replace('|', '/')} |"
    yield ""


def _said(column: Written, table: str, record: RecordShape, lang: str) -> str:
    wording, english = Wording(record, lang), lang == "en"
    if column.name == KIND and column.type == "kind":
        return f"{_ALWAYS[english]}; {wording.choices(record.sections[table].kinds)}"
    if column.spec is None:
        return "; ".join([*([_ALWAYS[english]] if column.needed else []), _COLUMNS[column.name][english]])
    empty = [_EMPTY[english]] if not column.spec.required and column.spec.absent == "unknown" else []
    return "; ".join([wording.described(column.spec), *empty])
