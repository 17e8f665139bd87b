"""The same answers as JSON, for programs: nothing is kept, every request says all that it asks about."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, FastAPI, Query
from fastapi.openapi.utils import get_openapi
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from reformrules.case.intake import case_from_text
from reformrules.case.record import case_model
from reformrules.days import FIRST_DAY, LAST_DAY
from reformrules.documents import read_file
from reformrules.errors import Both, InputError, Problem
from reformrules.explain.agenda import Deadline, in_order
from reformrules.explain.calendar import Calendar
from reformrules.explain.findings import Answer, Text
from reformrules.explain.why import Why, WhyNot
from reformrules.present import phrases
from reformrules.present.case_timeline import CaseTimeline
from reformrules.present.json_form import plain
from reformrules.present.side_by_side import Pair, side_by_side
from reformrules.rulebook.book import Rule
from reformrules.rulebook.changes import turns_between
from reformrules.rulebook.printing import unparse
from reformrules.rulebook.status import LawSetting
from reformrules.web import tasks
from reformrules.web.page import NotFound, Visiting
from reformrules.web.routes.home import shipped

router = APIRouter(prefix="/api")
ABOUT = (
    "Danish employment law in the reform years: what applies to a citizen on a date, why, and what changes next. "
    "An aid to casework, not a decision and not legal advice. Nothing that is sent is kept."
)
MOST_CASES = 100
EXAMPLE: dict[str, Any] = read_file(Path(__file__).parent.parent / "example.yaml").data
Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
CaseData = Annotated[dict[str, Any], Field(description="a case as in a case file; see `/api/schema/case`")]


class Strict(BaseModel):
    """No unknown keys."""

    model_config = ConfigDict(extra="forbid")


class Question(Strict):
    """A case, and a date and law setting to answer for; today and the default when left out."""

    case: CaseData
    on: Day | None = None
    law: LawSetting | None = None


class CheckQuestion(Question):
    """next_changes: whether to tell what changes next too, which takes longer."""

    next_changes: bool = False


class TimelineQuestion(Question):
    """lang: of the labels."""

    lang: Literal["da", "en"] = "da"


class SubjectQuestion(Question):
    """subject: a conclusion or the rule of an obligation, as a finding names it."""

    subject: str = Field(max_length=200)


class RuleQuestion(Question):
    """rule: the id of a rule."""

    rule: str = Field(max_length=200)


class CompareQuestion(Question):
    """Another date, another law setting or another version of the case; what is left out is as in the first."""

    other_case: CaseData | None = None
    other_on: Day | None = None
    other_law: LawSetting | None = None


class AgendaQuestion(Strict):
    """Cases, and a window of time; without `until`, all that waits on the day."""

    cases: list[CaseData] = Field(max_length=MOST_CASES)
    on: Day | None = None
    until: Day | None = None
    law: LawSetting | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer: the kind of error, and one line for each problem, English or as `?lang=da` asks."""

    error: str
    problems: list[str]


@dataclass(frozen=True, slots=True)
class RuleView:
    """One rule of the rulebook. until is the first day on which it no longer holds."""

    id: str
    concept: str
    text: Text
    condition: str
    valid_from: date
    valid_until: date | None
    status: str
    concludes: str | None
    overrides: list[str]
    sources: list[str]
    register: list[str]


@dataclass(frozen=True, slots=True)
class TurnView:
    """A rule or a value of the law that begins on a day, or no longer holds from it on."""

    day: date
    begins: bool
    name: str
    status: str


_DOCUMENTED = (Answer, Why, WhyNot, Pair, Deadline, Calendar, CaseTimeline, RuleView, TurnView, Refusal)
_REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"description": text, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}}
    for status, text in ((400, "not JSON"), (404, "not found"), (422, "not valid"), (503, "too slow, or too busy"))
}  # fmt: skip


def _gives(model: type, many: bool = False) -> dict[int | str, dict[str, Any]]:
    """The documentation of what an address answers."""
    schema: dict[str, Any] = {"$ref": f"#/components/schemas/{model.__name__}"}
    if many:
        schema = {"type": "array", "items": schema}
    return {200: {"description": "the answer", "content": {"application/json": {"schema": schema}}}, **_REFUSALS}


def _json(value: Any) -> Response:
    """A finding, or a list of them, in the form of the command line's JSON."""
    data = [asdict(one) for one in value] if isinstance(value, list) else asdict(value)
    return Response(json.dumps(data, ensure_ascii=False, default=plain), media_type="application/json")


def _text(case: dict[str, Any]) -> str:
    return json.dumps(case, ensure_ascii=False)


def _when(visit: Visiting, question: Question | AgendaQuestion) -> tuple[date, LawSetting]:
    return question.on or date.today(), visit.book.setting(question.law)


@router.post("/check", responses=_gives(Answer), response_class=Response)
async def check(
    visit: Visiting, question: Annotated[CheckQuestion, Body(examples=[{"case": EXAMPLE, "on": "2026-06-30"}])]
) -> Response:
    """All that applies to a citizen on a date."""
    (on, law), text = _when(visit, question), _text(question.case)
    answer = (await visit.workers.ask(tasks.look, text, on, law)).answer
    if question.next_changes:
        answer = replace(answer, next_changes=await visit.workers.ask(tasks.changes, text, on, law))
    return _json(answer)


@router.post("/why", responses=_gives(Why), response_class=Response)
async def why(
    visit: Visiting,
    question: Annotated[SubjectQuestion, Body(examples=[{"case": EXAMPLE, "on": "2026-06-30", "subject": "cv_duty"}])],
) -> Response:
    """The chain of rules behind one finding."""
    on, law = _when(visit, question)
    return _json(await visit.workers.ask(tasks.explain, _text(question.case), on, law, question.subject))


@router.post("/why-not", responses=_gives(WhyNot), response_class=Response)
async def why_not(
    visit: Visiting,
    question: Annotated[RuleQuestion, Body(examples=[{"case": EXAMPLE, "on": "2026-06-30", "rule": "talks-a-kasse"}])],
) -> Response:
    """Why a rule does not hold, from when it will, and with what it would."""
    on, law = _when(visit, question)
    return _json(await visit.workers.ask(tasks.explain_not, _text(question.case), on, law, question.rule))


@router.post("/compare", responses=_gives(Pair, many=True), response_class=Response)
async def compare(
    visit: Visiting,
    question: Annotated[
        CompareQuestion, Body(examples=[{"case": EXAMPLE, "on": "2026-06-30", "other_on": "2027-01-01"}])
    ],
) -> Response:
    """Two answers side by side: two dates, two settings of the law, or two versions of a case."""
    on, law = _when(visit, question)
    other = _text(question.other_case if question.other_case is not None else question.case)
    left, right = await asyncio.gather(
        visit.workers.ask(tasks.look, _text(question.case), on, law),
        visit.workers.ask(tasks.look, other, question.other_on or on, question.other_law or law),
    )
    return _json(side_by_side(left.answer, right.answer))


@router.post("/agenda", responses=_gives(Deadline, many=True), response_class=Response)
async def agenda(
    visit: Visiting,
    question: Annotated[
        AgendaQuestion, Body(examples=[{"cases": [EXAMPLE], "on": "2026-06-30", "until": "2026-12-31"}])
    ],
) -> Response:
    """The deadlines of some cases, overdue first."""
    on, law = _when(visit, question)
    if question.until is not None and question.until < on:
        da = f"`until` er ikke før `on`; {question.until} er før {on}"
        raise InputError(Problem(Both(da, f"`until` is not before `on`; {question.until} is before {on}")))
    texts = [_text(case) for case in question.cases]
    found = await asyncio.gather(*(visit.workers.ask(tasks.deadlines, text, on, question.until, law) for text in texts))
    return _json(in_order(one for some in found for one in some))


@router.post("/timeline", responses=_gives(CaseTimeline), response_class=Response)
async def timeline(
    visit: Visiting, question: Annotated[TimelineQuestion, Body(examples=[{"case": EXAMPLE, "on": "2026-06-30"}])]
) -> Response:
    """A case along a line of time: what ran and happened, what is due, where the law turns."""
    on, law = _when(visit, question)
    return _json(await visit.workers.ask(tasks.timeline_rows, _text(question.case), on, law, question.lang))


@router.get("/calendar", responses=_gives(Calendar), response_class=Response)
async def calendar(
    visit: Visiting, on: Day | None = None, until: Day | None = None, law: LawSetting | None = None
) -> Response:
    """What the law says without any citizen, and what changes until another date."""
    found = await visit.workers.ask(tasks.calendar_of, on or date.today(), until, visit.book.setting(law))
    return _json(found)


@router.get("/rules", responses=_gives(RuleView, many=True), response_class=Response)
async def rules(visit: Visiting, concept: Annotated[str | None, Query(max_length=200)] = None) -> Response:
    """The rules of the rulebook, or of one concept."""
    return _json([_rule(visit, rule) for rule in visit.book.rules.values() if concept in (None, rule.concept)])


@router.get("/rules/{id_}", responses=_gives(RuleView), response_class=Response)
async def rule(visit: Visiting, id_: str) -> Response:
    """One rule."""
    found = visit.book.rules.get(id_)
    if found is None:
        raise NotFound
    return _json(_rule(visit, found))


def _rule(visit: Visiting, rule: Rule) -> RuleView:
    texts = (phrases.rule_text(visit.book, rule, lang) for lang in ("da", "en"))
    cited = [phrases.cited(citation) for citation in rule.cited.source]
    return RuleView(
        rule.id, rule.concept, Text(*texts), unparse(rule.when), rule.window.start, rule.window.end, rule.status.name,
        rule.concludes, list(rule.overrides), cited, rule.cited.register_rows,
    )  # fmt: skip


@router.get("/changes", responses=_gives(TurnView, many=True), response_class=Response)
async def changes(visit: Visiting, after: Day, until: Day) -> Response:
    """What begins and what ends after one date, up to and including another."""
    turns: Sequence[Any] = turns_between(visit.book, after, until)
    return _json([TurnView(turn.day, turn.begins, turn.name, turn.status.name) for turn in turns])


@router.get("/cases", response_model=list[str])
async def cases(visit: Visiting) -> list[str]:
    """The names of the cases that come with the package."""
    return list(shipped(visit.book.layers))


@router.get("/cases/{name}", responses=_REFUSALS)
async def case(visit: Visiting, name: str) -> dict[str, Any]:
    """A shipped case, as it may be sent to the other addresses."""
    path = shipped(visit.book.layers).get(name)
    if path is None:
        raise NotFound
    record = case_from_text(path.read_text("utf-8"), visit.book.record, tasks.FILE)
    assert record.document is not None  # a case that was read has one
    data: dict[str, Any] = json.loads(json.dumps(record.document.data, default=plain))
    return data


@router.get("/schema/case")
async def schema(visit: Visiting) -> dict[str, Any]:
    """The JSON Schema of a case."""
    return case_model(visit.book.record).model_json_schema()  # type: ignore[no-any-return]  # made at run time


@router.get("", include_in_schema=False)
async def about(visit: Visiting) -> Response:
    """The addresses of the API with an example of each, for people."""
    paths = visit.request.app.openapi()["paths"]
    host = visit.request.url.netloc
    return visit.page("api.html", paths=paths, host=host, example=_example)


def _example(operation: dict[str, Any]) -> str:
    """The body that an address is shown with."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    examples = content.get("examples") or content.get("schema", {}).get("examples") or []
    return json.dumps(examples[0], ensure_ascii=False) if examples else ""


def describe(app: FastAPI) -> None:
    """Document the addresses with the schemas of the findings that they give."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            found = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
            schemas = found.setdefault("components", {}).setdefault("schemas", {})
            for model in _DOCUMENTED:
                schema = TypeAdapter(model).json_schema(ref_template="#/components/schemas/{model}")
                schemas |= schema.pop("$defs", {})
                schemas[model.__name__] = schema
            app.openapi_schema = found
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # as FastAPI documents it
