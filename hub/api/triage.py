"""/v1/triage: what needs a person, for the referral coordinator alone."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from hub.api import acts
from hub.api.door import Calling, plain
from hub.db import Transaction
from hub.domain.codes import ReferralStatus, Role
from hub.journey import resolving
from hub.journey.resolving_many import Each, Wanted, resolve_each
from hub.sight.triage import item, items
from hub.triage.queries.listing import TriageFilters
from hub.triage.queries.listing import ids as wanted_ids
from hub.triage.rules import MOST_AT_ONCE

router = APIRouter(prefix="/v1/triage", tags=["triage"])


@router.get("")
def list_triage(
    calling: Calling,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after_due: AwareDatetime | None = None,
    after_id: UUID | None = None,
) -> dict[str, Any]:
    """List what waits for a person, the soonest due first; without the persons themselves."""
    after = (after_due, after_id) if after_due and after_id else None
    found = calling.run(lambda tx: items(tx, limit, after), Role.COORDINATOR)
    return {"triage": plain(found)}


@router.post("/bulk")
def post_bulk(calling: Calling, body: acts.Many) -> dict[str, Any]:
    """Send many again, or give many to one service; one outcome each, and no row undoes another."""
    ids = calling.run(lambda tx: body.ids or _filtered(tx, body), Role.COORDINATOR)
    wanted = Wanted(act=body.act, reason=body.reason, service=body.service)
    outcomes = resolve_each(calling.database, calling.scope, ids, wanted)
    return {"outcomes": [_outcome(each) for each in outcomes]}


def _filtered(tx: Transaction, body: acts.Many) -> list[UUID]:
    asked = body.filter or acts.TriageFilter()
    filters = TriageFilters(reason=asked.reason, risk=asked.risk, borough=asked.borough)
    return list(wanted_ids(tx, filters, MOST_AT_ONCE))


def _outcome(each: Each) -> dict[str, Any]:
    if each.refused is None:
        return {"id": str(each.id), "done": True, "referral_status": str(each.status)}
    faults = [
        {"pointer": fault.pointer, "code": str(fault.code), "message": fault.message}
        for fault in each.refused.faults
    ]
    said = {"code": each.refused.code, "message": each.refused.message, "errors": faults}
    return {"id": str(each.id), "done": False, **said}


@router.get("/{item_id}")
def get_triage(calling: Calling, item_id: UUID) -> dict[str, Any]:
    """Show one row with the person whom it is about; each view is recorded (DPA 2018 s.62)."""
    found: dict[str, Any] = plain(calling.run(lambda tx: item(tx, item_id), Role.COORDINATOR))
    return found


@router.post("/{item_id}/assign")
def post_assign(calling: Calling, item_id: UUID, body: acts.Assign) -> dict[str, Any]:
    """Give the referral to a service, with a reason."""
    return _resolve(calling, item_id, lambda tx: resolving.assign(tx, item_id, body.service, body.reason))


@router.post("/{item_id}/join")
def post_join(calling: Calling, item_id: UUID, body: acts.Join) -> dict[str, Any]:
    """Keep a possible duplicate as a second source of the referral that it is a double of."""
    return _resolve(calling, item_id, lambda tx: resolving.join(tx, item_id, body.referral))


@router.post("/{item_id}/release")
def post_release(calling: Calling, item_id: UUID, body: acts.Reason) -> dict[str, Any]:
    """Say that a possible duplicate is none; it is sent on at once."""
    return _resolve(calling, item_id, lambda tx: resolving.release(tx, item_id, body.reason))


@router.post("/{item_id}/redrive")
def post_redrive(calling: Calling, item_id: UUID, body: acts.Reason) -> dict[str, Any]:
    """Send again what could not be delivered."""
    return _resolve(calling, item_id, lambda tx: resolving.redrive(tx, item_id, body.reason))


@router.post("/{item_id}/return")
def post_return(calling: Calling, item_id: UUID, body: acts.Return) -> dict[str, Any]:
    """Send the referral back to the referring unit."""
    return _resolve(calling, item_id, lambda tx: resolving.return_it(tx, item_id, body.reason))


@router.post("/{item_id}/close")
def post_close(calling: Calling, item_id: UUID, body: acts.Reason) -> dict[str, Any]:
    """Take the row off the list: nothing more is to be done."""
    return _resolve(calling, item_id, lambda tx: resolving.close(tx, item_id, body.reason))


def _resolve(calling: Calling, item_id: UUID, act: Callable[[Transaction], ReferralStatus]) -> dict[str, Any]:
    status = calling.run(act, Role.COORDINATOR)
    return {"id": str(item_id), "referral_status": str(status)}
