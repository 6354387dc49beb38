"""One account: what may be done with it, and doing it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub.access import accounts, people
from hub.access.people import Chosen
from hub.db import Transaction
from hub.domain.errors import ConflictError, NotAllowedError, NotAuthenticatedError
from hub.domain.roles import AccountState
from hub.portal.door import ManagerVisit, Visit, go_to
from hub.portal.team.inviting import show_link
from hub.portal.team.listing import TEAM, Place, own

router = APIRouter(prefix="/team", include_in_schema=False)


class Act(StrEnum):
    """What can be done with an account, as its address has it."""

    INVITE_AGAIN = "invite-again"
    MAKE_MANAGER = "make-manager"
    UNMAKE_MANAGER = "unmake-manager"
    END = "end"
    REOPEN = "reopen"


_DONE_BY: Mapping[Act, Callable[[Transaction, UUID], str | None]] = {
    Act.INVITE_AGAIN: accounts.invite_again,
    Act.MAKE_MANAGER: partial(accounts.set_manager, is_manager=True),
    Act.UNMAKE_MANAGER: partial(accounts.set_manager, is_manager=False),
    Act.END: accounts.end,
    Act.REOPEN: accounts.reopen,
}
"""Those that make an invitation give its token."""


@router.get("/{account_id}")
def get_member(visit: ManagerVisit, account_id: UUID) -> HTMLResponse:
    """Show one account of one's own agency."""
    return show_account(visit, TEAM, replace(own(visit), account_id=account_id))


@router.post("/{account_id}/{act}", response_model=None)
def post_member(visit: ManagerVisit, account_id: UUID, act: Act) -> Response:
    """Change one account of one's own agency."""
    return change(visit, TEAM, replace(own(visit), account_id=account_id), act, as_manager=True)


def acts_on(account: Mapping[str, Any], *, is_own: bool) -> tuple[Act, ...]:
    """Say what may be done with an account.

    Nobody ends or demotes themselves: so whoever keeps the accounts of an agency always leaves one who can.
    """
    if is_own:
        return ()
    if account["state"] is AccountState.ENDED:
        return (Act.REOPEN,)
    manager = Act.UNMAKE_MANAGER if account["is_manager"] else Act.MAKE_MANAGER
    return (Act.INVITE_AGAIN, manager, Act.END)


def show_account(visit: Visit, place: Place, chosen: Chosen) -> HTMLResponse:
    """Show an account with what may be done; raises NotFoundError for one that is not among the chosen."""
    found = visit.run(lambda tx: people.one(tx, chosen))
    is_own = found["id"] == visit.signed_in.account_id
    acts = acts_on(found, is_own=is_own)
    return visit.show("team/account.html", place=place, account=found, is_own=is_own, acts=acts)


def change(visit: Visit, place: Place, chosen: Chosen, act: Act, *, as_manager: bool) -> Response:
    """Do one thing with an account, then show it, or the link that was made."""
    token, account = visit.run(lambda tx: _change(tx, visit, chosen, act, as_manager=as_manager))
    return show_link(visit, place, account, token) if token else go_to(f"{place.base}/{account['id']}")


def _change(
    tx: Transaction, visit: Visit, chosen: Chosen, act: Act, *, as_manager: bool
) -> tuple[str | None, Mapping[str, Any]]:
    _check_standing(tx, visit, as_manager=as_manager)
    account = people.one(tx, chosen)
    is_own = account["id"] == visit.signed_in.account_id
    if is_own:
        raise NotAllowedError("You cannot do this with your own account. Ask another person who can.")
    if act not in acts_on(account, is_own=is_own):
        raise ConflictError("This account has changed meanwhile. Go back to it and see how it stands.")
    token = _DONE_BY[act](tx, account["id"])
    return token, people.one(tx, chosen)


def _check_standing(tx: Transaction, visit: Visit, *, as_manager: bool) -> None:
    """Make sure that whoever acts was not ended or demoted since their request came in."""
    agency_id = visit.scope.agency_id
    team = people.lock_team(tx, agency_id) if agency_id else {}
    still = team.get(visit.signed_in.account_id)
    if still is None:
        raise NotAuthenticatedError("Your account has ended.")
    if as_manager and not still:
        raise NotAllowedError("You are not a manager of your agency any more.")
