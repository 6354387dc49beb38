"""Triage rows with what a coordinator needs to know of their referral."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

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


@dataclass(frozen=True, kw_only=True)
class Settled:
    """A row that is closed: how it ended and when."""

    id: UUID
    referral_id: UUID
    reference: str
    reason: TriageReason
    resolution: TriageResolution
    closed_at: datetime


IS_OPEN = TriageItem.closed_at.is_(None)

ITEMS: Select[*tuple[Any, ...]] = select(
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
).join(Referral, Referral.id == TriageItem.referral_id)
"""The columns of an `Item`."""


def open_items(tx: Transaction, limit: int, after: tuple[datetime, UUID] | None = None) -> tuple[Item, ...]:
    """List open rows, the soonest due first, from after a row's due time and id."""
    beyond = [] if after is None else [_later(*after)]
    statement = ITEMS.where(IS_OPEN, *beyond).order_by(TriageItem.due_at, TriageItem.id).limit(limit)
    return tuple(Item(**row) for row in tx.connection.execute(statement).mappings())


def lock(tx: Transaction, item_id: UUID) -> Item | None:
    """Lock one open row."""
    return _one(tx, ITEMS.where(IS_OPEN, TriageItem.id == item_id).with_for_update(of=TriageItem))


def read_open(tx: Transaction, item_id: UUID) -> Item | None:
    """Read one open row, to show it."""
    return _one(tx, ITEMS.where(IS_OPEN, TriageItem.id == item_id))


def open_of_referral(tx: Transaction, referral_id: UUID) -> tuple[Item, ...]:
    """Read for what a referral waits for a person, the soonest due first."""
    statement = ITEMS.where(IS_OPEN, TriageItem.referral_id == referral_id)
    rows = tx.connection.execute(statement.order_by(TriageItem.due_at, TriageItem.id))
    return tuple(Item(**row) for row in rows.mappings())


def settled(tx: Transaction, item_id: UUID) -> Settled | None:
    """Read one row that is closed; None for one that is open or not there."""
    row = tx.connection.execute(
        select(
            TriageItem.id,
            TriageItem.referral_id,
            Referral.reference,
            TriageItem.reason,
            TriageItem.resolution,
            TriageItem.closed_at,
        )
        .join(Referral, Referral.id == TriageItem.referral_id)
        .where(TriageItem.id == item_id, ~IS_OPEN)
    ).mappings().one_or_none()  # fmt: skip
    return None if row is None else Settled(**row)


def _one(tx: Transaction, statement: Select[*tuple[Any, ...]]) -> Item | None:
    row = tx.connection.execute(statement).mappings().one_or_none()
    return None if row is None else Item(**row)


def _later(due_at: datetime, item_id: UUID) -> ColumnElement[bool]:
    return (TriageItem.due_at > due_at) | ((TriageItem.due_at == due_at) & (TriageItem.id > item_id))
