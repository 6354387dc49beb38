"""Quarters: which there are, and everything that one's report counts, as tables in words."""

from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub import audit
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.quarter import Quarter
from hub.monitoring.actions import Report, as_csv, as_plain, quarter_report
from hub.monitoring.queries.quarters import received_by_quarter
from hub.portal.commissioner.quarter_tables import QuarterPage
from hub.portal.door import CommissionerVisit
from hub.portal.pages import HEADERS
from hub.sight.naming import names

router = APIRouter()


@router.get("/quarters")
def get_quarters(visit: CommissionerVisit) -> HTMLResponse:
    """List the quarters from the first referral on, the newest first."""
    received, this = visit.run(lambda tx: (received_by_quarter(tx), Quarter.of(tx.now)))
    listed = [(quarter, received.get(quarter, 0)) for quarter in _until(this, min([this, *received]))]
    return visit.show("commissioner/quarters.html", quarters=listed, this=this)


@router.get("/quarters/{quarter}.csv")
def get_quarter_file(visit: CommissionerVisit, quarter: str) -> Response:
    """Give a quarter's figures as a file, the same as the API's."""
    report = visit.run(lambda tx: _report(tx, quarter, Event.LIST_EXPORTED))
    name = f'attachment; filename="quarter-{report.quarter}.csv"'
    headers = {**HEADERS, "Content-Disposition": name}
    return Response(as_csv(report), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/quarters/{quarter}")
def get_quarter(visit: CommissionerVisit, quarter: str) -> HTMLResponse:
    """Set a quarter out: what came, where it went, how long it took, and whether it balances."""
    report, known = visit.run(lambda tx: (_report(tx, quarter, Event.REPORT_VIEWED), names(tx)))
    page = QuarterPage(quarter=report.quarter, plain=as_plain(report), names=known)
    return visit.show("commissioner/quarter.html", report=report, page=page)


def _report(tx: Transaction, quarter: str, event: Event) -> Report:
    report = quarter_report(tx, Quarter.parse(quarter))
    detail = {"list": "quarter", "quarter": quarter, "count": len(report.figures)}
    audit.record(tx, Entry(event=event, detail=detail))
    return report


def _until(last: Quarter, first: Quarter) -> Iterator[Quarter]:
    quarter = last
    while quarter >= first:
        yield quarter
        quarter = quarter.previous()
