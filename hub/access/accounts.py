"""Accounts of people: opened by an invitation, bound to one agency and role, ended and reopened."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from hub.access import credentials, invitations, sessions
from hub.audit import Entry, Event, record
from hub.db import Transaction
from hub.domain.codes import Role
from hub.domain.errors import ConflictError, Fault, InvalidError, NotFoundError
from hub.domain.ids import new_id
from hub.models import Account

LONGEST_NAME, LONGEST_EMAIL = 100, 254
_EMAIL = re.compile(r"[^@\s\0-\x1f<>\"(),:;\\]+@[^@\s\0-\x1f<>\"(),:;\\]+\.[^@\s\0-\x1f<>\"(),:;\\.]+")


@dataclass(frozen=True, kw_only=True)
class NewAccount:
    """Whom to invite, and as what."""

    agency_id: UUID
    role: Role
    name: str
    email: str
    unit_id: UUID | None = None
    is_manager: bool = False


def plain_email(email: str) -> str:
    """Write an email address in the one way in which accounts keep it."""
    return email.strip().casefold()


def invite(tx: Transaction, new: NewAccount) -> str:
    """Open an account that nobody can use yet; returns the invitation's token, which is never kept.

    Raises InvalidError with every fault, ConflictError where the address has an account already.
    """
    email, name = plain_email(new.email), " ".join(new.name.split())
    faults = _faults(name, email)
    if faults:
        raise InvalidError("The account cannot be opened.", faults=faults)
    row: dict[str, Any] = {
        "id": new_id(),
        "agency_id": new.agency_id,
        "unit_id": new.unit_id,
        "role": new.role,
        "email": email,
        "name": name,
        "is_manager": new.is_manager,
        "created_at": tx.now,
    }
    added = insert(Account).values(row).on_conflict_do_nothing(index_elements=[Account.email])
    if tx.connection.execute(added.returning(Account.id)).first() is None:
        raise ConflictError("This email address has an account already.", code="already_invited")
    return invitations.make(tx, row["id"], new.agency_id)


def invite_again(tx: Transaction, account_id: UUID) -> str:
    """Make a new invitation for an account, such as for a forgotten password; it ends the older ones."""
    row = tx.connection.execute(
        select(Account.agency_id).where(Account.id == account_id, Account.ended_at.is_(None))
    ).one_or_none()
    if row is None:
        raise NotFoundError("There is no such account.")
    return invitations.make(tx, account_id, row.agency_id)


def end(tx: Transaction, account_id: UUID) -> None:
    """End an account and its sessions at once; raises NotFoundError for one that has ended."""
    ended = update(Account).where(Account.id == account_id, Account.ended_at.is_(None))
    found = tx.connection.execute(ended.values(ended_at=tx.now).returning(Account.agency_id)).one_or_none()
    if found is None:
        raise NotFoundError("There is no such account.")
    sessions.end_others(tx, account_id)
    entry = Entry(
        event=Event.ACCOUNT_ENDED, recipient_id=found.agency_id, detail={"account": str(account_id)}
    )
    record(tx, entry)


def reopen(tx: Transaction, account_id: UUID) -> str:
    """Reopen an ended account by a new invitation; its old password is gone."""
    opened = update(Account).where(Account.id == account_id, Account.ended_at.is_not(None))
    found = tx.connection.execute(opened.values(ended_at=None).returning(Account.agency_id)).one_or_none()
    if found is None:
        raise NotFoundError("There is no such ended account.")
    credentials.end_all(tx, account_id)
    return invitations.make(tx, account_id, found.agency_id)


def set_manager(tx: Transaction, account_id: UUID, *, is_manager: bool) -> None:
    """Make an account a manager's, or no longer; raises NotFoundError for one that has ended."""
    changed = update(Account).where(Account.id == account_id, Account.ended_at.is_(None))
    found = tx.connection.execute(
        changed.values(is_manager=is_manager).returning(Account.agency_id)
    ).one_or_none()
    if found is None:
        raise NotFoundError("There is no such account.")
    detail = {"account": str(account_id), "is_manager": is_manager}
    record(tx, Entry(event=Event.MANAGER_CHANGED, recipient_id=found.agency_id, detail=detail))


def faults_of_person(name: str, email: str) -> tuple[Fault, ...]:
    """Find what is wrong with a name and an email address as they were typed."""
    return _faults(" ".join(name.split()), plain_email(email))


def _faults(name: str, email: str) -> tuple[Fault, ...]:
    problems = (
        ("/name", "required", not name, "Enter the person's name"),
        (
            "/name",
            "too_long",
            len(name) > LONGEST_NAME,
            f"The name must be {LONGEST_NAME} characters or fewer",
        ),
        ("/name", "bad_text", not name.isprintable(), "The name must not have control characters"),
        ("/email", "required", not email, "Enter an email address"),
        (
            "/email",
            "bad_email",
            bool(email) and (len(email) > LONGEST_EMAIL or not _EMAIL.fullmatch(email)),
            "Enter an email address in the right form, like name@example.org",
        ),
    )
    return tuple(
        Fault(pointer=pointer, code=code, message=message) for pointer, code, bad, message in problems if bad
    )
