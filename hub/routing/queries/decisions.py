"""Decisions as they were kept."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from hub.db import Transaction
from hub.models import RoutingDecision


def decisions_of(tx: Transaction, referral_id: UUID) -> tuple[dict[str, Any], ...]:
    """Read every decision about a referral, the first one first."""
    rows = tx.connection.execute(
        select(
            RoutingDecision.at,
            RoutingDecision.cause,
            RoutingDecision.table_id,
            RoutingDecision.table_hash,
            RoutingDecision.facts,
            RoutingDecision.placement,
            RoutingDecision.trace,
        )
        .where(RoutingDecision.referral_id == referral_id)
        .order_by(RoutingDecision.at, RoutingDecision.id)
    )
    return tuple(dict(row) for row in rows.mappings())
