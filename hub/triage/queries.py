"""What needs a person, as rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from hub.db import Transaction
from hub.domain.codes import RiskBand, TriageReason, TriageResolution
from hub.models import Referral, TriageItem


@dataclass(frozen=True, kw_only=True)
class Item:
    """One question for the referral coordinator."""

    id: UUID
    referral_id: UUID
    reference: str
    assignment_id: UUID | None
    delivery_id: UUID | None
    reason: TriageReason
    why: str
    opened_at: datetime
    due_at: datetime
    owner: str
    risk: RiskBand
    crime_type: str
    borough: str
    detail: dict[str, Any]


def add(tx: Transaction, rows: Sequence[dict[str, Any]]) -> tuple[UUID, ...]:
    """Write rows, leaving out what is open already; returns the ids of the new ones."""
    if not rows:
        return ()
    added = tx.connection.execute(insert(TriageItem).on_conflict_do_nothing().returning(TriageItem.id), rows)
    return tuple(added.scalars())


def open_items(tx: Transaction, limit: int, after: tuple[datetime, UUID] | None = None) -> tuple[Item, ...]:
    """List open rows, the soonest due first, from after a row's due time and id."""
    beyond = [] if after is None else [_later(*after)]
    return _read(tx, TriageItem.closed_at.is_(None), *beyond, limit=limit)


def possible_duplicates(tx: Transaction, referral_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """Name the referrals that some referrals may be doubles of, by the ids of their open rows."""
    rows = tx.connection.execute(
        select(TriageItem.referral_id, TriageItem.detail).where(
            TriageItem.referral_id.in_(list(referral_ids)),
            TriageItem.reason == TriageReason.POSSIBLE_DUPLICATE,
            TriageItem.closed_at.is_(None),
        )
    )
    return {row.referral_id: row.detail["possible_duplicates"] for row in rows}


def open_reasons(tx: Transaction, referral_id: UUID) -> frozenset[TriageReason]:
    """Say for what a referral waits for a person."""
    return frozenset(tx.connection.execute(_OPEN_REASONS, {"one": referral_id}).scalars())


_OPEN_REASONS = select(TriageItem.reason).where(
    TriageItem.referral_id == bindparam("one"), TriageItem.closed_at.is_(None)
)


def lock(tx: Transaction, item_id: UUID) -> Item | None:
    """Lock one open row."""
    found = _read(tx, TriageItem.id == item_id, TriageItem.closed_at.is_(None), limit=1, lock=True)
    return found[0] if found else None


def _later(due_at: datetime, item_id: UUID) -> ColumnElement[bool]:
    return (TriageItem.due_at > due_at) | ((TriageItem.due_at == due_at) & (TriageItem.id > item_id))


def _read(
    tx: Transaction, *conditions: ColumnElement[bool], limit: int, lock: bool = False
) -> tuple[Item, ...]:
    statement = (
        select(
            TriageItem.id,
            TriageItem.referral_id,
            Referral.reference,
            TriageItem.assignment_id,
            TriageItem.delivery_id,
            TriageItem.reason,
            TriageItem.why,
            TriageItem.opened_at,
            TriageItem.due_at,
            TriageItem.owner,
            Referral.risk_band.label("risk"),
            Referral.crime_type,
            Referral.borough,
            TriageItem.detail,
        )
        .join(Referral, Referral.id == TriageItem.referral_id)
        .where(*conditions)
        .order_by(TriageItem.due_at, TriageItem.id)
        .limit(limit)
    )
    rows = tx.connection.execute(statement.with_for_update(of=TriageItem) if lock else statement)
    return tuple(Item(**row) for row in rows.mappings())


def close_answered(tx: Transaction, assignment_id: UUID, resolution: TriageResolution) -> tuple[UUID, ...]:
    """Close the open rows that only wait for an assignment's answer; returns their ids."""
    closing = {"now": tx.now, "how": resolution, "by": tx.scope.key_id}
    return tuple(tx.connection.execute(_ANSWERED, {"one": assignment_id, **closing}).scalars())


# built once, for every answer asks it and few find anything
_ANSWERED = (
    update(TriageItem)
    .where(
        TriageItem.assignment_id == bindparam("one"),
        TriageItem.closed_at.is_(None),
        TriageItem.reason.in_((TriageReason.NOT_ANSWERED, TriageReason.UNDELIVERABLE)),
    )
    .values(closed_at=bindparam("now"), resolution=bindparam("how"), resolved_by=bindparam("by"))
    .returning(TriageItem.id)
)


def close(
    tx: Transaction,
    conditions: Iterable[ColumnElement[bool]],
    resolution: TriageResolution,
    note: bytes | None = None,
) -> tuple[UUID, ...]:
    """Close open rows that meet the conditions; returns their ids."""
    closed = tx.connection.execute(
        update(TriageItem)
        .where(TriageItem.closed_at.is_(None), *conditions)
        .values(closed_at=tx.now, resolution=resolution, resolved_by=tx.scope.key_id, note=note)
        .returning(TriageItem.id)
    )
    return tuple(closed.scalars())
