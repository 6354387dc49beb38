"""What a coordinator does about a triage row; each act ends at the list with a word of what was done."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub.db import Transaction
from hub.domain.codes import ReferralStatus, ReturnReason, TriageReason, TriageResolution
from hub.domain.errors import ConflictError, InvalidError, NotFoundError
from hub.journey import resolving
from hub.portal.coordinator.row import compare_page, read, settled_page
from hub.portal.coordinator.wanted import choices, missing
from hub.portal.door import CoordinatorVisit, Visit, go_to
from hub.portal.forms import fault, faults_of
from hub.portal.words.coordinating import (
    AGREEMENT,
    CELLS_THAT_FAIL,
    CLOSING,
    NOBODY_LEFT,
    THE_REST_GOES_ON,
)
from hub.sight.candidates import candidates
from hub.sight.triage_row import OpenRow, failures, open_row
from hub.triage.queries import Settled
from hub.triage.rules import TriageAct

router = APIRouter(prefix="/triage")

Faults = dict[str, str]
WHY = "Enter your reason"


@router.get("/{item_id}/assign")
def get_assign(visit: CoordinatorVisit, item_id: UUID) -> HTMLResponse:
    """Show every service: which may be given the referral and which not, and why."""
    return _page(visit, item_id, TriageAct.ASSIGN)


@router.post("/{item_id}/assign", response_model=None)
def post_assign(visit: CoordinatorVisit, item_id: UUID) -> Response:
    """Give the referral to the chosen service."""
    form = visit.form
    faults = missing(form, service="Choose a service", reason="Enter the reason for your choice")
    return _resolve(
        visit,
        item_id,
        TriageAct.ASSIGN,
        faults,
        lambda tx: resolving.assign(tx, item_id, form.text("service"), form.text("reason")),
        also=_agreed,
    )


@router.post("/{item_id}/join", response_model=None)
def post_join(visit: CoordinatorVisit, item_id: UUID) -> Response:
    """Keep a possible duplicate as a second source of the other referral."""
    form = visit.form
    faults = missing(form, join_reason="Enter how you know that it is the same person")
    other = _id(form.text("referral"))
    if other is None:
        faults["referral"] = "Choose which one it is the same as"

    def act(tx: Transaction) -> ReferralStatus:
        return resolving.join(tx, item_id, other or item_id, form.text("join_reason"))

    return _resolve(visit, item_id, TriageAct.JOIN, faults, act)


@router.post("/{item_id}/release", response_model=None)
def post_release(visit: CoordinatorVisit, item_id: UUID) -> Response:
    """Say that a possible duplicate is none, and send it on."""
    form = visit.form
    faults = missing(form, release_reason="Enter how you know that it is another person or another incident")
    return _resolve(
        visit,
        item_id,
        TriageAct.RELEASE,
        faults,
        lambda tx: resolving.release(tx, item_id, form.text("release_reason")),
    )


@router.get("/{item_id}/redrive")
def get_redrive(visit: CoordinatorVisit, item_id: UUID) -> HTMLResponse:
    """Ask for the reason to send a message again, beside how it failed."""
    return _page(visit, item_id, TriageAct.REDRIVE)


@router.post("/{item_id}/redrive", response_model=None)
def post_redrive(visit: CoordinatorVisit, item_id: UUID) -> Response:
    """Send it again, from the agency's first address on."""
    return _with_reason(visit, item_id, TriageAct.REDRIVE, resolving.redrive)


@router.get("/{item_id}/close")
def get_close(visit: CoordinatorVisit, item_id: UUID) -> HTMLResponse:
    """Ask for the reason to close a row."""
    return _page(visit, item_id, TriageAct.CLOSE)


@router.post("/{item_id}/close", response_model=None)
def post_close(visit: CoordinatorVisit, item_id: UUID) -> Response:
    """Take a row off the list."""
    return _with_reason(visit, item_id, TriageAct.CLOSE, resolving.close)


@router.get("/{item_id}/return")
def get_return(visit: CoordinatorVisit, item_id: UUID) -> HTMLResponse:
    """Ask why a referral goes back to the referring unit."""
    return _page(visit, item_id, TriageAct.RETURN)


@router.post("/{item_id}/return", response_model=None)
def post_return(visit: CoordinatorVisit, item_id: UUID) -> Response:
    """Send a referral back with a coded reason."""
    said = visit.form.text("reason")
    reason = ReturnReason(said) if said in tuple(ReturnReason) else None
    faults = {} if reason else {"reason": "Choose why it goes back"}
    return _resolve(
        visit,
        item_id,
        TriageAct.RETURN,
        faults,
        lambda tx: resolving.return_it(tx, item_id, reason or ReturnReason.RETURNED_BY_COORDINATOR),
    )


_ENDS = {
    TriageAct.ASSIGN: TriageResolution.ASSIGNED,
    TriageAct.JOIN: TriageResolution.JOINED,
    TriageAct.RELEASE: TriageResolution.RELEASED,
    TriageAct.REDRIVE: TriageResolution.REDRIVEN,
    TriageAct.RETURN: TriageResolution.RETURNED,
    TriageAct.CLOSE: TriageResolution.CLOSED,
}


def _with_reason(
    visit: Visit,
    item_id: UUID,
    act: TriageAct,
    does: Callable[[Transaction, UUID, str], ReferralStatus],
) -> Response:
    faults = missing(visit.form, reason=WHY)
    return _resolve(visit, item_id, act, faults, lambda tx: does(tx, item_id, visit.form.text("reason")))


def _resolve(
    visit: Visit,
    item_id: UUID,
    act: TriageAct,
    faults: Faults,
    does: Callable[[Transaction], ReferralStatus],
    also: Callable[[Visit, OpenRow], None] = lambda _visit, _row: None,
) -> Response:
    """Do it and lead to the list, or show the same page again with its faults.

    A row that somebody else has settled meanwhile is said to be so.
    """

    def fitting(tx: Transaction) -> ReferralStatus:
        row = open_row(tx, item_id)
        _require(row, act)
        also(visit, row)
        return does(tx)

    if faults:
        return _page(visit, item_id, act, 422, faults)
    try:
        visit.run(fitting)
    except InvalidError as error:
        return _page(visit, item_id, act, 422, faults_of(error))
    except NotFoundError:
        ended = read(visit, item_id, lambda _tx, _row: None)
        if ended is None:
            raise
        return settled_page(visit, ended)
    return go_to(f"/coordinator?done={_ENDS[act]}")


def _page(
    visit: Visit, item_id: UUID, act: TriageAct, status: int = 200, faults: Faults | None = None
) -> HTMLResponse:
    if act in {TriageAct.JOIN, TriageAct.RELEASE}:
        return compare_page(visit, item_id, status, faults)
    found = read(visit, item_id, lambda tx, row: _shown(tx, row, act))
    if isinstance(found, Settled):
        return settled_page(visit, found)
    template = f"coordinator/{act}.html"
    return visit.show(template, status, faults=faults or {}, form=visit.form, **found)


def _shown(tx: Transaction, row: OpenRow, act: TriageAct) -> dict[str, Any]:
    """Give what the form of an act shows."""
    _require(row, act)
    shown: dict[str, Any] = {"row": row, "now": tx.now}
    if act is TriageAct.ASSIGN:
        shown["candidates"] = candidates(tx, row.facts, reinstates=row.reinstates)
        shown["cells"] = CELLS_THAT_FAIL
        shown["agreement"] = AGREEMENT.get(row.item.reason)
    if act is TriageAct.REDRIVE:
        shown["tries"] = failures(tx, row.item)
    if act is TriageAct.CLOSE:
        shown["consequence"] = _consequence(row)
    if act is TriageAct.RETURN:
        shown["reasons"] = choices(ReturnReason)
    return shown


def _require(row: OpenRow, act: TriageAct) -> None:
    """Refuse an act that does not fit the row, or does not any more; raises ConflictError."""
    if act not in row.acts:
        raise ConflictError("This cannot be done about this row. Go back to it to see what can be done.")


def _agreed(visit: Visit, row: OpenRow) -> None:
    """Ask for the word that whoever must agree has agreed, before it is taken from a service that has it."""
    is_moved = row.passed_on is not None and visit.form.text("service") not in row.adds
    if is_moved and "yes" not in visit.form.many("agreed"):
        raise fault("agreed", "required", AGREEMENT[row.item.reason].missing)


def _consequence(row: OpenRow) -> str:
    """Say what closing a row means for the person; whether it ends the referral comes first."""
    if row.is_last and row.item.reason is not TriageReason.CHECK_WITHDRAWAL:
        return NOBODY_LEFT
    return CLOSING.get(row.item.reason, THE_REST_GOES_ON)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
