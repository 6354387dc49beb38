"""Invitations: a link that sets an account's password, once, within a week."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from hub.access import passwords
from hub.access.credentials import set_password
from hub.access.tokens import hashed, new_token
from hub.audit import Entry, Event, record
from hub.db import Transaction
from hub.domain.errors import NotFoundError
from hub.domain.ids import new_id
from hub.models import Account, Invitation

INVITATION_LIFE = timedelta(days=7)


def make(tx: Transaction, account_id: UUID, agency_id: UUID) -> str:
    """Make an invitation to an account and return its token, which is never kept; it ends the older ones."""
    older = update(Invitation).where(Invitation.account_id == account_id, Invitation.used_at.is_(None))
    tx.connection.execute(older.values(used_at=tx.now))
    token = new_token()
    row = {
        "id": new_id(),
        "account_id": account_id,
        "token_hash": hashed(token),
        "created_at": tx.now,
        "expires_at": tx.now + INVITATION_LIFE,
    }
    tx.connection.execute(insert(Invitation), row)
    entry = Entry(event=Event.ACCOUNT_INVITED, recipient_id=agency_id, detail={"account": str(account_id)})
    record(tx, entry)
    return token


def invited(tx: Transaction, token: str) -> Mapping[str, Any] | None:
    """Find whom an invitation is for; None for one that is used, expired or not known."""
    row = tx.connection.execute(
        select(Invitation.id, Account.id.label("account_id"), Account.name, Account.email)
        .join(Account, Account.id == Invitation.account_id)
        .where(
            Invitation.token_hash == hashed(token),
            Invitation.used_at.is_(None),
            Invitation.expires_at > tx.now,
            Account.ended_at.is_(None),
        )
        .with_for_update(of=Invitation)
    )
    found = row.mappings().one_or_none()
    return None if found is None else dict(found)


def open_account(tx: Transaction, token: str, password: str, again: str) -> UUID:
    """Set the password that an invitation asks for, once; ends every session that the account had."""
    found = invited(tx, token)
    if found is None:
        raise NotFoundError("This invitation has been used, or has expired.")
    passwords.check(password, again, found["email"])
    tx.connection.execute(update(Invitation).where(Invitation.id == found["id"]).values(used_at=tx.now))
    set_password(tx, found["account_id"], password)
    record(tx, Entry(event=Event.ACCOUNT_OPENED, detail={"account": str(found["account_id"])}))
    account_id: UUID = found["account_id"]
    return account_id
