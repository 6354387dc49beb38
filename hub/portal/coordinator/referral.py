"""One referral without the person, and what a coordinator does about it as a whole."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub.db import Transaction
from hub.domain.assignment import LIVE
from hub.domain.codes import AssignmentRole
from hub.domain.errors import ConflictError, InvalidError
from hub.journey.ending import Wish, withdraw
from hub.journey.replacing import place_by_hand
from hub.portal.clock_words import clocks_told
from hub.portal.coordinator.messages import about_referral
from hub.portal.coordinator.telling import facts_told, timeline_told
from hub.portal.coordinator.wanted import missing
from hub.portal.door import CoordinatorVisit, Visit, go_to
from hub.portal.forms import faults_of
from hub.portal.words.coordinating import CELLS_THAT_FAIL
from hub.sight.candidates import candidates
from hub.sight.clocks import clock_stories
from hub.sight.decisions import decisions
from hub.sight.naming import names
from hub.sight.triage_referral import assignments_of, facts_of, whole

router = APIRouter(prefix="/referrals")

Faults = dict[str, str]
LONGEST_NAME = 100


class Done(StrEnum):
    """What has just been done to a referral, as its page's address says it."""

    ASSIGNED = "assigned"
    WITHDRAWN = "withdrawn"
    RECALLED = "recalled"
    REASSIGNED = "reassigned"
    CONFIRMED = "confirmed"
    AMENDED = "amended"
    REOPENED = "reopened"


DONE = {
    Done.ASSIGNED: "The service has been given the referral",
    Done.WITHDRAWN: "Contact stops; every service that had it is told",
    Done.RECALLED: "It has been taken back from the service",
    Done.REASSIGNED: "It has been passed to another service",
    Done.CONFIRMED: "The acknowledgement is confirmed",
    Done.AMENDED: "It says now what you entered. The same services fit, and they go on",
    Done.REOPENED: "It says now what you entered. Other services may fit: decide in triage",
}


@router.get("/{referral_id}")
def get_referral(visit: CoordinatorVisit, referral_id: UUID) -> HTMLResponse:
    """Show a referral, its services, clocks and history; each view is recorded."""

    def act(tx: Transaction) -> tuple[Any, ...]:
        found = whole(tx, referral_id)
        stories = clock_stories(tx, [each["id"] for each in found["assignments"]])
        return found, decisions(tx, referral_id), names(tx), stories, about_referral(tx, referral_id)

    found, told, known, stories, sent = visit.run(act)
    said = visit.request.query_params.get("done")
    return visit.show(
        "coordinator/referral.html",
        whole=found,
        decisions=told,
        messages=sent,
        names=known,
        clock_stories=clocks_told(stories),
        facts=facts_told(found["facts"], known),
        events=timeline_told(found["events"], known),
        done=DONE[Done(said)] if said in tuple(Done) else None,
    )


@router.get("/{referral_id}/assign")
def get_assign(visit: CoordinatorVisit, referral_id: UUID) -> HTMLResponse:
    """Show every service: which may be given the referral and which not, and why."""
    return _assign_page(visit, referral_id)


@router.post("/{referral_id}/assign", response_model=None)
def post_assign(visit: CoordinatorVisit, referral_id: UUID) -> Response:
    """Give the referral to the chosen service, beside those that have it."""
    form = visit.form
    faults = missing(form, service="Choose a service", reason="Enter the reason for your choice")
    if faults:
        return _assign_page(visit, referral_id, 422, faults)

    def act(tx: Transaction) -> None:
        place_by_hand(tx, referral_id, form.text("service"), form.text("reason"))

    try:
        visit.run(act)
    except InvalidError as error:
        return _assign_page(visit, referral_id, 422, faults_of(error))
    return to_referral(referral_id, Done.ASSIGNED)


@router.get("/{referral_id}/withdraw")
def get_withdraw(visit: CoordinatorVisit, referral_id: UUID) -> HTMLResponse:
    """Ask who wants it to stop, how they asked, and for which services."""
    return _withdraw_page(visit, referral_id)


@router.post("/{referral_id}/withdraw", response_model=None)
def post_withdraw(visit: CoordinatorVisit, referral_id: UUID) -> Response:
    """Stop for the person, at once."""
    faults = _withdraw_faults(visit)
    if faults:
        return _withdraw_page(visit, referral_id, 422, faults)
    form = visit.form
    only = form.many("services") if form.text("reach") == "some" else ()
    wish = Wish(
        asked_by=form.text("asked_by"), how=form.text("how"), taken_by=form.text("taken_by"), services=only
    )
    visit.run(lambda tx: withdraw(tx, referral_id, tx.now, wish))
    return to_referral(referral_id, Done.WITHDRAWN)


def to_referral(referral_id: UUID, done: Done) -> Response:
    """Lead to the referral's page with a word of what was done."""
    return go_to(f"/coordinator/referrals/{referral_id}?done={done}")


def _assign_page(
    visit: Visit, referral_id: UUID, status: int = 200, faults: Faults | None = None
) -> HTMLResponse:
    def act(tx: Transaction) -> dict[str, Any]:
        found = whole(tx, referral_id)
        if found["why_nobody"]:
            raise ConflictError(found["why_nobody"])
        leads = [each for each in found["assignments"] if each["role"] is AssignmentRole.LEAD]
        return {
            "facts": found["facts"],
            "candidates": candidates(tx, found["facts"]),
            "has_lead": any(each["state"] in LIVE for each in leads),
        }

    return visit.show(
        "coordinator/referral_assign.html",
        status,
        title="Give it to a service",
        action=f"/coordinator/referrals/{referral_id}/assign",
        turn=None,
        by_table=None,
        form=visit.form,
        faults=faults or {},
        cells=CELLS_THAT_FAIL,
        **visit.run(act),
    )


def _withdraw_page(
    visit: Visit, referral_id: UUID, status: int = 200, faults: Faults | None = None
) -> HTMLResponse:
    def act(tx: Transaction) -> dict[str, Any]:
        live = [each for each in assignments_of(tx, referral_id) if each["state"] in LIVE]
        services = [(each["service"], each["service_name"]) for each in live]
        return {"facts": facts_of(tx, referral_id), "services": services}

    return visit.show(
        "coordinator/withdraw.html", status, form=visit.form, faults=faults or {}, **visit.run(act)
    )


def _withdraw_faults(visit: Visit) -> Faults:
    form = visit.form
    faults = missing(
        form,
        longest=LONGEST_NAME,
        asked_by="Enter who asked",
        how="Enter how they asked",
        taken_by="Enter who took the request",
    )
    if form.text("reach") == "some" and not form.many("services"):
        faults["services"] = "Choose the services that are to stop"
    elif form.text("reach") not in {"all", "some"}:
        faults["reach"] = "Choose what is to stop"
    return faults
