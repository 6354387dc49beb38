"""Clocks that ran past their target, each with the referral that it belongs to."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub import audit
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.codes import Borough, Clock, CrimeType, RiskBand
from hub.domain.paging import Page
from hub.domain.quarter import Quarter
from hub.monitoring.queries.breaches import breaches
from hub.monitoring.rules import BreachesWanted, BreachSort
from hub.portal.commissioner.choices import Choices, choices
from hub.portal.csv_file import csv_file
from hub.portal.door import CommissionerVisit
from hub.portal.listing import Asked, Listing, slug
from hub.sight.naming import Names, names

router = APIRouter()

LISTING = Listing(
    sorts=BreachSort,
    first=BreachSort.DUE,
    descending=True,
    filters={
        "provider": slug,
        "clock": Clock,
        "borough": Borough,
        "crime_type": CrimeType,
        "risk": RiskBand,
        "quarter": Quarter.parse,
    },
)
KEYS = {BreachSort.DUE: "due", BreachSort.LATENESS: "lateness"}
COLUMNS = (
    *("reference", "provider", "service", "clock", "due", "stopped_at", "late_seconds", "risk", "borough"),
    *("crime_type", "referral_id", "id"),
)
Rows = tuple[dict[str, Any], ...]


@router.get("/breaches")
def get_breaches(visit: CommissionerVisit) -> HTMLResponse:
    """List breached clocks, the latest due first."""
    asked = LISTING.read(visit.request.query_params)

    def act(tx: Transaction) -> tuple[Rows, Names, Choices]:
        rows, known = _read(tx, asked, asked.page, Event.REFERRALS_LISTED), names(tx)
        return rows, known, choices(tx, known)

    rows, known, offered = visit.run(act)
    following = asked.next_query(rows, KEYS[asked.page.sort])
    return visit.show(
        "commissioner/breaches.html",
        asked=asked,
        rows=rows[: asked.page.size],
        names=known,
        next=f"/commissioner/breaches{following}" if following else None,
        first=f"/commissioner/breaches{asked.query}" if asked.page.after else None,
        download=f"/commissioner/breaches.csv{asked.query}" if rows else None,
        choices=offered,
        is_filtered=any(asked.chosen.values()),
    )


@router.get("/breaches.csv")
def get_breaches_file(visit: CommissionerVisit) -> Response:
    """Give the same list as a file."""
    asked = LISTING.read(visit.request.query_params)
    rows = visit.run(lambda tx: _read(tx, asked, asked.whole(), Event.LIST_EXPORTED))
    return csv_file("breaches", COLUMNS, ([row[column] for column in COLUMNS] for row in rows))


def _read(tx: Transaction, asked: Asked[BreachSort], page: Page[BreachSort], event: Event) -> Rows:
    chosen = asked.chosen
    wanted = BreachesWanted(
        providers=chosen["provider"],
        clocks=chosen["clock"],
        boroughs=chosen["borough"],
        crime_types=chosen["crime_type"],
        risks=chosen["risk"],
        quarters=chosen["quarter"],
    )
    rows = breaches(tx, wanted, page)
    count = min(len(rows), page.size)
    audit.record(tx, Entry(event=event, detail={"list": "breaches", "count": count}))
    return rows
