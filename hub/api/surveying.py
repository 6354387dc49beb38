"""GET /v1/routing/gaps: the holes of routing on a day or over a time; nothing is stored."""

from datetime import date
from typing import Any

from fastapi import APIRouter

from hub import audit
from hub.api.door import Calling
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.codes import Role
from hub.sight.gaps import gaps

router = APIRouter(prefix="/v1/routing", tags=["routing"])


@router.get("/gaps")
def get_gaps(calling: Calling, on: date | None = None, until: date | None = None) -> dict[str, Any]:
    """Find the holes of routing, the weightiest first: of a day, or of each stretch of days up to `until`."""

    def act(tx: Transaction) -> dict[str, Any]:
        found = gaps(tx, on, until).plain()
        audit.record(tx, Entry(event=Event.REPORT_VIEWED, detail={"report": "routing gaps"}))
        return found

    return calling.run(act, Role.COMMISSIONER, Role.COORDINATOR)
