"""Mails that came back: what each was and what the hub did; never what it said."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from hub.access.scopes import widen
from hub.audit import Entry, Event, record
from hub.channels.mailbox.opening import mailbox_for
from hub.db import Transaction
from hub.delivery.queries.came_back import ReturnedSort, came_back, counted, failing_addresses
from hub.delivery.rules import FAILS_OFTEN_DAYS
from hub.domain.codes import ReturnedEffect, ReturnedKind
from hub.portal.door import AdministratorVisit
from hub.portal.listing import Listing
from hub.settings import settings

router = APIRouter(prefix="/admin/mails/returned", include_in_schema=False)

LISTING = Listing(
    sorts=ReturnedSort,
    first=ReturnedSort.AT,
    descending=True,
    filters={"kind": ReturnedKind, "effect": ReturnedEffect},
)


@router.get("")
def get_returned_mails(visit: AdministratorVisit) -> HTMLResponse:
    """List what came back, the newest first, under how much there is and which addresses fail often."""
    asked = LISTING.read(visit.request.query_params)

    def read(tx: Transaction) -> tuple[Any, ...]:
        widen(tx)  # the references lie beyond an administrator's own scope
        rows = came_back(tx, asked.page, kinds=asked.chosen["kind"], effects=asked.chosen["effect"])
        record(tx, Entry(event=Event.DELIVERIES_LISTED, detail={"count": min(len(rows), asked.page.size)}))
        return rows, counted(tx), failing_addresses(tx)

    rows, counts, failing = visit.run(read)
    following = asked.next_query(rows, "at")
    return visit.show(
        "admin/returned.html",
        asked=asked,
        mails=rows[: asked.page.size],
        counts=counts,
        failing=failing,
        days=FAILS_OFTEN_DAYS,
        is_read=mailbox_for(settings()) is not None,
        next_page=following and f"/admin/mails/returned{following}",
        kinds=tuple(ReturnedKind),
        effects=tuple(ReturnedEffect),
    )
