"""Who answers for a provider over bank holidays."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub.db import Transaction
from hub.domain.errors import InvalidError
from hub.duty.rules.cover import days_of
from hub.journey.covering import confirm_cover
from hub.portal.door import ProviderVisit, Visit, go_to
from hub.portal.forms import faults_of
from hub.portal.provider.showing import answer
from hub.sight.cover import listed

router = APIRouter(prefix="/cover")


@router.get("")
def get_cover(visit: ProviderVisit) -> HTMLResponse:
    """Show the bank holidays that are asked about, with what was said of each."""
    return _page(visit)


@router.post("/{cover_id}", response_model=None)
def post_cover(visit: ProviderVisit, cover_id: UUID) -> Response:
    """Say who answers, at which number, in which hours of each day."""
    given = {name: values[0] for name, values in visit.form.values.items() if name != "token"}
    try:
        visit.run(lambda tx: confirm_cover(tx, cover_id, given))
    except InvalidError as error:
        return _page(visit, 422, cover_id, {name.strip("/"): text for name, text in faults_of(error).items()})
    return go_to("/provider/cover")


def _page(
    visit: Visit, status: int = 200, at: UUID | None = None, faults: Mapping[str, str] | None = None
) -> HTMLResponse:
    def look(tx: Transaction) -> dict[str, Any]:
        return {"requests": [_shown(each, visit if each["id"] == at else None) for each in listed(tx)]}

    # several forms may be on the page, so that a field is named after its request too
    named = {f"{name}-{at}": text for name, text in (faults or {}).items()}
    return answer(visit, "cover", look, status, faults=named)


def _shown(request: dict[str, Any], typed: Visit | None) -> dict[str, Any]:
    """Add what each field of a request's form holds: what was typed, else what was said before."""
    said = request["answers"] or {}
    days = [f"{day}" for day in days_of(request["first_day"], request["last_day"])]
    before = {"answers": said.get("answers", ""), "phone": said.get("phone", ""), **said.get("hours", {})}
    fields = {name: typed.form.text(name) if typed else before.get(name, "") for name in (*before, *days)}
    return {**request, "fields": fields, "days": days_of(request["first_day"], request["last_day"])}
