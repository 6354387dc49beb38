"""GET /v1/monitoring/quarters/{quarter}: the quarter's figures, for the commissioner and the coordinator."""

from typing import Annotated, Any

from fastapi import APIRouter, Header
from fastapi.responses import JSONResponse, Response

from hub import audit
from hub.api.door import Calling
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.codes import Role
from hub.domain.quarter import Quarter
from hub.monitoring.actions import Report, as_csv, as_plain, quarter_report

router = APIRouter(prefix="/v1/monitoring", tags=["monitoring"])

_READERS = (Role.COMMISSIONER, Role.COORDINATOR)


@router.get("/quarters/{quarter}", response_model=None)
def get_quarter(
    calling: Calling, quarter: str, accept: Annotated[str, Header()] = "application/json"
) -> Response | dict[str, Any]:
    """Report a quarter such as 2017-18-Q1; as CSV with `Accept: text/csv` or the ending .csv."""
    wants_csv = quarter.endswith(".csv") or accept.startswith("text/csv")
    asked = Quarter.parse(quarter.removesuffix(".csv"))
    report = calling.run(lambda tx: _report(tx, asked), *_READERS)
    if wants_csv:
        name = f'attachment; filename="quarter-{asked}.csv"'
        return Response(as_csv(report), media_type="text/csv", headers={"Content-Disposition": name})
    return JSONResponse(as_plain(report))


def _report(tx: Transaction, quarter: Quarter) -> Report:
    report = quarter_report(tx, quarter)
    audit.record(tx, Entry(event=Event.REPORT_VIEWED, detail={"quarter": str(quarter)}))
    return report
