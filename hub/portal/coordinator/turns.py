"""What a coordinator does about one service's turn: take it back, pass it on, confirm that it was seen."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub.db import Transaction
from hub.domain.assignment import AssignmentEvent as E
from hub.domain.codes import AssignmentRole
from hub.domain.errors import ConflictError, InvalidError
from hub.journey import answering, ending, resolving
from hub.portal.coordinator.referral import Done, to_referral
from hub.portal.coordinator.wanted import missing
from hub.portal.door import CoordinatorVisit, Visit
from hub.portal.forms import faults_of
from hub.portal.words.coordinating import CELLS_THAT_FAIL
from hub.sight.candidates import candidates
from hub.sight.triage_referral import facts_of, turn_of

router = APIRouter(prefix="/assignments")

Faults = dict[str, str]

BY_TABLE = "by-the-table"
"""Stands for no service of the coordinator's own choice; a slug of the directory never reads so."""


@router.get("/{assignment_id}/recall")
def get_recall(visit: CoordinatorVisit, assignment_id: UUID) -> HTMLResponse:
    """Ask why a referral is taken back from a service that has not accepted it."""
    return _page(visit, assignment_id, E.RECALL)


@router.post("/{assignment_id}/recall", response_model=None)
def post_recall(visit: CoordinatorVisit, assignment_id: UUID) -> Response:
    """Take it back, and let the hub look for the next service."""
    faults = missing(visit.form, reason="Enter why you take it back")
    if faults:
        return _page(visit, assignment_id, E.RECALL, 422, faults)
    done = visit.run(lambda tx: ending.recall(tx, assignment_id, tx.now, visit.form.text("reason")))
    return to_referral(done.referral_id, Done.RECALLED)


@router.get("/{assignment_id}/confirm")
def get_confirm(visit: CoordinatorVisit, assignment_id: UUID) -> HTMLResponse:
    """Ask whether the service has been rung."""
    return _page(visit, assignment_id, E.ACKNOWLEDGE)


@router.post("/{assignment_id}/confirm", response_model=None)
def post_confirm(visit: CoordinatorVisit, assignment_id: UUID) -> Response:
    """Confirm an acknowledgement that came by the link in a mail, after ringing the service."""
    done = visit.run(lambda tx: answering.acknowledge(tx, assignment_id, tx.now))
    return to_referral(done.referral_id, Done.CONFIRMED)


@router.get("/{assignment_id}/reassign")
def get_reassign(visit: CoordinatorVisit, assignment_id: UUID) -> HTMLResponse:
    """Show every service for a referral that is to leave the one that has accepted it."""
    return _reassign_page(visit, assignment_id)


@router.post("/{assignment_id}/reassign", response_model=None)
def post_reassign(visit: CoordinatorVisit, assignment_id: UUID) -> Response:
    """Take it from the service that has accepted it and give it to another, as the commissioner agreed."""
    form = visit.form
    faults = missing(form, service="Choose a service", reason="Enter the reason for your choice")
    if "yes" not in form.many("agreed"):
        faults["agreed"] = "Ask the commissioner first, and say here that they have agreed"
    if faults:
        return _reassign_page(visit, assignment_id, 422, faults)

    def act(tx: Transaction) -> UUID:
        turn = _fitting(tx, assignment_id, E.REASSIGN)
        chosen = form.text("service")
        resolving.reassign(tx, assignment_id, None if chosen == BY_TABLE else chosen, form.text("reason"))
        referral_id: UUID = turn["referral_id"]
        return referral_id

    try:
        referral_id = visit.run(act)
    except InvalidError as error:
        return _reassign_page(visit, assignment_id, 422, faults_of(error))
    return to_referral(referral_id, Done.REASSIGNED)


def _page(
    visit: Visit, assignment_id: UUID, event: E, status: int = 200, faults: Faults | None = None
) -> HTMLResponse:
    turn = visit.run(lambda tx: _fitting(tx, assignment_id, event))
    return visit.show(
        "coordinator/turn.html", status, turn=turn, event=event, form=visit.form, faults=faults or {}
    )


def _reassign_page(
    visit: Visit, assignment_id: UUID, status: int = 200, faults: Faults | None = None
) -> HTMLResponse:
    def act(tx: Transaction) -> dict[str, Any]:
        turn = _fitting(tx, assignment_id, E.REASSIGN)
        facts = facts_of(tx, turn["referral_id"])
        return {
            "turn": turn,
            "facts": facts,
            "candidates": candidates(tx, facts),
            "by_table": BY_TABLE if turn["role"] is AssignmentRole.LEAD else None,
        }

    return visit.show(
        "coordinator/referral_assign.html",
        status,
        title="Pass it to another service",
        action=f"/coordinator/assignments/{assignment_id}/reassign",
        has_lead=False,
        form=visit.form,
        faults=faults or {},
        cells=CELLS_THAT_FAIL,
        **visit.run(act),
    )


def _fitting(tx: Transaction, assignment_id: UUID, event: E) -> dict[str, Any]:
    turn = turn_of(tx, assignment_id)
    if event not in turn["acts"]:
        raise ConflictError("This cannot be done any more. Go back to the referral to see how it stands.")
    return turn
