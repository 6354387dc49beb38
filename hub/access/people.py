"""Accounts as they are listed and looked up, and who of an agency may change them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, exists, func, select

from hub.db import Transaction, in_page
from hub.domain.codes import Role
from hub.domain.errors import NotFoundError
from hub.domain.paging import Page
from hub.domain.roles import AccountState
from hub.domain.scope import Scope
from hub.models import Account, Agency, Credential, Invitation, SessionRow, Unit


class AccountSort(StrEnum):
    """By what a list of accounts may be sorted."""

    NAME = "name"
    AGENCY = "agency"
    LAST_USED = "last_used"


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Which accounts are meant; what is left out may be anything."""

    account_id: UUID | None = None
    agency_id: UUID | None = None
    unit_id: UUID | None = None
    email: str | None = None
    agencies: Collection[str] = ()
    roles: Collection[Role] = ()
    states: Collection[AccountState] = ()


_HAS_PASSWORD = exists().where(Credential.account_id == Account.id, Credential.ended_at.is_(None))
_STATE = case(
    (Account.ended_at.is_not(None), str(AccountState.ENDED)),
    (_HAS_PASSWORD, str(AccountState.OPEN)),
    else_=str(AccountState.INVITED),
)
_LAST_USED = select(func.max(SessionRow.seen_at)).where(SessionRow.account_id == Account.id).scalar_subquery()
_INVITED_UNTIL = (
    select(func.max(Invitation.expires_at))
    .where(Invitation.account_id == Account.id, Invitation.used_at.is_(None))
    .scalar_subquery()
)
_KEYS: Mapping[AccountSort, ColumnElement[Any]] = {
    AccountSort.NAME: func.lower(Account.name),
    AccountSort.AGENCY: func.lower(Agency.name),
    AccountSort.LAST_USED: func.coalesce(_LAST_USED, Account.created_at),
}
_LISTED = (
    select(
        Account.id,
        Account.name,
        Account.email,
        Account.role,
        Account.is_manager,
        Account.created_at,
        Account.ended_at,
        Account.agency_id,
        Agency.slug.label("agency"),
        Agency.name.label("agency_name"),
        Unit.name.label("unit_name"),
        _STATE.label("state"),
        _LAST_USED.label("last_used"),
        _INVITED_UNTIL.label("invited_until"),
    )
    .join(Agency, Agency.id == Account.agency_id)
    .outerjoin(Unit, Unit.id == Account.unit_id)
)


def listed(
    tx: Transaction, chosen: Chosen, page: Page[AccountSort] | None = None
) -> tuple[Mapping[str, Any], ...]:
    """List accounts with their state, when each was last used, and until when an invitation to it holds.

    With a page: its rows, one more, and each one's sort `key`; without: all, by agency and name.
    """
    statement = _LISTED.where(*_conditions(chosen))
    if page is None:
        statement = statement.order_by(Agency.name, Account.name, Account.id)
    else:
        key = _KEYS[page.sort]
        statement = in_page(statement.add_columns(key.label("key")), page, key, Account.id)
    rows = tx.connection.execute(statement).mappings()
    return tuple({**row, "state": AccountState(row["state"])} for row in rows)


def one(tx: Transaction, chosen: Chosen) -> Mapping[str, Any]:
    """Read the account that is meant; raises NotFoundError where there is none such."""
    found = listed(tx, chosen)
    if len(found) != 1:
        raise NotFoundError("There is no such account.")
    return found[0]


def hub_for(tx: Transaction, email: str) -> Scope:
    """Make the hub's own scope for a command that a known person runs, so that it stays on record who did.

    Raises NotFoundError unless the address is of an open account.
    """
    row = one(tx, Chosen(email=email.strip().casefold()))
    if row["state"] is not AccountState.OPEN:
        raise NotFoundError("This account is not open: it was not opened yet, or has ended.")
    return Scope(role=Role.HUB, agency_id=row["agency_id"], account_id=row["id"])


def lock_team(tx: Transaction, agency_id: UUID) -> Mapping[UUID, bool]:
    """Lock an agency's accounts that have not ended; gives whether each is a manager's.

    Whoever changes another's account looks here whether their own still stands, so that two people cannot
    end or demote each other at the same time.
    """
    rows = tx.connection.execute(
        select(Account.id, Account.is_manager)
        .where(Account.agency_id == agency_id, Account.ended_at.is_(None))
        .order_by(Account.id)
        .with_for_update(key_share=True)
    )
    return {row.id: row.is_manager for row in rows}


def _conditions(chosen: Chosen) -> Iterator[ColumnElement[bool]]:
    same = (
        (Account.id, chosen.account_id),
        (Account.agency_id, chosen.agency_id),
        (Account.unit_id, chosen.unit_id),
        (Account.email, chosen.email),
    )
    among = ((Agency.slug, chosen.agencies), (Account.role, chosen.roles), (_STATE, chosen.states))
    yield from (column == value for column, value in same if value is not None)
    yield from (column.in_(values) for column, values in among if values)
