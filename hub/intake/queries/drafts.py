"""Submissions that are still being written, each its account's own."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from hub.db import Transaction
from hub.models import Draft


def add_draft(tx: Transaction, row: dict[str, Any]) -> None:
    """Write a new one."""
    tx.connection.execute(insert(Draft), row)


def draft(tx: Transaction, account_id: UUID, draft_id: UUID, *, lock: bool = False) -> dict[str, Any] | None:
    """Read one of an account's, sealed; None for another account's, and for one that has expired."""
    statement = _drafts(account_id, tx.now).where(Draft.id == draft_id)
    rows = tx.connection.execute(statement.with_for_update() if lock else statement)
    row = rows.mappings().one_or_none()
    return None if row is None else dict(row)


def drafts(tx: Transaction, account_id: UUID) -> tuple[dict[str, Any], ...]:
    """Read those of an account that are not sent, the last changed first."""
    rows = tx.connection.execute(
        _drafts(account_id, tx.now)
        .where(Draft.answers.is_not(None))
        .order_by(Draft.changed_at.desc(), Draft.id.desc())
    )
    return tuple(dict(row) for row in rows.mappings())


def change_draft(tx: Transaction, draft_id: UUID, **values: Any) -> None:
    """Write some of a draft's columns."""
    tx.connection.execute(update(Draft).where(Draft.id == draft_id).values(**values))


def delete_draft(tx: Transaction, account_id: UUID, draft_id: UUID) -> bool:
    """Delete one that is not sent; says whether there was one."""
    gone = tx.connection.execute(
        delete(Draft).where(Draft.id == draft_id, Draft.account_id == account_id, Draft.referral_id.is_(None))
    )
    return gone.rowcount > 0


def delete_expired_drafts(tx: Transaction) -> int:
    """Delete everybody's drafts that have expired; says how many."""
    return tx.connection.execute(delete(Draft).where(Draft.expires_at <= tx.now)).rowcount


def _drafts(account_id: UUID, now: datetime) -> Any:
    return select(*Draft.__table__.columns).where(Draft.account_id == account_id, Draft.expires_at > now)
