"""Bank holidays, by which time limits are counted: what is to come, what was changed, and two forms."""

from collections.abc import Callable
from datetime import date

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub.db import Transaction
from hub.domain.errors import ConflictError, InvalidError
from hub.journey import add_bank_holiday, remove_bank_holiday
from hub.portal.door import CommissionerVisit, Visit, go_to
from hub.portal.forms import faults_of
from hub.sight.calendar import calendar_seen
from hub.sla.actions import NewHoliday

router = APIRouter(prefix="/calendar")

BASE = "/commissioner/calendar"
NO_DAY = "Enter a day, such as 2026-03-31"
DONE = {
    "added": "The day is a bank holiday now. Time limits that run are worked out again within minutes.",
    "removed": "The day is no bank holiday now. Time limits that run are worked out again within minutes.",
}


@router.get("")
def get_calendar(visit: CommissionerVisit) -> HTMLResponse:
    """List the bank holidays to come and every change, with the form to add one."""
    return _show(visit, "calendar")


@router.post("", response_model=None)
def post_calendar(visit: CommissionerVisit) -> Response:
    """Make a day a bank holiday."""
    form = visit.form
    day = _day(form.text("day"))
    if day is None:
        return _show(visit, "calendar", {"day": NO_DAY})
    new = NewHoliday(day=day, name=form.text("name"), why=form.text("why"))
    return _done(visit, "calendar", "added", lambda tx: add_bank_holiday(tx, new))


@router.get("/remove")
def get_remove(visit: CommissionerVisit) -> HTMLResponse:
    """Ask which day is worked after all, and why."""
    return _show(visit, "calendar_remove")


@router.post("/remove", response_model=None)
def post_remove(visit: CommissionerVisit) -> Response:
    """Make a day one that is worked after all."""
    day, why = _day(visit.form.text("day")), visit.form.text("why")
    if day is None:
        return _show(visit, "calendar_remove", {"day": "Choose a day"})
    return _done(visit, "calendar_remove", "removed", lambda tx: remove_bank_holiday(tx, day, why))


def _done(visit: Visit, template: str, done: str, act: Callable[[Transaction], None]) -> Response:
    try:
        visit.run(act)
    except InvalidError as error:
        return _show(visit, template, faults_of(error))
    except ConflictError as error:
        return _show(visit, template, {"day": error.message})
    return go_to(f"{BASE}?done={done}")


def _show(visit: Visit, template: str, faults: dict[str, str] | None = None) -> HTMLResponse:
    return visit.show(
        f"commissioner/{template}.html",
        422 if faults else 200,
        seen=visit.run(calendar_seen),
        typed=visit.form,
        faults=faults or {},
        done=DONE.get(visit.request.query_params.get("done", "")),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
