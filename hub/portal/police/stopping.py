"""Taking a referral back from a service that has not accepted, and stopping it on the person's wish."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub.db import Transaction
from hub.domain.codes import ConsentHow
from hub.domain.errors import NotFoundError
from hub.intake.rules.limits import NAME, REASON
from hub.journey.ending import Wish, recall, withdraw
from hub.portal.door import PoliceVisit, Visit, go_to
from hub.portal.forms import Form
from hub.portal.police.referral import Done, heading_of, page_of
from hub.portal.words import label

router = APIRouter(prefix="/referrals/{referral_id}")

ALL, SOME = "all", "some"
HOW = tuple((str(each), label(each)) for each in ConsentHow)


@router.get("/withdraw")
def get_withdraw(visit: PoliceVisit, referral_id: UUID) -> HTMLResponse:
    """Ask whose wish it is, how it came, and what it is about."""
    typed = Form({"taken_by": (visit.signed_in.name,), "which": (ALL,)})
    return _withdraw(visit, referral_id, typed)


@router.post("/withdraw", response_model=None)
def post_withdraw(visit: PoliceVisit, referral_id: UUID) -> Response:
    """Stop all contact, or that of some services, at once."""
    form = visit.form
    faults = _faults_of_wish(form)
    if faults:
        return _withdraw(visit, referral_id, form, faults)
    wish = Wish(
        asked_by=form.text("asked_by"),
        how=label(form.text("how")),
        taken_by=form.text("taken_by"),
        services=form.many("services") if form.text("which") == SOME else (),
    )
    visit.run(lambda tx: withdraw(tx, referral_id, tx.now, wish))
    return go_to(page_of(referral_id, Done.STOPPED))


def _withdraw(
    visit: Visit, referral_id: UUID, typed: Form, faults: dict[str, str] | None = None
) -> HTMLResponse:
    heading = heading_of(visit, referral_id)
    known, live = heading["names"].services, heading["found"]["assignments"]
    over = {"declined", "ended"}
    services = [(each["service"], known[each["service"]]) for each in live if each["status"] not in over]
    return visit.show(
        "police/withdraw.html",
        422 if faults else 200,
        **heading,
        typed=typed,
        services=services,
        how=HOW,
        faults=faults or {},
    )


def _faults_of_wish(form: Form) -> dict[str, str]:
    found = _too_long(form, {"asked_by": NAME, "taken_by": NAME})
    if not form.text("asked_by"):
        found["asked_by"] = "Enter who asked for it to stop"
    if form.text("how") not in {value for value, _ in HOW}:
        found["how"] = "Select how they asked"
    if not form.text("taken_by"):
        found["taken_by"] = "Enter who took the request"
    if form.text("which") not in {ALL, SOME}:
        found["which"] = "Select what is to stop"
    elif form.text("which") == SOME and not form.many("services"):
        found["services"] = "Select the services that are to stop"
    return found


@router.get("/recall/{assignment_id}")
def get_recall(visit: PoliceVisit, referral_id: UUID, assignment_id: UUID) -> HTMLResponse:
    """Ask why it is taken back."""
    return _recall(visit, referral_id, assignment_id, Form())


@router.post("/recall/{assignment_id}", response_model=None)
def post_recall(visit: PoliceVisit, referral_id: UUID, assignment_id: UUID) -> Response:
    """Take it back; the hub looks for the next service if it was the lead."""
    form = visit.form
    faults = _too_long(form, {"reason": REASON})
    if not form.text("reason"):
        faults["reason"] = "Enter why you take it back"
    if faults:
        return _recall(visit, referral_id, assignment_id, form, faults)

    def act(tx: Transaction) -> None:
        recall(tx, assignment_id, tx.now, form.text("reason"), of=referral_id)

    visit.run(act)
    return go_to(page_of(referral_id, Done.TAKEN_BACK))


def _recall(
    visit: Visit, referral_id: UUID, assignment_id: UUID, typed: Form, faults: dict[str, str] | None = None
) -> HTMLResponse:
    heading = heading_of(visit, referral_id)
    turns: list[dict[str, Any]] = heading["found"]["assignments"]
    turn = next((each for each in turns if each["id"] == assignment_id), None)
    if turn is None:
        raise NotFoundError("There is no such assignment.")
    return visit.show(
        "police/recall.html",
        422 if faults else 200,
        **heading,
        turn=turn,
        can_recall=assignment_id in heading["found"]["recallable"],
        typed=typed,
        faults=faults or {},
    )


def _too_long(form: Form, limits: dict[str, int]) -> dict[str, str]:
    return {
        name: f"Enter no more than {limit} characters"
        for name, limit in limits.items()
        if len(form.text(name)) > limit
    }
