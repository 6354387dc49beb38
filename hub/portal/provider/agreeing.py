"""The provider that leads records, on the referral's own page, that the person agrees to another service."""

from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub.db import Transaction
from hub.domain.codes import ConsentHow
from hub.domain.errors import InvalidError
from hub.journey import Agreed, Yes, agree
from hub.portal.door import ProviderVisit, Visit, go_to
from hub.portal.provider.reading import Reading
from hub.portal.provider.showing import answer, faults_for_people, path_of
from hub.portal.provider.turn import AGREED, look

router = APIRouter()


@router.post("/assignments/{assignment_id}/consent", response_model=None)
def post_consent(visit: ProviderVisit, assignment_id: UUID) -> Response:
    """Record that the person agrees to another service; that one is sent the referral at once."""
    try:
        visit.run(lambda tx: _agree(tx, visit, assignment_id))
    except InvalidError as error:
        return _ask_again(visit, assignment_id, error)
    return go_to(f"{path_of(assignment_id)}?done={AGREED}")


def _agree(tx: Transaction, visit: Visit, assignment_id: UUID) -> Agreed:
    reading = Reading(visit.form)
    services = visit.form.many("services")
    if not services:
        reading.fault("services", "required", "Choose what the person agrees to")
    how = reading.choice("how", ConsentHow, "Choose how the person told you")
    day = reading.day("given_on", "Enter the day on which the person told you")
    reading.check()
    return agree(tx, assignment_id, Yes(services=services, how=how, given_on=day or tx.now.date(), at=tx.now))


def _ask_again(visit: Visit, assignment_id: UUID, error: InvalidError) -> HTMLResponse:
    """Show the referral's page with the form as it was sent; a fault of one service stands at their list."""
    form = visit.form
    faults = tuple(
        replace(each, pointer="/services") if each.pointer.startswith("/services/") else each
        for each in error.faults
    )
    return answer(
        visit,
        "turn",
        lambda tx: look(tx, assignment_id, ""),
        422,
        about=assignment_id,
        faults=faults_for_people(InvalidError(str(error), faults=faults)),
        yes={
            "services": form.many("services"),
            "how": form.text("how"),
            "given_on": {part: form.text(f"given_on_{part}") for part in ("day", "month", "year")},
        },
    )
