"""The list of accounts: of a manager's own agency, or of its one referring unit."""

from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub.access.people import AccountSort, Chosen, listed
from hub.audit import Entry, Event, record
from hub.db import Transaction
from hub.domain.codes import Role
from hub.domain.roles import AccountState
from hub.portal.csv_file import csv_file
from hub.portal.door import ManagerVisit, Visit
from hub.portal.listing import Asked, Listing, slug
from hub.portal.words import label

router = APIRouter(prefix="/team", include_in_schema=False)

LISTING = Listing(
    sorts=AccountSort,
    first=AccountSort.NAME,
    filters={"agency": slug, "role": Role, "state": AccountState},
)
COLUMNS = (
    *("name", "email", "agency", "role", "unit", "manager", "state", "invitation_holds_until", "last_used"),
)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where accounts are kept: the address of the list, its name, and whether it is of every agency."""

    base: str
    title: str
    of_all_agencies: bool = False


TEAM = Place(base="/team", title="Your team")


def own(visit: Visit) -> Chosen:
    """Choose the accounts that a manager may keep: one of a single referring unit keeps that unit's."""
    return Chosen(agency_id=visit.scope.agency_id, unit_id=visit.scope.unit_id)


@router.get("")
def get_team(visit: ManagerVisit) -> HTMLResponse:
    """List the accounts of one's own agency."""
    return show_accounts(visit, TEAM, own(visit))


@router.get(".csv")
def get_team_file(visit: ManagerVisit) -> Response:
    """Give the same list as a file."""
    return accounts_file(visit, TEAM, own(visit))


def show_accounts(visit: Visit, place: Place, chosen: Chosen, **more: Any) -> HTMLResponse:
    """Show a page of the chosen accounts, narrowed by what the address asks for."""
    asked = LISTING.read(visit.request.query_params)

    def read(tx: Transaction) -> tuple[Any, ...]:
        rows = listed(tx, _narrowed(chosen, asked), asked.page)
        record(tx, Entry(event=Event.ACCOUNTS_LISTED, detail={"count": min(len(rows), asked.page.size)}))
        return rows

    rows = visit.run(read)
    following = asked.next_query(rows, "key")
    return visit.show(
        "team/list.html",
        place=place,
        asked=asked,
        accounts=rows[: asked.page.size],
        next_page=following and place.base + following,
        roles=tuple(Role),
        states=tuple(AccountState),
        **{"agencies": (), **more},
    )


def accounts_file(visit: Visit, place: Place, chosen: Chosen) -> Response:
    """Give all of the chosen accounts as a file."""
    asked = LISTING.read(visit.request.query_params)

    def read(tx: Transaction) -> tuple[Any, ...]:
        rows = listed(tx, _narrowed(chosen, asked), asked.whole())
        detail = {"list": "accounts", "count": len(rows)}
        record(tx, Entry(event=Event.LIST_EXPORTED, detail=detail))
        return rows

    rows = visit.run(read)
    return csv_file(place.base.rpartition("/")[2], COLUMNS, (_cells(row) for row in rows))


def _narrowed(chosen: Chosen, asked: Asked[AccountSort]) -> Chosen:
    found = asked.chosen
    return replace(chosen, agencies=found["agency"], roles=found["role"], states=found["state"])


def _cells(row: Any) -> tuple[object, ...]:
    return (
        row["name"],
        row["email"],
        row["agency"],
        label(row["role"]),
        row["unit_name"],
        "yes" if row["is_manager"] else "no",
        label(row["state"]),
        row["invited_until"],
        row["last_used"],
    )
