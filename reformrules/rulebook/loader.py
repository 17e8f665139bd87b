"""From a folder of rule files to a checked `Rulebook`: parsing, names, types. Whole-book checks: `checks.py`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from reformrules.documents import Document
from reformrules.errors import Place, Problem, RulebookError, nearest
from reformrules.rulebook import models as m
from reformrules.rulebook import syntax as s
from reformrules.rulebook import tables
from reformrules.rulebook.book import Conclusion, ObligationNodes, Rule, Rulebook, window_of
from reformrules.rulebook.checks import check_book
from reformrules.rulebook.files import Folder, Sheet, read_folder
from reformrules.rulebook.record_scope import entry_scope, fact_with_choices
from reformrules.rulebook.types import BOOL, DATE, Type, check, declared, value_fits

T = TypeVar("T")
YamlPath = tuple[str | int, ...]


def default_rules() -> Path:
    """The rulebook that comes with the package, or the checkout's own."""
    packaged = Path(__file__).parent.parent / "_data" / "rules"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent.parent / "rules"


def load_rulebook(path: Path | None = None) -> Rulebook:
    """Read, parse and check a rulebook folder (the shipped one by default).

    Raises RulebookError with all problems of the first stage that has any: files, then names, types
    and expressions, then the book as a whole.
    """
    return _Loader(read_folder(path or default_rules())).load()


class _Loader:
    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.where: dict[tuple[str, str], Place] = {}

    def load(self) -> Rulebook:
        if self.folder.record is None:
            raise RulebookError(Problem("no file gives `record`, the shape of a case", Place(str(self.folder.path))))
        record = self.folder.record
        merged = {key: self._merge(key) for key in ("facts", "parameters", "sources", "conclusions")}
        facts = {name: self._fact(name, fact, record) for name, (fact, _) in merged["facts"].items()}
        book = Rulebook(
            record=record,
            facts=facts,
            parameters={name: parameter for name, (parameter, _) in merged["parameters"].items()},
            sources={name: source for name, (source, _) in merged["sources"].items()},
            conclusions={n: self._conclusion(n, c, sheet) for n, (c, sheet) in merged["conclusions"].items()},
            rules={},
            concepts={sh.concept: sh.title for sh in self.folder.sheets if sh.title is not None},
            digest=self.folder.digest,
            where=self.where,
        )
        self._stop()
        book = self._with_rules(book)
        self._stop()
        return check_book(book)

    def _stop(self) -> None:
        if self.problems:
            raise RulebookError(*self.problems)

    def _merge(self, key: str) -> dict[str, tuple[Any, Sheet]]:
        found: dict[str, tuple[Any, Sheet]] = {}
        for sheet in self.folder.sheets:
            for name, model in sheet.parts.get(key, {}).items():
                place = sheet.document.place((key, name))
                self._unique(key, name, place)
                found[name] = (model, sheet)
        return found

    def _unique(self, key: str, name: str, place: Place) -> None:
        named = "names" if key in ("facts", "parameters", "conclusions") else key
        first = self.where.setdefault((named, name), place)
        if first is not place:
            self.problems.append(Problem(f"`{name}` is there already, at {first}", place))

    def _fact(self, name: str, fact: m.Fact, record: m.RecordShape) -> m.Fact:
        return self._try(lambda: fact_with_choices(name, fact, record), self.where["names", name]) or fact

    def _try(self, action: Callable[[], T], place: Place) -> T | None:
        try:
            return action()
        except RulebookError as error:
            self.problems.extend(replace(p, field=None).at(place) for p in error.problems)
            return None

    def _conclusion(self, name: str, model: m.Conclusion, sheet: Sheet) -> Conclusion:
        document, path = sheet.document, ("conclusions", name)
        law_of = model.law_of if isinstance(model.law_of, list) else [model.law_of] if model.law_of else []
        nodes = [self._parse(text, document, (*path, "law_of")) for text in law_of]
        if len(nodes) > 2:
            self.problems.append(Problem("`law_of` names one date or two", document.place((*path, "law_of"))))
        type_ = declared(model.type, model.unit, model.one_of)
        if model.otherwise is not None:
            self._constant(name, model.otherwise.value, type_, document, (*path, "otherwise", "value"))
        return Conclusion(name, model, sheet.concept, document.place(path), tuple(n for n in nodes if n), type_)

    def _constant(self, name: str, value: Any, type_: Type, document: Document, path: YamlPath) -> s.Node:
        if type_.kind == "date" and isinstance(value, str):
            value = self._try(lambda: _date(value), document.place(path))
        fault = value_fits(value, type_, name)
        if fault:
            self.problems.append(Problem(fault, document.value_place(path)))
        return s.Literal(0, value, type_.unit)

    def _parse(self, text: str, document: Document, path: YamlPath) -> s.Node | None:
        return self._placed(lambda: s.parse(text), document, path)

    def _placed(self, action: Callable[[], T], document: Document, path: YamlPath) -> T | None:
        """Run a parse or check whose problems carry an offset; turn the offset into line and column."""
        try:
            return action()
        except RulebookError as error:
            start = document.value_place(path)
            for problem in error.problems:
                at = int(problem.field or 0)
                column = start.column + at if start.column is not None else None
                self.problems.append(Problem(problem.message, Place(start.file, start.line, column)))
            return None

    def _with_rules(self, book: Rulebook) -> Rulebook:
        rules: dict[str, Rule] = {}
        for sheet in self.folder.sheets:
            for id_, model, path in self._models(sheet):
                place = sheet.document.place(path)
                self._unique("rules", id_, place)
                rule = self._rule(book, sheet, id_, model, path)
                if rule is not None:
                    rules[id_] = rule
        conclusions = {
            name: replace(c, rules=tuple(r for r in rules.values() if r.concludes == name))
            for name, c in book.conclusions.items()
        }
        return replace(
            book, rules=rules, conclusions=conclusions, measures=self._measures(book), where=dict(self.where)
        )

    def _models(self, sheet: Sheet) -> Iterable[tuple[str, m.Rule, YamlPath]]:
        for id_, rule in sheet.parts.get("rules", {}).items():
            yield id_, rule, ("rules", id_)
        for id_, table in sheet.parts.get("tables", {}).items():
            for index, (row_id, rule) in enumerate(tables.rules_of(id_, table)):
                yield row_id, rule, ("tables", id_, "rows", index)

    def _rule(self, book: Rulebook, sheet: Sheet, id_: str, model: m.Rule, path: YamlPath) -> Rule | None:
        document = sheet.document
        when = self._expression(book, model.when, document, (*path, "when"), BOOL)
        concludes = next(iter({**(model.then or {}), **(model.undetermined or {})}), None)
        value = None
        if concludes is not None and concludes not in book.conclusions:
            hint = nearest(concludes, book.conclusions)
            self.problems.append(Problem(f"unknown conclusion `{concludes}`{hint}", document.place((*path, "then"))))
        elif concludes is not None and model.then:
            value = self._value(book.conclusions[concludes], model.then[concludes], book, document, path)
        obligation = self._obligation(book, model.obligation, document, (*path, "obligation"))
        if when is None or (model.obligation and obligation is None):
            return None
        because = model.undetermined[concludes] if model.undetermined and concludes else None
        return Rule(
            id_, sheet.concept, document.place(path), model.status, window_of(model), when, model.text, model,
            concludes, value, because, obligation, tuple(model.overrides),
        )  # fmt: skip

    def _expression(
        self, book: Rulebook, text: str, document: Document, path: YamlPath, expected: Type | None
    ) -> s.Node | None:
        node = self._parse(text, document, path)
        if node is None:
            return None
        fits = self._placed(lambda: check(node, book.scope, expected), document, path)
        return node if fits else None

    def _value(self, to: Conclusion, value: Any, book: Rulebook, document: Document, path: YamlPath) -> s.Node | None:
        path = (*path, "then", to.name)
        if to.type.kind == "text" or not isinstance(value, str):
            return self._constant(to.name, value, to.type, document, path)
        return self._expression(book, value, document, path, to.type)

    def _obligation(
        self, book: Rulebook, model: m.Obligation | None, document: Document, path: YamlPath
    ) -> ObligationNodes | None:
        if model is None:
            return None
        deadline = model.by if model.by is not None else f"({model.counted_from}) + ({model.within})"
        number = Type("number")
        texts = {
            "at_least": (model.at_least, number), "counted_from": (model.counted_from, DATE),
            "within" if model.within else "by": (deadline, DATE),
            "first_by": (model.first_by, DATE), "unless": (model.unless, BOOL),
        }  # fmt: skip
        self._placed(lambda: check(s.Name(0, model.counting), book.scope, Type("dates")), document, (*path, "counting"))
        nodes = {
            key: self._expression(book, text, document, (*path, key), type_) if text else None
            for key, (text, type_) in texts.items()
        }
        required = (nodes["at_least"], nodes["counted_from"], nodes["within" if model.within else "by"])
        if any(node is None for node in required):
            return None
        return ObligationNodes(model, *required, nodes["first_by"], nodes["unless"])  # type: ignore[arg-type]  # none is None

    def _measures(self, book: Rulebook) -> Mapping[str, s.Node]:
        """The parsed `where` of each measure (key: fact name) and its `since` (key: fact name + `.since`)."""
        found: dict[str, s.Node] = {}
        for sheet in self.folder.sheets:
            for name, fact in sheet.parts.get("facts", {}).items():
                path: YamlPath = ("facts", name, "measure")
                if fact.measure.where is not None:
                    self._measured(found, name, fact.measure.where, sheet, (*path, "where"), book, BOOL)
                if fact.measure.since is not None:
                    self._measured(found, name + ".since", fact.measure.since, sheet, (*path, "since"), book, DATE)
                self._window(book, fact, sheet.document, path)
        return found

    def _measured(
        self, found: dict[str, s.Node], key: str, text: str, sheet: Sheet, path: YamlPath, book: Rulebook, type_: Type
    ) -> None:
        node = self._parse(text, sheet.document, path)
        if node is None:
            return
        fact = book.facts[key.removesuffix(".since")]
        scope = book.scope if key.endswith(".since") else entry_scope(fact, book)
        if self._placed(lambda: check(node, scope, type_), sheet.document, path):
            found[key] = node

    def _window(self, book: Rulebook, fact: m.Fact, document: Document, path: YamlPath) -> None:
        for key in ("window", "allowance"):
            name = getattr(fact.measure, key)
            if name is not None and name not in book.parameters:
                message = f"unknown parameter `{name}`{nearest(name, book.parameters)}"
                self.problems.append(Problem(message, document.value_place((*path, key))))


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RulebookError(Problem(f"`{text}` is not a date of the form 2026-07-01")) from None


def json_default(value: Any) -> Any:
    """How values of the rulebook are written in JSON."""
    return float(value) if isinstance(value, Decimal) else str(value)


def schemas() -> dict[str, str]:
    """The JSON Schemas of the rule files, for editors: one text for each kind of file content."""
    parts = {
        "record": m.RecordShape, "facts": dict[m.Identifier, m.Fact], "parameters": dict[m.Identifier, m.Parameter],
        "sources": dict[str, m.Source], "concept": m.Bilingual, "conclusions": dict[m.Identifier, m.Conclusion],
        "rules": dict[m.RuleId, m.Rule], "tables": dict[m.RuleId, m.Table],
    }  # fmt: skip
    from pydantic import create_model

    fields: dict[str, Any] = {name: (kind | None, None) for name, kind in parts.items()}
    whole = create_model("RulebookFile", __base__=m.Strict, **fields)
    return {"rulebook-file": json.dumps(whole.model_json_schema(), indent=2, ensure_ascii=False)}
