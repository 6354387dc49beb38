"""Agencies: who there is, under which agreement, reached where, with how many people and keys."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse, Response

from hub.access import keys, people
from hub.access.keys import KeySort
from hub.access.people import Chosen
from hub.audit import Entry, Event, record
from hub.db import Transaction
from hub.delivery.queries.resuming import waiting_of
from hub.directory.actions import signing
from hub.directory.queries import endpoints_of_agency
from hub.directory.queries.agencies import agreements_from, all_agencies
from hub.domain.calendar import london_date
from hub.domain.codes import AgencyKind
from hub.domain.errors import NotFoundError
from hub.domain.paging import LONGEST_FILE, Page
from hub.domain.quarter import Quarter
from hub.domain.roles import WITH_KEYS, KeyState
from hub.journey import addresses
from hub.portal.csv_file import csv_file
from hub.portal.door import AdministratorVisit, go_to
from hub.portal.listing import SLUG
from hub.portal.words import label
from hub.settings import settings
from hub.sight.services import services_of_agency

router = APIRouter(prefix="/admin", include_in_schema=False)

ENDS_SOON = timedelta(days=60)
"""How long before its end an agreement or a contract is warned of: renewing one takes weeks."""

UNDER_AGREEMENT = frozenset({AgencyKind.PROVIDER, AgencyKind.REFERRING_UNIT})
"""The kinds of agency that are given or give personal details from outside the commissioner's office."""

Slug = Annotated[str, Path(pattern=SLUG)]
COLUMNS = (*("slug", "name", "kind", "units", "agreement_until", "addresses", "paused", "accounts", "keys"),)


@router.get("")
def get_agencies(visit: AdministratorVisit) -> HTMLResponse:
    """List every agency."""

    def read(tx: Transaction) -> tuple[date, tuple[Mapping[str, Any], ...]]:
        return london_date(tx.now), all_agencies(tx)

    today, found = visit.run(read)
    shown = [{**row, "agreement": agreement(row, today)} for row in found]
    worrying = [row for row in shown if row["agreement"] in {"missing", "ends_soon"}]
    return visit.show("admin/agencies.html", agencies=shown, worrying=worrying)


@router.get("/agencies.csv")
def get_agencies_file(visit: AdministratorVisit) -> Response:
    """Give the same list as a file."""

    def read(tx: Transaction) -> tuple[Mapping[str, Any], ...]:
        rows = all_agencies(tx)
        record(tx, Entry(event=Event.LIST_EXPORTED, detail={"list": "agencies", "count": len(rows)}))
        return rows

    return csv_file("agencies", COLUMNS, (_cells(row) for row in visit.run(read)))


@router.get("/agencies/{slug}")
def get_agency(visit: AdministratorVisit, slug: Slug) -> HTMLResponse:
    """Show one agency with its agreements, services, addresses, accounts and keys."""
    return visit.show("admin/agency.html", **visit.run(lambda tx: _agency(tx, slug)))


@router.post("/agencies/{slug}/endpoints/{endpoint_id}/pause", response_model=None)
def post_pause(visit: AdministratorVisit, slug: Slug, endpoint_id: UUID) -> Response:
    """Stop using an address."""
    visit.run(lambda tx: addresses.suspend(tx, _of(tx, slug, endpoint_id)))
    return go_to(f"/admin/agencies/{slug}#endpoints")


@router.post("/agencies/{slug}/endpoints/{endpoint_id}/resume", response_model=None)
def post_resume(visit: AdministratorVisit, slug: Slug, endpoint_id: UUID) -> Response:
    """Use an address again; what has waited goes out one after the other."""
    visit.run(lambda tx: addresses.resume(tx, _of(tx, slug, endpoint_id)))
    return go_to(f"/admin/agencies/{slug}#endpoints")


@router.post("/agencies/{slug}/endpoints/{endpoint_id}/add-secret", response_model=None)
def post_add_secret(visit: AdministratorVisit, slug: Slug, endpoint_id: UUID) -> Response:
    """Put a second signing secret beside a webhook's first, and show it, once."""

    def act(tx: Transaction) -> tuple[str, Mapping[str, Any]]:
        found = _address(tx, slug, endpoint_id)
        return signing.add_secret(tx, endpoint_id), found

    secret, endpoint = visit.run(act)
    return visit.show("admin/secret_made.html", secret=secret, endpoint=endpoint, slug=slug)


@router.post("/agencies/{slug}/endpoints/{endpoint_id}/drop-secret", response_model=None)
def post_drop_secret(visit: AdministratorVisit, slug: Slug, endpoint_id: UUID) -> Response:
    """Drop the older of a webhook's two signing secrets."""

    def act(tx: Transaction) -> None:
        _address(tx, slug, endpoint_id)
        signing.drop_secret(tx, endpoint_id)

    visit.run(act)
    return go_to(f"/admin/agencies/{slug}#endpoints")


@router.post("/agencies/{slug}/endpoints/{endpoint_id}/test", response_model=None)
def post_test(visit: AdministratorVisit, slug: Slug, endpoint_id: UUID) -> Response:
    """Send a message about nobody to an address, in use or not, and show its tries."""
    delivery_id = visit.run(lambda tx: addresses.send_test(tx, _of(tx, slug, endpoint_id)))
    return go_to(f"/admin/mails/{delivery_id}")


def agreement(row: Mapping[str, Any], today: date) -> str:
    """Say how an agency's data agreement stands: not_needed, missing, ends_soon or in_force."""
    if row["kind"] not in UNDER_AGREEMENT:
        return "not_needed"
    if row["covered_until"] is None:
        return "missing"
    return "ends_soon" if row["covered_until"] - today <= ENDS_SOON else "in_force"


def _agency(tx: Transaction, slug: str) -> dict[str, Any]:
    found = next(iter(all_agencies(tx, slug)), None)
    if found is None:
        raise NotFoundError("There is no such agency.")
    today = london_date(tx.now)
    live = Page(sort=KeySort.EXPIRES, size=LONGEST_FILE)
    own = {
        "agency": {**found, "agreement": agreement(found, today)},
        "quarter": Quarter.of_day(today).label,
        "today": today,
        "soon": today + ENDS_SOON,
        "agreements": agreements_from(tx, found["id"], today),
        "endpoints": endpoints_of_agency(tx, slug),
        "routes": settings().mail_routes,
        "certificate_ends_soon": tx.now + ENDS_SOON,
        "waiting": waiting_of(tx, found["id"]),
        "accounts": people.listed(tx, Chosen(agency_id=found["id"])),
        "keys": keys.listed(tx, live, agencies=[slug], states=[KeyState.LIVE]),
        "takes_keys": found["kind"] in WITH_KEYS,
    }
    services, history = services_of_agency(tx, slug)  # with the hub's own sight, and so last
    return {**own, "services": services, "history": history}


def _of(tx: Transaction, slug: str, endpoint_id: UUID) -> UUID:
    _address(tx, slug, endpoint_id)
    return endpoint_id


def _address(tx: Transaction, slug: str, endpoint_id: UUID) -> Mapping[str, Any]:
    """Find an address under its own agency; raises NotFoundError under any other."""
    for row in endpoints_of_agency(tx, slug):
        if row["id"] == endpoint_id:
            return row
    raise NotFoundError("This agency has no such address.")


def _cells(row: Mapping[str, Any]) -> tuple[object, ...]:
    units = ", ".join(row["units"])
    counts = (row["endpoints"], row["paused"], row["accounts"], row["keys"])
    return (row["slug"], row["name"], label(row["kind"]), units, row["covered_until"], *counts)
