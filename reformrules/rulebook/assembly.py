"""From the files of a folder to a checked `Rulebook`: parsing, names, types. Whole-book checks: `checks.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from reformrules.days import read_day
from reformrules.errors import Both, Invalid, Place, Problem, RulebookError, nearest, quoted
from reformrules.rulebook import figures, initiatives, tables
from reformrules.rulebook import models as m
from reformrules.rulebook import syntax as s
from reformrules.rulebook.book import Conclusion, ObligationNodes, Rule, Rulebook, window_of
from reformrules.rulebook.checks import check_book
from reformrules.rulebook.files import Folder, Sheet, read_folder, whole_record
from reformrules.rulebook.initiatives import Frame, conclusion_name, conclusion_of, initiative_faults
from reformrules.rulebook.layers import areas_in, frames_of, layer_faults, layer_of
from reformrules.rulebook.legal_time import DURATION_UNITS
from reformrules.rulebook.loader import default_rules
from reformrules.rulebook.origins import Home, Origin
from reformrules.rulebook.overlay import is_overlay, laid_over, read_overlay
from reformrules.rulebook.parsing import parse
from reformrules.rulebook.record_scope import entry_scope, fact_with_choices
from reformrules.rulebook.statements import RegisterEntry
from reformrules.rulebook.types import BOOL, DATE, NUMBER, Scope, Type, check, declared, fault, value_fits
from reformrules.rulebook.unit_words import unit_text
from reformrules.rulebook.units import check_unit, declared_units, whole_fault

T = TypeVar("T")
_MERGED = ("facts", "parameters", "sources", "conclusions", "register", "figures", "initiatives", "shares")


def assembled(path: Path, layers: list[str]) -> Rulebook:
    """The rulebook of a folder with these layers, or of a file with a change that is laid over one."""
    if not is_overlay(path):
        return _Assembly(read_folder(path, layers)).load()
    overlay = read_overlay(path)
    folder, laid = laid_over(read_folder(overlay.base or default_rules(), layers), overlay)
    return replace(_Assembly(folder).load(), laid=laid)


class _Assembly:
    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.frames = frames_of(folder.layers)
        self.problems: list[Problem] = []
        self.where: dict[tuple[str, str], Place] = {}
        self.homes: dict[tuple[str, str], Home] = {}
        self.units: set[str] = set(DURATION_UNITS)
        self.citations: dict[tuple[str, str | None], m.Citation] = {}

    def load(self) -> Rulebook:
        record = whole_record(self.folder)
        merged = {key: self._merge(key) for key in _MERGED}
        self.units |= declared_units(record, merged)
        facts = {name: self._fact(name, fact, record) for name, (fact, _) in merged["facts"].items()}
        book = Rulebook(
            record=record,
            facts=facts,
            parameters={name: self._parameter(name, p) for name, (p, _) in merged["parameters"].items()},
            sources={name: source for name, (source, _) in merged["sources"].items()},
            conclusions={n: self._conclusion(n, c, sheet) for n, (c, sheet) in merged["conclusions"].items()},
            rules={},
            concepts={sh.concept: sh.title for sh in self.folder.sheets if sh.title is not None},
            digest=self.folder.digest,
            where=self.where,
            register=self._register(merged),
            shares={id_: share for id_, (share, _) in merged["shares"].items()},
            figures={id_: figure for id_, (figure, _) in merged["figures"].items()},
            initiatives={id_: initiative for id_, (initiative, _) in merged["initiatives"].items()},
            layers=tuple(self.folder.layers),
            areas=areas_in(self.folder.layers),
        )
        self.problems += initiative_faults(book.initiatives, book.figures, book.areas, self.homes)
        self._stop()
        book = self._with_rules(book)
        self.problems += layer_faults(book, self.folder.layers, self.homes)
        self._figures(book)
        self._stop()
        return check_book(book, self.homes)

    def _figures(self, book: Rulebook) -> None:
        """The expressions that say whom a figure counts are true or false of a citizen."""
        for sheet in self.folder.sheets:
            for id_, figure in sheet.parts.get("figures", {}).items():
                home = Home(sheet.document, ("figures", id_))
                for key in ("counts", "among"):
                    text = getattr(figure, key)
                    if text is not None:
                        self._expression(book, text, home.origin(key), BOOL)

    def _stop(self) -> None:
        if self.problems:
            raise RulebookError(*self.problems)

    def _refuse(self, message: Both, place: Place) -> None:
        self.problems.append(Problem(message, place))

    def _merge(self, key: str) -> dict[str, tuple[Any, Sheet]]:
        found: dict[str, tuple[Any, Sheet]] = {}
        for sheet in self.folder.sheets:
            for name, model in sheet.parts.get(key, {}).items():
                self._unique(key, name, Home(sheet.document, (key, name)))
                found[name] = (model, sheet)
            for id_, initiative in sheet.parts.get("initiatives", {}).items() if key == "conclusions" else ():
                if initiative.for_ is not None:
                    name = conclusion_name(id_)
                    self._unique(key, name, Home(sheet.document, ("initiatives", id_)))
                    found[name] = (conclusion_of(initiative, self._frame(sheet)), sheet)
        return found

    def _register(self, merged: Mapping[str, Mapping[str, tuple[Any, Sheet]]]) -> dict[str, RegisterEntry]:
        """What is written in registers, and what figures and initiatives say of themselves."""
        found = {id_: entry for id_, (entry, _) in merged["register"].items()}
        for key, entry_of in (("figures", figures.entry_of), ("initiatives", initiatives.entry_of)):
            for id_, (model, sheet) in merged[key].items():
                self._unique("register", id_, Home(sheet.document, (key, id_)))
                found[id_] = entry_of(model)
        return found

    def _unique(self, key: str, name: str, home: Home) -> None:
        named = "names" if key in ("facts", "parameters", "conclusions") else key
        place = home.place()
        first = self.where.setdefault((named, name), place)
        self.homes.setdefault((named, name), home)
        if first is not place:
            da = f"`{name}` findes allerede, i {first}; vælg et andet navn"
            self._refuse(Both(da, f"`{name}` is there already, at {first}; choose another name"), place)

    def _fact(self, name: str, fact: m.Fact, record: m.RecordShape) -> m.Fact:
        try:
            return fact_with_choices(name, fact, record)
        except RulebookError as error:
            home = self.homes["names", name]
            for problem in error.problems:
                self._refuse(problem.message, home.place("measure", problem.field or ""))
            return fact

    def _parameter(self, name: str, parameter: m.Parameter) -> m.Parameter:
        for index, dated in enumerate(parameter.values):
            if dated.value is not None:
                home = self.homes["names", name]
                self._constant(name, dated.value, parameter, home, "values", index, "value")
        return parameter

    def _conclusion(self, name: str, model: m.Conclusion, sheet: Sheet) -> Conclusion:
        home = self.homes["names", name]
        nodes = [self._parse(text, origin) for text, origin in _law_dates(model, home)]
        if len(nodes) > 2:
            both = Both("`law_of` nævner én dato eller to", "`law_of` names one date or two")
            self._refuse(both, home.place("law_of"))
        if model.otherwise is not None:
            value = self._constant(name, model.otherwise.value, model, home, "otherwise", "value").value
            model = model.model_copy(update={"otherwise": model.otherwise.model_copy(update={"value": value})})
        type_ = declared(model.type, model.unit, model.one_of)
        return Conclusion(name, model, sheet.concept, home.place(), tuple(n for n in nodes if n), type_)

    def _constant(
        self, name: str, value: Any, of: m.Parameter | m.Conclusion, home: Home, *keys: str | int
    ) -> s.Literal:
        """A written value of a parameter or a conclusion, which must be of its type."""
        message = None
        if of.type == "date":
            try:
                value = read_day(value)
            except Invalid as error:
                message = f"`{name}`: " + error.said
        type_ = declared(of.type, of.unit, getattr(of, "one_of", None))
        message = message or value_fits(value, type_, name) or whole_fault(value, of, name)
        if message:
            self._refuse(message, home.place(*keys))
        return s.Literal(0, value, type_.unit)

    def _parse(self, text: str, origin: Origin) -> s.Node | None:
        return self._placed(lambda: parse(text), origin)

    def _placed(self, action: Callable[[], T], origin: Origin) -> T | None:
        """Run a parse or check whose problems carry an offset; turn the offset into line and column."""
        try:
            return action()
        except RulebookError as error:
            for problem in error.problems:
                self._refuse(problem.message, origin.place(int(problem.field or 0)))
            return None

    def _with_rules(self, book: Rulebook) -> Rulebook:
        for name, active in book.conclusions.items():
            self._check_law_dates(book, active, self.homes["names", name])
        rules: dict[str, Rule] = {}
        for sheet in self.folder.sheets:
            self._check_tables(book, sheet)
        self._stop()
        for sheet in self.folder.sheets:
            for id_, model, home in self._models(sheet):
                self._unique("rules", id_, home)
                rule = self._rule(book, sheet, id_, model, home)
                if rule is not None:
                    rules[id_] = rule
        conclusions = {
            name: replace(c, rules=tuple(r for r in rules.values() if r.concludes == name))
            for name, c in book.conclusions.items()
        }
        return replace(
            book, rules=rules, conclusions=conclusions, measures=self._measures(book), where=dict(self.where)
        )

    def _models(self, sheet: Sheet) -> Iterator[tuple[str, m.Rule, Home]]:
        """The rules of a file: as written, of the rows of its tables, and of its initiatives."""
        for id_, rule in sheet.parts.get("rules", {}).items():
            yield id_, rule, Home(sheet.document, ("rules", id_))
        for id_, table in sheet.parts.get("tables", {}).items():
            yield from tables.rules_of(id_, table, sheet.document)
        for id_, initiative in sheet.parts.get("initiatives", {}).items():
            yield from initiatives.rules_of(id_, initiative, sheet.document, self._frame(sheet))

    def _frame(self, sheet: Sheet) -> Frame:
        """What the layer of a file says for all its initiatives."""
        return self.frames[layer_of(sheet.document.file, self.folder.layers) or ""]

    def _check_law_dates(self, book: Rulebook, active: Conclusion, home: Home) -> None:
        for node, (_, origin) in zip(active.law_of, _law_dates(active.model, home), strict=False):
            self._checked(node, book.scope, DATE, origin)

    def _check_tables(self, book: Rulebook, sheet: Sheet) -> None:
        for id_, table in sheet.parts.get("tables", {}).items():
            for row in range(len(table.rows)):
                for text, parts in tables.tests(table, row):
                    placed = tuple((at, ("tables", id_, *where)) for at, where in parts)
                    self._parse(text, Origin(sheet.document, placed))
            to = book.conclusions.get(table.concludes)
            if to is not None and (to.model.hit == "collect") != (table.hit == "collect"):
                self._refuse(_unlike(table, to), sheet.document.value_place(("tables", id_, "hit")))

    def _rule(self, book: Rulebook, sheet: Sheet, id_: str, model: m.Rule, home: Home) -> Rule | None:
        when = self._expression(book, model.when, home.origin("when"), BOOL)
        concludes = next(iter({**(model.then or {}), **(model.undetermined or {})}), None)
        value = None
        if concludes is not None and concludes not in book.conclusions:
            hint = nearest(concludes, book.conclusions)
            unknown = Both("ukendt konklusion ", "unknown conclusion ") + quoted(concludes)
            self._refuse(unknown + hint, _concluded(home, model, concludes))
        elif concludes is not None and model.then:
            value = self._value(book.conclusions[concludes], model.then[concludes], book, home)
        obligation = self._obligation(book, model.obligation, home)
        if when is None or (model.obligation and obligation is None):
            return None
        because = model.undetermined[concludes] if model.undetermined and concludes else None
        return Rule(
            id_, sheet.concept, home.place(), model.status, window_of(model), when, model.text,
            self._cited(model), concludes, value, because, obligation, tuple(model.overrides),
        )  # fmt: skip

    def _cited(self, model: m.Rule) -> m.Cited:
        """What a rule carries as any legal statement does; equal citations are one object, as a rulebook is kept."""
        given = {field.alias or name: getattr(model, name) for name, field in m.Cited.model_fields.items()}
        source = [self.citations.setdefault((one.id, one.section), one) for one in model.source]
        return m.Cited.model_validate({**given, "source": source})

    def _expression(self, book: Rulebook, text: str, origin: Origin, expected: Type | None) -> s.Node | None:
        node = self._parse(text, origin)
        return node if node is not None and self._checked(node, book.scope, expected, origin) else None

    def _checked(self, node: s.Node, scope: Scope, expected: Type | None, origin: Origin) -> bool:
        def action() -> Type:
            for part in s.walk(node):
                check_unit(part, self.units)
            return check(node, scope, expected)

        return self._placed(action, origin) is not None

    def _value(self, to: Conclusion, value: Any, book: Rulebook, home: Home) -> s.Node | None:
        keys = ("then",) if home.table else ("then", to.name)
        if to.type.kind == "text" or not isinstance(value, str):
            return self._constant(to.name, value, to.model, home, *keys)
        return self._expression(book, value, home.origin(*keys), to.type)

    def _obligation(self, book: Rulebook, model: m.Obligation | None, home: Home) -> ObligationNodes | None:
        if model is None:
            return None

        def node(key: str, expected: Type | None) -> s.Node | None:
            text = getattr(model, key)
            return self._expression(book, text, home.origin("obligation", key), expected) if text is not None else None

        counted = home.origin("obligation", "counting")
        self._placed(lambda: check(s.Name(0, model.counting), book.scope, Type("dates")), counted)
        at_least, counted_from, deadline = node("at_least", NUMBER), node("counted_from", DATE), node("by", DATE)
        length = node("within", None)
        if length is not None and self._is_duration(book, length, home.origin("obligation", "within")):
            deadline = s.Arithmetic(0, "+", counted_from, length) if counted_from is not None else None
        first_by, unless = node("first_by", DATE), node("unless", BOOL)
        if at_least is None or counted_from is None or deadline is None:
            return None
        counting = s.Name(0, model.counting)
        return ObligationNodes(model, at_least, counted_from, deadline, first_by, unless, counting)

    def _is_duration(self, book: Rulebook, node: s.Node, origin: Origin) -> bool:
        found = book.type_of(node)
        if found.kind != "number" or found.unit not in DURATION_UNITS:
            self._refuse(_A_DURATION + found.said, origin.place(0))
            return False
        return True

    def _measures(self, book: Rulebook) -> Mapping[str, s.Node]:
        """The parsed `where` of each measure (key: fact name) and its `since` or `on` (key: fact name + `.day`)."""
        found: dict[str, s.Node] = {}
        for sheet in self.folder.sheets:
            for name, fact in sheet.parts.get("facts", {}).items():
                home = Home(sheet.document, ("facts", name))
                texts = [(key, getattr(fact.measure, key), DATE) for key in ("since", "on")]
                for key, text, expected in [("where", fact.measure.where, BOOL), *texts]:
                    node = self._measured(book, name, key, text, expected, home) if text is not None else None
                    if node is not None:
                        found[name if key == "where" else f"{name}.day"] = node
                self._windows(book, fact, home)
        return found

    def _measured(self, book: Rulebook, name: str, key: str, text: str, expected: Type, home: Home) -> s.Node | None:
        origin = home.origin("measure", key)
        node = self._parse(text, origin)
        scope = entry_scope(book.facts[name], book) if key == "where" else _facts_only(book, key)
        return node if node is not None and self._checked(node, scope, expected, origin) else None

    def _windows(self, book: Rulebook, fact: m.Fact, home: Home) -> None:
        for key, units in (("window", DURATION_UNITS), ("allowance", {"days"}), ("at_most", {fact.unit or ""})):
            name = getattr(fact.measure, key)
            if name is None:
                continue
            parameter = book.parameters.get(name)
            if parameter is None:
                unknown = Both("ukendt parameter ", "unknown parameter ") + quoted(name)
                self._refuse(unknown + nearest(name, book.parameters), home.place("measure", key))
            elif parameter.type not in ("int", "decimal") or (parameter.unit or "") not in units:
                self._refuse(_no_number(key, sorted(units), name), home.place("measure", key))


_A_DURATION = Both(
    "her skal stå en varighed, fx `6 months`; dette er ", "a duration is needed here, like `6 months`; this is "
)


def _no_number(key: str, units: list[str], name: str) -> Both:
    da = " eller ".join(unit_text(unit, "da") if unit else "ingen enhed" for unit in units)
    en = " or ".join(units) or "no unit"
    return Both(
        f"`{key}` kræver et tal i {da}; `{name}` er ikke sådan et", f"`{key}` needs a number of {en}; `{name}` is none"
    )


def _unlike(table: m.Table, to: Conclusion) -> Both:
    of, its = f"`hit: {table.hit}`", f"`hit: {to.model.hit}`"
    return Both(
        f"en tabel med {of} kan ikke konkludere `{to.name}`, som har {its}",
        f"a table of {of} cannot conclude `{to.name}`, which has {its}",
    )


def _law_dates(model: m.Conclusion, home: Home) -> list[tuple[str, Origin]]:
    """The dates whose law answers, each with where it stands."""
    if isinstance(model.law_of, str):
        return [(model.law_of, home.origin("law_of"))]
    return [(text, home.origin("law_of", index)) for index, text in enumerate(model.law_of or ())]


def _concluded(home: Home, model: m.Rule, name: str) -> Place:
    """Where a rule or a table names what it concludes."""
    if home.table is not None:
        return home.place("concludes")
    return home.document.place(home.to("then" if model.then else "undetermined", name))


def _facts_only(book: Rulebook, key: str) -> Scope:
    """The names a `since` or an `on` may use: facts are read before anything is concluded."""

    def scope(name: str, at: int) -> Type:
        if name in book.conclusions:
            da = f"`{name}` er en konklusion; `{key}` nævner kun oplysninger og parametre"
            raise fault(at, Both(da, f"`{name}` is a conclusion; `{key}` names facts and parameters only"))
        return book.scope(name, at)

    return scope
