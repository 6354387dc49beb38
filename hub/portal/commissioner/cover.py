"""Which providers have said who answers over bank holidays, and which have not."""

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from hub.portal.door import CommissionerVisit
from hub.sight.cover import listed

router = APIRouter()


@router.get("/cover")
def get_cover(visit: CommissionerVisit) -> HTMLResponse:
    """List the providers that were asked, by bank holidays, with what each has said."""
    found = [{**each, "hours": _hours(each["answers"])} for each in visit.run(listed)]
    by_days = groupby(found, key=lambda each: (each["first_day"], each["last_day"]))
    return visit.show(
        "commissioner/cover.html",
        holidays=[(*days, list(group)) for days, group in by_days],
        now=visit.database.now(),
    )


def _hours(answers: Mapping[str, Any] | None) -> list[tuple[date, str]]:
    """Give what was said of each day, in their order."""
    said = answers["hours"] if answers else {}
    return sorted((date.fromisoformat(day), hours) for day, hours in said.items())
