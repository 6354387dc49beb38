"""A provider tries to reach the person, and says when it has."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub.db import Transaction
from hub.domain.assignment import AssignmentEvent as E
from hub.domain.calendar import LONDON
from hub.domain.codes import ContactChannel, ContactResult
from hub.domain.errors import InvalidError
from hub.journey import Answered, Try, assess, attempt_contact, engage
from hub.portal.door import ProviderVisit, Visit, go_to
from hub.portal.provider.reading import Reading
from hub.portal.provider.showing import ask, faults_for_people, path_of
from hub.portal.words.provider import RESULT_HINTS

router = APIRouter()


@router.get("/assignments/{assignment_id}/contact-attempts")
def get_contact_attempt(visit: ProviderVisit, assignment_id: UUID) -> HTMLResponse:
    """Ask how, when and by whom the person was tried, and what came of it."""
    return _ask_attempt(visit, assignment_id, given=_just_now(visit))


@router.post("/assignments/{assignment_id}/contact-attempts", response_model=None)
def post_contact_attempt(visit: ProviderVisit, assignment_id: UUID) -> Response:
    """Record a try; the assignment's page says whether it counts and why."""
    try:
        visit.run(lambda tx: attempt_contact(tx, assignment_id, _read_try(visit, tx)))
    except InvalidError as error:
        return _ask_attempt(visit, assignment_id, 422, faults=faults_for_people(error))
    return go_to(path_of(assignment_id, E.CONTACT_ATTEMPT))


@router.get("/assignments/{assignment_id}/engage")
def get_engage(visit: ProviderVisit, assignment_id: UUID) -> HTMLResponse:
    """Ask when the person was reached."""
    return ask(visit, assignment_id, E.ENGAGE, "engage", given=_just_now(visit))


@router.post("/assignments/{assignment_id}/engage", response_model=None)
def post_engage(visit: ProviderVisit, assignment_id: UUID) -> Response:
    """Record that the person was reached and takes up support."""

    def act(tx: Transaction) -> Answered:
        reading = Reading(visit.form)
        at = reading.instant("at", tx.now)
        reading.check()
        return engage(tx, assignment_id, at)

    try:
        visit.run(act)
    except InvalidError as error:
        return ask(visit, assignment_id, E.ENGAGE, "engage", 422, faults=faults_for_people(error))
    return go_to(path_of(assignment_id, E.ENGAGE))


@router.get("/assignments/{assignment_id}/assess")
def get_assess(visit: ProviderVisit, assignment_id: UUID) -> HTMLResponse:
    """Ask when the person's needs were assessed."""
    return ask(visit, assignment_id, E.ASSESS, "assess", given=_just_now(visit))


@router.post("/assignments/{assignment_id}/assess", response_model=None)
def post_assess(visit: ProviderVisit, assignment_id: UUID) -> Response:
    """Record that the person's needs were assessed, and nothing of what was found."""

    def act(tx: Transaction) -> Answered:
        reading = Reading(visit.form)
        at = reading.instant("at", tx.now)
        reading.check()
        return assess(tx, assignment_id, at)

    try:
        visit.run(act)
    except InvalidError as error:
        return ask(visit, assignment_id, E.ASSESS, "assess", 422, faults=faults_for_people(error))
    return go_to(path_of(assignment_id, E.ASSESS))


def _read_try(visit: Visit, tx: Transaction) -> Try:
    reading = Reading(visit.form)
    tried = Try(
        channel=reading.choice("channel", ContactChannel, "Choose how the person was contacted"),
        result=reading.choice("result", ContactResult, "Choose what happened"),
        at=reading.instant("at", tx.now),
        worker=reading.name("worker", "Enter who made the attempt"),
    )
    reading.check()
    return tried


def _ask_attempt(visit: Visit, assignment_id: UUID, status: int = 200, **context: object) -> HTMLResponse:
    return ask(
        visit,
        assignment_id,
        E.CONTACT_ATTEMPT,
        "contact_attempt",
        status,
        channels=tuple(ContactChannel),
        results=tuple(ContactResult),
        hints=RESULT_HINTS,
        **context,
    )


def _just_now(visit: Visit) -> dict[str, str]:
    now: datetime = visit.database.now().astimezone(LONDON)
    return {
        "at_day": str(now.day),
        "at_month": str(now.month),
        "at_year": str(now.year),
        "at_time": f"{now:%H:%M}",
        "worker": visit.signed_in.name,
    }
