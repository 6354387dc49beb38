"""Which providers have said who answers over bank holidays, and which have not."""

from itertools import groupby

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from hub.portal.door import CommissionerVisit
from hub.sight.cover import listed

router = APIRouter()


@router.get("/cover")
def get_cover(visit: CommissionerVisit) -> HTMLResponse:
    """List the providers that were asked, by bank holidays, with what each has said."""
    found = visit.run(listed)
    by_days = groupby(found, key=lambda each: (each["first_day"], each["last_day"]))
    return visit.show(
        "commissioner/cover.html",
        holidays=[(*days, list(group)) for days, group in by_days],
        now=visit.database.now(),
    )
