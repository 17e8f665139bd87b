"""Filling in a case: the questions that still matter, and the whole record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import FormData

from reformrules.case.writing import case_text
from reformrules.documents import Path
from reformrules.errors import InputError
from reformrules.explain.findings import Answer
from reformrules.present.briefing import Asked, briefing
from reformrules.web import forms, tasks
from reformrules.web.forms import Box, Data
from reformrules.web.page import Posted, Visit, Visiting, field
from reformrules.web.sessions import HeldCase, new_key

router = APIRouter(prefix="/case/{key}", include_in_schema=False)
PREFIX = "v."  # of the fields that say something of the citizen


@dataclass(frozen=True, slots=True)
class Open:
    """An entry that is being filled in: of which section and kind, and which one where it is there already."""

    section: str
    kind: str
    index: int | None
    boxes: list[Box]


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the place where it is answered."""

    asked: Asked
    where: forms.Target
    boxes: list[Box]


@router.get("/questions")
async def questions_page(visit: Visiting, key: str) -> Response:
    """The questions that still matter, those that settle most first."""
    case, on, law = visit.asked(key)
    look = await visit.workers.ask(tasks.look, case.text, on, law)
    return visit.page("questions.html", case=case, on=on, law=law, answer=look.answer, forms=forms,
                      questions=_questions(visit, case, look.answer), opened=_opened(visit, case))  # fmt: skip


def _questions(visit: Visit, case: HeldCase, answer: Answer) -> list[Question]:
    found: dict[tuple[str | None, str | None], Question] = {}
    for asked in briefing(answer).asked:
        where = forms.target(visit.book, asked.question.fact)
        person = {where.person: visit.book.record.person[where.person]} if where.person else {}
        boxes = forms.boxes(person, case.data.get("person") or {}, visit.lang)  # type: ignore[arg-type]  # plain data
        found.setdefault((where.person, where.section), Question(asked, where, boxes))
    return list(found.values())


@router.get("/edit")
async def edit_page(visit: Visiting, key: str) -> Response:
    """All that the record says, each part to be changed."""
    case = visit.case(key)
    return _edit(visit, case, case.data, _opened(visit, case))


def _edit(
    visit: Visit, case: HeldCase, data: Data, opened: Open | None, faults: list[tuple[Path, str]] | None = None
) -> Response:
    person = {str(path[1]): message for path, message in faults or () if len(path) == 2 and path[0] == "person"}
    boxes = forms.boxes(visit.book.record.person, data.get("person") or {}, visit.lang, person)
    on, law = visit.question(case)
    return visit.page(
        "edit.html", 422 if faults else 200, case=case, on=on, law=law, forms=forms, record=visit.book.record,
        data=data, opened=opened, faults=[_told(visit, path, message) for path, message in faults or ()],
        known=[box for box in boxes if box.value or box.problem],
        unknown=[box for box in boxes if not box.value and not box.problem],
    )  # fmt: skip


def _told(visit: Visit, path: Path, message: str) -> str:
    """A fault with what people call the part it is about."""
    record, lang = visit.book.record, visit.lang
    if len(path) > 1 and path[0] == "person" and path[1] in record.person:
        return f"{record.person[str(path[1])].label.in_(lang)}: {message}"
    if path and path[0] in record.sections:
        number = f" {int(path[1]) + 1}" if len(path) > 1 else ""
        return f"{record.sections[str(path[0])].label.in_(lang)}{number}: {message}"
    return message


def _opened(visit: Visit, case: HeldCase) -> Open | None:
    """The entry that the address asks to fill in."""
    asked = visit.request.query_params
    name, kind = asked.get("section", ""), asked.get("kind", "")
    if not name:
        return None
    section = forms.known_section(visit.book.record, name)
    index, entry = _index(asked.get("entry", "")), Data()
    if index is not None:
        entries: Any = case.data.get(name) or []
        entry = entries[forms.known_index(entries, index)]
        kind = str(entry.get("kind"))
    if kind not in section.kinds:
        return None
    return Open(name, kind, index, forms.entry_boxes(section, kind, entry, visit.lang))


def _index(text: str) -> int | None:
    return int(text) if text.isdigit() and len(text) < 6 else None


@router.post("/person")
async def set_person(visit: Visiting, form: Posted, key: str) -> Response:
    """Take some fields of the person."""
    case = visit.case(key)
    return await _take(visit, case, form, forms.with_person(case.data, visit.book.record, _given(form)))


@router.post("/entry")
async def set_entry(visit: Visiting, form: Posted, key: str) -> Response:
    """Take an entry of a section, new or changed."""
    case, name, kind = visit.case(key), field(form, "section"), field(form, "kind")
    given, index = _given(form), _index(field(form, "entry"))
    data = forms.with_entry(case.data, visit.book.record, name, index, kind, given)
    at = len(data[name]) - 1 if index is None else index

    def opened(faults: list[tuple[Path, str]]) -> Open | None:
        section = visit.book.record.sections[name]
        if kind not in section.kinds:
            return None
        mine = {str(path[2]): message for path, message in faults if len(path) == 3 and path[:2] == (name, at)}
        return Open(name, kind, index, forms.entry_boxes(section, kind, given, visit.lang, mine))

    return await _take(visit, case, form, data, opened)


@router.post("/section")
async def set_section(visit: Visiting, form: Posted, key: str) -> Response:
    """Say that a section has nothing in it, or leave it out again, or take one entry away."""
    case, name, record = visit.case(key), field(form, "section"), visit.book.record
    index, what = _index(field(form, "entry")), field(form, "what")
    if what == "remove" and index is not None:
        data = forms.without_entry(case.data, record, name, index)
    else:
        data = forms.with_section(case.data, record, name, [] if what == "empty" else None)
    return await _take(visit, case, form, data)


def _given(form: FormData) -> dict[str, str]:
    """What was filled in, by name; a box ticked for `none` stands for its date."""
    found = {name.removeprefix(PREFIX): field(form, name) for name in form if name.startswith(PREFIX)}
    ticked = [name for name in found if name.endswith(".none")]
    for name in ticked:
        found[name.removesuffix(".none")] = found.pop(name)
    return found


async def _take(visit: Visit, case: HeldCase, form: FormData, data: Data, opened: Any = None) -> Response:
    """Hold the case as it is now, or a changed copy to compare with; else show what is wrong with it."""
    document, paths = forms.placed(data)
    try:
        await visit.workers.ask(tasks.accept, document)
    except InputError as error:
        faults = forms.faults_at(error, paths, visit.lang)
        return _edit(visit, case, data if opened is None else case.data, opened(faults) if opened else None, faults)
    on, law = visit.question(case)
    changed = replace(case, text=case_text(data), data=data)
    query = f"?on={on}&law={law}"
    if field(form, "try"):
        changed = replace(changed, key=new_key(), before=case.key)
        visit.sessions.hold(visit.begin(), changed)
        return visit.go(f"/case/{changed.key}/compare{query}&with={case.key}")
    visit.sessions.hold(visit.begin(), changed)
    part = "questions" if field(form, "back") == "questions" else "edit"
    return visit.go(f"/case/{case.key}/{part}{query}")
