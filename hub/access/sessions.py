"""Signed-in browsers: rows that idle out, expire, and can be ended one by one."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from hub.access.tokens import hashed, new_token
from hub.audit import Entry, Event, record
from hub.db import Transaction
from hub.domain.codes import Role
from hub.domain.errors import NotFoundError
from hub.domain.ids import new_id
from hub.domain.scope import Scope
from hub.models import Account, Agency, SessionRow, Unit
from hub.settings import settings

SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is kept when a browser was last seen: a read a minute writes, the others do not."""

LONGEST_DEVICE = 200


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """Who is signed in, where from, and in what scope they act."""

    session_id: UUID
    scope: Scope
    name: str
    email: str
    agency_name: str
    unit_name: str | None
    is_manager: bool

    @property
    def account_id(self) -> UUID:
        """The person's account."""
        if self.scope.account_id is None:
            raise TypeError
        return self.scope.account_id

    @property
    def role(self) -> Role:
        """The role in which the person acts."""
        return self.scope.role


def start(tx: Transaction, account_id: UUID, device: str) -> str:
    """Start a session and return its token, which is never kept; always a new one (session fixation)."""
    token = new_token()
    tx.connection.execute(
        insert(SessionRow),
        {
            "id": new_id(),
            "account_id": account_id,
            "token_hash": hashed(token),
            "device": device[:LONGEST_DEVICE],
            "started_at": tx.now,
            "seen_at": tx.now,
            "expires_at": tx.now + timedelta(hours=settings().session_hours),
        },
    )
    return token


def find(tx: Transaction, token: str) -> SignedIn | None:
    """Find who holds a token; None for one that is over, has idled out, or is of an ended account."""
    row = tx.connection.execute(
        select(
            SessionRow.id.label("session_id"),
            SessionRow.seen_at,
            Account.id.label("account_id"),
            Account.role,
            Account.agency_id,
            Account.unit_id,
            Account.name,
            Account.email,
            Account.is_manager,
            Agency.name.label("agency_name"),
            Unit.name.label("unit_name"),
        )
        .join(Account, Account.id == SessionRow.account_id)
        .join(Agency, Agency.id == Account.agency_id)
        .outerjoin(Unit, Unit.id == Account.unit_id)
        .where(SessionRow.token_hash == hashed(token), *_lives(tx.now), Account.ended_at.is_(None))
    ).one_or_none()
    if row is None:
        return None
    _see(tx, row.session_id, row.seen_at)
    return _signed_in(row)


def form_token(token: str) -> str:
    """Make the token of a session's forms: whoever cannot read the cookie cannot make it."""
    return hmac.new(token.encode(), b"form", hashlib.sha256).hexdigest()


def listed(tx: Transaction, account_id: UUID) -> tuple[Mapping[str, Any], ...]:
    """List the sessions of an account that are not over, the newest first."""
    rows = tx.connection.execute(
        select(SessionRow.id, SessionRow.device, SessionRow.started_at, SessionRow.seen_at)
        .where(SessionRow.account_id == account_id, *_lives(tx.now))
        .order_by(SessionRow.started_at.desc(), SessionRow.id.desc())
    )
    return tuple(dict(row) for row in rows.mappings())


def end(tx: Transaction, account_id: UUID, session_id: UUID) -> None:
    """End one of an account's sessions; raises NotFoundError for one that is another's or over."""
    if not _end(tx, SessionRow.account_id == account_id, SessionRow.id == session_id):
        raise NotFoundError("There is no such session.")


def end_others(tx: Transaction, account_id: UUID, but: UUID | None = None) -> int:
    """End all of an account's sessions, or all but one; returns how many."""
    conditions = [SessionRow.account_id == account_id]
    return _end(tx, *conditions, *([SessionRow.id != but] if but else []))


def end_token(tx: Transaction, token: str) -> None:
    """End the session that a browser came with, if it has one."""
    _end(tx, SessionRow.token_hash == hashed(token))


def _end(tx: Transaction, *conditions: Any) -> int:
    ended = tx.connection.execute(
        update(SessionRow)
        .where(SessionRow.ended_at.is_(None), *conditions)
        .values(ended_at=tx.now)
        .returning(SessionRow.id, SessionRow.account_id)
    ).all()
    for row in ended:
        detail = {"session": str(row.id), "account": str(row.account_id)}
        record(tx, Entry(event=Event.SESSION_ENDED, detail=detail))
    return len(ended)


def _lives(now: datetime) -> tuple[Any, ...]:
    idle = timedelta(minutes=settings().session_idle_minutes)
    return (SessionRow.ended_at.is_(None), SessionRow.expires_at > now, SessionRow.seen_at > now - idle)


def _see(tx: Transaction, session_id: UUID, seen_at: datetime) -> None:
    if tx.now - seen_at >= SEEN_EVERY:
        tx.connection.execute(update(SessionRow).where(SessionRow.id == session_id).values(seen_at=tx.now))


def _signed_in(row: Any) -> SignedIn:
    scope = Scope(role=row.role, agency_id=row.agency_id, account_id=row.account_id, unit_id=row.unit_id)
    return SignedIn(
        session_id=row.session_id,
        scope=scope,
        name=row.name,
        email=row.email,
        agency_name=row.agency_name,
        unit_name=row.unit_name,
        is_manager=row.is_manager,
    )
