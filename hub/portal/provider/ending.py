"""A provider gives a referral back, or stops because the person asked it to."""

from enum import StrEnum
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub.db import Transaction
from hub.domain.assignment import AssignmentEvent as E
from hub.domain.codes import DeclineReason
from hub.domain.errors import ConflictError, InvalidError
from hub.journey import Answered, Wish, release, withdraw
from hub.portal.door import ProviderVisit, Visit, go_to
from hub.portal.provider.answering import read_reason
from hub.portal.provider.offers import offered
from hub.portal.provider.reading import Reading
from hub.portal.provider.showing import MEANWHILE, ask, faults_for_people, path_of
from hub.portal.words.provider import after_decline
from hub.sight import assignments as sight

router = APIRouter()


class Reach(StrEnum):
    """Which services the person wants to stop."""

    OURS = "ours"
    ALL = "all"


@router.get("/assignments/{assignment_id}/release")
def get_release(visit: ProviderVisit, assignment_id: UUID) -> HTMLResponse:
    """Ask why it is given back, with what follows."""
    return _ask_why(visit, assignment_id)


@router.post("/assignments/{assignment_id}/release", response_model=None)
def post_release(visit: ProviderVisit, assignment_id: UUID) -> Response:
    """Give it back for a coded reason."""

    def act(tx: Transaction) -> Answered:
        reason, text = read_reason(visit)
        return release(tx, assignment_id, tx.now, reason, text)

    try:
        visit.run(act)
    except InvalidError as error:
        return _ask_why(visit, assignment_id, 422, faults=faults_for_people(error))
    return go_to(path_of(assignment_id, E.RELEASE))


@router.get("/assignments/{assignment_id}/withdraw")
def get_withdraw(visit: ProviderVisit, assignment_id: UUID) -> HTMLResponse:
    """Ask who wants it to stop, how they said so and who took it."""
    return ask(visit, assignment_id, E.WITHDRAW, "withdraw", given={"taken_by": visit.signed_in.name})


@router.post("/assignments/{assignment_id}/withdraw", response_model=None)
def post_withdraw(visit: ProviderVisit, assignment_id: UUID) -> Response:
    """Stop on the person's wish, for this service or for all."""
    try:
        visit.run(lambda tx: _withdraw(tx, visit, assignment_id))
    except InvalidError as error:
        faults = faults_for_people(error)
        return ask(visit, assignment_id, E.WITHDRAW, "withdraw", 422, faults=faults)
    return go_to(path_of(assignment_id, E.WITHDRAW))


def _withdraw(tx: Transaction, visit: Visit, assignment_id: UUID) -> None:
    row = sight.own(tx, assignment_id)
    if E.WITHDRAW not in offered(row):
        raise ConflictError(MEANWHILE)
    reading = Reading(visit.form)
    reach = reading.choice("reach", Reach, "Choose what is to stop")
    wish = Wish(
        asked_by=reading.name("asked_by", "Enter who asked"),
        how=reading.name("how", "Enter how they asked"),
        taken_by=reading.name("taken_by", "Enter who spoke with them"),
        services=(row["service"],) if reach is Reach.OURS else (),
    )
    reading.check()
    withdraw(tx, row["referral_id"], tx.now, wish)


def _ask_why(visit: Visit, assignment_id: UUID, status: int = 200, **context: object) -> HTMLResponse:
    return ask(
        visit,
        assignment_id,
        E.RELEASE,
        "release",
        status,
        reasons=tuple(DeclineReason),
        follows=after_decline,
        **context,
    )
