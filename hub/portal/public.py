"""Pages for everybody: what the hub is, what one service does, and what to do in an emergency.

Nobody signs in, and nothing is kept of a visit.
"""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from hub.access.scopes import HUB
from hub.db import Database
from hub.directory.queries.public import public_services
from hub.domain.calendar import london_date
from hub.domain.errors import NotFoundError
from hub.portal.pages import show
from hub.portal.words.public import for_what, for_whom, opening_hours, where

router = APIRouter(include_in_schema=False)

_SAYING = {"for_what": for_what, "for_whom": for_whom, "opening_hours": opening_hours, "where": where}


@router.get("/")
def get_front(request: Request) -> HTMLResponse:
    """Say what this is, and where to go."""
    return show_public(request, "front")


@router.get("/emergency-help")
def get_emergency_help(request: Request) -> HTMLResponse:
    """Say whom to ring, how to ring silently, and how to leave no tracks."""
    return show_public(request, "emergency_help")


@router.get("/privacy")
def get_privacy(request: Request) -> HTMLResponse:
    """Say what is kept of whom."""
    return show_public(request, "privacy")


@router.get("/accessibility")
def get_accessibility(request: Request) -> HTMLResponse:
    """Say what the pages aim at, what was tried, and what was not."""
    return show_public(request, "accessibility")


@router.get("/services/{slug}")
def get_service(request: Request, slug: str) -> HTMLResponse:
    """Describe one service; raises NotFoundError for one that nobody has commissioned today."""
    database: Database = request.app.state.database
    with database.transaction(HUB) as tx:
        found = public_services(tx, london_date(tx.now), slug=slug)
    if not found:
        raise NotFoundError("This service is not offered now.")
    return show_public(request, "service", service=found[0])


def show_public(request: Request, page: str, status: int = 200, **context: Any) -> HTMLResponse:
    """Answer with a page for everybody, with the way out; no page after it learns where somebody was."""
    answer = show(f"public/{page}.html", status, request=request, exit_page=True, **_SAYING, **context)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
