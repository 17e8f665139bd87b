"""Hours by month and codes by week, as other registers have them, to the tables of a caseload.

Of a week the code counts from Monday to Sunday. Weeks of one code that follow each other are one spell, and a week
without the code ends it. A spell in the last week of the file is still open: no later week says that it has ended.
Hours of one month, sort and place are added up. Of a citizen of whom a row was set aside, the sections that the file
would have told of are unknown: what is left would say "no" where it is not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from reformrules.case.record import bounds
from reformrules.count.caseload import sql
from reformrules.count.caseload.cells import cell, number_in
from reformrules.count.caseload.codes import HOURS_TABLE, Codes, Meaning
from reformrules.count.caseload.export import column_type
from reformrules.count.caseload.reasons import A_MONTH, EMPTY
from reformrules.count.caseload.shape import CITIZEN, KIND, UNKNOWN_SECTIONS, Written, written_columns
from reformrules.count.caseload.sources import Source
from reformrules.count.caseload.staging import Doubt, Read, Staging, spoiled, text_of
from reformrules.count.patience import Executes
from reformrules.count.tables import PERSONS
from reformrules.errors import Both, listed
from reformrules.rulebook.models import RecordShape

WEEKS, HOURS = "weeks", "hours"
_MONTH = Written("month", "month", True)
_CALENDAR = Both("det er ikke en uge i kalenderen", "this is not a week of the calendar")
_ISO = Both("en ISO-uge som 2026-W07 eller 202607", "an ISO week like 2026-W07 or 202607")
_AHEAD = Both("ugen har ikke været endnu", "this week has not been yet")
_UP_TO_NOW = Both("en uge til og med nu", "a week up to now")
_NAMED_CODE = Both("en kode, som filen med koder nævner", "a code that the file of codes names")
_NO_CODE = Both("filen med koder siger ikke, hvad koden betyder", "the file of codes does not say what this code means")
_ONE_NAMED = Both("en kode, som den nævner", "a code that it names")
_SEVERAL = Both("borgeren har mere end én række for ugen", "the citizen has more than one row of this week")
_ONE_ROW = Both("én række for hver uge", "one row for each week")
_NO_MONTH = Both("det er ikke en måned", "this is not a month")
_NAMED_WORK = Both("en slags arbejde, som filen med koder nævner", "a sort of work that the file of codes names")
_NO_WORK = Both(
    "filen med koder siger ikke, hvad denne slags arbejde er",
    "the file of codes does not say what this sort of work is",
)
_WORK_NAMED = Both("en, som den nævner", "one that it names")
_NO_NUMBER = Both("det er ikke et antal timer", "this is not a number of hours")
_A_NUMBER = Both("et tal med højst 4 decimaler", "a number, at most 4 decimals")
_NOT_AMONG = Both("det er ikke en af værdierne", "this is not one of the values")
_TOO_MANY = Both(
    "månedens timer giver tilsammen for få eller for mange", "the hours of the month add up to too few or too many"
)


class RegisterMapping:
    """Takes the files in, and gives the tables of a caseload as queries, every cell as it is written."""

    def __init__(self, connection: Executes, codes: Codes, record: RecordShape) -> None:
        self.staging, self.codes, self.record = Staging(connection), codes, record
        self.persons: Source | None = None
        self.read: dict[str, Read] = {}

    def take_persons(self, path: Path) -> None:
        """Take the citizens, and what is known of each, from a table of persons."""
        columns = [name for name in written_columns(PERSONS, self.record) if name != CITIZEN]
        self.persons = self.staging.source(PERSONS, path, (CITIZEN,), columns)

    def take_weeks(self, path: Path) -> None:
        """Take in a file with a code for each citizen and week."""
        source = self.staging.source(WEEKS, path, (CITIZEN, "week", "code"))
        week = text_of(source, "week")
        parts = f"regexp_extract({week}, '^([0-9]{{4}})(?:-?W)?([0-9]{{2}})$', ['year', 'week'])"
        iso = f"({parts}).year || '-W' || ({parts}).week"
        monday = f"CAST(try_strptime({iso} || '-1', '%G-W%V-%u') AS DATE)"
        columns = {"week": week, "monday": monday, "iso": iso, "code": text_of(source, "code")}
        several = "count(*) OVER (PARTITION BY citizen, monday) > 1 AND monday IS NOT NULL AND NOT nobody"
        self.read[WEEKS] = self.staging.take(source, columns, [
            Doubt("week", "coalesce(strftime(monday, '%G-W%V') <> iso, true)", _CALENDAR, _ISO),
            Doubt("week", "monday > current_date", _AHEAD, _UP_TO_NOW),
            Doubt("code", "code IS NULL", EMPTY, _NAMED_CODE),
            Doubt("code", f"NOT {sql.one_of('code', self.codes.weeks)}", _NO_CODE, _ONE_NAMED),
            Doubt("week", several, _SEVERAL, _ONE_ROW),
        ])  # fmt: skip

    def take_hours(self, path: Path) -> None:
        """Take in a file with the hours of each citizen, month and sort of work."""
        spare = [name for name in self.record.sections[HOURS_TABLE].fields if name != HOURS]
        source = self.staging.source(HOURS, path, (CITIZEN, "month", KIND, HOURS), spare)
        month = cell("r.month", source.columns["month"], _MONTH)
        number = number_in(text_of(source, HOURS))  # also below zero: a correction of an earlier row
        taken = {"month": month.value, "no_month": f"{month.empty} OR {month.wrong}", KIND: self._kind(source)}
        taken |= {HOURS: number.value, "no_hours": f"{number.empty} OR {number.wrong}"}
        taken |= {f"{name}_said": text_of(source, name) for name in ("month", HOURS)}
        for name in spare:
            own = sql.text(str(self.codes.fields[name])) if name in self.codes.fields else "NULL"
            taken[name] = f"coalesce({text_of(source, name)}, {own})" if name in source.columns else own
        self.read[HOURS] = self.staging.take(source, taken, [*self._hours_doubts(spare)])

    def _kind(self, source: Source) -> str:
        """The sort of work: as the file of codes says, or a kind of work by its own name."""
        written = text_of(source, KIND)
        cases = " ".join(f"WHEN {sql.text(code)} THEN {sql.text(kind)}" for code, kind in self.codes.kinds.items())
        return f"CASE {written} {cases} ELSE {written} END" if cases else written

    def _hours_doubts(self, spare: list[str]) -> Iterator[Doubt]:
        section = self.record.sections[HOURS_TABLE]
        low, high = bounds(section.fields[HOURS])
        yield Doubt("month", "no_month", _NO_MONTH, A_MONTH, "month_said")
        yield Doubt(KIND, f"{KIND} IS NULL", EMPTY, _NAMED_WORK)
        yield Doubt(KIND, f"NOT {sql.one_of(KIND, section.kinds)}", _NO_WORK, _WORK_NAMED)
        yield Doubt(HOURS, "no_hours", _NO_NUMBER, _A_NUMBER, "hours_said")
        for name in spare:
            spec = section.fields[name]
            if spec.required:
                where = Both(" i filen eller i filen med koder", " in the file, or in the file of codes")
                yield Doubt(name, f"{sql.name(name)} IS NULL", EMPTY, f"`{name}`" + where)
            if spec.one_of is not None:
                valid = Both("en af ", "one of ") + listed(spec.one_of)
                yield Doubt(name, f"NOT {sql.one_of(sql.name(name), spec.one_of)}", _NOT_AMONG, valid)
        group = ", ".join(map(sql.name, (CITIZEN, "month", KIND, *spare)))
        total = f"sum({HOURS}) OVER (PARTITION BY {group})"
        together = Both(f"tilsammen {low} til {high}", f"together {low} to {high}")
        yield Doubt(HOURS, f"{total} < {low} OR {total} > {high}", _TOO_MANY, together, "hours_said")

    def queries(self) -> Iterator[tuple[str, str]]:
        """Each table with its query."""
        yield PERSONS, self._persons_query()
        for section in self.codes.sections() if WEEKS in self.read else ():
            yield section, self._spells(section)
        if HOURS in self.read:
            yield HOURS_TABLE, self._hours_query()

    def _persons_query(self) -> str:
        unknown = [f"CASE WHEN {CITIZEN} IN ({spoiled(name)}) THEN {sql.text(' '.join(sections))} END"
                   for name, sections in self._told_of().items() if sections]  # fmt: skip
        taken = (f"SELECT {CITIZEN} FROM {name} WHERE NOT nobody" for name in self.read)
        columns, people = [CITIZEN], " UNION ".join((*taken, *map(spoiled, self.read)))
        if self.persons is not None:
            columns, people = list(self.persons.columns), f"SELECT * FROM {self.persons.relation}"
            if UNKNOWN_SECTIONS in columns:
                unknown.insert(0, sql.name(UNKNOWN_SECTIONS))
        shown = ", ".join(sql.name(column) for column in columns if column != UNKNOWN_SECTIONS)
        names = f"nullif(concat_ws(' ', {', '.join(unknown)}), '')" if unknown else "NULL::VARCHAR"
        return f"SELECT {shown}, {names} AS {UNKNOWN_SECTIONS} FROM ({people}) ORDER BY {CITIZEN}"

    def _told_of(self) -> dict[str, list[str]]:
        """The sections that each file tells of."""
        return {name: {WEEKS: self.codes.sections(), HOURS: [HOURS_TABLE]}[name] for name in self.read}

    def _spells(self, section: str) -> str:
        """Weeks that follow each other and mean the same, as one spell."""
        columns = {n: column for n, column in written_columns(section, self.record).items() if column.spec is not None}
        meant = [(code, m) for code, found in self.codes.weeks.items() for m in found if m.section == section]
        fields = [name for name in columns if any(name in meaning.fields for _, meaning in meant)]
        rows = ", ".join(f"({', '.join(_literals(code, meaning, fields))})" for code, meaning in meant)
        names = ", ".join(map(sql.name, (KIND, *fields)))
        typed = [f"CAST({sql.name(n)} AS {column_type(columns[n])}) AS {sql.name(n)}" for n in fields]
        last = f"(SELECT max(monday) FROM {WEEKS})"
        nth = f"row_number() OVER (PARTITION BY {CITIZEN}, {names} ORDER BY monday)"
        return f"""
            WITH means AS (SELECT * FROM (VALUES {rows}) AS m(code, {names})),
            told AS (
                SELECT {CITIZEN}, monday, {names}, monday - CAST(7 * {nth} AS INTEGER) AS run
                FROM {WEEKS} JOIN means USING (code) WHERE NOT nobody AND {CITIZEN} NOT IN ({spoiled(WEEKS)})
            )
            SELECT {CITIZEN}, min(monday) AS "from",
                CASE WHEN max(monday) < {last} THEN max(monday) + 6 END AS "to", {", ".join([KIND, *typed])}
            FROM told GROUP BY {CITIZEN}, run, {names} ORDER BY {CITIZEN}, "from" """

    def _hours_query(self) -> str:
        names = [KIND, *(name for name in self.record.sections[HOURS_TABLE].fields if name != HOURS)]
        group = ", ".join((CITIZEN, "t.month", *map(sql.name, names)))
        return (
            f"SELECT {CITIZEN}, strftime(t.month, '%Y-%m') AS month, {', '.join(map(sql.name, names))}, "
            f"CAST(sum({HOURS}) AS DECIMAL(18, 4)) AS {HOURS} FROM {HOURS} AS t "
            f"WHERE NOT nobody AND {CITIZEN} NOT IN ({spoiled(HOURS)}) GROUP BY {group} ORDER BY {CITIZEN}, t.month"
        )


def _literals(code: str, meaning: Meaning, fields: list[str]) -> list[str]:
    """A code and what it means, as a row of SQL."""
    values = [meaning.fields.get(name) for name in fields]
    written = ("NULL" if value is None else sql.text(str(value)) for value in values)
    return [sql.text(code), sql.text(meaning.kind), *written]
