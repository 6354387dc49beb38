"""Notices to a provider that something must stop or change, and whether it has said that it read them.

A notice is a message of a kind below about one of the agency's own assignments. It is open until there is a
receipt; whether the mail arrived does not matter, since the page and the API say it as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects.postgresql import insert

from hub.db import Transaction
from hub.domain.codes import DeliveryKind, DeliveryState
from hub.models import Assignment, Delivery, NoticeReceipt, Referral

KINDS = frozenset({DeliveryKind.STOP_NOTICE, DeliveryKind.CONTACT_CHANGED})


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One notice, by the ids of the delivery and of the assignment that it is about."""

    id: UUID
    kind: DeliveryKind
    referral_id: UUID
    reference: str
    assignment_id: UUID
    created_at: datetime


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
        Delivery.kind.in_(KINDS),
        Delivery.state != DeliveryState.CANCELLED,
        Delivery.agency_id == Assignment.agency_id,
    )
    .order_by(Delivery.created_at.desc(), Delivery.id.desc())
)
_IS_OPEN = ~select(NoticeReceipt.delivery_id).where(NoticeReceipt.delivery_id == Delivery.id).exists()


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
        insert(NoticeReceipt).on_conflict_do_nothing().returning(NoticeReceipt.delivery_id),
        [{"delivery_id": each, **who} for each in delivery_ids],
    )
    return frozenset(added.scalars())


def _read(tx: Transaction, *conditions: ColumnElement[bool]) -> tuple[Notice, ...]:
    rows = tx.connection.execute(_NOTICES.where(*conditions)).mappings()
    return tuple(Notice(**row) for row in rows)
