"""A provider waits for good reason, goes on, and completes its work."""

from enum import StrEnum
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub.db import Transaction
from hub.domain.assignment import AssignmentEvent as E
from hub.domain.codes import HoldReason, Outcome
from hub.domain.errors import ConflictError, InvalidError
from hub.journey import Answered, complete, hold, resume
from hub.portal.door import ProviderVisit, Visit, go_to
from hub.portal.provider.reading import Reading
from hub.portal.provider.showing import ask, faults_for_people, path_of
from hub.portal.words.provider import OUTCOME_HINTS

router = APIRouter()

_TOO_FEW = "To choose this, first record three contact attempts on three different days"


class Mark(StrEnum):
    """What the person says of themselves at the end, if they were asked."""

    YES = "yes"
    NO = "no"
    NOT_ASKED = "not_asked"


@router.get("/assignments/{assignment_id}/hold")
def get_hold(visit: ProviderVisit, assignment_id: UUID) -> HTMLResponse:
    """Ask why it waits and until when."""
    return _ask_hold(visit, assignment_id)


@router.post("/assignments/{assignment_id}/hold", response_model=None)
def post_hold(visit: ProviderVisit, assignment_id: UUID) -> Response:
    """Pause the clocks for a reason that may, until 9am on a day when the provider is asked again."""

    def act(tx: Transaction) -> Answered:
        reading = Reading(visit.form)
        reason = reading.choice("reason", HoldReason, "Choose why it waits")
        until = reading.until("until", "Enter the day until which it waits") or tx.now
        reading.check()
        return hold(tx, assignment_id, reason, until)

    try:
        visit.run(act)
    except InvalidError as error:
        return _ask_hold(visit, assignment_id, 422, faults=faults_for_people(error))
    return go_to(path_of(assignment_id, E.HOLD))


@router.post("/assignments/{assignment_id}/resume", response_model=None)
def post_resume(visit: ProviderVisit, assignment_id: UUID) -> Response:
    """Go on after a hold."""
    visit.run(lambda tx: resume(tx, assignment_id))
    return go_to(path_of(assignment_id, E.RESUME))


@router.get("/assignments/{assignment_id}/complete")
def get_complete(visit: ProviderVisit, assignment_id: UUID) -> HTMLResponse:
    """Ask how the work ended."""
    return _ask_outcome(visit, assignment_id)


@router.post("/assignments/{assignment_id}/complete", response_model=None)
def post_complete(visit: ProviderVisit, assignment_id: UUID) -> Response:
    """End the work with a coded outcome; who could not be reached needs three tries on three days."""
    try:
        visit.run(lambda tx: _complete(tx, visit, assignment_id))
    except InvalidError as error:
        return _ask_outcome(visit, assignment_id, 422, faults=faults_for_people(error))
    except ConflictError as error:
        if error.code != "too_few_attempts":
            raise
        return _ask_outcome(visit, assignment_id, 422, faults={"outcome": _TOO_FEW})
    return go_to(path_of(assignment_id, E.COMPLETE))


def _complete(tx: Transaction, visit: Visit, assignment_id: UUID) -> Answered:
    reading = Reading(visit.form)
    outcome = reading.choice("outcome", Outcome, "Choose how the work ended")
    marks = {
        "cope": reading.choice("cope", Mark, "Choose whether the person copes better"),
        "recover": reading.choice("recover", Mark, "Choose whether the person has recovered"),
    }
    reading.check()
    asked = {name: mark is Mark.YES for name, mark in marks.items() if mark is not Mark.NOT_ASKED}
    return complete(tx, assignment_id, tx.now, outcome, asked)


def _ask_hold(visit: Visit, assignment_id: UUID, status: int = 200, **context: object) -> HTMLResponse:
    return ask(visit, assignment_id, E.HOLD, "hold", status, reasons=tuple(HoldReason), **context)


def _ask_outcome(visit: Visit, assignment_id: UUID, status: int = 200, **context: object) -> HTMLResponse:
    return ask(
        visit,
        assignment_id,
        E.COMPLETE,
        "complete",
        status,
        outcomes=tuple(Outcome),
        hints=OUTCOME_HINTS,
        **context,
    )
