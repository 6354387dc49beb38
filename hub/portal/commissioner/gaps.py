"""The holes of routing, on a day or over a time, the one that most real referrals meet first."""

from datetime import date
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import QueryParams

from hub import audit
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.calendar import london_date
from hub.domain.errors import HubError, InvalidError, NotFoundError
from hub.portal.commissioner import asking
from hub.portal.csv_file import csv_file
from hub.portal.door import CommissionerVisit
from hub.portal.forms import faults_of
from hub.sight.gap_lines import COLUMNS
from hub.sight.gaps import Gaps, gaps

router = APIRouter()

NO_TABLE = "No routing table was in force on this day, so a person would have decided about every referral"


@router.get("/routing/gaps")
def get_gaps(visit: CommissionerVisit) -> HTMLResponse:
    """List where nobody leads, where two do, rows that do nothing, contract cliffs and pauses."""
    query = visit.request.query_params
    faults: dict[str, str] = {}

    def act(tx: Transaction) -> dict[str, Any]:
        found = _found(tx, query)
        audit.record(tx, Entry(event=Event.REPORT_VIEWED, detail={"report": "routing gaps"}))
        return {"found": found, "today": london_date(tx.now)}

    try:
        context = visit.run(act)
    except NotFoundError:
        faults, context = {"on": NO_TABLE}, {"found": None}
    except InvalidError as error:
        faults, context = _told(error), {"found": None}
    typed = {name: query.get(name, "").strip() for name in ("on", "until")}
    return visit.show(
        "commissioner/gaps.html",
        422 if faults else 200,
        faults=faults,
        typed=typed,
        query=str(query),
        **context,
    )


@router.get("/routing/gaps.csv")
def get_gaps_file(visit: CommissionerVisit) -> Response:
    """Give the same findings as a file."""

    def act(tx: Transaction) -> list[tuple[Any, ...]]:
        rows = list(_found(tx, visit.request.query_params).cells())
        audit.record(
            tx, Entry(event=Event.LIST_EXPORTED, detail={"list": "routing gaps", "count": len(rows)})
        )
        return rows

    return csv_file("routing-gaps", COLUMNS, visit.run(act))


def _found(tx: Transaction, query: QueryParams) -> Gaps:
    on = asking.one(query, "on", date.fromisoformat, None)
    return gaps(tx, on, asking.one(query, "until", date.fromisoformat, None))


def _told(error: HubError) -> dict[str, str]:
    """Give the faults by their fields; a table that cannot be surveyed is told of at the day."""
    found = faults_of(error) if isinstance(error, InvalidError) else {}
    fields = {name: message for name, message in found.items() if name in {"/on", "/until"}}
    return fields or {"on": error.message}
