"""Every referral, listed without the person."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub.domain.codes import Borough, CrimeType, ReferralStatus, RiskBand
from hub.intake.queries.overview import OverviewFilters, OverviewSort
from hub.portal.coordinator.wanted import choices, named
from hub.portal.csv_file import csv_file
from hub.portal.door import CoordinatorVisit
from hub.portal.listing import Asked, Listing, slug
from hub.portal.words import label
from hub.sight.triage_overview import exported, listed, services_known

router = APIRouter()

LIST = Listing(
    sorts=OverviewSort,
    first=OverviewSort.RECEIVED,
    descending=True,
    filters={
        "status": ReferralStatus,
        "provider": slug,
        "service": slug,
        "borough": Borough,
        "crime_type": CrimeType,
        "risk": RiskBand,
    },
)
_HEADER = ("Reference", "Received", "Source", "Crime type", "Borough", "Risk", "Status", "Lead", "Provider")


@router.get("/referrals")
def get_referrals(visit: CoordinatorVisit) -> HTMLResponse:
    """Show a page of the list."""
    asked = LIST.read(visit.request.query_params)
    rows, offers = visit.run(lambda tx: (listed(tx, _filters(asked), asked.page), services_known(tx)))
    return visit.show(
        "coordinator/referrals.html",
        asked=asked,
        rows=rows[: asked.page.size],
        next=asked.next_query(rows, "received_at"),
        statuses=choices(ReferralStatus),
        providers=named({offer.agency_slug: offer.agency_name for offer in offers}),
        services=named({offer.slug: offer.name for offer in offers}),
        boroughs=choices(Borough),
        crime_types=choices(CrimeType),
        risks=choices(RiskBand),
    )


@router.get("/referrals.csv")
def get_referrals_file(visit: CoordinatorVisit) -> Response:
    """Give the same list as a file."""
    asked = LIST.read(visit.request.query_params)
    rows = visit.run(lambda tx: exported(tx, _filters(asked), asked.whole()))
    cells = [
        (
            row["reference"],
            row["received_at"].isoformat(),
            row["source_name"],
            label(row["crime_type"]),
            label(row["borough"]),
            label(row["risk_band"]),
            label(row["status"]),
            row["service_name"],
            row["provider_name"],
        )
        for row in rows
    ]
    return csv_file("referrals", _HEADER, cells)


def _filters(asked: Asked[OverviewSort]) -> OverviewFilters:
    chosen: Mapping[str, Any] = asked.chosen
    return OverviewFilters(**chosen)
