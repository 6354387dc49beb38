"""The front page: what this is, what runs, and where to go."""

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from hub.access.scopes import HUB
from hub.check import running
from hub.db import Database
from hub.portal.pages import HEADERS, show

router = APIRouter(include_in_schema=False)

_STYLE = (Path(__file__).parent / "static" / "hub.css").read_text()


@router.get("/")
def get_front(request: Request) -> HTMLResponse:
    """Say what this is and what runs, in numbers only."""
    database: Database = request.app.state.database
    with database.transaction(HUB) as tx:
        found = running(tx)
    return show("front.html", running=found)


@router.get("/static/hub.css")
def get_style() -> Response:
    """Give the one style sheet."""
    headers = {**HEADERS, "Cache-Control": "public, max-age=3600"}
    return Response(_STYLE, media_type="text/css", headers=headers)
