"""What waits for a person, by due time; without the persons."""

from itertools import groupby
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub.domain.codes import Borough, RiskBand, TriageReason, TriageResolution
from hub.portal.coordinator.wanted import choices
from hub.portal.csv_file import csv_file
from hub.portal.door import CoordinatorVisit, Visit
from hub.portal.listing import Asked, Listing
from hub.portal.words import label
from hub.sight.phone import to_make
from hub.sight.triage import exported, listed
from hub.triage.queries.listing import TriageFilters, TriageSort
from hub.triage.queries.watching import raised_alarms
from hub.triage.rules import Section, section_of

router = APIRouter()

LIST = Listing(
    sorts=TriageSort,
    first=TriageSort.DUE,
    filters={"reason": TriageReason, "risk": RiskBand, "borough": Borough},
)
_KEYS = {TriageSort.DUE: "due_at", TriageSort.OPENED: "opened_at"}
_HEADER = ("Reference", "Reason", "Crime type", "Borough", "Risk", "Waiting since", "Due")


@router.get("")
def get_triage(visit: CoordinatorVisit) -> HTMLResponse:
    """Show a page of the list in its sections; `done` says what has just been done, as a closed value."""
    asked = LIST.read(visit.request.query_params)
    (rows, counts), calls = visit.run(lambda tx: (listed(tx, _filters(asked), asked.page), to_make(tx)))
    alarms = visit.run(raised_alarms)
    return visit.show(
        "coordinator/triage.html",
        asked=asked,
        calls=calls,
        sections=_sections(visit, rows[: asked.page.size], asked),
        counts=counts,
        next=asked.next_query(rows, _KEYS[asked.page.sort]),
        done=_done(visit),
        alarms=alarms,
        now=visit.database.now(),
        reasons=choices(TriageReason),
        risks=choices(RiskBand),
        boroughs=choices(Borough),
    )


@router.get("/triage.csv")
def get_triage_file(visit: CoordinatorVisit) -> Response:
    """Give the same list as a file."""
    asked = LIST.read(visit.request.query_params)
    rows = visit.run(lambda tx: exported(tx, _filters(asked), asked.whole()))
    return csv_file("triage", _HEADER, [_cells(row) for row in rows])


def _filters(asked: Asked[TriageSort]) -> TriageFilters:
    return TriageFilters(**asked.chosen)


def _sections(
    visit: Visit, rows: tuple[dict[str, Any], ...], asked: Asked[TriageSort]
) -> list[tuple[Section | None, list[dict[str, Any]]]]:
    """Cut the page where a section ends; sorted by anything but the due time it is one table."""
    if asked.page.sort is not TriageSort.DUE:
        return [(None, list(rows))] if rows else []
    now = visit.database.now()
    cut = groupby(rows, key=lambda row: section_of(row["due_at"], now))
    return [(section, list(found)) for section, found in cut]


def _done(visit: Visit) -> TriageResolution | None:
    said = visit.request.query_params.get("done")
    return TriageResolution(said) if said in tuple(TriageResolution) else None


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    return (
        row["reference"],
        label(row["reason"]),
        label(row["crime_type"]),
        label(row["borough"]),
        label(row["risk"]),
        row["opened_at"].isoformat(),
        row["due_at"].isoformat(),
    )
