"""What a person signs in with: a password; a second factor or a single sign-on is one more kind of row."""

from uuid import UUID

from sqlalchemy import insert, update

from hub.access import passwords, sessions
from hub.audit import Entry, Event, record
from hub.db import Transaction
from hub.domain.codes import CredentialKind
from hub.domain.ids import new_id
from hub.models import Credential, Invitation


def set_password(tx: Transaction, account_id: UUID, password: str, *, but: UUID | None = None) -> None:
    """Replace an account's password; end its sessions, all or all but one, and what invitations are open.

    A link that was made for a forgotten password would set another one behind the person's back.
    """
    keep_password(tx, account_id, passwords.hashed(password))
    sessions.end_others(tx, account_id, but)
    still_open = update(Invitation).where(Invitation.account_id == account_id, Invitation.used_at.is_(None))
    tx.connection.execute(still_open.values(used_at=tx.now))
    record(tx, Entry(event=Event.PASSWORD_CHANGED, detail={"account": str(account_id)}))


def keep_password(tx: Transaction, account_id: UUID, secret: str) -> None:
    """Keep a hashed password in place of the one before."""
    end_all(tx, account_id)
    row = {
        "id": new_id(),
        "account_id": account_id,
        "kind": CredentialKind.PASSWORD,
        "secret": secret,
        "created_at": tx.now,
    }
    tx.connection.execute(insert(Credential), row)


def end_all(tx: Transaction, account_id: UUID) -> None:
    """Forget whatever an account signs in with; that there was something stays."""
    tx.connection.execute(
        update(Credential)
        .where(Credential.account_id == account_id, Credential.ended_at.is_(None))
        .values(ended_at=tx.now, secret="")
    )
