"""Notices to a provider that something must stop or change, and whether it has said that it read them.

A notice is a message of a kind below about one of the agency's own assignments. It is open until there is a
receipt; whether the mail arrived does not matter, since the page and the API say it as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_new

from hub.db import Transaction
from hub.delivery.rules.notices import NOTICES
from hub.domain.codes import DeliveryKind, DeliveryState
from hub.models import Assignment, Delivery, NoticeReceipt, Referral
from hub.models import Notice as NoticeRow


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One notice, by the ids of the delivery and of the assignment that it is about."""

    id: UUID
    kind: DeliveryKind
    referral_id: UUID
    reference: str
    assignment_id: UUID
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Unread:
    """A notice whose hour is over, and whose it is to read."""

    id: UUID
    kind: DeliveryKind
    referral_id: UUID
    assignment_id: UUID
    agency_id: UUID


_NOTICES = (
    select(
        Delivery.id,
        Delivery.kind,
        Delivery.referral_id,
        Referral.reference,
        Assignment.id.label("assignment_id"),
        Delivery.created_at,
    )
    .join(Assignment, Assignment.id == Delivery.assignment_id)
    .join(Referral, Referral.id == Delivery.referral_id)
    .where(
        Delivery.kind.in_(NOTICES),
        Delivery.state != DeliveryState.CANCELLED,
        Delivery.agency_id == Assignment.agency_id,
    )
    .order_by(Delivery.created_at.desc(), Delivery.id.desc())
)
_IS_OPEN = ~select(NoticeReceipt.delivery_id).where(NoticeReceipt.delivery_id == Delivery.id).exists()


_UNREAD = (
    select(Delivery.id, Delivery.kind, Delivery.referral_id, Delivery.assignment_id, Delivery.agency_id)
    .where(Delivery.state != DeliveryState.CANCELLED, Delivery.assignment_id.is_not(None))
    .order_by(Delivery.created_at, Delivery.id)
)


def open_notices(tx: Transaction, agency_id: UUID) -> tuple[Notice, ...]:
    """List what an agency has yet to acknowledge, newest first."""
    return _read(tx, Delivery.agency_id == agency_id, _IS_OPEN)


def open_for(tx: Transaction, assignment_id: UUID) -> tuple[Notice, ...]:
    """List what its provider has yet to acknowledge about one assignment, newest first."""
    return _read(tx, Delivery.assignment_id == assignment_id, _IS_OPEN)


def one(tx: Transaction, delivery_id: UUID, agency_id: UUID) -> Notice | None:
    """Read one notice to an agency, acknowledged or not; None also for another agency's."""
    found = _read(tx, Delivery.id == delivery_id, Delivery.agency_id == agency_id)
    return found[0] if found else None


def add_receipts(tx: Transaction, delivery_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Write that whoever acts has read some notices; returns those for which nobody had said so before."""
    if not delivery_ids:
        return frozenset()
    who: dict[str, Any] = {"at": tx.now, "account_id": tx.scope.account_id, "key_id": tx.scope.key_id}
    added = tx.connection.execute(
        insert_new(NoticeReceipt).on_conflict_do_nothing().returning(NoticeReceipt.delivery_id),
        [{"delivery_id": each, **who} for each in delivery_ids],
    )
    _seen_to(tx, delivery_ids)
    return frozenset(added.scalars())


def expect(tx: Transaction, delivery_ids: Sequence[UUID], due_at: datetime) -> None:
    """Write by when some notices must be acknowledged."""
    if delivery_ids:
        rows = [{"delivery_id": each, "due_at": due_at} for each in delivery_ids]
        tx.connection.execute(insert(NoticeRow), rows)


def take_unread(tx: Transaction, most: int) -> tuple[Unread, ...]:
    """Take notices that were to be acknowledged by now, each once; what another worker has is skipped.

    A provider is named with each; one that was cancelled meanwhile is taken and left out.
    """
    taken = tx.connection.execute(
        select(NoticeRow.delivery_id)
        .where(NoticeRow.seen_to_at.is_(None), NoticeRow.due_at <= tx.now)
        .order_by(NoticeRow.due_at, NoticeRow.delivery_id)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).scalars().all()  # fmt: skip
    if not taken:
        return ()
    _seen_to(tx, taken)
    rows = tx.connection.execute(_UNREAD.where(Delivery.id.in_(taken), _IS_OPEN)).mappings()
    return tuple(Unread(**row) for row in rows)


def _seen_to(tx: Transaction, delivery_ids: Sequence[UUID]) -> None:
    tx.connection.execute(
        update(NoticeRow)
        .where(NoticeRow.delivery_id.in_(delivery_ids), NoticeRow.seen_to_at.is_(None))
        .values(seen_to_at=tx.now)
    )


def _read(tx: Transaction, *conditions: ColumnElement[bool]) -> tuple[Notice, ...]:
    rows = tx.connection.execute(_NOTICES.where(*conditions)).mappings()
    return tuple(Notice(**row) for row in rows)
