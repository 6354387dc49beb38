"""Decisions as they were kept."""

from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, cast, func, select

from hub.db import Transaction
from hub.models import Assignment, RoutingDecision, Service


def decisions_of(tx: Transaction, referral_id: UUID) -> tuple[dict[str, Any], ...]:
    """Read every decision about a referral, the first one first, and whom it was `given` to by it."""
    given = (
        select(func.coalesce(func.array_agg(Service.slug), cast([], ARRAY(Text))))
        .join(Assignment, Assignment.service_id == Service.id)
        .where(Assignment.decision_id == RoutingDecision.id)
        .scalar_subquery()
    )
    rows = tx.connection.execute(
        select(
            RoutingDecision.at,
            RoutingDecision.cause,
            RoutingDecision.table_id,
            RoutingDecision.table_hash,
            RoutingDecision.facts,
            RoutingDecision.placement,
            RoutingDecision.trace,
            given.label("given"),
        )
        .where(RoutingDecision.referral_id == referral_id)
        .order_by(RoutingDecision.at, RoutingDecision.id)
    )
    return tuple(dict(row) for row in rows.mappings())
