"""Messages that wait for an address that is not in use, while the agency has another that is."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, text, update

from hub.db import Transaction
from hub.delivery.rules import TRIES_ELSEWHERE
from hub.domain.codes import DeliveryKind, DeliveryState
from hub.models import Delivery


@dataclass(frozen=True, kw_only=True)
class Stranded:
    """One such message, with the address that comes next."""

    id: UUID
    kind: DeliveryKind
    agency_id: UUID
    referral_id: UUID | None
    assignment_id: UUID | None
    detail: dict[str, Any]
    next_endpoint_id: UUID


_KINDS = ", ".join(f"'{kind}'" for kind in sorted(TRIES_ELSEWHERE))
_STRANDED = text(f"""
    SELECT d.id, d.kind, d.agency_id, d.referral_id, d.assignment_id, d.detail,
           next.id AS next_endpoint_id
    FROM endpoint e
    CROSS JOIN LATERAL (
        SELECT o.id FROM endpoint o
        WHERE o.agency_id = e.agency_id AND o.purpose = e.purpose AND NOT o.paused
          AND (o.position, o.id) > (e.position, e.id)
        ORDER BY o.position, o.id LIMIT 1
    ) next
    CROSS JOIN LATERAL (
        SELECT d.* FROM delivery d
        WHERE d.endpoint_id = e.id AND d.state = '{DeliveryState.QUEUED}' AND d.kind IN ({_KINDS})
          AND d.delivered_at IS NULL
          AND (d.lease_token IS NULL OR d.lease_until <= clock_timestamp())
        ORDER BY d.due_at LIMIT :batch
    ) d
    WHERE e.paused ORDER BY d.due_at LIMIT :batch
""")


def stranded(tx: Transaction, batch: int) -> tuple[Stranded, ...]:
    """Find some of them, the longest due first; what had arrived and is sent again stays where it is."""
    rows = tx.connection.execute(_STRANDED, {"batch": batch}).mappings()
    return tuple(Stranded(**{**row, "kind": DeliveryKind(row["kind"])}) for row in rows)


def close(tx: Transaction, delivery_ids: Collection[UUID]) -> frozenset[UUID]:
    """Give them up at their address, unless a worker has them in hand again; returns those that were."""
    is_free = or_(Delivery.lease_token.is_(None), Delivery.lease_until <= func.clock_timestamp())
    closed = tx.connection.execute(
        update(Delivery)
        .where(and_(Delivery.id.in_(delivery_ids), Delivery.state == DeliveryState.QUEUED, is_free))
        .values(state=DeliveryState.UNDELIVERABLE, lease_token=None, lease_until=None)
        .returning(Delivery.id)
    )
    return frozenset(closed.scalars())
