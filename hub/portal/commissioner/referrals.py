"""Referrals and their timelines, without the person."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub import audit
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.codes import Borough, CrimeType, ReferralStatus, RiskBand
from hub.domain.paging import Page
from hub.domain.quarter import Quarter
from hub.intake.queries.overview import OverviewFilters, OverviewSort, overview
from hub.monitoring.queries import traced
from hub.portal.clock_words import clocks_told
from hub.portal.commissioner.choices import Choices, choices
from hub.portal.commissioner.timeline import story
from hub.portal.csv_file import csv_file
from hub.portal.door import CommissionerVisit
from hub.portal.listing import Asked, Listing, slug
from hub.portal.words import label
from hub.sight import referrals
from hub.sight.clocks import clock_stories
from hub.sight.decisions import decisions
from hub.sight.naming import names
from hub.sla.queries import of_assignments

router = APIRouter()

LISTING = Listing(
    sorts=OverviewSort,
    first=OverviewSort.RECEIVED,
    descending=True,
    filters={
        "status": ReferralStatus,
        "provider": slug,
        "borough": Borough,
        "crime_type": CrimeType,
        "risk": RiskBand,
        "quarter": Quarter.parse,
    },
)
COLUMNS = (
    *("reference", "received_at", "source", "status", "crime_type", "borough", "risk_band"),
    *("provider", "service", "id"),
)
Rows = tuple[dict[str, Any], ...]


@router.get("/referrals")
def get_referrals(visit: CommissionerVisit) -> HTMLResponse:
    """List referrals, the newest first."""
    asked = LISTING.read(visit.request.query_params)

    def act(tx: Transaction) -> tuple[Rows, Choices]:
        rows = _read(tx, asked, asked.page, Event.REFERRALS_LISTED)
        statuses = [(str(each), label(each)) for each in ReferralStatus]
        return rows, {**choices(tx, names(tx)), "status": statuses}

    rows, offered = visit.run(act)
    following = asked.next_query(rows, "received_at")
    return visit.show(
        "commissioner/referrals.html",
        asked=asked,
        rows=rows[: asked.page.size],
        next=f"/commissioner/referrals{following}" if following else None,
        first=f"/commissioner/referrals{asked.query}" if asked.page.after else None,
        download=f"/commissioner/referrals.csv{asked.query}" if rows else None,
        choices=offered,
        is_filtered=any(asked.chosen.values()),
    )


@router.get("/referrals.csv")
def get_referrals_file(visit: CommissionerVisit) -> Response:
    """Give the same list as a file."""
    asked = LISTING.read(visit.request.query_params)
    rows = visit.run(lambda tx: _read(tx, asked, asked.whole(), Event.LIST_EXPORTED))
    return csv_file("referrals", COLUMNS, ([row[column] for column in COLUMNS] for row in rows))


@router.get("/referrals/{referral_id}")
def get_referral(visit: CommissionerVisit, referral_id: UUID) -> HTMLResponse:
    """Tell what happened to a referral, when and by which role, and how its clocks went."""

    def act(tx: Transaction) -> dict[str, Any]:
        head = referrals.read(tx, referral_id)
        services = {each["id"]: each["service"] for each in head["assignments"]}
        clocks = [
            {**each, "service": services[each["assignment_id"]]} for each in of_assignments(tx, services)
        ]
        facts = traced.referrals(tx, [referral_id])[referral_id]
        known = names(tx)
        told = story(head, facts, referrals.timeline(tx, referral_id), clocks, known, tx.now)
        return {
            "story": told,
            "decisions": decisions(tx, referral_id),
            "names": known,
            "clock_stories": clocks_told(clock_stories(tx, services)),
        }

    return visit.show("commissioner/referral.html", **visit.run(act))


def _read(tx: Transaction, asked: Asked[OverviewSort], page: Page[OverviewSort], event: Event) -> Rows:
    chosen = asked.chosen
    quarters: tuple[Quarter, ...] = chosen["quarter"][:1]
    filters = OverviewFilters(
        status=chosen["status"],
        provider=chosen["provider"],
        borough=chosen["borough"],
        crime_type=chosen["crime_type"],
        risk=chosen["risk"],
        received_from=quarters[0].starts_at if quarters else None,
        received_to=quarters[0].ends_at if quarters else None,
    )
    rows = overview(tx, filters, page)
    detail = {"list": "referrals", "count": len(rows[: page.size])}
    audit.record(tx, Entry(event=event, detail=detail))
    return rows
