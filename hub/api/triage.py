"""/v1/triage: what needs a person, for the referral coordinator alone."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from hub import audit
from hub.api import acts
from hub.api.door import Calling, plain
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.codes import ReferralStatus, Role
from hub.domain.errors import NotFoundError
from hub.domain.plain import to_plain
from hub.domain.submission import Contact, Identity, Notes, SealedPart
from hub.intake.actions import open_part
from hub.journey import resolving
from hub.triage import queries
from hub.triage.queries import Item

router = APIRouter(prefix="/v1/triage", tags=["triage"])


@router.get("")
def list_triage(
    calling: Calling,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after_due: AwareDatetime | None = None,
    after_id: UUID | None = None,
) -> dict[str, Any]:
    """List what waits for a person, the soonest due first; without the persons themselves."""

    def act(tx: Transaction) -> dict[str, Any]:
        after = (after_due, after_id) if after_due and after_id else None
        items = queries.open_items(tx, limit, after)
        audit.record(tx, Entry(event=Event.TRIAGE_LISTED, detail={"count": len(items)}))
        return {"triage": [_item(item, tx.now) for item in items]}

    return calling.run(act, Role.COORDINATOR)


@router.get("/{item_id}")
def get_triage(calling: Calling, item_id: UUID) -> dict[str, Any]:
    """Show one row with the person whom it is about; each view is recorded (DPA 2018 s.62)."""

    def act(tx: Transaction) -> dict[str, Any]:
        item = queries.lock(tx, item_id)
        if item is None:
            raise NotFoundError("There is no such open triage row.")
        audit.record(tx, Entry(event=Event.PERSON_VIEWED, referral_id=item.referral_id))
        return {**_item(item, tx.now), "person": _person(tx, item.referral_id)}

    return calling.run(act, Role.COORDINATOR)


def _person(tx: Transaction, referral_id: UUID) -> dict[str, Any]:
    parts: tuple[tuple[SealedPart, type[Any]], ...] = (
        (SealedPart.IDENTITY, Identity),
        (SealedPart.CONTACT, Contact),
        (SealedPart.NOTES, Notes),
    )
    opened = {str(part): open_part(tx, referral_id, part, kind) for part, kind in parts}
    return {name: None if value is None else to_plain(value) for name, value in opened.items()}


def _item(item: Item, now: datetime) -> dict[str, Any]:
    found: dict[str, Any] = plain(asdict(item))
    return {**found, "age_seconds": int((now - item.opened_at).total_seconds())}


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
