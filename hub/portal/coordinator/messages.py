"""The messages about one referral, each with its tries, and sending one again."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub import audit
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.delivery.queries.log import LogFilter, LogSort, attempts_of, message, own_messages
from hub.domain.errors import NotFoundError
from hub.domain.paging import Page
from hub.journey.replaying import replay
from hub.portal.door import CoordinatorVisit, go_to

router = APIRouter()

MOST_SHOWN = 50
"""Messages about one referral on its page; there are seldom ten."""


def about_referral(tx: Transaction, referral_id: UUID) -> tuple[dict[str, Any], ...]:
    """List the messages about a referral, newest first."""
    page = Page(sort=LogSort.CREATED, descending=True, size=MOST_SHOWN)
    return own_messages(tx, LogFilter(referral_id=referral_id), page)[:MOST_SHOWN]


@router.get("/deliveries/{delivery_id}")
def get_message(visit: CoordinatorVisit, delivery_id: UUID) -> HTMLResponse:
    """Show every try of one message."""

    def read(tx: Transaction) -> dict[str, Any]:
        found = message(tx, delivery_id)
        if found is None:
            raise NotFoundError("There is no such message.")
        detail = {"delivery": str(delivery_id)}
        audit.record(tx, Entry(event=Event.DELIVERY_VIEWED, detail=detail))
        tries = attempts_of(tx, [delivery_id]).get(delivery_id, ())
        return {"message": found, "attempts": tries, "now": tx.now}

    return visit.show("coordinator/message.html", **visit.run(read))


@router.post("/deliveries/{delivery_id}/replay", response_model=None)
def post_replay(visit: CoordinatorVisit, delivery_id: UUID) -> Response:
    """Send one message again."""
    visit.run(lambda tx: replay(tx, delivery_id))
    return go_to(f"/coordinator/deliveries/{delivery_id}")
