"""The policy desk's proofs: what can never happen, for any citizen on any day, and who shows that it can."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from reformrules.web import proving
from reformrules.web.page import NotFound, Posted, Visit, Visiting
from reformrules.web.routes.desk import choice_of, desk_page_of, once, overlay_of
from reformrules.web.routes.home import opened

router = APIRouter(prefix="/desk/prove", include_in_schema=False)


async def _proved(visit: Visit) -> proving.Proved:
    choice = choice_of(visit)
    change = overlay_of(visit) if choice.change else ""
    return await once(visit, proving.prove, change, choice.law, visit.lang)


@router.get("")
async def proved_page(visit: Visiting) -> Response:
    """Every guarantee, proved, refuted or left open, of the law as it is or with the change."""
    proved = await _proved(visit)
    return desk_page_of(
        visit, "proved.html", choice_of(visit), report=proved.report, charts=[None] * len(proved.report.parts),
        found=proved.found, has_change=bool(overlay_of(visit)),
    )  # fmt: skip


@router.post("/{number}")
async def open_found(visit: Visiting, form: Posted, number: int) -> Response:
    """Open a citizen that was found as a case; raises NotFound."""
    found = (await _proved(visit)).found
    if not 0 <= number < len(found):
        raise NotFound
    return await opened(visit, found[number].case, f"?on={found[number].on}&law={found[number].law}")
