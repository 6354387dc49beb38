"""The unit's referrals by how urgently they wait, and the same as a file."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub import audit
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.codes import Borough, CrimeType, ReferralStatus
from hub.domain.paging import Page
from hub.intake.queries.unit_list import UnitFilters, UnitSort, unit_counts, unit_list
from hub.intake.rules.urgency import NEVER, Urgency, urgency_of
from hub.portal.csv_file import csv_file
from hub.portal.door import PoliceVisit
from hub.portal.listing import Asked, Listing
from hub.portal.police.words import SECTION_LOOKS, SECTIONS
from hub.portal.words import label

router = APIRouter()

LISTING = Listing(
    sorts=UnitSort,
    first=UnitSort.DUE,
    filters={"status": ReferralStatus, "borough": Borough, "crime_type": CrimeType, "group": Urgency},
)
IN_BRIEF = 10
"""How many rows of each section the first page shows."""

HEADER = (
    "Reference",
    "Your reference",
    "Referring unit",
    "Crime type",
    "Borough",
    "Risk",
    "Received",
    "Status",
    "Group",
    "Due",
)


@router.get("")
def get_referrals(visit: PoliceVisit) -> HTMLResponse:
    """Show the unit's referrals, section by section, or a page of one section."""
    asked = LISTING.read(visit.request.query_params)

    def act(tx: Transaction) -> dict[str, Any]:
        sections = asked.chosen["group"] or tuple(Urgency)
        size = asked.page.size if len(sections) == 1 else IN_BRIEF
        counts = unit_counts(tx, filters_of(asked, ()))
        parts = [_section(tx, asked, section, size) for section in sections]
        shown = sum(len(part["rows"]) for part in parts)
        audit.record(tx, Entry(event=Event.REFERRALS_LISTED, detail={"count": shown}))
        return {"counts": counts, "parts": parts, "now": tx.now}

    found = visit.run(act)
    return visit.show(
        "police/referrals.html",
        asked=asked,
        sections=SECTIONS,
        looks=SECTION_LOOKS,
        never=NEVER,
        boroughs=options(Borough),
        crime_types=options(CrimeType),
        statuses=options(ReferralStatus),
        is_narrowed=any(asked.chosen[name] for name in ("status", "borough", "crime_type")),
        **found,
    )


@router.get("/referrals.csv")
def get_file(visit: PoliceVisit) -> Response:
    """Give the same referrals as a file."""
    asked = LISTING.read(visit.request.query_params)

    def act(tx: Transaction) -> list[dict[str, Any]]:
        rows = unit_list(tx, filters_of(asked, asked.chosen["group"]), asked.whole())
        listed = with_urgency(tx, rows)
        detail = {"list": "unit_referrals", "count": len(listed)}
        audit.record(tx, Entry(event=Event.LIST_EXPORTED, detail=detail))
        return listed

    return csv_file("referrals", HEADER, [_line(row) for row in visit.run(act)])


def options(values: Any) -> list[tuple[str, str]]:
    """Offer closed values by their words, for a filter."""
    return [(str(value), label(value)) for value in values]


def filters_of(asked: Asked[UnitSort], sections: tuple[Urgency, ...]) -> UnitFilters:
    """Read an address's filters, for given sections."""
    chosen = asked.chosen
    return UnitFilters(
        status=chosen["status"], borough=chosen["borough"], crime_type=chosen["crime_type"], urgency=sections
    )


def with_urgency(tx: Transaction, rows: tuple[dict[str, Any], ...]) -> list[dict[str, Any]]:
    """Say of each row how urgently it waits."""
    return [
        {
            **row,
            "urgency": urgency_of(
                is_over=row["is_over"], due_at=row["due_at"], critical_at=row["critical_at"], now=tx.now
            ),
        }
        for row in rows
    ]


def _section(tx: Transaction, asked: Asked[UnitSort], section: Urgency, size: int) -> dict[str, Any]:
    """Read one section's rows; the finished ones start with the last received unless a sort is asked for.

    Beside other sections so do those that are not due: what was sent a minute ago stands at the top.
    """
    is_whole = len(asked.chosen["group"]) == 1
    page: Page[UnitSort] = replace(asked.page, size=size)
    is_calm = section is Urgency.FINISHED or (section is Urgency.NOT_DUE and not is_whole)
    if is_calm and page.sort is UnitSort.DUE:
        page = replace(page, sort=UnitSort.RECEIVED, descending=True)
    rows = with_urgency(tx, unit_list(tx, filters_of(asked, (section,)), page))
    here = replace(asked, page=page)
    key = "due_at" if page.sort is UnitSort.DUE else "received_at"
    return {
        "section": section,
        "rows": rows[:size],
        "next": here.next_query(rows, key) if is_whole else None,
        "has_more": len(rows) > size,
    }


def _line(row: dict[str, Any]) -> tuple[object, ...]:
    is_due = row["due_at"] != NEVER and not row["is_over"]
    return (
        row["reference"],
        row["source_reference"],
        row["unit_name"],
        label(row["crime_type"]),
        label(row["borough"]),
        label(row["risk_band"]),
        row["received_at"].isoformat(timespec="seconds"),
        label(row["status"]),
        SECTIONS[row["urgency"]][0],
        row["due_at"].isoformat(timespec="seconds") if is_due else None,
    )
