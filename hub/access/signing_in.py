"""Signing in: count the try, look at the password with no transaction open, then start a session.

A wrong password, an unknown address, an invitation not yet used and an ended account are answered alike and
take as long.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from hub.access import guessing, passwords, sessions
from hub.access.accounts import plain_email
from hub.access.credentials import keep_password
from hub.access.scopes import HUB
from hub.audit import Entry, Event, record
from hub.db import Database, Transaction
from hub.domain.codes import CredentialKind
from hub.domain.errors import NotAuthenticatedError
from hub.models import Account, Credential

REFUSED = "The email address or the password is not right."


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What somebody sent to sign in, and from where; `had` is the session token that their browser had."""

    email: str
    password: str
    address: str
    device: str
    had: str | None = None


@dataclass(frozen=True, kw_only=True)
class _Counted:
    attempt_id: UUID
    account_id: UUID | None
    secret: str | None


def sign_in(database: Database, tried: Tried) -> str:
    """Sign in and return the new session's token; raises NotAuthenticatedError or TooManyTriesError."""
    email = plain_email(tried.email)
    counted = database.run(HUB, lambda tx: _count(tx, email, tried.address))
    is_right = passwords.matches(counted.secret, tried.password)
    token = database.run(HUB, lambda tx: _answer(tx, counted, tried, is_right=is_right))
    if token is None:
        raise NotAuthenticatedError(REFUSED)
    return token


def is_password_of(database: Database, account_id: UUID, address: str, password: str) -> bool:
    """Say whether a signed-in person knows their password; counted and limited like signing in."""
    with database.transaction(HUB) as tx:
        email = tx.connection.execute(select(Account.email).where(Account.id == account_id)).scalar_one()
    counted = database.run(HUB, lambda tx: _count(tx, email, address))
    is_right = passwords.matches(counted.secret, password)
    if is_right:
        database.run(HUB, lambda tx: guessing.succeed(tx, counted.attempt_id))
    return is_right


def _count(tx: Transaction, email: str, address: str) -> _Counted:
    attempt_id = guessing.count_a_try(tx, email, address)
    row = tx.connection.execute(
        select(Account.id, Credential.secret)
        .join(Credential, Credential.account_id == Account.id)
        .where(
            Account.email == email,
            Account.ended_at.is_(None),
            Credential.kind == CredentialKind.PASSWORD,
            Credential.ended_at.is_(None),
        )
    ).one_or_none()
    return _Counted(
        attempt_id=attempt_id, account_id=row.id if row else None, secret=row.secret if row else None
    )


def _answer(tx: Transaction, counted: _Counted, tried: Tried, *, is_right: bool) -> str | None:
    detail = {"account": str(counted.account_id)} if counted.account_id else {}
    if not is_right or counted.account_id is None or counted.secret is None:
        record(tx, Entry(event=Event.SIGN_IN_REFUSED, detail=detail))
        return None
    guessing.succeed(tx, counted.attempt_id)
    if tried.had:
        sessions.end_token(tx, tried.had)
    if passwords.is_outdated(counted.secret):
        keep_password(tx, counted.account_id, passwords.hashed(tried.password))
    record(tx, Entry(event=Event.SIGNED_IN, detail=detail))
    return sessions.start(tx, counted.account_id, tried.device)
