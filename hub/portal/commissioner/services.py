"""The directory as the commissioner reads it: services, their contracts and coverage; and pauses."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse, Response

from hub.db import Transaction
from hub.directory.actions.pausing import NewPause, pause_service, resume_service
from hub.directory.actions.versions import LONGEST_WHY
from hub.domain.calendar import london_date
from hub.domain.codes import PauseReason
from hub.domain.errors import ConflictError, InvalidError
from hub.domain.quarter import Quarter
from hub.portal.door import CommissionerVisit, Visit, go_to
from hub.portal.forms import Form, faults_of
from hub.portal.listing import SLUG
from hub.portal.words import label
from hub.sight.services import all_services, seen_service

router = APIRouter()

BASE = "/commissioner/directory"
REASONS = [(str(each), label(each)) for each in PauseReason]
NO_DAY = "Enter a day, such as 2026-03-31"
Slug = Annotated[str, Path(pattern=SLUG)]


@router.get("/directory")
def get_services(visit: CommissionerVisit) -> HTMLResponse:
    """List every service with today's contract, what it has in hand, and whether it is paused."""

    def read(tx: Transaction) -> dict[str, Any]:
        today = london_date(tx.now)
        return {"services": all_services(tx), "today": today, "quarter": Quarter.of_day(today).label}

    return visit.show("commissioner/services.html", **visit.run(read))


@router.get("/directory/{service_slug}")
def get_service(visit: CommissionerVisit, service_slug: Slug) -> HTMLResponse:
    """Show one service: whom it is for, every version of its contracts, its pauses, who changed what."""

    def read(tx: Transaction) -> dict[str, Any]:
        today = london_date(tx.now)
        return {
            "seen": seen_service(tx, service_slug),
            "today": today,
            "quarter": Quarter.of_day(today).label,
        }

    return visit.show("commissioner/service.html", **visit.run(read))


@router.get("/directory/{service_slug}/pause")
def get_pause(visit: CommissionerVisit, service_slug: Slug) -> HTMLResponse:
    """Ask from when, until when and why a service is to take nobody new."""
    return _form(visit, service_slug, "commissioner/pause.html")


@router.post("/directory/{service_slug}/pause", response_model=None)
def post_pause(visit: CommissionerVisit, service_slug: Slug) -> Response:
    """Pause a service; what it has in hand stays with it."""
    form = visit.form
    faults: dict[str, str] = {}
    reason = _read("reason", PauseReason, form, faults, "Select a reason")
    days = {
        name: _read(name, date.fromisoformat, form, faults, NO_DAY) if form.text(name) else None
        for name in ("starts", "until")
    }
    if not form.text("why"):
        faults["why"] = "Enter why it is paused"
    if faults or reason is None:
        return _form(visit, service_slug, "commissioner/pause.html", faults)
    new = NewPause(reason=reason, starts=days["starts"], ends_before=days["until"])

    def act(tx: Transaction) -> None:
        pause_service(tx, service_slug, new, form.text("why"))

    return _done(visit, service_slug, "commissioner/pause.html", act)


@router.get("/directory/{service_slug}/resume")
def get_resume(visit: CommissionerVisit, service_slug: Slug) -> HTMLResponse:
    """Ask why a service may take people again."""
    return _form(visit, service_slug, "commissioner/resume.html")


@router.post("/directory/{service_slug}/resume", response_model=None)
def post_resume(visit: CommissionerVisit, service_slug: Slug) -> Response:
    """End every pause of a service."""
    why = visit.form.text("why")
    if not why:
        faults = {"why": "Enter why it takes people again"}
        return _form(visit, service_slug, "commissioner/resume.html", faults)

    def act(tx: Transaction) -> None:
        resume_service(tx, service_slug, why)

    return _done(visit, service_slug, "commissioner/resume.html", act)


def _done(visit: Visit, slug: str, template: str, act: Callable[[Transaction], None]) -> Response:
    try:
        visit.run(act)
    except InvalidError as error:
        return _form(visit, slug, template, faults_of(error))
    except ConflictError as error:
        return _form(visit, slug, template, {"why" if "resume" in template else "reason": error.message})
    return go_to(f"{BASE}/{slug}#pauses")


def _form(visit: Visit, slug: str, template: str, faults: dict[str, str] | None = None) -> HTMLResponse:
    return visit.show(
        template,
        422 if faults else 200,
        seen=visit.run(lambda tx: seen_service(tx, slug)),
        typed=visit.form,
        reasons=REASONS,
        longest=LONGEST_WHY,
        faults=faults or {},
    )


def _read(name: str, reader: Any, form: Form, faults: dict[str, str], message: str) -> Any:
    try:
        return reader(form.text(name))
    except ValueError:
        faults[name] = message
        return None
