"""/v1/deliveries and /v1/endpoints: what went to an agency's addresses, every try of it, and trying anew."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from hub import audit
from hub.api.door import Calling, plain
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.delivery.queries.log import LogFilter, LogSort, attempts_of, own_addresses, own_messages
from hub.domain.codes import DeliveryKind, DeliveryState, Role
from hub.domain.paging import After, Page
from hub.journey.addresses import send_test
from hub.journey.replaying import replay

router = APIRouter(prefix="/v1", tags=["deliveries"])


@router.get("/deliveries")
def list_deliveries(
    calling: Calling,
    kind: Annotated[list[DeliveryKind] | None, Query()] = None,
    state: Annotated[list[DeliveryState] | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after_created: AwareDatetime | None = None,
    after_id: UUID | None = None,
) -> dict[str, Any]:
    """List messages to the caller's agency, newest first, each with every try; never what they said.

    A coordinator reads those to every agency. `after` is what to ask for next, None at the end.
    """
    page = _page(limit, after_created, after_id)
    wanted = LogFilter(kinds=kind or (), states=state or ())
    return calling.run(lambda tx: _listed(tx, wanted, page), Role.PROVIDER, Role.COORDINATOR)


@router.post("/deliveries/{delivery_id}/replay")
def post_replay(calling: Calling, delivery_id: UUID) -> dict[str, Any]:
    """Send one message again under the same id; no clock starts anew. Refused for what holds no longer."""
    calling.run(lambda tx: replay(tx, delivery_id), Role.PROVIDER, Role.COORDINATOR)
    return {"id": str(delivery_id), "state": str(DeliveryState.QUEUED)}


@router.get("/endpoints")
def list_endpoints(calling: Calling) -> dict[str, Any]:
    """List the caller's own addresses, those of a purpose in the order in which they are tried."""
    found = calling.run(own_addresses, Role.PROVIDER)
    return {"endpoints": plain([_endpoint(each) for each in found])}


@router.post("/endpoints/{endpoint_id}/test")
def post_test(calling: Calling, endpoint_id: UUID) -> dict[str, Any]:
    """Send a message of kind `test` to one of the caller's own addresses; its tries are in the list."""
    delivery_id = calling.run(lambda tx: send_test(tx, endpoint_id), Role.PROVIDER)
    return {"id": str(delivery_id), "state": str(DeliveryState.QUEUED)}


def _page(limit: int, created: datetime | None, row_id: UUID | None) -> Page[LogSort]:
    after = After(key=created, id=row_id) if created and row_id else None
    return Page(sort=LogSort.CREATED, descending=True, after=after, size=limit)


def _listed(tx: Transaction, wanted: LogFilter, page: Page[LogSort]) -> dict[str, Any]:
    rows = own_messages(tx, wanted, page)
    shown = rows[: page.size]
    tries = attempts_of(tx, [row["id"] for row in shown])
    audit.record(tx, Entry(event=Event.DELIVERIES_LISTED, detail={"count": len(shown)}))
    last = shown[-1] if len(rows) > page.size else None
    return {
        "deliveries": plain([_delivery(row, tries.get(row["id"], ())) for row in shown]),
        "after": plain({"after_created": last["created"], "after_id": last["id"]}) if last else None,
    }


def _delivery(row: dict[str, Any], tries: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "kind": row["kind"],
        "agency": row["agency"],
        "reference": row["reference"],
        "assignment": row["assignment_id"],
        "endpoint": row["endpoint_id"],
        "channel": row["channel"],
        "address": row["address"],
        "created_at": row["created"],
        "state": row["state"],
        "due_at": row["due_at"] if row["state"] is DeliveryState.QUEUED else None,
        "delivered_at": row["delivered_at"],
        "replayed_at": row["replayed_at"],
        "attempts": [_attempt(each) for each in tries],
    }


def _attempt(row: dict[str, Any]) -> dict[str, Any]:
    """Show one try; docs/reference/errors.md says what the codes mean."""
    return {name: row[name] for name in ("number", "started_at", "ended_at", "outcome", "code", "status")}


def _endpoint(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "purpose": row["purpose"],
        "channel": row["channel"],
        "address": row["address"],
        "in_use": not row["paused"],
        "suspended_at": row["suspended_at"],
        "suspended_for": row["suspended_for"],
    }
