"""The rows that a figure was counted from: every number of the figures' pages leads here."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub import audit
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.paging import LONGEST_FILE
from hub.domain.quarter import Quarter
from hub.monitoring.actions import Traced, trace
from hub.monitoring.rules import Section, SplitBy, unit_of
from hub.portal.commissioner import asking
from hub.portal.commissioner.traced_figure import PATH, TracedFigure, read
from hub.portal.csv_file import csv_file
from hub.portal.door import CommissionerVisit, Visit
from hub.sight.naming import Names, names

router = APIRouter()

PAGE = 50
COLUMNS = (
    *("reference", "referral_id", "row_id", "provider", "service", "clock", "step", "at", "due_at"),
    *("stopped_at", "breached_at", "crime_type", "borough", "risk"),
)

Found = tuple[TracedFigure, Traced, Names]


@router.get("/figures")
def get_figure(visit: CommissionerVisit) -> HTMLResponse:
    """List the rows behind one number, a page at a time."""
    figure, traced, known = _trace(visit, Event.REFERRALS_LISTED, PAGE)
    more = urlencode({"after": traced.last}) if traced.last else None
    return visit.show(
        "commissioner/figure.html",
        figure=figure,
        words=figure.words(known),
        back=_back(figure),
        traced=traced,
        names=known,
        unit=unit_of(figure.section, figure.measures[0]),
        of_clocks=figure.section is Section.CLOCKS or any("due_at" in row for row in traced.rows),
        longest_file=LONGEST_FILE,
        next=f"{PATH}?{figure.query}&{more}" if more else None,
        first=figure.address if visit.request.query_params.get("after") else None,
        download=f"{PATH}.csv?{figure.query}" if traced.count else None,
    )


@router.get("/figures.csv")
def get_figure_file(visit: CommissionerVisit) -> Response:
    """Give the same rows as a file."""
    figure, traced, _ = _trace(visit, Event.LIST_EXPORTED, LONGEST_FILE)
    name = f"rows-{figure.quarter}-{figure.section}-{'-'.join(map(str, figure.measures))}"
    return csv_file(name, COLUMNS, (_row(row) for row in traced.rows))


def _back(figure: TracedFigure) -> tuple[str, str]:
    """Say which page the figure stands on, as (words, address)."""
    if figure.section is not Section.CLOCKS or figure.clock is None:
        return f"Figures of {figure.quarter.label}", f"/commissioner/quarters/{figure.quarter}"
    split = next((each for each in SplitBy if str(each) in figure.cut.named), SplitBy.PROVIDER)
    query = urlencode({"quarter": str(figure.quarter), "clock": str(figure.clock), "by": str(split)})
    return f"Delivery times of {figure.quarter.label}", f"/commissioner?{query}"


def _trace(visit: Visit, event: Event, size: int) -> Found:
    query = visit.request.query_params

    def act(tx: Transaction) -> Found:
        figure = read(query, Quarter.of(tx.now))
        after = asking.one(query, "after", UUID, None)
        traced = trace(tx, figure.quarter, figure.figures, size=size, after=after)
        audit.record(tx, Entry(event=event, detail={"list": "figure", "count": len(traced.rows)}))
        return figure, traced, names(tx)

    return visit.run(act)


def _row(row: dict[str, Any]) -> tuple[Any, ...]:
    own = {**row, "row_id": row["id"]}
    return tuple(own.get(column) for column in COLUMNS)
