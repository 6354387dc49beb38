"""Pages for everybody: what the hub is, which service may help, and what to do in an emergency.

Nobody signs in, nothing is kept of a visit, and what is searched for is in no address.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse

from hub.access.scopes import HUB
from hub.db import Database
from hub.directory.queries.public import PublicService, public_services
from hub.domain.calendar import london_date
from hub.domain.codes import MERSEYSIDE, Borough, CrimeType
from hub.domain.errors import NotFoundError
from hub.portal.pages import show
from hub.portal.words import label
from hub.portal.words.public import HAPPENED, for_what, for_whom, opening_hours, where

router = APIRouter(include_in_schema=False)

AREAS = tuple((each, label(each)) for each in Borough if each in MERSEYSIDE)


@router.get("/")
def get_front(request: Request) -> HTMLResponse:
    """Say what this is, and where to go."""
    return _show(request, "front")


@router.get("/emergency-help")
def get_emergency_help(request: Request) -> HTMLResponse:
    """Say whom to ring, how to ring silently, and how to leave no tracks."""
    return _show(request, "emergency_help")


@router.get("/privacy")
def get_privacy(request: Request) -> HTMLResponse:
    """Say what is kept of whom."""
    return _show(request, "privacy")


@router.get("/accessibility")
def get_accessibility(request: Request) -> HTMLResponse:
    """Say what the pages aim at, what was tried, and what was not."""
    return _show(request, "accessibility")


@router.get("/find-support")
def get_find_support(request: Request) -> HTMLResponse:
    """Ask what happened and where."""
    return _form(request)


@router.post("/find-support")
def post_find_support(
    request: Request, crime_type: Annotated[str, Form()] = "", borough: Annotated[str, Form()] = ""
) -> HTMLResponse:
    """List the services for it. A POST, so that no address, history or log holds what was asked."""
    typed = {"crime_type": crime_type, "borough": borough}
    faults = {
        name: message
        for name, value, offered, message in (
            ("crime_type", crime_type, HAPPENED, "Choose what happened from the list"),
            ("borough", borough, MERSEYSIDE, "Choose where you live from the list"),
        )
        if value and value not in offered
    }
    if faults:
        return _form(request, 422, faults=faults)
    happened = CrimeType(crime_type) if crime_type else None
    area = Borough(borough) if borough else None
    services = sorted(_services(request, crime_type=happened, borough=area), key=_how_hard_to_reach)
    return _show(
        request,
        "services",
        typed=typed,
        services=services,
        happened=HAPPENED[happened] if happened else None,
        area=label(area) if area else None,
    )


@router.get("/services/{slug}")
def get_service(request: Request, slug: str) -> HTMLResponse:
    """Describe one service; raises NotFoundError for one that nobody has commissioned today."""
    found = _services(request, slug=slug)
    if not found:
        raise NotFoundError("This service is not offered now.")
    (service,) = found
    return _show(
        request,
        "service",
        service=service,
        for_what=for_what(service.crime_types),
        where=where(service.boroughs),
        for_whom=for_whom(service.age_bands),
    )


def _services(request: Request, **wanted: Any) -> tuple[PublicService, ...]:
    database: Database = request.app.state.database
    with database.transaction(HUB) as tx:
        return public_services(tx, london_date(tx.now), **wanted)


def _how_hard_to_reach(service: PublicService) -> tuple[bool, bool]:
    """Order services for somebody who needs one now: first those that can be rung."""
    return service.by_referral_only, service.phone is None


def _form(request: Request, status: int = 200, **context: Any) -> HTMLResponse:
    return _show(request, "find_support", status, happenings=tuple(HAPPENED.items()), areas=AREAS, **context)


def _show(request: Request, page: str, status: int = 200, **context: Any) -> HTMLResponse:
    return show(
        f"public/{page}.html",
        status,
        request=request,
        exit_page=True,
        opening_hours=opening_hours,
        **context,
    )
