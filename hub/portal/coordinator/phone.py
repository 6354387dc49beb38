"""One call that is to be made: whom to ring, why, at which number; and what came of it."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub.domain.duty import PhoneOutcome
from hub.domain.errors import ConflictError
from hub.journey.calling import record_call
from hub.portal.coordinator.wanted import choices, missing
from hub.portal.door import CoordinatorVisit, Visit, go_to
from hub.sight.phone import one

router = APIRouter(prefix="/phone")

LONGEST = 100
ENDED = "This call was settled while you had the page open. What you wrote was not stored."


@router.get("/{task_id}")
def get_call(visit: CoordinatorVisit, task_id: UUID) -> HTMLResponse:
    """Show whom to ring and why, never the person; each view is recorded."""
    return _page(visit, task_id)


@router.post("/{task_id}", response_model=None)
def post_call(visit: CoordinatorVisit, task_id: UUID) -> Response:
    """Record what came of a call; only one that reached them takes it off the list."""
    form = visit.form
    said = form.text("outcome")
    outcome = PhoneOutcome(said) if said in tuple(PhoneOutcome) else None
    faults = {} if outcome else {"outcome": "Choose what came of the call"}
    if outcome is PhoneOutcome.REACHED:
        faults |= missing(form, LONGEST, spoken_to="Enter whom you spoke to")
    if faults or outcome is None:
        return _page(visit, task_id, 422, faults)
    try:
        visit.run(lambda tx: record_call(tx, task_id, outcome, form.text("spoken_to")[:LONGEST]))
    except ConflictError:
        return _page(visit, task_id, 409, {"outcome": ENDED})
    return go_to("/coordinator" if outcome is PhoneOutcome.REACHED else f"/coordinator/phone/{task_id}")


def _page(
    visit: Visit, task_id: UUID, status: int = 200, faults: dict[str, str] | None = None
) -> HTMLResponse:
    return visit.show(
        "coordinator/phone.html",
        status,
        task=visit.run(lambda tx: one(tx, task_id)),
        outcomes=choices(PhoneOutcome),
        form=visit.form,
        now=visit.database.now(),
        faults=faults or {},
    )
