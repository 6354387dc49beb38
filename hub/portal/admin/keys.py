"""API keys of every agency: made, shown once, and revoked."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse, Response

from hub.access import keys
from hub.access.keys import KeySort, NewKey
from hub.audit import Entry, Event, record
from hub.db import Transaction
from hub.directory.queries.agencies import all_agencies
from hub.domain.errors import Fault, InvalidError, NotFoundError
from hub.domain.paging import Page
from hub.domain.roles import ROLE_OF, WITH_KEYS, KeyState
from hub.portal.csv_file import csv_file
from hub.portal.door import AdministratorVisit, Visit, go_to
from hub.portal.forms import Form, fault, faults_of
from hub.portal.listing import Asked, Listing, slug
from hub.portal.words import label

router = APIRouter(prefix="/admin/keys", include_in_schema=False)

LISTING = Listing(sorts=KeySort, first=KeySort.EXPIRES, filters={"agency": slug, "state": KeyState})
EXPIRES_SOON = timedelta(days=30)
LONGEST_LABEL = 100
LIFETIMES = ((30, "30 days"), (90, "90 days"), (180, "180 days"), (365, "1 year"), (730, "2 years"))
Prefix = Annotated[str, Path(pattern="^[0-9a-z]{8}$")]
COLUMNS = ("agency", "label", "prefix", "role", "made", "expires", "revoked", "state")


@router.get("")
def get_keys(visit: AdministratorVisit) -> HTMLResponse:
    """List keys, the soonest to expire first."""
    asked = LISTING.read(visit.request.query_params)

    def read(tx: Transaction) -> tuple[Any, ...]:
        return _rows(tx, asked, asked.page), all_agencies(tx), tx.now + EXPIRES_SOON

    rows, agencies, soon = visit.run(read)
    following = asked.next_query(rows, "key")
    return visit.show(
        "admin/keys.html",
        asked=asked,
        keys=rows[: asked.page.size],
        soon=soon,
        next_page=following and f"/admin/keys{following}",
        agencies=agencies,
        states=tuple(KeyState),
    )


@router.get(".csv")
def get_keys_file(visit: AdministratorVisit) -> Response:
    """Give the same list as a file."""
    asked = LISTING.read(visit.request.query_params)

    def read(tx: Transaction) -> tuple[Mapping[str, Any], ...]:
        rows = _rows(tx, asked, asked.whole())
        record(tx, Entry(event=Event.LIST_EXPORTED, detail={"list": "keys", "count": len(rows)}))
        return rows

    return csv_file("keys", COLUMNS, (_cells(row) for row in visit.run(read)))


@router.get("/make")
def get_make(visit: AdministratorVisit) -> HTMLResponse:
    """Show the form of a new key; `agency` in the address chooses one beforehand."""
    return _form(visit, visit.request.query_params.get("agency", ""))


@router.post("/make", response_model=None)
def post_make(visit: AdministratorVisit) -> Response:
    """Make a key and show it, once."""
    try:
        key, agency = visit.run(lambda tx: _make(tx, visit.form))
    except InvalidError as error:
        return _form(visit, visit.form.text("agency"), 422, faults_of(error))
    return visit.show("admin/key_made.html", key=key, agency=agency, label_text=visit.form.text("label"))


@router.get("/{prefix}")
def get_key(visit: AdministratorVisit, prefix: Prefix) -> HTMLResponse:
    """Show what is kept of one key, with the button that revokes it."""

    def read(tx: Transaction) -> tuple[Any, ...]:
        return keys.listed(tx, Page(sort=KeySort.MADE), prefix=prefix), tx.now + EXPIRES_SOON

    found, soon = visit.run(read)
    if not found:
        raise NotFoundError("There is no such key.")
    return visit.show("admin/key.html", key=found[0], soon=soon)


@router.post("/{prefix}/revoke", response_model=None)
def post_revoke(visit: AdministratorVisit, prefix: Prefix) -> Response:
    """End a key at once."""
    visit.run(lambda tx: keys.revoke(tx, prefix))
    return go_to(f"/admin/keys/{prefix}")


def _rows(tx: Transaction, asked: Asked[KeySort], page: Page[KeySort]) -> tuple[Mapping[str, Any], ...]:
    return keys.listed(tx, page, agencies=asked.chosen["agency"], states=asked.chosen["state"])


def _make(tx: Transaction, form: Form) -> tuple[str, Mapping[str, Any]]:
    agencies = {each["slug"]: each for each in all_agencies(tx) if each["kind"] in WITH_KEYS}
    agency = agencies.get(form.text("agency"))
    faults = _faults(form, has_agency=agency is not None)
    if faults or agency is None:
        raise InvalidError("The key cannot be made.", faults=faults)
    new = NewKey(
        agency_id=agency["id"],
        role=ROLE_OF[agency["kind"]],
        label=" ".join(form.text("label").split()),
        lifetime=timedelta(days=int(form.text("days"))),
    )
    return keys.make(tx, new), agency


def _faults(form: Form, *, has_agency: bool) -> tuple[Fault, ...]:
    words = form.text("label")
    lifetimes = {str(days) for days, _ in LIFETIMES}
    problems = (
        (not has_agency, fault("agency", "required", "Choose the agency whose program gets the key")),
        (not words, fault("label", "required", "Enter what the key is for")),
        (
            len(words) > LONGEST_LABEL,
            fault("label", "too_long", f"What it is for must be {LONGEST_LABEL} characters or fewer"),
        ),
        (not words.isprintable(), fault("label", "bad_text", "It must not have control characters")),
        (form.text("days") not in lifetimes, fault("days", "required", "Choose for how long it holds")),
    )
    return tuple(each for is_so, error in problems if is_so for each in error.faults)


def _form(
    visit: Visit, agency: str, status: int = 200, faults: Mapping[str, str] | None = None
) -> HTMLResponse:
    agencies = [each for each in visit.run(all_agencies) if each["kind"] in WITH_KEYS]
    return visit.show(
        "admin/make_key.html",
        status,
        agencies=agencies,
        agency=agency,
        lifetimes=LIFETIMES,
        faults=faults or {},
        form=visit.form,
    )


def _cells(row: Mapping[str, Any]) -> tuple[object, ...]:
    shown = (row["agency"], row["label"], row["prefix"], label(row["role"]))
    return (*shown, row["created_at"], row["expires_at"], row["revoked_at"], label(row["state"]))
