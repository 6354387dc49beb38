"""Accounts of every agency."""

from collections.abc import Mapping
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub.access.accounts import NewAccount
from hub.access.people import Chosen
from hub.db import Transaction
from hub.directory.queries.agencies import all_agencies, units
from hub.domain.errors import ConflictError, InvalidError
from hub.domain.roles import ROLE_OF
from hub.portal.door import AdministratorVisit, Visit
from hub.portal.forms import fault, faults_of
from hub.portal.team.changing import Act, change, show_account
from hub.portal.team.inviting import ALL_UNITS, IF_LOST, all_faults, invite, read_unit, show_link
from hub.portal.team.listing import Place, accounts_file, show_accounts

router = APIRouter(prefix="/admin/users", include_in_schema=False)

USERS = Place(base="/admin/users", title="Users", of_all_agencies=True)


@router.get("")
def get_users(visit: AdministratorVisit) -> HTMLResponse:
    """List the accounts of every agency."""
    return show_accounts(visit, USERS, Chosen(), agencies=visit.run(all_agencies))


@router.get(".csv")
def get_users_file(visit: AdministratorVisit) -> Response:
    """Give the same list as a file."""
    return accounts_file(visit, USERS, Chosen())


@router.get("/invite")
def get_invite_user(visit: AdministratorVisit) -> HTMLResponse:
    """Show the form of whom to invite; `agency` in the address chooses one beforehand."""
    return _form(visit, visit.request.query_params.get("agency", ""))


@router.post("/invite", response_model=None)
def post_invite_user(visit: AdministratorVisit) -> Response:
    """Invite a person to an agency, in its role; show the link."""
    try:
        token, account = visit.run(lambda tx: invite(tx, _new(tx, visit)))
    except InvalidError as error:
        return _form(visit, visit.form.text("agency"), 422, faults_of(error))
    except ConflictError as error:
        return _form(visit, visit.form.text("agency"), 422, {"/email": f"{error.message} {IF_LOST}"})
    return show_link(visit, USERS, account, token)


@router.get("/{account_id}")
def get_user(visit: AdministratorVisit, account_id: UUID) -> HTMLResponse:
    """Show one account."""
    return show_account(visit, USERS, Chosen(account_id=account_id))


@router.post("/{account_id}/{act}", response_model=None)
def post_user(visit: AdministratorVisit, account_id: UUID, act: Act) -> Response:
    """Change one account."""
    return change(visit, USERS, Chosen(account_id=account_id), act, as_manager=False)


def _new(tx: Transaction, visit: Visit) -> NewAccount:
    form = visit.form
    agency = next((each for each in all_agencies(tx) if each["slug"] == form.text("agency")), None)
    wrong = None if agency else fault("agency", "required", "Choose the agency of the person")
    unit_id = None
    if agency:
        try:
            unit_id = read_unit(form, [unit for unit in units(tx) if unit["agency_id"] == agency["id"]])
        except InvalidError as error:
            wrong = error
    faults = all_faults(form, wrong)
    if faults or agency is None:
        raise InvalidError("The account cannot be opened.", faults=faults)
    return NewAccount(
        agency_id=agency["id"],
        role=ROLE_OF[agency["kind"]],
        name=form.text("name"),
        email=form.text("email"),
        unit_id=unit_id,
        is_manager="yes" in form.many("is_manager"),
    )


def _form(
    visit: Visit, agency: str, status: int = 200, faults: Mapping[str, str] | None = None
) -> HTMLResponse:
    there, found = visit.run(lambda tx: (all_agencies(tx), units(tx)))
    names = {each["id"]: each["name"] for each in there}
    choices = [(str(unit["id"]), f"{names[unit['agency_id']]}: {unit['name']}") for unit in found]
    return visit.show(
        "team/invite.html",
        status,
        place=USERS,
        agencies=there,
        agency=agency,
        units=[*choices, (ALL_UNITS, "All units of the agency")],
        faults=faults or {},
        form=visit.form,
    )
