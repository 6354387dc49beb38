"""The messages that went to a provider, and where they go."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub import audit
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.delivery.queries.log import (
    LogFilter,
    LogSort,
    attempts_of,
    message,
    own_addresses,
    own_messages,
)
from hub.domain.codes import DeliveryKind, DeliveryState
from hub.domain.errors import NotAllowedError, NotFoundError
from hub.journey.addresses import send_test
from hub.journey.replaying import replay
from hub.portal.csv_file import csv_file
from hub.portal.door import ProviderVisit, Visit, go_to
from hub.portal.listing import Asked, Listing
from hub.portal.provider.showing import Found, answer
from hub.portal.words import label

router = APIRouter()

LISTING = Listing(
    sorts=LogSort,
    first=LogSort.CREATED,
    descending=True,
    filters={"kind": DeliveryKind, "state": DeliveryState},
)
KINDS = (
    DeliveryKind.REFERRAL,
    DeliveryKind.CHASE,
    DeliveryKind.ESCALATION,
    DeliveryKind.STOP_NOTICE,
    DeliveryKind.CONTACT_CHANGED,
    DeliveryKind.CONTRACT_ENDING,
    DeliveryKind.TEST,
)
"""What a provider is sent; the other kinds go to units and coordinators."""

_HEADER = ("Message", "Reference", "Created", "To", "State", "Tries", "Last try")


@router.get("/deliveries")
def get_messages(visit: ProviderVisit) -> HTMLResponse:
    """Show the agency's addresses and the log of messages to them."""
    asked = LISTING.read(visit.request.query_params)

    def look(tx: Transaction) -> Found:
        rows = own_messages(tx, _wanted(asked), asked.page)
        shown = rows[: asked.page.size]
        _record(tx, Event.REFERRALS_LISTED, len(shown))
        return {
            "addresses": own_addresses(tx),
            "messages": shown,
            "next": asked.next_query(rows, str(asked.page.sort)),
        }

    return answer(visit, "messages", look, asked=asked, kinds=KINDS, states=tuple(DeliveryState))


@router.get("/deliveries.csv")
def get_messages_file(visit: ProviderVisit) -> Response:
    """Give all rows of the same filters as a file."""
    asked = LISTING.read(visit.request.query_params)

    def act(tx: Transaction) -> tuple[dict[str, Any], ...]:
        rows = own_messages(tx, _wanted(asked), asked.whole())
        _record(tx, Event.LIST_EXPORTED, len(rows))
        return rows

    return csv_file("messages", _HEADER, map(_cells, visit.run(act)))


@router.get("/deliveries/{delivery_id}")
def get_message(visit: ProviderVisit, delivery_id: UUID) -> HTMLResponse:
    """Show every try of one message, and how to have it sent again."""

    def look(tx: Transaction) -> Found:
        row = message(tx, delivery_id)
        if row is None:
            raise NotFoundError("There is no such message.")
        _record(tx, Event.DELIVERY_VIEWED, 1)
        return {"message": row, "attempts": attempts_of(tx, [delivery_id]).get(delivery_id, ())}

    return answer(visit, "message", look)


@router.post("/deliveries/{delivery_id}/replay", response_model=None)
def post_replay(visit: ProviderVisit, delivery_id: UUID) -> Response:
    """Send one message again, as a manager asked."""
    _need_manager(visit)
    visit.run(lambda tx: replay(tx, delivery_id))
    return go_to(f"/provider/deliveries/{delivery_id}")


@router.post("/endpoints/{endpoint_id}/test", response_model=None)
def post_test(visit: ProviderVisit, endpoint_id: UUID) -> Response:
    """Send a test to one of the agency's own addresses, as a manager asked, and show its tries."""
    _need_manager(visit)
    delivery_id = visit.run(lambda tx: send_test(tx, endpoint_id))
    return go_to(f"/provider/deliveries/{delivery_id}")


def _need_manager(visit: Visit) -> None:
    if not visit.signed_in.is_manager:
        raise NotAllowedError("Only a manager of your agency can do this.")


def _wanted(asked: Asked[LogSort]) -> LogFilter:
    return LogFilter(kinds=asked.chosen["kind"], states=asked.chosen["state"])


def _record(tx: Transaction, event: Event, count: int) -> None:
    audit.record(tx, Entry(event=event, detail={"list": "provider messages", "count": count}))


def _cells(row: dict[str, Any]) -> tuple[object, ...]:
    return (
        label(row["kind"]), row["reference"], row["created"].isoformat(), row["address"],
        label(row["state"]), row["attempts"], row["outcome"] and label(row["outcome"]),
    )  # fmt: skip
