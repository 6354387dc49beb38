"""What waits for an address: how many, and when each falls due once it is used again."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from hub.db import Transaction
from hub.domain.codes import DeliveryKind, DeliveryState, RiskBand

_WAITS = f"""
    d.endpoint_id = :endpoint AND d.state = '{DeliveryState.QUEUED}' AND d.lease_token IS NULL
    AND d.due_at <= :now AND d.kind <> '{DeliveryKind.TEST}'
"""
_COUNT = text(f"SELECT count(*) FROM delivery d WHERE {_WAITS}")
_SPREAD = text(f"""
    WITH placed AS (
        SELECT d.id, row_number() OVER (
            ORDER BY coalesce(r.risk_band = '{RiskBand.HIGH}', false) DESC, d.due_at, d.id) - 1 AS place
        FROM delivery d LEFT JOIN referral r ON r.id = d.referral_id WHERE {_WAITS}
    )
    UPDATE delivery d SET due_at = :now + placed.place * CAST(:apart AS interval),
                          waiting_since = :now + placed.place * CAST(:apart AS interval)
    FROM placed WHERE d.id = placed.id
""")
_BY_ENDPOINT = text(f"""
    SELECT e.id,
           (SELECT count(*) FROM delivery d
             WHERE d.endpoint_id = e.id AND d.state = '{DeliveryState.QUEUED}') AS waiting
    FROM endpoint e WHERE e.agency_id = :agency
""")


def due_now(tx: Transaction, endpoint_id: UUID) -> int:
    """Count the messages that would all go out at once."""
    counted = tx.connection.execute(_COUNT, {"endpoint": endpoint_id, "now": tx.now})
    return int(counted.scalar_one())


def spread(tx: Transaction, endpoint_id: UUID, apart: timedelta) -> None:
    """Let them fall due one after the other, that far apart, those at high risk first."""
    tx.connection.execute(_SPREAD, {"endpoint": endpoint_id, "now": tx.now, "apart": apart})


def waiting_of(tx: Transaction, agency_id: UUID) -> Mapping[UUID, int]:
    """Count what waits for each address of an agency, due or not."""
    rows: Any = tx.connection.execute(_BY_ENDPOINT, {"agency": agency_id})
    return {row.id: row.waiting for row in rows}
