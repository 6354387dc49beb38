"""How a message that reached nobody was tried: where to, when, and what came of it."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from hub.db import Transaction
from hub.models import Attempt, Delivery, Endpoint


def tries_of(tx: Transaction, delivery_id: UUID) -> tuple[dict[str, Any], ...]:
    """Read each try of a message, also of its twins to the agency's other addresses, oldest first.

    Rows of kind, channel, purpose, address, paused, started_at, outcome, code and status (the number that
    the other side answered with). A message that was never tried has none.
    """
    one = select(Delivery.kind, Delivery.agency_id, Delivery.referral_id, Delivery.assignment_id).where(
        Delivery.id == delivery_id
    )
    wanted = one.subquery()
    rows = tx.connection.execute(
        select(
            Delivery.kind,
            Endpoint.channel,
            Endpoint.purpose,
            Endpoint.address,
            Endpoint.paused,
            Attempt.started_at,
            Attempt.outcome,
            Attempt.code,
            Attempt.status,
        )
        .join(Delivery, Delivery.id == Attempt.delivery_id)
        .join(Endpoint, Endpoint.id == Attempt.endpoint_id)
        .join(
            wanted,
            (wanted.c.kind == Delivery.kind)
            & (wanted.c.agency_id == Delivery.agency_id)
            & (wanted.c.referral_id == Delivery.referral_id)
            & wanted.c.assignment_id.is_not_distinct_from(Delivery.assignment_id),
        )
        .order_by(Attempt.started_at, Attempt.number)
    )
    return tuple(dict(row) for row in rows.mappings())
