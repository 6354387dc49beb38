"""Inviting a person, and the one page on which the invitation's link is shown."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub.access import accounts, people
from hub.access.accounts import NewAccount
from hub.access.people import Chosen
from hub.db import Transaction
from hub.directory.queries.agencies import units
from hub.domain.errors import ConflictError, Fault, InvalidError
from hub.portal.door import ManagerVisit, Visit
from hub.portal.forms import Form, fault, faults_of
from hub.portal.team.listing import TEAM, Place
from hub.settings import settings

router = APIRouter(prefix="/team", include_in_schema=False)

ALL_UNITS = "all"
IF_LOST = "If it is in your list, open it there for a new link."
Rows = Sequence[Mapping[str, Any]]


@router.get("/invite")
def get_invite(visit: ManagerVisit) -> HTMLResponse:
    """Show the form of whom to invite."""
    return _form(visit)


@router.post("/invite", response_model=None)
def post_invite(visit: ManagerVisit) -> Response:
    """Invite a person to one's own agency, in its role; show the link."""
    try:
        token, account = visit.run(lambda tx: invite(tx, _new(tx, visit)))
    except InvalidError as error:
        return _form(visit, 422, faults_of(error))
    except ConflictError as error:
        return _form(visit, 422, {"/email": f"{error.message} {IF_LOST}"})
    return show_link(visit, TEAM, account, token)


def invite(tx: Transaction, new: NewAccount) -> tuple[str, Mapping[str, Any]]:
    """Open an account; returns the invitation's token and the account as lists show it."""
    token = accounts.invite(tx, new)
    return token, people.one(tx, Chosen(email=accounts.plain_email(new.email)))


def show_link(visit: Visit, place: Place, account: Mapping[str, Any], token: str) -> HTMLResponse:
    """Show an invitation's link, which can never be shown again."""
    link = f"{settings().public_url.rstrip('/')}/invitation/{token}"
    return visit.show("team/link.html", place=place, account=account, link=link)


def read_unit(form: Form, there: Rows) -> UUID | None:
    """Read which of an agency's referring units was chosen, None for all; raises InvalidError.

    Nothing is chosen for whoever asks: an account of all units sees the most.
    """
    typed, known = form.text("unit"), {str(unit["id"]): unit["id"] for unit in there}
    if not known and typed:
        raise fault("unit", "not_listed", "This agency has no referring units: leave this empty")
    if known and typed not in {*known, ALL_UNITS}:
        raise fault("unit", "required", "Choose a referring unit of the agency, or all of them")
    return known.get(typed)


def all_faults(form: Form, *others: InvalidError | None) -> tuple[Fault, ...]:
    """Collect what is wrong with the person that was typed, and what else was found."""
    mine = accounts.faults_of_person(form.text("name"), form.text("email"))
    return (*mine, *(each for error in others if error for each in error.faults))


def _new(tx: Transaction, visit: Visit) -> NewAccount:
    form, mine = visit.form, visit.signed_in
    unit_id, wrong = mine.scope.unit_id, None
    if unit_id is None:
        try:
            unit_id = read_unit(form, _own_units(tx, visit))
        except InvalidError as error:
            wrong = error
    faults = all_faults(form, wrong)
    if faults or mine.scope.agency_id is None:
        raise InvalidError("The account cannot be opened.", faults=faults)
    return NewAccount(
        agency_id=mine.scope.agency_id,
        role=mine.role,
        name=form.text("name"),
        email=form.text("email"),
        unit_id=unit_id,
        is_manager="yes" in form.many("is_manager"),
    )


def _own_units(tx: Transaction, visit: Visit) -> Rows:
    """List the units that may be chosen: none for whoever is of one unit, whose people are of it too."""
    if visit.scope.unit_id is not None:
        return ()
    return [unit for unit in units(tx) if unit["agency_id"] == visit.scope.agency_id]


def _form(visit: Visit, status: int = 200, faults: Mapping[str, str] | None = None) -> HTMLResponse:
    found = visit.run(lambda tx: _own_units(tx, visit))
    choices = [(str(unit["id"]), unit["name"]) for unit in found]
    return visit.show(
        "team/invite.html",
        status,
        place=TEAM,
        agencies=(),
        agency="",
        units=[*choices, (ALL_UNITS, "All units of the agency")] if choices else [],
        faults=faults or {},
        form=visit.form,
    )
