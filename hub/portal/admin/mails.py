"""Messages that have not arrived: waiting, in doubt, given up; never about whom."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub.access.scopes import widen
from hub.audit import Entry, Event, record
from hub.db import Transaction
from hub.delivery.queries.log import attempts_of, message
from hub.delivery.queries.mails import MailSort, MailState, counts, mails
from hub.directory.queries.agencies import all_agencies
from hub.domain.codes import DeliveryKind
from hub.domain.errors import NotFoundError
from hub.domain.paging import Page
from hub.journey.replaying import replay
from hub.portal.csv_file import csv_file
from hub.portal.door import AdministratorVisit, go_to
from hub.portal.listing import Asked, Listing, slug
from hub.portal.words import label

router = APIRouter(prefix="/admin/mails", include_in_schema=False)

LISTING = Listing(
    sorts=MailSort,
    first=MailSort.CREATED,
    descending=True,
    filters={"state": MailState, "kind": DeliveryKind, "agency": slug},
)
COLUMNS = (
    *("reference", "kind", "state", "agency", "channel", "address", "address_paused"),
    *("created", "due", "tries", "last_tried", "last_result"),
)


@router.get("")
def get_mails(visit: AdministratorVisit) -> HTMLResponse:
    """List the messages that have not arrived, the newest first, under how many there are of each state."""
    asked = LISTING.read(visit.request.query_params)

    def read(tx: Transaction) -> tuple[Any, ...]:
        rows, agencies = _rows(tx, asked, asked.page), all_agencies(tx)
        record(tx, Entry(event=Event.DELIVERIES_LISTED, detail={"count": min(len(rows), asked.page.size)}))
        return rows, agencies, counts(tx), tx.now

    rows, agencies, counted, now = visit.run(read)
    following = asked.next_query(rows, "key")
    return visit.show(
        "admin/mails.html",
        asked=asked,
        mails=rows[: asked.page.size],
        counts=counted,
        now=now,
        next_page=following and f"/admin/mails{following}",
        agencies=agencies,
        kinds=tuple(DeliveryKind),
        states=tuple(MailState),
    )


@router.get(".csv")
def get_mails_file(visit: AdministratorVisit) -> Response:
    """Give the same list as a file."""
    asked = LISTING.read(visit.request.query_params)

    def read(tx: Transaction) -> tuple[Mapping[str, Any], ...]:
        rows = _rows(tx, asked, asked.whole())
        record(tx, Entry(event=Event.LIST_EXPORTED, detail={"list": "mails", "count": len(rows)}))
        return rows

    return csv_file("mails", COLUMNS, (_cells(row) for row in visit.run(read)))


@router.get("/{delivery_id}")
def get_mail(visit: AdministratorVisit, delivery_id: UUID) -> HTMLResponse:
    """Show every try of one message, and the button that sends it again."""

    def read(tx: Transaction) -> dict[str, Any]:
        widen(tx)  # the reference lies beyond an administrator's own scope
        found = message(tx, delivery_id)
        if found is None:
            raise NotFoundError("There is no such message.")
        detail = {"delivery": str(delivery_id)}
        record(tx, Entry(event=Event.DELIVERY_VIEWED, detail=detail))
        tries = attempts_of(tx, [delivery_id]).get(delivery_id, ())
        return {"message": found, "attempts": tries, "now": tx.now}

    return visit.show("admin/mail.html", **visit.run(read))


@router.post("/{delivery_id}/replay", response_model=None)
def post_replay(visit: AdministratorVisit, delivery_id: UUID) -> Response:
    """Send one message again."""
    visit.run(lambda tx: replay(tx, delivery_id))
    return go_to(f"/admin/mails/{delivery_id}")


def _rows(tx: Transaction, asked: Asked[MailSort], page: Page[MailSort]) -> tuple[Mapping[str, Any], ...]:
    widen(tx)  # the references lie beyond an administrator's own scope
    chosen = asked.chosen
    return mails(tx, page, agencies=chosen["agency"], kinds=chosen["kind"], states=chosen["state"])


def _cells(row: Mapping[str, Any]) -> tuple[object, ...]:
    return (
        row["reference"],
        label(row["kind"]),
        label(row["state"]),
        row["agency"],
        label(row["channel"]),
        row["address"],
        "yes" if row["paused"] else "no",
        row["created_at"],
        row["due_at"],
        row["attempts"],
        row["last_at"],
        label(row["last_code"]) if row["last_code"] else None,
    )
