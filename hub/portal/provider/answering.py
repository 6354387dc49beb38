"""A provider answers a referral: it takes it on, or it declines for a coded reason."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub.db import Transaction
from hub.domain.assignment import AssignmentEvent as E
from hub.domain.codes import DeclineReason
from hub.domain.errors import InvalidError
from hub.journey import Answered, TooLate, accept, decline
from hub.portal.door import ProviderVisit, Visit, go_to
from hub.portal.provider.reading import Reading
from hub.portal.provider.showing import answer, ask, faults_for_people, path_of
from hub.portal.words.provider import after_decline

router = APIRouter()


@router.get("/assignments/{assignment_id}/accept")
def get_accept(visit: ProviderVisit, assignment_id: UUID) -> HTMLResponse:
    """Ask who takes it on."""
    return ask(visit, assignment_id, E.ACCEPT, "accept")


@router.post("/assignments/{assignment_id}/accept", response_model=None)
def post_accept(visit: ProviderVisit, assignment_id: UUID) -> Response:
    """Take it on; after a recall it is too late, which is kept and said."""

    def act(tx: Transaction) -> Answered:
        reading = Reading(visit.form)
        assignee = reading.name("assignee", "Enter the name of the person who takes it on")
        reading.check()
        return accept(tx, assignment_id, tx.now, assignee)

    try:
        answered = visit.run(act)
    except InvalidError as error:
        faults = faults_for_people(error)
        return ask(visit, assignment_id, E.ACCEPT, "accept", 422, faults=faults)
    if isinstance(answered, TooLate):
        return answer(visit, "too_late", lambda _: {}, 409)
    return go_to(path_of(assignment_id, E.ACCEPT))


@router.get("/assignments/{assignment_id}/decline")
def get_decline(visit: ProviderVisit, assignment_id: UUID) -> HTMLResponse:
    """Ask why, with what follows from each reason."""
    return _ask_why(visit, assignment_id)


@router.post("/assignments/{assignment_id}/decline", response_model=None)
def post_decline(visit: ProviderVisit, assignment_id: UUID) -> Response:
    """Say no for a coded reason."""

    def act(tx: Transaction) -> Answered:
        reason, text = read_reason(visit)
        return decline(tx, assignment_id, tx.now, reason, text)

    try:
        visit.run(act)
    except InvalidError as error:
        return _ask_why(visit, assignment_id, 422, faults=faults_for_people(error))
    return go_to(path_of(assignment_id, E.DECLINE))


def read_reason(visit: Visit) -> tuple[DeclineReason, str | None]:
    """Read why a service declines or gives back; another reason needs words. Raises InvalidError."""
    reading = Reading(visit.form)
    reason = reading.choice("reason", DeclineReason, "Choose the reason")
    is_other = visit.form.text("reason") == DeclineReason.OTHER
    text = reading.words("text", "Say in a few words what the reason is" if is_other else None)
    reading.check()
    return reason, text


def _ask_why(visit: Visit, assignment_id: UUID, status: int = 200, **context: object) -> HTMLResponse:
    return ask(
        visit,
        assignment_id,
        E.DECLINE,
        "decline",
        status,
        reasons=tuple(DeclineReason),
        follows=after_decline,
        **context,
    )
