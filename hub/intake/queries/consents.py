"""What the person agreed to after the referral was made."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from hub.db import Transaction
from hub.models import LaterConsent


def later_consents(tx: Transaction, referral_id: UUID) -> tuple[dict[str, Any], ...]:
    """Read each yes to one more service, oldest first: at, role, service, how, given_on, assignment_id."""
    tx.flush()
    rows = tx.connection.execute(
        select(
            LaterConsent.assignment_id,
            LaterConsent.at,
            LaterConsent.role,
            LaterConsent.service,
            LaterConsent.how,
            LaterConsent.given_on,
        )
        .where(LaterConsent.referral_id == referral_id)
        .order_by(LaterConsent.at, LaterConsent.id)
    )
    return tuple(dict(row) for row in rows.mappings())
